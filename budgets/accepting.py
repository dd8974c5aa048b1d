"""A paste beside a draft: the table that it belongs to, what it would change, and the change.

Nothing is kept between looking and accepting: both begin with the same clip and choices, and the
draft must be what was looked at where the paste touches it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from budgets import models
from budgets.changing import (
    CellChange,
    Changed,
    ChangeRefused,
    RowChange,
    change_cells,
    change_rows,
    replace_tables,
)
from budgets.data import DisclosureData, TableData
from budgets.differences import compare
from budgets.differences.data import DocumentDifference
from budgets.edits import Edited, unit_of, with_lines
from budgets.importing import vocabulary_for
from budgets.money import UNITS, Unit
from budgets.pasting.clip import Clip
from budgets.pasting.columns import CONTENT, Columns, place_columns
from budgets.pasting.fitting import best_fit, fit
from budgets.pasting.laying import Laid, Mode, Rows, lay, place_rows, unit_suspected
from budgets.pasting.recognising import Pasted, read_as, read_pasted
from budgets.standards_kept import standard_of_document
from budgets.states import lock_draft
from budgets.storage import keys_of, load_disclosure
from budgets.vocabulary import Vocabulary
from budgets.workbook.blank import blank_sheet
from budgets.workbook.document import common_unit, interpret
from budgets.workbook.grid import Workbook
from budgets.workbook.parsing import Context

# Two tables that a paste fits alike: a person must say which.
_ALIKE = 0.01


@dataclass(frozen=True, slots=True)
class Target:
    """A table that a paste can belong to: one of the draft, or a form that is not in it yet."""

    key: str
    table: TableData
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose, as the form tells it; "" and None leave it to the program."""

    target: str = ""
    mode: str = ""
    unit: str = ""
    columns: tuple[int | None, ...] | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a paste would do to one table of a draft.

    `data` is the document with the blank table, where it is a new one; `seen` the digest of what
    the paste touches. `suspected` names a unit that its figures seem to be in.
    """

    target: Target
    pasted: Pasted
    columns: Columns
    rows: Rows
    laid: Laid
    mode: Mode
    unit: Unit
    suspected: str
    data: DisclosureData
    vocabulary: Vocabulary
    seen: str

    def edited(self) -> Edited:
        """The document after it, with the totals that follow."""
        n = self.target.table.n
        return with_lines(self.data, n, self.laid.lines, self.vocabulary, self.laid.touched)


@dataclass(frozen=True, slots=True)
class Recognised:
    """The tables that a paste can belong to, the likeliest first, and what it would do.

    No proposal where nothing tells the table; `alike` are further tables that fit as well.
    """

    targets: tuple[Target, ...]
    proposal: Proposal | None
    alike: tuple[Target, ...] = ()


def recognise(draft: models.Disclosure, clip: Clip, choices: Choices) -> Recognised:
    """Which table was pasted and what it would change; nothing is stored."""
    data = load_disclosure(draft)
    vocabulary = vocabulary_for(draft.department.region)
    context = Context(vocabulary, data.fiscal_year, data.kind, common_unit(data.tables))
    targets = list(targets_of(draft, data, vocabulary))
    tables = [target.table for target in targets]
    pasted = read_pasted(clip, context, tables)
    scores = {target.key: fit(pasted.table, target.table) for target in targets}
    ordered = tuple(sorted(targets, key=lambda target: -scores[target.key]))
    chosen = next((one for one in targets if one.key == choices.target), None)
    alike: tuple[Target, ...] = ()
    if chosen is None:
        at = best_fit(pasted.table, tables)
        if at is None:
            return Recognised(ordered, None)
        chosen = targets[at]
        best = scores[chosen.key]
        alike = tuple(t for t in ordered if t is not chosen and best - scores[t.key] < _ALIKE)
    proposal = _proposal(draft, data, chosen, pasted, choices, context)
    return Recognised(ordered, proposal, alike)


def targets_of(
    draft: models.Disclosure, data: DisclosureData, vocabulary: Vocabulary
) -> Iterator[Target]:
    """The tables of a draft, then the blank forms of its standard that are not in it."""
    for table in data.tables:
        yield Target(str(table.n), table)
    forms = standard_of_document(draft, data)
    if forms is None:
        return
    there = {table.code for table in data.tables}
    missing = [form for form in forms.forms if form.code not in there]
    n = max((table.n for table in data.tables), default=0) + 1
    for form in missing:
        sheet = blank_sheet(form, data.fiscal_year)
        read = interpret(
            Workbook((sheet,)),
            department=data.department,
            fiscal_year=data.fiscal_year,
            kind=data.kind,
            vocabulary=vocabulary,
        ).data
        for table in read.tables[:1]:
            yield Target(f"+{form.code}", replace(table, n=n), is_new=True)


def _proposal(
    draft: models.Disclosure,
    data: DisclosureData,
    target: Target,
    pasted: Pasted,
    choices: Choices,
    context: Context,
) -> Proposal:
    table = target.table
    pasted = read_as(pasted.clip, table, context, pasted)
    columns = place_columns(pasted, table)
    if choices.columns is not None:
        columns = replace(columns, places=_each_once(choices.columns, columns, table))
    own = unit_of(table, len(table.columns) - 1)
    unit = UNITS.get(choices.unit) or pasted.unit or own
    rows = place_rows(pasted, table, columns.places, unit)
    suspected = ""
    if not choices.unit and pasted.unit is None:
        suspected = unit_suspected(table, rows)
    mode = (
        Mode(choices.mode) if choices.mode in set(Mode) else _likely(target, pasted, columns, rows)
    )
    if target.is_new:
        data = replace(data, tables=(*data.tables, table))
    return Proposal(
        target,
        pasted,
        columns,
        rows,
        lay(table, rows, mode),
        mode,
        unit,
        suspected,
        data,
        context.vocabulary,
        _digest(draft, target),
    )


def _each_once(
    wanted: Sequence[int | None], told: Columns, table: TableData
) -> tuple[int | None, ...]:
    """The chosen columns, each of the table's once; the first choice of two counts."""
    taken: set[int] = set()
    places: list[int | None] = []
    for place in wanted[: len(told.places)]:
        fits = place is not None and 0 <= place < len(table.columns) and place not in taken
        places.append(place if fits else None)
        if fits and place is not None:
            taken.add(place)
    return (*places, *told.places[len(places) :])


