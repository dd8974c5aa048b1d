"""批注: what reviewers and staff say to each other at a cell, until it is settled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from budgets import models
from budgets.data import CellRef, DisclosureData, TableData
from budgets.narrative.data import EXPLANATION, paragraph_ref
from budgets.states import UNPUBLISHED, IllegalStep, WordsMissing
from budgets.workbook.grid import position

MANY_CHARACTERS = 2000


class NoSuchCell(Exception):
    """The document has no cell of that name."""


@transaction.atomic
def comment(
    disclosure: models.Disclosure,
    *,
    by: Any,
    text: str,
    at: CellRef | None = None,
    now: dt.datetime | None = None,
) -> models.CellComment:
    """Say something at a cell, or (None) on all of a version that is not public yet.

    Raises IllegalStep, or WordsMissing.
    """
    _refuse_public(disclosure)
    place = (
        {}
        if at is None
        else {
            "table_n": at.n,
            "table_code": at.table,
            "cell": at.cell,
            "row": at.row,
            "column": at.column,
        }
    )
    return models.CellComment.objects.create(
        disclosure=disclosure, by=by, at=now or timezone.now(), text=_words(text), **place
    )


@transaction.atomic
def reply(
    answered: models.CellComment, *, by: Any, text: str, now: dt.datetime | None = None
) -> models.CellComment:
    """Answer a comment; an answer to an answer stands under the same comment."""
    _refuse_public(answered.disclosure)
    return models.CellComment.objects.create(
        disclosure=answered.disclosure,
        answers_id=answered.answers_id or answered.pk,
        by=by,
        at=now or timezone.now(),
        text=_words(text),
    )


@transaction.atomic
def settle(
    settled: models.CellComment, *, by: Any, now: dt.datetime | None = None
) -> models.CellComment:
    """了结. A second time changes nothing: it stays with who settled it first."""
    _refuse_public(settled.disclosure)
    models.CellComment.objects.filter(pk=settled.pk, answers=None, settled_at=None).update(
        settled_at=now or timezone.now(), settled_by=by
    )
    settled.refresh_from_db()
    return settled


@transaction.atomic
def reopen(settled: models.CellComment) -> models.CellComment:
    """It is not settled after all."""
    _refuse_public(settled.disclosure)
    models.CellComment.objects.filter(pk=settled.pk).update(settled_at=None, settled_by=None)
    settled.refresh_from_db()
    return settled


def comments_of(disclosure: models.Disclosure) -> list[models.CellComment]:
    """The comments in their order, open ones first, each with its answers (`replies`) at hand."""
    found = (
        disclosure.comments.filter(answers=None)
        .select_related("by", "settled_by", "disclosure")
        .prefetch_related("replies__by")
    )
    return sorted(found, key=lambda one: one.settled_at is not None)


def open_comments(disclosure: models.Disclosure) -> int:
    return disclosure.comments.filter(answers=None, settled_at=None).count()


def places_of(
    comments: Iterable[models.CellComment], data: DisclosureData
) -> Mapping[int, CellRef]:
    """Where comments stand in the content as it is now, by their keys.

    Rows are stored anew with every upload: the place is found by table code and cell. One whose
    cell is gone has no place, and is told with its old name.
    """
    found = {}
    for one in comments:
        if one.table_n is None:
            continue
        try:
            found[one.pk] = cell_named(data, one.table_n, one.cell, code=one.table_code)
        except NoSuchCell:
            continue
    return found


def cell_named(data: DisclosureData, n: int, name: str, *, code: str = "") -> CellRef:
    """The cell with this A1 reference in a table: the one of that code, or of that number.

    In the explanation (table 0) a name is that of a paragraph, 第3段 or 3. Raises NoSuchCell.
    """
    if n == 0:
        wanted = name.strip()
        paragraphs = (paragraph_ref(row) for row, _text in enumerate(data.paragraphs()))
        ref = next((one for one in paragraphs if wanted in (one.cell, str(one.row + 1))), None)
        if ref is None:
            raise NoSuchCell(_("说明里没有“%(name)s”。") % {"name": name})
        return ref
    where = position(name.strip().upper().replace("$", ""))
    named = [table for table in data.tables if code and table.code == code]
    for table in named or [table for table in data.tables if table.n == n]:
        place = _place(table, where) if where else None
        if place is not None:
            row, column = place
            return CellRef(table.n, table.code, table.cell(row, column), row, column)
    raise NoSuchCell(_("这张表里没有单元格“%(name)s”。") % {"name": name})


def cell_at(data: DisclosureData, n: int, row: int, column: int) -> CellRef:
    """The cell at a place. Raises NoSuchCell."""
    if n == 0 and 0 <= row < sum(1 for _text in data.paragraphs()):
        return paragraph_ref(row)
    table = next((table for table in data.tables if table.n == n), None)
    if (
        table is None
        or not -1 <= row < len(table.rows)
        or not 0 <= column < len(table.columns)
        or (row < 0 and not table.header_origins)
    ):
        raise NoSuchCell(_("这张表里没有这个单元格。"))
    return CellRef(n, table.code, table.cell(row, column), row, column)


def name_of(comment: models.CellComment) -> str:
    """What the place of a comment is called, as it was when it was made."""
    if comment.table_n is None:
        return _("整份文件")
    return f"{comment.table_code or (EXPLANATION if not comment.table_n else '')} {comment.cell}"


def _place(table: TableData, where: tuple[int, int]) -> tuple[int, int] | None:
    row, column = where
    for at, line in enumerate(table.rows):
        if line.origin.row == row and 0 <= column - line.origin.column < len(table.columns):
            return at, column - line.origin.column
    for origin in table.header_origins:
        if origin.row == row and 0 <= column - origin.column < len(table.columns):
            return -1, column - origin.column
    return None


def _refuse_public(disclosure: models.Disclosure) -> None:
    """Raises IllegalStep for a version that is kept as it is, its comments too."""
    working = models.Disclosure.objects.select_for_update(of=("self",), no_key=True)
    if working.filter(pk=disclosure.pk, status__in=UNPUBLISHED).first() is None:
        raise IllegalStep.of(disclosure, _("批注"))


def _words(text: str) -> str:
    text = text.strip()
    if not text:
        raise WordsMissing(_("批注是空的。"))
    return text[:MANY_CHARACTERS]
