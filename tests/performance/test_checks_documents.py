"""The checks on the real documents: every true contradiction at its cell, and not one more."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from budgets.data import DisclosureData, FindingData, SectionData, TableData
from budgets.vocabulary import shipped_vocabulary
from budgets.workbook.document import read_document
from performance.checks import check
from performance.reading import read_performance

KINDS = {
    "beijing-fao-2026-budget": ("budget", 2026),
    "xicheng-fao-2022-budget": ("budget", 2022),
    "xicheng-fao-2024-budget": ("budget", 2024),
    "shijiazhuang-fao-2024-performance": ("performance", 2024),
}
EXPECTED = {
    "beijing-fao-2026-budget": [
        ("预算13表 E14", "forms-values", "warning"),
        ("预算13表 C19", "forms-levels", "warning"),
    ],
    "xicheng-fao-2022-budget": [
        ("表13 B3", "unit-heading", "error"),
        ("表13 C6", "text-staff", "warning"),
        ("表13 G11", "text-staff", "warning"),
        ("表14 H13", "medium-count", "error"),
        ("表14 H21", "two-values", "error"),
        ("表14 H21", "two-values", "error"),
    ],
    "xicheng-fao-2024-budget": [("表13 F13", "unit-missing", "warning")],
    "shijiazhuang-fao-2024-performance": [
        ("4 业务培训费绩效目标表 C15", "printed-twice", "warning"),
        ("5 业务咨询委托费绩效目标表 F10", "measure", "error"),
        ("5 业务咨询委托费绩效目标表 F14", "other-measure", "warning"),
        ("5 业务咨询委托费绩效目标表 F16", "two-values", "error"),
        ("8 对外交流活动经费绩效目标表 F11", "measure", "error"),
    ],
}
Change = tuple[str, str, str]


def document(folder: Path, name: str) -> DisclosureData:
    kind, year = KINDS[name]
    read = read_document(
        folder / name / "tables.xlsx",
        department="某办公室",
        fiscal_year=year,
        kind=kind,
        vocabulary=shipped_vocabulary(),
    )
    text = folder / name / "narrative.txt"
    lines = (
        [line for line in text.read_text("utf-8").splitlines() if line.strip()]
        if text.is_file()
        else []
    )
    return replace(read.data, narrative=(SectionData("", 1, tuple(lines)),))


def changed(data: DisclosureData, changes: list[Change]) -> DisclosureData:
    """The document with other text in some cells of its performance tables."""
    tables = data.tables
    for sheet, cell, text in changes:
        tables = tuple(
            _changed(table, cell, text)
            if table.kind == "performance" and table.sheet.startswith(sheet)
            else table
            for table in tables
        )
        assert tables != data.tables
    return replace(data, tables=tables)


def _changed(table: TableData, cell: str, text: str) -> TableData:
    rows = tuple(
        replace(
            row,
            cells=tuple(
                text if row.origin.cell(column) == cell else old
                for column, old in enumerate(row.cells)
            ),
        )
        for row in table.rows
    )
    return replace(table, rows=rows)


def found_in(data: DisclosureData) -> list[FindingData]:
    return list(check(data, read_performance(data).performance))


def summary(found: list[FindingData]) -> list[tuple[str, str, str]]:
    return [(f"{one.at.table} {one.at.cell}", one.kind, one.severity) for one in found]


@pytest.mark.parametrize("name", EXPECTED)
def test_a_real_document_contradicts_itself_exactly_here(shared_documents, name):
    found = found_in(document(shared_documents, name))

    assert summary(found) == EXPECTED[name]
    assert len({one.key for one in found}) == len(found)


CHANGES = [
    # What the money tables know of the project, and what its own sources come to.
    ("xicheng-fao-2024-budget", [("表14", "C11", "71.000000")], ("表14 C11", "money-tables")),
    ("xicheng-fao-2024-budget", [("表14", "D18", "14.000000")], ("表14 D18", "money-tables")),
    ("xicheng-fao-2022-budget", [("表14", "H7", "96.27457")], ("表14 H7", "money-tables")),
    ("xicheng-fao-2022-budget", [("表14", "E7", "80.00000")], ("表14 E7", "medium-amount")),
    ("xicheng-fao-2024-budget", [("表13", "D6", "129.810000")], ("表13 D6", "money-tables")),
    (
        "beijing-fao-2026-budget",
        [("预算13表", "G6", "743.000000")],
        ("预算13表 G6", "money-tables"),
    ),
    (
        "beijing-fao-2026-budget",
        [("预算12表", "B5", "91.000000")],
        ("预算12表 B5", "project-sources"),
    ),
    # Plans and caps.
    (
        "shijiazhuang-fao-2024-performance",
        [("4", "E7", "35%")],
        ("4 业务培训费绩效目标表 E7", "spending-plan"),
    ),
    (
        "shijiazhuang-fao-2024-performance",
        [("1", "F7", "98%")],
        ("1 办公设备购置绩效目标表 F7", "spending-plan"),
    ),
    (
        "shijiazhuang-fao-2024-performance",
        [("1", "F13", "≤10万元")],
        ("1 办公设备购置绩效目标表 F13", "cost-cap"),
    ),
    (
        "shijiazhuang-fao-2024-performance",
        [("7", "F11", "≤86.79万元")],
        ("7 外事活动经费绩效目标表 F11", "cost-cap"),
    ),
    (
        "shijiazhuang-fao-2024-performance",
        [("8", "F14", "≤900万元")],
        ("8 对外交流活动经费绩效目标表 F14", "cost-cap"),
    ),
    # Values.
    (
        "shijiazhuang-fao-2024-performance",
        [("1", "F11", "≥105%")],
        ("1 办公设备购置绩效目标表 F11", "rate-over-100"),
    ),
    ("beijing-fao-2026-budget", [("预算12表", "J11", "110")], ("预算12表 J11", "rate-over-100")),
    ("beijing-fao-2026-budget", [("预算12表", "K7", "%")], ("预算12表 J7", "measure")),
    ("beijing-fao-2026-budget", [("预算12表", "I22", "≥")], ("预算12表 J22", "operator")),
    # Forms, goals, terms, words.
    ("beijing-fao-2026-budget", [("预算13表", "E10", "12")], ("预算13表 E10", "forms-values")),
    ("beijing-fao-2026-budget", [("预算13表", "E12", "90")], ("预算13表 E12", "forms-values")),
    ("xicheng-fao-2024-budget", [("表13", "F14", "160")], ("表13 F14", "forms-values")),
    ("xicheng-fao-2024-budget", [("表14", "K27", "30")], ("表14 F25", "goal-count")),
    (
        "shijiazhuang-fao-2024-performance",
        [("7", "F12", "≥8批(次)")],
        ("情况说明 第", "text-count"),
    ),
]


@pytest.mark.parametrize(("name", "changes", "expected"), CHANGES)
def test_a_slip_in_a_real_document_is_found_at_its_cell(shared_documents, name, changes, expected):
    data = document(shared_documents, name)
    before = {one.key for one in found_in(data)}

    found = [one for one in found_in(changed(data, changes)) if one.key not in before]

    places = [(f"{one.at.table} {one.at.cell}", one.kind) for one in found]
    assert any(at.startswith(expected[0]) and kind == expected[1] for at, kind in places), places
