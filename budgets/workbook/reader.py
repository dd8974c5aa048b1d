"""Reads an uploaded workbook, whichever its format, into grids of printed texts."""

from __future__ import annotations

import struct
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from budgets.workbook.grid import UnusableWorkbook, Workbook
from budgets.workbook.markup import DAMAGED
from budgets.workbook.xlsx import read_xlsx


def read_workbook(source: bytes | Path, name: str = "") -> Workbook:
    """The grids of a .xlsx, .xlsm, .xls or .ods file.

    `name` is the file's name as uploaded and only serves messages. Raises UnusableWorkbook where
    the file can't or must not be read; whatever else is amiss is among the problems.
    """
    content = source.read_bytes() if isinstance(source, Path) else source
    try:
        with ZipFile(BytesIO(content)) as archive:
            return read_xlsx(archive)
    except (BadZipFile, EOFError, struct.error, NotImplementedError) as error:
        raise UnusableWorkbook(DAMAGED) from error
