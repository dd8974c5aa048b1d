"""Reads .xlsx and .xlsm (ECMA-376) straight from their parts, once, in one pass a sheet.

Why not openpyxl: it refuses whole files for styles that WPS writes, skips sheets in silence, drops
formulas without a value, and takes several times as long (docs/decisions/reading-workbooks.md).
"""

from __future__ import annotations

import datetime as dt
import re
from zipfile import ZipFile

from budgets.data import ProblemData
from budgets.workbook.building import SheetBuilder
from budgets.workbook.builtin import BUILTIN_FORMATS
from budgets.workbook.dates import moment_text
from budgets.workbook.grid import GridCell, Sheet, UnusableWorkbook, Workbook, address, position
from budgets.workbook.markup import DAMAGED, Target, feed, local, tree
from budgets.workbook.package import Package, sheet_list

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TRUE = {"1", "true", "on"}
_FALSE = {"0", "false", "off"}


def read_xlsx(archive: ZipFile) -> Workbook:
    """All sheets. Raises UnusableWorkbook for damage and for formulas that have no value."""
    package = Package(archive)
    main = package.workbook()
    with package.open(main) as stream:
        root = tree(stream)
    relations = package.targets(main)
    by_kind = dict(relations.values())
    strings = _strings(package, by_kind.get("sharedStrings"))
    formats = _formats(package, by_kind.get("styles"))
    since_1904 = any(
        local(element.tag) == "workbookPr" and element.get("date1904") in _TRUE for element in root
    )
    sheets: list[Sheet] = []
    problems: list[ProblemData] = []
    uncalculated: list[tuple[str, str]] = []
    for name, hidden, relation in sheet_list(root):
        kind, target = relations.get(relation, ("", ""))
        if kind not in ("worksheet", ""):
            problems.append(
                ProblemData(name, "", f"“{name}”不是工作表（可能是图表页），没有读入", "notice")
            )
            continue
        if target not in package:
            problems.append(
                ProblemData(
                    name,
                    "",
                    f"文件里缺少工作表“{name}”的内容，没有读入。"
                    "请用 Excel 或 WPS 打开核对，另存后重新上传",
                )
            )
            continue
        builder = SheetBuilder(name, hidden=hidden, since_1904=since_1904)
        reader = _SheetReader(builder, strings, formats)
        with package.open(target) as stream:
            feed(stream, reader)
        sheets.append(builder.finish())
        problems += builder.problems
        uncalculated += ((name, cell) for cell in reader.uncalculated)
    if uncalculated:
        sheet, cell = uncalculated[0]
        raise UnusableWorkbook(
            f"工作表“{sheet}”单元格 {cell} 等 {len(uncalculated)} 处公式还没有算出结果。"
            "请用 Excel 或 WPS 打开文件，保存一次后再上传。",
            sheet,
            cell,
        )
    return Workbook(tuple(sheets), tuple(problems))


def _formats(package: Package, name: str | None) -> list[str]:
    """The number format code of every cell style."""
    if not name or name not in package:
        return []
    with package.open(name) as stream:
        root = tree(stream)
    codes = dict(BUILTIN_FORMATS)
    formats: list[str] = []
    # numFmts stands before cellXfs (schema), but a program may have it otherwise: two rounds.
    for element in root.iter():
        if local(element.tag) == "numFmt":
            codes[_integer(element.get("numFmtId"))] = element.get("formatCode", "")
    for group in root:
        if local(group.tag) == "cellXfs":
            formats = [codes.get(_integer(style.get("numFmtId")), "General") for style in group]
    return formats


