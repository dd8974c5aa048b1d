"""Regions: the sets of money that coordinates name, and which of them can meet.

Closed dimensions become bits of one integer, catalogues stay code prefixes; whether a region lies
within another, or is disjoint from it, is then a matter of integers and prefixes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from budgets.coordinates import ANY, CLOSED, CODED, THREE_PUBLIC_CODES, Coordinates, leaves

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


def use_bits() -> Iterator[int]:
    """The bit of every use of money."""
    for index in range(len(_FIELDS["use"])):
        yield 1 << _STARTS["use"] + index


_A_CODE = re.compile(r"[0-9A-Za-z]+")
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
        return parted(self.codes, other.codes)

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


def _whole_name(dimension: str, member: str) -> str:
    """A name that stands for a code, closed: 某局 is no part of a code 某局本级 begins with."""
    named = dimension in ("body", "project") and not _A_CODE.fullmatch(member)
    return f"{member}/" if named else member


@cache
def region(coordinates: Coordinates) -> Region:
    """The region that coordinates name."""
    given = dict(coordinates)
    bits = _money_bits(given.get("vintage"), given.get("source"))
    for name in _FIELDS:
        bits |= _bits(name, given[name]) if name in given else MASKS[name]
    codes: dict[str, tuple[str, ...]] = {
        name: (_whole_name(name, given[name]),) for name in CODED if name in given
    }
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


def parted(one: Codes, other: Codes) -> bool:
    """Whether the codes of two regions keep them apart, so that no money can lie in both."""
    if not one or not other:
        return False
    theirs = dict(other)
    return any(
        name in theirs
        and not any(_begins(a, (b,)) or _begins(b, (a,)) for a in prefixes for b in theirs[name])
        for name, prefixes in one
    )


class CodeIndex:
    """Finds, among many regions, those that can meet a given one: their codes don't part them."""

    def __init__(self, regions: Sequence[Codes]) -> None:
        self.everything = range(len(regions))
        self._within: dict[str, dict[str, list[int]]] = {}
        self._exactly: dict[str, dict[str, list[int]]] = {}
        named: dict[str, set[int]] = {}
        for index, codes in enumerate(regions):
            for name, prefixes in codes:
                named.setdefault(name, set()).add(index)
                exactly = self._exactly.setdefault(name, {})
                within = self._within.setdefault(name, {})
                for code in prefixes:
                    exactly.setdefault(code, []).append(index)
                    for length in range(1, len(code) + 1):
                        within.setdefault(code[:length], []).append(index)
        # Who leaves a catalogue open, or means all of it, can meet every code of it.
        self._open = {
            name: [index for index in self.everything if index not in inside]
            + self._exactly[name].get(ANY, [])
            for name, inside in named.items()
        }

    def meeting(self, codes: Codes) -> Iterable[int]:
        """The regions, in order, that may share money with these codes; some more at most."""
        best: list[int] | None = None
        for name, prefixes in codes:
            if name not in self._open or ANY in prefixes:
                continue
            found = list(self._open[name])
            for code in prefixes:
                found += self._within[name].get(code, [])
                for length in range(1, len(code)):
                    found += self._exactly[name].get(code[:length], [])
            if best is None or len(found) < len(best):
                best = found
        return self.everything if best is None else sorted(set(best))
