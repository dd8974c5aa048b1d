"""A change to a table of a document: what it says afterwards, with the totals that follow. Pure.

A total that agreed with its parts goes on agreeing: it is computed anew when a part of it changes.
A blank total of blank parts agrees, and so does that of a row that has just come or got its words.
One that was brought with a contradiction is left alone, and its finding stands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from budgets.cube import Listing, Statement, listings
from budgets.data import DisclosureData, ProblemData, TableData, Text
from budgets.money import (
    UNITS,
    YUAN,
    Amount,
    AmountError,
    Unit,
    format_fen,
    is_nothing,
    normalise_figure,
    parse_amount,
)
from budgets.parts import parts
from budgets.vocabulary import Vocabulary
from budgets.workbook.document import common_unit
from budgets.workbook.matching import MONEY
from budgets.workbook.parsing import Context
from budgets.workbook.rereading import Line, lines_of, reread

# Row and column of a cell, from 0.
Place = tuple[int, int]

# What people write behind a figure, longest first.
_SUFFIXES = {
    "百万元": UNITS["百万元"],
    "千元": UNITS["千元"],
    "万元": UNITS["万元"],
    "亿元": UNITS["亿元"],
    "万": UNITS["万元"],
    "亿": UNITS["亿元"],
    "元": YUAN,
}


@dataclass(frozen=True, slots=True)
class Edited:
    """A document after a change to one table. `followed` are the totals computed anew."""

    data: DisclosureData
    problems: tuple[ProblemData, ...]
    followed: Mapping[Place, str]


def with_cells(
    data: DisclosureData, n: int, cells: Mapping[Place, Text], vocabulary: Vocabulary
) -> Edited:
    """The document with other texts in some cells of a table, as they are to be printed."""
    lines = lines_of(data.table(n))
    for row, column in cells:
        line = list(lines[row].cells)
        line += [None] * (column + 1 - len(line))
        line[column] = cells[row, column] or None
        lines[row] = Line(tuple(line), row)
    return with_lines(data, n, lines, vocabulary, touched=cells)


def with_lines(
    data: DisclosureData,
    n: int,
    lines: Sequence[Line],
    vocabulary: Vocabulary,
    touched: Collection[Place] = (),
) -> Edited:
    """The document with another body of a table: rows changed, new, moved, gone.

    `touched` are the cells (in the new rows) that were set on purpose; no total is put over them.
    """
    before = data.table(n)
    context = Context(
        vocabulary,
        data.fiscal_year,
        data.kind,
        UNITS.get(before.unit) or common_unit(data.tables),
    )
    read = reread(before, lines, context)
    followed = dict(_following(before, read.table, lines, touched))
    if followed:
        read = replace(read, table=_followed(read.table, followed))
    tables = tuple(read.table if table.n == n else table for table in data.tables)
    after, problems = replace(data, tables=tables), tuple(read.problems)
    if before.kind != MONEY:
        for part in parts():
            after, more = part.read(after)
            problems = (*problems, *more)
    return Edited(after, problems, followed)


def _followed(table: TableData, texts: Mapping[Place, str]) -> TableData:
    """The table with other amounts at facts that it has: their rows mean what they meant."""
    rows = list(table.rows)
    for (row, column), text in texts.items():
        cells = list(rows[row].cells)
        cells[column] = text or None
        rows[row] = replace(rows[row], cells=tuple(cells))
    facts = tuple(
        replace(
            fact,
            amount=parse_amount(texts[fact.row, fact.column], unit_of(table, fact.column)),
        )
        if (fact.row, fact.column) in texts
        else fact
        for fact in table.facts
    )
    return replace(table, rows=tuple(rows), facts=facts)


# --- Totals --------------------------------------------------------------------------------------


def _following(
    before: TableData, after: TableData, lines: Sequence[Line], touched: Collection[Place]
) -> Iterator[tuple[Place, str]]:
    """The totals of `after` that agreed in `before` and no longer do, with their new texts.

    What was no total before (its row is new, or had no words) follows if nothing is written there.
    """
    earlier: dict[Place, list[_Total]] = {}
    for total in _totals(before):
        earlier.setdefault(total.place, []).append(total)
    style = Style.of(after)
    for total in _totals(after):
        row, column = total.place
        if total.fen == total.told or total.place in touched:
            continue
        was = lines[row].was
        olds = earlier.get((was, column), ()) if was is not None else ()
        # Of the many cells of a table few come so far, and whose parts lie where takes long to tell.
        held = next(
            (old.fen == old.told for old in reversed(olds) if not _is_half_named(old, before)),
            None,
        )
        if not (held or (held is None and not after.text(row, column))):
            continue
        if not _is_half_named(total, after):
            # Of blank parts the total is blank, and not zero.
            text = printed(total.told, after, row, column, style) if total.is_told else ""
            yield total.place, text


@dataclass(frozen=True, slots=True)
class _Total:
    """A cell that others of its table refine: what it says and what they sum to, in fen."""

    place: Place
    fen: int
    told: int
    statement: Statement
    listing: Listing

    @property
    def is_told(self) -> bool:
        """Whether one of the others states an amount, be it zero."""
        own = {self.place[0]} if len(self.statement.facts) > 1 else None
        return bool(self.told) or any(
            fact.amount.fen is not None
            for leaf in self.listing.leaves
            if leaf.area.within(self.statement.area)
            for fact in leaf.facts
            if own is None or fact.row in own
        )


def _totals(table: TableData) -> Iterator[_Total]:
    """Every cell of a table that others of it refine."""
    alone = DisclosureData("", 0, "", (table,))
    for listing in listings(alone):
        for statement in listing.statements:
            if statement.leaf or not _is_own(statement):
                continue
            told = listing.sum_within(statement.area)
            if told is None:
                continue
            if len(statement.facts) > 1:
                yield from _of_rows(statement, listing, told[0])
                continue
            fact = statement.facts[0]
            place = (fact.row, fact.column)
            yield _Total(place, statement.fen, told[0], statement, listing)


def _of_rows(statement: Statement, listing: Listing, told: int) -> Iterator[_Total]:
    """The totals of several rows with the same words, each of its own row's parts.

    Two functions may pay the same allowance, each in a row of its own. Where their parts lie in
    other rows nothing says whose they are.
    """
    wholes = {fact.row: fact for fact in statement.facts}
    parts: dict[int, int] = dict.fromkeys(wholes, 0)
    for leaf in listing.leaves:
        if leaf.area.within(statement.area):
            for fact in leaf.facts:
                parts[fact.row] = parts.get(fact.row, 0) + (fact.amount.fen or 0)
    if len(parts) != len(statement.facts) or sum(parts.values()) != told:
        return
    for row, fact in wholes.items():
        yield _Total((row, fact.column), fact.amount.fen or 0, parts[row], statement, listing)


def _is_half_named(total: _Total, table: TableData) -> bool:
    """Whether a blank cell may be of a row whose words are still being typed.

    Of two codes the first makes the row a whole of those that have both: a figure that was put
    there at once would be the row's own, and counted twice, when the second has come.
    """
    row, column = total.place
    if table.rows[row].kind == "total" or table.text(row, column):
        return False
    parts = {
        fact.row
        for leaf in total.listing.leaves
        if leaf.area.within(total.statement.area)
        for fact in leaf.facts
    } - {row}
    return bool(parts) and _names(table, row) < max(_names(table, part) for part in parts)


def _names(table: TableData, row: int) -> int:
    """How many of a row's labels are written."""
    cells = zip(table.columns, table.rows[row].cells, strict=False)
    return sum(column.kind == "label" and bool(text) for column, text in cells)


