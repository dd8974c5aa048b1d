"""The same workbook as other people would have written it: figures as texts, cells not merged, one sheet."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

_WIDE = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
_PER_CENT = re.compile(r"\d+(?:\.\d+)?%")

Rewrite = Callable[[bytes], bytes]


def _shown(cell: Cell) -> str:
    """What a number cell shows."""
    decimals = len(cell.number_format.partition(".")[2])
    grouped = "," if "," in cell.number_format else ""
    return f"{cell.value:{grouped}.{decimals}f}"


def _each(source: bytes, change: Callable[[Cell], None]) -> bytes:
    book = load_workbook(io.BytesIO(source))
    for sheet in book.worksheets:
        for line in sheet.iter_rows():
            for cell in line:
                if isinstance(cell, Cell) and cell.value is not None:
                    change(cell)
    return _saved(book)


def _saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _write(cell: Cell, text: str) -> None:
    cell.value = text
    cell.data_type = "s"
    cell.number_format = "@"


def figures_as_texts(source: bytes) -> bytes:
    def change(cell: Cell) -> None:
        if isinstance(cell.value, int | float):
            _write(cell, _shown(cell))

    return _each(source, change)


def figures_full_width(source: bytes) -> bytes:
    def change(cell: Cell) -> None:
        if isinstance(cell.value, int | float):
            _write(cell, _shown(cell).translate(_WIDE))
        elif _PER_CENT.fullmatch(cell.value):
            _write(cell, cell.value.translate(_WIDE))

    return _each(source, change)


def per_cents_as_numbers(source: bytes) -> bytes:
    def change(cell: Cell) -> None:
        if isinstance(cell.value, str) and _PER_CENT.fullmatch(cell.value):
            decimals = len(cell.value.partition(".")[2].removesuffix("%"))
            cell.value = float(cell.value.removesuffix("%")) / 100
            cell.number_format = f"0.{'0' * decimals}%" if decimals else "0%"

    return _each(source, change)


def _copied(sheet: Worksheet, to: Worksheet, down: int, right: int, *, merged: bool) -> None:
    for line in sheet.iter_rows():
        for cell in line:
            if isinstance(cell, Cell) and cell.value is not None:
                place = to.cell(cell.row + down, cell.column + right)
                place.value = cell.value
                place.data_type = cell.data_type
                place.number_format = cell.number_format
    for area in sheet.merged_cells.ranges if merged else ():
        to.merge_cells(
            start_row=area.min_row + down,
            start_column=area.min_col + right,
            end_row=area.max_row + down,
            end_column=area.max_col + right,
        )


def _sheet_by_sheet(source: bytes, down: int, right: int, *, merged: bool) -> bytes:
    book, other = load_workbook(io.BytesIO(source)), Workbook()
    other.remove(other.worksheets[0])
    for sheet in book.worksheets:
        _copied(sheet, other.create_sheet(sheet.title), down, right, merged=merged)
    return _saved(other)


def moved(source: bytes) -> bytes:
    return _sheet_by_sheet(source, 2, 1, merged=True)


def not_merged(source: bytes) -> bytes:
    return _sheet_by_sheet(source, 0, 0, merged=False)


def on_one_sheet(source: bytes) -> bytes:
    book, other = load_workbook(io.BytesIO(source)), Workbook()
    down = 0
    for sheet in book.worksheets:
        _copied(sheet, other.worksheets[0], down, 0, merged=True)
        down += sheet.max_row + 1
    return _saved(other)


def with_empty_rows(source: bytes) -> bytes:
    book, other = load_workbook(io.BytesIO(source)), Workbook()
    other.remove(other.worksheets[0])
    for sheet in book.worksheets:
        to = other.create_sheet(sheet.title)
        for line in sheet.iter_rows():
            for cell in line:
                if isinstance(cell, Cell) and cell.value is not None:
                    place = to.cell(cell.row * 2 - 1, cell.column)
                    place.value = cell.value
                    place.data_type = cell.data_type
                    place.number_format = cell.number_format
        for area in sheet.merged_cells.ranges:
            to.merge_cells(
                start_row=area.min_row * 2 - 1,
                start_column=area.min_col,
                end_row=area.max_row * 2 - 1,
                end_column=area.max_col,
            )
    return _saved(other)


REWRITES: dict[str, Rewrite] = {
    "figures as texts": figures_as_texts,
    "full-width figures": figures_full_width,
    "per cents as numbers": per_cents_as_numbers,
    "moved down and right": moved,
    "not merged": not_merged,
    "with empty rows": with_empty_rows,
    "on one sheet": on_one_sheet,
}
