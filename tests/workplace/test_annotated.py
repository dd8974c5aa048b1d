"""Errors as a file: the findings of a document stand in its own workbook, at their cells."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from budgets import models
from budgets.annotations import annotated_upload
from budgets.changing import CellChange, change_cells
from budgets.jobs import stored_preview
from budgets.storage import keys_of, load_disclosure, load_findings
from budgets.workbook.reader import read_workbook
from tests.access.people import person, signed_in
from tests.admin import books
from tests.builders import department
from tests.workplace.drafts import SAMPLES, XICHENG_2024, table_of

pytestmark = pytest.mark.django_db
NAME, BODY, YEAR = XICHENG_2024
SHEET = "表7 2024 年一般公共预算基本支出表"


@pytest.fixture
def client() -> Client:
    return signed_in(person("staff", ("staff", department("fao", BODY))))


def wrong() -> bytes:
    """The shipped sample with 津贴补贴 of 表7 off by 100 in both of its columns."""
    book = load_workbook(SAMPLES / f"{NAME}.xlsx")
    sheet = book[SHEET]
    assert sheet["C6"].value == sheet["D6"].value == 185.5878
    sheet["C6"] = sheet["D6"] = 285.5878
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def brought(client: Client, content: bytes, name: str = "budget.xlsx") -> models.Upload:
    given = {"department": department("fao", BODY).pk, "year": YEAR, "kind": "budget"}
    answer = client.post(
        reverse("admin:budgets_disclosure_upload"), {**given, "file": books.file(content, name)}
    )
    assert answer.status_code == 302, answer.context["form"].errors
    return models.Upload.objects.latest("pk")


def fetched(client: Client, name: str, key: Any) -> tuple[Workbook, bytes]:
    answer = client.get(reverse(f"admin:budgets_disclosure_{name}", args=[key]))
    assert answer.status_code == 200
    return load_workbook(BytesIO(answer.content)), answer.content


def test_of_an_upload_and_of_its_draft_the_file_is_the_one_that_was_brought(client: Client) -> None:
    content = wrong()
    upload = brought(client, content)

    before, raw = fetched(client, "preview_annotated", upload.token)
    client.post(reverse("admin:budgets_disclosure_accept", args=[upload.token]))
    draft = models.Disclosure.objects.get(status="draft")
    after, _raw = fetched(client, "annotated", draft.pk)

    assert [one.cells for one in read_workbook(raw).sheets[:-1]] == [
        one.cells for one in read_workbook(content).sheets
    ]
    leading = [
        one for one in load_findings(draft) if one.severity == "error" and not one.explained_by
    ]
    assert leading
    for book in (before, after):
        assert (book.sheetnames[-1], book.active.title) == ("问题清单", "问题清单")
        texts = [[cell.value for cell in row] for row in book["问题清单"].iter_rows()]
        for finding in leading:
            sheet = load_disclosure(draft).table(finding.at.n).sheet
            cell = book[sheet][finding.at.cell]
            assert cell.fill.fgColor.rgb == "FFFFB3BA"
            assert cell.comment.author == "明账"
            assert f"【错误】{finding.message}" in cell.comment.text
            # A cell that it was held against points back.
            other = finding.against[0]
            against = book[load_disclosure(draft).table(other.n).sheet][other.cell]
            assert f"【对照】{finding.at.table} {finding.at.cell}" in against.comment.text
            assert any(
                row[1:5] == ["错误", sheet, finding.at.cell, finding.message] for row in texts
            )


def test_a_draft_that_was_changed_is_written_anew_with_its_cells_where_they_are(
    client: Client,
) -> None:
    upload = brought(client, wrong())
    client.post(reverse("admin:budgets_disclosure_accept", args=[upload.token]))
    draft = models.Disclosure.objects.get(status="draft")
    table = table_of(draft, "表7")
    key = keys_of(draft, table.n)[1]
    change_cells(draft, table.n, [CellChange(key, 4, table.text(1, 4), "7")])

    book, _raw = fetched(client, "annotated", draft.pk)

    sheet = next(one for one in book.worksheets if one.title.startswith("表7"))
    assert sheet["E6"].value == 7
    assert sheet["D6"].comment is not None or sheet["C6"].comment is not None
    assert "程序按现在的数重新做成" in str(
        [[cell.value for cell in row] for row in book["问题清单"].iter_rows(max_row=4)]
    )


def test_what_is_withheld_does_not_come_back_with_the_file(client: Client) -> None:
    upload = brought(client, wrong())
    preview = stored_preview(upload)
    assert preview is not None

    made = annotated_upload(upload, replace(preview, withheld=((SHEET, "D6"),)))

    assert load_workbook(BytesIO(made.content))[SHEET]["D6"].value is None
