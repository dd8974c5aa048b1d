"""Two tables that are the same one, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from budgets.data import FactData, TableData
from budgets.differences.aligning import Pair, align, gaps
from budgets.differences.data import (
    ADDED,
    AMOUNT,
    CHANGED,
    KEPT,
    MEANING,
    MOVED,
    PRINT,
    REMOVED,
    TEXT,
    CellDifference,
    CellText,
    ColumnDifference,
    RowDifference,
    TableDifference,
    TextDifference,
)
from budgets.differences.listings import Line, Sheet
from budgets.differences.matching import columns_of, have_one_form, match_columns
from budgets.differences.rows import match_rows, moved_rows
from budgets.differences.wording import (
    label_key,
    same_figure,
    same_words,
    without_spaces,
    without_years,
)
from budgets.money import UNITS, YUAN, Amount, AmountError, Unit, parse_amount


def table_added(table: TableData) -> TableDifference:
    """A table that only the later document has: every row of it is added."""
    columns = tuple(ColumnDifference(ADDED, None, at) for at in range(len(columns_of(table))))
    return TableDifference(None, table, columns, tuple(_all_rows(Sheet.of(table), ADDED)))


def table_removed(table: TableData) -> TableDifference:
    columns = tuple(ColumnDifference(REMOVED, at, None) for at in range(len(columns_of(table))))
    return TableDifference(table, None, columns, tuple(_all_rows(Sheet.of(table), REMOVED)))


def compare_tables(
    before: TableData, after: TableData, *, same_year: bool = True, moved: bool = False
) -> tuple[TableDifference, ...]:
    """What is different between two tables; `moved` tells that it changed places among them.

    Two differences where the form is another one: the old table went, the new one came.
    """
    if replace(before, n=after.n) == after:
        return (TableDifference(before, after, moved=moved and same_year),)
    columns = match_columns(before, after, same_year=same_year)
    if not have_one_form(columns):
        if same_year:
            return table_removed(before), table_added(after)
        return (TableDifference(before, after, columns, reformed=True),)
    comparing = _Comparing(Sheet.of(before), Sheet.of(after), columns, same_year)
    rows = tuple(comparing.rows())
    texts = tuple(_texts(before, after, same_year=same_year))
    told = rows or texts or any(column.what != KEPT for column in columns)
    layout = (
        same_year
        and not told
        and (
            before.header != after.header
            or before.merges != after.merges
            or before.notes != after.notes
            or before.title_lines != after.title_lines
            or _names(before) != _names(after)
        )
    )
    return (TableDifference(before, after, columns, rows, texts, moved and same_year, layout),)


def _names(table: TableData) -> tuple[str, ...]:
    return table.code, table.title, table.unit, table.unit_line


class _Comparing:
    def __init__(
        self,
        before: Sheet,
        after: Sheet,
        columns: Sequence[ColumnDifference],
        same_year: bool,
    ) -> None:
        self.before, self.after, self.same_year = before, after, same_year
        self.shared: list[Pair] = [
            (column.before, column.after)
            for column in columns
            if column.before is not None and column.after is not None
        ]
        # Against another year, what a column says that the other form does not have is no change.
        self.lost = [c.before for c in columns if c.before is not None and c.what == REMOVED]
        self.new = [c.after for c in columns if c.after is not None and c.what == ADDED]
        if not same_year:
            self.lost = self.new = []
        # Where every column stands where it stood, in the same unit, equal rows say the same.
        self.straight = (
            not self.lost
            and not self.new
            and all(
                one == two and self._unit(before, one) == self._unit(after, two)
                for one, two in self.shared
            )
        )
        self.partner: dict[int, set[int]] = {}

    def rows(self) -> Iterator[RowDifference]:
        """The rows with a difference, block by block in the order of `after`."""
        matched = []
        for block in dict.fromkeys((*self.after.blocks, *self.before.blocks)):
            left = self.before.lines(block, [one for one, _ in self.shared])
            right = self.after.lines(block, [two for _, two in self.shared])
            pairs = match_rows(left, right)
            matched.append((block, left, right, pairs))
            for one, two in pairs:
                self.partner.setdefault(left[one].row, set()).add(right[two].row)
        for block, left, right, pairs in matched:
            yield from self._block(block, left, right, pairs)

    def _block(
        self, block: int, left: Sequence[Line], right: Sequence[Line], pairs: Sequence[Pair]
    ) -> Iterator[RowDifference]:
        moved = moved_rows(pairs) if self.same_year else set()
        partner = {two: one for one, two in pairs}
        lost = _where_they_stood(pairs, moved, len(left))
        for at in range(-1, len(right)):
            if at in partner:
                found = self._pair(block, left[partner[at]], right[at], at in moved)
                if found is not None:
                    yield found
            elif at >= 0:
                yield _alone(self.after, block, right[at], ADDED)
            for gone in lost.get(at, ()):
                yield _alone(self.before, block, left[gone], REMOVED)

    def _pair(self, block: int, left: Line, right: Line, moved: bool) -> RowDifference | None:
        mine, other = self.before.table.rows[left.row], self.after.table.rows[right.row]
        cells: list[CellDifference] = []
        if not (
            self.straight and mine.cells == other.cells and not self._read_otherwise(left, right)
        ):
            cells += (
                found
                for one, two in self.shared
                if self.after.columns[two].block == block
                and (found := self._cells((left.row, one), (right.row, two))) is not None
            )
            for sheet, row, gone, what in (
                (self.before, left.row, self.lost, REMOVED),
                (self.after, right.row, self.new, ADDED),
            ):
                cells += (
                    _one_sided(sheet, row, at, what)
                    for at in gone
                    if sheet.columns[at].block == block and sheet.raw(row, at)
                )
        if not cells and not moved:
            return None
        return RowDifference(
            CHANGED if cells else MOVED,
            left.row,
            right.row,
            block,
            right.label or left.label,
            other.kind,
            tuple(cells),
            moved,
        )

    def _read_otherwise(self, left: Line, right: Line) -> bool:
        """Whether equal cells of a row were read as other amounts, or as something else."""
        for one, two in self.shared:
            mine = self.before.facts.get((left.row, one))
            other = self.after.facts.get((right.row, two))
            if (mine and mine.amount.fen) != (other and other.amount.fen):
                return True
            if self.same_year and _meaning(mine) != _meaning(other):
                return True
        return False

    def _cells(self, left: tuple[int, int], right: tuple[int, int]) -> CellDifference | None:
        anchor, other = self.before.anchors.get(left), self.after.anchors.get(right)
        if anchor and other and other[0] in self.partner.get(anchor[0], ()):
            # Said once, at the cell that holds the text of both merged areas.
            return None
        mine, theirs = self.before.text(*left), self.after.text(*right)
        amounts = _amount(self.before, *left), _amount(self.after, *right)
        kind = self._kind(mine, theirs, amounts, left, right)
        if not kind:
            return None
        return CellDifference(
            kind,
            _cell(self.before, *left, amounts[0], mine),
            _cell(self.after, *right, amounts[1], theirs),
        )

    def _kind(
        self,
        mine: str,
        theirs: str,
        amounts: tuple[Amount | None, Amount | None],
        left: tuple[int, int],
        right: tuple[int, int],
    ) -> str:
        """How two cells differ: one of the four kinds, or "" where they do not."""
        before, after = amounts
        if before is not None and after is not None:
            if before.value != after.value:
                return AMOUNT
        elif mine.strip() != theirs.strip() and not self._same_words(mine, theirs, left, right):
            return TEXT
        if not self.same_year:
            return ""
        if mine != theirs:
            return PRINT
        read = self.before.facts.get(left), self.after.facts.get(right)
        return MEANING if _meaning(read[0]) != _meaning(read[1]) else ""

    def _same_words(
        self, mine: str, theirs: str, left: tuple[int, int], right: tuple[int, int]
    ) -> bool:
        if same_words(mine, theirs, same_year=self.same_year) or same_figure(mine, theirs):
            return True
        is_label = self.before.columns[left[1]].kind == self.after.columns[right[1]].kind == "label"
        # The ordinal in front of a label follows from the rows above it.
        return is_label and label_key(mine) == label_key(theirs) and not _years_differ(mine, theirs)

    @staticmethod
    def _unit(sheet: Sheet, column: int) -> str:
        return sheet.columns[column].unit or sheet.table.unit


def _all_rows(sheet: Sheet, what: str) -> Iterator[RowDifference]:
    for block in sheet.blocks:
        for line in sheet.lines(block, ()):
            yield _alone(sheet, block, line, what)


def _alone(sheet: Sheet, block: int, line: Line, what: str) -> RowDifference:
    cells = [
        _one_sided(sheet, line.row, at, what)
        for at in range(sheet.width)
        if sheet.columns[at].block == block and sheet.raw(line.row, at)
    ]
    return RowDifference(
        what,
        line.row if what == REMOVED else None,
        line.row if what == ADDED else None,
        block,
        line.label,
        sheet.table.rows[line.row].kind,
        tuple(cells),
    )


def _one_sided(sheet: Sheet, row: int, column: int, what: str) -> CellDifference:
    amount = _amount(sheet, row, column)
    said = _cell(sheet, row, column, amount)
    kind = AMOUNT if amount is not None and amount.fen is not None else TEXT
    return CellDifference(kind, None, said) if what == ADDED else CellDifference(kind, said, None)


def _years_differ(mine: str, theirs: str) -> bool:
    """Whether labels that are alike but for years would be different in one year's documents."""
    return not same_words(mine, theirs, same_year=True) and same_words(
        mine, theirs, same_year=False
    )


