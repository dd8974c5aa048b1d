"""Which row of one table is which of the other: by its labels, its meaning, its neighbours."""

from __future__ import annotations

import operator
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence

from budgets.differences.aligning import Pair, align, alike, gaps, in_order
from budgets.differences.listings import Line
from budgets.differences.wording import likeness

# A row under another label is the same row where its label, or so many of its cells, are alike.
_LEAST = 0.5


def match_rows(before: Sequence[Line], after: Sequence[Line]) -> list[Pair]:
    """Positions of the rows that are in both listings, in the order of `after`.

    First what is the same and in the same order. Then rows with labels go by them, first with the
    heading above, wherever they stand: listings are sorted anew each year. Then by the coordinates of their amounts, or their project alone; then
    by what stands between the same neighbours and is alike. Rows without labels go by their order.
    """
    matching = _Matching(before, after)
    matching.by_order()
    matching.by(lambda line: (line.key, line.under) if line.key else ())
    matching.by(lambda line: line.key or None)
    matching.by(lambda line: line.meaning or None, only_single=True)
    matching.by(lambda line: line.project or None, only_single=True)
    matching.by(lambda line: line.content if any(line.content) else None)
    matching.by_neighbours()
    return sorted(matching.pairs, key=lambda pair: pair[1])


def moved_rows(pairs: Sequence[Pair]) -> set[int]:
    """The rows (of `after`) that changed places; as few as explain the new order."""
    ordered = sorted(pairs)
    stay = {second for _, second in in_order(ordered)}
    return {second for _, second in ordered if second not in stay}


class _Matching:
    def __init__(self, before: Sequence[Line], after: Sequence[Line]) -> None:
        self.before, self.after = before, after
        self.pairs: list[Pair] = []
        self.left: Iterable[int] = range(len(before))
        self.right: Iterable[int] = range(len(after))

    def by_order(self) -> None:
        """Pair the rows that say the same, as many as stand in one order."""
        whole = operator.attrgetter("key", "under", "content")
        self._take(align(list(map(whole, self.before)), list(map(whole, self.after))))

    def by(self, key: Callable[[Line], Hashable], *, only_single: bool = False) -> None:
        """Pair the rows with one key (None is no key), or only where one row on each side has it."""
        groups: dict[Hashable, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for side, lines, waiting in ((0, self.before, self.left), (1, self.after, self.right)):
            for at in waiting:
                if (found := key(lines[at])) is not None:
                    groups[found][side].append(at)
        found_pairs: list[Pair] = []
        for named, (mine, other) in groups.items():
            if len(mine) == len(other) == 1 and named != ():
                found_pairs.append((mine[0], other[0]))
            elif mine and other and not only_single:
                found_pairs += self._run(mine, other, sure=named != ())
        self._take(found_pairs)

    def _run(self, mine: Sequence[int], other: Sequence[int], *, sure: bool) -> list[Pair]:
        """Pairs among rows that one key names, or none does: what is the same, then alike.

        `sure` where the key says that they are the same thing: then the rest goes by its order.
        """
        pairs: list[Pair] = []
        steps: list[Callable[[Line], Hashable]] = [
            lambda line: line.content,
            lambda line: line.words,
        ]
        waiting = [(mine, other)]
        for step in steps:
            rest: list[tuple[Sequence[int], Sequence[int]]] = []
            for left, right in waiting:
                found = align(
                    [step(self.before[at]) for at in left], [step(self.after[at]) for at in right]
                )
                pairs += [(left[one], right[two]) for one, two in found]
                rest += [
                    ([left[at] for at in one], [right[at] for at in two])
                    for one, two in gaps(found, len(left), len(right))
                ]
            waiting = [(left, right) for left, right in rest if left and right]
        for left, right in waiting:
            pairs += zip(left, right, strict=False) if sure else self._alike(left, right)
        return pairs

    def by_neighbours(self) -> None:
        """Pair what is left between rows that are paired, where it is alike."""
        stay = in_order(sorted(self.pairs))
        left, right = set(self.left), set(self.right)
        found: list[Pair] = []
        for one, two in gaps(stay, len(self.before), len(self.after)):
            mine = [at for at in one if at in left]
            other = [at for at in two if at in right]
            if mine and other:
                found += self._alike(mine, other)
        self._take(found)

    def _alike(self, mine: Sequence[int], other: Sequence[int]) -> list[Pair]:
        return alike(mine, other, self._likeness, _LEAST)

    def _likeness(self, one: int, two: int) -> float:
        left, right = self.before[one], self.after[two]
        if left.label and right.label:
            # The same money under another name, or another sum under a name like it.
            if any(left.figures) and left.figures == right.figures:
                return 1.0
            if len(left.key) != len(right.key):
                return likeness(left.label, right.label)
            return min(
                likeness(str(mine), str(other))
                for mine, other in zip(left.key, right.key, strict=True)
            )
        filled = [
            (mine, other)
            for mine, other in zip(left.content, right.content, strict=True)
            if mine or other
        ]
        agreeing = sum(
            1.0 if mine == other else likeness(mine, other) / 2 for mine, other in filled
        )
        return agreeing / (len(filled) or 1)

    def _take(self, pairs: Sequence[Pair]) -> None:
        self.pairs += pairs
        taken = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
        self.left = [at for at in self.left if at not in taken[0]]
        self.right = [at for at in self.right if at not in taken[1]]
