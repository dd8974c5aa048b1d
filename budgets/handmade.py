"""What people wrote into a draft since a workbook was last brought, as far as it still stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from budgets import models
from budgets.changing import is_of_a_file
from budgets.data import DisclosureData, TableData
from budgets.differences.data import DocumentDifference
from budgets.storage import StoredTable, keys_of

_What = models.Change.What
# Table n, row key, column.
Spot = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Written:
    """What a cell said when the workbook was brought, and the change that wrote it last."""

    brought: str
    change: models.Change


@dataclass(frozen=True, slots=True)
class Overwritten:
    """A cell of staff in which a workbook says something else; `new` is "" where it has no such row.

    `is_old`: the workbook still says what it said when it was last brought.
    """

    table: TableData
    row: int
    column: int
    label: str
    now: str
    new: str
    is_old: bool
    change: models.Change

    @property
    def cell(self) -> str:
        return self.table.cell(self.row, self.column)


def overwritten(draft: models.Disclosure, difference: DocumentDifference) -> Iterator[Overwritten]:
    """The cells in which staff wrote since, and which are different in what is brought."""
    written = written_since(draft, difference.before)
    if not written:
        return
    for one in difference.tables:
        if one.before is None:
            continue
        table = one.before
        keys = keys_of(draft, table.n)
        for row, cell in one.cells():
            if cell.is_quiet or cell.before is None:
                continue
            at = written.get((table.n, keys[cell.before.row], cell.before.column))
            if at is not None:
                new = cell.after.text if cell.after else ""
                yield Overwritten(
                    table,
                    cell.before.row,
                    cell.before.column,
                    row.label,
                    cell.before.text,
                    new,
                    new == at.brought,
                    at.change,
                )


def written_since(draft: models.Disclosure, data: DisclosureData) -> dict[Spot, Written]:
    """The cells of a draft (its content is `data`) that say something else than what was brought.

    Totals that followed are nobody's writing. A workbook that was undone was never brought.
    """
    brought = draft.changes.filter(what=_What.BROUGHT, undone_by=None).order_by("-number")
    last = next((one for one in brought if is_of_a_file(one)), None)
    since = draft.changes.select_related("by", "undoes").order_by("number")
    if last is not None:
        since = since.filter(number__gt=last.number)
    cells: dict[Spot, Written] = {}
    tables: dict[int, tuple[StoredTable | None, models.Change]] = {}
    for change in since:
        if change.what == _What.BROUGHT or (change.undoes and change.undoes.what == _What.BROUGHT):
            continue
        for n, key, column, before, _after, follows in change.cells:
            if not follows:
                first = cells.get((n, key, column))
                cells[n, key, column] = Written(first.brought if first else before, change)
        for n, kept in change.before.items():
            first_kept = tables[int(n)][0] if int(n) in tables else kept
            tables[int(n)] = (first_kept, change)
    found: dict[Spot, Written] = {}
    for table in data.tables:
        keys = keys_of(draft, table.n)
        kept, of_table = tables.get(table.n, (None, None))
        was = {key: texts for key, _kind, texts, _meaning in kept["rows"]} if kept else {}
        for key, row in zip(keys, table.rows, strict=True):
            for column in range(len(row.cells)):
                spot = (table.n, key, column)
                told = cells.get(spot)
                if told is None and of_table is not None and row.kind != "total":
                    texts = was.get(key, ())
                    said = (texts[column] if column < len(texts) else "") or ""
                    told = Written(said, of_table)
                if told is not None and told.brought != (row.cells[column] or ""):
                    found[spot] = told
    return found
