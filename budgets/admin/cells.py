"""The grid of a draft's table: what its script asks and changes, as JSON (decision 0013)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from budgets import models
from budgets.access import Action
from budgets.admin.cells_answer import answer_to, state_of
from budgets.admin.cells_sent import (
    NotUnderstood,
    cell_of,
    list_of,
    number_of,
    page_of,
    row_of,
    sent_json,
    small_number,
    whole_number,
)
from budgets.admin.scope import found
from budgets.changing import (
    Changed,
    ChangeRefused,
    Clashes,
    change_cells,
    change_rows,
    undo,
)
from budgets.completing import complete
from budgets.importing import vocabulary_for
from budgets.presences import is_page, say_here
from budgets.recalling import recall
from budgets.states import EDITABLE, NotADraft
from budgets.storage import keys_of

View = Callable[..., HttpResponse]
_What = models.Change.What
# What the script may say that a change was.
_WORDS = {_What.TYPED, _What.PASTED, _What.FIXED}


def asked_by_script(view: View) -> View:
    """Every refusal as JSON with a message."""

    @wraps(view)
    def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            return _refusal(404, _("这份草稿或者这张表已被删除，或者不归您办理。"))
        except PermissionDenied:
            return _refusal(403, _("您可以看这份文件，但不能改动它。"))
        except NotADraft as error:
            return _refusal(409, str(error))
        except ChangeRefused as error:
            return _refusal(422, str(error))
        except NotUnderstood:
            return _refusal(400, _("没有看懂发来的内容，请刷新页面。"))

    return answering


def _refusal(status: int, message: str) -> JsonResponse:
    return JsonResponse({"message": message}, status=status)


def draft_of(request: HttpRequest, pk: int, n: int) -> models.Disclosure:
    """The draft with this table. Raises Http404, PermissionDenied, NotADraft."""
    draft = found(request, pk, Action.EDIT)
    if draft.status not in EDITABLE:
        raise NotADraft.of(draft, _("改动"))
    if not draft.tables.filter(n=n).exists():
        raise Http404
    return draft


# --- Changes -------------------------------------------------------------------------------------


@asked_by_script
@require_POST
def cells(request: HttpRequest, pk: int, n: int) -> HttpResponse:
    """Set cells; 409 with both values where somebody else wrote there meanwhile."""
    draft = draft_of(request, pk, n)
    sent = sent_json(request)
    asked = [cell_of(one) for one in list_of(sent, "cells")]
    what = sent.get("what", _What.TYPED)
    if what not in _WORDS:
        raise NotUnderstood
    spots = [(cell.key, cell.column) for cell in asked]
    try:
        changed = change_cells(draft, n, asked, what=what, by=request.user)
    except Clashes as error:
        clashes = [
            {
                "key": one.key,
                "column": one.column,
                "now": one.now,
                "wanted": one.wanted,
                "by": one.by,
            }
            for one in error.clashes
        ]
        # Loaded anew: somebody has changed it since.
        draft = draft_of(request, pk, n)
        told = state_of(
            request, draft, n, page=page_of(sent), since=number_of(sent, "since"), asked=spots
        )
        return JsonResponse({**told, "clashes": clashes}, status=409)
    return _told(request, changed, n, sent, spots)


@asked_by_script
@require_POST
def rows(request: HttpRequest, pk: int, n: int) -> HttpResponse:
    """Give the table another body: rows new, moved, gone."""
    draft = draft_of(request, pk, n)
    sent = sent_json(request)
    changed = change_rows(
        draft,
        n,
        [row_of(one) for one in list_of(sent, "rows")],
        seen=[whole_number(one) for one in list_of(sent, "seen")],
        what=_What.PASTED if sent.get("what") == _What.PASTED else _What.ROWS,
        note=str(sent.get("note") or ""),
        by=request.user,
        by_hand=True,
    )
    return _told(request, changed, n, sent)


@asked_by_script
@require_POST
def take_back(request: HttpRequest, pk: int, n: int) -> HttpResponse:
    """Undo a change of this table, which is a change itself."""
    draft = draft_of(request, pk, n)
    sent = sent_json(request)
    change = draft.changes.filter(number=number_of(sent, "change")).first()
    if change is None or not (change.table_n == n or str(n) in change.before):
        raise ChangeRefused(_("没有找到这一步改动。"))
    changed = undo(change, by=request.user)
    if changed.change is None or changed.change.table_n != n:
        # It was of several tables, and brought this one back among them.
        draft_of(request, pk, n)
        changed = _of_table(changed, n)
    return _told(request, changed, n, sent)


def _of_table(changed: Changed, n: int) -> Changed:
    return Changed(
        changed.draft,
        changed.change,
        changed.data,
        changed.checked,
        tuple(keys_of(changed.draft, n)),
        {},
    )


def _told(
    request: HttpRequest,
    changed: Changed,
    n: int,
    sent: Mapping[str, Any],
    asked: Sequence[tuple[int, int]] = (),
) -> JsonResponse:
    page, since = page_of(sent), number_of(sent, "since")
    return JsonResponse(answer_to(request, changed, n, page=page, since=since, asked=asked))


# --- Questions -----------------------------------------------------------------------------------


@asked_by_script
@require_safe
def state(request: HttpRequest, pk: int, n: int) -> HttpResponse:
    """What changed since, and who else is here; the page that asks is here as well."""
    draft = draft_of(request, pk, n)
    asked = request.GET
    page = asked.get("page", "")
    if is_page(page):
        say_here(
            draft,
            n,
            page,
            by=request.user,
            key=small_number(asked.get("key"), 9),
            column=small_number(asked.get("column")),
            typing=asked.get("typing", "") in ("1", "true"),
        )
    since = asked.get("since", "")
    return JsonResponse(
        state_of(request, draft, n, page=page, since=int(since) if since.isdecimal() else None)
    )


@asked_by_script
@require_safe
def codes(request: HttpRequest, pk: int, n: int) -> HttpResponse:
    """Codes of the year's catalogue that fit what is being typed in a column."""
    draft = draft_of(request, pk, n)
    column = small_number(request.GET.get("column"))
    if column is None:
        raise NotUnderstood
    key = small_number(request.GET.get("key"), 9)
    keys = keys_of(draft, n)
    offered = complete(
        recall(draft),
        n,
        column,
        request.GET.get("q", "")[:60],
        vocabulary_for(draft.department.region),
        keys.index(key) if key in keys else None,
    )
    return JsonResponse(
        {
            "codes": [
                {
                    "code": one.code.code,
                    "name": one.code.name,
                    "path": one.code.path,
                    "text": one.text,
                    "cells": one.cells,
                }
                for one in offered
            ]
        }
    )
