"""The shapes of a comparison: what pages, files and forms show of it.

Rows, columns and cells count as in TableData. "Quiet" is what changes no figure and no word: the
same amount printed otherwise, a row in another place. It is told, but only to those who ask.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from budgets.data import DisclosureData, TableData
from budgets.differences.wording import label_key

ADDED, REMOVED, CHANGED, MOVED, KEPT = "added", "removed", "changed", "moved", "kept"
# What is different about a cell: its money, its words, only its print, or only what it was read as.
AMOUNT, TEXT, PRINT, MEANING = "amount", "text", "print", "meaning"
QUIET = frozenset({PRINT, MEANING})

_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class CellText:
    """A cell as one of the documents prints it; `fen` where it states an amount."""

    row: int
    column: int
    cell: str
    text: str
    fen: int | None = None


@dataclass(frozen=True, slots=True)
class CellDifference:
    """A cell that is not the same. One side is None where its row or column is not there."""

    kind: str
    before: CellText | None
    after: CellText | None

    @property
    def place(self) -> CellText:
        place = self.after or self.before
        assert place is not None
        return place

    @property
    def is_quiet(self) -> bool:
        return self.kind in QUIET

    @property
    def change(self) -> int | None:
        """By how many fen the amount changed, nothing counting as zero; None where it is no money."""
        if self.kind != AMOUNT:
            return None
        after, before = (side.fen if side else None for side in (self.after, self.before))
        return (after or 0) - (before or 0)

    @property
    def percent(self) -> Decimal | None:
        """The change in percent of the amount before, one place; None where there was none."""
        if self.change is None or self.before is None or not self.before.fen:
            return None
        share = Decimal(self.change * 100) / abs(self.before.fen)
        return share.quantize(_TENTH, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class ColumnDifference:
    """A column: added, removed, changed (renamed) or kept, and where it stands on each side."""

    what: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class RowDifference:
    """A row (of a block, in a two-sided table): added, removed, changed, or only moved.

    `kind` is the row's (item, total, heading, text, count); `cells` hold what is different, of an
    added or removed row every cell that is filled.
    """

    what: str
    before: int | None
    after: int | None
    block: int
    label: str
    kind: str
    cells: tuple[CellDifference, ...]
    moved: bool = False

    @property
    def is_quiet(self) -> bool:
        if self.what in (ADDED, REMOVED):
            return False
        return all(cell.is_quiet for cell in self.cells)


@dataclass(frozen=True, slots=True)
class TextDifference:
    """A printed text outside the cells; `what`: code, title, unit, line (above), note (below)."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TableDifference:
    """Two tables that are the same one, or a table that only one document has.

    `columns` are all of them in their order; `rows` only those with a difference. `layout` tells
    that the table is printed otherwise (merged cells, wraps in its header) though nothing else is.
    `reformed`: the form of another year has other columns, and no cell can be compared.
    """

    before: TableData | None
    after: TableData | None
    columns: tuple[ColumnDifference, ...] = ()
    rows: tuple[RowDifference, ...] = ()
    texts: tuple[TextDifference, ...] = ()
    moved: bool = False
    layout: bool = False
    reformed: bool = False

    @property
    def table(self) -> TableData:
        table = self.after or self.before
        assert table is not None
        return table

    @property
    def what(self) -> str:
        if self.before is None:
            return ADDED
        if self.after is None:
            return REMOVED
        if self.rows or self.texts or self.layout or self.changed_columns:
            return CHANGED
        return MOVED if self.moved else KEPT

    @property
    def is_quiet(self) -> bool:
        """Whether nothing that is said is different."""
        return (
            self.what not in (ADDED, REMOVED)
            and not self.texts
            and not self.changed_columns
            and all(row.is_quiet for row in self.rows)
        )

    @property
    def changed_columns(self) -> tuple[ColumnDifference, ...]:
        if self.before is None or self.after is None:
            return ()
        return tuple(column for column in self.columns if column.what != KEPT)

    @property
    def loud_rows(self) -> tuple[RowDifference, ...]:
        return tuple(row for row in self.rows if not row.is_quiet)

    def cells(self) -> Iterator[tuple[RowDifference, CellDifference]]:
        return ((row, cell) for row in self.rows for cell in row.cells)

    @property
    def counts(self) -> Counts:
        changed = [
            cell for row in self.rows if row.what not in (ADDED, REMOVED) for cell in row.cells
        ]
        return Counts(
            tables=int(self.what == CHANGED and not self.is_quiet),
            tables_added=int(self.what == ADDED),
            tables_removed=int(self.what == REMOVED),
            cells=sum(not cell.is_quiet for cell in changed),
            rows_added=sum(row.what == ADDED for row in self.rows),
            rows_removed=sum(row.what == REMOVED for row in self.rows),
            columns=0 if self.reformed else len(self.changed_columns),
            texts=len(self.texts),
            prints=sum(cell.is_quiet for cell in changed) + int(self.layout),
            moved=sum(row.moved for row in self.rows) + int(self.moved),
        )


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is different. `prints` and `moved` are quiet; paragraphs include headings."""

    tables: int = 0
    tables_added: int = 0
    tables_removed: int = 0
    cells: int = 0
    rows_added: int = 0
    rows_removed: int = 0
    columns: int = 0
    texts: int = 0
    paragraphs: int = 0
    prints: int = 0
    moved: int = 0

    def __add__(self, other: Counts) -> Counts:
        names = self.__slots__
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in names})


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a paragraph: kept, removed or added."""

    what: str
    text: str


