"""People and their roles: who may manage whom, and the only writers of both.

An administrator looks after a region and those below it: sees the people who have a role there or
belong there, and gives and takes roles there, up to administrator of it. The person as such (name,
whether active, password, second factor) is changed only by someone whose scope holds every role of
theirs: who resets a password could sign in with it. Nobody changes their own rights. Superusers are
made at the machine, and touched by superusers alone.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts import second_factor
from accounts.models import Affiliation, Person
from accounts.sessions import end_sessions
from budgets import log
from budgets.access import Access, Action
from budgets.models import Department, Region, RoleGrant


def grants_within(user: Any) -> QuerySet[RoleGrant]:
    """The roles that lie in a person's scope as an administrator."""
    access = Access.of(user)
    if access.may_in_region(Action.GRANT, None):
        return RoleGrant.objects.all()
    return RoleGrant.objects.filter(
        Q(department__in=access.departments(Action.GRANT).order_by())
        | Q(region__in=access.regions(Action.GRANT).order_by())
    )


def visible_to(user: Any) -> QuerySet[Person]:
    """The people that an administrator sees."""
    access = Access.of(user)
    if not access.may(Action.GRANT):
        return Person.objects.none()
    if access.may_in_region(Action.GRANT, None):
        return Person.objects.all()
    here = grants_within(user).filter(user=OuterRef("pk")).order_by()
    belonging = Q(affiliation__region__in=access.regions(Action.GRANT).order_by())
    return Person.objects.filter(Exists(here) | belonging, is_superuser=False)


def may_place(user: Any, department: Department | None, region: Region | None) -> bool:
    """Whether someone gives and takes roles over this body, this region, or (neither) the site."""
    access = Access.of(user)
    if department is not None:
        return access.may(Action.GRANT, department)
    return access.may_in_region(Action.GRANT, region)


def in_charge(user: Any, person: Any) -> bool:
    """Whether someone may change the person as such, not only the roles in their own scope."""
    if user.pk == person.pk or not visible_to(user).filter(pk=person.pk).exists():
        return False
    if person.is_superuser:
        return bool(user.is_superuser)
    outside = RoleGrant.objects.filter(user_id=person.pk).exclude(
        pk__in=grants_within(user).order_by().values("pk")
    )
    return not outside.exists()


@transaction.atomic
def create(*, by: Any, username: str, name: str, region: Region | None) -> Person:
    """A person without any role yet, who signs in once a password link was given to them."""
    if not may_place(by, None, region):
        raise PermissionDenied
    person = Person(username=username, first_name=name)
    person.set_unusable_password()
    person.full_clean()
    person.save()
    Affiliation.objects.create(user=person, region=region)
    log.append("person", by=by, subject=person, detail={"created": True, "region": _code(region)})
    return person


@transaction.atomic
def change(person: Person, *, by: Any, name: str, region: Region | None, active: bool) -> None:
    """Change who is called what and belongs where; without `active` all sessions end at once."""
    _require_charge(by, person)
    affiliation, _made = Affiliation.objects.get_or_create(user_id=person.pk)
    stands = Person.objects.get(pk=person.pk)
    changes: dict[str, Any] = {}
    if name != stands.first_name:
        changes["name"] = True  # Names stay out of a log that nothing can be taken from.
    if region != affiliation.region:
        left = affiliation.region
        if not (may_place(by, None, region) and (left is None or may_place(by, None, left))):
            raise PermissionDenied
        changes["region"] = _code(region)
    if active != stands.is_active:
        changes["active"] = active
    if not changes:
        return
    stands.first_name, stands.is_active = name, active
    stands.full_clean()
    stands.save(update_fields=["first_name", "is_active"])
    affiliation.region = region
    affiliation.save(update_fields=["region"])
    if not active:
        end_sessions(person)
    log.append("person", by=by, subject=person, detail=changes)


