"""Files that are no workbook, or would exhaust the machine, are told apart by their bytes."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import xlsxwriter

from budgets.workbook.gate import check
from budgets.workbook.grid import UnusableWorkbook
from budgets.workbook.reader import read_workbook
from tests.workbook.files import (
    data,
    inline,
    members,
    number,
    ods,
    ole,
    xlsx,
    zipped,
)

GOOD = xlsx(data(inline("A1", "收支总表")))


def refusal(content: bytes) -> UnusableWorkbook:
    with pytest.raises(UnusableWorkbook) as caught:
        read_workbook(content)
    return caught.value


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "网页"),
        ("\ufeff<HTML xmlns:x='urn:schemas-microsoft-com:office:excel'>".encode(), "网页"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "2003",
        ),
        ("科目,金额\r\n教育支出,12.50\r\n".encode(), "CSV"),
        ("科目,金额\r\n教育支出,12.50\r\n".encode("gb18030"), "CSV"),
        ("科目\t金额\r\n教育支出\t12.50\r\n".encode("utf-16"), "CSV"),
        (b"\x09\x08\x08\x00\x00\x05\x10\x00" + bytes(100), "Excel 95"),
        (b"\x00\x01\x02\x03\xfe\xff\xfa" * 100, "无法识别"),
        (b"Rar!\x1a\x07\x00", "RAR"),
        (b"\x89PNG\r\n\x1a\n", "图片"),
        (ole("EncryptionInfo", "EncryptedPackage"), "打开密码"),
        (ole("WordDocument"), "Word"),
        (ole("PowerPoint Document"), "演示文稿"),
        (ole("Workbook"), "损坏"),
        (ole()[:600], "不完整"),
        (zipped({}), "空的"),
        (
            zipped({"word/document.xml": "<x/>", "_rels/.rels": "", "[Content_Types].xml": ""}),
            "Word",
        ),
        (zipped({"xl/workbook.bin": b"\0", "[Content_Types].xml": ""}), "xlsb"),
        (zipped({"Index/Document.iwa": b"\0"}), "Numbers"),
        (zipped({"2026预算.xlsx": b"PK"}), "解压"),
        (zipped({"a.txt": b"x"}), "压缩包"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "不是表格"),
        (ods(manifest="<manifest:encryption-data/>"), "打开密码"),
        (zipped({"[Content_Types].xml": "", "_rels/.rels": "<Relationships/>"}), "没有工作簿"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_no_workbook_is_refused_with_what_to_do(content: bytes, words: str) -> None:
    message = refusal(content).message

    assert words in message
    assert message.endswith("。")


def test_a_file_larger_than_the_limit_is_refused_unread() -> None:
    assert "超过 20 MB" in refusal(bytes(20 * 1024 * 1024 + 1)).message


@pytest.mark.parametrize("length", [30, 200, len(GOOD) // 2, len(GOOD) - 10])
def test_a_truncated_workbook_is_incomplete(length: int) -> None:
    assert "不完整" in refusal(GOOD[:length]).message


def test_the_kind_is_told_by_content_not_by_name() -> None:
    assert check(GOOD) == "xlsx"
    assert check(ods()) == "ods"
    assert check(ole("Workbook")) == "xls"


def test_altered_bytes_inside_a_zip_are_damage() -> None:
    place = GOOD.index(b"xl/worksheets/sheet1.xml") + 40
    content = GOOD[:place] + b"\xff\xff\xff\xff" + GOOD[place + 4 :]

    assert "损坏" in refusal(content).message


def test_the_message_names_the_file_where_its_name_is_known() -> None:
    with pytest.raises(UnusableWorkbook, match=r"^预算\.xlsx：文件是空的"):
        read_workbook(b"", "预算.xlsx")


def test_a_path_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnusableWorkbook, match="找不到这个文件"):
        read_workbook(tmp_path / "没有.xlsx")


def test_a_zip_bomb_is_refused() -> None:
    bomb = zipped({**members(GOOD), "xl/media/image1.png": bytes(30_000_000)})

    assert "异常庞大" in refusal(bomb).message


def test_a_sheet_of_nothing_but_spaces_is_a_bomb() -> None:
    assert "异常庞大" in refusal(xlsx(b"<sheetData>" + b" " * 40_000_000 + b"</sheetData>")).message


def test_sixty_thousand_members_are_refused_at_once() -> None:
    content = zipped({f"xl/{index}.xml": b"" for index in range(60_000)})
    start = time.perf_counter()

    error = refusal(content)

    assert "部件超过 5,000 个" in error.message
    assert time.perf_counter() - start < 0.5


def test_fifty_thousand_rows_are_refused_at_once_with_sheet_and_cell(tmp_path: Path) -> None:
    path = tmp_path / "long.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("明细")
    for row in range(50_000):
        sheet.write_row(row, 0, [f"第{row}行", row * 1.37])
    book.close()
    start = time.perf_counter()

    error = refusal(path.read_bytes())

    assert (error.sheet, error.cell) == ("明细", "A20001")
    assert "超过 20,000 行" in error.message
    assert time.perf_counter() - start < 1


def test_rows_are_counted_under_a_namespace_prefix_too() -> None:
    sheet = b"".join(b'<x:row r="%d"><x:c><x:v>1</x:v></x:c></x:row>' % n for n in range(1, 20_100))
    content = xlsx(b"")
    parts = members(content)
    parts["xl/worksheets/sheet1.xml"] = b'<x:worksheet xmlns:x="u">' + sheet + b"</x:worksheet>"

    with pytest.raises(UnusableWorkbook) as caught:
        check(zipped(parts))

    assert caught.value.cell == "A20001"


def test_a_million_blank_formatted_rows_have_their_own_message() -> None:
    blank = b'<row r="2" s="1" customFormat="1"/>' * 1_048_575
    sheet = b"<sheetData>" + b'<row r="1"><c r="A1"><v>1</v></c></row>' + blank + b"</sheetData>"
    content = xlsx(sheet)
    start = time.perf_counter()

    error = refusal(content)

    assert "空白" in error.message
    assert error.cell == "A2"
    assert time.perf_counter() - start < 2


def test_more_cells_than_a_table_can_have_are_refused() -> None:
    row = "".join('<c s="0"><v>1</v></c>' for _ in range(500))

    error = refusal(xlsx(data(*[row] * 700)))

    assert "超过 300,000 个" in error.message
    assert error.cell == "A601"


@pytest.mark.parametrize("area", ["A1:XFD1048576", "A1:ZZZ9999999", "B2:A1", "A0:B2", "", "#REF!"])
def test_absurd_merged_areas_are_refused(area: str) -> None:
    merge = f'<mergeCells><mergeCell ref="{area}"/></mergeCells>'

    error = refusal(xlsx(data(inline("A1", "表")) + merge, names=["预算01表"]))

    assert error.sheet == "预算01表"
    assert "合并区域" in error.message


def test_a_cell_at_the_far_end_of_the_sheet_is_refused_and_named() -> None:
    error = refusal(xlsx(data(number("A1", "1") + number("XFD1048576", "7"))))

    assert error.cell == "XFD1048576"
    assert "“7”" in error.message


@pytest.mark.parametrize("reference", ["ZZZZZ99999999999", "XFE1", "A1048577", "A0", "7"])
def test_cells_outside_every_sheet_are_refused(reference: str) -> None:
    refusal(xlsx(data(number(reference, "1"))))


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"]
)
def test_document_types_and_entities_are_refused_in_every_part(part: str) -> None:
    parts = members(GOOD)
    parts[part] = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>' + parts[part]

    assert "DOCTYPE" in refusal(zipped(parts)).message


def test_a_document_type_is_refused_in_ods() -> None:
    parts = members(ods())
    parts["content.xml"] = b'<!DOCTYPE x SYSTEM "file:///etc/passwd">' + parts["content.xml"]

    assert "DOCTYPE" in refusal(zipped(parts)).message
