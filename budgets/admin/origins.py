"""A cell in words, for the figure of an explanation that stands in it: table, row, column, amount."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from budgets import models
from budgets.admin.sheets import cell_id
from budgets.data import CellRef, DisclosureData, TableData

# Where a cell is named that no mark of a draft's page names: n-row-column.
CELL = "cell"
Place = tuple[int, int, int]
# A cell of prose is told by its beginning.
MANY_CHARACTERS = 40


@dataclass(frozen=True, slots=True)
class Origin:
    """A cell, the words of its row and column, and what is printed there with its unit."""

    address: str
    table: str
    cell: str
    row: str
    column: str
    printed: str
    year: int


def place_of(text: str) -> Place | None:
    """The place that an address names; None where it names none."""
    numbers = text.split("-")
    if len(numbers) != 3 or not all(number.isdecimal() for number in numbers):
        return None
    n, row, column = map(int, numbers)
    return n, row, column


def origins_in(
    documents: Mapping[int, tuple[models.Disclosure, DisclosureData]],
) -> Callable[[CellRef, int], Origin]:
    """Tells cells of the documents of these years; a cell of another one is told by its name."""
    tables = {
        (year, table.n): table for year, (_, data) in documents.items() for table in data.tables
    }

    def tell(cell: CellRef, year: int) -> Origin:
        table = tables.get((year, cell.n))
        if table is None or not 0 <= cell.row < len(table.rows):
            return Origin("", cell.table, cell.cell, "", "", "", year)
        disclosure, _data = documents[year]
        return Origin(
            _address(disclosure, cell),
            table.name,
            cell.cell,
            _row(table, cell),
            " / ".join(table.columns[cell.column].path),
            _printed(table, cell),
            year,
        )

    return tell


def _address(disclosure: models.Disclosure, cell: CellRef) -> str:
    page = reverse("admin:budgets_disclosure_change", args=[disclosure.pk])
    anchor = cell_id(cell.n, cell.row, cell.column)
    return f"{page}?{CELL}={cell.n}-{cell.row}-{cell.column}#{anchor}"


def _row(table: TableData, cell: CellRef) -> str:
    """The labels of a row, in the half of the table that the cell is in."""
    block = table.columns[cell.column].block
    return " ".join(
        text.strip()
        for text, column in zip(table.rows[cell.row].cells, table.columns, strict=False)
        if text and column.kind == "label" and column.block == block
    )


def _printed(table: TableData, cell: CellRef) -> str:
    for fact in table.facts:
        if (fact.row, fact.column) == (cell.row, cell.column):
            return f"{fact.amount.printed}{table.unit}" if fact.amount.printed else "—"
    text = table.text(cell.row, cell.column)
    return text if len(text) <= MANY_CHARACTERS else f"{text[:MANY_CHARACTERS]}…"