def _is_own(statement: Statement) -> bool:
    """Whether the cell can be computed: what is compared (增减) or printed as a rate is not summed."""
    return statement.facts[0].coordinates.get("basis") != "change"


# --- How an amount is printed --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Style:
    """How a table prints its amounts: decimals by cell, by column and at most, and separators."""

    of_cells: Mapping[Place, int]
    of_columns: Mapping[int, int]
    most: int
    grouped: bool

    @classmethod
    def of(cls, table: TableData) -> Style:
        of_cells: dict[Place, int] = {}
        of_columns: dict[int, int] = {}
        grouped = False
        for fact in table.facts:
            if fact.amount.fen is None:
                continue
            places = _places(fact.amount)
            grouped = grouped or "," in fact.amount.printed or "，" in fact.amount.printed
            of_cells[fact.row, fact.column] = places
            of_columns[fact.column] = max(places, of_columns.get(fact.column, 0))
        return cls(of_cells, of_columns, max(of_columns.values(), default=2), grouped)

    def places(self, row: int, column: int) -> int:
        """Decimals of the cell, else of its column, else of its table."""
        return self.of_cells.get((row, column), self.of_columns.get(column, self.most))


def printed(
    fen: int,
    table: TableData,
    row: int,
    column: int,
    style: Style | None = None,
    *,
    written: int = 0,
) -> str:
    """An amount as this table prints its amounts: in its unit, with its places; no digit is lost.

    `style` spares finding out how for every cell of many. `written` are the decimals that a person
    wrote: a table without a figure has no way of its own yet, and goes by theirs.
    """
    unit = unit_of(table, column)
    style = style or Style.of(table)
    places = style.places(row, column)
    if not style.of_cells:
        places = max(places, written)
    exact = format_fen(fen, unit, None, grouped=style.grouped)
    _whole, _point, fraction = exact.partition(".")
    if len(fraction.rstrip("0")) > places:
        return exact
    return format_fen(fen, unit, places, grouped=style.grouped)


def unit_of(table: TableData, column: int) -> Unit:
    """The unit that a column's figures are in."""
    own = table.columns[column].unit if column < len(table.columns) else ""
    return UNITS.get(own) or UNITS.get(table.unit) or YUAN


def _places(amount: Amount) -> int:
    _whole, _point, fraction = normalise_figure(amount.printed).strip("()").partition(".")
    return len(fraction)


def typed(
    text: str,
    table: TableData,
    row: int,
    column: int,
    *,
    unit: Unit | None = None,
    style: Style | None = None,
) -> str:
    """What is to be printed for an amount as people type it: 1,234.5, １２３４, 1234.5万, 0, blank.

    A blank stays blank and a dash a dash; what is no amount stays as it was typed, and the reader
    says so at the cell. `unit` is that of the text where it names none, the column's by default.
    """
    if is_nothing(text):
        return text.strip()
    folded = normalise_figure(text)
    unit = unit or unit_of(table, column)
    for suffix, meant in _SUFFIXES.items():
        if folded.endswith(suffix):
            folded, unit = folded.removesuffix(suffix), meant
            break
    try:
        amount = parse_amount(folded, unit)
    except AmountError:
        return text.strip()
    if amount.fen is None:
        return text.strip()
    return printed(amount.fen, table, row, column, style, written=_places(amount))
