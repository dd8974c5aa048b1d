"""改动历史: every change of a document's tables and of its explanation, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet, Value
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from budgets import models
from budgets.access import Action, may
from budgets.admin.answers import page
from budgets.admin.scope import found
from budgets.admin.told_changes import Spot, Teller, Told
from budgets.states import EDITABLE, person_told

PER_PAGE = 25
# Changes of a table that are looked through for those of one cell.
MANY = 3000
WORDS = "words"
# Events that change what is said, by the words that they are stored with.
_EXPLAINING = {
    "编写说明": gettext_lazy("编写说明"),
    "写说明": gettext_lazy("写说明"),
    "填写上年数": gettext_lazy("填写上年数"),
    "改写说明": gettext_lazy("改写说明"),
    "改写一段说明": gettext_lazy("改写一段说明"),
    "改正说明中的数": gettext_lazy("改正说明中的数"),
    "取回原来的说明": gettext_lazy("取回原来的说明"),
    "写情况说明": gettext_lazy("写情况说明"),
}
_CHANGE, _EVENT = "c", "e"


@dataclass(frozen=True, slots=True)
class Said:
    """A change of the explanation; `before` leads to the text as it stood."""

    event: models.DisclosureEvent
    what: str
    who: str
    before: str


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; 0 and "" for everything."""

    table: int = 0
    person: int = 0
    what: str = ""
    spot: Spot | None = None

    @classmethod
    def of(cls, asked: QueryDict) -> Filters:
        def number(name: str) -> int:
            text = asked.get(name, "")
            return int(text) if text.isdecimal() and len(text) < 10 else 0

        spot = None
        if "key" in asked and "column" in asked:
            spot = (number("table"), number("key"), number("column"))
        return cls(number("table"), number("person"), asked.get("what", ""), spot)

    def is_set(self) -> bool:
        return self != Filters()


@require_safe
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """The history, a page of it; of one cell with `table`, `key` and `column`."""
    disclosure = found(request, pk)
    asked = Filters.of(request.GET)
    can_undo = _can_undo(request, disclosure)
    teller = Teller(disclosure, to_grid=can_undo)
    pages = Paginator(_listed(disclosure, asked), PER_PAGE)
    here = pages.get_page(request.GET.get("page"))
    entries = _entries(disclosure, teller, list(here.object_list), asked)
    if request.GET.get("as") == "json":
        return JsonResponse({"changes": [_plain(one, can_undo) for one in entries]})
    asking = request.GET.copy()
    asking.pop("page", None)
    return page(
        request,
        "history.html",
        _("改动历史"),
        disclosure=disclosure,
        entries=entries,
        here=here,
        asking=asking.urlencode(),
        asked=asked,
        of_cell=_cell_named(teller, asked),
        tables=teller.tables(),
        people=_people(disclosure),
        kinds=[*models.Change.What.choices, (WORDS, _("写说明"))],
        can_undo=can_undo,
    )


