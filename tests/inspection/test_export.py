"""What the inspector takes along: a workbook with reasons, and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from openpyxl import load_workbook

from budgets import models
from tests.builders import finding, whole_document
from tests.inspection.conftest import Bureau

pytestmark = pytest.mark.django_db


@pytest.fixture
def inspected(bureau: Bureau, published: Callable[..., models.Disclosure]) -> Bureau:
    published(bureau.head, findings=[finding(whole_document())])
    bureau.approved("2026-01-11")
    return bureau


def lines(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_workbook_has_numbers_documents_reasons_and_rules(inspected: Bureau) -> None:
    book = load_workbook(io.BytesIO(inspected.get("export.xlsx").content))

    assert book.sheetnames == ["汇总", "单位和文件", "扣分理由", "检查规则"]
    documents = [[cell.value for cell in row] for row in book["单位和文件"].iter_rows(min_row=2)]
    head = next(row for row in documents if row[1:4:2] == ["甲局", "预算"])
    assert "迟 10 天公开" in head
    assert 10 in head
    reasons = [row[8].value for row in book["扣分理由"].iter_rows(min_row=4)]
    assert "缺收入总表。" in reasons
    assert "收入总计与各项之和不符。" in reasons


def test_csv_has_a_line_for_every_document(inspected: Bureau) -> None:
    answer = inspected.get("export.csv")

    found = lines(answer.content)
    assert answer["Content-Disposition"].startswith("attachment")
    assert len(found) == 12
    one = next(row for row in found if row["部门/单位"] == "甲局" and row["种类"] == "预算")
    assert (one["批复日"], one["期限"], one["公开日期"], one["迟（天）"]) == (
        "2026-01-11",
        "2026-01-31",
        "2026-02-10",
        "10",
    )
    assert (one["缺表"], one["数字不符"], one["及时"]) == ("4", "1", "0")


def test_reasons_name_rule_source_and_place(inspected: Bureau) -> None:
    found = lines(inspected.get("reasons.csv").content)

    one = next(row for row in found if row["规则"] == "A01")
    assert one["扣分"] == "2"
    assert one["位置"] == "第 1 张表 B10"
    assert all(row["依据"] for row in found)


def test_filters_hold_for_exports_too(inspected: Bureau) -> None:
    found = lines(inspected.get("export.csv", q="乙").content)

    assert {row["部门/单位"] for row in found} == {"乙局"}


def test_names_that_look_like_formulas_are_harmless(inspected: Bureau) -> None:
    models.Department.objects.create(slug="hostile", name="=HYPERLINK(1)", region=inspected.region)

    text = inspected.get("export.csv").content.decode("utf-8-sig")
    book = load_workbook(io.BytesIO(inspected.get("export.xlsx").content))

    assert "'=HYPERLINK(1)" in text
    assert ",=HYPERLINK" not in text
    cells = [cell for row in book["单位和文件"].iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_exports_are_in_the_log(inspected: Bureau) -> None:
    inspected.get("export.xlsx")
    inspected.get("reasons.csv", q="乙")

    entries = models.LogEntry.objects.filter(action="export-inspection").order_by("position")
    assert [one.actor for one in entries] == ["bureau", "bureau"]
    assert "reasons.csv" in entries[1].detail


def test_an_empty_region_exports_empty_tables(bureau: Bureau) -> None:
    empty = models.Region.objects.create(code="110200", name="空区", parent=bureau.region)

    answer = bureau.client.get(f"/admin/bureau/{empty.code}/2026/export.xlsx")

    assert answer.status_code == 200
    assert load_workbook(io.BytesIO(answer.content)).sheetnames[0] == "汇总"
