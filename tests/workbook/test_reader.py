"""A workbook is read as it is printed, whichever program wrote it, and nothing is lost unsaid."""

from __future__ import annotations

import random
from contextlib import suppress
from io import BytesIO

import openpyxl
import pytest
import xlwt

from budgets.data import ProblemData
from budgets.workbook.grid import GridCell, Sheet, UnusableWorkbook, Workbook
from budgets.workbook.reader import read_workbook
from tests.conftest import SHARED
from tests.workbook.files import (
    data,
    inline,
    members,
    number,
    ods,
    without,
    xlsx,
    zipped,
)

DOCUMENTS = sorted(SHARED.glob("documents/*/tables.xlsx"))


def only_sheet(content: bytes) -> Sheet:
    workbook = read_workbook(content)
    assert workbook.problems == ()
    return workbook.sheets[0]


def problem(content: bytes) -> ProblemData:
    (found,) = read_workbook(content).problems
    return found


def test_texts_and_figures_stand_where_they_are_printed() -> None:
    sheet = only_sheet(
        xlsx(
            data(
                inline("A1", "预算05表 一般公共预算支出表") + "",
                inline("B2", "教育支出 \n") + number("C2", "9032.2133380000005", 1),
            )
            + '<mergeCells><mergeCell ref="A1:C1"/></mergeCells>',
            formats=["#,##0.000000"],
        )
    )

    assert sheet.cells == {
        (0, 0): GridCell("预算05表 一般公共预算支出表"),
        (1, 1): GridCell("教育支出"),
        (1, 2): GridCell("9,032.213338", True),
    }
    assert sheet.merges == ((0, 0, 0, 2),)
    assert (sheet.rows, sheet.columns) == (2, 3)


def test_a_text_that_looks_like_a_figure_stays_text() -> None:
    sheet = only_sheet(
        xlsx(data(inline("A1", "2010301") + inline("B1", "１２.５０") + inline("C1", "007")))
    )

    assert sheet.cells[0, 0] == GridCell("2010301")
    assert sheet.cells[0, 1] == GridCell("１２.５０")
    assert sheet.cells[0, 2] == GridCell("007")


def test_shared_strings_join_their_runs_without_the_phonetic_guide() -> None:
    cell = '<c r="A1" t="s"><v>0</v></c>'
    rich = "<r><t>部门</t></r><r><t xml:space='preserve'> 预算</t></r><rPh sb='0' eb='1'><t>ㄅ</t></rPh>"

    assert only_sheet(xlsx(data(cell), strings=[rich])).text(0, 0) == "部门 预算"


def test_rare_characters_survive_and_invisible_ones_go() -> None:
    sheet = only_sheet(
        xlsx(
            data(
                inline("A1", "𠮷㊣𫝃😀")
                + inline("B1", "12\u200b.5\u202e0_x0007_")
                + inline("C1", "\u3000 ")
            )
        )
    )

    assert sheet.text(0, 0) == "𠮷㊣𫝃😀"
    assert sheet.text(0, 1) == "12.50"
    assert (0, 2) not in sheet.cells


def test_cells_without_references_follow_one_another() -> None:
    sheet = only_sheet(
        xlsx(
            "<sheetData><row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row></sheetData>"
        )
    )

    assert {place: cell.text for place, cell in sheet.cells.items()} == {
        (0, 0): "1",
        (0, 1): "2",
        (1, 0): "3",
    }


def test_booleans_percents_dates_and_dashes_are_read_as_printed() -> None:
    accounting = '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ '
    sheet = only_sheet(
        xlsx(
            data(
                '<c r="A1" t="b"><v>1</v></c>'
                + number("B1", "0.125", 1)
                + number("C1", "46027", 2)
                + number("D1", "0", 3)
                + '<c r="E1" t="str"><f>A1</f><v>公式结果</v></c>'
            ),
            formats=["0.00%", 'yyyy"年"m"月"d"日"', accounting],
        )
    )

    assert [sheet.text(0, column) for column in range(5)] == [
        "TRUE",
        "12.50%",
        "2026年1月5日",
        "-",
        "公式结果",
    ]
    assert not sheet.cells[0, 2].is_number


