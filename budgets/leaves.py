"""Which rows or columns of a table are its leaves: refined by no other, they sum to the whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from budgets.data import TableData
from budgets.regions import MASKS, CodeIndex, Region

# Regions by line of one axis, then by line of the other.
Lines = Mapping[int, Mapping[int, Region]]

# Up to so many lines are compared pair by pair; more are looked up by their codes.
_FEW = 48


@dataclass(frozen=True, slots=True)
class Axis:
    """Rows or columns: which are leaves, which are parts of a whole (其中), which are twins."""

    leaves: frozenset[int]
    partial: frozenset[int]
    twins: frozenset[int]


def leaf_lines(lines: Lines, table: TableData, *, by_row: bool) -> Axis:
    """The lines that no other line refines: summed, they make up the whole."""

    def flagged(line: int) -> bool:
        return table.rows[line].partial if by_row else table.columns[line].partial

    def total(line: int) -> bool:
        return table.rows[line].kind == "total" if by_row else table.columns[line].total

    kinds = _Kinds(lines)
    partial: set[int] = set()
    for number, members in enumerate(kinds.members):
        if not kinds.holders[number]:
            continue
        whole = kinds.nearest(number)
        siblings = kinds.parts(whole)
        plain = any(not flagged(other) for other in siblings)
        exhausted = plain or _exhaust(siblings, kinds.members[whole][0], lines)
        sampled = not by_row and _sampled(siblings, kinds.members[whole][0], lines)
        partial |= {line for line in members if (flagged(line) and not exhausted) or sampled}
    leaves: set[int] = set()
    twins: set[int] = set()
    for number, members in enumerate(kinds.members):
        if any(set(kinds.members[part]) - partial for part in kinds.finer[number]):
            continue
        for line in members:
            if line in partial:
                continue
            if total(line):
                same = kinds.same(number, line)
                if same and (any(not total(o) for o in same) or min(same) < line):
                    continue
            elif not by_row and (same := kinds.same(number, line)):
                twins |= {line, *same}
            leaves.add(line)
    return Axis(frozenset(leaves), frozenset(partial), frozenset(twins))


class _Kinds:
    """Lines of the same regions taken together, and which of them lie within which.

    `finer[k]` are the kinds within kind k, `holders[k]` those that it lies within, `equal[k]` the
    others that say the same wherever both have a cell.
    """

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        alike: dict[object, list[int]] = {}
        for line in sorted(lines):
            alike.setdefault(tuple(lines[line].items()), []).append(line)
        self.members = list(alike.values())
        count = len(self.members)
        self.finer: list[set[int]] = [set() for _ in range(count)]
        self.holders: list[set[int]] = [set() for _ in range(count)]
        self.equal: list[set[int]] = [set() for _ in range(count)]
        self._parts: dict[int, list[int]] = {}
        for one, other in self._pairs():
            inside, holds = self._compare(one, other)
            if inside and holds:
                self.equal[one].add(other)
                self.equal[other].add(one)
            elif inside:
                self.finer[other].add(one)
                self.holders[one].add(other)
            elif holds:
                self.finer[one].add(other)
                self.holders[other].add(one)

    def _pairs(self) -> Iterable[tuple[int, int]]:
        """Pairs of kinds, the earlier first, that can lie within one another."""
        count = len(self.members)
        if count <= _FEW:
            return [(one, other) for one in range(count) for other in range(one + 1, count)]
        pairs: set[tuple[int, int]] = set()
        for place in self._places():
            here = [k for k in range(count) if place in self.lines[self.members[k][0]]]
            regions = [self.lines[self.members[k][0]][place] for k in here]
            index = CodeIndex([region.codes for region in regions])
            for position, region in enumerate(regions):
                pairs.update(
                    (here[position], here[found])
                    for found in index.meeting(region.codes)
                    if found > position
                )
        return pairs

    def _places(self) -> Iterable[int]:
        """Lines of the other axis where every pair that has a cell in common has one."""
        shown = [self.lines[members[0]] for members in self.members]
        first = next(iter(shown[0]))
        if all(first in one for one in shown):
            return [first]
        return sorted({place for one in shown for place in one})

    def _compare(self, one: int, other: int) -> tuple[bool, bool]:
        """Whether one lies within the other, and the other within it, wherever both have a cell."""
        a, b = self.lines[self.members[one][0]], self.lines[self.members[other][0]]
        shared = [place for place in a if place in b][:3]
        if not shared:
            return False, False
        return (
            all(a[place].within(b[place]) for place in shared),
            all(b[place].within(a[place]) for place in shared),
        )

    @cached_property
    def _weight(self) -> list[int]:
        return [sum(len(self.members[part]) for part in parts) for parts in self.finer]

    def nearest(self, kind: int) -> int:
        """The smallest whole that a kind lies within, the first printed of several."""
        return min(self.holders[kind], key=lambda k: (self._weight[k], self.members[k][0]))

    def parts(self, whole: int) -> list[int]:
        """The lines directly under a kind: within it, and within nothing else that is."""
        if whole not in self._parts:
            inside = self.finer[whole]
            self._parts[whole] = [
                line
                for part in inside
                if not self.holders[part] & inside
                for line in self.members[part]
            ]
        return self._parts[whole]

    def same(self, kind: int, line: int) -> set[int]:
        """The other lines that say the same as a line of this kind."""
        alike = {other for k in (kind, *self.equal[kind]) for other in self.members[k]}
        return alike - {line}


def _exhaust(parts: Iterable[int], whole: int, lines: Lines) -> bool:
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


def _sampled(parts: Iterable[int], whole: int, lines: Lines) -> bool:
    """Whether columns show just one sort of a whole: 扣除基建项目后 beside 项目支出总数."""
    mask = MASKS["construction"]
    other = next(iter(lines[whole]))
    shown = 0
    for part in parts:
        if other not in lines[part] or lines[part][other].bits & mask == mask:
            return False
        shown |= lines[part][other].bits & mask
    return bool(shown) and shown != lines[whole][other].bits & mask
