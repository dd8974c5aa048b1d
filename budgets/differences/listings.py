"""The rows of a table as a comparison sees them, block by block: keys, headings above, meanings."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

from budgets.coordinates import NOWHERE, Coordinates
from budgets.data import ColumnData, FactData, TableData
from budgets.differences.matching import columns_of
from budgets.differences.wording import depth_of, figure_of, label_key, without_years
from budgets.workbook.writer import width_of

Position = tuple[int, int]
Key = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A row of a listing. `key` is what its labels say, `under` what the labels above it do.

    `content` are its texts in the columns that both tables have. The rest is worked out when it is
    asked for: most rows of a correction are what they were.
    """

    sheet: Sheet
    row: int
    named: tuple[str, ...]
    key: Key
    under: Key
    content: tuple[str, ...]
    own: tuple[int, ...]

    @property
    def label(self) -> str:
        return " ".join(dict.fromkeys(" ".join(text.split()) for text in self.named))

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(text for text in self.content if text and figure_of(text) is None)

    @property
    def figures(self) -> tuple[str, ...]:
        return tuple(text for text in self.content if text and figure_of(text) is not None)

    @property
    def meaning(self) -> Coordinates:
        """The coordinates of the row's amounts that are neither its columns' nor its table's."""
        for at in self.own:
            if fact := self.sheet.facts.get((self.row, at)):
                given = {**self.sheet.table.slice, **self.sheet.columns[at].coordinates}
                rest = {
                    name: member
                    for name, member in fact.coordinates.items()
                    if given.get(name) != member and name != "basis"
                }
                return Coordinates.of(rest)
        return NOWHERE

    @property
    def project(self) -> str:
        return self.meaning.get("project", "")


@dataclass(frozen=True)
class Sheet:
    """A table ready to be compared: what merged areas cover is filled with what they say."""

    table: TableData
    columns: tuple[ColumnData, ...]
    width: int
    facts: Mapping[Position, FactData]
    anchors: Mapping[Position, Position] = field(default_factory=dict)

    @classmethod
    def of(cls, table: TableData) -> Sheet:
        return cls(
            table,
            columns_of(table),
            width_of(table),
            {(fact.row, fact.column): fact for fact in table.facts},
            _anchors(table),
        )

    def raw(self, row: int, column: int) -> str:
        cells = self.table.rows[row].cells
        return (cells[column] if column < len(cells) else None) or ""

    def text(self, row: int, column: int) -> str:
        """What a cell says; covered by a merged area, what that says."""
        if not self.anchors:
            return self.raw(row, column)
        return self.raw(*self.anchors.get((row, column), (row, column)))

    @property
    def blocks(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(column.block for column in self.columns))

    def lines(self, block: int, shared: Sequence[int]) -> list[Line]:
        """The rows of a block that say something; `shared` are the columns to compare by."""
        own = tuple(at for at, column in enumerate(self.columns) if column.block == block)
        labels = [at for at in own if self.columns[at].kind == "label"]
        compared = [at for at in shared if self.columns[at].block == block]
        several = len(self.blocks) > 1
        found: list[Line] = []
        above: list[tuple[int, str]] = []
        for row, data in enumerate(self.table.rows):
            # A side of a two-sided table ends earlier than the other one.
            if several and not any(self.raw(row, at) for at in own):
                continue
            named = tuple(text for at in labels if (text := self.text(row, at)))
            keys = tuple(map(label_key, named))
            depth = depth_of(named[0]) if named else 0
            if data.kind == "total" and not depth:
                above.clear()
            elif depth:
                while above and above[-1][0] >= depth:
                    above.pop()
            under = (above[-1][1],) if above else ()
            if depth:
                above.append((depth, keys[0]))
            unnamed = (data.kind,) if labels else ()
            content = tuple(without_years(self.text(row, at)) for at in compared)
            found.append(
                Line(self, row, named, keys if any(keys) else unnamed, under, content, own)
            )
        return found


def _anchors(table: TableData) -> dict[Position, Position]:
    """The body positions that merged areas cover, each with the one that holds the text."""
    heads, last = len(table.header), len(table.header) + len(table.rows) - 1
    width = width_of(table)
    covered: dict[Position, Position] = {}
    for top, left, bottom, right in table.merges:
        if top < heads or top > last:
            continue
        anchor = (top - heads, left)
        for row in range(anchor[0], min(bottom, last) - heads + 1):
            for column in range(left, min(right, width - 1) + 1):
                if (row, column) != anchor:
                    covered.setdefault((row, column), anchor)
    return covered
