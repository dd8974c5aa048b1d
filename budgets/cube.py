"""The cube behind a document: regions of coordinates, listings with their leaves, what is nil.

A region is the set of money that coordinates name. Closed dimensions become bits of one integer,
catalogues stay code prefixes; whether a region lies within another, or is disjoint from it, is then
a matter of integers and prefixes. Nothing here knows a particular table or form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

from budgets.coordinates import ANY, CLOSED, CODED, THREE_PUBLIC_CODES, Coordinates, leaves
from budgets.data import CellRef, DisclosureData, FactData, TableData

# (vintage, source) pairs share one field, since what is nil is known of pairs: nothing was carried
# over of the funds, say. A reserve is drawn, and nothing else is.
_VINTAGES = ("current", "carried", "drawn")
_SOURCES = tuple(sorted(leaves("source", None)))
_PAIRS = tuple(
    (vintage, source)
    for vintage in _VINTAGES
    for source in _SOURCES
    if (vintage == "drawn") == (source == "reserve")
)
_FIELDS: dict[str, tuple[str, ...]] = {
    "use": tuple(CLOSED["use"]),
    "nature": tuple(CLOSED["nature"]),
    "cost": tuple(CLOSED["cost"]),
    "construction": tuple(CLOSED["construction"]),
    # The last bit is spending that goes through no public procurement.
    "procurement": ("goods", "works", "services", ""),
}


def _layout() -> tuple[dict[str, int], dict[str, int]]:
    """Where each field's bits begin, and its mask."""
    starts, masks, position = {"money": 0}, {"money": (1 << len(_PAIRS)) - 1}, len(_PAIRS)
    for name, members in _FIELDS.items():
        starts[name], masks[name] = position, ((1 << len(members)) - 1) << position
        position += len(members)
    return starts, masks


_STARTS, MASKS = _layout()
EVERYTHING = sum(MASKS.values())
_FIELD_MASKS = tuple(MASKS.values())


@cache
def _bits(dimension: str, member: str) -> int:
    members = leaves(dimension, member)
    return sum(
        1 << (_STARTS[dimension] + index)
        for index, name in enumerate(_FIELDS[dimension])
        if name in members
    )


@cache
def _money_bits(vintage: str | None, source: str | None) -> int:
    vintages = leaves("vintage", vintage)
    sources = leaves("source", source)
    return sum(
        1 << index
        for index, pair in enumerate(_PAIRS)
        if pair[0] in vintages and pair[1] in sources
    )


def pair_bits() -> Iterator[tuple[str, str, int]]:
    """Every (vintage, source leaf) and its bit."""
    for index, (vintage, source) in enumerate(_PAIRS):
        yield vintage, source, 1 << index


# The bases whose year's money the document's own totals tell about.
CURRENT = ("budget", "final")

# Prefixes of codes a region is confined to, by catalogue.
Codes = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Region:
    """A set of money: side and basis exactly, closed dimensions as bits, codes as prefixes."""

    side: str
    basis: str
    bits: int
    codes: Codes = ()

    def within(self, whole: Region) -> bool:
        """Whether every part of this region lies in the other."""
        if self.side != whole.side or self.basis != whole.basis or self.bits & ~whole.bits:
            return False
        own = dict(self.codes)
        return all(
            name in own and all(_begins(code, prefixes) for code in own[name])
            for name, prefixes in whole.codes
        )

    def disjoint(self, other: Region) -> bool:
        """Whether no money can lie in both."""
        if self.side != other.side or self.basis != other.basis:
            return True
        shared = self.bits & other.bits
        if not all(shared & mask for mask in _FIELD_MASKS):
            return True
        theirs = dict(other.codes)
        return any(
            name in theirs
            and not any(
                _begins(a, (b,)) or _begins(b, (a,)) for a in prefixes for b in theirs[name]
            )
            for name, prefixes in self.codes
        )

    def limited(self, live: int) -> Region:
        """The region without the money that is known to be nil; one that is nil whole stays."""
        bits = self.bits
        for mask in (MASKS["money"], MASKS["use"]):
            if bits & mask & live:
                bits &= ~mask | live
        return Region(self.side, self.basis, bits, self.codes)

    @property
    def pure_money(self) -> bool:
        """Whether only side, vintage, source and use confine it: both sides can state it."""
        rest = EVERYTHING & ~MASKS["money"] & ~MASKS["use"]
        return not self.codes and self.bits & rest == rest


