"""Changes to a draft's tables: cells, rows, whole tables; each checked, kept in the history, undone.

Whoever changes a cell says what they saw there. Where somebody else wrote something meanwhile,
nothing is stored and both values are told. Every change is one transaction.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from budgets import models
from budgets.checking import Checked
from budgets.data import DisclosureData, ProblemData, TableData, Text
from budgets.differing import cells_between
from budgets.edits import Edited, Place, Style, typed, with_cells, with_lines
from budgets.importing import LOADED, vocabulary_for
from budgets.recalling import recall, remember
from budgets.rewriting import YearBefore, checked, put_written, rewrite_following
from budgets.states import lock_draft, person_told
from budgets.storage import (
    StoredTable,
    add_table,
    count_revision,
    keys_of,
    load_disclosure,
    put_table,
    stored_table,
    write_findings,
    write_table,
)
from budgets.told_problems import tell_anew
from budgets.workbook.rereading import Line

_What = models.Change.What
# Whose text somebody meets is asked of so many changes.
_LATEST = 50
# A note names so many of the cells that were changed.
_NAMED = 8


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell set by a person: the row by its key, what they saw there and what they want there."""

    key: int
    column: int
    seen: str
    text: str


@dataclass(frozen=True, slots=True)
class Clash:
    """A cell that somebody else changed meanwhile: what it says now, and who wrote it last."""

    key: int
    column: int
    now: str
    wanted: str
    by: str = ""


class ChangeRefused(Exception):
    """A change that was not stored; the message says why, in Chinese."""


class Clashes(ChangeRefused):
    """Cells hold something else than what was seen; nothing was stored."""

    def __init__(self, clashes: Sequence[Clash]) -> None:
        super().__init__(f"有 {len(clashes)} 个单元格刚刚被别人改动，没有存入。")
        self.clashes = tuple(clashes)


@dataclass(frozen=True, slots=True)
class Changed:
    """A stored change: the draft as it is now with its content and findings, and the rows' keys."""

    draft: models.Disclosure
    change: models.Change | None
    data: DisclosureData
    checked: Checked
    keys: tuple[int, ...]
    followed: Mapping[Place, str]


# --- Cells ---------------------------------------------------------------------------------------


@transaction.atomic
def change_cells(
    disclosure: models.Disclosure,
    n: int,
    cells: Sequence[CellChange],
    *,
    what: str = _What.TYPED,
    by: Any = None,
    undoes: models.Change | None = None,
) -> Changed:
    """Set cells of a table; totals that agreed with their parts follow.

    Raises NotADraft, Clashes, or ChangeRefused where the table or a row is gone; then nothing has
    changed.
    """
    draft = lock_draft(disclosure)
    data = recall(draft)
    table = _table(data, n)
    keys = keys_of(draft, n)
    rows = {key: row for row, key in enumerate(keys)}
    clashes, texts = [], {}
    style = Style.of(table)
    for cell in cells:
        if cell.key not in rows:
            raise ChangeRefused("这一行刚刚被别人删除，没有存入。")
        if not 0 <= cell.column < len(table.columns):
            raise ChangeRefused("这张表没有这一栏，没有存入。")
        row = rows[cell.key]
        now = table.text(row, cell.column)
        wanted = _wanted(cell.text, table, row, cell.column, style)
        if now == wanted:
            continue
        if now != cell.seen:
            clashes.append(Clash(cell.key, cell.column, now, wanted, _last_by(draft, n, cell, now)))
        texts[row, cell.column] = wanted
    if clashes:
        raise Clashes(clashes)
    if not texts:
        return Changed(draft, None, data, checked(draft, data), tuple(keys), {})
    edited = with_cells(data, n, texts, vocabulary_for(draft.department.region))
    told = [
        [n, keys[row], column, table.text(row, column), text or "", follows]
        for follows, said in ((False, texts), (True, edited.followed))
        for (row, column), text in said.items()
    ]
    result = _store(draft, n, data, edited, keys)
    table = edited.data.table(n)
    note = _note(
        table, [(rows[key], at) for _n, key, at, _was, _is, follows in told if not follows]
    )
    change = _record(draft, what=what, by=by, n=n, cells=told, undoes=undoes, note=note)
    remember(draft, result.data)
    return Changed(draft, change, result.data, result.checked, tuple(keys), edited.followed)


def _wanted(text: str, table: TableData, row: int, column: int, style: Style) -> str:
    if table.columns[column].kind in ("amount", "unknown"):
        return typed(text, table, row, column, style=style)
    return text.strip("\n")


