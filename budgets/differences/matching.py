"""Which table of one document is which of the other, and which column is which, by what they say."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Sequence
from itertools import pairwise

from budgets.data import ColumnData, TableData
from budgets.differences.aligning import Pair, align, alike, gaps
from budgets.differences.data import ADDED, CHANGED, KEPT, REMOVED, ColumnDifference
from budgets.differences.wording import label_key, likeness, same_words, without_years
from budgets.workbook.writer import width_of

# Tables with another name are the same one where so much of their columns is alike.
_LEAST = 0.5
_LEAST_TITLE = 0.7
# Of all columns of both, so many must be the same for a comparison cell by cell.
_LEAST_SHARED = 0.3


# --- Tables --------------------------------------------------------------------------------------


def match_tables(before: Sequence[TableData], after: Sequence[TableData]) -> list[Pair]:
    """Positions of the tables that are in both, each at most once, in the order of `after`.

    By code and title; by title; by what they are about (slice), where one on each side is; by
    columns and title that are alike in the same slice; by code, where anything is alike.
    """
    matching = _Matching(before, after)
    matching.by(lambda table: (table.kind, _name(table.code), _name(table.title)))
    matching.by(lambda table: (table.kind, _name(table.title)) if table.title else None)
    matching.by(lambda table: (table.kind, table.slice) if table.slice else None, only_single=True)
    matching.by_likeness(
        lambda left, right: _columns_alike(left, right) if _about_the_same(left, right) else 0,
        _LEAST,
    )
    matching.by_likeness(
        lambda left, right: (
            likeness(left.title, right.title) if _about_the_same(left, right) else 0
        ),
        _LEAST_TITLE,
    )
    matching.by_likeness(
        lambda left, right: (
            max(_columns_alike(left, right), likeness(left.title, right.title))
            if left.kind == right.kind and left.code and _name(left.code) == _name(right.code)
            else 0
        ),
        _LEAST,
    )
    return sorted(matching.pairs, key=lambda pair: pair[1])


def _name(text: str) -> str:
    return label_key(text)


def _about_the_same(left: TableData, right: TableData) -> bool:
    return left.kind == right.kind and left.slice == right.slice


def _columns_alike(left: TableData, right: TableData) -> float:
    mine = {_path_key(column) for column in left.columns}
    other = {_path_key(column) for column in right.columns}
    return 2 * len(mine & other) / ((len(mine) + len(other)) or 1)


class _Matching:
    def __init__(self, before: Sequence[TableData], after: Sequence[TableData]) -> None:
        self.before, self.after = before, after
        self.pairs: list[Pair] = []
        self.left = list(range(len(before)))
        self.right = list(range(len(after)))

    def by(self, key: Callable[[TableData], Hashable], *, only_single: bool = False) -> None:
        """Pair what has one key; of several those with the most in common (a table a project)."""
        groups: dict[Hashable, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for side, tables, at in ((0, self.before, self.left), (1, self.after, self.right)):
            for position in at:
                if (found := key(tables[position])) is not None:
                    groups[found][side].append(position)
        for mine, other in groups.values():
            if len(mine) == len(other) == 1 or (mine and other and not only_single):
                self._take(self._within(mine, other))

    def _within(self, mine: list[int], other: list[int]) -> list[Pair]:
        if len(mine) == len(other) == 1:
            return [(mine[0], other[0])]
        words = {(0, at): _words(self.before[at]) for at in mine}
        words |= {(1, at): _words(self.after[at]) for at in other}
        same: dict[frozenset[str], deque[int]] = defaultdict(deque)
        for at in other:
            same[words[1, at]].append(at)
        pairs = [(at, same[words[0, at]].popleft()) for at in mine if same.get(words[0, at])]
        left = [at for at in mine if at not in {pair[0] for pair in pairs}]
        right = [at for at in other if at not in {pair[1] for pair in pairs}]

        def shared(one: int, two: int) -> float:
            these, those = words[0, one], words[1, two]
            return len(these & those) / (len(these | those) or 1)

        return pairs + alike(left, right, shared, 0)

    def by_likeness(self, score: Callable[[TableData, TableData], float], least: float) -> None:
        self._take(
            alike(
                self.left,
                self.right,
                lambda left, right: score(self.before[left], self.after[right]),
                least,
            )
        )

    def _take(self, pairs: Sequence[Pair]) -> None:
        self.pairs += pairs
        taken = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
        self.left = [at for at in self.left if at not in taken[0]]
        self.right = [at for at in self.right if at not in taken[1]]


def _words(table: TableData) -> frozenset[str]:
    return frozenset(without_years(text) for row in table.rows for text in row.cells if text)


# --- Columns -------------------------------------------------------------------------------------


def columns_of(table: TableData) -> tuple[ColumnData, ...]:
    """A column for every printed one, also where a table is wider than its columns are told."""
    missing = max(width_of(table) - len(table.columns), 0)
    return (*table.columns, *(ColumnData((), "text") for _ in range(missing)))


def match_columns(
    before: TableData, after: TableData, *, same_year: bool
) -> tuple[ColumnDifference, ...]:
    """The columns of two tables in the order of `after`, removed ones where they stood.

    By header path and meaning; by path; by meaning; by place between columns that are known.
    """
    left, right = columns_of(before), columns_of(after)
    keys: list[Callable[[ColumnData], Hashable]] = [
        lambda column: (_path_key(column), column.kind, column.coordinates),
        _path_key,
        lambda column: (
            (column.block, column.kind, column.coordinates)
            if column.kind == "amount" and column.coordinates
            else None
        ),
    ]
    if any(map(_is_headless, (left, right))) and len(left) != len(right):
        # Without heads only the content tells which column came or went.
        pairs = align(_contents(before, left), _contents(after, right))
        keys = []
    else:
        pairs = []
    for key in keys:
        pairs += _by_key(key, left, right, pairs)
    pairs += _by_place(left, right, pairs)
    partner = {two: one for one, two in pairs}
    found = [
        ColumnDifference(
            KEPT if _same_path(left[partner[at]], right[at], same_year) else CHANGED,
            partner[at],
            at,
        )
        if at in partner
        else ColumnDifference(ADDED, None, at)
        for at in range(len(right))
    ]
    taken = set(partner.values())
    for at in range(len(left)):
        if at not in taken:
            place = next(
                (i for i, one in enumerate(found) if one.before is not None and one.before > at),
                len(found),
            )
            found.insert(place, ColumnDifference(REMOVED, at, None))
    return tuple(found)


def have_one_form(columns: Sequence[ColumnDifference]) -> bool:
    """Whether two tables share enough of their columns to be compared cell by cell."""
    shared = sum(column.before is not None and column.after is not None for column in columns)
    return 2 * shared >= _LEAST_SHARED * (len(columns) + shared)


def _is_headless(columns: Sequence[ColumnData]) -> bool:
    return not any(column.path for column in columns)


def _contents(table: TableData, columns: Sequence[ColumnData]) -> list[Hashable]:
    return [
        (
            column.block,
            *(
                without_years(row.cells[at] or "") if at < len(row.cells) else ""
                for row in table.rows
            ),
        )
        for at, column in enumerate(columns)
    ]


def _path_key(column: ColumnData) -> tuple[Hashable, ...]:
    basis = column.coordinates.get("basis", "")
    return (column.block, basis, tuple(without_years(part) for part in column.path))


def _by_key(
    key: Callable[[ColumnData], Hashable],
    left: Sequence[ColumnData],
    right: Sequence[ColumnData],
    pairs: Sequence[Pair],
) -> list[Pair]:
    """Pairs of columns with one key that are not paired yet, the first with the first."""
    taken = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    waiting: dict[Hashable, deque[int]] = defaultdict(deque)
    for at, column in enumerate(right):
        if at not in taken[1] and (found := key(column)) is not None:
            waiting[found].append(at)
    return [
        (at, waiting[found].popleft())
        for at, column in enumerate(left)
        if at not in taken[0] and (found := key(column)) is not None and waiting.get(found)
    ]


def _by_place(
    left: Sequence[ColumnData], right: Sequence[ColumnData], pairs: Sequence[Pair]
) -> list[Pair]:
    """Pairs of what stands between the same neighbours, as many columns of the same kinds."""
    ordered = sorted(pairs)
    if any(one[1] > two[1] for one, two in pairwise(ordered)):
        return []
    return [
        pair
        for mine, other in gaps(ordered, len(left), len(right))
        if len(mine) == len(other)
        for pair in zip(mine, other, strict=True)
        if _may_be_one(left[pair[0]], right[pair[1]])
    ]


def _may_be_one(left: ColumnData, right: ColumnData) -> bool:
    """Whether a column may be another one under a new name: what both mean is not different."""
    return (left.kind, left.block) == (right.kind, right.block) and (
        left.coordinates == right.coordinates or not (left.coordinates and right.coordinates)
    )


def _same_path(before: ColumnData, after: ColumnData, same_year: bool) -> bool:
    left, right = (" / ".join(dict.fromkeys(column.path)) for column in (before, after))
    return same_words(left, right, same_year=same_year)
