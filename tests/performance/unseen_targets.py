"""Workbooks of bodies that nobody has seen: drawn as they look, written as files, read and checked.

A sheet is drawn line by line, cells parted by “|”: “<” is merged with the cell on its left, “^” with
the one above, a figure becomes a number with its printed decimals, 'figure a text; “.” alone is an
empty line, a line that begins with “#” is hidden. A title line is one cell over the whole width.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from budgets.data import DisclosureData, FindingData, ProblemData, SectionData
from budgets.vocabulary import shipped_vocabulary
from budgets.workbook.document import read_document
from performance.checks import check
from performance.data import PerformanceData
from performance.reading import read_performance

_FIGURE = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")


@dataclass(frozen=True)
class Unseen:
    """A workbook of an invented body: drawn sheets by name, and its explanation."""

    body: str
    year: int
    sheets: Mapping[str, str]
    text: tuple[str, ...] = ()
    kind: str = "budget"

    def but(self, before: str, after: str) -> Unseen:
        """The same with one place told otherwise; `before` must stand there exactly once."""
        places = [name for name, drawing in self.sheets.items() if before in drawing]
        told = [number for number, words in enumerate(self.text) if before in words]
        times = sum(self.sheets[name].count(before) for name in places)
        times += sum(self.text[number].count(before) for number in told)
        assert times == 1, f"“{before}” stands {times} times in {self.body}"
        sheets = {name: d.replace(before, after) for name, d in self.sheets.items()}
        text = tuple(words.replace(before, after) for words in self.text)
        return replace(self, sheets=sheets, text=text)


@dataclass(frozen=True)
class Outcome:
    """What the program made of a workbook."""

    performance: PerformanceData
    problems: tuple[ProblemData, ...]
    findings: tuple[FindingData, ...]
    unread: tuple[tuple[str, str], ...] = field(default=())

    def told(self) -> list[tuple[str, str, str]]:
        """Severity, kind and cell of each finding that blames nothing else."""
        return [(f.severity, f.kind, f.at.cell) for f in self.findings if not f.explained_by]

    def complaints(self) -> list[tuple[str, str, str]]:
        """Severity, cell and words of each problem but notices."""
        return [(p.severity, p.cell, p.message) for p in self.problems if p.severity != "notice"]


def written(unseen: Unseen) -> bytes:
    """The workbook as a finance office would bring it."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, drawing in unseen.sheets.items():
        _draw(book.create_sheet(name), drawing)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _draw(sheet: Worksheet, drawing: str) -> None:
    lines = [line for line in drawing.strip("\n").splitlines() if line.strip()]
    hidden = {place for place, line in enumerate(lines, 1) if line.startswith("#")}
    drawn = [[cell.strip() for cell in line.lstrip("#").split("|")] for line in lines]
    width = max(len(line) for line in drawn)
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    areas: dict[tuple[int, int], tuple[int, int]] = {}
    for row, line in enumerate(drawn, 1):
        if len(line) == 1 and line[0] != ".":
            line += ["<"] * (width - 1)
        for column, cell in enumerate(line, 1):
            beside = {"<": (row, column - 1), "^": (row - 1, column)}.get(cell)
            owner[row, column] = owner[beside] if beside else (row, column)
            last = areas.get(owner[row, column], (row, column))
            areas[owner[row, column]] = max(last[0], row), max(last[1], column)
            if beside or cell in ("", "."):
                continue
            place = sheet.cell(row, column)
            if _FIGURE.fullmatch(cell):
                decimals = len(cell.partition(".")[2])
                plain = cell.replace(",", "")
                place.value = float(plain) if decimals else int(plain)
                whole = "#,##0" if "," in cell else "0"
                place.number_format = f"{whole}.{'0' * decimals}" if decimals else whole
            else:
                place.value = cell.removeprefix("'").replace("\\n", "\n")
                place.data_type = "s"
    for (row, column), (bottom, right) in areas.items():
        if (row, column) != (bottom, right):
            sheet.merge_cells(start_row=row, start_column=column, end_row=bottom, end_column=right)
    for row in hidden:
        sheet.row_dimensions[row].hidden = True


def read(unseen: Unseen) -> Outcome:
    """The way of an upload: workbook, tables, performance, findings."""
    document = read_document(
        written(unseen),
        department=unseen.body,
        fiscal_year=unseen.year,
        kind=unseen.kind,
        vocabulary=shipped_vocabulary(),
    )
    told = (SectionData("", 1, unseen.text),) if unseen.text else ()
    data = replace(document.data, narrative=told)
    reading = read_performance(data)
    data = replace(data, tables=reading.tables)
    return Outcome(
        reading.performance,
        (*document.problems, *reading.problems),
        check(data, reading.performance),
        tuple(_unread(data)),
    )


def _unread(data: DisclosureData) -> Iterator[tuple[str, str]]:
    """Cells of performance tables that nobody understood, and what they print."""
    for table in data.tables:
        if table.kind == "performance":
            for item in table.uninterpreted:
                yield table.cell(item.row, item.column), item.text
