"""What the bodies of a year, or of a region in a year, come to: asked once for what is public now.

All bodies have to be looked at for that, and a country has tens of thousands. So the sums of many
are kept, under a name that changes with everything that becomes public or ceases to be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from django.core.cache import cache
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, Max, OuterRef, Sum

from budgets.comparison.wholes import is_held
from budgets.freshness import current_mark
from budgets.models import FiscalYear, KeyAmount

# The sums of fewer bodies are worked out sooner than they are kept.
MANY = 1000
# What the name does not tell: that a body was put below another one, or a withdrawal on a node that
# does not see the mark of this one. Readers keep the page for as long.
SECONDS = 60


@dataclass(frozen=True, slots=True)
class Whole:
    """In fen, of so many bodies; those that a body above them holds already are not among them."""

    fen: int
    bodies: int


@dataclass(frozen=True, slots=True)
class Totals:
    """`listed` are the bodies that told the measure asked for, those held by others too; `sums` by
    measure; `regions` (key, sum) of that measure, the largest first; `years` of which there are any."""

    listed: int
    sums: dict[str, Whole]
    regions: tuple[tuple[int, Whole], ...]
    years: tuple[int, ...]


def totals_of(
    year: int, kind: str, within: Sequence[int] | None, key: str, keys: Sequence[str]
) -> Totals:
    """Of the regions `within`, else of all: what bodies told for `keys`, by region for `key`.

    One query where it is known; else three.
    """
    newest = KeyAmount.objects.aggregate(newest=Max("pk"))["newest"]
    asked = repr((current_mark(), newest, year, kind, within, key, tuple(keys)))
    # A name of letters that every kind of cache takes.
    name = f"totals:{blake2b(asked.encode(), digest_size=16).hexdigest()}"
    if (known := cache.get(name)) is not None:
        return known
    totals = _asked(year, kind, within, key, keys)
    if totals.listed > MANY:
        cache.set(name, totals, SECONDS)
    return totals


def _asked(
    year: int, kind: str, within: Sequence[int] | None, key: str, keys: Sequence[str]
) -> Totals:
    told = KeyAmount.objects.filter(year=year, kind=kind)
    if within is not None:
        told = told.filter(region__in=within)
    rows = (
        told.filter(key__in=keys)
        .order_by()
        .annotate(held=ExpressionWrapper(is_held(told), BooleanField()))
        .values_list("key", "region", "held")
        .annotate(fen=Sum("fen"), bodies=Count("pk"))
    )
    listed = 0
    sums: dict[str, Whole] = {}
    regions: dict[int, Whole] = {}
    for of, region, held, fen, bodies in rows:
        listed += bodies if of == key else 0
        if held:
            continue
        before = sums.get(of, Whole(0, 0))
        sums[of] = Whole(before.fen + fen, before.bodies + bodies)
        if of == key:
            regions[region] = Whole(fen, bodies)
    return Totals(
        listed,
        sums,
        tuple(sorted(regions.items(), key=lambda one: (-one[1].fen, one[0]))),
        _years(kind, within),
    )


def _years(kind: str, within: Sequence[int] | None) -> tuple[int, ...]:
    """A look into the index for each year, not one at each body of all years."""
    told = KeyAmount.objects.filter(year=OuterRef("year"), kind=kind, key="spending")
    if within is not None:
        told = told.filter(region__in=within)
    years = FiscalYear.objects.filter(Exists(told)).values_list("year", flat=True)
    return tuple(sorted(years))
