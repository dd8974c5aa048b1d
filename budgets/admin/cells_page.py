"""The page of the grid: a table of a draft as a plain form, and what its script begins with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from budgets import models
from budgets.admin.answers import page
from budgets.admin.cells import draft_of
from budgets.admin.cells_answer import state_of
from budgets.admin.cells_findings import grid_address
from budgets.admin.cells_form import Sent, Spot, form_page, rows_after, sent_form
from budgets.admin.cells_words import grid_words
from budgets.admin.door import why_refused
from budgets.admin.sheets import lowest_heads, placed_cells
from budgets.changing import (
    ChangeRefused,
    Clash,
    Clashes,
    change_cells,
    change_rows,
    undo,
)
from budgets.completing import coded_columns
from budgets.data import TableData, column_letters
from budgets.edits import Style, unit_of
from budgets.importing import vocabulary_for
from budgets.money import UNITS
from budgets.pages.grid import Cell, Grid, grid_of
from budgets.parts import parts
from budgets.recalling import recall
from budgets.states import NotADraft
from budgets.storage import keys_of

# So many of the first label columns stay in sight when the table is moved sideways.
_STUCK = 2
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
        return _shown(request, draft, n)
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
            if changed.change is not None:
                messages.success(request, _stored(changed.followed, sent))
    except NotADraft as error:
        return kept(request, str(error), status=409, pk=draft.pk)
    except Clashes as error:
        return _shown(
            request, draft, n, status=409, said=str(error), sent=sent, clashes=error.clashes
        )
    except ChangeRefused as error:
        return _shown(request, draft, n, status=422, said=str(error), sent=sent)
    anchor = _with_rows(request, draft, n, sent)
    if not sent.cells and not sent.deed.strip("save"):
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


# --- Showing it ----------------------------------------------------------------------------------


def _shown(
    request: HttpRequest,
    draft: models.Disclosure,
    n: int,
    *,
    status: int = 200,
    said: str = "",
    sent: Sent | None = None,
    clashes: Sequence[Clash] = (),
) -> HttpResponse:
    data, keys = recall(draft), keys_of(draft, n)
    table = data.table(n)
    answer = state_of(request, draft, n, page="", since=None)
    says: dict[Spot, list[str]] = defaultdict(list)
    for finding in answer["findings"]:
        if finding["key"] is not None and finding["column"] is not None:
            says[finding["key"], finding["column"]].append(finding["message"])
    for key, column, why, _address in answer["uninterpreted"]:
        if key is not None:
            says[key, column].append(why)
    grid = grid_of(table)
    columns = _columns(table, draft, data.fiscal_year)
    shown = form_page(
        table,
        keys,
        _asked_page(request),
        looks=[_look(one) for one in columns],
        says=says,
        typed=sent.typed if sent else {},
        clashes=clashes,
    )
    answer["cells"] = [one for one in answer["cells"] if one[2]]
    last = draft.changes.filter(table_n=n, undone_by=None).first()
    return page(
        request,
        "cells.html",
        table.name or _("第 %(n)s 张表") % {"n": n},
        status=status,
        disclosure=draft,
        table=table,
        head=_head(grid),
        form=shown,
        width=len(table.columns) + 1,
        said=said,
        clashes=clashes,
        last=last,
        before=_beside(draft, data.tables, n, -1),
        after=_beside(draft, data.tables, n, 1),
        fill=reverse("admin:budgets_disclosure_fill", args=[draft.pk]),
        paste=_if_there("admin:budgets_disclosure_paste", draft.pk, n),
        changes=_if_there("admin:budgets_disclosure_changes", draft.pk),
        editors=[link for part in parts() if (link := part.editor(draft, table))],
        grid=_for_script(request, draft, table, columns, answer),
    )


def _asked_page(request: HttpRequest) -> int:
    asked = request.GET.get("p", "")
    return int(asked) if asked.isdecimal() and len(asked) < 6 else 1


def _beside(
    draft: models.Disclosure, tables: Sequence[TableData], n: int, step: int
) -> tuple[str, str] | None:
    """The address and name of the table before or after this one."""
    order = [table.n for table in tables]
    place = order.index(n) + step
    if not 0 <= place < len(order):
        return None
    return grid_address(draft, order[place]), tables[place].name


def _if_there(name: str, *args: int) -> str:
    """An address; "" where the site has no such page, or not one of each table."""
    for given in (args, args[:1]):
        try:
            return reverse(name, args=given)
        except NoReverseMatch:
            continue
    return ""


@dataclass(frozen=True, slots=True)
class HeadCell:
    """A cell of the merged header; `column` where it is the lowest over just one."""

    cell: Cell
    column: int | None


def _head(grid: Grid) -> list[list[HeadCell]]:
    lowest = lowest_heads(grid)
    told = []
    for row, line in enumerate(placed_cells(grid.head)):
        cells = []
        for place, (column, cell) in enumerate(line):
            alone = lowest.get((row, place)) == (column,) and cell.colspan == 1
            # An id and scope of a page with one table alone.
            cells.append(HeadCell(replace(cell, marks=()), column if alone else None))
        told.append(cells)
    return told


def _columns(table: TableData, draft: models.Disclosure, year: int) -> list[dict[str, Any]]:
    coded = coded_columns(table, vocabulary_for(draft.department.region), year)
    first = table.rows[0].origin.column if table.rows else 0
    labels = [at for at, column in enumerate(table.columns) if column.kind == "label"]
    stuck = {at for at in labels[:_STUCK] if labels[: at + 1] == list(range(at + 1))}
    style = Style.of(table)
    return [
        {
            "kind": column.kind,
            "name": " / ".join(column.path),
            "letters": column_letters(first + at),
            "unit": unit_of(table, at).name
            if column.kind == "amount" and (column.unit or table.unit in UNITS)
            else "",
            "places": style.places(-1, at) if column.kind == "amount" else 0,
            "codes": at in coded,
            "stick": at in stuck,
        }
        for at, column in enumerate(table.columns)
    ]


def _look(column: Mapping[str, Any]) -> str:
    names = ["figure"] if column["kind"] in ("amount", "rate", "number", "unknown") else []
    return " ".join([*names, "stick"] if column["stick"] else names)


def _for_script(
    request: HttpRequest,
    draft: models.Disclosure,
    table: TableData,
    columns: list[dict[str, Any]],
    answer: dict[str, Any],
) -> dict[str, Any]:
    names = ("cells", "rows", "undo", "state", "codes")
    addresses = {
        name: reverse(f"admin:budgets_disclosure_cells_{name}", args=[draft.pk, table.n])
        for name in names
    }
    if table.kind == "money":
        last_year = reverse("admin:budgets_disclosure_last_year", args=[draft.pk, table.n])
        addresses["last_year"] = last_year
    return {
        "disclosure": draft.pk,
        "table": table.n,
        "person": request.user.pk,
        "first_row": table.rows[0].origin.row + 1 if table.rows else 1,
        "addresses": {**addresses, "sign_in": reverse("admin:login")},
        "columns": columns,
        "words": grid_words(),
        "answer": answer,
    }


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
