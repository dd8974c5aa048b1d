"""What a body has published over the years: its documents, and its key totals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from budgets.models import Department, Disclosure, KeyAmount
from budgets.money import WAN
from budgets.pages.figures import MEASURES, split_figure
from budgets.pages.units import told_amount, told_unit

# The totals over the years are shown in one unit (in English in yuan), whatever each document was
# printed in.
UNIT = WAN


@dataclass(frozen=True, slots=True)
class YearOfDocuments:
    """`documents` has an entry a kind, None where nothing is published."""

    year: int
    documents: tuple[Disclosure | None, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """A total in fen, and as it is told; `width` is its share of the largest of all, in hundredths.

    `disputed` where tables disagree on it, `summed` where no single figure says it.
    """

    fen: int
    whole: str
    fraction: str
    address: str
    width: int
    disputed: bool
    summed: bool


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
    """The measures of every published document that tells one, oldest first."""
    amounts = KeyAmount.objects.filter(
        department=department,
        key__in=[measure.told for measure in MEASURES],
        disclosure__status=Disclosure.Status.PUBLISHED,
    )
    told: dict[int, dict[str, KeyAmount]] = {}
    for one in amounts:
        told.setdefault(one.disclosure_id, {})[one.key] = one
    years = [
        (disclosure, [told[disclosure.pk].get(measure.told) for measure in MEASURES])
        for disclosure in sorted(disclosures, key=lambda d: (d.fiscal_year.year, d.kind))
        if disclosure.pk in told
    ]
    largest = max((one.fen for _d, found in years for one in found if one), default=0)
    return [
        YearOfTotals(disclosure, tuple(_total(one, disclosure, largest) for one in found))
        for disclosure, found in years
    ]


def _total(one: KeyAmount | None, disclosure: Disclosure, largest: int) -> Total | None:
    if one is None:
        return None
    unit = told_unit(UNIT)
    whole, fraction = split_figure(told_amount(one.fen, unit, unit.exponent))
    return Total(
        one.fen,
        whole,
        fraction,
        f"{disclosure.get_absolute_url()}tables/{one.table_n}/#r{one.row + 1}",
        max(one.fen, 0) * 100 // largest if largest > 0 else 0,
        one.disputed,
        not one.stated,
    )