def _last_by(draft: models.Disclosure, n: int, cell: CellChange, now: str) -> str:
    """Who wrote what a cell says now, among the latest changes of the document."""
    for change in draft.changes.select_related("by")[:_LATEST]:
        if any(told[:3] == [n, cell.key, cell.column] for told in change.cells) or (
            str(n) in change.before and _text_in(change.before[str(n)], cell) != now
        ):
            return person_told(change.by) if change.by else ""
    return ""


def _text_in(kept: StoredTable | None, cell: CellChange) -> str | None:
    """What a kept table says at a cell; None where it has no such row."""
    rows = kept["rows"] if kept else ()
    cells = next((cells for key, _kind, cells, _meaning in rows if key == cell.key), None)
    if cells is None:
        return None
    return (cells[cell.column] if cell.column < len(cells) else "") or ""


# --- Rows ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RowChange:
    """A body row to be: the key of a row that is there, or None and the texts of a new one.

    `cells` None leaves a row's texts as they are.
    """

    key: int | None
    cells: tuple[Text, ...] | None = None


@transaction.atomic
def change_rows(
    disclosure: models.Disclosure,
    n: int,
    rows: Sequence[RowChange],
    *,
    seen: Sequence[int],
    what: str = _What.ROWS,
    note: str = "",
    by: Any = None,
    by_hand: bool = False,
) -> Changed:
    """Give a table another body: rows new, moved, gone, with other texts. `seen` are the keys of
    the rows that the person saw, in their order. Texts `by_hand` may be amounts in any form that
    people type (edits.typed).

    Raises NotADraft, or ChangeRefused where the rows are others by now; then nothing has changed.
    """
    draft = lock_draft(disclosure)
    data = recall(draft)
    table = _table(data, n)
    keys = keys_of(draft, n)
    if list(seen) != keys:
        raise ChangeRefused("这张表的行刚刚被别人增删或移动，没有存入。请看过现在的表再改。")
    if len({row.key for row in rows if row.key is not None}) != sum(
        row.key is not None for row in rows
    ):
        raise ChangeRefused("同一行出现了两次，没有存入。")
    place = {key: row for row, key in enumerate(keys)}
    style = Style.of(table)
    lines, touched = [], []
    for index, row in enumerate(rows):
        was = place.get(row.key) if row.key is not None else None
        if row.key is not None and was is None:
            raise ChangeRefused("这一行刚刚被别人删除，没有存入。")
        old = table.rows[was].cells if was is not None else ()
        cells = old if row.cells is None else tuple(text or None for text in row.cells)
        if by_hand and row.cells is not None:
            cells = tuple(
                _wanted(text, table, was or 0, column, style) or None
                if text and column < len(table.columns) and text != _at(old, column)
                else text
                for column, text in enumerate(cells)
            )
        lines.append(Line(cells, was))
        touched += [
            (index, column)
            for column, text in enumerate(cells)
            if row.cells is not None and (text or None) != _at(old, column)
        ]
    edited = with_lines(data, n, lines, vocabulary_for(draft.department.region), touched)
    before = {n: _kept(draft, n)}
    result = _store(draft, n, data, edited, [row.key for row in rows])
    note = note or _note(edited.data.table(n))
    change = _record(draft, what=what, by=by, n=n, before=before, note=note)
    remember(draft, result.data)
    return Changed(draft, change, result.data, result.checked, result.keys, edited.followed)


def _at(cells: Sequence[Text], column: int) -> Text:
    return cells[column] or None if column < len(cells) else None


# --- Whole tables --------------------------------------------------------------------------------


def tables_of(disclosure: models.Disclosure) -> dict[int, StoredTable]:
    """All tables of a draft as they are now, for `record_tables` after they were replaced."""
    return {
        table.n: stored_table(table) for table in disclosure.tables.prefetch_related("rows").all()
    }


def record_tables(
    disclosure: models.Disclosure,
    before: Mapping[int, StoredTable],
    *,
    what: str,
    by: Any = None,
    note: str = "",
) -> models.Change | None:
    """Keep in the history that tables were replaced by another writer, so that it can be undone.

    `before` is `tables_of` from before; only tables that differ now are kept. Call it in the
    writer's transaction. Returns None where nothing differs.
    """
    now = tables_of(disclosure)
    changed: dict[int, StoredTable | None] = {
        n: before.get(n) for n in sorted({*before, *now}) if before.get(n) != now.get(n)
    }
    if not changed:
        return None
    return _record(disclosure, what=what, by=by, before=changed, note=note)


