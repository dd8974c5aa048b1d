"""How large a workbook may be, and what its author is told when it is larger."""

from __future__ import annotations

from budgets.workbook.grid import Area, UnusableWorkbook, address

MAX_FILE = 20 * 1024 * 1024
# Parts of a zip: how many, how large unpacked (one, all), and how much smaller packed.
MAX_MEMBERS = 5_000
MAX_PART = 64 * 1024 * 1024
MAX_UNPACKED = 160 * 1024 * 1024
MAX_RATIO = 200
# One sheet with content may have this much; the longest table of a province has some 2,000 rows.
MAX_ROWS = 20_000
MAX_CELLS = 300_000
MAX_COLUMNS = 1_000
# Formatted and empty: a sheet that was formatted down to its end has a million such rows.
MAX_BLANK_ROWS = 100_000
MAX_BLANK_CELLS = 500_000
# The sheet itself ends here: XFD1048576.
LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
# Cells of one merged area, and of all areas of a sheet together.
MAX_MERGED = 200_000
MAX_MERGED_TOTAL = 1_000_000
# Areas of one sheet: the longest list of targets, with all cells of a project merged, has 20,000.
MAX_AREAS = 30_000

SAVE_AGAIN = "请用 Excel 或 WPS 另存为 .xlsx 后再上传。"
LOCKED = "文件设有打开密码。请在 Excel 或 WPS 中取消密码，保存后再上传。"


def too_many_rows(sheet: str, row: int) -> UnusableWorkbook:
    return UnusableWorkbook(
        f"工作表“{sheet}”有内容的行超过 {MAX_ROWS:,} 行。请确认上传的是预算表而不是明细数据，"
        "拆分后再上传。",
        sheet,
        address(row, 0),
    )


def too_many_cells(sheet: str, cell: str) -> UnusableWorkbook:
    return UnusableWorkbook(
        f"工作表“{sheet}”有内容的单元格超过 {MAX_CELLS:,} 个，请拆分后再上传。", sheet, cell
    )


def too_much_blank(sheet: str, row: int) -> UnusableWorkbook:
    return UnusableWorkbook(
        f"工作表“{sheet}”第 {row + 1} 行起有大量只带格式的空白行或空白单元格。"
        "请选中表格下方和右方的空白部分，删除整行整列，保存后再上传。",
        sheet,
        address(row, 0),
    )


def too_many_areas(sheet: str, cell: str) -> UnusableWorkbook:
    return UnusableWorkbook(
        f"工作表“{sheet}”的合并区域超过 {MAX_AREAS:,} 个。请取消不需要的合并，保存后再上传。",
        sheet,
        cell,
    )


def check_area(sheet: str, area: Area) -> int:
    """The number of cells of a merged area. Raises UnusableWorkbook for an absurd one."""
    row, column, last_row, last_column = area
    size = (last_row - row + 1) * (last_column - column + 1)
    outside = last_row >= LAST_ROW or last_column >= LAST_COLUMN
    if last_row < row or last_column < column or outside or size > MAX_MERGED:
        place = f"{address(row, column)}:{address(last_row, last_column)}"
        raise UnusableWorkbook(
            f"工作表“{sheet}”的合并区域 {place} 过大或不成立。请取消该合并后重新上传。",
            sheet,
            address(row, column),
        )
    return size
