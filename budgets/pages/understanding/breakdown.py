"""Spending by the codes of a catalogue, as a tree: 类 → 款 → 项. Pure.

Amounts are those of the measures (budgets.measures), which any form may state or decide by a sum:
the page, its pictures, the comparison and the files say the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from budgets.comparing import rounding
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

    `whole`: its parts come to it but for rounding, so that their shares may be told. `parts` are the
    next level that tells anything apart, largest first; a single part of the same amount is passed
    over. `step` is the fen of the last place that the amount is printed to, `addends` how many
    cells it is the sum of.
    """

    code: str
    fen: int
    cell: CellRef
    stated: bool
    disputed: bool
    parts: tuple[Node, ...] = ()
    whole: bool = True
    step: int = 1
    addends: int = 1

    @property
    def gap(self) -> int:
        """What its parts come to beyond it, in fen."""
        return sum(part.fen for part in self.parts) - self.fen if self.parts else 0

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
    def gap(self) -> int:
        """What the parts come to beyond the total, in fen."""
        return 0 if self.total is None else sum(part.fen for part in self.parts) - self.total

    @property
    def drawn(self) -> bool:
        """Whether there is a picture: parts that exhaust the whole, none below nothing."""
        return is_drawn(self.parts, whole=self.whole)

    def walk(self) -> Iterator[tuple[int, Node]]:
        for part in self.parts:
            yield from part.walk()


def is_drawn(parts: tuple[Node, ...], *, whole: bool) -> bool:
    return whole and len(parts) > 1 and all(part.fen > 0 for part in parts)


def breakdown_of(measures: Mapping[str, Measured], name: str) -> Breakdown | None:
    """The tree of that name, None where the document tells of one code or none."""
    for family in _FAMILIES[name]:
        parts = _parts(_below(measures, family, _DEEPEST[name]), "")
        if parts:
            total, whole = _total(measures, family, parts)
            tree = Breakdown(name, family, parts, total, whole)
            return tree if sum(1 for _ in tree.walk()) > 1 else None
    return None


def _total(
    measures: Mapping[str, Measured], family: str, parts: Sequence[Node]
) -> tuple[int | None, bool]:
    """What the whole is said to be, and whether what the codes tell comes to it.

    What is kept for next year has no function: what is spent is the whole where a table tells it.
    """
    keys = ("general-basic",) if family == BASIC_ECONOMIC else ("spent", "spending")
    known = [measures[key] for key in keys if key in measures]
    for one in known:
        if exhausts(parts, one.fen, one.step):
            return one.fen, True
    return (known[0].fen if known else None), False


def exhausts(parts: Sequence[Node | Measured], fen: int, step: int) -> bool:
    """Whether parts come to a whole: to the fen, or as near as rounding leaves them."""
    coarsest = max([step, *(part.step for part in parts)])
    return abs(sum(part.fen for part in parts) - fen) <= rounding(
        coarsest, sum(part.addends for part in parts)
    )


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
    whole = not parts or exhausts(parts, one.fen, one.step)
    if len(parts) == 1 and parts[0].fen == one.fen and parts[0].parts:
        # 20103 alone below 201 tells nothing; what lies below it does.
        parts, whole = parts[0].parts, parts[0].whole
    return Node(
        code, one.fen, one.cell, one.stated, one.disputed, parts, whole, one.step, one.addends
    )
