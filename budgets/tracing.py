"""Which change of a figure brought findings about: the history knows what agreed before. Pure.

Totals follow their parts (edits.py), so a slip in one row shows at the totals of its table and in
others, and not at itself. A cell whose earlier figure would close the gap of a finding to the fen,
and whose change moved what the finding compares, is where to look first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from budgets.comparing import EXCEEDS
from budgets.data import CellRef, FindingData, TableData
from budgets.edits import unit_of
from budgets.money import AmountError, parse_amount

# Row and column.
Place = tuple[int, int]
# What a change tells of a cell (models/changes.py): table n, row key, column, text before, text
# after, whether it is a total that followed.
Told = Sequence[object]


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell, what it said while everything agreed, and the findings since it says something else."""

    row: int
    column: int
    before: str
    now: str
    findings: tuple[FindingData, ...]


def broken_by(
    changes: Sequence[Sequence[Told]],
    findings: Sequence[FindingData],
    table: TableData,
    keys: Sequence[int],
) -> list[Broken]:
    """The cells of a table that were set to what findings contradict; `changes` are its latest,
    the last one first. No finding is told twice."""
    open_ones = [one for one in findings if one.is_money and one.severity == "error"]
    rows = {key: row for row, key in enumerate(keys)}
    found, told = [], set()
    for place, earlier in _earlier(changes, table, rows).items():
        now = table.text(*place)
        fen = _fen(now, table, place[1])
        if fen is None:
            continue
        for before, moved in earlier:
            was = _fen(before, table, place[1])
            if was is None or was == fen:
                continue
            caused = tuple(
                one
                for one in open_ones
                if one.key not in told and _comes_of(one, fen - was, table.n, moved)
            )
            if caused:
                told.update(one.key for one in caused)
                found.append(Broken(*place, before, now, caused))
                break
    return found


def _earlier(
    changes: Sequence[Sequence[Told]], table: TableData, rows: Mapping[int, int]
) -> dict[Place, list[tuple[str, frozenset[Place]]]]:
    """By cell, what it said before each of its changes, and the cells that moved since then."""
    found: dict[Place, list[tuple[str, frozenset[Place]]]] = {}
    moved: dict[Place, set[Place]] = {}
    for cells in changes:
        places = [(place, one) for one in cells if (place := _place(one, table, rows))]
        for place, one in places:
            if one[5]:
                continue
            own = moved.setdefault(place, set())
            # Other figures that were set with it moved by themselves.
            own |= {other for other, told in places if told[5] or other == place}
            found.setdefault(place, []).append((str(one[3] or ""), frozenset(own)))
    return found


def _place(told: Told, table: TableData, rows: Mapping[int, int]) -> Place | None:
    n, key, column = told[:3]
    if n != table.n or not isinstance(key, int) or not isinstance(column, int):
        return None
    if key not in rows or not 0 <= column < len(table.columns):
        return None
    return rows[key], column


def _comes_of(finding: FindingData, moved_by: int, n: int, moved: frozenset[Place]) -> bool:
    """Whether a finding is what a change by so many fen of these cells makes of an agreement."""
    stated = _is_in(finding.at, n, moved)
    compared = any(_is_in(ref, n, moved) for ref in finding.against)
    if finding.kind == EXCEEDS:
        # What it would be if they had not moved: the parts lay within their whole.
        before = finding.difference - (moved_by if stated else -moved_by)
        return stated != compared and before >= 0
    return (stated and finding.difference == moved_by) or (
        compared and finding.difference == -moved_by
    )


def _is_in(ref: CellRef, n: int, places: frozenset[Place]) -> bool:
    return ref.n == n and (ref.row, ref.column) in places


def _fen(text: str, table: TableData, column: int) -> int | None:
    if table.columns[column].kind != "amount":
        return None
    try:
        return parse_amount(text, unit_of(table, column)).value
    except AmountError:
        return None


def findings_of(broken: Sequence[Broken]) -> Iterator[str]:
    """The keys of all findings that these changes brought about."""
    return (finding.key for one in broken for finding in one.findings)