def test_a_date_format_that_the_file_names_by_number_alone_is_the_chinese_one() -> None:
    parts = members(xlsx(data(number("A1", "46027", 1)), formats=["0.00"]))
    parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(
        b'xf numFmtId="200"', b'xf numFmtId="57"'
    )

    assert only_sheet(zipped(parts)).text(0, 0) == "2026年1月"


def test_dates_count_from_1904_where_the_workbook_says_so() -> None:
    content = xlsx(data(number("A1", "44565", 1)), formats=["yyyy-mm-dd"], since_1904=True)

    assert only_sheet(content).text(0, 0) == "2026-01-05"


def test_a_strict_workbook_is_read_like_any_other() -> None:
    cell = '<c r="B1" t="d"><v>2026-01-05T00:00:00</v></c>'

    sheet = only_sheet(xlsx(data(inline("A1", "收支总表") + cell), strict=True))

    assert [sheet.text(0, 0), sheet.text(0, 1)] == ["收支总表", "2026-01-05"]


def test_hidden_sheets_rows_and_columns_are_read_and_marked() -> None:
    columns = '<cols><col min="2" max="16384" hidden="1"/></cols>'
    row = '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="C1"><v>2</v></c></row>'
    hidden = '<row r="2" hidden="true"><c r="A2"><v>3</v></c></row></sheetData>'

    workbook = read_workbook(
        xlsx(
            columns + row + hidden,
            data(number("A1", "1")),
            data(),
            states=["", "hidden", "veryHidden"],
        )
    )

    assert [sheet.hidden for sheet in workbook.sheets] == [False, True, True]
    assert workbook.sheets[0].hidden_rows == {1}
    assert workbook.sheets[0].hidden_columns == {1, 2}
    assert workbook.sheets[0].text(1, 0) == "3"


def test_sheets_whose_names_differ_in_case_alone_are_both_read() -> None:
    workbook = read_workbook(
        xlsx(data(number("A1", "1")), data(number("A1", "2")), names=["Table", "TABLE"])
    )

    assert [sheet.text(0, 0) for sheet in workbook.sheets] == ["1", "2"]


def test_formulas_without_a_result_are_refused_with_the_first_and_their_number() -> None:
    good = data('<c r="A1"><f>1+1</f><v>2</v></c>')
    bad = data('<c r="C1"><f>SUM(A1:B1)</f></c>', '<c r="A2"><v>1</v></c><c r="C2"><f>A2</f></c>')

    with pytest.raises(UnusableWorkbook) as caught:
        read_workbook(xlsx(good, bad, names=["甲", "乙"]))

    assert (caught.value.sheet, caught.value.cell) == ("乙", "C1")
    assert "2 处公式" in caught.value.message
    assert "保存一次后再上传" in caught.value.message


def test_a_formula_whose_result_is_an_empty_text_is_blank() -> None:
    sheet = only_sheet(xlsx(data('<c r="A1" t="str"><f>""</f><v></v></c><c r="B1"><v>1</v></c>')))

    assert sheet.cells.keys() == {(0, 1)}


def test_an_error_value_is_kept_and_is_a_problem_at_its_cell() -> None:
    content = xlsx(data("", '<c r="C2" t="e"><f>A1</f><v>#REF!</v></c>'), names=["预算01表"])

    assert problem(content).cell == "C2"
    assert problem(content).sheet == "预算01表"
    assert "#REF!" in problem(content).message
    assert read_workbook(content).sheets[0].cells[1, 2] == GridCell("#REF!")


def test_a_sheet_that_the_file_lacks_is_a_problem_and_the_others_are_read() -> None:
    content = without(
        xlsx(data(number("A1", "1")), data(number("A1", "2")), names=["甲", "乙"]),
        "xl/worksheets/sheet1.xml",
    )

    assert [sheet.name for sheet in read_workbook(content).sheets] == ["乙"]
    assert "缺少工作表“甲”" in problem(content).message


