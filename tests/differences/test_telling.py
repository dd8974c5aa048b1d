"""A comparison as files for others."""

from __future__ import annotations

import csv
import io
import json

import openpyxl

from budgets.differences import compare
from budgets.differences.telling import (
    changes_csv,
    changes_document,
    changes_xlsx,
    fits_a_workbook,
)
from budgets.exports import json_bytes
from tests.builders import disclosure_data, label, money, row, table


def two_versions() -> tuple[bytes, bytes, bytes]:
    columns = [label("项目"), money("预算数", "合计")]
    before = disclosure_data(table(columns, [row("=SUM(A1)", "1.00"), row("水费", "2.00")]))
    after = disclosure_data(table(columns, [row("=SUM(A1)", "1.50"), row("电费单", "3.00")]))
    found = compare(before, after)
    document = changes_document(found, before_sha256="b" * 64, after_sha256="a" * 64)
    return json_bytes(document), changes_csv(found), changes_xlsx(found)


def test_the_data_names_both_sides_of_every_cell() -> None:
    document = json.loads(two_versions()[0])

    assert document["before"]["sha256"] == "b" * 64
    [one] = document["tables"]
    first = one["rows"][0]
    assert first["label"] == "=SUM(A1)"
    [cell] = first["cells"]
    assert (cell["column"], cell["before"]["text"], cell["after"]["fen"]) == (
        "预算数 / 合计",
        "1.00",
        1_500_000,
    )
    assert (cell["change_fen"], cell["change_percent"]) == (500_000, "50.0")


def test_the_list_has_a_line_for_every_cell() -> None:
    lines = list(csv.DictReader(io.StringIO(two_versions()[1].decode("utf-8-sig"))))

    assert [(line["变动"], line["栏"], line["原为"], line["改为"]) for line in lines] == [
        ("金额改动", "预算数 / 合计", "1.00", "1.50"),
        ("删去行", "项目", "水费", ""),
        ("删去行", "预算数 / 合计", "2.00", ""),
        ("新增行", "项目", "", "电费单"),
        ("新增行", "预算数 / 合计", "", "3.00"),
    ]
    assert lines[0]["增减（元）"] == "5000.00"
    # What a spreadsheet would run as a formula is a text.
    assert lines[0]["行"] == "'=SUM(A1)"


def test_the_workbook_has_sums_as_numbers_and_no_formula() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(two_versions()[2])).worksheets[0]
    cells = [cell for line in sheet.iter_rows() for cell in line]

    assert 5000 in [cell.value for cell in cells]
    assert "f" not in {cell.data_type for cell in cells}


def test_a_list_that_is_too_long_is_no_workbook() -> None:
    columns = [label("项目"), money("金额")]
    names = [f"第{n}项支出" for n in range(10_001)]
    before = disclosure_data(table(columns, [row(name, "1.00") for name in names]))
    after = disclosure_data(table(columns, [row(name, "2.00") for name in names]))

    found = compare(before, after)

    assert not fits_a_workbook(found)
    assert changes_csv(found).count(b"\r\n") == 10_002
