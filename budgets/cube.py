"""The cube behind a document: listings with their leaves, and what is nil.

Nothing here knows a particular table or form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from budgets.coordinates import Coordinates
from budgets.data import CellRef, DisclosureData, FactData, Origin, TableData
from budgets.lately import Lately
from budgets.leaves import Axis, leaf_lines
from budgets.regions import (
    CURRENT,
    EVERYTHING,
    MASKS,
    Area,
    CodeIndex,
    Region,
    pair_bits,
    region,
    use_bits,
)

# How many tables a process remembers with what they were asked, and how large a one (some 1 kB a
# fact): a few documents that are being worked on.
_REMEMBERED_TABLES = 96
_REMEMBERED_FACTS = 3_000
_LATELY: Lately[tuple[Listing, ...]] = Lately(_REMEMBERED_TABLES)
_LIMITED: Lately[tuple[Listing, ...]] = Lately(_REMEMBERED_TABLES)
# Catalogues whose members are known as each table prints them.
PRINTED_NAMES = ("body", "project", "service")

__all__ = [
    "CURRENT",
    "EVERYTHING",
    "MASKS",
    "Area",
    "Listing",
    "Region",
    "Statement",
    "cell_ref",
    "known_nil",
    "listings",
    "region",
    "table_step",
]


@dataclass(frozen=True, slots=True)
class Statement:
    """What a listing says of a region: the sum of the cells that state it, in fen.

    Several cells state one region where an open listing has several rows of the same coordinates.
    """

    area: Area
    fen: int
    facts: tuple[FactData, ...]
    table: TableData
    leaf: bool
    partial: bool = False


@dataclass(frozen=True, eq=False)
class Listing:
    """One half of a table at one basis: statements, and the leaves that make up the whole.

    `incomplete`: a figure of this half could not be read, so that its sums can't be relied on.
    `step`: fen of one unit in the last printed place; 1 where the table prints to the fen.

    A listing is itself only: it remembers what it was asked, and an unchanged table keeps its
    listings (`listings_of`), so that a document is checked again for the tables that changed.
    """

    table: TableData
    basis: str
    slice: Area
    statements: tuple[Statement, ...]
    incomplete: bool
    step: int
    # Whether the table deducts anything (冲减): its parts may then come to more than a whole.
    deducts: bool = False
    # Whether it is several tables of sibling sources taken together.
    pooled: bool = False

    @cached_property
    def compared(self) -> WeakKeyDictionary[Listing, Any]:
        """Room for what its statements were compared with (comparing.py)."""
        return WeakKeyDictionary()

    @cached_property
    def leaves(self) -> tuple[Statement, ...]:
        return tuple(statement for statement in self.statements if statement.leaf)

    @cached_property
    def nonzero(self) -> tuple[Statement, ...]:
        """The leaves that hold money; the others add nothing to any sum."""
        return tuple(one for one in self.statements if one.leaf and one.fen)

    @cached_property
    def _index(self) -> CodeIndex:
        return CodeIndex([leaf.area.named.codes for leaf in self.nonzero])

    @cached_property
    def _named(self) -> dict[str, frozenset[str]]:
        """The bodies, projects and services that the listing mentions, with money or without."""
        found: dict[str, set[str]] = {name: set() for name in PRINTED_NAMES}
        for statement in self.statements:
            for name, prefixes in statement.area.named.codes:
                if name in found:
                    found[name].update(prefixes)
        return {name: frozenset(members) for name, members in found.items()}

    def mentions(self, whole: Area) -> bool:
        """Whether the listing speaks of the bodies, projects and services of a region at all.

        Tables shorten names, or print a code for them: one that a listing does not mention has not
        thereby been said to be nil.
        """
        for name, prefixes in whole.named.codes:
            known = self._named.get(name)
            if known is None or not known.isdisjoint(prefixes):
                continue
            if not any(a.startswith(b) or b.startswith(a) for a in known for b in prefixes):
                return False
        return True

    def sum_within(self, whole: Area) -> tuple[int, tuple[Statement, ...]] | None:
        """The sum of the leaves within a region, and those leaves; None when it can't be told."""
        if whole not in self._sums:
            self._sums[whole] = self._sum_within(whole)
        return self._sums[whole]

    @cached_property
    def _sums(self) -> dict[Area, tuple[int, tuple[Statement, ...]] | None]:
        return {}

    def _sum_within(self, whole: Area) -> tuple[int, tuple[Statement, ...]] | None:
        if self.incomplete or not whole.within(self.slice):
            return None
        total, inside = 0, []
        leaves = self.nonzero
        for index in self._index.meeting(whole.named.codes):
            leaf = leaves[index]
            if leaf.area.within(whole):
                total += leaf.fen
                inside.append(leaf)
            elif not leaf.area.disjoint(whole):
                return None
        return total, tuple(inside)

    def at_least_within(self, whole: Area) -> tuple[int, tuple[Statement, ...]]:
        """The sum of those leaves that surely lie within a region: a lower bound of it."""
        if whole not in self._bounds:
            self._bounds[whole] = self._at_least_within(whole)
        return self._bounds[whole]

    @cached_property
    def _bounds(self) -> dict[Area, tuple[int, tuple[Statement, ...]]]:
        return {}

    def _at_least_within(self, whole: Area) -> tuple[int, tuple[Statement, ...]]:
        meeting = (self.nonzero[index] for index in self._index.meeting(whole.named.codes))
        inside = tuple(leaf for leaf in meeting if leaf.area.within(whole))
        return sum(leaf.fen for leaf in inside), inside


