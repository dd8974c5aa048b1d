"""A second workbook shows just what it changes, is stored as one change, and is taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from budgets import models
from budgets.changing import CellChange, change_cells
from budgets.storage import keys_of, load_disclosure
from tests.access.people import person, signed_in
from tests.builders import department
from tests.conftest import SHARED
from tests.documents import SAMPLES, XICHENG_2024
from tests.workplace.drafts import table_of

pytestmark = pytest.mark.django_db

REAL = SHARED / "documents" / "xicheng-fao-2024-budget" / "tables.xlsx"
SOURCE = REAL if REAL.is_file() else SAMPLES / f"{XICHENG_2024[0]}.xlsx"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def staff() -> Client:
    return signed_in(person("staff", ("staff", department("fao", XICHENG_2024[1]))))


def previewed(client: Client, content: bytes, name: str) -> Any:
    """The preview of an upload."""
    told = {
        "department": department("fao", XICHENG_2024[1]).pk,
        "year": 2024,
        "kind": "budget",
        "file": SimpleUploadedFile(name, content, XLSX),
    }
    answer = client.post(reverse("admin:budgets_disclosure_upload"), told)
    assert answer.status_code == 302
    return client.get(answer.url)


def accepted(client: Client, preview: Any, **told: Any) -> Any:
    brought = preview.context["brought"]
    seen = {"seen": brought.revision} if brought else {}
    token = preview.context["upload"].token
    address = reverse("admin:budgets_disclosure_accept", args=[token])
    return client.post(address, {**seen, **told}, follow=True)


@pytest.fixture
def draft(staff: Client) -> models.Disclosure:
    accepted(staff, previewed(staff, SOURCE.read_bytes(), "first.xlsx"))
    return models.Disclosure.objects.get()


def with_cell(folder: Path, title: str, found: str, value: Any, *, without: str = "") -> bytes:
    """The workbook with one figure of a sheet set, as staff correct it; `without` drops a sheet."""
    book = load_workbook(SOURCE)
    sheet = next(one for one in book if title in str(one.cell(1, 1).value))
    cell = next(c for row in sheet.iter_rows() for c in row if str(c.value) == found)
    cell.value = value
    if without:
        book.remove(next(one for one in book if without in str(one.cell(1, 1).value)))
    path = folder / "second.xlsx"
    book.save(path)
    return path.read_bytes()


def test_a_corrected_workbook_shows_exactly_its_one_cell_and_can_be_taken_back(
    staff: Client, draft: models.Disclosure, tmp_path: Path
) -> None:
    before = load_disclosure(draft)
    keys = {one.n: keys_of(draft, one.n) for one in before.tables}
    content = with_cell(tmp_path, "一般公共预算基本支出表", "65.7156", 66.7156)

    preview = previewed(staff, content, "second.xlsx")

    brought = preview.context["brought"]
    assert (brought.counts.tables, brought.counts.cells) == (1, 1)
    assert (brought.new, brought.missing, brought.by_hand) == ((), (), ())
    assert brought.foreseen.appear
    page = preview.content.decode()
    assert page.index("与现在的草稿有哪些不同") < page.index("读到的全部内容")
    assert "66.715600" in page
    answer = accepted(staff, preview)
    assert 'class="undo"' in answer.content.decode()
    draft.refresh_from_db()
    assert draft.source_name == "second.xlsx"
    assert {n: keys_of(draft, n) for n in keys} == keys
    change = draft.changes.get()
    assert (change.what, list(change.before)) == ("brought", [str(table_of(draft, "表7").n)])
    staff.post(reverse("admin:budgets_disclosure_undo", args=[draft.pk, change.number]))
    draft.refresh_from_db()
    assert load_disclosure(draft) == before
    assert (draft.source_name, draft.source_sha256) == ("first.xlsx", "")
    # The file that was taken back waits, to be accepted again.
    assert models.Upload.objects.get().disclosure is None


def test_cells_of_staff_that_a_workbook_writes_over_are_called_out(
    staff: Client, draft: models.Disclosure, tmp_path: Path
) -> None:
    target = table_of(draft, "表7")
    row, column = 5, 2
    key = keys_of(draft, target.n)[row]
    seen = target.text(row, column)
    change_cells(draft, target.n, [CellChange(key, column, seen, "4.36")])

    brought = previewed(staff, SOURCE.read_bytes(), "again.xlsx").context["brought"]

    assert [(one.cell.row, one.cell.column, one.cell.now) for one in brought.by_hand] == [
        (row, column, "4.360000")
    ]
    assert brought.by_hand[0].cell.is_old


def test_a_table_that_the_workbook_lacks_stays_unless_it_is_dropped(
    staff: Client, draft: models.Disclosure, tmp_path: Path
) -> None:
    before = load_disclosure(draft)
    n = table_of(draft, "表10").n
    content = with_cell(
        tmp_path, "一般公共预算基本支出表", "65.7156", 66.7156, without="“三公”经费"
    )
    preview = previewed(staff, content, "less.xlsx")
    assert [one.n for one in preview.context["brought"].missing] == [n]

    accepted(staff, preview)

    now = load_disclosure(draft)
    assert [one.title for one in now.tables] == [one.title for one in before.tables]
    draft.refresh_from_db()
    # It says more than its file does.
    assert draft.source_sha256 == ""
    accepted(staff, previewed(staff, content, "less.xlsx"), drop=str(n))
    assert "表10" not in {one.code for one in load_disclosure(draft).tables}
    late = previewed(staff, content, "late.xlsx")
    seen = table_of(draft, "表7")
    change_cells(draft, seen.n, [CellChange(keys_of(draft, seen.n)[1], 2, seen.text(1, 2), "1.00")])
    answer = accepted(staff, late)
    assert answer.status_code == 409
    assert "刚刚有人改动" in answer.content.decode()
