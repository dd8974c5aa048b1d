"""The year before beside a table's figures: what stood at the same coordinates, and what changed.

Forms may differ from year to year: figures meet at their coordinates, never by their place. It
knows no Django.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from budgets.asking import Asking
from budgets.coordinates import Coordinates
from budgets.cube import Area, region
from budgets.data import DisclosureData, FactData, TableData
from budgets.differences.matching import match_tables
from budgets.narrative.data import EarlierFigure
from budgets.narrative.writing import without_basis
from budgets.narrative.writing.amounts import PRIOR_BASIS
from budgets.narrative.writing.phrases import Change

# Figures that are of another year themselves, or of two.
_NOT_OF_THIS_YEAR = ("prior", "prior_final", "change")

Position = tuple[int, int]


@dataclass(frozen=True, slots=True)
class FigureBefore:
    """A figure of a table beside that of an earlier year, in fen.

    `rows` is how many rows of its column state the same coordinates: `change` then is that of
    their sum, and stands at the first of them. `year` is the earlier figure's.
    """

    change: Change
    year: int
    rows: int = 1


@dataclass(frozen=True, slots=True)
class RowGone:
    """A row with money of the earlier document that nothing in this table stands for any more.

    `label` as printed, `column` the head of its figure, `fen` what it held, `year` when.
    """

    label: str
    column: str
    fen: int
    year: int


@dataclass(frozen=True)
class Years:
    """A document beside what is known of the year before.

    `earlier` is the body's last document before this one's year, which may be older than one year;
    `figures` are what staff told of the year before.
    """

    data: DisclosureData
    earlier: DisclosureData | None = None
    figures: Sequence[EarlierFigure] = ()
    _areas: dict[Coordinates, Area] = field(default_factory=dict, compare=False)

    @cached_property
    def _now(self) -> Asking:
        return Asking(self.data)

    @cached_property
    def _then(self) -> Asking | None:
        return Asking(self.earlier) if self.earlier else None

    @cached_property
    def _told(self) -> dict[Coordinates, int]:
        return {without_basis(one.coordinates): one.fen for one in self.figures}

    @property
    def year(self) -> int:
        """The year that figures are compared with where nothing else is said."""
        return self.earlier.fiscal_year if self.earlier else self.data.fiscal_year - 1

    def of_table(self, n: int) -> dict[Position, FigureBefore]:
        """What is known of the year before, by (row, column) of a table's figures."""
        table = self.data.table(n)
        if table.kind != "money" or self.data.kind not in PRIOR_BASIS:
            return {}
        found = {}
        for facts in _at_one_place(table):
            before = self._before(without_basis(facts[0].coordinates))
            if before is None:
                continue
            fen, year = before
            now = sum(fact.amount.value for fact in facts)
            stated = any(fact.amount.fen is not None for fact in facts)
            if stated or fen:
                first = facts[0]
                found[first.row, first.column] = FigureBefore(Change(now, fen), year, len(facts))
        return found

    def _before(self, at: Coordinates) -> tuple[int, int] | None:
        """Fen and year: by this document's own column of it, by what staff told, by the earlier
        document - in the order of the explanation where that is of the year before."""
        last = self.data.fiscal_year - 1
        if told := self._now.tell(at.with_({"basis": PRIOR_BASIS[self.data.kind]})):
            return told.fen, last
        document = self._then.tell(at) if self._then and self.earlier else None
        remembered = self._told.get(at)
        if document and (self.year == last or remembered is None):
            return document.fen, self.year
        return None if remembered is None else (remembered, last)

    def same(self, one: Coordinates, other: Coordinates) -> bool:
        """Whether two coordinates name the same money of this document's year, whatever their
        basis: what is known to be nil makes no difference."""
        return self._area(one).live == self._area(other).live

    def _area(self, at: Coordinates) -> Area:
        if at not in self._areas:
            where = region(at.with_({"basis": self._now.basis}))
            self._areas[at] = Area.of(where, self._now.cube.live)
        return self._areas[at]

    def gone(self, n: int) -> tuple[RowGone, ...]:
        """The rows of the earlier document's table of this kind that this one has no more."""
        table = self.data.table(n)
        if self.earlier is None or table.kind != "money":
            return ()
        place = self.data.tables.index(table)
        pairs = match_tables(self.earlier.tables, self.data.tables)
        partner = next((one for one, two in pairs if two == place), None)
        if partner is None:
            return ()
        return tuple(_rows_gone(self.earlier.tables[partner], table, self.earlier.fiscal_year))


def _at_one_place(table: TableData) -> Iterator[list[FactData]]:
    """The facts of this year, those of one column that share their coordinates together."""
    found: dict[tuple[int, Coordinates], list[FactData]] = {}
    for fact in table.facts:
        if fact.coordinates.get("basis") not in _NOT_OF_THIS_YEAR:
            found.setdefault((fact.column, fact.coordinates), []).append(fact)
    yield from found.values()


def _rows_gone(before: TableData, now: TableData, year: int) -> Iterator[RowGone]:
    present = {without_basis(fact.coordinates) for fact in now.facts}
    lines: dict[tuple[int, int], list[FactData]] = {}
    for fact in before.facts:
        if fact.coordinates.get("basis") not in _NOT_OF_THIS_YEAR:
            lines.setdefault((fact.row, before.columns[fact.column].block), []).append(fact)
    for (row, block), facts in lines.items():
        money = [fact for fact in facts if fact.amount.value]
        if not money or any(without_basis(fact.coordinates) in present for fact in facts):
            continue
        widest = min(money, key=lambda fact: (len(fact.coordinates), fact.column))
        yield RowGone(
            _label(before, row, block),
            " / ".join(before.columns[widest.column].path),
            widest.amount.value,
            year,
        )


def _label(table: TableData, row: int, block: int) -> str:
    return " ".join(
        text.strip()
        for text, column in zip(table.rows[row].cells, table.columns, strict=False)
        if text and column.kind == "label" and column.block == block
    )
