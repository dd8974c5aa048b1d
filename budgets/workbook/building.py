"""Puts a sheet together cell by cell, whatever the file format: cleaning, merges, problems."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from budgets.data import ProblemData
from budgets.money import MAX_DIGITS
from budgets.workbook.dates import date_text, is_date_format
from budgets.workbook.formats import number_cell, plain, stored
from budgets.workbook.grid import Area, GridCell, Sheet, UnusableWorkbook, address
from budgets.workbook.limits import (
    LAST_COLUMN,
    LAST_ROW,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_MERGED_TOTAL,
    MAX_ROWS,
    SAVE_AGAIN,
    check_area,
    too_many_cells,
    too_many_rows,
)

# Control characters, halves of characters, invisible marks, and marks that turn the direction of
# writing: with the last, a page would show other figures than the file holds.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
    "\ud800-\udfff\ufffe\uffff]"
)


def clean(text: str) -> str:
    """The text without invisible characters and without white space at its end."""
    if not text.isprintable():
        text = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.rstrip()


class SheetBuilder:
    """Collects one sheet. Positions are zero-based; problems are kept beside the cells."""

    def __init__(self, name: str, *, hidden: bool = False, since_1904: bool = False) -> None:
        self.name = name
        self.hidden = hidden
        # The sheet option "show a zero in cells that have zero value" (显示零值).
        self.show_zeros = True
        self.hidden_rows: set[int] = set()
        self.hidden_columns: list[range] = []
        self.problems: list[ProblemData] = []
        self._since_1904 = since_1904
        self._cells: dict[tuple[int, int], GridCell] = {}
        self._merges: list[Area] = []
        self._merged = 0
        self._rows = 0
        self._last_row = -1

    def problem(self, row: int, column: int, message: str, severity: str = "error") -> None:
        self.problems.append(ProblemData(self.name, address(row, column), message, severity))

    def cell(self, row: int, column: int, cell: GridCell) -> None:
        """A cell with something printed in it. Raises UnusableWorkbook where there are too many."""
        if row >= LAST_ROW or column >= LAST_COLUMN:
            raise UnusableWorkbook(
                f"工作表“{self.name}”里有超出表格范围的单元格，文件可能已损坏。{SAVE_AGAIN}",
                self.name,
                address(row, column),
            )
        if row != self._last_row:
            self._rows += 1
            self._last_row = row
            if self._rows > MAX_ROWS:
                raise too_many_rows(self.name, row)
        if (row, column) in self._cells:
            self.problem(row, column, "文件里同一个单元格写了两次，请核对内容")
        self._cells[row, column] = cell
        if len(self._cells) > MAX_CELLS:
            raise too_many_cells(self.name, address(row, column))

    def text(self, row: int, column: int, text: str) -> None:
        if text := clean(text):
            self.cell(row, column, GridCell(text))

    def error(self, row: int, column: int, text: str) -> None:
        """An error value such as #REF!: kept as text, and a problem."""
        self.cell(row, column, GridCell(text))
        self.problem(row, column, f"单元格是错误值 {text}，请改正公式或直接填数后重新上传")

    def number(self, row: int, column: int, value: float | str, code: str) -> None:
        """A stored number under its number format. `value` is a float or its text in the file."""
        try:
            number = stored(value)
        except (ValueError, InvalidOperation):
            text = clean(str(value))
            self.problem(row, column, f"单元格的值“{text}”不是数字，请重新填写")
            self.text(row, column, text)
            return
        if is_date_format(code):
            date = date_text(float(number), code, since_1904=self._since_1904)
            if date is not None:
                self.cell(row, column, GridCell(date))
                return
            self.problem(
                row, column, f"单元格设成了日期格式，存的数却是 {plain(number)}，请改用数值格式"
            )
            code = "General"
        if number == 0 and not self.show_zeros:
            return
        if isinstance(value, str) and value.lstrip("-").isdigit() and Decimal(value) != number:
            self.problem(
                row,
                column,
                f"数字超过 {MAX_DIGITS} 位，表格软件存不准，请把单元格改为文本格式后重新填写",
            )
        cell = number_cell(number, code)
        if cell:
            self.cell(row, column, cell)
        elif number:
            self.problem(
                row,
                column,
                f"单元格存有数字 {plain(number)}，但它的数字格式什么也不显示，没有读入；"
                "请改用普通数值格式，或清除该单元格",
            )

    def merge(self, row: int, column: int, last_row: int, last_column: int) -> None:
        """A merged area. Raises UnusableWorkbook for an absurd one."""
        area = (row, column, last_row, last_column)
        size = check_area(self.name, area)
        self._merged += size
        if self._merged > MAX_MERGED_TOTAL:
            raise UnusableWorkbook(
                f"工作表“{self.name}”的合并区域太多。请取消不需要的合并后重新上传。",
                self.name,
                address(row, column),
            )
        if size > 1:
            self._merges.append(area)

    def finish(self) -> Sheet:
        """The sheet; what a merged area covers is not printed and becomes a notice."""
        rows = max((row for row, _ in self._cells), default=-1) + 1
        columns = max((column for _, column in self._cells), default=-1) + 1
        self._refuse_strays(rows, columns)
        for top, left, bottom, right in self._merges:
            for row in range(top, min(bottom + 1, rows)):
                for column in range(left, min(right + 1, columns)):
                    if (row, column) == (top, left) or (row, column) not in self._cells:
                        continue
                    covered = self._cells.pop((row, column))
                    self.problem(
                        row,
                        column,
                        f"被合并单元格 {address(top, left)} 遮住的内容“{covered.text}”没有读入",
                        "notice",
                    )
        return Sheet(
            self.name,
            self.hidden,
            self._cells,
            tuple(sorted(self._merges)),
            frozenset(row for row in self.hidden_rows if row < rows),
            frozenset(
                column
                for span in self.hidden_columns
                for column in range(span.start, min(span.stop, columns))
            ),
        )

    def _refuse_strays(self, rows: int, columns: int) -> None:
        """A forgotten character at XFD1048576 would make the table as large as the sheet."""
        for limit, axis, count in ((MAX_ROWS, 0, rows), (MAX_COLUMNS, 1, columns)):
            if count > limit:
                place = next(place for place in self._cells if place[axis] >= limit)
                cell = address(*place)
                raise UnusableWorkbook(
                    f"工作表“{self.name}”在单元格 {cell} 有内容"
                    f"“{self._cells[place].text[:20]}”，离表格太远。请清除它，保存后再上传。",
                    self.name,
                    cell,
                )
