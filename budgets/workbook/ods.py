"""Reads .ods (OpenDocument 1.2, part 1, chapter 9): the file itself holds the printed texts."""

from __future__ import annotations

from decimal import InvalidOperation
from zipfile import ZipFile

from budgets.data import ProblemData
from budgets.money import is_nothing, normalise_figure
from budgets.workbook.building import SheetBuilder, clean
from budgets.workbook.formats import plain, stored
from budgets.workbook.grid import GridCell, Sheet, Workbook
from budgets.workbook.limits import MAX_COLUMNS, MAX_ROWS
from budgets.workbook.markup import Target, feed, local

_NUMBERS = {"float", "currency", "percentage"}
_ERRORS = ("#REF!", "#DIV/0!", "#N/A", "#NAME?", "#VALUE!", "#NUM!", "#NULL!", "Err:")
_HIDDEN = {"collapse", "filter"}


def read_ods(archive: ZipFile) -> Workbook:
    """All tables of the document. Raises UnusableWorkbook for damage and for too much of anything."""
    reader = _ContentReader()
    with archive.open("content.xml") as stream:
        feed(stream, reader)
    return Workbook(tuple(reader.sheets), tuple(reader.problems))


def _count(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return max(int(text), 1) if text.isdigit() else 1


class _ContentReader(Target):
    """content.xml. A cell and a row may stand for many; blank ones only move the position."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self.problems: list[ProblemData] = []
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._builder: SheetBuilder | None = None
        # Tables inside cells, comments and shapes are no part of the grid.
        self._depth = self._aside = 0
        self._row = self._column = self._columns = 0
        self._repeat = 1
        # The cells of the row at hand: column, count, attributes, text.
        self._cells: list[tuple[int, int, dict[str, str], str]] = []
        self._attributes: dict[str, str] = {}
        self._parts: list[str] = []
        self._paragraph = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        if name in ("annotation", "shapes", "frame", "tracked-changes"):
            self._aside += 1
        if self._aside:
            return
        # table:name and office:name: no two attributes of one element differ in prefix alone.
        if name in _STARTS:
            _STARTS[name](self, {local(key): value for key, value in attributes.items()})

    def end(self, tag: str) -> None:
        name = local(tag)
        if name in ("annotation", "shapes", "frame", "tracked-changes"):
            self._aside -= 1
        elif not self._aside and name in _ENDS:
            _ENDS[name](self)

    def data(self, text: str) -> None:
        if self._paragraph and not self._aside:
            self._parts.append(text)

    def _start_style(self, attributes: dict[str, str]) -> None:
        self._style = attributes.get("name", "")

    def _start_table_style(self, attributes: dict[str, str]) -> None:
        if attributes.get("display") == "false":
            self._hidden_styles.add(self._style)

    def _start_table(self, attributes: dict[str, str]) -> None:
        hidden = attributes.get("style-name") in self._hidden_styles
        self._builder = SheetBuilder(attributes.get("name", ""), hidden=hidden)
        self._row = self._columns = 0

    def _end_table(self) -> None:
        if self._builder:
            self.sheets.append(self._builder.finish())
            self.problems += self._builder.problems
        self._builder = None

    def _start_column(self, attributes: dict[str, str]) -> None:
        count = _count(attributes, "number-columns-repeated")
        if self._builder and attributes.get("visibility") in _HIDDEN:
            self._builder.hidden_columns.append(range(self._columns, self._columns + count))
        self._columns += count

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._repeat = _count(attributes, "number-rows-repeated")
        self._column = 0
        self._cells = []
        if self._builder and attributes.get("visibility") in _HIDDEN:
            # Blank rows down to the end of the sheet are hidden in one go.
            last = min(self._row + self._repeat, MAX_ROWS)
            self._builder.hidden_rows.update(range(self._row, last))

    def _end_row(self) -> None:
        for row in range(self._row, self._row + self._repeat) if self._cells else ():
            for column, count, attributes, text in self._cells:
                for offset in range(min(count, MAX_COLUMNS + 1)):
                    self._put(row, column + offset, attributes, text)
        self._row += self._repeat

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._attributes = attributes
        self._parts = []

    def _end_cell(self) -> None:
        count = _count(self._attributes, "number-columns-repeated")
        text = "".join(self._parts)
        spans = {"number-columns-spanned", "number-rows-spanned"} & self._attributes.keys()
        if text.strip() or spans or self._attributes.get("value-type") in _NUMBERS:
            self._cells.append((self._column, count, self._attributes, text))
        self._column += count

    def _start_paragraph(self, attributes: dict[str, str]) -> None:
        if self._parts:
            self._parts.append("\n")
        self._paragraph = True

    def _end_paragraph(self) -> None:
        self._paragraph = False

    def _start_spaces(self, attributes: dict[str, str]) -> None:
        self._parts.append(" " * min(_count(attributes, "c"), 1000))

    def _start_tab(self, attributes: dict[str, str]) -> None:
        self._parts.append("\t")

    def _start_break(self, attributes: dict[str, str]) -> None:
        self._parts.append("\n")

    def _put(self, row: int, column: int, attributes: dict[str, str], text: str) -> None:
        """One cell at one place."""
        builder = self._builder
        if builder is None:
            return
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


_STARTS = {
    "style": _ContentReader._start_style,
    "table-properties": _ContentReader._start_table_style,
    "table": _ContentReader._start_table,
    "table-column": _ContentReader._start_column,
    "table-row": _ContentReader._start_row,
    "table-cell": _ContentReader._start_cell,
    "covered-table-cell": _ContentReader._start_cell,
    "p": _ContentReader._start_paragraph,
    "s": _ContentReader._start_spaces,
    "tab": _ContentReader._start_tab,
    "line-break": _ContentReader._start_break,
}
_ENDS = {
    "table": _ContentReader._end_table,
    "table-row": _ContentReader._end_row,
    "table-cell": _ContentReader._end_cell,
    "covered-table-cell": _ContentReader._end_cell,
    "p": _ContentReader._end_paragraph,
}
