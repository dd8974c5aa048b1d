"""Django's permissions as they follow from roles, so that its admin asks the same place as we do.

The names are Django's own ("budgets.change_department"); each stands for an action of access.py,
at the place of the object that is asked about. Permissions that are given to a user or a group
directly count for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Model

from budgets import models
from budgets.access import Access, Action


@dataclass(frozen=True, slots=True)
class Right:
    """One of these actions; `general`: over the whole site, since the object belongs to no place."""

    actions: tuple[Action, ...]
    general: bool = False


_SEE, _EDIT = Right((Action.SEE,)), Right((Action.EDIT,))
_MANAGE, _GENERAL = Right((Action.MANAGE,)), Right((Action.MANAGE,), general=True)
_GRANT, _FORMS = Right((Action.GRANT,)), Right((Action.FORMS,))
# Words are taught by those who read documents of a region, and kept by who manages it.
_TEACH = Right((Action.EDIT, Action.MANAGE))

RIGHTS: dict[str, Right] = {
    "budgets.publish_disclosure": Right((Action.PUBLISH,)),
    "budgets.view_logentry": Right((Action.LOG,)),
    **{
        f"budgets.{act}_{name}": right
        for name, rights in {
            "disclosure": (_SEE, _EDIT, _EDIT, _EDIT),
            "department": (_SEE, _MANAGE, _MANAGE, _MANAGE),
            "region": (_SEE, _MANAGE, _MANAGE, _MANAGE),
            "wordmeaning": (_SEE, _TEACH, _TEACH, _MANAGE),
            # A set of forms stays: documents are made with it.
            "ownstandard": (_SEE, _FORMS, _FORMS, Right(())),
            "fiscalyear": (_SEE, _GENERAL, _GENERAL, _GENERAL),
            "classificationcode": (_SEE, _GENERAL, _GENERAL, _GENERAL),
            "population": (_SEE, _MANAGE, _MANAGE, _MANAGE),
            "succession": (_SEE, _MANAGE, _MANAGE, _MANAGE),
            "codesuccession": (_SEE, _GENERAL, _GENERAL, _GENERAL),
            "rolegrant": (_GRANT, _GRANT, _GRANT, _GRANT),
        }.items()
        for act, right in zip(("view", "add", "change", "delete"), rights, strict=True)
    },
}


class RoleBackend(ModelBackend):
    """Signs in with a password as Django does; what a user may do follows from the roles alone."""

    def has_perm(self, user_obj: Any, perm: str, obj: Model | None = None) -> bool:
        right = RIGHTS.get(perm)
        if right is None or not user_obj.is_active:
            return False
        access = Access.of(user_obj)
        return any(_allowed(access, action, right, perm, obj) for action in right.actions)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return any(name.startswith(f"{app_label}.") for name in self.get_all_permissions(user_obj))

    def get_all_permissions(self, user_obj: Any, obj: Model | None = None) -> set[str]:
        return {name for name in RIGHTS if self.has_perm(user_obj, name, obj)}

    def get_user_permissions(self, user_obj: Any, obj: Model | None = None) -> set[str]:
        return set()

    def get_group_permissions(self, user_obj: Any, obj: Model | None = None) -> set[str]:
        return set()


def _allowed(access: Access, action: Action, right: Right, perm: str, obj: Model | None) -> bool:
    if right.general:
        return access.may_in_region(action, None)
    match obj:
        case models.Disclosure():
            return access.may(action, obj.department)
        case models.Department():
            return access.may(action, obj)
        case models.Region() if action is Action.SEE:
            return access.reaches(action, obj)
        case models.Region():
            return access.may_in_region(action, obj)
        case models.OwnStandard() | models.Population() if action is Action.SEE:
            return access.reaches(action, obj.region)
        case models.OwnStandard() | models.Population():
            return access.may_in_region(action, obj.region)
        case models.Succession():
            return access.may(action, obj.successor) and access.may(action, obj.former)
        case models.WordMeaning() if obj.region is None:
            # A general word serves every region: all may read it.
            return access.may(action) if action is Action.SEE else _everywhere(access)
        case models.WordMeaning():
            return access.reaches(action, obj.region)
        case models.RoleGrant():
            return (
                access.may(action, obj.department)
                if obj.department is not None
                else access.may_in_region(action, obj.region)
            )
    return access.may(action)


def _everywhere(access: Access) -> bool:
    return access.may_in_region(Action.MANAGE, None)
