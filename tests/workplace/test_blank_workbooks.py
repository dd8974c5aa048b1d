"""Blank workbooks: filled in with Excel and uploaded, every cell is understood and nothing is lost."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django.test import Client

from budgets.carrying import blank_tables
from budgets.data import DisclosureData, TableData
from budgets.standards import Standard, standards
from budgets.vocabulary import shipped_vocabulary
from budgets.workbook.document import ReadDocument, read_document
from budgets.workbook.form_writer import FREE_ROWS, write_forms
from budgets.workbook.writer import sheet_names
from tests.documents import XICHENG_2024, sample
from tests.workplace.drafts import draft_of

WORDS = shipped_vocabulary()
# What people write under a head: by the longest of these words in it.
WRITTEN = {
    "功能": "2010301-行政运行",
    "政府支出经济": "50101-工资奖金津补贴",
    "部门支出经济": "30101-基本工资",
    "政府经济分类代码": "50101",
    "部门经济分类代码": "30101",
    "功能科目代码": "2010301",
    "预算单位代码": "292001",
    "预算单位名称": "某局",
    "科目编码": "2010301",
    "科目名称": "行政运行",
    "项目名称": "信息系统运维",
    "编码(代码)": "B1001",
    "目录": "B10-信息化服务",
    "采购类别": "C-服务",
}


def made(standard: Standard, year: int = 2025) -> tuple[DisclosureData, bytes]:
    blank = blank_tables(standard, year, "某局", WORDS).data
    return blank, write_forms(blank.tables, standard, "某局 2025年")


def read(content: bytes, year: int = 2025) -> ReadDocument:
    return read_document(
        content, department="某局", fiscal_year=year, kind="budget", vocabulary=WORDS
    )


@pytest.mark.parametrize("standard", standards(), ids=lambda one: one.key)
def test_a_filled_blank_workbook_is_understood_cell_by_cell(standard: Standard) -> None:
    blank, content = made(standard)
    book = openpyxl.load_workbook(BytesIO(content))
    names = dict(zip(sheet_names(blank.tables), blank.tables, strict=True))
    wanted: dict[str, int] = {}
    for name, table in names.items():
        sheet = book[name]
        wanted[table.code] = _fill(sheet, table, standard)
        head = 3 + len(table.header)
        assert sheet.freeze_panes == f"A{head}"
        notes = [cell.comment for line in sheet.iter_rows(max_row=head - 1) for cell in line]
        assert any(note and "金额" in note.text for note in notes)
        assert sheet.data_validations.dataValidation
    saved = BytesIO()
    book.save(saved)

    document = read(saved.getvalue())

    assert [one.message for one in document.problems] == []
    assert [table.code for table in document.data.tables] == list(wanted)
    for table, before in zip(document.data.tables, blank.tables, strict=True):
        assert table.uninterpreted == ()
        assert (table.header, table.unit) == (before.header, before.unit)
        assert {area for area in table.merges if area[0] < len(table.header)} == set(before.merges)
        figures = [fact.amount for fact in table.facts if fact.amount.fen is not None]
        assert len(figures) == wanted[table.code]
        assert {one.printed for one in figures} == {"1,234.500000"}


def _fill(
    sheet: openpyxl.worksheet.worksheet.Worksheet, table: TableData, standard: Standard
) -> int:
    """Write a figure in every cell of a labelled row that wants one; how many were written."""
    form = standard.form(table.code)
    top = 3 + len(table.header)
    labels = [at for at, column in enumerate(table.columns) if column.kind == "label"]
    amounts = [at for at, column in enumerate(table.columns) if column.kind == "amount"]
    rows = list(range(top, top + len(table.rows)))
    if form.keys:
        for at in labels:
            head = " ".join(table.columns[at].path)
            word = max((word for word in WRITTEN if word in head), key=len)
            sheet.cell(top, at + 1, WRITTEN[word])
        rows = [top]
    written = 0
    for row in rows:
        for at in amounts:
            half = [x for x in labels if table.columns[x].block == table.columns[at].block]
            if half and not any(sheet.cell(row, x + 1).value for x in half):
                continue
            assert sheet.cell(row, at + 1).number_format.startswith("#,##0.000000")
            sheet.cell(row, at + 1).value = 1234.5
            written += 1
    return written


def test_free_rows_stand_above_the_total() -> None:
    standard = next(one for one in standards() if one.key == "xicheng-department-2024")
    _, content = made(standard)

    sheet = openpyxl.load_workbook(BytesIO(content))["表3 2025年部门支出总表"]

    assert [sheet.cell(row, 1).value for row in range(5, 5 + FREE_ROWS)] == [None] * FREE_ROWS
    assert sheet.cell(5 + FREE_ROWS, 1).value == "合计"
    assert sheet.cell(5, 4).border.bottom.style == "thin"


def test_the_same_forms_always_make_the_same_file() -> None:
    assert made(standards()[0])[1] == made(standards()[0])[1]


@pytest.mark.django_db
def test_the_page_offers_every_standard_and_one_with_the_rows_of_a_body(
    admin_client: Client,
) -> None:
    draft = draft_of(XICHENG_2024)
    body = draft.department

    page = admin_client.get("/admin/budgets/standards/?year=2025").content.decode()
    with_rows = admin_client.get(
        f"/admin/budgets/standards/xicheng-department-2024/blank.xlsx?year=2025&department={body.pk}"
    )

    for one in standards():
        assert f'/admin/budgets/standards/{one.key}/blank.xlsx?year=2025"' in page
    assert "2025年部门支出总表" in page
    read_back = read(with_rows.content).data
    codes = [row.cells[0] for row in read_back.table(3).rows]
    assert codes == [row.cells[0] for row in sample(XICHENG_2024).table(3).rows]
    prior = [f.amount.printed for f in read_back.table(10).facts if f.amount.fen]
    assert prior == ["0.214752", "0.214752"]
    assert admin_client.get("/admin/budgets/standards/no-such/blank.xlsx").status_code == 404