def table_step(table: TableData) -> int:
    """Fen of the last place that a table's figures are printed to.

    A table that prints more than two decimals of 万元 anywhere prints all it has: it is exact.
    """
    steps = [fact.amount.step for fact in table.facts if fact.amount.fen]
    if not steps:
        return 1
    finest = min(steps)
    return 1 if finest < 10_000 else finest


def listings(data: DisclosureData, live: int = EVERYTHING) -> list[Listing]:
    """Every listing of a document's money tables, with what is nil left out of the regions.

    Lines that are parts of a whole (其中), and the readable lines of a half with an unreadable one,
    follow as listings of their own: they can't say the whole, but they say themselves.
    """
    # What other forms say of money is compared by those who know the forms.
    return [
        listing
        for table in data.tables
        if table.kind == "money"
        for listing in listings_of(table, live)
    ]


def listings_of(table: TableData, live: int) -> tuple[Listing, ...]:
    """The listings of one table; those of an equal one, where they are still remembered."""
    if len(table.facts) > _REMEMBERED_FACTS:
        return _listings_of(table, live)
    return _LATELY.of((table,), lambda: _equal_listings(table, live), live)


def _equal_listings(table: TableData, live: int) -> tuple[Listing, ...]:
    if live != EVERYTHING:
        # What is nil is left out of the regions, and changes nothing of what they are made of.
        every = listings_of(table, EVERYTHING)
        return _LIMITED.of((every,), lambda: tuple(_limited(one, live) for one in every), live)
    # Tables are equal wherever they stand, and findings name cells by where they stand.
    places = (*table.header_origins, *(row.origin for row in table.rows))
    return _remembered_listings(table, places, live)


def _limited(listing: Listing, live: int) -> Listing:
    """A listing of all money, of what is live alone."""
    if listing.basis not in CURRENT:
        return listing
    return replace(
        listing,
        slice=Area.of(listing.slice.named, live),
        statements=tuple(
            replace(one, area=Area.of(one.area.named, live)) for one in listing.statements
        ),
    )


@lru_cache(maxsize=_REMEMBERED_TABLES)
def _remembered_listings(
    table: TableData, places: tuple[Origin, ...], live: int
) -> tuple[Listing, ...]:
    return _listings_of(table, live)


def _listings_of(table: TableData, live: int) -> tuple[Listing, ...]:
    found: list[Listing] = []
    halves: dict[tuple[int, str, str], list[FactData]] = {}
    for fact in table.facts:
        block = table.columns[fact.column].block
        side = fact.coordinates.get("side", "")
        halves.setdefault((block, fact.coordinates["basis"], side), []).append(fact)
    for (block, basis, _), facts in halves.items():
        own_live = live if basis in CURRENT else EVERYTHING
        for part, own in _subjects(table, facts):
            found += _half(part, block, own, own_live)
    return tuple(found)


def _subjects(
    table: TableData, facts: list[FactData]
) -> Iterator[tuple[TableData, list[FactData]]]:
    """A table of several subjects (“三公”经费、会议费) once for each, and once as a whole.

    The whole of it is a figure of this table's own; each subject is also known elsewhere.
    """
    own = {"subject": table.slice["subject"]} if "subject" in table.slice else {}
    by_subject: dict[tuple[str, str], list[FactData]] = {}
    for fact in facts:
        by_subject.setdefault(_subject(fact, own), []).append(fact)
    if not own or set(by_subject) == {("", "")}:
        yield table, facts
        return
    common = {name: member for name, member in table.slice.items() if name != "subject"}
    for (dimension, member), some in by_subject.items():
        if dimension:
            yield replace(table, slice=Coordinates.of({**common, dimension: member})), some
    if ("", "") in by_subject:
        yield table, [replace(f, coordinates=f.coordinates.inheriting(own)) for f in facts]


def _subject(fact: FactData, own: Mapping[str, str]) -> tuple[str, str]:
    """The subject of a fact that is not its table's whole: a dimension and its member."""
    given = fact.coordinates
    if given.get("subject") == own.get("subject"):
        return "", ""
    if "three_public" in given:
        return "three_public", "any"
    dimension = "subject" if "subject" in given else "dept_economic"
    return (dimension, given[dimension]) if dimension in given else ("", "")


