"""What a person may do, and where: the one place that answers. Roles give actions over places.

A role over a body covers the units below it; a role over a region covers the regions below it
and every body in them. Nothing is kept between requests: a role that is taken away, or a user
that is disabled, counts from the next request on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from budgets import models
from budgets.models import Role


class Action(StrEnum):
    SEE = "see"  # drafts, findings, files of a body
    EDIT = "edit"  # bring, type, explain, discard a draft; teach words for its region
    SUBMIT = "submit"  # 送审, and call it back
    REVIEW = "review"  # 审定 or send back
    PUBLISH = "publish"  # publish, schedule, withdraw
    WATCH = "watch"  # the overview of a region
    INSPECT = "inspect"  # enter approval days, remind, adjust a region's rules
    FORMS = "forms"  # sets of forms of a region, made from its blank workbooks
    MANAGE = "manage"  # bodies, regions, words, code lists
    GRANT = "grant"  # people and their roles
    LOG = "log"  # read the log


ACTIONS: dict[str, frozenset[Action]] = {
    Role.STAFF: frozenset({Action.SEE, Action.EDIT, Action.SUBMIT}),
    Role.REVIEWER: frozenset({Action.SEE, Action.REVIEW}),
    Role.PUBLISHER: frozenset({Action.SEE, Action.PUBLISH}),
    Role.BUREAU: frozenset({Action.SEE, Action.WATCH, Action.INSPECT, Action.FORMS}),
    Role.AUDITOR: frozenset({Action.SEE, Action.WATCH, Action.LOG}),
    Role.ADMINISTRATOR: frozenset(
        {Action.SEE, Action.WATCH, Action.FORMS, Action.MANAGE, Action.GRANT, Action.LOG}
    ),
}


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where one action is allowed: bodies and regions by key, each with those below it."""

    everywhere: bool = False
    departments: frozenset[int] = frozenset()
    regions: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.departments or self.regions)


