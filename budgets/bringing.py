"""A workbook that is brought for a draft that is there already: what it changes, and the change.

Looking and storing begin with the same preview; the draft's tables that the workbook lacks stay
unless a person says otherwise. Storing is one change of the draft's history, which can be undone.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from budgets import models
from budgets.changing import ChangeRefused, record_tables, tables_of
from budgets.data import DisclosureData, ProblemData, TableData
from budgets.differences import compare
from budgets.differences.data import DocumentDifference
from budgets.differences.keeping import missing_from, with_tables_of
from budgets.foreseeing import Foreseen, beside, foresee
from budgets.handmade import Overwritten, overwritten
from budgets.importing import Preview, store_draft
from budgets.states import UNPUBLISHED, lock_draft
from budgets.storage import load_disclosure, load_findings


@dataclass(frozen=True, slots=True)
class Brought:
    """What a workbook would change in a draft. `missing` are the draft's tables that it lacks, of
    which `dropped` (by n) go; `by_hand` are the cells of staff that would be written over."""

    difference: DocumentDifference
    missing: tuple[TableData, ...]
    foreseen: Foreseen
    by_hand: tuple[Overwritten, ...]


def draft_of(department: models.Department, year: int, kind: str) -> models.Disclosure | None:
    """The version of a document that is being worked on."""
    return (
        models.Disclosure.objects.filter(
            department=department, fiscal_year__year=year, kind=kind, status__in=UNPUBLISHED
        )
        .select_related("department__region", "fiscal_year")
        .first()
    )


def look(draft: models.Disclosure, preview: Preview) -> Brought:
    """A preview beside the draft that is there, the tables that it lacks kept."""
    present = load_disclosure(draft)
    missing = tuple(missing_from(preview.data, present))
    merged = with_tables_of(preview.data, present, {table.n for table in missing})
    # What the program writes it writes anew from the figures: nobody need look at that here.
    brought = replace(merged, narrative=preview.data.narrative or present.narrative)
    difference = compare(present, brought)
    if missing:
        foreseen = foresee(draft, brought)
    else:
        foreseen = beside(load_findings(draft), preview.reconciliation.findings)
    return Brought(difference, missing, foreseen, tuple(overwritten(draft, difference)))


@transaction.atomic
def bring(
    preview: Preview,
    *,
    department: models.Department,
    dropped: Collection[int] = (),
    seen: int | None = None,
    by: Any = None,
    reason: str = "",
) -> tuple[models.Disclosure, models.Change | None]:
    """Store a preview as the body's draft; with what it changed in one that was there.

    `dropped` are tables of the draft (by n) that the workbook lacks and that go; `seen` is the
    revision of the draft that was looked at. Raises ImportRefused, NotADraft where the document is
    under review, and ChangeRefused where the draft is another one by now.
    """
    there = draft_of(department, preview.data.fiscal_year, preview.data.kind)
    if there is None:
        return store_draft(preview, department=department, by=by, reason=reason), None
    there = lock_draft(there, _("载入工作簿"))
    if seen is not None and seen != there.revision:
        raise ChangeRefused(_("草稿刚刚有人改动，没有存入。下面是与现在的草稿对照的结果。"))
    before = tables_of(there)
    present = load_disclosure(there)
    wanted = {table.n for table in missing_from(preview.data, present)} - set(dropped)
    data = with_tables_of(preview.data, present, wanted)
    # A workbook that comes without an explanation takes none away.
    data = replace(data, narrative=data.narrative or present.narrative)
    whole = replace(preview, data=data)
    if wanted:
        # The draft says more than the file does: it can't be read anew from it.
        whole = replace(whole, problems=(*preview.problems, *_problems(there, present, wanted)))
    draft = store_draft(whole, department=department, by=by, reason=reason)
    if wanted:
        draft.source_sha256 = ""
        draft.save(update_fields=["source_sha256"])
    change = record_tables(
        draft, before, what=models.Change.What.BROUGHT, by=by, note=preview.source_name
    )
    return draft, change


def _problems(
    draft: models.Disclosure, data: DisclosureData, wanted: Collection[int]
) -> list[ProblemData]:
    """The problems of the tables that stay, by their sheets."""
    sheets = {table.sheet for table in data.tables if table.n in wanted and table.sheet}
    return [
        ProblemData(one.sheet, one.cell, one.message, one.severity)
        for one in draft.problems.filter(sheet__in=sheets)
    ]
