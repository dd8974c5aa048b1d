"""Where every figure of a workbook went: facts, uninterpreted, kept as text, or nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from budgets.data import TableData
from budgets.money import looks_like_figure
from budgets.workbook.document import ReadDocument
from budgets.workbook.grid import Sheet, Workbook, address

Place = tuple[str, str]


def figures(workbook: Workbook) -> Iterator[tuple[Sheet, int, int, str]]:
    """Every cell of a workbook that a reader would take for a figure."""
    for sheet in workbook.sheets:
        for (row, column), cell in sorted(sheet.cells.items()):
            if cell.is_number or looks_like_figure(cell.text):
                yield sheet, row, column, cell.text


def _kept(table: TableData) -> dict[Place, str]:
    """The printed texts of a table by sheet and cell: header and body."""
    kept = {}
    lines = [*zip(table.header_origins, table.header, strict=True)]
    lines += [(row.origin, row.cells) for row in table.rows]
    for origin, texts in lines:
        for column, text in enumerate(texts):
            if text is not None:
                kept[origin.sheet, origin.cell(column)] = text
    return kept


def unaccounted(workbook: Workbook, read: ReadDocument) -> list[str]:
    """Figures that are in no table and no report, or not as printed; and amounts lost in a table."""
    texts: dict[Place, str] = {}
    stated: dict[Place, str] = {}
    plain: set[Place] = set()
    for table in read.data.tables:
        texts |= _kept(table)
        for fact in table.facts:
            place = (table.rows[fact.row].origin.sheet, table.cell(fact.row, fact.column))
            if fact.amount.printed:
                stated[place] = fact.amount.printed
        for item in table.uninterpreted:
            if item.row >= 0:
                place = (table.rows[item.row].origin.sheet, table.cell(item.row, item.column))
                stated[place] = item.text
        for index, column in enumerate(table.columns):
            if column.kind in ("label", "text", "number", "rate"):
                plain |= {(row.origin.sheet, row.origin.cell(index)) for row in table.rows}
        plain |= {
            (origin.sheet, origin.cell(column))
            for origin in table.header_origins
            for column in range(len(table.columns))
        }
    # A table that stands there twice refuses the document.
    unread = {
        problem.sheet
        for problem in read.problems
        if problem.severity == "refusal" or "没有读入" in problem.message
    }
    named = {(problem.sheet, problem.cell) for problem in read.problems}
    lines = {
        text
        for table in read.data.tables
        for text in (*table.title_lines, *table.notes, table.unit_line, table.code, table.title)
    }
    lost = []
    for sheet, row, column, text in figures(workbook):
        place = (sheet.name, address(row, column))
        if place in stated and stated[place].strip() == text.strip():
            continue
        if place in plain and texts.get(place) == text:
            continue
        if sheet.name in unread or place in named or text.strip() in lines:
            continue
        lost.append(f"{sheet.name}!{address(row, column)} {text}")
    return lost
