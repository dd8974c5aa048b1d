"""Which printed row of a table is which row of the same table in another state of the document.

Rows keep their keys by this, so that pages that others have open go on naming the same rows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

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
) -> dict[int, list[int]]:
    """The keys of the rows of each table of `after`, by its n: of rows that were there their own,
    of others new ones. A table that was not there has none; `keys` are those of `before`.
    """
    kept: dict[int, list[int]] = {}
    for one, two in match_tables(before.tables, after.tables):
        old, new = before.tables[one], after.tables[two]
        named = keys[old.n]
        was = {now: row for row, now in same_rows(old, new)}
        newest = max(named, default=0)
        kept[new.n] = []
        for row in range(len(new.rows)):
            if row not in was:
                newest += 1
            kept[new.n].append(named[was[row]] if row in was else newest)
    return kept


def with_tables_of(
    after: DisclosureData, before: DisclosureData, wanted: Collection[int]
) -> DisclosureData:
    """A document with tables of another state of it besides (by their n there), each behind the
    one that it stood behind, all numbered through."""
    partner = dict(match_tables(before.tables, after.tables))
    order: list[tuple[tuple[int, int], TableData]] = [
        ((at, 0), table) for at, table in enumerate(after.tables)
    ]
    place = -1
    for at, table in enumerate(before.tables):
        place = partner.get(at, place)
        if at not in partner and table.n in wanted:
            order.append(((place, at + 1), table))
    tables = [table for _, table in sorted(order, key=lambda one: one[0])]
    return replace(after, tables=tuple(replace(one, n=n) for n, one in enumerate(tables, 1)))


def missing_from(after: DisclosureData, before: DisclosureData) -> list[TableData]:
    """The tables of `before` that `after` does not have."""
    there = {one for one, _ in match_tables(before.tables, after.tables)}
    return [table for at, table in enumerate(before.tables) if at not in there]
