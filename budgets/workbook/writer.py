"""Writes tables as .xlsx: the printed layout, figures as numbers that print as they were printed.

Reading such a file again gives the same printed texts and merges at the same places of the table,
and the same data always gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from budgets.data import DisclosureData, TableData, Text
from budgets.workbook.formats import number_cell
from budgets.workbook.grid import Area, GridCell, address

# A file is made from its data alone: the time of writing would change its bytes.
_CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001 -- stands for "no date"
_A4 = 9
_FORBIDDEN = str.maketrans(
    {"[": "［", "]": "］", ":": "：", "*": "＊", "?": "？", "/": "／", "\\": "＼"}
)
_MAX_NAME = 31
_MAX_TEXT = 32_767
# Widths count in half-width characters.
_MIN_WIDTH, _MAX_WIDTH, _LANDSCAPE = 8, 42, 90
_LINE_HEIGHT, _MAX_HEIGHT = 16, 400

_FIGURE = re.compile(
    r"(?P<open>\()?(?P<sign>-)?(?P<whole>\d{1,3}(?:,\d{3})+|0|[1-9]\d*)"
    r"(?:\.(?P<fraction>\d+))?(?P<percent>%)?(?(open)\))"
)
FIGURE_KINDS = frozenset({"amount", "rate", "number"})
# The name of the property of a published workbook that holds the digest of its content.
DIGEST_PROPERTY = "SHA-256"


@dataclass(frozen=True, slots=True)
class Layout:
    """Which zero-based sheet row holds what. A table begins in column 0."""

    title: int
    lines: int
    header: int
    body: int
    notes: int

    @classmethod
    def of(cls, table: TableData) -> Layout:
        lines = len(table.title_lines)
        if table.unit_line and (not lines or width_of(table) == 1):
            lines += 1
        # Official forms keep the line of the unit, also where they print none: what a finding
        # calls E14 is then E14 here too.
        lines = max(lines, 1)
        body = 1 + lines + len(table.header)
        return cls(0, 1, 1 + lines, body, body + len(table.rows))


def width_of(table: TableData) -> int:
    """The number of printed columns."""
    widths = [len(line) for line in table.header] + [len(row.cells) for row in table.rows]
    return max([*widths, len(table.columns), 1])


def write_workbook(disclosure: DisclosureData, sha256: str = "") -> bytes:
    """The whole document, one sheet a table. `sha256`, the digest of a published content, goes into
    the file's properties: they stay when Excel or WPS saves it, and nobody reads them as a cell."""
    subject = f"{disclosure.department} {disclosure.fiscal_year}年"
    return write_sheets(disclosure.tables, subject, sha256)


def write_table(table: TableData, subject: str = "", sha256: str = "") -> bytes:
    """One table alone. `subject` (whose document it is) and the digest of the whole published
    content go into the file's properties."""
    return write_sheets([table], subject, sha256)


def sheet_names(tables: Iterable[TableData]) -> list[str]:
    """A name for every table that Excel accepts: short, unique whatever the case, plain marks."""
    names: list[str] = []
    for table in tables:
        given = table.name or table.sheet or f"表{table.n}"
        names.append(clean_name(given, names, otherwise=f"表{table.n}"))
    return names


def clean_name(given: str, taken: Iterable[str], *, otherwise: str = "表") -> str:
    """A name for a sheet that Excel accepts beside those that are taken."""
    known = {name.casefold() for name in taken}
    base = " ".join(given.translate(_FORBIDDEN).split()).strip("'") or otherwise
    name, count = _cut(base, _MAX_NAME), 1
    while name.casefold() in known:
        count += 1
        ending = f" ({count})"
        name = _cut(base, _MAX_NAME - len(ending)) + ending
    return name


def _cut(text: str, limit: int) -> str:
    """The text cut to `limit` units of UTF-16, which is what Excel counts."""
    while len(text.encode("utf-16-le")) > 2 * limit:
        text = text[:-1]
    return text.strip().strip("'")


