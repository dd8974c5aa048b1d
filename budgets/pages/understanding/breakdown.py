"""Spending by the codes of a catalogue, as a tree: 类 → 款 → 项. Pure.

Amounts are those of the measures (budgets.measures), which any form may state or decide by a sum:
the page, its pictures, the comparison and the files say the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from budgets.data import CellRef
from budgets.measures import BASIC_ECONOMIC, ECONOMIC, FUNCTION, GOV_ECONOMIC, Measured

# Trees of a document: by what for (功能分类), to 项; by what is bought (经济分类), to 款. Of the
# latter the first catalogue that the document's tables decide.
FUNCTIONS, ECONOMICS = "functions", "economic"
_FAMILIES = {FUNCTIONS: (FUNCTION,), ECONOMICS: (ECONOMIC, GOV_ECONOMIC, BASIC_ECONOMIC)}
_DEEPEST = {FUNCTIONS: 7, ECONOMICS: 5}
_LEVELS = (3, 5, 7)


@dataclass(frozen=True, slots=True)
class Node:
    """A code with its amount in fen; `cell` states it, or is the first of those that add up to it.

    `whole`: its parts come to it exactly, so that their shares may be told. `parts` are the next
    level that tells anything apart, largest first; a single part of the same amount is passed over.
    """

    code: str
    fen: int
    cell: CellRef
    stated: bool
    disputed: bool
    parts: tuple[Node, ...] = ()
    whole: bool = True

    def walk(self, level: int = 0) -> Iterator[tuple[int, Node]]:
        """The node and all below it, each with its depth."""
        yield level, self
        for part in self.parts:
            yield from part.walk(level + 1)


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A tree. `total` is the amount that the document states for the whole, None where it does not;
    `whole` tells that the parts of the first level come to it. `family` names the catalogue.
    """

    name: str
    family: str
    parts: tuple[Node, ...]
    total: int | None
    whole: bool

    @property
    def drawn(self) -> bool:
        """Whether there is a picture: parts that exhaust the whole, none below nothing."""
        return is_drawn(self.parts, whole=self.whole)

    def walk(self) -> Iterator[tuple[int, Node]]:
        for part in self.parts:
            yield from part.walk()


def is_drawn(parts: tuple[Node, ...], *, whole: bool) -> bool:
    return whole and len(parts) > 1 and all(part.fen > 0 for part in parts)


def breakdown_of(
    measures: Mapping[str, Measured], name: str, spent: int | None = None
) -> Breakdown | None:
    """The tree of that name, None where the document tells of one code or none.

    `spent` is what is spent in the year where the total counts what is kept for the next one too.
    """
    for family in _FAMILIES[name]:
        parts = _parts(_below(measures, family, _DEEPEST[name]), "")
        if parts:
            total, whole = _total(measures, family, spent, sum(part.fen for part in parts))
            tree = Breakdown(name, family, parts, total, whole)
            return tree if sum(1 for _ in tree.walk()) > 1 else None
    return None


def _total(
    measures: Mapping[str, Measured], family: str, spent: int | None, told: int
) -> tuple[int | None, bool]:
    """What the whole is said to be, and whether what the codes tell comes to it."""
    stated = measures.get("basic" if family == BASIC_ECONOMIC else "spending")
    known = [stated.fen] if stated else []
    if spent is not None and family != BASIC_ECONOMIC:
        known.append(spent)
    if told in known:
        return told, True
    return (known[0] if known else None), False


def _below(
    measures: Mapping[str, Measured], family: str, deepest: int
) -> dict[str, list[Measured]]:
    """The amounts of a catalogue by the code right above theirs; what holds no money is left out."""
    found: dict[str, list[Measured]] = {}
    for key, one in measures.items():
        name, _hyphen, code = key.rpartition("-")
        if name == family and len(code) <= deepest and one.fen:
            above = max((length for length in _LEVELS if length < len(code)), default=0)
            found.setdefault(code[:above], []).append(one)
    return found


def _parts(below: Mapping[str, Sequence[Measured]], above: str) -> tuple[Node, ...]:
    """The nodes right below a code, largest first."""
    nodes = [_node(below, one) for one in below.get(above, ())]
    return tuple(sorted(nodes, key=lambda node: (-node.fen, node.code)))


def _node(below: Mapping[str, Sequence[Measured]], one: Measured) -> Node:
    code = one.key.rpartition("-")[2]
    parts = _parts(below, code)
    whole = not parts or sum(part.fen for part in parts) == one.fen
    if len(parts) == 1 and whole and parts[0].parts:
        # 20103 alone below 201 tells nothing; what lies below it does.
        parts, whole = parts[0].parts, parts[0].whole
    return Node(code, one.fen, one.cell, one.stated, one.disputed, parts, whole)