@dataclass(frozen=True)
class Access:
    """The actions of one person with their scopes. `Access.of(user)` is asked once a request."""

    scopes: dict[Action, _Scope] = field(default_factory=dict)

    @classmethod
    def of(cls, user: Any) -> Access:
        """The access of a user as the grants stand now; kept on the user object, which Django
        loads anew with every request."""
        known: Access | None = getattr(user, "_access", None)
        if known is None:
            known = cls._load(user)
            user._access = known
        return known

    @classmethod
    def _load(cls, user: Any) -> Access:
        if not getattr(user, "is_active", False) or user.pk is None:
            return cls()
        if user.is_superuser:
            return cls({action: _Scope(everywhere=True) for action in Action})
        grants = list(
            models.RoleGrant.objects.filter(user=user).values_list("role", "department", "region")
        )
        # Most grants give several actions: what lies below a place is looked up once.
        known: dict[tuple[Any, int], frozenset[int]] = {}

        def reach(model: Any, keys: Iterable[int | None]) -> frozenset[int]:
            reached: set[int] = set()
            for key in keys:
                if key is not None:
                    if (model, key) not in known:
                        known[model, key] = below(model, [key])
                    reached |= known[model, key]
            return frozenset(reached)

        scopes = {}
        for action in Action:
            giving = [grant for grant in grants if action in ACTIONS.get(grant[0], ())]
            if giving:
                scopes[action] = _Scope(
                    everywhere=any(body is None and place is None for _, body, place in giving),
                    departments=reach(models.Department, (body for _, body, _ in giving)),
                    regions=reach(models.Region, (place for _, _, place in giving)),
                )
        return cls(scopes)

    def may(self, action: Action, department: models.Department | None = None) -> bool:
        """Whether this is allowed for a body; without one, whether it is allowed anywhere."""
        scope = self.scopes.get(action, _Scope())
        if department is None or scope.everywhere:
            return bool(scope)
        return department.pk in scope.departments or department.region_id in scope.regions

    def may_in_region(self, action: Action, region: models.Region | None) -> bool:
        """Whether this is allowed for a whole region; for None, for the whole site."""
        scope = self.scopes.get(action, _Scope())
        return scope.everywhere or (region is not None and region.pk in scope.regions)

    def actions(self, department: models.Department) -> frozenset[Action]:
        """Everything that is allowed for a body, for the buttons of its pages."""
        return frozenset(action for action in self.scopes if self.may(action, department))

    def reaches(self, action: Action, region: models.Region) -> bool:
        """Whether this is allowed for the region, or for one of the bodies in it."""
        return bool(self.regions_reached(action).filter(pk=region.pk).exists())

    def departments(self, action: Action = Action.SEE) -> QuerySet[models.Department]:
        """The bodies that the action is allowed for."""
        bodies = models.Department.objects.all()
        scope = self.scopes.get(action, _Scope())
        if scope.everywhere:
            return bodies
        if not scope:
            return bodies.none()
        return bodies.filter(Q(pk__in=scope.departments) | Q(region__in=scope.regions))

    def regions(self, action: Action = Action.SEE) -> QuerySet[models.Region]:
        """The regions that the action is allowed for as a whole."""
        places = models.Region.objects.all()
        scope = self.scopes.get(action, _Scope())
        return places if scope.everywhere else places.filter(pk__in=scope.regions)

    def regions_reached(self, action: Action = Action.SEE) -> QuerySet[models.Region]:
        """The regions that the action is allowed for, and those of the bodies that it is for."""
        places = models.Region.objects.all()
        scope = self.scopes.get(action, _Scope())
        if scope.everywhere:
            return places
        bodies = models.Department.objects.filter(pk__in=scope.departments).order_by()
        return places.filter(Q(pk__in=scope.regions) | Q(pk__in=bodies.values("region")))

    def disclosures(self, action: Action = Action.SEE) -> QuerySet[models.Disclosure]:
        """The documents of those bodies, in every state."""
        documents = models.Disclosure.objects.all()
        scope = self.scopes.get(action, _Scope())
        if scope.everywhere:
            return documents
        return documents.filter(department__in=self.departments(action).order_by())


def may(user: Any, action: Action, department: models.Department | None = None) -> bool:
    """`Access.may` of a user."""
    return Access.of(user).may(action, department)


def require(user: Any, action: Action, department: models.Department | None = None) -> None:
    """Raises PermissionDenied unless the user may do this for the body (None: anywhere)."""
    if not may(user, action, department):
        raise PermissionDenied


def require_everywhere(user: Any, action: Action) -> None:
    """Raises PermissionDenied unless the user may do this on the whole site."""
    if not Access.of(user).may_in_region(action, None):
        raise PermissionDenied


def people_with(action: Action, department: models.Department) -> QuerySet[Any]:
    """Who may do this for a body by a role: told to those who wait for them, never asked for
    leave. Superusers are left out, since it is not their task."""
    roles = [role for role, actions in ACTIONS.items() if action in actions]
    granted = models.RoleGrant.objects.filter(role__in=roles).filter(
        Q(department__in=_above(models.Department, department.pk))
        | Q(region__in=_above(models.Region, department.region_id))
        | Q(department=None, region=None)
    )
    people: QuerySet[Any] = get_user_model().objects.filter(
        is_active=True, pk__in=granted.order_by().values("user")
    )
    return people.order_by("username")


def _above(model: Any, key: int | None) -> list[int]:
    """The key with those of everything above it."""
    found: list[int] = []
    while key is not None and key not in found:
        found.append(key)
        key = model.objects.filter(pk=key).values_list("parent", flat=True).first()
    return found


def below(model: Any, keys: Iterable[int | None]) -> frozenset[int]:
    """The keys with those of everything below them: units of bodies, regions of regions."""
    found = {key for key in keys if key is not None}
    newest = found
    while newest:
        newest = set(model.objects.filter(parent__in=newest).values_list("pk", flat=True)) - found
        found |= newest
    return frozenset(found)
