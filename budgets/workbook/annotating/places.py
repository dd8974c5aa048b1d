"""Where the cells of a document's tables are in a workbook: the one that was read, or one made anew."""

from __future__ import annotations

from typing import Protocol

from budgets.data import DisclosureData, ProblemData, TableData
from budgets.workbook.grid import address, position
from budgets.workbook.writer import Layout, sheet_names

# Sheet and A1 reference.
Cell = tuple[str, str]
NOWHERE: Cell = ("", "")


class Places(Protocol):
    def cell(self, n: int, row: int, column: int) -> Cell:
        """Row -1 is the last row of the head. NOWHERE for what is in no table."""

    def problem(self, problem: ProblemData) -> Cell:
        """The cell that a problem of reading is about."""


class AsRead:
    """Cells at their places in the workbook that was read."""

    def __init__(self, data: DisclosureData) -> None:
        self._tables = {table.n: table for table in data.tables}

    def cell(self, n: int, row: int, column: int) -> Cell:
        """Row -1 is the last row of the head. NOWHERE for what is in no table."""
        table = self._tables.get(n)
        if table is None or not 0 <= column < max(len(table.columns), 1):
            return NOWHERE
        if row >= len(table.rows) or (row < 0 and not table.header_origins):
            return NOWHERE
        origin = table.rows[row].origin if row >= 0 else table.header_origins[-1]
        return (origin.sheet, table.cell(max(row, -1), column)) if origin.sheet else NOWHERE

    def problem(self, problem: ProblemData) -> Cell:
        return (problem.sheet, problem.cell) if problem.sheet else NOWHERE


class AsMade:
    """Cells at their places in a workbook that is made of the tables."""

    def __init__(self, data: DisclosureData) -> None:
        self._tables = {table.n: table for table in data.tables}
        self._names = dict(zip(self._tables, sheet_names(data.tables), strict=True))
        # Where a row was read -> where it is.
        self._rows: dict[tuple[str, int], tuple[TableData, int, int]] = {}
        for table in data.tables:
            lines = [
                *((-1, origin) for origin in table.header_origins),
                *((row, line.origin) for row, line in enumerate(table.rows)),
            ]
            for row, origin in lines:
                self._rows.setdefault((origin.sheet, origin.row), (table, row, origin.column))

    def cell(self, n: int, row: int, column: int) -> Cell:
        table = self._tables.get(n)
        if table is None or row >= len(table.rows) or column < 0:
            return NOWHERE
        layout = Layout.of(table)
        return self._names[n], address(layout.body + max(row, -1), column)

    def problem(self, problem: ProblemData) -> Cell:
        where = position(problem.cell)
        found = self._rows.get((problem.sheet, where[0])) if where else None
        if where is None or found is None:
            return NOWHERE
        table, row, first = found
        column = where[1] - first
        if not 0 <= column < len(table.columns):
            return NOWHERE
        return self.cell(table.n, row, column)
