"""Comparisons to begin with, for who has none in mind: made of what is public now."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgets.comparison.state import KINDS, State
from budgets.models import Department, Disclosure, KeyAmount

# Among so many of a year's largest bodies; so many of them in one comparison; of so many years.
_AMONG, _MANY, _RECENT, _YEARS = 200, 8, 3, 5
_NATURES = ("basic", "project")
_OWN_OFFICE = re.compile(r"[（(]本级[）)]$")


@dataclass(frozen=True, slots=True)
class Beginning:
    """`names` are the bodies it sets beside each other, whose names are Chinese in every language."""

    said: str
    names: tuple[str, ...]
    query: str


def beginnings() -> list[Beginning]:
    """At most four, each of which has something to show; eight queries at most."""
    fullest = _fullest()
    if fullest is None:
        return []
    year, kind = fullest
    told = KeyAmount.objects.filter(year=year, kind=kind).order_by("-fen")
    leading = told.filter(key="spending").select_related("department__region")[:_AMONG]
    bodies = [one.department for one in leading]
    return [
        *(_over_years(bodies, kind) or _over_years(_earlier(year, kind), kind)),
        *_of_a_kind(bodies, year, kind),
        *_three_public(bodies, year, kind),
        *_of_natures(bodies, year, kind),
    ]


def _fullest() -> tuple[int, str] | None:
    public = Disclosure.objects.published().filter(kind__in=KINDS)
    newest = public.aggregate(year=Max("fiscal_year__year"))["year"]
    if newest is None:
        return None
    return fullest_of(
        public.filter(fiscal_year__year__gt=newest - _RECENT)
        .order_by()
        .values_list("fiscal_year__year", "kind")
        .annotate(documents=Count("pk"))
    )


def fullest_of(counts: Iterable[tuple[int, str, int]]) -> tuple[int, str] | None:
    """The year and kind of which most is public, among the last few: the newest may have just begun.

    `counts` are years, kinds that are compared, and their numbers of documents.
    """
    told = list(counts)
    newest = max((year for year, _kind, _documents in told), default=0)
    recent = [row for row in told if row[0] > newest - _RECENT]
    fullest = max(recent, key=lambda row: (row[2], row[0], -KINDS.index(row[1])), default=None)
    return None if fullest is None else fullest[:2]


def _earlier(year: int, kind: str) -> list[Department]:
    """Bodies that told earlier years: where few documents are public, none may have told this one."""
    told = KeyAmount.objects.filter(year__lt=year, kind=kind, key="spending")
    return [
        one.department
        for one in told.order_by("-year", "-fen").select_related("department__region")[:_AMONG]
    ]


def _over_years(bodies: Sequence[Department], kind: str) -> list[Beginning]:
    """The body that told most years, the last few of them."""
    told = KeyAmount.objects.filter(department__in=bodies, kind=kind, key="spending")
    years_of: dict[int, set[int]] = defaultdict(set)
    for pk, year in told.order_by().values_list("department", "year"):
        years_of[pk].add(year)
    body = max(bodies, key=lambda one: (len(years_of[one.pk]), -one.pk), default=None)
    if body is None or len(years_of[body.pk]) < 2:
        return []
    years = sorted(years_of[body.pk])[-_YEARS:]
    said = _("同一个部门 %(first)s 年到 %(last)s 年的支出总计") % {
        "first": years[0],
        "last": years[-1],
    }
    return [Beginning(said, (body.name,), State((body.slug,), tuple(years), kind=kind).query)]


def _of_a_kind(bodies: Sequence[Department], year: int, kind: str) -> Iterator[Beginning]:
    """The office that most regions have, by what it is called without its region."""
    alike: dict[str, dict[int, Department]] = defaultdict(dict)
    for body in bodies:
        alike[office_of(body)].setdefault(body.region_id, body)
    most = max(alike.values(), key=len, default={})
    if len(most) > 1:
        chosen = list(most.values())[:_MANY]
        said = ngettext(
            "%(n)s 个地区的同一种部门，%(year)s 年各花多少",
            "%(n)s 个地区的同一种部门，%(year)s 年各花多少",
            len(chosen),
        ) % {"n": len(chosen), "year": year}
        yield Beginning(said, _names(chosen), _query(chosen, year, kind, ("spending",)))


def office_of(body: Department) -> str:
    """What a body is called without its region: 人民政府外事办公室."""
    return _OWN_OFFICE.sub("", body.name).removeprefix(body.region.name)


def _three_public(bodies: Sequence[Department], year: int, kind: str) -> Iterator[Beginning]:
    """The “三公” of the region that most bodies are of that told theirs; no unit beside its department."""
    told = KeyAmount.objects.filter(
        year=year, kind=kind, key="three-public", fen__gt=0, department__in=bodies
    ).values_list("department_id", flat=True)
    known = set(told)
    of_region: dict[int, list[Department]] = defaultdict(list)
    for body in bodies:
        if body.pk in known and body.parent_id not in known:
            of_region[body.region_id].append(body)
    most = max(of_region.values(), key=len, default=[])[:_MANY]
    if len(most) > 1:
        said = _("%(region)s各部门 %(year)s 年的“三公”经费") % {
            "region": most[0].region.name,
            "year": year,
        }
        yield Beginning(said, _names(most), _query(most, year, kind, ("three-public",)))


def _of_natures(bodies: Sequence[Department], year: int, kind: str) -> Iterator[Beginning]:
    """What goes into running the largest body that tells it, and what into its projects."""
    told: dict[int, set[str]] = defaultdict(set)
    amounts = KeyAmount.objects.filter(
        year=year, kind=kind, department__in=bodies, key__in=_NATURES
    )
    for pk, key in amounts.values_list("department", "key"):
        told[pk].add(key)
    for body in bodies:
        if len(told[body.pk]) == len(_NATURES):
            said = _("一个部门的钱：多少用来日常运转，多少用来做专门的事")
            state = State((body.slug,), (year,), _NATURES, kind)
            yield Beginning(said, (body.name,), state.query)
            return


def _names(bodies: Sequence[Department]) -> tuple[str, ...]:
    return tuple(body.name for body in bodies)


def _query(bodies: Sequence[Department], year: int, kind: str, keys: tuple[str, ...]) -> str:
    return State(tuple(body.slug for body in bodies), (year,), keys, kind).query
