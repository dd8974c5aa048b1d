"""The frozen shapes that run through reading, reconciling, pages, PDF and export.

A name that ends in Data never touches the database. Positions are zero-based and count inside the
table: `row` from the first body row, `column` from the first printed column. `header` holds the
header rows, `rows` the body, both as printed text (None = an empty or merged-away cell).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from budgets.coordinates import NOWHERE, Coordinates
from budgets.money import Amount

Text = str | None


@lru_cache(maxsize=1_024)
def column_letters(column: int) -> str:
    """The spreadsheet name of a zero-based column: 0 -> A, 26 -> AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a printed row stands: sheet name and zero-based row and first column in it."""

    sheet: str
    row: int
    column: int

    def cell(self, column: int) -> str:
        """The A1 reference of a printed column in this row."""
        return f"{column_letters(self.column + column)}{self.row + 1}"


@dataclass(frozen=True, slots=True)
class ColumnData:
    """A printed column. `kind`: label, amount, rate, number (counts), text; `path` as printed.

    `block` tells apart the halves of a two-sided table: a listing of labels and its amounts.
    `unit` is named where it differs from the table's.
    """

    path: tuple[str, ...]
    kind: str
    coordinates: Coordinates = NOWHERE
    # Parts that need not exhaust their whole (其中).
    partial: bool = False
    # A whole of its neighbours (合计); a subtotal (小计) is the whole of some of them.
    total: bool = False
    subtotal: bool = False
    block: int = 0
    unit: str = ""


@dataclass(frozen=True, slots=True)
class RowData:
    """A body row: printed texts, one a column.

    `kind`: item, total, heading, text, count (numbers of things among rows of money).
    """

    cells: tuple[Text, ...]
    kind: str = "item"
    level: int = 0
    partial: bool = False
    coordinates: Coordinates = NOWHERE
    origin: Origin = field(default=Origin("", 0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class FactData:
    """An amount at coordinates, and its place. The basis is always in the coordinates."""

    row: int
    column: int
    coordinates: Coordinates
    amount: Amount
    # A part named with 其中: it lies within its whole, and its neighbours need not exhaust it.
    partial: bool = False


@dataclass(frozen=True, slots=True)
class UninterpretedData:
    """A figure or word that was kept and not understood; `row` -1 stands for a header cell."""

    row: int
    column: int
    text: str
    why: str
    amount: Amount | None = None


@dataclass(frozen=True, slots=True)
class TableData:
    """One standard table as printed, with what its cells mean.

    `kind` is money, performance or other (kept as printed). `merges` are
    (row, column, last row, last column) counted from the first header row, header rows first.
    `title_lines` are the printed lines above the header but for the unit line, `notes` those below
    the body.
    """

    n: int
    kind: str
    code: str
    title: str
    unit: str
    header: tuple[tuple[Text, ...], ...]
    rows: tuple[RowData, ...]
    columns: tuple[ColumnData, ...]
    merges: tuple[tuple[int, int, int, int], ...] = ()
    slice: Coordinates = NOWHERE
    unit_line: str = ""
    title_lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    facts: tuple[FactData, ...] = ()
    uninterpreted: tuple[UninterpretedData, ...] = ()
    sheet: str = field(default="", compare=False)
    header_origins: tuple[Origin, ...] = field(default=(), compare=False)

    @property
    def name(self) -> str:
        """Code and title as people say them: 预算05表 一般公共预算支出表."""
        return f"{self.code} {self.title}".strip()

    def cell(self, row: int, column: int) -> str:
        """The A1 reference in the sheet; row -1 is the last header row."""
        if row < 0:
            return self.header_origins[row].cell(column) if self.header_origins else ""
        return self.rows[row].origin.cell(column)

    def text(self, row: int, column: int) -> str:
        return self.rows[row].cells[column] or ""


@dataclass(frozen=True, slots=True)
class ProblemData:
    """Something in the workbook that a person must look at. `severity`: error, notice."""

    sheet: str
    cell: str
    message: str
    severity: str = "error"


@dataclass(frozen=True, slots=True)
class CellRef:
    """A cell of a table: `n` and `table` (code as printed) name it, `cell` is its A1 reference."""

    n: int
    table: str
    cell: str
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class FindingData:
    """A contradiction. Amounts in fen; `severity`: error, warning, rounding.

    `explained_by` is the key of the finding whose correction would settle this one too, "" for a
    leading one. `key` names the finding across runs, so that an explanation stays with it.
    What is no money (a rate, a score, a word) stands in `stated_text` and `expected_text`, as
    printed; the amounts are then 0.
    """

    severity: str
    kind: str
    at: CellRef
    stated: int
    expected: int
    against: tuple[CellRef, ...]
    message: str
    key: str = ""
    explained_by: str = ""
    stated_text: str = ""
    expected_text: str = ""

    @property
    def is_money(self) -> bool:
        return not (self.stated_text or self.expected_text)

    @property
    def difference(self) -> int:
        return self.stated - self.expected


@dataclass(frozen=True, slots=True)
class SectionData:
    """A headed section of the explanation; `level` 1 (widest) to 4, `heading` "" for a preamble."""

    heading: str
    level: int
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DisclosureData:
    """One body's document of one kind for one fiscal year, whole."""

    department: str
    fiscal_year: int
    kind: str
    tables: tuple[TableData, ...]
    slug: str = ""
    region: str = ""
    version: int = 1
    standard: str = ""
    narrative: tuple[SectionData, ...] = ()

    def paragraphs(self) -> Iterator[str]:
        """The paragraphs of the explanation in their order; findings name them from 1."""
        return (text for section in self.narrative for text in section.paragraphs)

    def table(self, n: int) -> TableData:
        return next(table for table in self.tables if table.n == n)

    def facts(self) -> Iterator[tuple[TableData, FactData]]:
        return ((table, fact) for table in self.tables for fact in table.facts)
