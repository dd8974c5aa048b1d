"""Reads .xlsx and .xlsm with openpyxl's parser of worksheets, which sees every cell as it is stored.

`load_workbook` sits on the same parser but drops what this product must not lose; which, and how
each is kept here, stands in docs/decisions/0002-reading-workbooks.md.
"""

from __future__ import annotations

import datetime as dt
import re
import warnings
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from defusedxml.common import DefusedXmlException
from openpyxl.worksheet._reader import FORMULA_TAG, VALUE_TAG, WorkSheetParser
from openpyxl.xml.constants import SHEET_MAIN_NS

from budgets.data import ProblemData
from budgets.isolation.telling import SHEETS, tell
from budgets.workbook.building import SheetBuilder
from budgets.workbook.builtin import BUILTIN_FORMATS
from budgets.workbook.dates import moment_text
from budgets.workbook.grid import GridCell, Sheet, UnusableWorkbook, Workbook, address
from budgets.workbook.limits import SAVE_AGAIN
from budgets.workbook.markup import DAMAGED, FORBIDDEN, elements, local, tree
from budgets.workbook.package import Package, sheet_list

_STRICT_NS = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
# Parts of a sheet that print no figure. openpyxl refuses the file where it finds one invalid, and
# programs other than Excel write such; under a name that it doesn't know it passes them over.
_NO_FIGURES = re.compile(
    rb"<(/?(?:\w+:)?)(?=(?:sheetPr|sheetFormatPr|sheetProtection|scenarios|autoFilter"
    rb"|customSheetViews|conditionalFormatting|dataValidations|hyperlinks|printOptions|pageMargins"
    rb"|pageSetup|headerFooter|rowBreaks|colBreaks|legacyDrawing|tableParts|extLst|pane|selection"
    rb"|pivotSelection)\b)"
)
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TRUE = {"1", "true", "on"}


class _Parser(WorkSheetParser):  # type: ignore[misc]
    """openpyxl's parser, which also tells of formulas that were never calculated."""

    def __init__(self, content: bytes, strings: list[str]) -> None:
        # openpyxl finds nothing in a strict file, whose elements are the same by another name,
        # and has defusedxml refuse entities but no empty document type.
        if b"<!DOCTYPE" in content:
            raise UnusableWorkbook(FORBIDDEN)
        content = _NO_FIGURES.sub(rb"<\1_", content.replace(_STRICT_NS, SHEET_MAIN_NS.encode()))
        super().__init__(BytesIO(content), strings, data_only=True)
        self.uncalculated: list[str] = []

    def parse_cell(self, element: Element) -> dict[str, Any]:
        """The cell, a number as the text in the file: a double would say less."""
        kind = element.get("t", "n")
        if kind == "n":
            element.set("t", "str")
        try:
            cell: dict[str, Any] = super().parse_cell(element)
        except Exception as error:
            raise UnusableWorkbook(DAMAGED, cell=element.get("r", "")[:20]) from error
        cell["data_type"] = kind
        if cell["row"] < 1:
            raise UnusableWorkbook(DAMAGED, cell=element.get("r", "")[:20])
        formula, result = element.find(FORMULA_TAG), element.find(VALUE_TAG)
        # A result that is an empty text is marked as text; programs that never calculate leave the
        # value out, or empty.
        empty = result is None or (not result.text and kind != "str")
        if formula is not None and empty and cell["value"] is None:
            self.uncalculated.append(address(cell["row"] - 1, cell["column"] - 1))
        return cell


def read_xlsx(archive: ZipFile) -> Workbook:
    """All sheets. Raises UnusableWorkbook for damage and for formulas that have no value."""
    package = Package(archive)
    main = package.workbook()
    with package.open(main) as stream:
        root = tree(stream)
    relations = package.targets(main)
    by_kind = dict(relations.values())
    strings = _strings(package, by_kind.get("sharedStrings", ""))
    formats = _formats(package, by_kind.get("styles", ""))
    since_1904 = any(
        local(element.tag) == "workbookPr" and element.get("date1904") in _TRUE for element in root
    )
    sheets: list[Sheet] = []
    problems: list[ProblemData] = []
    uncalculated: list[tuple[str, str]] = []
    listed = sheet_list(root)
    for index, (name, hidden, relation) in enumerate(listed):
        tell(SHEETS, index, len(listed))
        kind, target = relations.get(relation, ("", ""))
        if kind not in ("worksheet", ""):
            message = f"“{name}”不是工作表（可能是图表页），没有读入"
            problems.append(ProblemData(name, "", message, "notice"))
        elif target not in package:
            message = f"文件里缺少工作表“{name}”的内容，没有读入。"
            message += "请用 Excel 或 WPS 打开核对，另存后重新上传"
            problems.append(ProblemData(name, "", message))
        else:
            builder = SheetBuilder(name, hidden=hidden, since_1904=since_1904)
            with package.open(target) as stream:
                parser = _Parser(stream.read(), strings)
            _read_sheet(builder, parser, formats)
            sheets.append(builder.finish())
            problems += builder.problems
            uncalculated += ((name, cell) for cell in parser.uncalculated)
    if uncalculated:
        sheet, cell = uncalculated[0]
        raise UnusableWorkbook(
            f"工作表“{sheet}”单元格 {cell} 等 {len(uncalculated)} 处公式还没有算出结果。"
            "请用 Excel 或 WPS 打开文件，保存一次后再上传。",
            sheet,
            cell,
        )
    return Workbook(tuple(sheets), tuple(problems))


