"""An .xlsx copy of a workbook of another format: its sheets, texts, figures and merged cells."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import xlsxwriter

from budgets.workbook.grid import Area, GridCell, Sheet, Workbook
from budgets.workbook.writer import clean_name, display_width, figure_format

_MIN_WIDTH, _MAX_WIDTH, _MAX_TEXT = 8, 42, 32_767


def copied(workbook: Workbook) -> tuple[bytes, dict[str, str]]:
    """The copy, and the name in it of every sheet. Fonts and colours are not brought along."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "default_format_properties": {"font_name": "宋体", "font_size": 11},
        },
    )
    names: dict[str, str] = {}
    for sheet in workbook.sheets:
        names[sheet.name] = clean_name(sheet.name, names.values())
        made = book.add_worksheet(names[sheet.name])
        _Copy(book, made, sheet).write()
        if sheet.hidden and len(workbook.sheets) > 1:
            made.hide()
    book.close()
    return buffer.getvalue(), names


class _Copy:
    """One sheet."""

    def __init__(self, book: Any, made: Any, sheet: Sheet) -> None:
        self.book, self.made, self.sheet = book, made, sheet
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        # Two areas that overlap can't be written; the first one is kept.
        self._covered: set[tuple[int, int]] = set()
        self._areas = [area for area in sheet.merges if self._cover(area)]

    def _cover(self, area: Area) -> bool:
        top, left, bottom, right = area
        inside = {
            (row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)
        }
        if len(inside) < 2 or not self._covered.isdisjoint(inside):
            return False
        self._covered |= inside
        return True

    def write(self) -> None:
        for area in self._areas:
            self.made.merge_range(*area, "", self._format())
        for (row, column), cell in self.sheet.cells.items():
            self._cell(row, column, cell)
        widths = self._widths()
        for column in range(self.sheet.columns):
            options = {"hidden": True} if column in self.sheet.hidden_columns else {}
            self.made.set_column(column, column, widths[column], None, options)
        for row in self.sheet.hidden_rows:
            self.made.set_row(row, None, None, {"hidden": True})

    def _cell(self, row: int, column: int, cell: GridCell) -> None:
        figure = figure_format(cell.text) if cell.is_number else None
        if figure is not None:
            value, code = figure
            self.made.write_number(row, column, value, self._format(num_format=code, align="right"))
        else:
            # Never a formula, whatever the text begins with.
            self.made.write_string(row, column, cell.text[:_MAX_TEXT], self._format())

    def _format(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            told = {"valign": "vcenter", "text_wrap": True, "border": 1, **properties}
            self._formats[key] = self.book.add_format(told)
        return self._formats[key]

    def _widths(self) -> list[int]:
        """Column widths from what stands in one column only."""
        widths = [_MIN_WIDTH] * self.sheet.columns
        for (row, column), cell in self.sheet.cells.items():
            if (row, column) not in self._covered:
                widths[column] = max(widths[column], display_width(cell.text) + 2)
        return [min(width, _MAX_WIDTH) for width in widths]
