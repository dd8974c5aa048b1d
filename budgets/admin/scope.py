"""What a member of staff may see and do. Roles by department come here; no view asks elsewhere."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from budgets import models


def departments_of(user: Any) -> QuerySet[models.Department]:
    """The departments that a user works for."""
    return models.Department.objects.select_related("region")


def disclosures_of(user: Any) -> QuerySet[models.Disclosure]:
    """The disclosures that a user may see."""
    return models.Disclosure.objects.filter(department__in=departments_of(user).order_by())


def require(user: Any, *permissions: str) -> None:
    """Raises PermissionDenied unless the user has all of these, such as "add_disclosure"."""
    if not user.has_perms([f"budgets.{name}" for name in permissions]):
        raise PermissionDenied