@dataclass(frozen=True, slots=True)
class ParagraphDifference:
    """A paragraph or heading of the explanation: added, removed, changed.

    `before` and `after` count paragraphs from 1 through the explanation, None where it is not
    there or is a heading. `heading` is the section that it stands in. `only_print`: the words are
    the same, spaces or the width of letters are not.
    """

    what: str
    before: int | None
    after: int | None
    heading: str
    is_heading: bool
    pieces: tuple[Piece, ...]
    only_print: bool = False

    @property
    def text_before(self) -> str:
        return "".join(piece.text for piece in self.pieces if piece.what != ADDED)

    @property
    def text_after(self) -> str:
        return "".join(piece.text for piece in self.pieces if piece.what != REMOVED)


@dataclass(frozen=True, slots=True)
class LargestChange:
    """An amount that changed much, with its table and row."""

    table: TableDifference
    row: RowDifference
    cell: CellDifference


@dataclass(frozen=True, slots=True)
class DocumentDifference:
    """Everything that is different between two documents.

    `tables` are those with a difference, in the order of the later document; `pairs` the places
    (n before, n after) of all tables that are in both. With `same_year` False the years named in
    words do not count, and neither do figures that are printed alike.
    """

    before: DisclosureData
    after: DisclosureData
    same_year: bool
    tables: tuple[TableDifference, ...]
    paragraphs: tuple[ParagraphDifference, ...]
    pairs: tuple[tuple[int, int], ...]

    @property
    def is_same(self) -> bool:
        return not self.tables and not self.paragraphs

    @property
    def is_quiet(self) -> bool:
        return all(table.is_quiet for table in self.tables) and all(
            paragraph.only_print for paragraph in self.paragraphs
        )

    @property
    def loud_tables(self) -> tuple[TableDifference, ...]:
        return tuple(table for table in self.tables if not table.is_quiet)

    @property
    def counts(self) -> Counts:
        loud = sum(not one.only_print for one in self.paragraphs)
        quiet = len(self.paragraphs) - loud
        return sum((table.counts for table in self.tables), Counts(paragraphs=loud, prints=quiet))

    def largest(self, limit: int = 5) -> tuple[LargestChange, ...]:
        """The amounts that changed most, the same change of the same thing once.

        Totals only say what their parts do; they are named where nothing else changed.
        """
        found: dict[tuple[str, int | None, int | None], LargestChange] = {}
        for parts in (True, False):
            for table in self.tables:
                if table.table.kind != "money":
                    continue
                for row, cell in table.cells():
                    if (row.kind == "total") == parts or not cell.change:
                        continue
                    key = (
                        label_key(row.label),
                        cell.before.fen if cell.before else None,
                        cell.after.fen if cell.after else None,
                    )
                    found.setdefault(key, LargestChange(table, row, cell))
            if found:
                break
        ordered = sorted(found.values(), key=lambda one: -abs(one.cell.change or 0))
        return tuple(ordered[:limit])
