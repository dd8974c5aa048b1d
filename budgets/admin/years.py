"""与上年对照: a table with the figures of the year before beside its own, as page, JSON or answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets import models
from budgets.access import Action, may
from budgets.admin.answers import page
from budgets.admin.reasons import Progress, ReasonField, fields_of
from budgets.admin.scope import found
from budgets.before import FigureBefore, Position, Years
from budgets.data import ColumnData, FactData, TableData
from budgets.differences.listings import Sheet
from budgets.edits import Style, printed
from budgets.last_year import years_of
from budgets.money import format_fen
from budgets.narrative.writing.phrases import Change
from budgets.pages.grid import FIGURES
from budgets.pages.units import unit_name, unit_of
from budgets.reasoning import Reason, reasons_of
from budgets.states import EDITABLE
from budgets.storage import keys_of, load_disclosure

AMOUNT = "amount"


class LastYear(NamedTuple):
    """A figure of the year before in words, in the unit of its column: 12.00, 增加 3.50, 29.17%."""

    text: str
    change: str
    percent: str
    above: bool


@dataclass(frozen=True, slots=True)
class BesideCell:
    """Cells of a shown row: one of words (`width` 1), or a figure with the three beside it.

    `reason` is the anchor of the reason that its change owes. `year` is the earlier figure's,
    where the page names another one; `rows` of more than one row belong together.
    """

    text: str
    heading: bool = False
    look: str = ""
    last: str = ""
    change: str = ""
    percent: str = ""
    above: bool = False
    is_amount: bool = False
    year: int = 0
    rows: int = 1
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BesideRow:
    look: str
    cells: tuple[BesideCell, ...]


@dataclass(frozen=True, slots=True)
class BesideHead:
    text: str
    is_amount: bool


@dataclass(frozen=True, slots=True)
class GoneRow:
    """A row of the earlier document that is no more, its money in this table's unit."""

    label: str
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class BesideTable:
    """What the page shows of a table. `mixed`: figures of two earlier years stand in it."""

    table: TableData
    heads: tuple[BesideHead, ...]
    rows: tuple[BesideRow, ...]
    gone: tuple[GoneRow, ...]
    unit: str
    known: int
    above: int
    hidden: int


def last_year_of(disclosure: models.Disclosure, n: int) -> dict[tuple[int, int], LastYear]:
    """What stood a year before at each figure of a table, by (key of the row, column)."""
    data = load_disclosure(disclosure)
    if not any(table.n == n for table in data.tables):
        return {}
    keys = keys_of(disclosure, n)
    return {
        (keys[row], column): told
        for (row, column), told in told_of(disclosure, years_of(disclosure, data), n).items()
    }


def told_of(disclosure: models.Disclosure, years: Years, n: int) -> dict[Position, LastYear]:
    """The same, by (row, column)."""
    table = years.data.table(n)
    style = Style.of(table)
    threshold = disclosure.department.region.reason_threshold
    return {
        place: LastYear(
            printed(one.change.before, table, *place, style),
            change_in_words(one.change, printed(abs(one.change.difference), table, *place, style)),
            percent_of(one.change),
            bool(one.change.difference) and one.change.passes(threshold),
        )
        for place, one in years.of_table(n).items()
    }


def change_in_words(change: Change, size: str) -> str:
    """增加 3.50, 减少 3.50, 新增, 持平; `size` is how much, as it is to be printed."""
    if not change.difference:
        return _("持平")
    if not change.before:
        return _("新增")
    grew = change.difference > 0
    return _("增加 %(size)s") % {"size": size} if grew else _("减少 %(size)s") % {"size": size}


def percent_of(change: Change) -> str:
    """The change as a share of the earlier figure, without sign; "" where there is none."""
    return f"{change.percent:,}%" if change.difference and change.percent is not None else ""


@require_safe
def last_year(request: HttpRequest, pk: int, n: int) -> HttpResponse:
    """One table with last year's figure, the change and its percentage beside each of its own."""
    disclosure = found(request, pk)
    data = load_disclosure(disclosure)
    if not any(table.n == n for table in data.tables):
        raise Http404
    years = years_of(disclosure, data)
    if request.GET.get("as") == "json":
        return JsonResponse(_as_json(disclosure, years, n))
    reasons = reasons_of(disclosure, data)
    here = tuple(_reasons_at(years, n, reasons))
    fields = fields_of([reason for _, reason in here])
    shown = _shown(years, n, {place: one.key for place, one in here}, fields, disclosure)
    can_change = disclosure.status in EDITABLE and may(
        request.user, Action.EDIT, disclosure.department
    )
    return page(
        request,
        "last_year.html",
        _("与上年对照"),
        disclosure=disclosure,
        shown=shown,
        tables=[
            (table, reverse("admin:budgets_disclosure_last_year", args=[pk, table.n]))
            for table in data.tables
            if table.kind == "money"
        ],
        year=disclosure.fiscal_year.year,
        last=years.year,
        is_older=years.year != disclosure.fiscal_year.year - 1,
        threshold=f"{disclosure.department.region.reason_threshold.normalize():f}",
        fields=fields,
        progress=Progress.of(reasons),
        can_change=can_change,
        back=request.get_full_path(),
    )


