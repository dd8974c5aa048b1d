"""The page of the grid: a table of a draft, edited in a plain form where there is no script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from budgets import models
from budgets.admin.answers import page
from budgets.admin.cells import draft_of
from budgets.admin.cells_findings import grid_address
from budgets.admin.cells_form import Sent, rows_after, sent_form
from budgets.admin.cells_shown import shown_table
from budgets.admin.door import why_refused
from budgets.changing import (
    ChangeRefused,
    Clashes,
    change_cells,
    change_rows,
    undo,
)
from budgets.recalling import recall
from budgets.states import NotADraft
from budgets.storage import keys_of

UNDO = "undo"


@require_http_methods(["GET", "POST"])
def table_page(request: HttpRequest, pk: int, n: int) -> HttpResponse:
    """Show a table to be edited; save what its plain form says."""
    try:
        draft = draft_of(request, pk, n)
    except NotADraft as error:
        if request.method == "POST":
            return kept(request, str(error), status=409, pk=pk)
        messages.error(request, str(error))
        return redirect("admin:budgets_disclosure_change", pk)
    except Http404:
        if request.method == "POST" and sent_form(request.POST).cells:
            said = _("这份草稿或者这张表已被删除，或者不归您办理。")
            return kept(request, said, status=404)
        raise
    if request.method == "GET":
        if "at" in request.GET:
            return redirect(f"{grid_address(draft, n)}{_anchor(draft, n, request.GET['at'])}")
        return shown_table(request, draft, n)
    return _saved(request, draft, n, sent_form(request.POST))


def _anchor(draft: models.Disclosure, n: int, at: str) -> str:
    """Where a cell is on the page that an address names by its row and column, from 0."""
    row, _dash, column = at.partition("-")
    if not row.isdecimal() or not column.isdecimal():
        return ""
    keys = keys_of(draft, n)
    return f"#k{keys[int(row)]}c{int(column)}" if int(row) < len(keys) else ""


# --- Saving the plain form -----------------------------------------------------------------------


def _saved(request: HttpRequest, draft: models.Disclosure, n: int, sent: Sent) -> HttpResponse:
    here = request.get_full_path()
    stored = False
    if sent.deed == UNDO:
        change = draft.changes.filter(number=sent.at).first()
        if change is not None:
            try:
                undo(change, by=request.user)
                messages.success(request, _("已撤销。"))
            except (ChangeRefused, NotADraft) as error:
                messages.error(request, str(error))
        return redirect(here)
    try:
        if sent.cells:
            changed = change_cells(draft, n, sent.cells, by=request.user)
            stored = changed.change is not None
            if stored:
                messages.success(request, _stored(changed.followed, sent))
    except NotADraft as error:
        return kept(request, str(error), status=409, pk=draft.pk)
    except Clashes as error:
        return shown_table(
            request, draft, n, status=409, said=str(error), sent=sent, clashes=error.clashes
        )
    except ChangeRefused as error:
        return shown_table(request, draft, n, status=422, said=str(error), sent=sent)
    anchor = _with_rows(request, draft, n, sent)
    # 28.9万 is what stood there as 28.900000.
    if not stored and not sent.deed.strip("save"):
        messages.info(request, _("没有改动。"))
    return redirect(f"{here}{anchor}")


def _stored(followed: Mapping[Any, str], sent: Sent) -> str:
    said = _("已存入 %(n)s 处改动。") % {"n": len(sent.cells)}
    if followed:
        said += _("%(n)s 处合计随之重算。") % {"n": len(followed)}
    return said


def _with_rows(request: HttpRequest, draft: models.Disclosure, n: int, sent: Sent) -> str:
    """Do what was asked with rows; where on the page one looks then."""
    width = len(recall(draft).table(n).columns)
    rows = rows_after(sent, width)
    if rows is None:
        return ""
    try:
        done = change_rows(draft, n, rows, seen=sent.keys, by=request.user)
    except (ChangeRefused, NotADraft) as error:
        messages.error(request, str(error))
        return ""
    messages.success(request, _("已改动行的次序或增删行。"))
    new = [key for key in done.keys if key not in sent.keys]
    if new:
        return f"#k{new[0]}"
    return f"#k{sent.at}" if sent.at in done.keys else ""


# --- What was not stored -------------------------------------------------------------------------


def kept(request: HttpRequest, said: str, *, status: int, **context: Any) -> HttpResponse:
    """What was typed and not stored, with why; `again`: it can be sent once more from there."""
    sent = sent_form(request.POST)
    typed = [(f"c{cell.key}-{cell.column}", cell.seen, cell.text) for cell in sent.cells]
    return page(
        request,
        "cells_kept.html",
        _("没有存入"),
        status=status,
        said=said,
        typed=typed,
        seen=request.POST.get("seen", ""),
        keys=request.POST.get("keys", ""),
        **context,
    )


def refused_at_door(request: HttpRequest, *, signed_out: bool) -> HttpResponse:
    """The session ended, or one has signed in again since: what was typed can be sent again."""
    return kept(
        request,
        why_refused(signed_out=signed_out),
        status=403,
        again=True,
        signed_out=signed_out,
    )