def test_a_chart_sheet_is_said_not_to_be_read() -> None:
    parts = members(xlsx(data(number("A1", "1")), data(), names=["表", "图"]))
    relations = parts["xl/_rels/workbook.xml.rels"].decode()
    before, _, after = relations.partition('Id="rId2" Type="')
    parts["xl/_rels/workbook.xml.rels"] = (
        before + 'Id="rId2" Type="' + after.replace("/worksheet", "/chartsheet", 1)
    ).encode()

    assert problem(zipped(parts)).severity == "notice"
    assert "“图”" in problem(zipped(parts)).message


def test_what_a_merged_area_covers_is_noticed_and_not_read() -> None:
    content = xlsx(
        data(inline("A1", "合计") + number("B1", "5"))
        + '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
    )

    assert read_workbook(content).sheets[0].cells.keys() == {(0, 0)}
    assert (problem(content).cell, problem(content).severity) == ("B1", "notice")
    assert "“5”" in problem(content).message


def test_a_figure_that_its_format_does_not_print_is_a_problem() -> None:
    content = xlsx(data(number("A1", "12.5", 1) + number("B1", "0", 1)), formats=[";;;"])

    assert problem(content).cell == "A1"
    assert "12.5" in problem(content).message
    assert not read_workbook(content).sheets[0].cells


def test_zeros_that_the_sheet_does_not_show_are_blank() -> None:
    view = '<sheetViews><sheetView showZeros="0" workbookViewId="0"/></sheetViews>'

    sheet = only_sheet(xlsx(view + data(number("A1", "0") + number("B1", "1"))))

    assert sheet.cells.keys() == {(0, 1)}


@pytest.mark.parametrize(
    ("value", "words"),
    [("12345678901234567", "超过 15 位"), ("NaN", "不是数字"), ("1_000", "不是数字")],
)
def test_a_number_that_no_workbook_can_hold_is_a_problem(value: str, words: str) -> None:
    assert words in problem(xlsx(data(number("A1", value)))).message


def test_a_date_format_on_an_amount_outside_the_calendar_is_a_problem() -> None:
    content = xlsx(data(number("A1", "-12.5", 1)), formats=["yyyy/m/d"])

    assert "日期格式" in problem(content).message
    assert read_workbook(content).sheets[0].cells[0, 0] == GridCell("-12.5", True)


def test_a_workbook_of_macros_and_one_with_odd_part_names_are_read() -> None:
    parts = members(xlsx(data(number("A1", "1"))))
    odd = {name.replace("xl/worksheets/", "XL\\Worksheets\\"): part for name, part in parts.items()}

    assert only_sheet(zipped({**odd, "xl/vbaProject.bin": b"\0"})).text(0, 0) == "1"


def test_styles_that_other_readers_refuse_do_not_matter() -> None:
    parts = members(xlsx(data(number("A1", "1.5", 1)), formats=["0.00"]))
    parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(
        b"<cellXfs>",
        b'<fonts><font><family val="99"/></font></fonts><fills><fill/></fills><cellXfs>',
    )

    assert only_sheet(zipped(parts)).text(0, 0) == "1.50"


def test_rules_that_do_not_print_anything_do_not_matter() -> None:
    rules = (
        '<autoFilter ref="A1"><filterColumn colId="x"/></autoFilter>'
        '<mergeCells><mergeCell ref="A2:B2"/></mergeCells>'
        '<conditionalFormatting sqref="A1"><cfRule type="新规则" priority="1"/></conditionalFormatting>'
        '<dataValidations><dataValidation type="?" sqref="?"/></dataValidations>'
        '<pageSetup paperSize="A4"/><extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}"/></extLst>'
    )
    view = '<sheetViews><sheetView workbookViewId="0"><pane state="?"/></sheetView></sheetViews>'

    sheet = only_sheet(xlsx(view + data(number("A1", "1.5")) + rules))

    assert sheet.text(0, 0) == "1.5"
    assert sheet.merges == ((1, 0, 1, 1),)


