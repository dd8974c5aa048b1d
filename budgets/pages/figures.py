"""The few figures that a document is asked for first, found among its facts by coordinates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from budgets.data import DisclosureData, FactData, TableData
from budgets.measures import FIXED
from budgets.money import Unit, format_fen
from budgets.pages.units import unit_of

# Whose figures a document of a kind states.
BASIS_OF_KIND = {"final-accounts": "final"}


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure and the coordinates that state it, the plainest first; the basis comes apart."""

    key: str
    name: str | Promise
    wanted: tuple[Mapping[str, str], ...]


MEASURES = (
    Measure("income", _("收入总计"), FIXED["income"]),
    Measure("spending", _("支出总计"), FIXED["spending"]),
    Measure("basic", _("基本支出"), FIXED["basic"]),
    Measure("project", _("项目支出"), FIXED["project"]),
    Measure("three_public", _("“三公”经费"), FIXED["three-public"]),
)
_TERMS = {
    "income": "收入总计",
    "spending": "支出总计",
    "basic": "基本支出",
    "project": "项目支出",
    "three_public": "“三公”经费",
}


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A measure as a document states it; `table` is None where it does not."""

    measure: Measure
    table: TableData | None = None
    fact: FactData | None = None

    @property
    def term(self) -> str:
        """The term of the glossary that the measure is."""
        return _TERMS[self.measure.key]

    @property
    def fen(self) -> int | None:
        return self.fact.amount.fen if self.fact else None

    @property
    def unit(self) -> Unit:
        return unit_of(self.table, self.fact.column if self.fact else -1)

    @property
    def parts(self) -> tuple[str, str]:
        """The figure before its decimal point, and the rest with the point."""
        return split_figure(format_fen(self.fen or 0, self.unit))

    @property
    def row(self) -> int:
        """The number of the printed row, from one, as its anchor has it."""
        return self.fact.row + 1 if self.fact else 0


def basis_of(kind: str) -> str:
    return BASIS_OF_KIND.get(kind, "budget")


def split_figure(figure: str) -> tuple[str, str]:
    whole, point, fraction = figure.partition(".")
    return whole, point + fraction


def key_figures(data: DisclosureData) -> list[KeyFigure]:
    """Every measure, in order, from the first table that states it.

    A table of targets repeats the money of the others: it is asked last.
    """
    basis = basis_of(data.kind)
    of_money: dict[frozenset[tuple[str, str]], tuple[TableData, FactData]] = {}
    of_targets: dict[frozenset[tuple[str, str]], tuple[TableData, FactData]] = {}
    for table, fact in data.facts():
        if fact.coordinates.get("basis") == basis and fact.amount.fen is not None:
            stated = of_targets if table.kind == "performance" else of_money
            stated.setdefault(frozenset(fact.coordinates.items()), (table, fact))
    return [_figure(measure, basis, of_money, of_targets) for measure in MEASURES]


def _figure(
    measure: Measure,
    basis: str,
    *sources: Mapping[frozenset[tuple[str, str]], tuple[TableData, FactData]],
) -> KeyFigure:
    for stated in sources:
        for wanted in measure.wanted:
            found = stated.get(frozenset({**wanted, "basis": basis}.items()))
            if found:
                return KeyFigure(measure, *found)
    return KeyFigure(measure)


def any_stated(figures: Iterable[KeyFigure]) -> bool:
    return any(figure.fact for figure in figures)
