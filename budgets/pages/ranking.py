"""A year, or a region in a year: its bodies ranked by a measure, with what they come to together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.comparison.answers import address_of
from budgets.comparison.names import names_of, official_names
from budgets.comparison.places import regions_within
from budgets.comparison.totals import Totals, Whole, totals_of
from budgets.measures import wanted
from budgets.models import Department, Disclosure, KeyAmount, Region
from budgets.money import YUAN, format_fen
from budgets.pages.answers import page_number, public_page
from budgets.pages.citing import ListCitation, citation_of_list
from budgets.pages.csv_files import csv_file, wants_csv
from budgets.pages.understanding.amounts import spoken
from budgets.pages.units import told_amount

A_PAGE = 50
# Further down a list nobody reads on: a region, or the CSV, leads there.
MANY_PAGES = 200
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
    within = (
        None if region is None else list(regions_within(pk=region.pk).values_list("pk", flat=True))
    )
    if within is not None:
        asked = asked.filter(region__in=within)
    keys = COLUMNS if key in COLUMNS else (key, *COLUMNS)
    totals = totals_of(year, kind, within, key, keys)
    if not totals.sums and not asked.exists():
        raise Http404
    several = len(totals.regions) > 1
    if wants_csv(request):
        if "regions" in request.GET:
            return _regions_csv(totals, names_of([key])[key])
        return _csv(asked, key, keys)
    pages, page = _pages(request, totals.listed, "page")
    region_pages, region_page = _pages(request, len(totals.regions), "regions")
    names = names_of(keys)
    context: dict[str, Any] = {
        "region": region,
        "year": year,
        "kind": Disclosure.Kind(kind),
        "key": key,
        "columns": [names[one] for one in keys],
        "ranked": _shown(_ranked(asked, key, keys, (page - 1) * A_PAGE, A_PAGE), key, keys, names),
        "count": totals.listed,
        "sums": [_sum(totals.sums.get(one), names[one]) for one in keys],
        "regions": list(_regions(totals, (region_page - 1) * A_PAGE)) if several else [],
        "regions_count": len(totals.regions),
        "region_page": region_page,
        "region_pages": region_pages,
        "page": page,
        "pages": pages,
        "years": totals.years,
        "citation": _citation(request, region, year, kind, key, names[key]),
    }
    return public_page(request, "pages/ranking.html", context)


def _citation(
    request: HttpRequest, region: Region | None, year: int, kind: str, key: str, name: Any
) -> ListCitation:
    with translation.override("zh-hans"):
        title = _("%(region)s%(year)s年%(kind)s：各部门和单位，按%(measure)s排名") % {
            "region": region.name if region else "",
            "year": year,
            "kind": Disclosure.Kind(kind).label,
            "measure": official_names().get(key, str(name)),
        }
        where = [region.code, year, kind] if region else [year, kind]
        path = reverse("region-year" if region else "year", args=where)
        return citation_of_list(request, title, path + ("" if key == COLUMNS[0] else f"?m={key}"))


def _pages(request: HttpRequest, count: int, name: str) -> tuple[int, int]:
    """How many pages so many lines have, and which of them is asked for."""
    pages = min(max(1, -(-count // A_PAGE)), MANY_PAGES)
    return pages, page_number(request, pages, name)


def _ranked(
    asked: QuerySet[KeyAmount], key: str, keys: tuple[str, ...], first: int, many: int
) -> list[Ranked]:
    leading = asked.filter(key=key).order_by("-fen", "department_id")[first : first + many]
    found = asked.filter(key__in=keys, department__in=leading.values("department"))
    amounts = {
        (one.department_id, one.key): one
        for one in found.select_related("department__region", "department__parent")
    }
    told = sorted((-one.fen, body) for (body, name), one in amounts.items() if name == key)
    above = 0
    if first and told:
        # The first of this page may share its place with the last of the one before.
        above = asked.filter(key=key, fen__gt=-told[0][0]).count()
    ranks = places([-fen for fen, _body in told], first, above)
    return [
        Ranked(rank, amounts[body, key].department, tuple(amounts.get((body, one)) for one in keys))
        for rank, (_fen, body) in zip(ranks, told, strict=True)
    ]


def places(fens: Sequence[int], first: int = 0, above: int = 0) -> list[int]:
    """The places of amounts, the largest first: equal amounts share one, as in 1, 2, 2, 4.

    `first` come before them, of which `above` are larger than the first of these.
    """
    ranks: list[int] = []
    for number, fen in enumerate(fens):
        if number and fen == fens[number - 1]:
            ranks.append(ranks[-1])
        else:
            ranks.append(first + number + 1 if number else above + 1)
    return ranks


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
                    told_amount(one.fen, YUAN, 2) if one else "",
                    address_of(one) if one else "",
                    bool(one and one.disputed),
                    max(0, one.fen * 100 // most) if one and column == key and most > 0 else None,
                )
                for column, one in zip(keys, body.amounts, strict=True)
            ],
        }
        for body in ranked
    ]


def _sum(told: Whole | None, name: Any) -> dict[str, Any]:
    """What the bodies come to together, as it is shown."""
    if told is None:
        return {"name": name, "figure": "", "spoken": "", "bodies": 0}
    return {
        "name": name,
        "figure": told_amount(told.fen, YUAN, 2),
        "spoken": spoken(told.fen),
        "bodies": told.bodies,
    }


def _regions(totals: Totals, first: int, many: int = A_PAGE) -> Iterator[dict[str, Any]]:
    """A page of the regions, those first that come to most."""
    shown = totals.regions[first : first + many]
    known = Region.objects.in_bulk([pk for pk, _told in shown])
    for pk, told in shown:
        yield {
            "code": known[pk].code,
            "name": known[pk].name,
            "name_en": known[pk].name_en,
            "bodies": told.bodies,
            "fen": told.fen,
            "figure": told_amount(told.fen, YUAN, 2),
        }


def _regions_csv(totals: Totals, name: Any) -> HttpResponse:
    heads = [_("地区代码"), _("地区"), _("部门和单位"), f"{name}（{_('元')}）"]
    rows = _regions(totals, 0, len(totals.regions))
    return csv_file(
        "regions",
        heads,
        (
            (one["code"], one["name"], one["bodies"], format_fen(one["fen"], YUAN, 2))
            for one in rows
        ),
    )


def _csv(asked: QuerySet[KeyAmount], key: str, keys: tuple[str, ...]) -> HttpResponse:
    """The whole list, not the page alone; amounts in yuan."""
    names = names_of(keys)
    columns = [f"{names[one]}（{_('元')}）" for one in keys]
    heads = [_("名次"), _("部门和单位"), _("地区"), _("主管部门"), *columns]
    leading = asked.filter(key=key).order_by("-fen", "department_id")[: A_PAGE * MANY_PAGES]
    these = leading.values("department")
    # Ten thousand lines: no object for each amount.
    told = {
        (body, one): fen
        for body, one, fen in asked.filter(key__in=keys, department__in=these).values_list(
            "department", "key", "fen"
        )
    }
    bodies = Department.objects.filter(pk__in=these).select_related("region", "parent")
    ordered = sorted(bodies, key=lambda body: (-told[body.pk, key], body.pk))
    rows = (
        (
            rank,
            body.name,
            body.region.name,
            body.parent.name if body.parent else "",
            *(
                format_fen(told[body.pk, one], YUAN, 2) if (body.pk, one) in told else ""
                for one in keys
            ),
        )
        for rank, body in zip(
            places([told[body.pk, key] for body in ordered]), ordered, strict=True
        )
    )
    return csv_file("ranking", heads, rows)
