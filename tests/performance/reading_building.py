"""Performance tables for tests of reading, written as they look.

Cells are parted by “|”; “<” is merged with the cell on its left, “^” with the one above.
"""

from __future__ import annotations

from collections.abc import Sequence

from budgets.data import ColumnData, DisclosureData, Origin, RowData, TableData

Area = tuple[int, int, int, int]


def cells_of(drawing: str) -> tuple[list[list[str | None]], tuple[Area, ...]]:
    """The texts and merges of a drawn table, counted from its first row."""
    lines = [line for line in drawing.strip("\n").splitlines() if line.strip()]
    drawn = [[cell.strip() for cell in line.split("|")] for line in lines]
    width = max(len(line) for line in drawn)
    drawn = [line + [""] * (width - len(line)) for line in drawn]
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for row, line in enumerate(drawn):
        for column, cell in enumerate(line):
            beside = {"<": (row, column - 1), "^": (row - 1, column)}.get(cell)
            owner[row, column] = owner[beside] if beside else (row, column)
    areas: dict[tuple[int, int], Area] = {}
    for (row, column), (top, left) in owner.items():
        held = areas.get((top, left), (top, left, top, left))
        areas[top, left] = (top, left, max(held[2], row), max(held[3], column))
    merges = tuple(sorted(a for a in areas.values() if (a[0], a[1]) != (a[2], a[3])))
    texts = [
        [None if cell in ("", "<", "^") else cell.replace("\\n", "\n") for cell in line]
        for line in drawn
    ]
    return texts, merges


def performance_table(
    drawing: str,
    *,
    n: int = 1,
    header: int = 0,
    title: str = "项目支出绩效目标表",
    unit_line: str = "",
    unit: str = "",
    down: int = 2,
    right: int = 0,
    sheet: str = "绩效",
    title_lines: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
) -> TableData:
    """A table whose first `header` rows were taken for its head; it stands `down` and `right`."""
    texts, merges = cells_of(drawing)
    origins = [Origin(sheet, down + row, right) for row in range(len(texts))]
    rows = tuple(
        RowData(tuple(line), "text", origin=origin)
        for line, origin in zip(texts[header:], origins[header:], strict=True)
    )
    return TableData(
        n=n,
        kind="performance",
        code="",
        title=title,
        unit=unit,
        header=tuple(tuple(line) for line in texts[:header]),
        rows=rows,
        columns=tuple(ColumnData((), "text") for _ in texts[0]),
        merges=merges,
        unit_line=unit_line,
        title_lines=title_lines,
        notes=notes,
        sheet=sheet,
        header_origins=tuple(origins[:header]),
    )


def document(*tables: TableData, kind: str = "budget") -> DisclosureData:
    return DisclosureData("某局", 2025, kind, tables)


def printed(values: Sequence[object]) -> list[str]:
    return [str(value) for value in values]