def figure_format(printed: str) -> tuple[float, str] | None:
    """The number and the number format that print exactly `printed`.

    None where only text can: dashes, leading zeros, more digits than a workbook can hold.
    """
    match = _FIGURE.fullmatch(printed)
    if not match:
        return None
    grouped, fraction = "," in match["whole"], match["fraction"] or ""
    # A figure without a thousand prints alike with and without grouping: its neighbours group.
    code = "#,##0" if grouped or len(match["whole"]) <= 3 else "0"
    code += "." + "0" * len(fraction) if fraction else ""
    value = Decimal(match["whole"].replace(",", "") + "." + (fraction or "0"))
    if match["percent"]:
        code, value = code + "%", value.scaleb(-2)
    if match["open"]:
        code += f";({code})"
    if match["open"] or match["sign"]:
        value = -value
    if number_cell(value, code) != GridCell(printed, True):
        return None
    return float(value), code


def display_width(text: str) -> int:
    """How wide the longest line is: a Han character takes two places."""
    return max(
        (
            sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in line)
            for line in text.split("\n")
        ),
        default=0,
    )


def write_sheets(
    tables: Iterable[TableData],
    subject: str,
    sha256: str = "",
    on_sheet: Callable[[Any, TableData, Styles], SheetWriter] | None = None,
) -> bytes:
    """The tables as a workbook; `on_sheet` makes the writer of a sheet, where it is another one."""
    tables = list(tables)
    on_sheet = on_sheet or SheetWriter
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "default_format_properties": {"font_name": "宋体", "font_size": 11},
        },
    )
    book.set_properties({"title": subject.strip(), "created": _CREATED})
    if sha256:
        book.set_custom_property(DIGEST_PROPERTY, sha256, "text")
    styles = Styles(book)
    for table, name in zip(tables, sheet_names(tables), strict=True):
        on_sheet(book.add_worksheet(name), table, styles).write()
    book.close()
    return buffer.getvalue()


