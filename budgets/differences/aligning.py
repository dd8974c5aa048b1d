"""Two sequences laid beside each other: which members are the same, which moved, came or went.

Nothing here is quadratic in the length of a table: a listing has tens of thousands of rows.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from difflib import SequenceMatcher

Pair = tuple[int, int]

# Members on both sides, multiplied, up to which every member is compared with every other one.
SMALL = 2_500
# Patience splits so often at most; what is still unsettled then is paired by occurrence.
_DEPTH = 30


def align(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[Pair]:
    """Pairs of equal members in the order of both sequences: a patience diff.

    What occurs once on both sides anchors what stands between; a common beginning and end always
    count.
    """
    pairs: list[Pair] = []
    waiting = [(0, len(before), 0, len(after), 0)]
    while waiting:
        low, high, first, last, depth = waiting.pop()
        while low < high and first < last and before[low] == after[first]:
            pairs.append((low, first))
            low, first = low + 1, first + 1
        while low < high and first < last and before[high - 1] == after[last - 1]:
            high, last = high - 1, last - 1
            pairs.append((high, last))
        if low == high or first == last:
            continue
        anchors = _anchors(before, after, (low, high), (first, last))
        if not anchors or depth >= _DEPTH:
            pairs += _unanchored(before, after, (low, high), (first, last))
            continue
        pairs += anchors
        ends = [*anchors, (high, last)]
        for left, right in ends:
            if low < left and first < right:
                waiting.append((low, left, first, right, depth + 1))
            low, first = left + 1, right + 1
    return sorted(pairs)


def _anchors(
    before: Sequence[Hashable], after: Sequence[Hashable], left: Pair, right: Pair
) -> list[Pair]:
    """Members that occur once in both ranges, as many of them as stand in the same order."""
    once_before = Counter(before[at] for at in range(*left))
    once_after = Counter(after[at] for at in range(*right))
    where = {after[at]: at for at in range(*right)}
    both = [
        (at, where[before[at]])
        for at in range(*left)
        if once_before[before[at]] == 1 and once_after.get(before[at]) == 1
    ]
    return in_order(both)


def _unanchored(
    before: Sequence[Hashable], after: Sequence[Hashable], left: Pair, right: Pair
) -> list[Pair]:
    """Pairs where everything that is on both sides repeats, or nothing is."""
    if (left[1] - left[0]) * (right[1] - right[0]) <= SMALL:
        matcher = SequenceMatcher(None, before[slice(*left)], after[slice(*right)], autojunk=False)
        return [
            (left[0] + block.a + step, right[0] + block.b + step)
            for block in matcher.get_matching_blocks()
            for step in range(block.size)
        ]
    places: dict[Hashable, deque[int]] = defaultdict(deque)
    for at in range(*right):
        places[after[at]].append(at)
    occurrences = [
        (at, places[before[at]].popleft()) for at in range(*left) if places.get(before[at])
    ]
    return in_order(occurrences)


def in_order(pairs: Sequence[Pair]) -> list[Pair]:
    """The most pairs, given by their first member, whose second members go up too."""
    tails: list[int] = []
    places: list[int] = []
    previous = [-1] * len(pairs)
    for at, (_, second) in enumerate(pairs):
        place = bisect_left(tails, second)
        if place == len(tails):
            tails.append(second)
            places.append(at)
        else:
            tails[place] = second
            places[place] = at
        previous[at] = places[place - 1] if place else -1
    chain: list[Pair] = []
    at = places[-1] if places else -1
    while at >= 0:
        chain.append(pairs[at])
        at = previous[at]
    return chain[::-1]


def gaps(pairs: Sequence[Pair], before: int, after: int) -> Iterator[tuple[range, range]]:
    """What stands between neighbouring pairs (in the order of both sides), where not empty."""
    low = first = 0
    for left, right in [*pairs, (before, after)]:
        if low < left or first < right:
            yield range(low, left), range(first, right)
        low, first = left + 1, right + 1


def alike(
    before: Sequence[int],
    after: Sequence[int],
    score: Callable[[int, int], float],
    least: float,
) -> list[Pair]:
    """Pairs of what is most alike, at least `least`; in order where there is too much to try."""
    if len(before) * len(after) > SMALL:
        together = zip(before, after, strict=False)
        return [(left, right) for left, right in together if score(left, right) >= least]
    scored = sorted(
        (
            (-found, abs(x - y), left, right)
            for x, left in enumerate(before)
            for y, right in enumerate(after)
            if (found := score(left, right)) >= least
        ),
    )
    taken_before: set[int] = set()
    taken_after: set[int] = set()
    pairs = []
    for _, _, left, right in scored:
        if left not in taken_before and right not in taken_after:
            taken_before.add(left)
            taken_after.add(right)
            pairs.append((left, right))
    return pairs
