"""The sample workbooks and catalogues that come with the product."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "budgets" / "samples"
CLASSIFICATIONS = ROOT / "budgets" / "classifications"
NAMES = [
    "beijing-fao-2026-budget",
    "xicheng-fao-2022-budget",
    "xicheng-fao-2024-budget",
    "shijiazhuang-fao-2024-performance",
    "beijing-fao-2023-evaluation",
]
LONG = 40

# docs/samples.md lists these too: workbook, number of the sheet's table -> cells with our own words.
REWORDED = {
    ("beijing-fao-2026-budget", 12): "E5 E10 E14 E24 E28 E34 E40 E45 E53 H44",
    ("beijing-fao-2026-budget", 13): "C7",
    ("xicheng-fao-2022-budget", 13): "C6 G8 G10 G12",
    ("xicheng-fao-2022-budget", 14): (
        "B11 F11 E13 H13 E15 H15 E16 H16 E18 H18 H19 H21 E22 H22 E23 H23 E24 H24 H25 E26 H26"
    ),
    ("xicheng-fao-2024-budget", 13): "C7",
    ("xicheng-fao-2024-budget", 14): "F5 F11 F18 F32",
    ("shijiazhuang-fao-2024-performance", 4): "D14 D15",
    ("shijiazhuang-fao-2024-performance", 5): "D14",
    ("shijiazhuang-fao-2024-performance", 7): "B8",
    ("beijing-fao-2023-evaluation", 2): "H4 I4",
    ("beijing-fao-2023-evaluation", 3): "H4 I4 H8 I8",
    ("beijing-fao-2023-evaluation", 4): "H4 I4 H5 I5 I6 H7 I7 H8 I8 I10 H12 I12",
}
# In a budget; the tables of the other documents are all about performance.
PERFORMANCE_TABLES = {12, 13, 14}


def cells(path: Path) -> Iterator[tuple[str, int, str, object, str]]:
    """Sheet, number of its table, address, value and number format of every cell that says something."""
    for number, sheet in enumerate(openpyxl.load_workbook(path).worksheets, start=1):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    yield sheet.title, number, cell.coordinate, cell.value, cell.number_format


def reworded(name: str, number: int) -> set[str]:
    return set(REWORDED.get((name, number), "").split())


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_is_the_published_workbook_but_for_the_listed_prose(
    name: str, shared_documents: Path
) -> None:
    published = list(cells(shared_documents / name / "tables.xlsx"))

    sample = list(cells(SAMPLES / f"{name}.xlsx"))

    assert [cell[:3] for cell in sample] == [cell[:3] for cell in published]
    differing = {
        ours[1:3] for ours, theirs in zip(sample, published, strict=True) if ours[3:] != theirs[3:]
    }
    listed = {(n, cell) for (book, n) in REWORDED if book == name for cell in reworded(book, n)}
    assert differing == listed


@pytest.mark.parametrize("name", NAMES)
def test_every_amount_of_a_sample_is_as_published(name: str, shared_documents: Path) -> None:
    def amounts(path: Path) -> list[tuple[str, str, object, str]]:
        return [
            (sheet, address, value, form)
            for sheet, _, address, value, form in cells(path)
            if isinstance(value, int | float)
        ]

    published = amounts(shared_documents / name / "tables.xlsx")

    assert published
    assert amounts(SAMPLES / f"{name}.xlsx") == published


@pytest.mark.parametrize("name", NAMES)
def test_merged_cells_of_a_sample_are_as_published(name: str, shared_documents: Path) -> None:
    def merges(path: Path) -> dict[str, set[str]]:
        book = openpyxl.load_workbook(path)
        return {s.title: {str(area) for area in s.merged_cells.ranges} for s in book.worksheets}

    assert merges(SAMPLES / f"{name}.xlsx") == merges(shared_documents / name / "tables.xlsx")


@pytest.mark.parametrize("name", NAMES)
def test_published_prose_is_not_copied_into_a_sample(name: str, shared_documents: Path) -> None:
    prose = {
        value
        for _, number, _, value, _ in cells(shared_documents / name / "tables.xlsx")
        if (number in PERFORMANCE_TABLES or not name.endswith("budget"))
        and isinstance(value, str)
        and len(value) > LONG
    }

    kept = prose & {value for *_, value, _ in cells(SAMPLES / f"{name}.xlsx")}

    # Official names of projects begin with their code.
    assert all(re.match(r"\d{8}[A-Z]\d{12}-", str(value)) for value in kept)


def test_the_documentation_lists_every_reworded_cell() -> None:
    text = (ROOT / "docs" / "samples.md").read_text(encoding="utf-8")

    missing = [listed for listed in REWORDED.values() if f"| {listed} |" not in text]

    assert not missing


def test_every_sample_file_is_described_once() -> None:
    described = tomllib.loads((SAMPLES / "samples.toml").read_text(encoding="utf-8"))["sample"]

    assert sorted(sample["file"] for sample in described) == sorted(
        path.name for path in SAMPLES.glob("*.xlsx")
    )


@pytest.mark.parametrize(
    ("name", "rows", "digits"),
    [
        ("functional", 794, {"类": 3, "款": 5, "项": 7}),
        ("gov_economic", 80, {"类": 3, "款": 5}),
        ("dept_economic", 130, {"类": 3, "款": 5, "地方明细": 7}),
    ],
)
def test_a_catalogue_names_each_code_once_at_its_level(
    name: str, rows: int, digits: dict[str, int]
) -> None:
    with (CLASSIFICATIONS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))

    assert len(lines) == rows
    assert len({line["code"] for line in lines}) == rows
    assert not [line for line in lines if len(line["code"]) != digits[line["level"]]]
    assert not [line for line in lines if not line["name"] or not line["status"]]
