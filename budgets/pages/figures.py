"""The few figures that a document is asked for first, as its measures tell them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from budgets.comparison.names import official_names
from budgets.cube import cell_ref
from budgets.data import CellRef, DisclosureData, FactData, TableData
from budgets.measures import FIXED, Measured, measured
from budgets.money import Unit
from budgets.pages.units import told_amount, told_unit, unit_of

# Whose figures a document of a kind states.
BASIS_OF_KIND = {"final-accounts": "final"}


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure that is shown first; `told` is its key among the measures (budgets.measures)."""

    key: str
    name: str | Promise
    told: str


MEASURES = (
    Measure("income", _("收入总计"), "income"),
    Measure("spending", _("支出总计"), "spending"),
    Measure("basic", _("基本支出"), "basic"),
    Measure("project", _("项目支出"), "project"),
    Measure("three_public", _("“三公”经费"), "three-public"),
)


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A measure as a document tells it, in fen; `table` is None where it does not.

    `summed`: no single figure says it; `cell` is then the first of those that add up to it.
    """

    measure: Measure
    fen: int | None = None
    table: TableData | None = None
    cell: CellRef | None = None
    summed: bool = False
    disputed: bool = False

    @property
    def term(self) -> str:
        """The term of the glossary that the measure is."""
        return official_names()[self.measure.told]

    @property
    def unit(self) -> Unit:
        """The unit that it is told in, in the active language."""
        return told_unit(unit_of(self.table, self.cell.column if self.cell else -1))

    @property
    def parts(self) -> tuple[str, str]:
        """The figure before its decimal point, and the rest with the point."""
        return split_figure(told_amount(self.fen or 0, self.unit))

    @property
    def row(self) -> int:
        """The number of the printed row, from one, as its anchor has it."""
        return self.cell.row + 1 if self.cell else 0


def basis_of(kind: str) -> str:
    return BASIS_OF_KIND.get(kind, "budget")


def split_figure(figure: str) -> tuple[str, str]:
    whole, point, fraction = figure.partition(".")
    return whole, point + fraction


def key_figures(
    data: DisclosureData, told: Mapping[str, Measured] | None = None
) -> list[KeyFigure]:
    """Every measure, in order: the same amounts as in the sentences, pictures and comparisons.

    `told` spares measuring again. A table of targets repeats the money of the others: it is asked
    for what they don't tell.
    """
    known = {one.key: one for one in measured(data)} if told is None else told
    of_targets: dict[frozenset[tuple[str, str]], tuple[TableData, FactData]] = {}
    for table, fact in data.facts():
        if table.kind == "performance" and fact.amount.fen is not None:
            of_targets.setdefault(frozenset(fact.coordinates.items()), (table, fact))
    return [_figure(data, measure, known, of_targets) for measure in MEASURES]


def _figure(
    data: DisclosureData,
    measure: Measure,
    known: Mapping[str, Measured],
    of_targets: Mapping[frozenset[tuple[str, str]], tuple[TableData, FactData]],
) -> KeyFigure:
    if (one := known.get(measure.told)) is not None:
        table = data.table(one.cell.n)
        return KeyFigure(measure, one.fen, table, one.cell, not one.stated, one.disputed)
    for wanted in FIXED[measure.told]:
        found = of_targets.get(frozenset({**wanted, "basis": basis_of(data.kind)}.items()))
        if found:
            table, fact = found
            return KeyFigure(measure, fact.amount.value, table, cell_ref(table, fact))
    return KeyFigure(measure)


def any_stated(figures: Iterable[KeyFigure]) -> bool:
    return any(figure.fen is not None for figure in figures)
