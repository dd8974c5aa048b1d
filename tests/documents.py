"""Documents for tests: the shipped samples, and small ones written as grids of printed text."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from budgets.data import DisclosureData, TableData
from budgets.money import UNITS, looks_like_figure, parse_amount
from budgets.vocabulary import shipped_vocabulary
from budgets.workbook.document import interpret, read_document
from budgets.workbook.grid import GridCell, Sheet, Workbook
from performance.reading import read_performance

SAMPLES = Path(__file__).resolve().parent.parent / "budgets" / "samples"
BEIJING, XICHENG_2022, XICHENG_2024 = (
    ("beijing-fao-2026-budget", "北京市人民政府外事办公室（本级）", 2026),
    ("xicheng-fao-2022-budget", "北京市西城区人民政府外事办公室", 2022),
    ("xicheng-fao-2024-budget", "北京市西城区人民政府外事办公室", 2024),
)
ALL = (BEIJING, XICHENG_2022, XICHENG_2024)


@cache
def sample(document: tuple[str, str, int]) -> DisclosureData:
    """A shipped sample, read the way every workbook is."""
    name, department, year = document
    read = read_document(
        SAMPLES / f"{name}.xlsx",
        department=department,
        fiscal_year=year,
        kind="budget",
        vocabulary=shipped_vocabulary(),
    ).data
    return replace(read, tables=read_performance(read).tables)


def sheet(text: str, name: str = "Sheet1", merges: tuple[str, ...] = ()) -> Sheet:
    """A sheet written as lines of cells parted by |; figures become numbers."""
    cells = {}
    for row, line in enumerate(text.strip().splitlines()):
        for column, cell in enumerate(line.split("|")):
            if printed := cell.strip():
                cells[row, column] = GridCell(printed, is_number=looks_like_figure(printed))
    return Sheet(name, False, cells, tuple(_area(merge) for merge in merges))


def _area(merge: str) -> tuple[int, int, int, int]:
    first, last = merge.split(":")
    return (*_position(first), *_position(last))


def _position(reference: str) -> tuple[int, int]:
    return int(reference[1:]) - 1, ord(reference[0]) - ord("A")


def document(*sheets: Sheet, year: int = 2026, kind: str = "budget") -> DisclosureData:
    """What reading gives for these sheets."""
    return interpret(
        Workbook(sheets),
        department="某局",
        fiscal_year=year,
        kind=kind,
        vocabulary=shipped_vocabulary(),
    ).data


def changed(data: DisclosureData, code: str, cell: str, printed: str) -> DisclosureData:
    """The document with another amount at a cell of the table with this code."""

    def edit(table: TableData) -> TableData:
        facts = tuple(
            replace(fact, amount=parse_amount(printed, UNITS[table.unit]))
            if table.cell(fact.row, fact.column) == cell
            else fact
            for fact in table.facts
        )
        assert facts != table.facts, f"no other amount at {code} {cell}"
        return replace(table, facts=facts)

    tables = tuple(edit(table) if table.code == code else table for table in data.tables)
    return replace(data, tables=tables)
