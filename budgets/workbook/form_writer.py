"""Blank tables as a workbook to fill in: the printed layout, with what each column wants said at it.

A figure that is written in such a cell prints as the standard prints its figures. What is read back
is what a person wrote: notes at cells, checks of what is typed and empty rows say nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from budgets.data import ColumnData, RowData, TableData, Text
from budgets.standards import Standard
from budgets.workbook.writer import SheetWriter, Styles, write_sheets

# Rows to write in, where a table has as many as there are codes or projects.
FREE_ROWS = 20
# Larger than any amount; Excel asks for bounds.
_MOST = 10**13


@dataclass(frozen=True, slots=True)
class _Guide:
    """How the figures of a workbook are written, and which tables get free rows (by code)."""

    places: int
    free: Collection[str]

    @property
    def number_format(self) -> str:
        return "#,##0." + "0" * self.places if self.places else "#,##0"


def write_forms(tables: Iterable[TableData], standard: Standard, subject: str) -> bytes:
    """Tables without figures of this year as .xlsx, in the forms of a standard."""
    guide = _Guide(standard.places, {form.code for form in standard.forms if form.keys})
    ready = [_with_free_rows(table, guide) for table in tables]

    def on_sheet(sheet: Any, table: TableData, styles: Styles) -> SheetWriter:
        return _FormSheet(sheet, table, styles, guide)

    return write_sheets(ready, subject, on_sheet=on_sheet)


def _with_free_rows(table: TableData, guide: _Guide) -> TableData:
    """Free rows above the last 合计, or at the end; a row that is free already is one of them."""
    if table.code not in guide.free and table.rows:
        return table
    width = len(table.columns)
    kept = [row for row in table.rows if any(row.cells)]
    last = len(kept) - 1 if kept and kept[-1].kind == "total" else len(kept)
    free = [RowData((None,) * width)] * (FREE_ROWS if table.code in guide.free else 1)
    rows = (*kept[:last], *free, *kept[last:])
    at = {id(row): index for index, row in enumerate(rows) if any(row.cells)}
    moved = {old: at[id(row)] for old, row in enumerate(table.rows) if id(row) in at}
    facts = tuple(replace(f, row=moved[f.row]) for f in table.facts if f.row in moved)
    return replace(table, rows=rows, facts=facts)


class _FormSheet(SheetWriter):
    """A sheet to write in."""

    def __init__(self, sheet: Any, table: TableData, styles: Styles, guide: _Guide) -> None:
        super().__init__(sheet, table, styles)
        self.guide = guide

    def write(self) -> None:
        super().write()
        for column, about in enumerate(self.table.columns):
            self._say(column, about)
            if about.kind == "amount" and self.table.rows:
                first, last = self.layout.body, self.layout.notes - 1
                self.sheet.data_validation(first, column, last, column, self._check())

    def body_cell(self, index: int, column: int, text: Text, *, bold: bool) -> None:
        columns = self.table.columns
        amount = column < len(columns) and columns[column].kind == "amount"
        if text or not amount:
            super().body_cell(index, column, text, bold=bold)
            return
        style = {"border": 1, "align": "right", "num_format": self.guide.number_format}
        if bold:
            style["bold"] = True
        self.sheet.write_blank(self.layout.body + index, column, None, self.styles.of(**style))

    def _say(self, column: int, about: ColumnData) -> None:
        """What a column wants, as a note at the lowest cell of its head."""
        said = _wanted(about, self.table, self.guide.places)
        depth = len(self.table.header)
        rows = [row for row in range(depth) if column < len(self.table.header[row])]
        row = next((row for row in reversed(rows) if self.table.header[row][column]), None)
        if said and row is not None:
            options = {"x_scale": 1.6, "y_scale": 1.1, "author": "", "font_size": 10}
            self.sheet.write_comment(self.layout.header + row, column, said, options)

    def _check(self) -> dict[str, Any]:
        """A dash for nothing may stand: it warns, and forbids nothing."""
        return {
            "validate": "decimal",
            "criteria": "between",
            "minimum": -_MOST,
            "maximum": _MOST,
            "ignore_blank": True,
            "error_type": "warning",
            "error_title": "金额",
            "error_message": "这里写金额：只写数字，不写单位；没有就空着。",
        }


def _wanted(column: ColumnData, table: TableData, places: int) -> str:
    """What is to be written in a column, in one or two sentences."""
    unit = column.unit or table.unit
    where = column.coordinates
    head = column.path[-1] if column.path else ""
    if column.kind == "amount":
        said = f"金额，单位：{unit}，最多 {places} 位小数。没有就空着，是零就写 0。"
        if column.total or column.subtotal:
            return f"{said}等于右边各栏之和，上传时核对。"
        if where.get("basis") in ("prior", "prior_final"):
            return f"上年的数，照上年公开的文件。{said}"
        if column.partial:
            return f"前面金额里的一部分。{said}"
        return said
    if column.kind == "label" and ("科目" in head or "编码" in head or "代码" in head):
        if len([one for one in table.columns if one.kind == "label"]) > 1 and "名称" in head:
            return "科目的名称，与编码同一行。"
        return "科目的编码，或编码和名称，如 2010301-行政运行。写在文本格里，前面的零不会丢。"
    if column.kind == "label" and "项目名称" in head:
        return "项目的名称，与项目库里的一致。"
    return ""
