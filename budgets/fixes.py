"""Which figure would settle a finding, where the document knows the right one. Pure.

A figure is known to be right where other tables state it and nothing that agrees would break. The
totals of a cell's own table follow it (edits.py), so what agrees with them alone stands in no way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from budgets.comparing import EXCEEDS
from budgets.data import CellRef, FindingData, TableData
from budgets.edits import printed
from budgets.reconcile import CheckData

# Table n, row, column.
Cell = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Held:
    """What agrees in a document: cells that another table confirms, cells that are the sum of
    others in their table, and for each part the sums that it is in."""

    confirmed: frozenset[Cell]
    sums: frozenset[Cell]
    totals: Mapping[Cell, frozenset[Cell]]

    @classmethod
    def of(cls, checks: Iterable[CheckData]) -> Held:
        confirmed: set[Cell] = set()
        sums: set[Cell] = set()
        totals: dict[Cell, set[Cell]] = defaultdict(set)
        for check in checks:
            at, parts = _cell(check.at), [_cell(ref) for ref in check.against]
            if any(part[0] != at[0] for part in parts):
                confirmed.update((at, *parts))
                continue
            sums.add(at)
            for part in parts:
                totals[part].add(at)
        return cls(
            frozenset(confirmed),
            frozenset(sums),
            {part: frozenset(wholes) for part, wholes in totals.items()},
        )

    def free(self, cell: Cell) -> bool:
        """Whether a cell can be set without breaking what agrees."""
        return (
            cell not in self.confirmed
            and cell not in self.sums
            and self.confirmed.isdisjoint(self.totals.get(cell, ()))
        )


def fix_at(finding: FindingData, table: TableData, held: Held) -> str | None:
    """The text that settles a finding at its own cell, as `table` prints it; None where the right
    figure is not known."""
    if not _is_settled_by_one(finding):
        return None
    return _set_to(finding.expected, finding.at, finding.stated, table, held)


def fix_beside(finding: FindingData, own: CellRef, table: TableData, held: Held) -> str | None:
    """The text that settles a finding of another cell at `own`, the only one it is compared with."""
    if not _is_settled_by_one(finding) or len(finding.against) != 1:
        return None
    return _set_to(finding.stated, own, finding.expected, table, held)


def _is_settled_by_one(finding: FindingData) -> bool:
    # Where a part exceeds its whole, either may be wrong, by an amount that nobody tells.
    return finding.is_money and finding.severity == "error" and finding.kind != EXCEEDS


def _set_to(fen: int, at: CellRef, now: int, table: TableData, held: Held) -> str | None:
    if at.row < 0 or not held.free(_cell(at)):
        return None
    said = next((f for f in table.facts if (f.row, f.column) == (at.row, at.column)), None)
    # Several cells may state it together: which of them is wrong, nobody knows.
    if said is None or said.amount.value != now:
        return None
    return printed(fen, table, at.row, at.column)


def _cell(ref: CellRef) -> Cell:
    return ref.n, ref.row, ref.column
