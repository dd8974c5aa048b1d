"""Reads .ods (OpenDocument 1.2, part 1, chapter 9): the file itself holds the printed texts."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import InvalidOperation
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from budgets.data import ProblemData
from budgets.money import is_nothing, normalise_figure
from budgets.workbook.building import SheetBuilder, clean
from budgets.workbook.formats import plain, stored
from budgets.workbook.grid import GridCell, Sheet, UnusableWorkbook, Workbook
from budgets.workbook.limits import (
    MAX_BLANK_CELLS,
    MAX_BLANK_ROWS,
    MAX_COLUMNS,
    MAX_ROWS,
    SAVE_AGAIN,
    too_much_blank,
)
from budgets.workbook.markup import elements, local

_NUMBERS = {"float", "currency", "percentage"}
_ERRORS = ("#REF!", "#DIV/0!", "#N/A", "#NAME?", "#VALUE!", "#NUM!", "#NULL!", "Err:")
_HIDDEN = {"collapse", "filter"}
_CELLS = {"table-cell", "covered-table-cell"}
_BREAKS = {"tab": "\t", "line-break": "\n"}
# Tables and texts inside comments, shapes, links and the history are no part of the grid.
_ASIDE = {"annotation", "shapes", "frame", "tracked-changes", "dde-links"}


def read_ods(archive: ZipFile) -> Workbook:
    """All tables of the document. Raises UnusableWorkbook for damage and for too much of anything."""
    sheets: list[Sheet] = []
    problems: list[ProblemData] = []
    hidden_styles: set[str] = set()
    table: _Table | None = None
    aside = 0
    with archive.open("content.xml") as stream:
        for starts, name, element in elements(stream):
            if name in _ASIDE:
                aside += 1 if starts else -1
            elif aside:
                continue
            elif name == "table" and starts:
                if table:
                    raise UnusableWorkbook(
                        f"工作表“{table.builder.name}”的单元格里还有表格，无法读取。{SAVE_AGAIN}",
                        table.builder.name,
                    )
                attributes = _attributes(element)
                hidden = attributes.get("style-name") in hidden_styles
                table = _Table(SheetBuilder(attributes.get("name", ""), hidden=hidden))
            elif starts:
                continue
            elif name == "style":
                if any(_attributes(child).get("display") == "false" for child in element):
                    hidden_styles.add(_attributes(element).get("name", ""))
            elif table and name == "table-column":
                table.add_column(_attributes(element))
            elif table and name == "table-row":
                table.add_row(element)
                element.clear()
            elif table and name == "table":
                sheets.append(table.builder.finish())
                problems += table.builder.problems
                table = None
                element.clear()
    return Workbook(tuple(sheets), tuple(problems))


def _attributes(element: Element) -> dict[str, str]:
    """table:name and office:name: no two attributes of one element differ in prefix alone."""
    return {local(key): value for key, value in element.attrib.items()}


def _count(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return max(int(text), 1) if text.isdecimal() else 1


def _text(element: Element) -> str:
    """The text inside an element, with the spaces and breaks that stand as elements."""
    parts = [element.text or ""]
    for child in element:
        name = local(child.tag)
        if name == "s":
            parts.append(" " * min(_count(_attributes(child), "c"), 1000))
        elif name in _BREAKS:
            parts.append(_BREAKS[name])
        elif name not in _ASIDE:
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


class _Table:
    """One table. A cell and a row may stand for many; blank ones only move the position."""

    def __init__(self, builder: SheetBuilder) -> None:
        self.builder = builder
        self._row = self._columns = self._blank_rows = self._blank_cells = 0

    def add_column(self, attributes: dict[str, str]) -> None:
        count = _count(attributes, "number-columns-repeated")
        if attributes.get("visibility") in _HIDDEN:
            self.builder.hidden_columns.append(range(self._columns, self._columns + count))
        self._columns += count

    def add_row(self, element: Element) -> None:
        attributes = _attributes(element)
        start, end = self._row, self._row + _count(attributes, "number-rows-repeated")
        if attributes.get("visibility") in _HIDDEN:
            # Blank rows down to the end of the sheet are hidden in one go.
            self.builder.hidden_rows.update(range(start, min(end, MAX_ROWS)))
        cells = list(_cells(element))
        self._blank_rows += not cells
        self._blank_cells += len(element) - len(cells)
        if self._blank_rows > MAX_BLANK_ROWS or self._blank_cells > MAX_BLANK_CELLS:
            raise too_much_blank(self.builder.name, start)
        for row in range(start, end) if cells else ():
            for column, count, cell, text in cells:
                for offset in range(min(count, MAX_COLUMNS + 1)):
                    self._put(row, column + offset, cell, text)
        self._row = end

    def _put(self, row: int, column: int, attributes: dict[str, str], text: str) -> None:
        """One cell at one place."""
        builder = self.builder
        last_row = row + _count(attributes, "number-rows-spanned") - 1
        last_column = column + _count(attributes, "number-columns-spanned") - 1
        if (last_row, last_column) != (row, column):
            builder.merge(row, column, last_row, last_column)
        text = clean(text)
        value = attributes.get("value")
        if text.startswith(_ERRORS):
            builder.error(row, column, text)
        elif attributes.get("value-type") in _NUMBERS and value is not None:
            if text:
                builder.cell(row, column, GridCell(text.strip(), True, _hidden_digits(value, text)))
            else:
                # A program that writes no printed texts leaves the choice to us.
                builder.number(row, column, value, "General")
        else:
            builder.text(row, column, text)


def _cells(row: Element) -> Iterator[tuple[int, int, dict[str, str], str]]:
    """Column, count, attributes and text of the cells in a row that hold something."""
    column = 0
    for element in row:
        if local(element.tag) not in _CELLS:
            continue
        attributes = _attributes(element)
        count = _count(attributes, "number-columns-repeated")
        text = "\n".join(_text(child) for child in element if local(child.tag) == "p")
        spans = {"number-columns-spanned", "number-rows-spanned"} & attributes.keys()
        if text.strip() or spans or attributes.get("value-type") in _NUMBERS:
            yield column, count, attributes, text
        column += count


def _hidden_digits(value: str, text: str) -> str:
    """The stored decimal where the printed text does not say it, else ""."""
    try:
        number = stored(value)
        if is_nothing(text):
            return plain(number) if number else ""
        figure = normalise_figure(text).replace(",", "").replace("¥", "")
        percent = figure.endswith("%")
        stated = stored(figure.strip("()%")).scaleb(-2 if percent else 0)
    except (InvalidOperation, ValueError):
        return ""
    return "" if abs(stated) == abs(number) else plain(number)
