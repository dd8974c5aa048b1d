"""Reads an uploaded workbook, whichever its format, into grids of printed texts."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from budgets.workbook import gate
from budgets.workbook.grid import UnusableWorkbook, Workbook
from budgets.workbook.markup import DAMAGED
from budgets.workbook.ods import read_ods
from budgets.workbook.package import ZIP_ERRORS
from budgets.workbook.xls import read_xls
from budgets.workbook.xlsx import read_xlsx


def read_workbook(source: bytes | Path, name: str = "") -> Workbook:
    """The grids of a .xlsx, .xlsm, .xls or .ods file, told apart by content.

    `name` is the file's name as uploaded, for messages. Raises UnusableWorkbook where the file
    can't or must not be read; whatever else is amiss is among the workbook's problems.
    """
    try:
        return _read(source.read_bytes() if isinstance(source, Path) else source)
    except ZIP_ERRORS as error:
        # OSError is among them, and says of a path that it is not there.
        missing = isinstance(source, Path) and not source.is_file()
        message = "找不到这个文件，请核对路径。" if missing else DAMAGED
        raise UnusableWorkbook(f"{name}：{message}" if name else message) from error
    except UnusableWorkbook as error:
        if not name:
            raise
        raise UnusableWorkbook(f"{name}：{error.message}", error.sheet, error.cell) from error


def _read(content: bytes) -> Workbook:
    kind = gate.check(content)
    if kind == "xls":
        workbook = read_xls(content)
    else:
        with ZipFile(BytesIO(content)) as archive:
            workbook = read_xlsx(archive) if kind == "xlsx" else read_ods(archive)
    if not workbook.sheets:
        raise UnusableWorkbook("文件里没有工作表。请核对文件后重新上传。")
    return workbook