def _likely(target: Target, pasted: Pasted, columns: Columns, rows: Rows) -> Mode:
    """The whole table where it was pasted with its title or totals, else only the rows it names.

    Rows that a document began with give way to others while no figure stands in them.
    """
    if target.is_new:
        return Mode.REPLACE
    if is_strange(target.table, columns, rows):
        return Mode.SAME
    matched = {was for was in rows.was if was is not None}
    if not _has_figures(target.table) and 2 * len(matched) < len(rows.was):
        return Mode.REPLACE
    missing = len(target.table.rows) - len(matched)
    totals = any(target.table.rows[was].kind == "total" for was in matched)
    is_whole = not missing or totals or bool(pasted.table.title)
    if not matched or (is_whole and not rows.by_place):
        return Mode.REPLACE
    return Mode.SAME if missing or rows.by_place else Mode.REPLACE


def is_strange(table: TableData, columns: Columns, rows: Rows) -> bool:
    """Whether neither a head nor a row of a paste is one of this table, which has figures to lose.

    An e-mail or a page that was copied by mistake must not take the place of a table.
    """
    known = columns.how != CONTENT or any(was is not None for was in rows.was)
    return not known and _has_figures(table)


def _has_figures(table: TableData) -> bool:
    return any(fact.amount.fen is not None for fact in table.facts)


def difference_of(proposal: Proposal, edited: Edited) -> DocumentDifference:
    """What would be different, cell by cell; of a new table all of it."""
    n = proposal.target.table.n
    before = proposal.data
    if proposal.target.is_new:
        before = replace(before, tables=tuple(one for one in before.tables if one.n != n))
    return compare(before, edited.data)


# --- Accepting -----------------------------------------------------------------------------------


@transaction.atomic
def accept(
    draft: models.Disclosure, clip: Clip, choices: Choices, *, seen: str, by: Any = None
) -> Changed:
    """Put a paste into the draft as it was looked at.

    Raises NotADraft, and ChangeRefused where the table is another one by now, or nothing changes.
    """
    draft = lock_draft(draft)
    proposal = recognise(draft, clip, choices).proposal
    if proposal is None:
        raise ChangeRefused(_("没有认出是哪张表，没有存入。"))
    if proposal.seen != seen:
        raise ChangeRefused(_("这张表刚刚被别人改动，没有存入。下面是与现在的表对照的结果。"))
    table, laid = proposal.target.table, proposal.laid
    note = _("%(table)s：%(rows)s 行") % {
        "table": table.name,
        "rows": len(proposal.pasted.table.rows),
    }
    what = models.Change.What.PASTED
    if proposal.target.is_new:
        edited = proposal.edited()
        done = replace_tables(
            draft,
            [edited.data.table(table.n)],
            was={},
            what=what,
            problems=edited.problems,
            note=note,
            by=by,
        )
    elif not laid.changes:
        raise ChangeRefused(_("粘贴的内容与现有的表没有不同，没有改动。"))
    elif [line.was for line in laid.lines] == list(range(len(table.rows))):
        keys = keys_of(draft, table.n)
        cells = [
            CellChange(
                keys[row], column, table.text(row, column), laid.lines[row].cells[column] or ""
            )
            for row, column in laid.touched
        ]
        done = change_cells(draft, table.n, cells, what=what, by=by)
    else:
        keys = keys_of(draft, table.n)
        rows = [
            RowChange(None if line.was is None else keys[line.was], line.cells)
            for line in laid.lines
        ]
        done = change_rows(draft, table.n, rows, seen=keys, what=what, note=note, by=by)
    return done


def _digest(draft: models.Disclosure, target: Target) -> str:
    """What a paste touches, as it was looked at: the table, or that it was not there."""
    if target.is_new:
        told: Any = [target.key, target.table.n]
    else:
        n = target.table.n
        rows = models.BudgetRow.objects.filter(table__disclosure=draft, table__n=n)
        head = draft.tables.filter(n=n).values_list("code", "title", "unit", "layout").first()
        told = [head, list(rows.order_by("position").values_list("key", "kind", "cells"))]
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
