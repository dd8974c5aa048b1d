"""Cells that must not be kept are taken out of the file itself."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from budgets.workbook.redaction import without_cells


def book() -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "表14"
    sheet["A1"], sheet["B1"] = "项目负责人", "甲某某"
    sheet["A2"], sheet["B2"] = "联系电话", 13800000000
    sheet["A3"], sheet["B3"] = "项目名称", "外事工作经费"
    sheet["B1"].comment = Comment("甲某某的电话", "作者")
    other = workbook.create_sheet("表13")
    other["A1"] = "外事工作经费"
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def everything(content: bytes) -> bytes:
    with ZipFile(BytesIO(content)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def test_the_cells_are_empty_and_the_rest_is_there() -> None:
    content = without_cells(book(), [("表14", "B1"), ("表14", "B2")])

    assert content is not None
    sheet = load_workbook(BytesIO(content))["表14"]
    assert sheet["B1"].value is None
    assert sheet["B2"].value is None
    assert sheet["A1"].value == "项目负责人"
    assert sheet["B3"].value == "外事工作经费"


def test_no_part_of_the_file_still_says_it() -> None:
    content = without_cells(book(), [("表14", "B1"), ("表14", "B2")])

    assert content is not None
    assert "甲某某".encode() not in everything(content)
    assert b"13800000000" not in everything(content)


def test_a_text_that_another_cell_prints_stays() -> None:
    content = without_cells(book(), [("表14", "B3")])

    assert content is not None
    assert load_workbook(BytesIO(content))["表13"]["A1"].value == "外事工作经费"


def test_what_is_no_such_file_can_not_be_kept() -> None:
    assert without_cells(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", [("表14", "B1")]) is None
