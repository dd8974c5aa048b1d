"""A table read anew from what it prints, after cells, rows or words of it were changed.

The same reader as for a workbook gives the changed table its meaning: there is one way from
printed text to coordinates.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from budgets.data import DisclosureData, Origin, ProblemData, TableData, Text
from budgets.money import looks_like_figure
from budgets.vocabulary import Vocabulary
from budgets.workbook.document import common_unit
from budgets.workbook.grid import GridCell, Sheet, position
from budgets.workbook.matching import MONEY, Found
from budgets.workbook.parsing import Context, Parsed, parse_table


@dataclass(frozen=True, slots=True)
class Line:
    """A body row to be: its printed texts, and which row it was (None: a new one)."""

    cells: tuple[Text, ...]
    was: int | None = None


def lines_of(table: TableData) -> list[Line]:
    """The body of a table as it stands."""
    return [Line(row.cells, index) for index, row in enumerate(table.rows)]


def reread(table: TableData, lines: Sequence[Line], context: Context) -> Parsed:
    """The table with these body rows, read anew. `context.unit` serves where it names none.

    Rows that stay keep their cell addresses as long as every row stays where it was; otherwise
    the rows are numbered through from the first one, as a sheet would show them. A merged area of
    the body follows its rows, and is given up where they are no longer one block.
    """
    depth = len(table.header)
    width = max(
        [len(table.columns), *(len(line) for line in table.header), *(len(r.cells) for r in lines)]
    )
    cells = {
        (row, column): GridCell(text, looks_like_figure(text))
        for row, line in enumerate((*table.header, *(line.cells for line in lines)))
        for column, text in enumerate(line)
        if text
    }
    merges = tuple(_moved(table.merges, lines, depth))
    found = Found(
        sheet=Sheet(table.sheet, False, cells, merges),
        title=table.title,
        code=table.code,
        kind=table.kind,
        title_at=(0, 0),
        title_lines=table.title_lines,
        unit_line=table.unit_line,
        header=(0, depth - 1),
        body=tuple(range(depth, depth + len(lines))),
        columns=(0, width - 1),
        notes=table.notes,
    )
    parsed = parse_table(found, table.n, context)
    origins = _origins(table, lines)
    rows = tuple(
        replace(row, origin=origin) for row, origin in zip(parsed.table.rows, origins, strict=True)
    )
    read = replace(
        parsed.table,
        rows=rows,
        sheet=table.sheet,
        unit=parsed.table.unit or table.unit,
        header_origins=table.header_origins,
    )
    problems = [_at_its_cell(problem, read, depth) for problem in parsed.problems]
    return Parsed(read, problems, parsed.years)


def reread_document(
    data: DisclosureData, vocabulary: Vocabulary, only: Collection[int] | None = None
) -> DisclosureData:
    """The document with its tables read anew by another vocabulary; `only` those of these n.

    A table that came out differently is a new one, its texts the same. Explanations stay.
    """
    context = Context(vocabulary, data.fiscal_year, data.kind, common_unit(data.tables))

    def again(table: TableData) -> TableData:
        if table.kind != MONEY or (only is not None and table.n not in only):
            return table
        read = reread(table, lines_of(table), context).table
        return table if read == table else read

    return replace(data, tables=tuple(again(table) for table in data.tables))


def _moved(
    merges: Sequence[tuple[int, int, int, int]], lines: Sequence[Line], depth: int
) -> list[tuple[int, int, int, int]]:
    now = {line.was: depth + index for index, line in enumerate(lines) if line.was is not None}
    kept = []
    for top, left, bottom, right in merges:
        if top < depth:
            kept.append((top, left, bottom, right))
            continue
        rows = [now[row - depth] for row in range(top, bottom + 1) if row - depth in now]
        block = bool(rows) and rows == list(range(rows[0], rows[0] + len(rows)))
        if block and (rows[0], left) != (rows[-1], right):
            kept.append((rows[0], left, rows[-1], right))
    return kept


def _origins(table: TableData, lines: Sequence[Line]) -> list[Origin]:
    if [line.was for line in lines] == list(range(len(table.rows))):
        return [row.origin for row in table.rows]
    if table.rows:
        first = table.rows[0].origin
    elif table.header_origins:
        head = table.header_origins[-1]
        first = Origin(head.sheet, head.row + 1, head.column)
    else:
        first = Origin(table.sheet, 2 + len(table.header), 0)
    return [replace(first, row=first.row + index) for index in range(len(lines))]


def _at_its_cell(problem: ProblemData, table: TableData, depth: int) -> ProblemData:
    """The problem at the address that the table's own sheet has for the cell."""
    place = position(problem.cell)
    if place is None:
        return problem
    row, column = place
    if row >= depth and row - depth < len(table.rows):
        origin = table.rows[row - depth].origin
        return replace(problem, sheet=origin.sheet, cell=origin.cell(column))
    if row < depth and row < len(table.header_origins):
        origin = table.header_origins[row]
        return replace(problem, sheet=origin.sheet, cell=origin.cell(column))
    return problem
