"""Sums of bodies that count no money twice: a department's figure includes its units'."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from budgets.models import KeyAmount

# A bureau, its units, theirs, and one more: more than any body has above it.
_LEVELS = 3


def is_held(told: QuerySet[KeyAmount]) -> Exists | Q:
    """Whether a body above that of an amount told the same measure, in `told`, and so holds it."""
    conditions = [
        Exists(
            told.filter(key=OuterRef("key"), department=OuterRef("department" + "__parent" * level))
        )
        for level in range(1, _LEVELS + 1)
    ]
    return reduce(or_, conditions)


def held_by_none(amounts: QuerySet[KeyAmount], told: QuerySet[KeyAmount]) -> QuerySet[KeyAmount]:
    """The amounts that no body above theirs holds already: none of `told` is of one, by their key."""
    return amounts.exclude(is_held(told))