def _meaning(fact: FactData | None) -> object:
    return fact.coordinates if fact is not None and fact.amount.fen is not None else None


def _cell(sheet: Sheet, row: int, column: int, amount: Amount | None, text: str = "") -> CellText:
    return CellText(
        row,
        column,
        sheet.table.rows[row].origin.cell(column),
        text or sheet.raw(row, column),
        amount.fen if amount is not None else None,
    )


def _amount(sheet: Sheet, row: int, column: int) -> Amount | None:
    """What a cell states as money; blank and dash state nothing (fen None); None: no money."""
    if fact := sheet.facts.get((row, column)):
        return fact.amount
    if sheet.columns[column].kind != "amount":
        return None
    try:
        return parse_amount(sheet.text(row, column), _unit_of(sheet, column))
    except AmountError:
        return None


def _unit_of(sheet: Sheet, column: int) -> Unit:
    return UNITS.get(sheet.columns[column].unit) or UNITS.get(sheet.table.unit, YUAN)


def _where_they_stood(pairs: Sequence[Pair], moved: set[int], count: int) -> dict[int, list[int]]:
    """The rows of `before` that are gone, by the row of `after` that they followed (-1: none)."""
    partner = dict(pairs)
    found: dict[int, list[int]] = {}
    place = -1
    for at in range(count):
        if at not in partner:
            found.setdefault(place, []).append(at)
        elif partner[at] not in moved:
            place = partner[at]
    return found


# --- What is printed around the cells ------------------------------------------------------------


def _texts(before: TableData, after: TableData, *, same_year: bool) -> Iterator[TextDifference]:
    for what in ("code", "title", "unit"):
        mine, other = getattr(before, what), getattr(after, what)
        if not same_words(mine, other, same_year=same_year):
            yield TextDifference(what, mine, other)
    if before.unit == after.unit and not same_words(
        before.unit_line, after.unit_line, same_year=same_year
    ):
        yield TextDifference("unit", before.unit_line, after.unit_line)
    yield from _lines("line", before.title_lines, after.title_lines, same_year=same_year)
    yield from _lines("note", before.notes, after.notes, same_year=same_year)


def _lines(
    what: str, before: Sequence[str], after: Sequence[str], *, same_year: bool
) -> Iterator[TextDifference]:
    """The lines that differ; what stands between the same neighbours is one line changed."""
    plain = without_spaces if same_year else without_years
    pairs = align([plain(line) for line in before], [plain(line) for line in after])
    for mine, other in gaps(pairs, len(before), len(after)):
        for step in range(max(len(mine), len(other))):
            yield TextDifference(
                what,
                before[mine[step]] if step < len(mine) else "",
                after[other[step]] if step < len(other) else "",
            )
