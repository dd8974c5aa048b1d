"""Small workbooks as staff bring them, written out of the builders' tables."""

from __future__ import annotations

from dataclasses import replace

from django.core.files.uploadedfile import SimpleUploadedFile

from budgets.data import TableData
from budgets.workbook.writer import write_workbook
from tests.builders import by_nature, disclosure_data, overview, whole_document

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def whole() -> bytes:
    """Every shape of table, everything in accord."""
    return write_workbook(whole_document())


def balanced() -> bytes:
    return write_workbook(disclosure_data(overview(), by_nature()))


def contradicting() -> bytes:
    """收入总计 says 130.50, which two other places and the spending contradict."""
    return write_workbook(disclosure_data(overview(total_in="130.50"), by_nature()))


def titled(title: str) -> bytes:
    return write_workbook(disclosure_data(replace(by_nature(), title=title)))


def twice() -> bytes:
    return write_workbook(disclosure_data(by_nature(), by_nature()))


def with_column(word: str) -> bytes:
    """支出总表 whose 基本支出 goes under another name."""
    return write_workbook(disclosure_data(overview(), renamed_column(word)))


def renamed_column(word: str) -> TableData:
    table = by_nature()
    columns = tuple(
        replace(column, path=(word,)) if column.path == ("基本支出",) else column
        for column in table.columns
    )
    header = tuple(
        tuple(word if text == "基本支出" else text for text in line) for line in table.header
    )
    return replace(table, columns=columns, header=header)


def with_row(word: str, amount: str = "1.00") -> bytes:
    """收支总表 whose 其他收入 goes under another name."""
    table = overview()
    rows = tuple(
        replace(row, cells=(word, amount, *row.cells[2:]))
        if row.cells[0] == "三、其他收入"
        else row
        for row in table.rows
    )
    return write_workbook(disclosure_data(replace(table, rows=rows)))


def file(content: bytes, name: str = "budget.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type=XLSX)
