"""Which figures of a document say the same money: every comparison that coordinates allow.

No rule is about a particular table. A statement is compared with the leaves of each listing that
covers its region and can decide it; where a listing can tell a part only, the part must not exceed
the whole. Double entry joins the sides: what came in of a source went out of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import isqrt

from budgets.coordinates import Coordinates
from budgets.cube import (
    CURRENT,
    EVERYTHING,
    MASKS,
    Area,
    Listing,
    Region,
    Statement,
    known_nil,
    listings,
    region,
)
from budgets.data import DisclosureData
from budgets.lately import Lately
from budgets.regions import CodeIndex, parted

ROLL_UP, EXCEEDS = "roll-up", "exceeds"

_MONEY, _USE, _PROCUREMENT = MASKS["money"], MASKS["use"], MASKS["procurement"]
_CARRIED = region(Coordinates.of(vintage="carried")).bits & _MONEY
_FISCAL = region(Coordinates.of(source="fiscal")).bits & _MONEY


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Comparison:
    """A statement and the leaves that say the same; `gap` is what is stated less their sum.

    With kind EXCEEDS the leaves are parts of the statement, and only a negative gap contradicts.
    `tolerance` is what rounding to the printed places can come to, in fen.
    """

    stated: Statement
    leaves: tuple[Statement, ...]
    listing: Listing
    gap: int
    tolerance: int
    kind: str = ROLL_UP

    @property
    def holds(self) -> bool:
        """Whether the figures agree to the fen (or the parts do not exceed)."""
        return self.gap >= 0 if self.kind == EXCEEDS else self.gap == 0

    @property
    def is_rounding(self) -> bool:
        return not self.holds and abs(self.gap) <= self.tolerance

    @property
    def inside_one_table(self) -> bool:
        return all(leaf.table.n == self.stated.table.n for leaf in self.leaves)


@dataclass(frozen=True, slots=True)
class Cube:
    """A document's listings without what it states to be nil, and the bits that are live."""

    listings: tuple[Listing, ...]
    pools: tuple[Listing, ...]
    live: int


# A document that is edited is asked by several checks, and again by the answer to its editor.
_LATELY: Lately[Cube] = Lately(4)


def cube_of(data: DisclosureData) -> Cube:
    """The cube of a document's money tables."""
    money = tuple(table for table in data.tables if table.kind == "money")
    return _LATELY.of(money, lambda: _cube_of(data))


def _cube_of(data: DisclosureData) -> Cube:
    live = EVERYTHING & ~known_nil(listings(data))
    found = _this_year_only(listings(data, live))
    return Cube(tuple(found), tuple(_pooled(found)), live)


def comparisons(cube: Cube) -> Iterator[Comparison]:
    """Every comparison that the cube allows, in the order of the document."""
    index = CodeIndex([listing.slice.named.codes for listing in cube.listings])
    for listing in cube.listings:
        codes = {statement.area.named.codes for statement in listing.statements}
        partners = sorted({number for one in codes for number in index.meeting(one)})
        found: dict[int, list[Comparison]] = defaultdict(list)
        for other in (*(cube.listings[number] for number in partners), *cube.pools):
            for place, comparison in _between(cube.live, listing, other):
                found[place].append(comparison)
        for place, statement in enumerate(listing.statements):
            if len(statement.facts) > 1 and not statement.leaf:
                yield from _row_by_row(statement, listing)
            yield from found[place]


def _between(live: int, listing: Listing, other: Listing) -> tuple[tuple[int, Comparison], ...]:
    """Every comparison of a listing's statements, by their place, with the leaves of another.

    The listing remembers them for as long as both are there: most tables are not changed when one
    is.
    """
    known = listing.compared.get(other)
    if known is None or known[0] != live:
        listing.compared[other] = known = live, tuple(_compared(live, listing, other))
    return known[1]


def _compared(live: int, listing: Listing, other: Listing) -> Iterator[tuple[int, Comparison]]:
    if listing.basis != other.basis:
        return
    for place, statement in enumerate(listing.statements):
        if other is listing and (statement.leaf or len(statement.facts) > 1):
            continue
        if parted(statement.area.named.codes, other.slice.named.codes):
            continue
        comparison = _compare(live, statement, listing, other)
        if comparison is None:
            continue
        if other.pooled and (comparison.kind != ROLL_UP or not _over_tables(comparison)):
            continue
        yield place, comparison


def _over_tables(comparison: Comparison) -> bool:
    return len({leaf.table.n for leaf in comparison.leaves}) > 1


def _row_by_row(statement: Statement, listing: Listing) -> Iterator[Comparison]:
    """Rows that share their coordinates, each against the leaves of its own row."""
    by_row: dict[int, list[Statement]] = defaultdict(list)
    for leaf in listing.at_least_within(statement.area)[1]:
        for part in leaf.facts:
            if part.amount.fen:
                by_row[part.row].append(replace(leaf, facts=(part,), fen=part.amount.value))
    for fact in statement.facts:
        if fact.amount.fen is None:
            continue
        own = tuple(by_row[fact.row])
        alone = replace(statement, facts=(fact,), fen=fact.amount.value)
        gap = alone.fen - sum(leaf.fen for leaf in own)
        yield Comparison(alone, own, listing, gap, _tolerance(listing, listing, len(own)))