class Styles:
    """Cell formats by their properties: a workbook must not hold one for every cell."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._known: dict[tuple[tuple[str, Any], ...], Any] = {}

    def of(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._known:
            self._known[key] = self._book.add_format({"valign": "vcenter", **properties})
        return self._known[key]


class SheetWriter:
    """One table on one sheet."""

    def __init__(self, sheet: Any, table: TableData, styles: Styles) -> None:
        self.sheet = sheet
        self.table = table
        self.styles = styles
        self.layout = Layout.of(table)
        self.width = width_of(table)
        self.areas = self._areas()
        # Cells inside a merged area, its first one included -> the area.
        self.inside = {
            (row, column): area
            for area in self.areas
            for row in range(area[0], area[2] + 1)
            for column in range(area[1], area[3] + 1)
        }
        self.figures = {(fact.row, fact.column) for fact in table.facts} | {
            (cell.row, cell.column) for cell in table.uninterpreted if cell.amount
        }
        self.widths = self._widths()
        self.heights: dict[int, int] = {}

    def write(self) -> None:
        self._merge()
        self._title()
        for index, line in enumerate(self.table.header):
            style = self.styles.of(border=1, align="center", text_wrap=True, bold=True)
            for column in range(self.width):
                text = line[column] if column < len(line) else None
                self._text(self.layout.header + index, column, text, style)
        for index, row in enumerate(self.table.rows):
            for column in range(self.width):
                text = row.cells[column] if column < len(row.cells) else None
                self.body_cell(index, column, text, bold=row.kind == "total")
        self._notes()
        self._page()

    def _areas(self) -> list[Area]:
        """The merged areas on the sheet; one that overlaps another can't be written."""
        top = self.layout.header
        areas: list[Area] = []
        taken: set[tuple[int, int]] = set()
        for row, column, last_row, last_column in self.table.merges:
            cells = {
                (r + top, c)
                for r in range(row, last_row + 1)
                for c in range(column, last_column + 1)
            }
            if len(cells) > 1 and taken.isdisjoint(cells):
                areas.append((row + top, column, last_row + top, last_column))
                taken |= cells
        return areas

    def _widths(self) -> list[int]:
        """Column widths from the content of cells that lie in one column only."""
        widths = [_MIN_WIDTH] * self.width
        lines: list[tuple[int, tuple[Text, ...]]] = [
            (self.layout.header + i, line) for i, line in enumerate(self.table.header)
        ] + [(self.layout.body + i, row.cells) for i, row in enumerate(self.table.rows)]
        for row, cells in lines:
            for column, text in enumerate(cells):
                area = self.inside.get((row, column))
                if text and (area is None or area[1] == area[3]):
                    widths[column] = max(widths[column], display_width(text) + 2)
        return [min(width, _MAX_WIDTH) for width in widths]

    def _merge(self) -> None:
        blank = self.styles.of(border=1, text_wrap=True)
        for area in self.areas:
            self.sheet.merge_range(*area, "", blank)

    def _across(self, row: int, text: str, style: Any) -> None:
        """A line over all columns."""
        if self.width > 1:
            self.sheet.merge_range(row, 0, row, self.width - 1, "", style)
        self._string(row, 0, text, style)
        self._grow(row, text, sum(self.widths))

    def _title(self) -> None:
        if self.table.name:
            style = self.styles.of(bold=True, font_size=14, align="center", text_wrap=True)
            self._across(self.layout.title, self.table.name, style)
        plain = self.styles.of()
        for index, line in enumerate(self.table.title_lines):
            self._string(self.layout.lines + index, 0, line, plain)
        if self.table.unit_line:
            row, column = self.layout.header - 1, self.width - 1
            self._string(row, column, self.table.unit_line, self.styles.of(align="right"))

    def body_cell(self, index: int, column: int, text: Text, *, bold: bool) -> None:
        row = self.layout.body + index
        kind = self.table.columns[column].kind if column < len(self.table.columns) else "text"
        is_figure = kind in FIGURE_KINDS or (index, column) in self.figures
        properties: dict[str, Any] = {"border": 1, "text_wrap": True}
        if bold:
            properties["bold"] = True
        if is_figure:
            properties |= {"align": "right", "text_wrap": False}
        # In a column of words 85 may be a code or a target; 20.00 is a figure wherever it stands.
        is_number = is_figure or bool(text and ("." in text or "," in text))
        figure = figure_format(text) if text and is_number else None
        if figure is None:
            self._text(row, column, text, self.styles.of(**properties))
            return
        value, code = figure
        self.sheet.write_number(row, column, value, self.styles.of(**properties, num_format=code))

    def _text(self, row: int, column: int, text: Text, style: Any) -> None:
        """A cell of header or body; what a merged area covers is already blank."""
        area = self.inside.get((row, column))
        if text is None and area and area[:2] != (row, column):
            return
        if not text:
            self.sheet.write_blank(row, column, None, style)
            return
        self._string(row, column, text, style)
        first, last = (area[1], area[3]) if area else (column, column)
        self._grow(row, text, sum(self.widths[first : last + 1]), area[2] if area else row)

    def _string(self, row: int, column: int, text: str, style: Any) -> None:
        if len(text) > _MAX_TEXT or self.sheet.write_string(row, column, text, style):
            raise ValueError(
                f"{self.table.name}: a cell of a workbook can't hold {len(text)} characters"
            )

    def _grow(self, row: int, text: str, width: int, last_row: int | None = None) -> None:
        """Gives wrapped text the height that it needs: programs do not fit rows of merged cells."""
        last_row = row if last_row is None else last_row
        places = max(width - 1, 1)
        lines = sum(-(-max(display_width(line), 1) // places) for line in text.split("\n"))
        above = sum(self.heights.get(r, _LINE_HEIGHT) for r in range(row, last_row))
        needed = min(lines * _LINE_HEIGHT - above, _MAX_HEIGHT)
        if needed > self.heights.get(last_row, _LINE_HEIGHT):
            self.heights[last_row] = needed

    def _notes(self) -> None:
        style = self.styles.of(text_wrap=True)
        for index, note in enumerate(self.table.notes):
            self._across(self.layout.notes + index, note, style)

    def _page(self) -> None:
        sheet, layout = self.sheet, self.layout
        for column, width in enumerate(self.widths):
            sheet.set_column(column, column, width)
        for row, height in self.heights.items():
            sheet.set_row(row, height)
        sheet.set_paper(_A4)
        if sum(self.widths) > _LANDSCAPE:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
        sheet.center_horizontally()
        sheet.set_footer("&C第 &P 页，共 &N 页")
        if self.table.header:
            sheet.repeat_rows(layout.header, layout.body - 1)
            sheet.freeze_panes(layout.body, 0)
        last = max(layout.notes + len(self.table.notes) - 1, 0)
        # Codes are texts on purpose; Excel would mark every one of them as a mistake.
        sheet.ignore_errors({"number_stored_as_text": f"A1:{address(last, self.width - 1)}"})
