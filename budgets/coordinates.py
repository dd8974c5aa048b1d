"""The dimensions of public money, their members, and the coordinates that a cell can have.

A dimension left out of a coordinate means "all of it". Closed dimensions are small trees whose
parent is the sum of its children; code dimensions are the official catalogues, where a code begins
with its parent's code. Terms as in XBRL and OLAP: dimension, member, coordinates, fact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TypeVar, overload

T = TypeVar("T")

# Every closed dimension: member -> parent (None = directly under "all").
CLOSED: dict[str, dict[str, str | None]] = {
    "side": {"in": None, "out": None},
    # 本年 / 上年结转结余 / 动用以前年度的事业基金、非财政拨款结余 (neither of the former two)
    "vintage": {"current": None, "carried": None, "drawn": None},
    "use": {"spent": None, "retained": None, "distributed": None},
    "source": {
        "fiscal": None,
        "general": "fiscal",
        "fund": "fiscal",
        "capital": "fiscal",
        "special": None,
        "unit": None,
        "business": "unit",
        "operating": "unit",
        "superior": "unit",
        "affiliated": "unit",
        "other": "unit",
        "reserve": "unit",
    },
    "nature": {
        "basic": None,
        "project": None,
        "operating": None,
        "remitted": None,
        "subsidy": None,
    },
    "cost": {"personnel": None, "public": None},
    "construction": {"yes": None, "no": None},
    # "any" tells the whole of the three from spending that is none of them.
    "three_public": {
        "any": None,
        "abroad": "any",
        "reception": "any",
        "vehicles": "any",
        "purchase": "vehicles",
        "running": "vehicles",
    },
    "procurement": {"any": None, "goods": "any", "works": "any", "services": "any"},
    # Whose figure, and of which year. Nothing adds up across this dimension.
    "basis": {
        "budget": None,
        "prior": None,
        "prior_final": None,
        "adjusted": None,
        "final": None,
        "change": None,
    },
}

# Catalogues: a member is a code, and lies within every code that it begins with.
CODED = (
    "function",
    "gov_economic",
    "dept_economic",
    "body",
    "project",
    "service",
    # What a table is about beyond the money's own dimensions (机关运行经费, 转移支付); also the
    # words of a title that nobody has explained: such a table is compared with itself only.
    "subject",
)
# The whole of a catalogue of things that not all money is spent on.
ANY = "any"
# A code of these begins with the digit given; so a code tells its catalogue by itself.
CATALOGUE_OF_DIGIT = {"2": "function", "3": "dept_economic", "5": "gov_economic"}

DIMENSIONS = (*CLOSED, *CODED)
_PLACES = {dimension: place for place, dimension in enumerate(DIMENSIONS)}
# How many coordinates a process remembers: the same few hundred come again in every document.
_REMEMBERED = 16_384
_PLACES = {dimension: place for place, dimension in enumerate(DIMENSIONS)}

# 部门预算支出经济分类 behind each of the three: 因公出国（境）, 公务接待, 购置, 运行维护.
THREE_PUBLIC_CODES = {
    "abroad": ("30212",),
    "reception": ("30217",),
    "purchase": ("31013", "30913"),
    "running": ("30231",),
}


def _place(item: tuple[str, str]) -> int:
    return _PLACES[item[0]]


@dataclass(frozen=True, slots=True)
class Coordinates(Mapping[str, str]):
    """An immutable mapping dimension -> member, hashable, in the order of DIMENSIONS."""

    items_: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, mapping: Mapping[str, str] | None = None, **members: str) -> Coordinates:
        """Coordinates from a mapping; raises ValueError for an unknown dimension or member."""
        given = {**(mapping or {}), **members}
        for dimension, member in given.items():
            if dimension in CLOSED:
                if member not in CLOSED[dimension]:
                    raise ValueError(f"unknown member {dimension}={member}")
            elif dimension not in CODED:
                raise ValueError(f"unknown dimension {dimension}")
        return cls(tuple(sorted(given.items(), key=_place)))

    def __getitem__(self, dimension: str) -> str:
        for name, member in self.items_:
            if name == dimension:
                return member
        raise KeyError(dimension)

    @overload
    def get(self, dimension: str, /) -> str | None: ...
    @overload
    def get(self, dimension: str, default: str | T, /) -> str | T: ...
    def get(self, dimension: str, default: object = None, /) -> object:
        # Mapping's own goes by way of an exception, and most dimensions are open most of the time.
        for name, member in self.items_:
            if name == dimension:
                return member
        return default

    def __contains__(self, dimension: object) -> bool:
        return any(name == dimension for name, _ in self.items_)

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self.items_)

    def __len__(self) -> int:
        return len(self.items_)

    def __str__(self) -> str:
        return " ".join(f"{name}={member}" for name, member in self.items_)

    def with_(self, other: Mapping[str, str]) -> Coordinates:
        """These coordinates, refined or overridden by the other's."""
        return Coordinates.of({**_plain(self), **_plain(other)}) if other else self

    def inheriting(self, parent: Mapping[str, str]) -> Coordinates:
        """These coordinates, and the parent's for every dimension that they leave open."""
        return Coordinates.of({**_plain(parent), **_plain(self)}) if parent else self


def _plain(mapping: Mapping[str, str]) -> Mapping[str, str]:
    """The same as a dict where it is coordinates, which Python unpacks member by member."""
    return dict(mapping.items_) if isinstance(mapping, Coordinates) else mapping


@lru_cache(maxsize=_REMEMBERED)
def _checked(items: tuple[tuple[str, str], ...]) -> Coordinates:
    for dimension, member in items:
        if dimension in CLOSED:
            if member not in CLOSED[dimension]:
                raise ValueError(f"unknown member {dimension}={member}")
        elif dimension not in CODED:
            raise ValueError(f"unknown dimension {dimension}")
    return Coordinates(tuple(sorted(items, key=lambda item: _PLACES[item[0]])))


NOWHERE = Coordinates()


@cache
def ancestors(dimension: str, member: str) -> tuple[str, ...]:
    """The member itself and everything that it is a part of, nearest first."""
    if dimension in CLOSED:
        tree = CLOSED[dimension]
        chain = [member]
        while (parent := tree[chain[-1]]) is not None:
            chain.append(parent)
        return tuple(chain)
    prefixes = tuple(member[:length] for length in range(len(member), 0, -1))
    return prefixes if member == ANY else (*prefixes, ANY)


@cache
def leaves(dimension: str, member: str | None) -> frozenset[str]:
    """The finest members of a closed dimension within `member` (None = all)."""
    tree = CLOSED[dimension]
    parents = {parent for parent in tree.values() if parent}
    finest = [name for name in tree if name not in parents]
    return frozenset(
        name for name in finest if member is None or member in ancestors(dimension, name)
    )


def within(dimension: str, member: str, whole: str) -> bool:
    """Whether `member` is `whole` or a part of it."""
    return whole in ancestors(dimension, member)