def _as_json(disclosure: models.Disclosure, years: Years, n: int) -> dict[str, object]:
    """`cells`: [key of the row, column, last year's figure, change, percent, reason owed]."""
    keys = keys_of(disclosure, n)
    known = years.of_table(n)

    def owed(place: Position, told: LastYear) -> bool:
        # Against an older document no reason is asked for.
        return told.above and known[place].year == years.data.fiscal_year - 1

    return {
        "year": years.year,
        "cells": [
            [keys[place[0]], place[1], told.text, told.change, told.percent, owed(place, told)]
            for place, told in told_of(disclosure, years, n).items()
        ],
    }


def _reasons_at(
    years: Years, n: int, reasons: Sequence[Reason]
) -> Iterator[tuple[Position, Reason]]:
    """The reasons of this table's own changes, each at the first cell that states its figure.

    A project is told as a whole, at its first row.
    """
    table = years.data.table(n)
    facts = [fact for fact in table.facts if fact.coordinates.get("basis") in ("budget", "final")]
    for reason in reasons:
        at = next((fact for fact in facts if _states(years, fact, reason)), None)
        if at is not None:
            yield (at.row, at.column), reason


def _states(years: Years, fact: FactData, reason: Reason) -> bool:
    project = reason.coordinates.get("project")
    if project is not None:
        return fact.coordinates.get("project") == project
    return bool(reason.coordinates) and years.same(fact.coordinates, reason.coordinates)


def _shown(
    years: Years,
    n: int,
    at: Mapping[Position, str],
    fields: Sequence[ReasonField],
    disclosure: models.Disclosure,
) -> BesideTable:
    table = years.data.table(n)
    sheet = Sheet.of(table)
    style = Style.of(table)
    before = years.of_table(n)
    told = told_of(disclosure, years, n)
    anchors = {field.reason.key: field.id for field in fields}
    facts = {(fact.row, fact.column): fact for fact in table.facts}
    columns = [at for at, one in enumerate(table.columns) if _is_shown(one, at, before, facts)]
    amounts = [at for at, one in enumerate(table.columns) if one.kind == AMOUNT]

    def cell(row: int, column: int) -> BesideCell:
        kind = table.columns[column].kind
        text = sheet.text(row, column)
        if kind != AMOUNT:
            return BesideCell(text, kind == "label" and bool(text), _look(kind))
        known, place = told.get((row, column)), (row, column)
        if known is None:
            return BesideCell(text, look="figure", is_amount=True)
        one = before[place]
        change = one.change
        return BesideCell(
            text,
            look="figure",
            is_amount=True,
            last=known.text,
            change=_signed(change, printed(abs(change.difference), table, row, column, style)),
            percent=_signed(change, percent_of(change)) if change.before else known.change,
            above=known.above,
            year=one.year if one.year != years.year else 0,
            rows=one.rows,
            reason=anchors.get(at.get(place, ""), ""),
        )

    return BesideTable(
        table=table,
        heads=tuple(
            BesideHead(" / ".join(table.columns[at].path), table.columns[at].kind == AMOUNT)
            for at in columns
        ),
        rows=tuple(
            BesideRow(
                line.kind if line.kind in ("total", "heading") else "",
                tuple(cell(row, column) for column in columns),
            )
            for row, line in enumerate(table.rows)
            if any(line.cells)
        ),
        gone=tuple(
            GoneRow(row.label, row.column, format_fen(row.fen, unit_of(table)))
            for row in years.gone(n)
        ),
        unit=unit_name(unit_of(table)),
        known=len(told),
        above=sum(one.above for one in told.values()),
        hidden=len(amounts) - sum(table.columns[at].kind == AMOUNT for at in columns),
    )


def _signed(change: Change, size: str) -> str:
    """+62.40, −3.50; "" where nothing changed."""
    return f"{'+' if change.difference > 0 else '−'}{size}" if change.difference else ""


def _look(kind: str) -> str:
    return "figure" if kind in FIGURES else ""


def _is_shown(
    column: ColumnData,
    at: int,
    before: Mapping[Position, FigureBefore],
    facts: Mapping[Position, FactData],
) -> bool:
    """Words always; a column of amounts where either year has money in it."""
    if column.kind != AMOUNT:
        return True
    if column.coordinates.get("basis") in ("prior", "prior_final", "change"):
        return False
    now = any(fact.amount.fen for (_, one), fact in facts.items() if one == at)
    then = any(one.change.before for (_, own), one in before.items() if own == at)
    return now or then
