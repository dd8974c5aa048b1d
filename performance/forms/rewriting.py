"""A printed table while it is changed: texts and merged cells, header rows first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from budgets.data import RowData, TableData, Text
from budgets.workbook.axes import header_paths
from performance.forms.drawing import Merge, placed


class Irregular(Exception):
    """The table has no place for a change, or none that can be told; the standard layout has."""


class Sheet:
    """The cells of a table by grid row and column, counted from the first header row."""

    def __init__(self, table: TableData) -> None:
        self.table = table
        self.depth = len(table.header)
        lines = [*table.header, *(row.cells for row in table.rows)]
        self.width = max((len(line) for line in lines), default=0)
        self.texts: list[list[Text]] = [
            [*line, *([None] * (self.width - len(line)))] for line in lines
        ]
        self.merges: list[Merge] = list(table.merges)

    def put(self, row: int, column: int, old: str, new: str) -> None:
        """Change what a cell says from `old` to `new`, keeping any words around it."""
        held = (self.texts[row][column] or "").strip()
        if held == old or not held:
            self.texts[row][column] = new or None
        elif old and held.count(old) == 1:
            self.texts[row][column] = held.replace(old, new)
        else:
            raise Irregular(f"{held!r} does not say {old!r}")

    def splice(
        self, first: int, last: int, texts: Sequence[Sequence[Text]], merges: Sequence[Merge]
    ) -> None:
        """Put new rows in place of rows `first` to `last`, ends included.

        `merges` are those of the new rows, counted in them; one with a negative first row begins so
        many rows above. Merged cells that reach past the old rows are stretched with them.
        """
        change = len(texts) - (last - first + 1)
        end = first + len(texts) - 1
        kept: list[Merge] = []
        for top, left, bottom, right in self.merges:
            if bottom < first:
                kept.append((top, left, bottom, right))
            elif top > last:
                kept.append((top + change, left, bottom + change, right))
            elif top < first:
                kept.append((top, left, bottom + change if bottom >= last else end, right))
            elif bottom > last:
                raise Irregular("a merged cell begins inside and ends below")
        self.texts[first : last + 1] = [list(line) for line in texts]
        kept += [
            (first + top, left, first + bottom, right)
            for top, left, bottom, right in merges
            if top >= 0
        ]
        self.merges = [one for one in kept if one[:2] != one[2:]]

    def drop(self, first: int, last: int) -> None:
        """Take rows out."""
        self.splice(first, last, (), ())

    def made(self) -> TableData:
        """The table with what was changed, and the addresses of a workbook written from it."""
        merges = tuple(sorted(self.merges))
        header = tuple(tuple(line) for line in self.texts[: self.depth])
        rows = tuple(
            RowData(tuple(line), self._kind(index))
            for index, line in enumerate(self.texts[self.depth :])
        )
        columns = self.table.columns
        if header != self.table.header:
            columns = tuple(
                replace(column, path=path)
                for column, path in zip(
                    columns, header_paths(header, merges, self.width), strict=False
                )
            )
        return placed(
            replace(
                self.table,
                header=header,
                rows=rows,
                columns=columns,
                merges=merges,
                facts=(),
                uninterpreted=(),
            )
        )

    def _kind(self, index: int) -> str:
        return self.table.rows[index].kind if index < len(self.table.rows) else "text"