def replace_tables(
    draft: models.Disclosure,
    tables: Sequence[TableData],
    *,
    was: Mapping[int, Sequence[int | None]],
    what: str,
    derived: Mapping[int, Mapping[str, Any]] | None = None,
    problems: Iterable[ProblemData] = (),
    note: str = "",
    by: Any = None,
) -> Changed:
    """Put tables into a locked draft: in place of those of the same n, or as further ones.

    `was` tells, by n, which row of the present table each row was (None: a new one), so that rows
    keep their keys. `derived` is stored with a table (BudgetTable.derived), `problems` are those
    of the new tables. Everything else stays.
    The change is kept as `what`, and None where nothing differs. Call it in a transaction.
    """
    data = load_disclosure(draft)
    present = {table.n: table for table in data.tables}
    before = {table.n: _kept(draft, table.n) for table in tables}
    now = dict(present)
    for table in tables:
        now[table.n] = table
        if table.n in present:
            keys = keys_of(draft, table.n)
            named = [None if row is None else keys[row] for row in was[table.n]]
            write_table(draft, table, named)
            _write_problems(draft, present[table.n], Edited(replace(data, tables=(table,)), (), {}))
        else:
            add_table(draft, table)
        if derived is not None:
            told = dict(derived.get(table.n, {}))
            draft.tables.filter(n=table.n).update(derived=told)
    changed = {n: told for n, told in before.items() if told != _kept(draft, n)}
    data = replace(data, tables=tuple(now[n] for n in sorted(now)))
    if not changed:
        return Changed(draft, None, data, checked(draft, data), (), {})
    models.Problem.objects.bulk_create(_problem(draft, one) for one in problems)
    count_revision(draft)
    _forget_source(draft)
    result = _checked(draft, data)
    change = _record(draft, what=what, by=by, before=changed, note=note)
    return replace(result, change=change)


# --- Undoing -------------------------------------------------------------------------------------


@transaction.atomic
def undo(change: models.Change, *, by: Any = None) -> Changed:
    """Take one change back, which is a change itself; the totals that followed it follow again.

    Raises NotADraft, or ChangeRefused where something was changed there since, naming it.
    """
    draft = lock_draft(change.disclosure)
    change = draft.changes.get(pk=change.pk)
    if models.Change.objects.filter(undoes=change).exists():
        raise ChangeRefused("这一步已经撤销过了。")
    if change.before:
        return _bring_back(draft, change, by)
    if any(told[0] != change.table_n for told in change.cells):
        raise ChangeRefused("这一步改动了几张表，不能单独撤销。")
    assert change.table_n is not None
    cells = [
        CellChange(key, column, after, before)
        for _n, key, column, before, after, follows in change.cells
        if not follows
    ]
    try:
        return change_cells(draft, change.table_n, cells, what=_What.UNDONE, by=by, undoes=change)
    except Clashes as error:
        raise ChangeRefused(_since(error)) from error


def _since(error: Clashes) -> str:
    one = error.clashes[0]
    who = f"{one.by} " if one.by else ""
    return f"这一步之后，{who}又把同一个单元格改成了“{one.now}”，先撤销后来的改动。"


def _bring_back(draft: models.Disclosure, change: models.Change, by: Any) -> Changed:
    before: dict[int, StoredTable | None] = {int(n): _kept(draft, int(n)) for n in change.before}
    if digest_of(before) != change.digest:
        raise ChangeRefused("这一步之后这些表又有改动，请先撤销后来的改动。")
    present = load_disclosure(draft)
    for n, told in change.before.items():
        put_table(draft, int(n), told)
    data = load_disclosure(draft)
    tell_anew(draft, present, data, list(before), vocabulary_for(draft.department.region))
    count_revision(draft)
    _forget_source(draft)
    if is_of_a_file(change):
        _give_back(draft)
    result = _checked(draft, data)
    undone = _record(draft, what=_What.UNDONE, by=by, before=before, undoes=change)
    n = change.table_n or 0
    return Changed(draft, undone, result.data, result.checked, tuple(keys_of(draft, n)), {})


def is_of_a_file(change: models.Change) -> bool:
    """Whether a workbook was brought by it, and not only the draft read anew."""
    named = change.disclosure.events.filter(what=LOADED, note=change.note)
    return change.what == _What.BROUGHT and named.exists()


