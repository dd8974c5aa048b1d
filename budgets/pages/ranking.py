"""A year, or a region in a year: its bodies ranked by a measure, with what they come to together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.comparison.answers import address_of
from budgets.comparison.names import names_of
from budgets.comparison.wholes import held_by_none
from budgets.measures import wanted
from budgets.models import Department, Disclosure, KeyAmount, Region
from budgets.money import YUAN, format_fen
from budgets.pages.answers import page_number, public_page
from budgets.pages.csv_files import csv_file
from budgets.pages.understanding.amounts import spoken

A_PAGE = 50
# Further down a list nobody reads on: a region, or the CSV, leads there.
MANY_PAGES = 200
# Province, city, county, township, village.
_LEVELS = 5
COLUMNS = ("spending", "basic", "project", "three-public")


@dataclass(frozen=True, slots=True)
class Ranked:
    """A body with its amounts in the order of the columns; None where it tells none."""

    rank: int
    body: Department
    amounts: tuple[KeyAmount | None, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """What is shown of an amount: "" where there is none.

    `width` is its share of the largest amount of its column on this page, in hundredths; None in
    columns that the list is not sorted by.
    """

    name: str
    text: str
    address: str
    disputed: bool
    width: int | None


@require_safe
def region_year_page(request: HttpRequest, code: str, year: int, kind: str) -> HttpResponseBase:
    """/regions/<code>/<year>/<kind>/?m=…&page=…: the bodies of a region and of those in it."""
    region = get_object_or_404(Region.objects.select_related("parent"), code=code)
    return _page(request, year, kind, region)


@require_safe
def year_page(request: HttpRequest, year: int, kind: str) -> HttpResponseBase:
    """/years/<year>/<kind>/: all bodies, and the regions with what theirs come to."""
    return _page(request, year, kind, None)


def _page(request: HttpRequest, year: int, kind: str, region: Region | None) -> HttpResponseBase:
    key = request.GET.get("m", COLUMNS[0])
    if not wanted(key):
        key = COLUMNS[0]
    asked = KeyAmount.objects.filter(year=year, kind=kind)
    within = None if region is None else _within(region)
    if within is not None:
        asked = asked.filter(region__in=within)
    keys = COLUMNS if key in COLUMNS else (key, *COLUMNS)
    count = asked.filter(key=key).count()
    if not count and not asked.exists():
        raise Http404
    if request.GET.get("format") == "csv":
        return _csv(asked, key, keys)
    pages = min(max(1, -(-count // A_PAGE)), MANY_PAGES)
    page = page_number(request, pages)
    names = names_of(keys)
    context: dict[str, Any] = {
        "region": region,
        "year": year,
        "kind": Disclosure.Kind(kind),
        "key": key,
        "columns": [names[one] for one in keys],
        "ranked": _shown(_ranked(asked, key, keys, (page - 1) * A_PAGE, A_PAGE), key, keys, names),
        "count": count,
        "sums": [
            {**told, "name": names[one]} for one, told in zip(keys, _sums(asked, keys), strict=True)
        ],
        "regions": _regions(asked, key) if within is None or len(within) > 1 else [],
        "page": page,
        "pages": pages,
        "years": _others(within, kind),
    }
    return public_page(request, "pages/ranking.html", context)


def _within(region: Region) -> list[int]:
    """The region and those that lie in it, down to villages in a province: one query."""
    above = ["parent" + "__parent" * level for level in range(_LEVELS)]
    inside = reduce(or_, (Q(**{name: region}) for name in above), Q(pk=region.pk))
    return list(Region.objects.filter(inside).order_by().values_list("pk", flat=True))


def _ranked(
    asked: QuerySet[KeyAmount], key: str, keys: tuple[str, ...], first: int, many: int
) -> list[Ranked]:
    leading = asked.filter(key=key).order_by("-fen", "department_id")[first : first + many]
    found = asked.filter(key__in=keys, department__in=leading.values("department"))
    amounts = {
        (one.department_id, one.key): one
        for one in found.select_related("department__region", "department__parent")
    }
    told = [(-one.fen, body) for (body, name), one in amounts.items() if name == key]
    bodies = [body for _fen, body in sorted(told)]
    return [
        Ranked(
            first + number,
            amounts[body, key].department,
            tuple(amounts.get((body, one)) for one in keys),
        )
        for number, body in enumerate(bodies, 1)
    ]


def _shown(
    ranked: Sequence[Ranked], key: str, keys: Sequence[str], names: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The bodies with what is written of each amount."""
    most = max(
        (one.fen for body in ranked for one in body.amounts if one and one.key == key), default=0
    )
    return [
        {
            "rank": body.rank,
            "body": body.body,
            "figures": [
                Figure(
                    str(names[column]),
                    format_fen(one.fen, YUAN, 2) if one else "",
                    address_of(one) if one else "",
                    bool(one and one.disputed),
                    max(0, one.fen * 100 // most) if one and column == key and most > 0 else None,
                )
                for column, one in zip(keys, body.amounts, strict=True)
            ],
        }
        for body in ranked
    ]


def _alone(asked: QuerySet[KeyAmount], keys: Iterable[str]) -> QuerySet[KeyAmount]:
    """Amounts that no other one holds already: a department's includes that of its units."""
    return held_by_none(asked.filter(key__in=keys), asked)


def _sums(asked: QuerySet[KeyAmount], keys: Sequence[str]) -> list[dict[str, Any]]:
    """What the bodies come to together, in the order of the keys."""
    rows = _alone(asked, keys).order_by().values("key").annotate(fen=Sum("fen"), bodies=Count("pk"))
    told = {row["key"]: row for row in rows}
    return [
        {
            "figure": format_fen(told[key]["fen"], YUAN, 2),
            "spoken": spoken(told[key]["fen"]),
            "bodies": told[key]["bodies"],
        }
        if key in told
        else {"figure": "", "spoken": "", "bodies": 0}
        for key in keys
    ]


def _regions(asked: QuerySet[KeyAmount], key: str) -> list[dict[str, Any]]:
    rows = (
        _alone(asked, [key])
        .order_by()
        .values("region__code", "region__name", "region__name_en")
        .annotate(fen=Sum("fen"), bodies=Count("pk"))
        .order_by("-fen")
    )
    return [
        {
            "code": row["region__code"],
            "name": row["region__name"],
            "name_en": row["region__name_en"],
            "bodies": row["bodies"],
            "figure": format_fen(row["fen"], YUAN, 2),
        }
        for row in rows
    ]


def _others(within: list[int] | None, kind: str) -> list[int]:
    """The years of which there is such a page."""
    asked = KeyAmount.objects.filter(kind=kind, key=COLUMNS[0])
    if within is not None:
        asked = asked.filter(region__in=within)
    return sorted(asked.order_by().values_list("year", flat=True).distinct())


def _csv(asked: QuerySet[KeyAmount], key: str, keys: tuple[str, ...]) -> HttpResponse:
    """The whole list, not the page alone; amounts in yuan."""
    names = names_of(keys)
    columns = [f"{names[one]}（{_('元')}）" for one in keys]
    heads = [_("名次"), _("部门和单位"), _("地区"), _("主管部门"), *columns]
    rows = (
        (
            one.rank,
            one.body.name,
            one.body.region.name,
            one.body.parent.name if one.body.parent else "",
            *(format_fen(told.fen, YUAN, 2) if told else "" for told in one.amounts),
        )
        for one in _ranked(asked, key, keys, 0, A_PAGE * MANY_PAGES)
    )
    return csv_file("ranking", heads, rows)
