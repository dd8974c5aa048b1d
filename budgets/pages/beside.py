"""Two documents beside each other, as pages and the admin show them: what changed, in its context.

Of a table only the rows with a difference stand there, with their labels and the columns in which
anything is different; what lies between is told as so many rows without a change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from budgets.data import ColumnData
from budgets.differences.data import (
    ADDED,
    REMOVED,
    TEXT,
    CellDifference,
    ColumnDifference,
    DocumentDifference,
    LargestChange,
    ParagraphDifference,
    Piece,
    RowDifference,
    TableDifference,
)
from budgets.differences.listings import Sheet
from budgets.differences.paragraphs import pieces
from budgets.differences.telling import column_name, path_of
from budgets.money import Unit
from budgets.pages import words
from budgets.pages.grid import FIGURES
from budgets.pages.units import told_amount, unit_name, unit_of, with_minus

# Words of a cell that are longer are told part by part.
LONG_ENOUGH = 12
# A page shows so many rows of a table, of all tables, and so many paragraphs; the files have all.
ROWS_OF_A_TABLE = 200
ROWS_OF_A_PAGE = 1_000
PARAGRAPHS_OF_A_PAGE = 300
FEW = 5

# Where a table or one of its rows (from 1) stands; "" for nowhere.
Address = Callable[[TableDifference, int], str]


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell of a shown row: `text` where it is the same, else what it was and became.

    `pieces` tell long words part by part; `change` and `percent` a sum, with their signs.
    """

    look: str
    text: str = ""
    before: str = ""
    after: str = ""
    kind: str = ""
    says: str = ""
    change: str = ""
    percent: str = ""
    heading: bool = False
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownRow:
    """`skipped` rows without a change come before it."""

    what: str
    says: str
    address: str
    place: str
    cells: tuple[ShownCell, ...]
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Head:
    text: str
    look: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The shown rows of one block under their heads; `skipped` rows come after them."""

    heads: tuple[Head, ...]
    rows: tuple[ShownRow, ...]
    skipped: int


@dataclass(frozen=True, slots=True)
class ShownText:
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ShownTable:
    """`id` is its anchor, `says` how much changed in words."""

    id: str
    what: str
    name: str
    was: str
    address: str
    unit: str
    says: tuple[str, ...]
    texts: tuple[ShownText, ...]
    columns: tuple[ShownText, ...]
    listings: tuple[Listing, ...]
    reformed: bool = False
    more: int = 0


@dataclass(frozen=True, slots=True)
class Largest:
    """One of the largest changes, in the unit of its table."""

    table: str
    address: str
    row: str
    column: str
    before: str
    after: str
    change: str
    percent: str
    unit: str


@dataclass(frozen=True, slots=True)
class Beside:
    """Everything that a page says of a comparison."""

    says: tuple[str, ...]
    quiet: tuple[str, ...]
    tables: tuple[ShownTable, ...]
    paragraphs: tuple[ParagraphDifference, ...]
    more_paragraphs: int
    largest: tuple[Largest, ...]
    # So few changes that the largest are seen at a glance.
    few: bool
    same_year: bool
    # What the two sides are called: 原为 and 改为, or their years.
    names: tuple[str, str]


def nowhere(table: TableDifference, row: int) -> str:
    return ""


def beside(
    difference: DocumentDifference,
    *,
    prefix: str = "",
    address: Address = nowhere,
    quiet: bool = False,
) -> Beside:
    """The comparison as it is shown; `quiet` shows what is only printed otherwise too.

    `prefix` goes before the anchors (v2-t5), `address` tells where a table or row can be seen.
    """
    counts = difference.counts
    tables = difference.tables if quiet else difference.loud_tables
    room = ROWS_OF_A_PAGE
    shown: list[ShownTable] = []
    for table in tables:
        shown.append(_Showing(table, address, quiet, difference.same_year).table(prefix, room))
        room -= sum(len(listing.rows) for listing in shown[-1].listings)
    paragraphs = [one for one in difference.paragraphs if quiet or not one.only_print]
    return Beside(
        says=tuple(words.differences(counts)),
        quiet=() if quiet else tuple(words.quiet_differences(counts)),
        tables=tuple(shown),
        paragraphs=tuple(paragraphs[:PARAGRAPHS_OF_A_PAGE]),
        more_paragraphs=max(len(paragraphs) - PARAGRAPHS_OF_A_PAGE, 0),
        largest=tuple(_largest(one, address) for one in difference.largest()),
        few=counts.cells + counts.rows_added + counts.rows_removed <= FEW,
        same_year=difference.same_year,
        names=_names(difference),
    )


def _names(difference: DocumentDifference) -> tuple[str, str]:
    if difference.same_year:
        return _("原为"), _("改为")
    before, after = (
        _("%(year)s年") % {"year": side.fiscal_year}
        for side in (difference.before, difference.after)
    )
    return before, after


def _largest(one: LargestChange, address: Address) -> Largest:
    table, cell = one.table, one.cell
    unit = _unit(table, cell)
    return Largest(
        table=table.table.name,
        address=address(table, _row_number(table, one.row)),
        row=one.row.label,
        column=column_name(table, cell),
        before=cell.before.text if cell.before else "",
        after=cell.after.text if cell.after else "",
        change=signed(cell.change or 0, unit),
        percent=percentage(cell.percent),
        unit=unit_name(unit),
    )


def signed(fen: int, unit: Unit) -> str:
    """A change with its sign: +62.40, −3.50."""
    return ("+" if fen > 0 else "") + told_amount(fen, unit)


def percentage(percent: Decimal | None) -> str:
    if percent is None:
        return ""
    return with_minus(f"{percent:+,}%")


def _unit(table: TableDifference, cell: CellDifference) -> Unit:
    """The unit of the later document, in which a change is told."""
    if table.after is not None and cell.after is not None:
        return unit_of(table.after, cell.after.column)
    return unit_of(table.before, cell.place.column)


def _row_number(table: TableDifference, row: RowDifference) -> int:
    """The row from 1 in the table that `address` leads to; 0 where it is not there."""
    if table.after is None:
        return (row.before or 0) + 1
    return 0 if row.after is None else row.after + 1


class _Showing:
    """Lays out one table."""

    def __init__(
        self, difference: TableDifference, address: Address, quiet: bool, same_year: bool
    ) -> None:
        self.rows_told = words.WHAT if same_year else words.WHAT_OVER_YEARS
        self.difference = difference
        self.address = address
        self.quiet = quiet
        self.before = Sheet.of(difference.before) if difference.before else None
        self.after = Sheet.of(difference.after) if difference.after else None

    def table(self, prefix: str, room: int) -> ShownTable:
        table = self.difference
        rows = table.rows if self.quiet else table.loud_rows
        shown = rows[: max(min(ROWS_OF_A_TABLE, room), 0)]
        was = table.before.name if table.before and table.after else ""
        # The number of a table that is gone may be another one's by now.
        anchor = "gone" if table.what == REMOVED else "t"
        return ShownTable(
            id=f"{prefix}{anchor}{table.table.n}",
            what=table.what,
            name=table.table.name,
            was=was if was != table.table.name and table.texts else "",
            address=self.address(table, 0),
            unit=table.table.unit,
            says=tuple(words.differences(table.counts, of_a_table=True)),
            texts=tuple(
                ShownText(str(words.OUTSIDE[text.what]), text.before, text.after)
                for text in table.texts
            ),
            columns=tuple(
                ShownText(
                    str(words.WHAT[column.what]),
                    path_of(table.before, column.before),
                    path_of(table.after, column.after),
                )
                for column in table.changed_columns
                if not table.reformed
            ),
            listings=tuple(self._listing(block, rows) for block, rows in _by_block(shown)),
            reformed=table.reformed,
            more=len(rows) - len(shown),
        )

    def _listing(self, block: int, rows: Sequence[RowDifference]) -> Listing:
        columns = self._columns(block, rows)
        filled = self._filled(block)
        told: list[ShownRow] = []
        last = 0
        for row in rows:
            skipped = 0
            if row.after is not None:
                skipped = max(filled[row.after] - filled[last], 0)
                last = max(last, row.after + 1)
            told.append(self._row(row, columns, skipped))
        return Listing(
            heads=tuple(self._head(column) for column in columns),
            rows=tuple(told),
            skipped=max(filled[-1] - filled[last], 0),
        )

    def _filled(self, block: int) -> list[int]:
        """How many rows of the later table say something in a block, before each row and in all."""
        counted = [0]
        if self.after is not None and self.before is not None:
            own = [at for at, one in enumerate(self.after.columns) if one.block == block]
            for row in range(len(self.after.table.rows)):
                says = any(self.after.raw(row, at) for at in own)
                counted.append(counted[-1] + says)
            return counted
        rows = len(self.difference.table.rows)
        return counted * (rows + 1)

    def _columns(self, block: int, rows: Sequence[RowDifference]) -> list[ColumnDifference]:
        """The labels, and where anything is different."""
        own = [column for column in self.difference.columns if self._data(column).block == block]
        labels = [column for column in own if self._data(column).kind == "label"]
        one_sided = self.before is None or self.after is None
        # Heads of money say what a figure is; of other tables a whole row does.
        if one_sided or (not labels and self.difference.table.kind != "money"):
            return [column for column in own if any(self._text(row, column) for row in rows)]
        cells = [cell for row in rows for cell in row.cells if self.quiet or not cell.is_quiet]
        lost = {cell.before.column for cell in cells if cell.before}
        new = {cell.after.column for cell in cells if cell.after}
        return [
            column
            for column in own
            if column in labels or column.before in lost or column.after in new
        ]

    def _data(self, column: ColumnDifference) -> ColumnData:
        if column.after is not None and self.after is not None:
            return self.after.columns[column.after]
        assert self.before is not None
        return self.before.columns[column.before or 0]

    def _text(self, row: RowDifference, column: ColumnDifference) -> str:
        """What stands there now, or stood there last."""
        for sheet, line, place in (
            (self.after, row.after, column.after),
            (self.before, row.before, column.before),
        ):
            if sheet is not None and line is not None and place is not None:
                return sheet.text(line, place)
        return ""

    def _head(self, column: ColumnDifference) -> Head:
        data = self._data(column)
        table = self.difference
        name = path_of(table.after, column.after) or path_of(table.before, column.before)
        return Head(name, "figure" if data.kind in FIGURES else "")

    def _row(
        self, row: RowDifference, columns: Sequence[ColumnDifference], skipped: int
    ) -> ShownRow:
        by_place = {
            (side, cell_side.column): cell
            for cell in row.cells
            if self.quiet or not cell.is_quiet
            for side, cell_side in (("before", cell.before), ("after", cell.after))
            if cell_side is not None
        }
        shown = []
        for column in columns:
            cell = by_place.get(("after", column.after)) if column.after is not None else None
            if cell is None and column.before is not None:
                cell = by_place.get(("before", column.before))
            shown.append(self._cell(row, column, cell))
        number = _row_number(self.difference, row)
        return ShownRow(
            what=row.what,
            says=str(self.rows_told[row.what]),
            address=self.address(self.difference, number) if number else "",
            place=str(number or (row.before or 0) + 1),
            cells=tuple(shown),
            skipped=skipped,
        )

    def _cell(
        self, row: RowDifference, column: ColumnDifference, cell: CellDifference | None
    ) -> ShownCell:
        data = self._data(column)
        look = "figure" if data.kind in FIGURES else ""
        text = self._text(row, column)
        heading = data.kind == "label" and bool(text)
        if cell is None or row.what in (ADDED, REMOVED):
            return ShownCell(look, text=text, heading=heading)
        before, after = (side.text if side else "" for side in (cell.before, cell.after))
        long = cell.kind == TEXT and min(len(before), len(after)) >= LONG_ENOUGH
        return ShownCell(
            look=look,
            before=before,
            after=after,
            kind=cell.kind,
            says=str(words.CELL.get(cell.kind, "")),
            change=signed(cell.change, _unit(self.difference, cell)) if cell.change else "",
            percent=percentage(cell.percent),
            heading=heading,
            pieces=tuple(pieces(before, after)) if long else (),
        )


def _by_block(
    rows: Sequence[RowDifference],
) -> Iterator[tuple[int, list[RowDifference]]]:
    for block in dict.fromkeys(row.block for row in rows):
        yield block, [row for row in rows if row.block == block]
