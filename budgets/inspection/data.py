"""The frozen shapes of an inspection: what was looked at in a document, and what was seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

# What an item is: as the rules want it, against them, or not to be told from the document. NONE: the
# rule asks nothing of it (a table with data needs no remark that it has none).
GOOD, BAD, UNCLEAR, NONE = "good", "bad", "unclear", "none"

NOT_PUBLIC = "还没有公开。"

# Raised when the same document would be seen otherwise: stored looks of an older one are made anew.
LOOKED_VERSION = 1


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of a document: table `n` (0 is the explanation), zero-based row and column, A1."""

    n: int
    row: int
    column: int
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a rule looks at. `said` is a Chinese sentence about what is wrong or unclear."""

    key: str
    state: str
    said: str = ""
    spots: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True)
class Looked:
    """Everything that the rules look at in one document: look -> its items.

    It depends on the document alone, not on points or thresholds, so that it is stored once a
    version and scored by whatever rules hold. `covers` are kinds of documents that this one
    contains besides its own (targets published with the budget).
    """

    looks: Mapping[str, tuple[Item, ...]] = field(default_factory=dict)
    covers: tuple[str, ...] = ()

    def items(self, look: str) -> tuple[Item, ...]:
        return self.looks.get(look, ())


def to_json(looked: Looked) -> dict[str, Any]:
    """The stored form of a look."""
    return {
        "covers": list(looked.covers),
        "looks": {
            look: [
                [item.key, item.state, item.said, [_spot(spot) for spot in item.spots]]
                for item in items
            ]
            for look, items in looked.looks.items()
        },
    }


def from_json(stored: Mapping[str, Any]) -> Looked:
    return Looked(
        {look: tuple(_items(items)) for look, items in stored["looks"].items()},
        tuple(stored["covers"]),
    )


def _spot(spot: Spot) -> list[Any]:
    return [spot.n, spot.row, spot.column, spot.cell]


def _items(stored: Iterable[list[Any]]) -> Iterable[Item]:
    for key, state, said, spots in stored:
        yield Item(key, state, said, tuple(Spot(*spot) for spot in spots))
