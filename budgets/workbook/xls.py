"""Reads .xls (BIFF, [MS-XLS]) with xlrd, after a count of what the file holds."""

from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import Any

import xlrd
from xlrd.biffh import error_text_from_code

from budgets.data import ProblemData
from budgets.isolation.telling import SHEETS, tell
from budgets.workbook.building import SheetBuilder
from budgets.workbook.builtin import BUILTIN_FORMATS
from budgets.workbook.grid import UnusableWorkbook, Workbook
from budgets.workbook.limits import (
    LOCKED,
    MAX_BLANK_CELLS,
    MAX_CELLS,
    MAX_ROWS,
    SAVE_AGAIN,
    too_many_cells,
    too_many_rows,
    too_much_blank,
)
from budgets.workbook.markup import DAMAGED

# Record types of the stream.
_BOF = 0x0809
_BOUNDSHEET = 0x0085
_MULRK = 0x00BD
_MULBLANK = 0x00BE
_BLANK = 0x0201
# NUMBER, RK, LABELSST, LABEL, RSTRING, FORMULA (three versions), BOOLERR
_VALUES = {0x0203, 0x027E, 0x00FD, 0x0204, 0x00D6, 0x0006, 0x0206, 0x0406, 0x0205}
# Formats that mean something else in every language: the file holds no code for them.
_BY_LANGUAGE = {*range(27, 37), *range(50, 59)}


def read_xls(content: bytes) -> Workbook:
    """All sheets. Raises UnusableWorkbook for damage, a password and too much of anything."""
    try:
        with Path(os.devnull).open("w") as silence:
            # ragged_rows: a single cell at IV65536 must not fill the memory.
            book = xlrd.open_workbook(
                file_contents=content,
                formatting_info=True,
                on_demand=True,
                ragged_rows=True,
                logfile=silence,
            )
            skipped = _count(book)
            return _read(book, skipped)
    except UnusableWorkbook:
        raise
    except Exception as error:
        if "encrypted" in str(error):
            raise UnusableWorkbook(LOCKED) from error
        if "BIFF version" in str(error):
            raise UnusableWorkbook(f"这是 Excel 95 或更早的文件格式。{SAVE_AGAIN}") from error
        raise UnusableWorkbook(DAMAGED) from error


def _read(book: Any, skipped: int) -> Workbook:
    formats = [_code(book, style.format_key) for style in book.xf_list]
    sheets = []
    problems = []
    if skipped:
        problems.append(
            ProblemData("", "", f"文件里有 {skipped} 张图表页或宏表，没有读入", "notice")
        )
    for index in range(book.nsheets):
        tell(SHEETS, index, book.nsheets)
        sheet = book.sheet_by_index(index)
        builder = SheetBuilder(
            sheet.name, hidden=sheet.visibility != 0, since_1904=book.datemode == 1
        )
        builder.show_zeros = bool(sheet.show_zero_values)
        builder.hidden_rows = {row for row, info in sheet.rowinfo_map.items() if info.hidden}
        builder.hidden_columns = [
            range(column, column + 1) for column, info in sheet.colinfo_map.items() if info.hidden
        ]
        for row in range(sheet.nrows):
            for column, cell in enumerate(sheet.row(row)):
                _put(builder, row, column, cell, formats)
        for row, end_row, column, end_column in sheet.merged_cells:
            builder.merge(row, column, end_row - 1, end_column - 1)
        sheets.append(builder.finish())
        problems += builder.problems
        book.unload_sheet(index)
    return Workbook(tuple(sheets), tuple(problems))


def _put(builder: SheetBuilder, row: int, column: int, cell: Any, formats: list[str]) -> None:
    if cell.ctype == xlrd.XL_CELL_TEXT:
        builder.text(row, column, cell.value)
    elif cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        builder.number(row, column, cell.value, formats[cell.xf_index])
    elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
        builder.text(row, column, "TRUE" if cell.value else "FALSE")
    elif cell.ctype == xlrd.XL_CELL_ERROR:
        builder.error(row, column, error_text_from_code.get(cell.value, "#N/A"))


def _code(book: Any, key: int) -> str:
    """The number format code behind a style."""
    if key in _BY_LANGUAGE:
        return BUILTIN_FORMATS[key]
    known = book.format_map.get(key)
    return (known and known.format_str) or BUILTIN_FORMATS.get(key, "General")


def _count(book: Any) -> int:
    """Refuses a sheet with too many rows or cells before xlrd makes objects of them.

    Returns how many sheets are no worksheets (charts, macros), which xlrd leaves out.
    """
    stream, position = memoryview(book.mem), book.base
    end = min(len(stream), book.base + book.stream_len)
    starts: list[int] = []
    skipped = 0
    name = ""
    last_row = -1
    rows = values = blanks = 0
    while position + 4 <= end:
        kind, size = struct.unpack_from("<HH", stream, position)
        data = position + 4
        if kind in _VALUES or kind == _MULRK:
            (row,) = struct.unpack_from("<H", stream, data)
            if row != last_row:
                rows, last_row = rows + 1, row
            values += (size - 6) // 6 if kind == _MULRK else 1
            if rows > MAX_ROWS:
                raise too_many_rows(name, row)
            if values > MAX_CELLS:
                raise too_many_cells(name, f"A{row + 1}")
        elif kind in (_BLANK, _MULBLANK):
            blanks += (size - 6) // 2 if kind == _MULBLANK else 1
            if blanks > MAX_BLANK_CELLS:
                raise too_much_blank(name, last_row + 1)
        elif kind == _BOUNDSHEET:
            offset, _, sort = struct.unpack_from("<IBB", stream, data)
            if sort == 0:
                starts.append(offset + book.base)
            else:
                skipped += 1
        elif kind == _BOF and position in starts:
            name = book.sheet_names()[starts.index(position)]
            last_row, rows, values, blanks = -1, 0, 0, 0
        position = data + size
    return skipped
