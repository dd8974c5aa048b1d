"""A table as it was read, ready for the screen: its cells with marks, anchors and meanings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from budgets.admin.plain import column_in_words, in_words
from budgets.data import TableData, column_letters
from budgets.money import looks_like_figure
from budgets.pages.grid import Cell, Grid, grid_of

Position = tuple[int, int]
# Longer tables show their beginning, and every row with a mark.
MANY_ROWS, FIRST_ROWS = 800, 300


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign in a cell: `kind` (a key of SYMBOLS), where it leads."""

    kind: str
    symbol: str
    target: str
    says: str


SYMBOLS = {
    "error": "✗",
    "warning": "!",
    "rounding": "≈",
    "problem": "▲",
    "unknown": "?",
    "follows": "↳",
    "comment": "批",
}


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell with its marks; `anchors` are the columns that a head stands over, if asked for."""

    cell: Cell
    id: str
    look: str
    marks: tuple[Mark, ...]
    headers: str = ""
    anchors: tuple[str, ...] = ()
    # Its place as addresses name it (origins.CELL), and its A1 reference.
    place: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A body row; `skipped` is how many rows before it are not shown."""

    look: str
    cells: tuple[ShownCell, ...]
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Meaning:
    """A column, or a row, and what it means in plain words."""

    place: str
    printed: str
    means: str
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table on the screen."""

    table: TableData
    head: tuple[tuple[ShownCell, ...], ...]
    body: tuple[ShownRow, ...]
    skipped: int
    width: int
    title_marks: tuple[Mark, ...]
    about: str
    columns: tuple[Meaning, ...]
    rows: tuple[Meaning, ...]
    marked: int
    # What is said at its cells, for the page to tell beside it (remarks.Remark).
    remarks: tuple[Any, ...] = ()

    @property
    def id(self) -> str:
        return f"t{self.table.n}"


def cell_id(n: int, row: int, column: int) -> str:
    """The anchor of a cell; row -1 is the head of a column, column -1 too is the title.

    A paragraph of the explanation (table 0) is one place, whichever of its figures is meant.
    """
    if n == 0:
        column = 0
    if column < 0:
        return f"t{n}"
    return f"t{n}-c{column + 1}" if row < 0 else f"t{n}-r{row + 1}c{column + 1}"


def sheet_of(
    table: TableData,
    marks: Mapping[Position, Sequence[Mark]],
    anchors: Set[Position],
) -> Sheet:
    """`marks` are by body position, (-1, column) a head, (-1, -1) the title; `anchors` body cells."""
    grid = grid_of(table)
    lowest = lowest_heads(grid)
    head = tuple(
        tuple(
            _head(table.n, cell, lowest.get((row, at), ()), marks) for at, cell in enumerate(line)
        )
        for row, line in enumerate(grid.head)
    )
    keep = _rows_to_show(table, marks, anchors)
    body = []
    last = -1
    for (row, line), placed in zip(
        enumerate(grid.body), placed_cells([line.cells for line in grid.body]), strict=True
    ):
        if row not in keep:
            continue
        cells = tuple(
            _cell(table, cell, marks.get((row, column), ()), row, column, (row, column) in anchors)
            for column, cell in placed
        )
        body.append(ShownRow(line.look, cells, row - last - 1))
        last = row
    return Sheet(
        table=table,
        head=head,
        body=tuple(body),
        skipped=len(table.rows) - 1 - last,
        width=grid.width,
        title_marks=tuple(marks.get((-1, -1), ())),
        about=in_words(table.slice),
        columns=tuple(_columns(table)),
        rows=tuple(_row_meanings(table, keep)),
        marked=sum(map(len, marks.values())),
    )


def _rows_to_show(
    table: TableData, marks: Mapping[Position, object], anchors: Set[Position]
) -> frozenset[int]:
    count, depth = len(table.rows), len(table.header)
    # A cell merged over several rows would reach into the gap.
    merged = any(top >= depth and bottom > top for top, _, bottom, _ in table.merges)
    if count <= MANY_ROWS or (merged and count <= 4 * MANY_ROWS):
        return frozenset(range(count))
    wanted = {row for row, _ in (*marks, *anchors) if row >= 0}
    return frozenset({*range(FIRST_ROWS), *sorted(wanted)[:MANY_ROWS]})


def placed_cells(lines: Sequence[Sequence[Cell]]) -> Iterator[list[tuple[int, Cell]]]:
    """The cells of each line with their columns, as a browser lays out spans."""
    taken: dict[int, int] = {}
    for line in lines:
        column, placed = 0, []
        for cell in line:
            while taken.get(column, 0):
                column += 1
            placed.append((column, cell))
            for at in range(column, column + cell.colspan):
                taken[at] = cell.rowspan
            column += cell.colspan
        taken = {at: left - 1 for at, left in taken.items() if left > 1}
        yield placed


def lowest_heads(grid: Grid) -> dict[Position, tuple[int, ...]]:
    """Which columns a head cell is the lowest over, by its place (row, place in the row)."""
    lowest: dict[int, Position] = {}
    for row, placed in enumerate(placed_cells(grid.head)):
        for place, (column, cell) in enumerate(placed):
            for at in range(column, column + cell.colspan):
                if cell.text or at not in lowest:
                    lowest[at] = (row, place)
    over: dict[Position, tuple[int, ...]] = {}
    for column, position in sorted(lowest.items()):
        over[position] = (*over.get(position, ()), column)
    return over


def _head(
    n: int, cell: Cell, columns: Sequence[int], marks: Mapping[Position, Sequence[Mark]]
) -> ShownCell:
    own = tuple(dict.fromkeys(mark for at in columns for mark in marks.get((-1, at), ())))
    anchors = tuple(cell_id(n, -1, at) for at in columns if marks.get((-1, at)))
    name = f"t{n}-{cell.id}" if cell.id else ""
    return ShownCell(cell, name, _look(cell, own), own, anchors=anchors)


def _cell(
    table: TableData, cell: Cell, marks: Sequence[Mark], row: int, column: int, anchored: bool
) -> ShownCell:
    n = table.n
    headers = " ".join(f"t{n}-{name}" for name in cell.headers.split())
    anchor = cell_id(n, row, column) if anchored or cell.id or marks else ""
    return ShownCell(
        cell,
        anchor,
        _look(cell, marks),
        tuple(marks),
        headers,
        place=f"{n}-{row}-{column}",
        name=table.cell(row, column),
    )


def _look(cell: Cell, marks: Sequence[Mark]) -> str:
    kinds = {mark.kind for mark in marks}
    worst = next((kind for kind in SYMBOLS if kind in kinds), "")
    names = [cell.look] if cell.look else []
    # A column that nobody has understood is still set like figures.
    if worst and "figure" not in cell.look and looks_like_figure(cell.text):
        names.append("figure")
    return " ".join([*names, "marked", worst] if worst else names)


def _columns(table: TableData) -> Iterator[Meaning]:
    for at, column in enumerate(table.columns):
        letters = column_letters(table.rows[0].origin.column + at if table.rows else at)
        yield Meaning(
            letters,
            " / ".join(column.path),
            column_in_words(column, table.slice),
            column.kind == "unknown",
        )


def _row_meanings(table: TableData, keep: frozenset[int]) -> Iterator[Meaning]:
    """What each row's label adds, half by half of a two-sided table."""
    seen: set[tuple[int, int]] = set()
    for fact in table.facts:
        column = table.columns[fact.column]
        if (fact.row, column.block) in seen or fact.row not in keep:
            continue
        seen.add((fact.row, column.block))
        known = {**table.slice, **column.coordinates}
        own = {
            dimension: member
            for dimension, member in fact.coordinates.items()
            if known.get(dimension) != member and dimension != "basis"
        }
        row = table.rows[fact.row]
        label = " ".join(
            text.strip()
            for text, meaning in zip(row.cells, table.columns, strict=False)
            if text and meaning.kind == "label" and meaning.block == column.block
        )
        yield Meaning(str(row.origin.row + 1), label, in_words(own))
