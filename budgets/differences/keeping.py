"""Which printed row of a table is which row of the same table in another state of the document.

Rows keep their keys by this, so that pages that others have open go on naming the same rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from budgets.data import DisclosureData, TableData
from budgets.differences.aligning import Pair
from budgets.differences.listings import Line, Sheet
from budgets.differences.matching import match_columns, match_tables
from budgets.differences.rows import match_rows


def same_rows(before: TableData, after: TableData) -> list[Pair]:
    """Rows (before, after) that are the same one, in the order of `after`.

    The sides of a two-sided table are one row in print: the first side that can tell decides.
    """
    if [row.cells for row in before.rows] == [row.cells for row in after.rows]:
        return [(row, row) for row in range(len(before.rows))]
    left, right = Sheet.of(before), Sheet.of(after)
    shared = [
        (column.before, column.after)
        for column in match_columns(before, after, same_year=True)
        if column.before is not None and column.after is not None
    ]
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for block in left.blocks:
        mine = left.lines(block, [one for one, _ in shared])
        other = right.lines(block, [two for _, two in shared])
        for one, two in match_rows(mine, other):
            was, now = _row(mine, one), _row(other, two)
            if was not in taken and now not in pairs:
                pairs[now] = was
                taken.add(was)
    return [(was, now) for now, was in sorted(pairs.items())]


def _row(lines: Sequence[Line], at: int) -> int:
    return lines[at].row


def keys_kept(
    before: DisclosureData, keys: Mapping[int, Sequence[int]], after: DisclosureData
) -> dict[int, list[int | None]]:
    """For each table of `after`, by its n, the keys that its rows had; None for a row that is new."""
    kept: dict[int, list[int | None]] = {}
    for one, two in match_tables(before.tables, after.tables):
        old, new = before.tables[one], after.tables[two]
        was = {now: row for row, now in same_rows(old, new)}
        named = keys.get(old.n, ())
        kept[new.n] = [
            named[was[row]] if row in was and was[row] < len(named) else None
            for row in range(len(new.rows))
        ]
    return kept
