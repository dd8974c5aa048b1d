"""What a region's bodies have to publish, by which day, and which of it is here.

Only what everybody may know: the days of approval, the period of the law, and what is or was
published. Whether anybody is at work on a document, or excused from it, is told nowhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, Subquery
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.inspection.clock import DayKey, Deadline, deadline
from budgets.inspection.rules import Duty, Rule
from budgets.models import ApprovalDay, Department, Disclosure, Excused, Region
from budgets.pages.answers import public_page
from budgets.pages.csv_files import csv_address, csv_file, wants_csv
from budgets.region_rules import rules_for

# The first page tells of days up to this many days ago, and of so many regions.
_RECENT_DAYS = 80
_MOST_ON_HOME = 4
_IS_OR_WAS_PUBLIC = (
    Disclosure.Status.PUBLISHED,
    Disclosure.Status.SUPERSEDED,
    Disclosure.Status.WITHDRAWN,
)


@dataclass(frozen=True, slots=True)
class Owed:
    """A body's document of a kind: when it is due, and when it came to be public here (None: not).

    `left` are the days until it is due, negative when that day is over; `elsewhere`: it was published
    somewhere else before, so that the day of its publication here says nothing of the deadline.
    """

    body: Department
    deadline: Deadline
    published: dt.date | None
    address: str
    left: int
    late: int
    elsewhere: bool
    withdrawn: bool

    @property
    def here(self) -> bool:
        return self.published is not None and not self.withdrawn


@dataclass(frozen=True, slots=True)
class Kind:
    """The documents of a kind that are due in a year: those that are not here come first."""

    kind: Disclosure.Kind
    owed: tuple[Owed, ...]

    @property
    def here(self) -> int:
        return sum(one.here for one in self.owed)

    @property
    def first_due(self) -> dt.date:
        return min(one.deadline.due for one in self.owed)

    @property
    def last_due(self) -> dt.date:
        return max(one.deadline.due for one in self.owed)


@require_safe
def due_page(request: HttpRequest, code: str) -> HttpResponseBase:
    """/regions/<code>/due/?year=…: the newest year whose days of approval are known, or that one."""
    region = get_object_or_404(Region.objects.select_related("parent"), code=code)
    days = _days(region)
    years = sorted({year for year, _kind in days}, reverse=True)
    asked = request.GET.get("year", "")
    year = next((one for one in years if str(one) == asked), years[0] if years else None)
    clock, kinds = (None, []) if year is None else _kinds(region, year, days)
    if wants_csv(request):
        return _csv(region, year, kinds)
    return public_page(
        request,
        "pages/due.html",
        {
            "region": region,
            "year": year,
            "years": years,
            "kinds": kinds,
            "within": clock.days if clock else None,
            "csv": csv_address(request),
        },
    )


def due_lately(today: dt.date | None = None) -> list[dict[str, Any]]:
    """The regions whose bodies had to publish something lately, or have to soon: the newest first.

    Of each: region, year, kind, day, and how many bodies have it here. A body of its own day is
    counted too; its day is told on the region's page.
    """
    today = today or timezone.localdate()
    here = (
        Disclosure.objects.published()
        .filter(
            department__region=OuterRef("region"),
            fiscal_year=OuterRef("fiscal_year"),
            kind=OuterRef("kind"),
        )
        .order_by()
        .values("kind")
        .annotate(count=Count("pk"))
        .values("count")
    )
    entered = list(
        ApprovalDay.objects.filter(
            department=None, for_units=False, day__gte=today - dt.timedelta(days=_RECENT_DAYS)
        )
        .select_related("region", "fiscal_year")
        .annotate(here=Subquery(here))
        .order_by("-day", "region__code", "kind")[:_MOST_ON_HOME]
    )
    rules = rules_for({one.region_id for one in entered}) if entered else {}
    return [
        {
            "region": one.region,
            "year": one.fiscal_year.year,
            "kind": Disclosure.Kind(one.kind).label,
            "day": day,
            "here": one.here or 0,
        }
        for one in entered
        for clock in [rules[one.region_id].clock]
        for day in [one.day + dt.timedelta(days=clock.days)]
        if not clock.off and rules[one.region_id].duty(one.kind).required
    ]


def _kinds(
    region: Region, year: int, days: Mapping[tuple[int, str], Mapping[DayKey, dt.date]]
) -> tuple[Rule | None, list[Kind]]:
    """The period that the law gives, None where the region does not go by it; the kinds in the
    order of the duties, without those for which no day is known."""
    rules = rules_for([region.pk])[region.pk]
    if rules.clock.off:
        return None, []
    bodies = list(Department.objects.filter(region=region).order_by("name", "pk"))
    parents = {body.pk: body.parent_id for body in bodies}
    excused = set(
        Excused.objects.filter(department__region=region, fiscal_year__year=year)
        .order_by()
        .values_list("department", "kind")
    )
    public = _public(region, year)
    today = timezone.localdate()
    kinds = []
    for duty in rules.duties:
        known = [days.get((year, kind), {}) for kind in (duty.kind, duty.clock)]
        owed = [
            _owed(body, due, public, duty, year, today)
            for body in bodies
            if duty.required and (body.pk, duty.kind) not in excused
            for due in [_deadline(known, body.pk, _above(body.pk, parents), rules.clock)]
            if due is not None
            if not _contained(body.pk, duty, public)
        ]
        if owed:
            owed.sort(key=lambda one: (one.here, one.deadline.due, one.published or dt.date.min))
            kinds.append(Kind(Disclosure.Kind(duty.kind), tuple(owed)))
    return rules.clock, kinds


def _days(region: Region) -> dict[tuple[int, str], dict[DayKey, dt.date]]:
    """Days of approval by year and kind."""
    found: dict[tuple[int, str], dict[DayKey, dt.date]] = {}
    for year, kind, body, for_units, day in (
        ApprovalDay.objects.filter(region=region)
        .order_by()
        .values_list("fiscal_year__year", "kind", "department", "for_units", "day")
    ):
        found.setdefault((year, kind), {})[DayKey(body, for_units)] = day
    return found


def _public(region: Region, year: int) -> dict[tuple[int, str], list[dict[str, Any]]]:
    """What is or was public, by body and kind, the first version first."""
    found: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for one in (
        Disclosure.objects.filter(
            department__region=region,
            fiscal_year__year=year,
            status__in=_IS_OR_WAS_PUBLIC,
            published_at__isnull=False,
        )
        .order_by("published_at", "version")
        .values("department", "kind", "status", "published_at", "as_published")
        .annotate(covers=F("inspection__covers"))
    ):
        found.setdefault((one["department"], one["kind"]), []).append(one)
    return found


def _above(body: int, parents: Mapping[int, int | None]) -> list[int]:
    """The bodies that one stands under, the nearest first; a circle ends where it closes."""
    chain: list[int] = []
    above = parents.get(body)
    while above is not None and above not in chain and above != body:
        chain.append(above)
        above = parents.get(above)
    return chain


def _deadline(
    known: Iterable[Mapping[DayKey, dt.date]], body: int, above: Sequence[int], clock: Rule
) -> Deadline | None:
    """By the days of the kind itself, or else by those of the kind that its period begins with."""
    for days in known:
        found = deadline(days, body, above, within=clock.days, unit_days=clock.unit_days)
        if found is not None:
            return found
    return None


def _contained(
    body: int, duty: Duty, public: Mapping[tuple[int, str], Sequence[Mapping[str, Any]]]
) -> bool:
    """Whether it is published as a part of another document of the same body."""
    return (body, duty.kind) not in public and any(
        duty.kind in (one["covers"] or ())
        for one in public.get((body, duty.within), ())
        if one["status"] == Disclosure.Status.PUBLISHED
    )


def _owed(
    body: Department,
    due: Deadline,
    public: Mapping[tuple[int, str], Sequence[Mapping[str, Any]]],
    duty: Duty,
    year: int,
    today: dt.date,
) -> Owed:
    versions = public.get((body.pk, duty.kind), ())
    published = timezone.localtime(versions[0]["published_at"]).date() if versions else None
    elsewhere = bool(versions and versions[0]["as_published"])
    return Owed(
        body=body,
        deadline=due,
        published=published,
        address=reverse("disclosure", args=[body.slug, year, duty.kind]) if versions else "",
        left=due.left(today),
        late=0 if published is None or elsewhere else due.late(published, today),
        elsewhere=elsewhere,
        withdrawn=bool(versions)
        and all(one["status"] != Disclosure.Status.PUBLISHED for one in versions),
    )


def _csv(region: Region, year: int | None, kinds: Sequence[Kind]) -> HttpResponseBase:
    header = (_("种类"), _("名称"), _("批复日"), _("期限"), _("在本站公开"))
    lines = (
        (
            kind.kind.label,
            one.body.name,
            one.deadline.approved.isoformat(),
            one.deadline.due.isoformat(),
            one.published.isoformat() if one.published and one.here else "",
        )
        for kind in kinds
        for one in kind.owed
    )
    return csv_file(f"{region} {year or ''} {_('公开期限')}", header, lines)
