"""Sums of bodies that count no money twice: a department's figure includes its units'."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from budgets.models import KeyAmount

# A bureau, its units, theirs, and one more: more than any body has above it.
_LEVELS = 3


def held_by_none(amounts: QuerySet[KeyAmount], told: QuerySet[KeyAmount]) -> QuerySet[KeyAmount]:
    """The amounts that no body above theirs holds already: none of `told` is of one, by their key."""
    for level in range(_LEVELS):
        above = "department" + "__parent" * (level + 1)
        amounts = amounts.exclude(
            Exists(told.filter(key=OuterRef("key"), department=OuterRef(above)))
        )
    return amounts