def _begins(code: str, prefixes: tuple[str, ...]) -> bool:
    return any(prefix == ANY or code.startswith(prefix) for prefix in prefixes)


@cache
def region(coordinates: Coordinates) -> Region:
    """The region that coordinates name."""
    given = dict(coordinates)
    bits = _money_bits(given.get("vintage"), given.get("source"))
    for name in _FIELDS:
        bits |= _bits(name, given[name]) if name in given else MASKS[name]
    codes: dict[str, tuple[str, ...]] = {name: (given[name],) for name in CODED if name in given}
    if "three_public" in given:
        members = leaves("three_public", given["three_public"])
        wanted = tuple(code for name in sorted(members) for code in THREE_PUBLIC_CODES[name])
        stated = codes.get("dept_economic")
        codes["dept_economic"] = stated or wanted
        # Figures of “三公” are their own statement of the year's limit; their basis tells more.
    return Region(given.get("side", ""), given.get("basis", ""), bits, tuple(sorted(codes.items())))


@dataclass(frozen=True, slots=True)
class Area:
    """A region as named, and without the money that is known to be nil.

    The latter makes "fiscal" and "general" the same where there is no other fiscal money; the
    former keeps a figure in its place that contradicts what is said to be nil.
    """

    named: Region
    live: Region

    @classmethod
    def of(cls, named: Region, live: int) -> Area:
        return cls(named, named.limited(live))

    def within(self, whole: Area) -> bool:
        return self.live.within(whole.live) or self.named.within(whole.named)

    def disjoint(self, other: Area) -> bool:
        return self.live.disjoint(other.live)


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


@dataclass(frozen=True)
class Listing:
    """One half of a table at one basis: statements, and the leaves that make up the whole.

    `incomplete`: a figure of this half could not be read, so that its sums can't be relied on.
    `step`: fen of one unit in the last printed place; 1 where the table prints to the fen.
    """

    table: TableData
    basis: str
    slice: Area
    statements: tuple[Statement, ...]
    incomplete: bool
    step: int

    @cached_property
    def leaves(self) -> tuple[Statement, ...]:
        return tuple(statement for statement in self.statements if statement.leaf)

    @cached_property
    def nonzero(self) -> tuple[Statement, ...]:
        """The leaves that hold money; the others add nothing to any sum."""
        return tuple(one for one in self.statements if one.leaf and one.fen)

    def sum_within(self, whole: Area) -> tuple[int, tuple[Statement, ...]] | None:
        """The sum of the leaves within a region, and those leaves; None when it can't be told."""
        if self.incomplete or not whole.within(self.slice):
            return None
        total, inside = 0, []
        for leaf in self.nonzero:
            if leaf.area.within(whole):
                total += leaf.fen
                inside.append(leaf)
            elif not leaf.area.disjoint(whole):
                return None
        return total, tuple(inside)

    def at_least_within(self, whole: Area) -> tuple[int, tuple[Statement, ...]]:
        """The sum of those leaves that surely lie within a region: a lower bound of it."""
        inside = tuple(leaf for leaf in self.nonzero if leaf.area.within(whole))
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
    found = []
    for table in data.tables:
        halves: dict[tuple[int, str, str], list[FactData]] = {}
        for fact in table.facts:
            block = table.columns[fact.column].block
            side = fact.coordinates.get("side", "")
            halves.setdefault((block, fact.coordinates["basis"], side), []).append(fact)
        for (block, basis, _), facts in halves.items():
            own_live = live if basis in CURRENT else EVERYTHING
            for part, own in _subjects(table, facts):
                found += _half(part, block, own, own_live)
    return found


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
    found = [main]
    for row in sorted(alone_rows):
        own = [f for f in facts if f.row == row and f.column not in columns.partial]
        found.append(_listing(table, own, live)[0])
    for column in sorted(alone_columns):
        own = [f for f in facts if f.column == column and f.row not in rows.partial]
        found.append(_listing(table, own, live)[0])
    return found


def _listing(
    table: TableData, facts: Sequence[FactData], live: int, *, incomplete: bool = False
) -> tuple[Listing, _Axis, _Axis]:
    rows = _leaf_lines(_lines(facts, by_row=True), table, by_row=True)
    columns = _leaf_lines(_lines(facts, by_row=False), table, by_row=False)
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
        if counts and column.block == block and not table.rows[item.row].partial:
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


@dataclass(frozen=True, slots=True)
class _Axis:
    """Rows or columns: which are leaves, which are parts of a whole (其中), which are twins."""

    leaves: frozenset[int]
    partial: frozenset[int]
    twins: frozenset[int]


