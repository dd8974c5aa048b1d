"""Published tables: read and laid out again they print the same, but for what is named here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from budgets.data import DisclosureData, TableData
from budgets.vocabulary import shipped_vocabulary
from budgets.workbook.document import read_document
from budgets.workbook.writer import write_workbook
from performance.data import PerformanceData
from performance.forms.official import lay_out
from performance.reading import read_performance

# document -> (kind, year).
DOCUMENTS = {
    "beijing-fao-2026-budget": ("budget", 2026),
    "xicheng-fao-2022-budget": ("budget", 2022),
    "xicheng-fao-2024-budget": ("budget", 2024),
    "shijiazhuang-fao-2024-performance": ("performance", 2024),
    "beijing-fao-2023-evaluation": ("evaluation", 2023),
}
# What a table prints in a way of its own: (document, n) -> cells that differ, printed -> laid out.
ODD = {
    # A half-width sign among full-width ones.
    ("beijing-fao-2026-budget", 12): {("<", "＜")},
    # The PDF's line breaks left a space; the official form has none.
    ("xicheng-fao-2022-budget", 14): {("指标 ", "指标"), ("指标 2:", "指标2：")},
    # The wrong unit (元) is the document's; 部门整体绩效情况 is printed again behind a page break.
    ("xicheng-fao-2022-budget", 13): {
        ("总体资金情况（元）", "总体资金情况（万元）"),
        ("部门整体绩效情况", ""),
    },
    # A word lost its beginning.
    ("xicheng-fao-2024-budget", 14): {("性财政资金", "财政资金")},
}
# Forms with other columns than the standard one: their tables are only laid anew (relaid).
OTHER_COLUMNS = {("beijing-fao-2026-budget", 13), ("xicheng-fao-2024-budget", 13)}
# One explanation in two cells, which become one.
JOINED = ("beijing-fao-2023-evaluation", 4)


def load(folder: Path, source: bytes | None = None) -> DisclosureData:
    kind, year = DOCUMENTS[folder.name]
    return read_document(
        source or folder / "tables.xlsx",
        department="某市人民政府外事办公室",
        fiscal_year=year,
        kind=kind,
        vocabulary=shipped_vocabulary(),
    ).data


def laid_out(data: DisclosureData, found: PerformanceData) -> dict[int, TableData]:
    """Each performance table of a document, made from what was read in it."""
    made: dict[int, TableData] = {}
    by_table: dict[int, list[Any]] = {}
    for project in found.projects:
        by_table.setdefault(project.n, []).append(project)
    if found.overall is not None:
        by_table[found.overall.n] = [found.overall]
    for n, subjects in by_table.items():
        table = data.table(n)
        subject = subjects if "projects" in subjects[0].form else subjects[0]
        made[n] = lay_out(
            subjects[0].form,
            subject,
            n=n,
            code=table.code,
            title=table.title,
            fiscal_year=data.fiscal_year,
        )
    for evaluation in found.evaluations:
        for table in lay_out(evaluation.form, evaluation, n=1, fiscal_year=data.fiscal_year):
            made[table.n] = table
    return made


def grid(table: TableData) -> list[tuple[str, ...]]:
    lines = [*table.header, *(row.cells for row in table.rows)]
    return [tuple((cell or "").strip() for cell in line) for line in lines]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_published_table_is_laid_out_as_it_was_printed(shared_documents: Path, name: str) -> None:
    data = load(shared_documents / name)

    made = laid_out(data, read_performance(data).performance)

    assert set(made) == {table.n for table in data.tables if table.kind == "performance"}
    for n, laid in made.items():
        table = data.table(n)
        if (name, n) in OTHER_COLUMNS or (name, n) == JOINED:
            continue
        odd = ODD.get((name, n), set())
        for printed, again in zip(grid(table), grid(laid), strict=True):
            for before, after in zip(printed, again, strict=True):
                same = before == after or any(before.replace(*pair) == after for pair in odd)
                assert same, (n, before, after)
        split = (name, n) == ("xicheng-fao-2022-budget", 13)
        assert split or laid.merges == table.merges
        assert laid.title == table.title


@pytest.mark.parametrize("name", DOCUMENTS)
def test_published_tables_written_as_a_workbook_load_to_the_identical_data(
    shared_documents: Path, name: str
) -> None:
    data = load(shared_documents / name)
    forms = tuple(table for table in data.tables if table.kind == "performance")
    document = DisclosureData("某局", data.fiscal_year, data.kind, forms)

    again = load(shared_documents / name, write_workbook(document))

    assert [content(table) for table in again.tables] == [content(table) for table in forms]
    assert told(again) == told(document)


def content(table: TableData) -> tuple[Any, ...]:
    rows = tuple((row.cells, row.kind) for row in table.rows)
    return (
        *(table.kind, table.code, table.title, table.unit, table.unit_line, table.title_lines),
        *(table.header, rows, table.columns, table.merges, table.notes),
    )


def told(data: DisclosureData) -> list[Any]:
    """What a document says, without the places of its tables, which are others in a new workbook."""
    found = read_performance(data).performance
    targets = [*found.projects, *([found.overall] if found.overall else [])]
    return [
        *(replace(one, n=0) for one in targets),
        *(replace(one, tables=()) for one in found.evaluations),
    ]
