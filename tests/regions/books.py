"""Writes workbooks from rows as they look: texts, figures, and marks for merged cells.

`<` joins a cell to the one on its left, `^` to the one above. A Figure becomes a number with the
printed decimals as its format; every other text stays text, a figure typed as text included.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO

from openpyxl import Workbook as Writer
from openpyxl.worksheet.worksheet import Worksheet

Row = Sequence[str]

LEFT, UP = "<", "^"


class Figure(str):
    """An amount as printed: stored as a number, shown with its decimals."""

    __slots__ = ()


@dataclass
class Book:
    """The sheets of a document, in order."""

    sheets: list[tuple[str, list[Row], bool]] = field(default_factory=list)

    def sheet(self, name: str, rows: Sequence[Row], *, hidden: bool = False) -> None:
        self.sheets.append((name, list(rows), hidden))

    def content(self) -> bytes:
        """The .xlsx file."""
        writer = Writer()
        del writer[writer.sheetnames[0]]
        for name, rows, hidden in self.sheets:
            sheet = writer.create_sheet(name)
            sheet.sheet_state = "hidden" if hidden else "visible"
            _fill(sheet, rows)
        buffer = BytesIO()
        writer.save(buffer)
        return buffer.getvalue()


def _fill(sheet: Worksheet, rows: Sequence[Row]) -> None:
    def at(row: int, column: int) -> str:
        return rows[row][column] if row < len(rows) and column < len(rows[row]) else ""

    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if text in (LEFT, UP, ""):
                continue
            cell = sheet.cell(r + 1, c + 1)
            if isinstance(text, Figure):
                plain = text.replace(",", "")
                places = len(plain.partition(".")[2])
                cell.value = float(plain) if places else int(plain)
                grouped = "#,##0" if "," in text or abs(cell.value) < 1000 else "0"
                cell.number_format = grouped + ("." + "0" * places if places else "")
            else:
                cell.value = str(text)
                cell.number_format = "@"
            width = height = 1
            while at(r, c + width) == LEFT:
                width += 1
            while at(r + height, c) == UP:
                height += 1
            if width > 1 or height > 1:
                sheet.merge_cells(
                    start_row=r + 1,
                    start_column=c + 1,
                    end_row=r + height,
                    end_column=c + width,
                )


def heading(text: str, width: int) -> Row:
    """A title merged over the width of its table."""
    return [text] + [LEFT] * (width - 1)


def right(text: str, width: int) -> Row:
    """A text in the last column, as unit lines stand."""
    return [""] * (width - 1) + [text]
