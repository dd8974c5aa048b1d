"""Which change of a figure brought findings about: the history knows what agreed before. Pure.

Totals follow their parts (edits.py), so a slip in one row shows at the totals of its table and in
others, and not at itself. A cell whose earlier figure would close the gap of a finding to the fen,
and whose change moved what the finding compares, is where to look first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from budgets.comparing import EXCEEDS
from budgets.data import FindingData, TableData
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
    compared = [
        _Compared.of(one, table.n) for one in findings if one.is_money and one.severity == "error"
    ]
    at: dict[Place, list[_Compared]] = defaultdict(list)
    for one in compared:
        for place in one.places:
            at[place].append(one)
    if not at:
        return []
    rows = {key: row for row, key in enumerate(keys)}
    found: list[Broken] = []
    told: set[str] = set()
    for place, earlier in _earlier(changes, table, rows, at.keys()).items():
        now = table.text(*place)
        fen = _fen(now, table, place[1])
        for before, moved in earlier:
            was = _fen(before, table, place[1])
            if was is None or fen is None or was == fen:
                continue
            near = {one.finding.key: one for spot in moved for one in at[spot]}
            caused = tuple(
                one.finding
                for key, one in near.items()
                if key not in told and one.comes_of(fen - was, moved)
            )
            if caused:
                told.update(one.key for one in caused)
                found.append(Broken(*place, before, now, caused))
                break
    return found


@dataclass(frozen=True, slots=True)
class _Compared:
    """A finding and its cells in one table: where it stands, and what it is compared with."""

    finding: FindingData
    stated: frozenset[Place]
    against: frozenset[Place]

    @classmethod
    def of(cls, finding: FindingData, n: int) -> _Compared:
        at = finding.at
        return cls(
            finding,
            frozenset({(at.row, at.column)} if at.n == n else ()),
            frozenset((ref.row, ref.column) for ref in finding.against if ref.n == n),
        )

    @property
    def places(self) -> frozenset[Place]:
        return self.stated | self.against

    def comes_of(self, moved_by: int, moved: frozenset[Place]) -> bool:
        """Whether it is what a change by so many fen of these cells makes of an agreement."""
        stated, compared = not self.stated.isdisjoint(moved), not self.against.isdisjoint(moved)
        gap = self.finding.difference
        if self.finding.kind == EXCEEDS:
            # What it would be if they had not moved: the parts lay within their whole.
            return stated != compared and gap - (moved_by if stated else -moved_by) >= 0
        return (stated and gap == moved_by) or (compared and gap == -moved_by)


def _earlier(
    changes: Sequence[Sequence[Told]],
    table: TableData,
    rows: Mapping[int, int],
    compared: Set[Place],
) -> dict[Place, list[tuple[str, frozenset[Place]]]]:
    """By cell that was set, what it said before each of its changes, and which of the cells that
    findings compare moved with it since then."""
    found: dict[Place, list[tuple[str, frozenset[Place]]]] = {}
    for cells in changes:
        places = [(place, one) for one in cells if (place := _place(one, table, rows))]
        followed = frozenset(place for place, one in places if one[5]) & compared
        for place, one in places:
            if one[5]:
                continue
            earlier = found.setdefault(place, [])
            moved = (followed | {place}) & compared
            before = earlier[-1][1] if earlier else frozenset()
            earlier.append((str(one[3] or ""), moved | before))
    return found


def _place(told: Told, table: TableData, rows: Mapping[int, int]) -> Place | None:
    n, key, column = told[:3]
    if n != table.n or not isinstance(key, int) or not isinstance(column, int):
        return None
    if key not in rows or not 0 <= column < len(table.columns):
        return None
    return rows[key], column


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