@transaction.atomic
def grant(
    person: Any,
    *,
    by: Any,
    role: str,
    department: Department | None = None,
    region: Region | None = None,
) -> RoleGrant:
    """Give a role over a body, a region, or (neither) the whole site."""
    _require_place(by, person, department, region)
    given = RoleGrant(
        user_id=person.pk, role=role, department=department, region=region, granted_by_id=by.pk
    )
    given.full_clean()
    given.save()
    _let_in(person.pk)
    log.append("grant", by=by, subject=person, detail=_told(given))
    return given


@transaction.atomic
def revoke(given: RoleGrant, *, by: Any) -> None:
    """Take a role away; from the next request on it counts no more."""
    # As it stands: a form may have put other things into the object that it was given.
    stands = RoleGrant.objects.select_related("department", "region").get(pk=given.pk)
    person = Person.objects.get(pk=stands.user_id)
    _require_place(by, person, stands.department, stands.region)
    detail = _told(stands)
    stands.delete()
    _let_in(person.pk)
    log.append("revoke", by=by, subject=person, detail=detail)


@transaction.atomic
def password_link(person: Any, *, by: Any) -> str:
    """The path of a page where the person chooses a password, once. The password of before, links
    of before and all sessions are void. `by` None: the operator of the machine."""
    if by is not None:
        _require_charge(by, person)
    user = get_user_model().objects.get(pk=person.pk)
    user.set_unusable_password()
    user.save(update_fields=["password"])
    end_sessions(user)
    log.append("password-link", by=by, subject=Person.objects.get(pk=person.pk))
    return reverse(
        "accounts:choose-password",
        args=[urlsafe_base64_encode(force_bytes(user.pk)), links.make_token(user)],
    )


@transaction.atomic
def take_second_factor(person: Any, *, by: Any) -> None:
    """Remove a lost second factor; who must have one sets up another after the next sign-in."""
    if by is not None:
        _require_charge(by, person)
    second_factor.remove(person)
    end_sessions(person)
    log.append("second-factor-removed", by=by, subject=Person.objects.get(pk=person.pk))


@transaction.atomic
def unbind(person: Any, *, by: Any) -> None:
    """Forget who the person is at the single sign-on; the next sign-in there binds anew."""
    _require_charge(by, person)
    Affiliation.objects.filter(user_id=person.pk).update(subject=None)
    end_sessions(person)
    log.append("single-sign-on-unbound", by=by, subject=Person.objects.get(pk=person.pk))


class _Links(PasswordResetTokenGenerator):
    """Links are void once the person has other roles: who was given one with fewer can't use it."""

    key_salt = "accounts.people.links"

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        grants = (
            RoleGrant.objects.filter(user_id=user.pk).order_by("pk").values_list("pk", flat=True)
        )
        return f"{super()._make_hash_value(user, timestamp)}:{user.is_active}:{list(grants)}"


links = _Links()


def _require_charge(by: Any, person: Any) -> None:
    if not in_charge(by, person):
        raise PermissionDenied


def _require_place(
    by: Any, person: Any, department: Department | None, region: Region | None
) -> None:
    """Raises PermissionDenied unless this person is someone else that they see, and the place theirs."""
    if by.pk == person.pk or (person.is_superuser and not by.is_superuser):
        raise PermissionDenied
    seen = visible_to(by).filter(pk=person.pk).exists()
    if not (seen and may_place(by, department, region)):
        raise PermissionDenied


def _let_in(pk: int) -> None:
    """Who has a role, or is a superuser, may enter the workplace."""
    user = get_user_model().objects.get(pk=pk)
    user.is_staff = user.is_superuser or RoleGrant.objects.filter(user_id=pk).exists()
    user.save(update_fields=["is_staff"])


def _told(given: RoleGrant) -> dict[str, str]:
    told = {"role": given.role}
    if given.department is not None:
        told["department"] = given.department.slug
    if given.region is not None:
        told["region"] = given.region.code
    return told


def _code(region: Region | None) -> str:
    return region.code if region is not None else ""
