"""Blank tables of a standard: the same grids that a finance office would bring, without figures."""

from __future__ import annotations

from collections.abc import Sequence

from budgets.data import DisclosureData, TableData
from budgets.standards import Form, Standard, header_of
from budgets.vocabulary import COLUMN, Vocabulary, normalise, shipped_vocabulary
from budgets.workbook.document import interpret
from budgets.workbook.grid import GridCell, Sheet, Workbook

# Title, unit line; the header begins in the third row.
_HEADER_ROW = 2


def blank_sheet(
    form: Form, fiscal_year: int, rows: Sequence[Sequence[str | None]] | None = None
) -> Sheet:
    """A form as a sheet: title, unit line, header with its merges, and its rows.

    `rows` are printed texts, one a column, in place of the form's own fixed rows.
    """
    columns = form.columns_of(fiscal_year)
    header, merges = header_of(columns)
    width = max(len(columns), 1)
    title = form.title_of(fiscal_year)
    cells = {(0, 0): GridCell(f"{form.code} {title}".strip())}
    if form.unit_line:
        cells[1, width - 1] = GridCell(form.unit_line)
    body = fixed_rows(form) if rows is None else rows
    for index, line in enumerate((*header, *body)):
        for column, text in enumerate(line):
            if text:
                cells[_HEADER_ROW + index, column] = GridCell(text)
    areas = [(0, 0, 0, width - 1)] if width > 1 else []
    areas += [
        (top + _HEADER_ROW, left, bottom + _HEADER_ROW, right)
        for top, left, bottom, right in merges
    ]
    return Sheet(f"{form.code} {title}"[:31], False, cells, tuple(areas))


def fixed_rows(form: Form) -> list[list[str | None]]:
    """The fixed rows of a form, each label in its column."""
    labels = label_columns(form)
    rows = []
    for row in form.rows:
        line: list[str | None] = [None] * len(form.columns)
        for column, text in zip(labels, row, strict=True):
            line[column] = text or None
        rows.append(line)
    return rows


def label_columns(form: Form) -> list[int]:
    """The columns that hold a form's row labels."""
    if form.labels:
        return list(form.labels)
    words = shipped_vocabulary()
    return [
        index
        for index, path in enumerate(form.columns)
        if words.read(path[-1], COLUMN).kind == "label"
    ]


def blank_document(
    standard: Standard, fiscal_year: int, department: str, vocabulary: Vocabulary
) -> DisclosureData:
    """All the tables of a standard, blank, as reading them gives them."""
    sheets = tuple(blank_sheet(form, fiscal_year) for form in standard.forms)
    return interpret(
        Workbook(sheets),
        department=department,
        fiscal_year=fiscal_year,
        kind=standard.kind,
        vocabulary=vocabulary,
    ).data


def same_columns(form: Form, table: TableData, fiscal_year: int) -> bool:
    """Whether a table of a year has the columns of a form, whatever the spaces in its header."""
    made = [tuple(map(normalise, path)) for path in form.columns_of(fiscal_year)]
    return [tuple(map(normalise, column.path)) for column in table.columns] == made
