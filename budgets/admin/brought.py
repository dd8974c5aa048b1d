"""What a workbook would change in the draft that is there, as its preview leads with it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from budgets import models
from budgets.admin.drafts import CHANGE
from budgets.admin.origins import CELL
from budgets.admin.sheets import cell_id
from budgets.bringing import look
from budgets.data import TableData
from budgets.differences.data import ADDED, Counts, TableDifference
from budgets.foreseeing import Foreseen
from budgets.handmade import Overwritten
from budgets.importing import Preview
from budgets.pages.changes import rendered

# So many cells of staff are listed one by one.
_MANY = 60


@dataclass(frozen=True, slots=True)
class ByHand:
    """A cell of staff that would say something else; `address` shows it in the draft."""

    cell: Overwritten
    address: str


@dataclass(frozen=True, slots=True)
class ShownBrought:
    """A workbook beside a draft: what differs, which tables are new or missing, which cells of
    staff it writes over (the first of them, and how many more)."""

    revision: int
    is_same: bool
    counts: Counts
    comparison: SafeString
    new: tuple[TableData, ...]
    missing: tuple[TableData, ...]
    foreseen: Foreseen
    by_hand: tuple[ByHand, ...]
    more_by_hand: int


def shown_brought(draft: models.Disclosure, read: Preview) -> ShownBrought:
    """Everything that the preview of a second upload tells first."""
    found = look(draft, read)
    home = reverse(CHANGE, args=[draft.pk])

    def address(table: TableDifference, row: int) -> str:
        # Only what the draft has can be looked at there.
        if table.before is None or not row or table.after is not None:
            return ""
        return f"{home}?{CELL}={table.table.n}-{row - 1}-0#{cell_id(table.table.n, row - 1, 0)}"

    html = rendered(found.difference, prefix="brought-", address=address, level=3)
    return ShownBrought(
        draft.revision,
        found.difference.is_quiet and not found.missing,
        found.difference.counts,
        # Our own rendering, escaped by Jinja2.
        mark_safe(html),  # noqa: S308
        tuple(
            one.after
            for one in found.difference.tables
            if one.what == ADDED and one.after is not None
        ),
        found.missing,
        found.foreseen,
        tuple(
            ByHand(
                one,
                f"{home}?{CELL}={one.table.n}-{one.row}-{one.column}"
                f"#{cell_id(one.table.n, one.row, one.column)}",
            )
            for one in found.by_hand[:_MANY]
        ),
        max(len(found.by_hand) - _MANY, 0),
    )
