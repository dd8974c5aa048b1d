"""People with roles over places, signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.test import Client

    from budgets import models


def person(name: str, *grants: tuple[str, Any], **fields: Any) -> Any:
    """A user with these roles, each over a body, a region, or (None) the whole site."""
    from django.contrib.auth import get_user_model

    user = get_user_model().objects.create_user(name, **{"is_staff": True, **fields})
    for role, place in grants:
        grant(user, role, place)
    return user


def grant(user: Any, role: str, place: Any = None) -> models.RoleGrant:
    """Give a role over a body, a region, or the whole site."""
    from budgets import models

    over = {"department": place} if isinstance(place, models.Department) else {"region": place}
    made = models.RoleGrant(user=user, role=role, **over)
    made.full_clean()
    made.save()
    return made


def signed_in(user: Any) -> Client:
    """A browser of this person, past the form."""
    from django.test import Client

    client = Client()
    client.force_login(user)
    return client