def _half(table: TableData, block: int, facts: Sequence[FactData], live: int) -> list[Listing]:
    """The listing of one half, and those of its lines that only say themselves."""
    lost_rows, lost_columns = _unread(table, block)
    main, rows, columns = _listing(table, facts, live, incomplete=bool(lost_rows or lost_columns))
    alone_rows = {fact.row for fact in facts} if lost_rows and not lost_columns else rows.partial
    alone_columns = (
        {fact.column for fact in facts} if lost_columns and not lost_rows else columns.partial
    )
    by_row: dict[int, list[FactData]] = {row: [] for row in sorted(alone_rows)}
    by_column: dict[int, list[FactData]] = {column: [] for column in sorted(alone_columns)}
    for fact in facts:
        if fact.row in by_row and fact.column not in columns.partial:
            by_row[fact.row].append(fact)
        if fact.column in by_column and fact.row not in rows.partial:
            by_column[fact.column].append(fact)
    alone = [
        _listing(table, own, live)[0] for own in (*by_row.values(), *by_column.values()) if own
    ]
    return [main, *(replace(listing, deducts=main.deducts) for listing in alone)]


def _listing(
    table: TableData, facts: Sequence[FactData], live: int, *, incomplete: bool = False
) -> tuple[Listing, Axis, Axis]:
    rows = leaf_lines(_lines(facts, by_row=True), table, by_row=True)
    columns = leaf_lines(_lines(facts, by_row=False), table, by_row=False)
    grouped: dict[object, list[FactData]] = {}
    for fact in facts:
        if fact.column not in columns.twins:
            # Rows of an open listing with the same coordinates add up; totals stand for themselves.
            additive = fact.row in rows.leaves and table.rows[fact.row].kind != "total"
            line = region(fact.coordinates) if additive else fact.row
            grouped.setdefault((fact.column, line), []).append(fact)
    statements = tuple(
        Statement(
            area=Area.of(region(members[0].coordinates), live),
            fen=sum(fact.amount.value for fact in members),
            facts=tuple(members),
            table=table,
            leaf=members[0].row in rows.leaves and members[0].column in columns.leaves,
            partial=members[0].row in rows.partial or members[0].column in columns.partial,
        )
        for members in grouped.values()
    )
    listing = Listing(
        table=table,
        basis=facts[0].coordinates["basis"],
        slice=Area.of(_slice(table, facts), live),
        statements=statements,
        incomplete=incomplete,
        step=table_step(table),
        deducts=any(fact.amount.value < 0 for fact in facts),
    )
    return listing, rows, columns


def _slice(table: TableData, facts: Sequence[FactData]) -> Region:
    """What a listing is about: its table's slice, and whatever all its cells share.

    A project table whose columns are all fiscal money says nothing of other money, whatever its
    title leaves open.
    """
    shared = dict(facts[0].coordinates)
    bits = 0
    for fact in facts:
        bits |= region(fact.coordinates).bits
        shared = {k: v for k, v in shared.items() if fact.coordinates.get(k) == v}
    whole = region(Coordinates.of({**table.slice, **shared}))
    return Region(whole.side, whole.basis, whole.bits & (bits | ~MASKS["money"]), whole.codes)


def _unread(table: TableData, block: int) -> tuple[bool, bool]:
    """Whether figures of some row, or of some column, of a half could not be read."""
    rows = columns = False
    for item in table.uninterpreted:
        column = table.columns[item.column]
        counts = item.row >= 0 and (item.amount is None or item.amount.fen)
        row = table.rows[item.row]
        if counts and column.block == block and not row.partial and row.kind != "count":
            columns = columns or column.kind == "unknown"
            rows = rows or column.kind == "amount"
    return rows, columns


def _lines(facts: Sequence[FactData], *, by_row: bool) -> dict[int, dict[int, Region]]:
    """Regions by line of one axis, then by line of the other."""
    lines: dict[int, dict[int, Region]] = {}
    for fact in facts:
        line, other = (fact.row, fact.column) if by_row else (fact.column, fact.row)
        lines.setdefault(line, {})[other] = region(fact.coordinates)
    return lines


def known_nil(found: Sequence[Listing]) -> int:
    """The bits of money that the document states to be nil: the rest is live.

    A pair of year and source is nil when some listing of incomes that could hold it decides it and
    it comes to nothing; a use of money likewise on the side of expenditure. Where figures of
    several bases stand beside each other (年初预算数, 决算数), each of them must say so: what was
    not planned to be kept for next year may be kept all the same.
    """
    bases = sorted({listing.basis for listing in found} & set(CURRENT))
    nil = EVERYTHING if bases else 0
    for basis in bases:
        of_basis = 0
        asked = [
            Region("in", basis, EVERYTHING & ~MASKS["money"] | bit) for _, _, bit in pair_bits()
        ]
        asked += [Region("out", basis, EVERYTHING & ~MASKS["use"] | bit) for bit in use_bits()]
        for one in asked:
            if any(_decides_nil(listing, Area(one, one)) for listing in found):
                of_basis |= one.bits & (MASKS["money"] if one.side == "in" else MASKS["use"])
        nil &= of_basis
    return nil


def _decides_nil(listing: Listing, asked: Area) -> bool:
    if listing.slice.named.side != asked.named.side or not listing.nonzero:
        return False
    return listing.sum_within(asked) == (0, ())


def cell_ref(table: TableData, fact: FactData) -> CellRef:
    """The cell of a fact."""
    return CellRef(
        table.n, table.code or table.title, table.cell(fact.row, fact.column), fact.row, fact.column
    )
