"""Workbooks with everything that an annotated copy must leave alone, and what tells them apart."""

from __future__ import annotations

import base64
from io import BytesIO
from typing import Any

import xlsxwriter
from openpyxl import load_workbook

from budgets.workbook.annotating import Annotations, CellNote, Line, Listing

_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
HEADS = ("序号", "程度", "工作表", "单元格", "问题", "所填", "应为", "相差", "对照的单元格")


def annotations(*notes: CellNote, lines: tuple[Line, ...] = ()) -> Annotations:
    listing = Listing("问题清单", "问题清单：某局", ("说明",), (("error", "错误"),), HEADS, lines)
    return Annotations("明账", notes, listing, "还有 {n} 条")


def rich() -> bytes:
    """Merged heads, formulas, formats, hidden lines, a picture, a chart, rules, a comment, print
    settings, frozen panes, protection: what staff's files are full of."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    money = book.add_format({"num_format": "#,##0.00", "font_name": "仿宋", "border": 1})
    red = book.add_format({"bg_color": "#FF0000", "bold": True})
    sheet = book.add_worksheet("支出'总 表")
    sheet.merge_range("A1:D1", "部门支出总表", red)
    for row in range(2, 12):
        sheet.write_string(row, 0, f"{row:07d}")
        sheet.write_number(row, 1, row * 1.5, money)
        sheet.write_formula(row, 2, f"=B{row + 1}*2", money, row * 3.0)
    sheet.merge_range("A14:B15", "合并", money)
    sheet.set_row(5, None, None, {"hidden": True})
    sheet.set_column("B:B", 22.5, money)
    sheet.set_column("F:F", 9, None, {"hidden": True})
    sheet.insert_image("H2", "pixel.png", {"image_data": BytesIO(_PIXEL)})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "='支出''总 表'''!$B$3:$B$12"})
    sheet.insert_chart("H8", chart)
    sheet.conditional_format("B3:B12", {"type": "cell", "criteria": ">", "value": 9, "format": red})
    sheet.data_validation("D3", {"validate": "list", "source": ["是", "否"]})
    sheet.write_comment("B3", "请王处核对", {"author": "财务"})
    sheet.print_area("A1:D15")
    sheet.repeat_rows(0, 1)
    sheet.set_landscape()
    sheet.freeze_panes(2, 1)
    sheet.protect("", {"format_cells": True})
    book.define_name("合计", "='支出''总 表'''!$B$12")
    other = book.add_worksheet("收入")
    other.write_string("A1", "收入")
    other.hide()
    book.close()
    return buffer.getvalue()


def looks(content: bytes) -> dict[str, Any]:
    """Everything about the cells and sheets of a workbook but the ground of cells and comments."""
    book = load_workbook(BytesIO(content))
    told: dict[str, Any] = {}
    for sheet in book.worksheets:
        cells = {
            cell.coordinate: (
                cell.value, cell.number_format, cell.font.b, cell.font.name, cell.font.sz,
                str(cell.border), str(cell.alignment), str(cell.protection), cell.data_type,
            )
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None or cell.has_style
        }  # fmt: skip
        told[sheet.title] = {
            "cells": cells,
            "merges": sorted(map(str, sheet.merged_cells.ranges)),
            "widths": {k: (v.width, v.hidden) for k, v in sheet.column_dimensions.items()},
            "heights": {k: (v.height, v.hidden) for k, v in sheet.row_dimensions.items()},
            "state": sheet.sheet_state,
            "print": (sheet.print_area, sheet.print_title_rows, sheet.page_setup.orientation),
            "frozen": sheet.freeze_panes,
            "rules": [str(one.sqref) for one in sheet.conditional_formatting],
            "choices": [str(one.sqref) for one in sheet.data_validations.dataValidation],
            "protected": sheet.protection.sheet,
        }
    return told