def _strings(package: Package, name: str) -> list[str]:
    """The table of texts that cells refer to: runs joined, the phonetic guide left out."""
    strings: list[str] = []
    if name in package:
        with package.open(name) as stream:
            for starts, tag, element in elements(stream):
                if tag == "si" and not starts:
                    runs = [*element.findall("{*}t"), *element.findall("{*}r/{*}t")]
                    strings.append(_unescape("".join(run.text or "" for run in runs)))
                    element.clear()
    return strings


def _formats(package: Package, name: str) -> list[str]:
    """The number format code of every cell style; nothing else of the styles matters."""
    if name not in package:
        return []
    with package.open(name) as stream:
        root = tree(stream)
    codes = {str(number): code for number, code in BUILTIN_FORMATS.items()}
    for element in root.findall("{*}numFmts/{*}numFmt"):
        codes[element.get("numFmtId", "")] = element.get("formatCode", "")
    styles = root.findall("{*}cellXfs/{*}xf")
    return [codes.get(style.get("numFmtId", "0"), "General") for style in styles]


def _unescape(text: str) -> str:
    """Characters that XML can't hold stand as _x000D_."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _read_sheet(builder: SheetBuilder, parser: _Parser, formats: list[str]) -> None:
    """Moves a sheet from the parser to the builder, and names it in whatever goes wrong."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _move(builder, parser, formats)
    except UnusableWorkbook as error:
        raise UnusableWorkbook(error.message, builder.name, error.cell) from error
    except DefusedXmlException as error:
        raise UnusableWorkbook(FORBIDDEN, builder.name) from error
    except Exception as error:
        # openpyxl raises exceptions of many kinds where an element is not as it expects.
        raise UnusableWorkbook(
            f"工作表“{builder.name}”无法读取，其内容不合规范或已损坏。{SAVE_AGAIN}", builder.name
        ) from error


def _move(builder: SheetBuilder, parser: _Parser, formats: list[str]) -> None:
    for _, cells in parser.parse():
        if hasattr(parser, "views"):
            shown = [view.showZeros for view in parser.views.sheetView]
            builder.show_zeros = False not in shown
        for cell in cells:
            if cell["value"] is not None:
                _put(builder, cell, formats)
    for area in parser.merged_cells.mergeCell if parser.merged_cells else ():
        builder.merge(area.min_row - 1, area.min_col - 1, area.max_row - 1, area.max_col - 1)
    for number, attributes in parser.row_dimensions.items():
        if attributes.get("hidden") in _TRUE:
            builder.hidden_rows.add(int(number) - 1)
    for attributes in parser.column_dimensions.values():
        if attributes.get("hidden") in _TRUE:
            span = range(int(attributes["min"]) - 1, int(attributes["max"]))
            builder.hidden_columns.append(span)


def _put(builder: SheetBuilder, cell: dict[str, Any], formats: list[str]) -> None:
    row, column = cell["row"] - 1, cell["column"] - 1
    value, kind, style = cell["value"], cell["data_type"], cell["style_id"]
    code = formats[style] if 0 <= style < len(formats) else "General"
    if kind == "n":
        builder.number(row, column, value.strip(), code)
    elif kind == "b":
        builder.text(row, column, "TRUE" if value else "FALSE")
    elif kind == "e":
        builder.error(row, column, value.strip())
    elif isinstance(value, dt.datetime):
        # A date stored as such (strict files): 2026-01-01T00:00:00.
        builder.cell(row, column, GridCell(moment_text(value, code)))
    else:
        # Shared strings are unescaped already; a second round would eat a real _x000D_.
        builder.text(row, column, str(value) if kind == "s" else _unescape(str(value)))
