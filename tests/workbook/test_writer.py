"""What we write reads back as it was printed, cell by cell and merge by merge."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.data import DisclosureData, RowData, TableData
from budgets.vocabulary import shipped_vocabulary
from budgets.workbook.document import read_document
from budgets.workbook.formats import number_cell
from budgets.workbook.grid import GridCell, Sheet
from budgets.workbook.reader import read_workbook
from budgets.workbook.writer import (
    Layout,
    display_width,
    figure_format,
    sheet_names,
    width_of,
    write_table,
    write_workbook,
)
from tests.builders import disclosure_data, label, money, overview, row, spending, table, total
from tests.conftest import SHARED

BUDGETS = sorted(SHARED.glob("documents/*budget/tables.xlsx"))


def assert_same_grid(table: TableData, sheet: Sheet) -> None:
    """Every text and merge of the table stands at its address, and nothing else does."""
    layout = Layout.of(table)
    expected = {(layout.title, 0): table.name} if table.name else {}
    for index, line in enumerate(table.title_lines):
        expected[layout.lines + index, 0] = line
    if table.unit_line:
        expected[layout.header - 1, width_of(table) - 1] = table.unit_line
    for index, cells in enumerate([*table.header, *(line.cells for line in table.rows)]):
        for column, text in enumerate(cells):
            if text:
                expected[layout.header + index, column] = text
    for index, note in enumerate(table.notes):
        expected[layout.notes + index, 0] = note
    assert {place: cell.text for place, cell in sheet.cells.items()} == expected
    assert not any(cell.exact for cell in sheet.cells.values())
    inner = {area for area in sheet.merges if layout.header <= area[0] < layout.notes}
    assert inner == {
        (top + layout.header, left, bottom + layout.header, right)
        for top, left, bottom, right in table.merges
    }


def test_a_written_document_reads_back_as_it_was_printed() -> None:
    disclosure = disclosure_data(overview(), spending())

    workbook = read_workbook(write_workbook(disclosure))

    assert workbook.problems == ()
    assert len(workbook.sheets) == 2
    for given_table, sheet in zip(disclosure.tables, workbook.sheets, strict=True):
        assert_same_grid(given_table, sheet)


@pytest.mark.parametrize("unit_line", ["单位：万元", ""])
def test_a_form_keeps_the_line_of_its_unit_so_that_cells_keep_their_names(unit_line: str) -> None:
    form = replace(spending(), unit_line=unit_line, title_lines=())

    sheet = read_workbook(write_table(form)).sheets[0]

    assert [sheet.cells[line.origin.row, 1].text for line in form.rows] == [
        "行政运行",
        "一般行政管理事务",
        "住房公积金",
        "合 计",
    ]


def plain_table(*rows: RowData, **changes: object) -> TableData:
    built = table([label("项目"), money("预算数")], rows, code="预算05表", title="支出表")
    return replace(built, **changes)  # type: ignore[arg-type]


def test_figures_are_numbers_and_all_else_is_text() -> None:
    given_table = plain_table(
        row("2010301", "9,032.213338"),
        row("007", "0.00"),
        row("=1+1", "-"),
        row("+86", None),
        row("@x", "(1,234.50)"),
        row("5", "-5.5"),
        total("合计", "1234567890123.45"),
        row("超长", "12345678901234567.89"),
        row("其他", "12.50%"),
    )

    (sheet,) = read_workbook(write_table(given_table)).sheets

    assert_same_grid(given_table, sheet)
    assert [sheet.cells.get((3 + index, 0)) for index in range(9)] == [
        GridCell(text)
        for text in ["2010301", "007", "=1+1", "+86", "@x", "5", "合计", "超长", "其他"]
    ]
    figures = [sheet.cells.get((3 + index, 1)) for index in range(9)]
    assert [cell.is_number if cell else None for cell in figures] == [
        True,
        True,
        False,
        None,
        True,
        True,
        True,
        False,
        True,
    ]


def test_another_program_finds_numbers_with_formats_and_no_formula() -> None:
    content = write_table(plain_table(row("=cmd|'/c calc'!A1", "1,234.50")))

    sheet = openpyxl.load_workbook(BytesIO(content)).active

    assert (sheet["A4"].data_type, sheet["A4"].value) == ("s", "=cmd|'/c calc'!A1")
    assert (sheet["B4"].value, sheet["B4"].number_format) == (1234.5, "#,##0.00")


def test_notes_title_lines_and_unit_have_their_places() -> None:
    given_table = plain_table(
        row("甲", "1.00"),
        title_lines=("部门：某市外办", "2026年1月"),
        unit_line="单位：万元",
        notes=("注：本表无数据。", "说明：" + "长" * 200),
    )

    (sheet,) = read_workbook(write_table(given_table)).sheets

    assert_same_grid(given_table, sheet)
    assert sheet.text(1, 0) == "部门：某市外办"
    assert (sheet.text(2, 0), sheet.text(2, 1)) == ("2026年1月", "单位：万元")


def test_a_table_of_one_column_without_title_or_header_is_written() -> None:
    bare = TableData(
        1,
        "other",
        "",
        "",
        "",
        (),
        (RowData(("甲",), "text"),),
        (),
        unit_line="单位：元",
        sheet="附",
    )

    (sheet,) = read_workbook(write_table(bare)).sheets

    assert_same_grid(bare, sheet)
    assert sheet.name == "附"


def test_body_merges_are_kept_and_overlapping_ones_do_not_break_the_file() -> None:
    given_table = plain_table(
        row("甲", "1.00"), row(None, "2.00"), row("乙", "3.00"), merges=((1, 0, 2, 0),)
    )
    overlapping = replace(given_table, merges=((1, 0, 2, 0), (2, 0, 3, 0), (0, 0, 0, 0)))

    (sheet,) = read_workbook(write_table(given_table)).sheets
    (other,) = read_workbook(write_table(overlapping)).sheets

    assert_same_grid(given_table, sheet)
    assert {place: cell.text for place, cell in other.cells.items()} == {
        place: cell.text for place, cell in sheet.cells.items()
    }


def test_texts_that_xml_or_excel_would_change_come_back_unchanged() -> None:
    texts = ["  其中：甲", "一\n二", "_x000D_", "<b>&amp;\"'", "𠮷㊣😀", "'引号", "a" * 300]
    given_table = plain_table(*(row(text, "1.00") for text in texts))

    (sheet,) = read_workbook(write_table(given_table)).sheets

    assert_same_grid(given_table, sheet)


def test_a_text_longer_than_a_cell_holds_is_refused_not_cut() -> None:
    with pytest.raises(ValueError, match="40000"):
        write_table(plain_table(row("长" * 40_000, "1.00")))


def test_sheet_names_are_short_unique_and_without_forbidden_marks() -> None:
    titles = ["收支[总]表:一/二", "支出" * 30, "支出" * 30, "TABLE", "table", ""]
    tables = [
        replace(plain_table(), n=n, code="", title=title, sheet="")
        for n, title in enumerate(titles, 1)
    ]

    names = sheet_names(tables)

    assert names == [
        "收支［总］表：一／二",
        "支出" * 15 + "支",
        "支出" * 13 + "支 (2)",
        "TABLE",
        "table (2)",
        "表6",
    ]


def test_the_same_data_gives_the_same_bytes() -> None:
    disclosure = disclosure_data(overview(), spending())

    assert write_workbook(disclosure) == write_workbook(disclosure)


def test_a_sheet_prints_on_a4_with_its_header_on_every_page(tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    path.write_bytes(write_table(overview()))

    with ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        book = archive.read("xl/workbook.xml").decode()

    assert 'paperSize="9"' in sheet
    assert "<pane " in sheet
    assert "$3:$4" in book


@pytest.mark.parametrize(
    ("printed", "value", "code"),
    [
        ("9,032.213338", 9032.213338, "#,##0.000000"),
        ("9032.21", 9032.21, "0.00"),
        ("0.00", 0.0, "#,##0.00"),
        ("-5.50", -5.5, "#,##0.00"),
        ("(5.50)", -5.5, "#,##0.00;(#,##0.00)"),
        ("12.50%", 0.125, "#,##0.00%"),
        ("3", 3.0, "#,##0"),
    ],
)
def test_a_printed_figure_has_a_number_and_a_format(printed: str, value: float, code: str) -> None:
    assert figure_format(printed) == (value, code)


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "-",
        "007",
        "1,23",
        "1.2.3",
        "-0.00",
        "1E5",
        "１２",
        "¥5",
        "12万",
        "(5",
        "1234567890123456",
        "5.",
    ],
)
def test_what_no_format_prints_stays_text(printed: str) -> None:
    assert figure_format(printed) is None


@given(
    st.decimals(min_value=-99_999_999, max_value=99_999_999, places=6, allow_nan=False),
    st.booleans(),
)
def test_every_amount_survives_the_way_through_a_double(value: Decimal, grouped: bool) -> None:
    printed = f"{value:,.6f}" if grouped else f"{value:.6f}"

    found = figure_format(printed)

    if value == 0 and printed.startswith("-"):
        assert found is None
    else:
        assert found is not None
        assert number_cell(*found) == GridCell(printed, True)


def test_a_han_character_counts_as_two() -> None:
    assert display_width("收支a\n总") == 5


@pytest.mark.parametrize("path", BUDGETS, ids=lambda path: path.parent.name)
def test_a_real_document_goes_the_whole_way_and_comes_back_identical(path: Path) -> None:
    def read(source: Path | bytes) -> DisclosureData:
        return read_document(
            source,
            department="外事办公室",
            fiscal_year=2026,
            kind="budget",
            vocabulary=shipped_vocabulary(),
        ).data

    disclosure = read(path)

    assert read(write_workbook(disclosure)) == disclosure