def test_a_sheet_that_cannot_be_read_is_refused_by_name() -> None:
    view = '<sheetViews><sheetView view="不存在" workbookViewId="0"/></sheetViews>'

    with pytest.raises(UnusableWorkbook, match=r"“预算01表”无法读取.*另存为") as caught:
        read_workbook(xlsx(view + data(number("A1", "1")), names=["预算01表"]))

    assert caught.value.sheet == "预算01表"


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B2" t="s"><v>7</v></c>',
        '<c r="B2" t="b"><v>maybe</v></c>',
        '<c r="B2" t="d"><v>2026-13-45</v></c>',
        '<c r="B2" s="x"><v>1</v></c>',
    ],
)
def test_a_cell_that_cannot_be_read_is_refused_with_its_place(cell: str) -> None:
    with pytest.raises(UnusableWorkbook, match="损坏") as caught:
        read_workbook(xlsx(data(number("A1", "1"), cell), names=["预算01表"]))

    assert (caught.value.sheet, caught.value.cell) == ("预算01表", "B2")


def test_an_escaped_line_break_is_one_and_an_escaped_escape_stays_text() -> None:
    cells = "".join(f'<c r="{column}1" t="s"><v>{n}</v></c>' for n, column in enumerate("AB"))
    strings = ["<t>甲_x000D_\n乙</t>", "<t>_x005F_x000D_</t>"]

    sheet = only_sheet(xlsx(data(cells), strings=strings))

    assert (sheet.text(0, 0), sheet.text(0, 1)) == ("甲\n乙", "_x000D_")


def test_the_dimension_that_a_sheet_claims_is_not_believed() -> None:
    content = xlsx('<dimension ref="A1:XFD1048576"/>' + data(number("A1", "1")))

    assert only_sheet(content).rows == 1


def test_a_workbook_without_sheets_is_refused() -> None:
    with pytest.raises(UnusableWorkbook, match="没有工作表"):
        read_workbook(ods())


# --- The same document in three formats ----------------------------------------------------------

SAME = Workbook(
    (
        Sheet(
            "预算01表",
            False,
            {
                (0, 0): GridCell("收支总表"),
                (1, 0): GridCell("项目"),
                (1, 1): GridCell("2026-01-05"),
                (2, 0): GridCell("2010301"),
                (2, 1): GridCell("9,032.213338", True),
                (3, 0): GridCell("  其中：\n“三公”"),
                (3, 1): GridCell("12.35", True, "12.345678"),
                (4, 0): GridCell("占比"),
                (4, 1): GridCell("12.50%", True),
                (4, 2): GridCell("-", True),
            },
            ((0, 0, 0, 2), (2, 2, 3, 2)),
            frozenset({4}),
            frozenset({2}),
        ),
        Sheet("底稿", True, {(0, 0): GridCell("1", True)}),
    )
)
CODES = ["yyyy-mm-dd", "#,##0.000000", "#,##0.00", "0.00%", '0.00;-0.00;"-"']


def as_xlsx() -> bytes:
    columns = '<cols><col min="3" max="3" hidden="1"/></cols>'
    rows = data(
        inline("A1", "收支总表"),
        inline("A2", "项目") + number("B2", "46027", 1),
        inline("A3", "2010301") + number("B3", "9032.213338", 2),
        inline("A4", "  其中：\n“三公”") + number("B4", "12.345678", 3),
        inline("A5", "占比") + number("B5", "0.125", 4) + number("C5", "0", 5),
    ).replace('<row r="5">', '<row r="5" hidden="1">')
    merges = '<mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="C3:C4"/></mergeCells>'
    return xlsx(
        columns + rows + merges,
        data(number("A1", "1")),
        names=["预算01表", "底稿"],
        states=["", "hidden"],
        formats=CODES,
    )