def _give_back(draft: models.Disclosure) -> None:
    """The file that was brought last is no source any more: until it expires it waits, to be
    accepted again. The draft bears the name of the one before it."""
    models.Upload.objects.filter(disclosure=draft).update(disclosure=None)
    names = draft.events.filter(what=LOADED).order_by("-at", "-pk").values_list("note", flat=True)
    draft.source_name = next(iter(names[1:2]), "")
    draft.save(update_fields=["source_name"])


# --- Storing -------------------------------------------------------------------------------------


def _table(data: DisclosureData, n: int) -> TableData:
    found = next((table for table in data.tables if table.n == n), None)
    if found is None:
        raise ChangeRefused("这张表刚刚被别人删除，没有存入。")
    return found


def _kept(draft: models.Disclosure, n: int) -> StoredTable | None:
    found = draft.tables.filter(n=n).prefetch_related("rows").first()
    return stored_table(found) if found else None


def _store(
    draft: models.Disclosure,
    n: int,
    before: DisclosureData,
    edited: Edited,
    keys: Sequence[int | None],
) -> Changed:
    """Write what differs from before, and check the document."""
    named: list[int] = []
    for table, old in zip(edited.data.tables, before.tables, strict=True):
        if table.n == n:
            named = write_table(draft, table, keys)
        elif table != old:
            write_table(draft, table, keys_of(draft, table.n))
    _write_problems(draft, before.table(n), edited)
    count_revision(draft)
    _forget_source(draft)
    result = _checked(draft, edited.data)
    return replace(result, keys=tuple(named), followed=edited.followed)


def _forget_source(draft: models.Disclosure) -> None:
    """The draft no longer says what the file said that it was read from."""
    if draft.source_sha256:
        draft.source_sha256 = ""
        draft.save(update_fields=["source_sha256"])


def _checked(draft: models.Disclosure, data: DisclosureData) -> Changed:
    """The findings of a draft whose tables are stored, its written explanation following them."""
    before = YearBefore.of(draft)
    data = put_written(draft, data, before)
    result = checked(draft, data, before)
    write_findings(draft, result.findings)
    rewrite_following(draft)
    return Changed(draft, None, data, result, (), {})


def _write_problems(draft: models.Disclosure, before: TableData, edited: Edited) -> None:
    """Put the problems of the table that was read anew in place of those that it had."""
    table = edited.data.table(before.n)
    own = {
        (origin.sheet, origin.cell(column))
        for one in (before, table)
        for origin in (*one.header_origins, *(row.origin for row in one.rows))
        for column in range(max(len(one.columns), 1))
    }
    gone = [one.pk for one in draft.problems.all() if (one.sheet, one.cell) in own]
    if gone:
        draft.problems.filter(pk__in=gone).delete()
    models.Problem.objects.bulk_create(_problem(draft, one) for one in edited.problems)


def _problem(draft: models.Disclosure, told: ProblemData) -> models.Problem:
    return models.Problem(
        disclosure=draft,
        sheet=told.sheet,
        cell=told.cell,
        message=told.message,
        severity=told.severity,
    )


def _record(
    draft: models.Disclosure,
    *,
    what: str,
    by: Any,
    n: int | None = None,
    cells: Sequence[Sequence[Any]] = (),
    before: Mapping[int, StoredTable | None] | None = None,
    note: str = "",
    undoes: models.Change | None = None,
) -> models.Change:
    now = {place: _kept(draft, place) for place in sorted(before or ())}
    last = draft.changes.aggregate(last=Max("number"))["last"] or 0
    return models.Change.objects.create(
        disclosure=draft,
        number=last + 1,
        at=timezone.now(),
        by=by,
        what=what,
        table_n=n,
        note=note[:200],
        cells=list(cells) or cells_between(before or {}, now),
        before=dict(before or {}),
        digest=digest_of(now) if now else "",
        undoes=undoes,
    )


def _note(table: TableData, places: Sequence[Place] = ()) -> str:
    """Where a change is: 表7 C32、D32."""
    cells = [table.cell(*place) for place in places[:_NAMED]]
    more = "…" if len(places) > _NAMED else ""
    return f"{table.code or table.title} {'、'.join(cells)}{more}".strip()


def digest_of(tables: Mapping[int, StoredTable | None]) -> str:
    """The digest of tables as they stand, by which undoing knows whether they changed since."""
    told = [tables[n] for n in sorted(tables)]
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
