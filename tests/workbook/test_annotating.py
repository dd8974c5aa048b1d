"""An annotated copy is the same file: only colours, comments and the list are new."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from budgets.workbook.annotating import CellNote, Line, annotated
from budgets.workbook.grid import UnusableWorkbook
from budgets.workbook.reader import read_workbook
from tests.workbook import files
from tests.workbook.annotated_books import annotations, looks, rich

SHEET = "支出'总 表"
WRONG = CellNote(SHEET, "B4", "error", "【错误】应为 9.00")


def opened(content: bytes, sheet: str):  # type: ignore[no-untyped-def]
    return load_workbook(BytesIO(content))[sheet]


def test_everything_else_of_a_rich_file_stays() -> None:
    before = rich()
    empty_row = CellNote(SHEET, "D40", "other", "【对照】")
    # B15 lies in a merged area: the cell that is printed is coloured.
    merged = CellNote(SHEET, "B15", "warning", "【提醒】")
    line = Line("error", "错误", (SHEET, "B4"), "=HYPERLINK(1)", "6.00", "9.00", "-3.00")

    after = annotated(before, annotations(WRONG, empty_row, merged, lines=(line,)))

    was, now = looks(before), looks(after)
    assert list(now) == [*was, "问题清单"]
    assert now["收入"] == was["收入"]
    # What was coloured where nothing stood is the only cell more.
    assert now[SHEET]["cells"].pop("D40")[0] is None
    assert now[SHEET] == was[SHEET]
    sheet = opened(after, SHEET)
    assert sheet["B4"].fill.fgColor.rgb == "FFFFB3BA"
    assert sheet["B5"].fill.fill_type is None
    assert "应为 9.00" in sheet["B4"].comment.text
    assert sheet["A14"].fill.fgColor.rgb == "FFFFEB9C"
    assert sheet["D40"].comment.text.endswith("【对照】")
    listed = opened(after, "问题清单")
    row = [cell.value for cell in listed[5]]
    # A text that looks like a formula is none.
    assert row == ["1", "错误", SHEET, "B4", "=HYPERLINK(1)", "6.00", "9.00", "-3.00", None]
    assert listed["E5"].data_type == "s"
    assert listed["D5"].hyperlink.location == "'支出''总 表'!B4"
    # Picture, chart, their drawing, the theme: byte for byte.
    old, new = files.members(before), files.members(after)
    kept = [name for name in old if "/media/" in name or "/charts/" in name or "theme" in name]
    assert kept
    assert all(old[name] == new[name] for name in [*kept, "xl/drawings/drawing1.xml"])


def test_somebody_else_s_comment_is_kept_and_added_to() -> None:
    note = CellNote(SHEET, "B3", "error", "【错误】多了 1.00")

    sheet = opened(annotated(rich(), annotations(note, WRONG)), SHEET)

    assert sheet["B3"].comment.text == "请王处核对\n— 明账 —\n【错误】多了 1.00"
    assert sheet["B3"].comment.author == "财务"
    assert sheet["B4"].comment.author == "明账"


def test_annotating_an_annotated_file_adds_once_more() -> None:
    once = annotated(rich(), annotations(WRONG))

    twice = annotated(once, annotations(WRONG))

    assert opened(twice, SHEET)["B4"].comment.text.count("应为 9.00") == 2
    assert load_workbook(BytesIO(twice)).sheetnames[-2:] == ["问题清单", "问题清单 (2)"]
    assert [one.sheet_view.tabSelected for one in load_workbook(BytesIO(twice)).worksheets].count(
        True
    ) == 1


def test_many_notes_of_a_cell_are_ordered_by_weight_and_cut() -> None:
    notes = [CellNote(SHEET, "B4", "other", f"【对照】{n}") for n in range(9)]

    sheet = opened(annotated(rich(), annotations(*notes, WRONG)), SHEET)

    text = sheet["B4"].comment.text.splitlines()
    assert text[1] == "【错误】应为 9.00"
    assert text[-1] == "还有 4 条"
    assert sheet["B4"].fill.fgColor.rgb == "FFFFB3BA"


@pytest.mark.filterwarnings("ignore:Workbook contains no default style")
@pytest.mark.parametrize("strict", [False, True])
def test_a_bare_file_gets_what_it_lacks(strict: bool) -> None:
    """No references of cells, no styles but one, a strict namespace."""
    cells = (
        "<sheetData><row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row></sheetData>"
    )
    before = files.xlsx(cells, names=["表"], strict=strict)

    after = annotated(before, annotations(CellNote("表", "B2", "error", "缺数")))

    assert read_workbook(after).sheets[0].cells == read_workbook(before).sheets[0].cells
    if not strict:
        sheet = opened(after, "表")
        assert [sheet[at].value for at in ("A1", "B1", "A2", "B2")] == [1, 2, 3, None]
        assert sheet["B2"].comment.text.endswith("缺数")


def test_a_copy_to_hand_on_runs_no_macros() -> None:
    parts = files.members(rich())
    parts["xl/vbaProject.bin"] = b"macro"
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="rId99" Target="vbaProject.bin" Type="http://schemas.microsoft.com/'
        b'office/2006/relationships/vbaProject"/></Relationships>',
    )
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )

    after = files.members(annotated(files.zipped(parts), annotations(WRONG)))

    assert not [name for name in after if "vba" in name.lower()]
    assert b"vbaProject" not in after["xl/_rels/workbook.xml.rels"]
    assert b"macroEnabled" not in after["[Content_Types].xml"]


def test_an_answer_goes_into_a_thread_of_comments() -> None:
    parts = files.members(rich())
    sheet = "xl/worksheets/_rels/sheet1.xml.rels"
    parts[sheet] = parts[sheet].replace(
        b"</Relationships>",
        b'<Relationship Id="rId98" Target="../threadedComments/threadedComment1.xml" Type="http://'
        b'schemas.microsoft.com/office/2017/10/relationships/threadedComment"/></Relationships>',
    )
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    parts["xl/threadedComments/threadedComment1.xml"] = (
        f'<ThreadedComments xmlns="{space}"><threadedComment ref="B3" dT="2026-01-02T03:04:05.00" '
        'personId="{1}" id="{A}"><text>核对</text></threadedComment></ThreadedComments>'
    )
    note = CellNote(SHEET, "B3", "error", "多了")

    after = files.members(annotated(files.zipped(parts), annotations(note)))

    thread = after["xl/threadedComments/threadedComment1.xml"].decode()
    assert 'parentId="{A}"' in thread
    assert "<text>多了</text>" in thread


def test_of_another_format_a_copy_is_made() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("支出")
    sheet.write_merge(0, 0, 0, 1, "支出总表")
    sheet.write(1, 0, "=1+1")
    sheet.write(1, 1, 1234.5, xlwt.easyxf(num_format_str="#,##0.00"))
    sheet.row(2).hidden = True
    sheet.write(2, 0, "隐藏")
    buffer = BytesIO()
    book.save(buffer)
    line = Line("error", "错误", ("支出", "B2"), "多了")

    after = annotated(
        buffer.getvalue(), annotations(CellNote("支出", "B2", "error", "多了"), lines=(line,))
    )

    before, now = read_workbook(buffer.getvalue()).sheets[0], read_workbook(after).sheets[0]
    assert (now.cells, now.merges, now.hidden_rows) == (
        before.cells,
        before.merges,
        before.hidden_rows,
    )
    assert opened(after, "支出")["A2"].data_type == "s"
    assert "多了" in opened(after, "支出")["B2"].comment.text


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04 no zip", b"", b"<html>", files.without(rich(), "xl/workbook.xml")],
    ids=["no zip", "empty", "a page", "no list of sheets"],
)
def test_what_can_t_be_annotated_says_so(content: bytes) -> None:
    with pytest.raises(UnusableWorkbook):
        annotated(content, annotations(WRONG))


_CELLS = st.builds(
    lambda row, column: f"{'ABCDEFGHIJ'[column]}{row + 1}",
    st.integers(0, 45),
    st.integers(0, 9),
)
_NOTES = st.lists(
    st.builds(
        CellNote,
        st.sampled_from([SHEET, "收入", "没有这张"]),
        _CELLS,
        st.sampled_from(["error", "problem", "warning", "unknown", "rounding", "other"]),
        st.text(max_size=40),
    ),
    max_size=12,
)
_RICH = rich()
_GRIDS = read_workbook(_RICH).sheets


@settings(max_examples=30)
@given(_NOTES)
def test_whatever_is_noted_the_cells_read_the_same(notes: list[CellNote]) -> None:
    after = read_workbook(annotated(_RICH, annotations(*notes)))

    for before, now in zip(_GRIDS, after.sheets, strict=False):
        assert now.cells == before.cells
        assert now.merges == before.merges
        assert (now.hidden, now.hidden_rows) == (before.hidden, before.hidden_rows)


def test_real_workbooks_keep_everything(shared_documents: Path) -> None:
    for path in sorted(shared_documents.glob("*/tables.xlsx")):
        before = path.read_bytes()
        grids = read_workbook(before).sheets
        notes = [CellNote(grid.name, "B7", "error", "【错误】") for grid in grids]

        after = annotated(before, annotations(*notes))

        was, now = looks(before), looks(after)
        now.pop("问题清单")
        for name, sheet in was.items():
            # An empty cell has a look of its own once it is coloured.
            now[name]["cells"] = {
                at: told for at, told in now[name]["cells"].items() if at in sheet["cells"]
            }
        assert now == was