def _compare(
    live: int, statement: Statement, listing: Listing, other: Listing
) -> Comparison | None:
    if statement.partial and other is listing:
        return None
    asked = statement.area
    crossing = asked.named.side != other.slice.named.side
    if crossing:
        # Double entry: what came in of a source went out of it, whatever it was used for.
        if not asked.live.pure_money or asked.live.bits & _USE != live & _USE:
            return None
        side = other.slice.named.side
        asked = Area(replace(asked.named, side=side), replace(asked.live, side=side))
    told = other.sum_within(asked)
    if told is not None:
        total, leaves = told
        if [fact for leaf in leaves for fact in leaf.facts] == list(statement.facts):
            return None
        if not leaves and statement.fen and not other.mentions(asked):
            return None
        tolerance = _tolerance(listing, other, len(leaves))
        return Comparison(statement, leaves, other, statement.fen - total, tolerance)
    silent = all(fact.amount.fen is None for fact in statement.facts)
    if other is not listing and not crossing and not silent and _may_bound(statement, other):
        total, leaves = other.at_least_within(asked)
        if total > 0:
            tolerance = _tolerance(listing, other, len(leaves))
            return Comparison(statement, leaves, other, statement.fen - total, tolerance, EXCEEDS)
    return None


def _may_bound(statement: Statement, other: Listing) -> bool:
    """Whether what the other listing tells of the statement's money must not exceed it.

    What is procured, or a subject apart, may run over several years or count otherwise; services
    bought are spending of their function and year.
    """
    if (
        other.incomplete
        # What is deducted elsewhere may bring the whole below a part.
        or other.deducts
        or statement.area.named.bits & other.slice.named.bits & _PROCUREMENT != _PROCUREMENT
    ):
        return False
    names = {name for name, _ in (*other.slice.named.codes, *statement.area.named.codes)}
    return "subject" not in names


def _tolerance(listing: Listing, other: Listing, addends: int) -> int:
    """What rounding alone can come to, in fen: nothing where both tables print to the fen.

    Errors of half a unit each add up like a random walk, so many addends excuse a little more.
    """
    return rounding(max(listing.step, other.step), addends)


def rounding(step: int, addends: int) -> int:
    """How far a sum of so many figures may be from the figure that states it, in fen.

    `step` is the fen of the last place of the coarsest of them; 1 where all are exact.
    """
    return 0 if step <= 1 else step * max(1, isqrt(addends))


def _this_year_only(found: Sequence[Listing]) -> list[Listing]:
    """Listings of appropriations, confined to this year's money where their own whole shows it.

    “一般公共预算支出表” holds what was carried over in most places and leaves it out in the central
    form; the words are the same. Its whole equals the year's income of its source with the
    carry-over or without; where only the latter fits, appropriations are of this year.
    """
    confined = 0
    for listing in found:
        carried = listing.slice.live.bits & _CARRIED
        if not _is_appropriation(listing) or not carried:
            continue
        for statement in listing.statements:
            where = statement.area.live
            if where == listing.slice.live and statement.fen and where.pure_money:
                asked = replace(where, side="in", bits=where.bits | _USE)
                with_carried = _told(found, asked)
                without = _told(found, replace(asked, bits=asked.bits & ~carried))
                if statement.fen == without and with_carried not in (None, without):
                    confined |= carried
    if not confined:
        return list(found)
    return [_confine(one, confined) if _is_appropriation(one) else one for one in found]


def _is_appropriation(listing: Listing) -> bool:
    """Whether the table is about expenditure of fiscal money alone."""
    money = listing.slice.live.bits & _MONEY
    return (
        listing.table.slice.get("side") == "out"
        and listing.basis in CURRENT
        and not money & ~_FISCAL
    )


@lru_cache(maxsize=256)
def _confine(listing: Listing, without: int) -> Listing:
    def confined(area: Area) -> Area:
        return Area(_less(area.named, without), _less(area.live, without))

    return replace(
        listing,
        slice=confined(listing.slice),
        statements=tuple(replace(one, area=confined(one.area)) for one in listing.statements),
    )


def _less(where: Region, without: int) -> Region:
    bits = where.bits & ~without
    return replace(where, bits=bits) if bits & _MONEY else where


def _told(found: Sequence[Listing], asked: Region) -> int | None:
    area = Area(asked, asked)
    for listing in found:
        if (
            listing.slice.named.side == asked.side
            and (told := listing.sum_within(area)) is not None
        ):
            return told[0]
    return None


def _pooled(found: Sequence[Listing]) -> list[Listing]:
    """Tables of sibling sources taken together: general, fund and capital spending is fiscal.

    They pool where they are alike in all but the source and tell of disjoint money.
    """
    families: dict[object, list[Listing]] = defaultdict(list)
    for listing in found:
        where = listing.slice.named
        if where.bits & _MONEY != _MONEY and not listing.incomplete:
            key = (where.side, where.basis, where.bits & ~_MONEY, where.codes)
            families[key].append(listing)
    pools = []
    for members in families.values():
        seen, chosen = 0, []
        for listing in members:
            money = listing.slice.named.bits & _MONEY
            if not money & seen:
                seen |= money
                chosen.append(listing)
        if len(chosen) > 1:
            pools.append(_pool(tuple(chosen), seen))
    return pools


@lru_cache(maxsize=64)
def _pool(chosen: tuple[Listing, ...], money: int) -> Listing:
    first = chosen[0].slice.named
    whole = replace(first, bits=first.bits & ~_MONEY | money)
    live = replace(whole, bits=sum_bits(listing.slice.live.bits for listing in chosen))
    return replace(
        chosen[0],
        slice=Area(whole, live),
        statements=tuple(leaf for listing in chosen for leaf in listing.leaves),
        step=max(listing.step for listing in chosen),
        pooled=True,
    )


def sum_bits(fields: Iterable[int]) -> int:
    """The union of several bit fields."""
    union = 0
    for bits in fields:
        union |= bits
    return union
