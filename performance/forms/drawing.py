"""Lines of slots and what fills them -> the rows and merged cells of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from budgets.data import ColumnData, Origin, RowData, TableData, Text
from budgets.money import unit_named
from budgets.workbook.axes import header_paths
from budgets.workbook.parsing import unit_in_words
from budgets.workbook.writer import Layout as SheetLayout
from performance.forms.shapes import ABOVE, FIELD, LEFT, SAME, WHOLE, Line

Merge = tuple[int, int, int, int]
Words = Mapping[str, str]


def fill(template: str, words: Words) -> str:
    """The template with its fields filled in; a field without words takes its default."""
    return FIELD.sub(lambda match: words.get(match["name"]) or match["default"] or "", template)


@dataclass(slots=True)
class Drawing:
    """Rows as they grow. Every cell belongs to a first cell, its own or one it goes on with."""

    width: int
    texts: list[list[Text]] = field(default_factory=list)
    _owners: list[list[tuple[int, int]]] = field(default_factory=list)
    _keys: list[list[tuple[str, ...]]] = field(default_factory=list)

    def add(self, line: Line, words: Words, *, goes_on: bool = False) -> None:
        """A row. `goes_on`: it belongs to the same project as the row above it.

        What makes two cells of a "=" field the same is their text and the texts of those to their
        left, or the words of "field@" where given.
        """
        row = len(self.texts)
        if line[0].optional and not any(words.get(name) for slot in line for name in slot.fields):
            return
        texts: list[Text] = [None] * self.width
        owners: list[tuple[int, int]] = []
        keys: list[tuple[str, ...]] = []
        key: tuple[str, ...] = ()
        for column, slot in enumerate(line):
            text = fill(slot.template, words)
            owner = (row, column)
            cell_key = key
            if slot.merge == LEFT:
                owner = owners[column - 1]
            elif slot.merge == ABOVE or (slot.merge == WHOLE and goes_on):
                owner = self._owners[row - 1][column]
            elif slot.merge == SAME:
                given = next((words[f"{n}@"] for n in slot.fields if f"{n}@" in words), None)
                own = (*key, text) if given is None else (given,)
                key = own if given is None else key
                cell_key = own
                if goes_on and text and self._keys[row - 1][column] == own:
                    owner = self._owners[row - 1][column]
            if owner == (row, column):
                texts[column] = text or None
            owners.append(owner)
            keys.append(cell_key)
        self.texts.append(texts)
        self._owners.append(owners)
        self._keys.append(keys)

    def begin(self, columns: Sequence[int]) -> None:
        """A row that is there already, for others to go on with: each column's first column."""
        row = len(self.texts)
        self.texts.append([None] * self.width)
        self._owners.append([(row, column) for column in columns])
        self._keys.append([()] * self.width)

    def merges(self) -> tuple[Merge, ...]:
        areas: dict[tuple[int, int], tuple[int, int]] = {}
        for row, owners in enumerate(self._owners):
            for column, owner in enumerate(owners):
                last = areas.get(owner, owner)
                areas[owner] = (max(last[0], row), max(last[1], column))
        return tuple(sorted((*first, *last) for first, last in areas.items() if first != last))

    def table(
        self,
        *,
        n: int,
        code: str,
        title: str,
        depth: int,
        unit_line: str = "",
        title_lines: tuple[str, ...] = (),
        notes: tuple[str, ...] = (),
    ) -> TableData:
        """The rows as a table whose first `depth` rows are its header, as reading would give it."""
        return as_table(
            self.texts,
            self.merges(),
            n=n,
            code=code,
            title=title,
            depth=depth,
            unit_line=unit_line,
            title_lines=title_lines,
            notes=notes,
        )


def as_table(
    texts: list[list[Text]],
    merges: tuple[Merge, ...],
    *,
    n: int,
    code: str,
    title: str,
    depth: int,
    unit_line: str,
    title_lines: tuple[str, ...],
    notes: tuple[str, ...],
) -> TableData:
    """Printed rows as a performance table. Its cells are named as in the workbook made from it."""
    header = tuple(tuple(line) for line in texts[:depth])
    width = len(texts[0])
    unit = unit_named(unit_line)
    for text in (title, *(cell for line in header for cell in line if cell)):
        unit = unit or unit_in_words(text)
    table = TableData(
        n=n,
        kind="performance",
        code=code,
        title=title,
        unit=unit.name if unit else "",
        header=header,
        rows=tuple(RowData(tuple(line), "text") for line in texts[depth:]),
        columns=tuple(ColumnData(path, "text") for path in header_paths(header, merges, width)),
        merges=merges,
        unit_line=unit_line,
        title_lines=title_lines,
        notes=notes,
    )
    return placed(table)


def placed(table: TableData) -> TableData:
    """The table with the addresses that its cells have in a workbook written from it."""
    sheet = SheetLayout.of(table)
    name = table.name
    return replace(
        table,
        rows=tuple(
            replace(row, origin=Origin(name, sheet.body + index, 0))
            for index, row in enumerate(table.rows)
        ),
        header_origins=tuple(
            Origin(name, sheet.header + index, 0) for index in range(len(table.header))
        ),
        sheet=name,
    )