def _integer(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0


def _strings(package: Package, name: str | None) -> list[str]:
    """The table of texts that cells refer to."""
    if not name or name not in package:
        return []
    reader = _StringReader()
    with package.open(name) as stream:
        feed(stream, reader)
    return reader.strings


def unescape(text: str) -> str:
    """Characters that XML can't hold stand as _x000D_."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)


class _StringReader(Target):
    """Shared strings: the runs of an item joined, the phonetic guide left out."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self._parts: list[str] = []
        self._collecting = self._phonetic = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        if name == "t":
            self._collecting = not self._phonetic
        elif name == "si":
            self._parts = []
        elif name == "rPh":
            self._phonetic = True

    def data(self, text: str) -> None:
        if self._collecting:
            self._parts.append(text)

    def end(self, tag: str) -> None:
        name = local(tag)
        if name == "t":
            self._collecting = False
        elif name == "si":
            self.strings.append(unescape("".join(self._parts)))
        elif name == "rPh":
            self._phonetic = False


class _SheetReader(Target):
    """One worksheet part."""

    def __init__(self, builder: SheetBuilder, strings: list[str], formats: list[str]) -> None:
        self.uncalculated: list[str] = []
        self._builder = builder
        self._strings = strings
        self._formats = formats
        self._row = self._column = -1
        self._type = self._style = ""
        self._parts: list[str] = []
        self._collecting = self._phonetic = self._formula = self._valued = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        if name == "c":
            self._start_cell(attributes)
        elif name == "v":
            self._collecting = self._valued = True
        elif name == "t":
            self._collecting = self._valued = not self._phonetic
        elif name == "f":
            self._formula = True
        elif name == "row":
            number = attributes.get("r", "")
            self._row = int(number) - 1 if number.isdigit() else self._row + 1
            self._column = -1
            if attributes.get("hidden") in _TRUE:
                self._builder.hidden_rows.add(self._row)
        elif name == "rPh":
            self._phonetic = True
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif name == "col" and attributes.get("hidden") in _TRUE:
            first, last = _integer(attributes.get("min")), _integer(attributes.get("max"))
            self._builder.hidden_columns.append(range(max(first - 1, 0), last))
        elif name == "sheetView":
            self._builder.show_zeros = attributes.get("showZeros") not in _FALSE

    def data(self, text: str) -> None:
        if self._collecting:
            self._parts.append(text)

    def end(self, tag: str) -> None:
        name = local(tag)
        if name == "c":
            self._end_cell()
        elif name in ("v", "t"):
            self._collecting = False
        elif name == "rPh":
            self._phonetic = False

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
        elif place := position(reference):
            self._row, self._column = place
        else:
            raise UnusableWorkbook(DAMAGED, self._builder.name, reference[:20])
        self._type = attributes.get("t", "n")
        self._style = attributes.get("s", "")
        self._parts = []
        self._formula = self._valued = False

    def _end_cell(self) -> None:
        if self._formula and not self._valued:
            self.uncalculated.append(address(self._row, self._column))
            return
        if not self._parts:
            return
        text = "".join(self._parts)
        builder, row, column = self._builder, self._row, self._column
        if self._type == "s":
            index = _integer(text.strip())
            if index >= len(self._strings):
                raise UnusableWorkbook(DAMAGED, builder.name, address(row, column))
            builder.text(row, column, self._strings[index])
        elif self._type == "n":
            style = _integer(self._style)
            code = self._formats[style] if style < len(self._formats) else "General"
            builder.number(row, column, text.strip(), code)
        elif self._type == "b":
            builder.text(row, column, "TRUE" if text.strip() in _TRUE else "FALSE")
        elif self._type == "e":
            builder.error(row, column, text.strip())
        elif self._type == "d":
            self._date(text.strip())
        else:
            builder.text(row, column, unescape(text))

    def _date(self, text: str) -> None:
        """A date stored as such (strict files): 2026-01-01T00:00:00."""
        style = _integer(self._style)
        code = self._formats[style] if style < len(self._formats) else ""
        try:
            moment = dt.datetime.fromisoformat(text).replace(tzinfo=None)
        except ValueError:
            self._builder.text(self._row, self._column, text)
        else:
            self._builder.cell(self._row, self._column, GridCell(moment_text(moment, code)))

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        start, end = position(first), position(last or first)
        if start is None or end is None:
            raise UnusableWorkbook(
                f"工作表“{self._builder.name}”的合并区域 {reference[:40]} 不成立。"
                "请用 Excel 或 WPS 另存为 .xlsx 后再上传。",
                self._builder.name,
                first[:20],
            )
        self._builder.merge(*start, *end)