def _leaf_lines(
    lines: Mapping[int, Mapping[int, Region]], table: TableData, *, by_row: bool
) -> _Axis:
    """The lines that no other line refines: summed, they make up the whole."""
    order = sorted(lines)

    def compare(a: int, b: int) -> tuple[bool, bool]:
        """Whether line a lies within line b, and b within a, wherever both have a cell."""
        shared = [other for other in lines[a] if other in lines[b]]
        if not shared:
            return False, False
        some = shared[:3]
        return (
            all(lines[a][o].within(lines[b][o]) for o in some),
            all(lines[b][o].within(lines[a][o]) for o in some),
        )

    def flagged(line: int) -> bool:
        return table.rows[line].partial if by_row else table.columns[line].partial

    def total(line: int) -> bool:
        return table.rows[line].kind == "total" if by_row else table.columns[line].total

    finer: dict[int, set[int]] = {line: set() for line in order}
    equal: dict[int, set[int]] = {line: set() for line in order}
    for index, a in enumerate(order):
        for b in order[index + 1 :]:
            inside, holds = compare(a, b)
            if inside and holds:
                equal[a].add(b)
                equal[b].add(a)
            elif inside:
                finer[b].add(a)
            elif holds:
                finer[a].add(b)
    partial = set()
    for line in order:
        holders = [whole for whole in order if line in finer[whole]]
        if not holders:
            continue
        nearest = min(holders, key=lambda whole: len(finer[whole]))
        siblings = {
            other
            for other in finer[nearest]
            if not any(other in finer[between] for between in finer[nearest])
        }
        plain = {other for other in siblings if not flagged(other)}
        if flagged(line) and not plain and not _exhaust(siblings, nearest, lines):
            partial.add(line)
        elif not by_row and _sampled(siblings, nearest, lines):
            partial |= siblings & {line}
    leaves_, twins = set(), set()
    for line in order:
        if line in partial or (finer[line] - partial):
            continue
        same = equal[line]
        if same and (
            total(line) and (any(not total(o) for o in same) or any(o < line for o in same))
        ):
            continue
        if same and not by_row and not total(line):
            twins |= {line, *same}
        leaves_.add(line)
    return _Axis(frozenset(leaves_), frozenset(partial), frozenset(twins))


def _exhaust(parts: Iterable[int], whole: int, lines: Mapping[int, Mapping[int, Region]]) -> bool:
    """Whether the parts' closed members make up all of the whole's."""
    other = next(iter(lines[whole]))
    bits = 0
    regions = [lines[part][other] for part in parts if other in lines[part]]
    for one in regions:
        bits |= one.bits
    target = lines[whole][other]
    if any(one.codes != target.codes for one in regions):
        # “三公” vehicles: purchase and running are all there is.
        codes = {code for one in regions for name, some in one.codes for code in some}
        wanted = {code for name, some in target.codes for code in some}
        return len(regions) > 1 and codes == wanted
    return bits == target.bits


def _sampled(parts: set[int], whole: int, lines: Mapping[int, Mapping[int, Region]]) -> bool:
    """Whether columns show just one sort of a whole: 扣除基建项目后 beside 项目支出总数."""
    mask = MASKS["construction"]
    other = next(iter(lines[whole]))
    shown = 0
    for part in parts:
        if other not in lines[part] or lines[part][other].bits & mask == mask:
            return False
        shown |= lines[part][other].bits & mask
    return bool(parts) and shown != lines[whole][other].bits & mask


def known_nil(found: Sequence[Listing]) -> int:
    """The bits of money that the document states to be nil: the rest is live.

    A pair of year and source is nil when some listing of incomes that could hold it decides it and
    it comes to nothing; a use of money likewise on the side of expenditure.
    """
    nil = 0
    for basis in sorted({listing.basis for listing in found} & set(CURRENT)):
        asked = [
            Region("in", basis, EVERYTHING & ~MASKS["money"] | bit) for _, _, bit in pair_bits()
        ]
        asked += [
            Region("out", basis, EVERYTHING & ~MASKS["use"] | 1 << _STARTS["use"] + index)
            for index in range(len(_FIELDS["use"]))
        ]
        for one in asked:
            if any(_decides_nil(listing, Area(one, one)) for listing in found):
                nil |= one.bits & (MASKS["money"] if one.side == "in" else MASKS["use"])
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
