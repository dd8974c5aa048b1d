"""What a body has published over the years: its documents, and its key totals from the facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from budgets.coordinates import DIMENSIONS
from budgets.models import Department, Disclosure, Fact
from budgets.money import WAN, format_fen
from budgets.pages.figures import MEASURES, Measure, basis_of, split_figure

# The totals over the years are shown in one unit, whatever each document was printed in.
UNIT = WAN


@dataclass(frozen=True, slots=True)
class YearOfDocuments:
    """`documents` has an entry a kind, None where nothing is published."""

    year: int
    documents: tuple[Disclosure | None, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """A stated total; `width` is its share of the largest in its column, in hundredths."""

    whole: str
    fraction: str
    address: str
    width: int


@dataclass(frozen=True, slots=True)
class YearOfTotals:
    disclosure: Disclosure
    totals: tuple[Total | None, ...]


def documents_by_year(disclosures: Iterable[Disclosure]) -> list[YearOfDocuments]:
    """Newest year first, the kinds in their usual order."""
    by_year: dict[int, dict[str, Disclosure]] = {}
    for disclosure in disclosures:
        by_year.setdefault(disclosure.fiscal_year.year, {})[disclosure.kind] = disclosure
    return [
        YearOfDocuments(year, tuple(kinds.get(kind) for kind in Disclosure.Kind.values))
        for year, kinds in sorted(by_year.items(), reverse=True)
    ]


def totals_over_years(
    department: Department, disclosures: Iterable[Disclosure]
) -> list[YearOfTotals]:
    """The measures of every published document that states one, oldest first."""
    wanted = Q()
    for measure in MEASURES:
        for coordinates in measure.wanted:
            wanted |= Q(**_exactly(coordinates))
    facts = Fact.objects.filter(
        wanted,
        department=department,
        basis__in=["budget", "final"],
        disclosure__status=Disclosure.Status.PUBLISHED,
    ).order_by("table_n", "row", "column")
    by_disclosure: dict[int, list[Fact]] = {}
    for fact in facts:
        by_disclosure.setdefault(fact.disclosure_id, []).append(fact)
    years = [
        (disclosure, [_stated(measure, disclosure, by_disclosure) for measure in MEASURES])
        for disclosure in sorted(disclosures, key=lambda d: (d.fiscal_year.year, d.kind))
        if disclosure.pk in by_disclosure
    ]
    largest = max((fact.fen for _d, found in years for fact in found if fact), default=0)
    return [
        YearOfTotals(disclosure, tuple(_total(fact, disclosure, largest) for fact in found))
        for disclosure, found in years
    ]


def _exactly(coordinates: Mapping[str, str]) -> dict[str, str]:
    """A fact's fields for these coordinates: every other dimension is left open."""
    return {name: coordinates.get(name, "") for name in DIMENSIONS if name != "basis"}


def _stated(
    measure: Measure, disclosure: Disclosure, facts: Mapping[int, list[Fact]]
) -> Fact | None:
    basis = basis_of(disclosure.kind)
    for coordinates in measure.wanted:
        fields = _exactly(coordinates)
        for fact in facts[disclosure.pk]:
            if fact.basis == basis and all(getattr(fact, k) == v for k, v in fields.items()):
                return fact
    return None


def _total(fact: Fact | None, disclosure: Disclosure, largest: int) -> Total | None:
    if fact is None:
        return None
    whole, fraction = split_figure(format_fen(fact.fen, UNIT, UNIT.exponent))
    return Total(
        whole,
        fraction,
        f"{disclosure.get_absolute_url()}tables/{fact.table_n}/#r{fact.row + 1}",
        max(fact.fen, 0) * 100 // largest if largest > 0 else 0,
    )