def as_xls() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("预算01表")
    date, six, two, percent, dash = (xlwt.easyxf(num_format_str=code) for code in CODES)
    sheet.write_merge(0, 0, 0, 2, "收支总表")
    sheet.write(1, 0, "项目")
    sheet.write(1, 1, 46027, date)
    sheet.write(2, 0, "2010301")
    sheet.write(2, 1, 9032.213338, six)
    sheet.merge(2, 3, 2, 2)
    sheet.write(3, 0, "  其中：\n“三公”")
    sheet.write(3, 1, 12.345678, two)
    sheet.write(4, 0, "占比")
    sheet.write(4, 1, 0.125, percent)
    sheet.write(4, 2, 0, dash)
    sheet.row(4).hidden = True
    sheet.col(2).hidden = True
    other = book.add_sheet("底稿")
    other.write(0, 0, 1)
    other.visibility = 1
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def text_cell(text: str, attributes: str = "") -> str:
    paragraphs = "".join(f"<text:p>{line}</text:p>" for line in text.split("\n"))
    return (
        f'<table:table-cell office:value-type="string" {attributes}>{paragraphs}</table:table-cell>'
    )


def value_cell(kind: str, value: str, text: str) -> str:
    return (
        f'<table:table-cell office:value-type="{kind}" office:value="{value}">'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def as_ods() -> bytes:
    covered = '<table:covered-table-cell table:number-columns-repeated="2"/>'
    row = "<table:table-row>{}</table:table-row>"
    return ods(
        '<table:table table:name="预算01表"><table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:visibility="collapse"/>'
        '<table:table-column table:number-columns-repeated="16381"/>'
        + row.format(text_cell("收支总表", 'table:number-columns-spanned="3"') + covered)
        + row.format(
            text_cell("项目")
            + '<table:table-cell office:value-type="date" office:date-value="2026-01-05">'
            "<text:p>2026-01-05</text:p></table:table-cell>"
        )
        + row.format(
            text_cell("2010301")
            + value_cell("float", "9032.213338", "9,032.213338")
            + '<table:table-cell table:number-rows-spanned="2" table:number-columns-spanned="1"/>'
        )
        + row.format(
            text_cell("<text:s text:c='2'/>其中：\n<text:span>“三公”</text:span>")
            + value_cell("float", "12.345678", "12.35")
            + "<table:covered-table-cell/>"
        )
        + row.format(
            text_cell("占比")
            + value_cell("percentage", "0.125", "12.50%")
            + value_cell("float", "0", "-")
            + '<table:table-cell table:number-columns-repeated="16381"/>'
        ).replace("<table:table-row>", '<table:table-row table:visibility="collapse">')
        + '<table:table-row table:number-rows-repeated="1048571">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>',
        '<table:table table:name="底稿" table:style-name="ta2">'
        + row.format(value_cell("float", "1", "1"))
        + "</table:table>",
        styles='<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>',
    )


@pytest.mark.parametrize("make", [as_xlsx, as_xls, as_ods])
def test_the_same_document_in_every_format_gives_the_same_grid(make: object) -> None:
    assert callable(make)

    assert read_workbook(make()) == SAME


def test_ods_repeats_cells_and_rows_and_leaves_comments_out() -> None:
    note = "<office:annotation><text:p>批注</text:p></office:annotation>"
    content = ods(
        '<table:table table:name="表"><table:table-row table:number-rows-repeated="2">'
        '<table:table-cell table:number-columns-repeated="3" office:value-type="float"'
        f' office:value="5">{note}<text:p>5.00</text:p></table:table-cell>'
        "</table:table-row></table:table>"
    )

    sheet = only_sheet(content)

    assert sheet.cells == {(r, c): GridCell("5.00", True) for r in range(2) for c in range(3)}


def test_ods_rows_repeated_with_content_are_refused_like_any_others() -> None:
    row = '<table:table-row table:number-rows-repeated="1048576">'

    with pytest.raises(UnusableWorkbook) as caught:
        read_workbook(
            ods(
                f'<table:table table:name="表">{row}{text_cell("x")}</table:table-row></table:table>'
            )
        )

    assert caught.value.cell == "A20001"


def test_ods_with_blank_rows_without_end_is_refused() -> None:
    row = "<table:table-row><table:table-cell/></table:table-row>"
    rows = "".join(
        row.replace("cell/", f'cell table:style-name="c{n * n}"/') for n in range(100_001)
    )

    with pytest.raises(UnusableWorkbook, match="空白") as caught:
        read_workbook(ods(f'<table:table table:name="表">{rows}</table:table>'))

    assert caught.value.sheet == "表"


@pytest.mark.parametrize(
    ("around", "name"),
    [("<table:dde-links>{}</table:dde-links>", "没有工作表"), (None, "单元格里还有表格")],
)
def test_tables_in_ods_that_are_no_sheets_are_not_taken_for_one(
    around: str | None, name: str
) -> None:
    row = f"<table:table-row>{text_cell('x')}</table:table-row>"
    table = f'<table:table table:name="表">{row}</table:table>'
    nested = table.replace("</table:table-cell>", table + "</table:table-cell>")

    with pytest.raises(UnusableWorkbook, match=name):
        read_workbook(ods(around.format(table) if around else nested))


def test_an_error_value_in_ods_is_a_problem() -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>#REF!</text:p></table:table-cell>'

    found = problem(
        ods(f'<table:table table:name="表"><table:table-row>{cell}</table:table-row></table:table>')
    )

    assert found.cell == "A1"


def test_xls_with_fifty_thousand_rows_is_refused_with_its_cell() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("明细")
    for row in range(50_000):
        sheet.write(row, 0, row)
    buffer = BytesIO()
    book.save(buffer)

    with pytest.raises(UnusableWorkbook) as caught:
        read_workbook(buffer.getvalue())

    assert (caught.value.sheet, caught.value.cell) == ("明细", "A20001")


@pytest.mark.parametrize("end", [600, 2_000, 4_000])
def test_a_truncated_xls_is_damaged(end: int) -> None:
    with pytest.raises(UnusableWorkbook):
        read_workbook(as_xls()[:end])


# --- Real documents ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.parent.name)
def test_real_documents_hold_what_another_reader_finds_in_them(path: object) -> None:
    book = openpyxl.load_workbook(str(path), data_only=True)
    workbook = read_workbook(path)  # type: ignore[arg-type]

    assert workbook.problems == ()
    assert [sheet.name for sheet in workbook.sheets] == book.sheetnames
    for sheet in workbook.sheets:
        other = book[sheet.name]
        values = {
            (cell.row - 1, cell.column - 1): cell.value
            for line in other.iter_rows()
            for cell in line
            if cell.value is not None
        }
        assert values.keys() == sheet.cells.keys()
        assert len(sheet.merges) == len(other.merged_cells.ranges)
        for place, value in values.items():
            cell = sheet.cells[place]
            assert not cell.exact
            if cell.is_number:
                assert float(cell.text.replace(",", "")) == value
            else:
                assert cell.text == str(value).rstrip()


@pytest.mark.parametrize("make", [as_xlsx, as_xls, as_ods])
def test_no_alteration_of_the_bytes_ends_in_anything_but_a_grid_or_a_refusal(make: object) -> None:
    assert callable(make)
    whole = make()
    chance = random.Random(2026)

    for _ in range(150):
        parts = {"": whole} if whole.startswith(b"\xd0\xcf") else members(whole)
        name = chance.choice(sorted(parts))
        altered = bytearray(parts[name])
        place = chance.randrange(len(altered) or 1)
        altered[place : place + chance.randrange(4)] = chance.choice(
            [b"", b"<", b"\xff", b"-1", b"99999999999", b"1e999", b"XFD1048576", b"\xc2\xb2"]
        )
        parts[name] = bytes(altered)
        with suppress(UnusableWorkbook):
            read_workbook(parts.get("", b"") or zipped(parts))


def test_a_formula_that_openpyxl_wrote_and_nobody_calculated_is_refused() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "=1+1"
    buffer = BytesIO()
    book.save(buffer)

    with pytest.raises(UnusableWorkbook, match="公式") as refused:
        read_workbook(buffer.getvalue())

    assert refused.value.cell == "A1"