@require_safe
def look_at_one(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One change with all of its cells."""
    disclosure = found(request, pk)
    change = get_object_or_404(_told_with(disclosure.changes.all()), number=number)
    can_undo = _can_undo(request, disclosure)
    return page(
        request,
        "history_one.html",
        _("第 %s 步改动") % number,
        disclosure=disclosure,
        one=Teller(disclosure, to_grid=can_undo).told([change], few=None)[0],
        can_undo=can_undo,
    )


def _can_undo(request: HttpRequest, disclosure: models.Disclosure) -> bool:
    editable = disclosure.status in EDITABLE
    return editable and may(request.user, Action.EDIT, disclosure.department)


def _told_with(changes: QuerySet[models.Change]) -> QuerySet[models.Change]:
    return changes.select_related("by", "undoes", "undone_by")


def _listed(disclosure: models.Disclosure, asked: Filters) -> QuerySet[Any]:
    """(time, what it is, key) of everything that is asked for, newest first."""
    changes = disclosure.changes.order_by()
    events = disclosure.events.filter(what__in=_EXPLAINING).order_by()
    if asked.table:
        of_table = Q(table_n=asked.table) | Q(before__has_key=str(asked.table))
        changes, events = changes.filter(of_table), events.none()
    if asked.spot is not None:
        changes = changes.filter(pk__in=list(_at_spot(changes, asked.spot)))
    if asked.person:
        changes, events = changes.filter(by=asked.person), events.filter(by=asked.person)
    if asked.what:
        changes = changes.filter(what=asked.what)
        events = events if asked.what == WORDS else events.none()
    names = ("at", "source", "pk")
    return (
        changes.annotate(source=Value(_CHANGE))
        .values_list(*names)
        .union(events.annotate(source=Value(_EVENT)).values_list(*names), all=True)
        .order_by("-at", "source", "-pk")
    )


def _at_spot(changes: QuerySet[models.Change], spot: Spot) -> list[int]:
    told = changes.order_by("-number").values_list("pk", "cells")[:MANY]
    return [pk for pk, cells in told if any(tuple(cell[:3]) == spot for cell in cells)]


def _entries(
    disclosure: models.Disclosure, teller: Teller, listed: list[Any], asked: Filters
) -> list[Told | Said]:
    changes = _told_with(
        disclosure.changes.filter(pk__in=[pk for _at, source, pk in listed if source == _CHANGE])
    )
    told = {one.change.pk: one for one in teller.told(list(changes), spot=asked.spot)}
    events = disclosure.events.select_related("by", "kept").filter(
        pk__in=[pk for _at, source, pk in listed if source == _EVENT]
    )
    said = {one.pk: _said(disclosure, one) for one in events}
    return [told[pk] if source == _CHANGE else said[pk] for _at, source, pk in listed]


def _said(disclosure: models.Disclosure, event: models.DisclosureEvent) -> Said:
    has_before = getattr(event, "kept", None) is not None
    before = (
        reverse("admin:budgets_disclosure_narrative_before", args=[disclosure.pk, event.pk])
        if has_before
        else ""
    )
    what = str(_EXPLAINING.get(event.what, event.what))
    return Said(event, what, str(person_told(event.by)), before)


def _people(disclosure: models.Disclosure) -> list[tuple[int, str]]:
    """Who changed anything, for the choice of a person."""
    keys = set(disclosure.changes.order_by().values_list("by", flat=True).distinct())
    keys |= set(
        disclosure.events.filter(what__in=_EXPLAINING).order_by().values_list("by", flat=True)
    )
    people = get_user_model().objects.filter(pk__in=keys - {None})
    return sorted(((one.pk, str(person_told(one))) for one in people), key=lambda one: one[1])


def _cell_named(teller: Teller, asked: Filters) -> str:
    """表7 C32, of the cell whose history this is."""
    if asked.spot is None:
        return ""
    n, key, column = asked.spot
    table = next((one for one in teller.tables() if one.n == n), None)
    if table is None or not 0 <= column < len(table.columns):
        raise Http404
    cell = teller.place(n, key, column)
    return f"{table.code or table.title} {cell}".strip()


def _plain(entry: Told | Said, can_undo: bool) -> dict[str, Any]:
    """A change for the bar of the grid."""
    at = entry.change.at if isinstance(entry, Told) else entry.event.at
    when = date_format(timezone.localtime(at), "Y-m-d H:i")
    if isinstance(entry, Said):
        return {"number": None, "at": when, "who": entry.who, "what": entry.what, "cells": []}
    return {
        "number": entry.change.number,
        "at": when,
        "who": entry.who,
        "what": entry.change.get_what_display(),
        "cells": [[one.cell, one.before, one.after] for one in (*entry.lines, *entry.followed)],
        "undone_by": entry.undone_by,
        "blocked": entry.blocked,
        "undo": reverse(
            "admin:budgets_disclosure_undo", args=[entry.change.disclosure_id, entry.change.number]
        )
        if can_undo and entry.can_be_undone
        else None,
    }
