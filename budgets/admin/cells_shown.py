"""What the page of the grid shows: the plain form of a table, and what its script begins with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from budgets import models
from budgets.admin.answers import page
from budgets.admin.cells_answer import state_of
from budgets.admin.cells_findings import grid_address
from budgets.admin.cells_form import Sent, Spot, form_page
from budgets.admin.cells_words import grid_words
from budgets.admin.sheets import lowest_heads, placed_cells
from budgets.changing import Clash
from budgets.completing import coded_columns
from budgets.data import TableData, column_letters
from budgets.edits import Style, unit_of
from budgets.importing import vocabulary_for
from budgets.money import UNITS
from budgets.pages.grid import Cell, Grid, grid_of
from budgets.parts import parts
from budgets.recalling import recall
from budgets.storage import keys_of

# So many of the first label columns stay in sight when the table is moved sideways.
_STUCK = 2


def shown_table(
    request: HttpRequest,
    draft: models.Disclosure,
    n: int,
    *,
    status: int = 200,
    said: str = "",
    sent: Sent | None = None,
    clashes: Sequence[Clash] = (),
) -> HttpResponse:
    """The page of a table; `sent` is what was typed and not stored, `said` why, `clashes` where."""
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
    last = draft.changes.filter(table_n=n, undone_by=None).defer("cells", "before").first()
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
