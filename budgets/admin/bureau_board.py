"""A region and year as its bureau sees it: every body, every kind of document, in a handful of queries."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Avg, QuerySet
from django.utils import timezone

from budgets import inspecting, models
from budgets.access import below
from budgets.admin.bureau_documents import (
    PUBLISHED_STATES,
    Body,
    Version,
    document_of,
    mean,
    tell_contained,
)
from budgets.inspection.clock import DayKey
from budgets.inspection.rules import RuleSet
from budgets.region_rules import rules_for

_Status = models.Disclosure.Status
# Versions that nobody has looked at yet, and that one request looks at; a look takes half a second.
LOOKS_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Summary:
    """The numbers at the top. Documents that need not be published count nowhere."""

    bodies: int
    owed: int
    published: int
    late: int
    overdue: int
    soon: int
    waiting: int
    open_findings: int
    score: Decimal | None

    @classmethod
    def of(cls, bodies: Sequence[Body]) -> Summary:
        documents = [one for body in bodies for one in body.documents]
        owed = [one for one in documents if one.owed]
        states = Counter(one.state for one in owed)
        return cls(
            bodies=len(bodies),
            owed=len(owed),
            published=sum(states[state] for state in PUBLISHED_STATES),
            late=states["late"],
            overdue=states["overdue"],
            soon=states["soon"],
            waiting=states["waiting"],
            open_findings=sum(one.open_findings for one in documents),
            score=mean(one.total for one in documents),
        )


@dataclass(slots=True)
class Board:
    """All bodies of a region (with those below it, where asked) in one year."""

    region: models.Region
    year: int
    today: dt.date
    bodies: list[Body]
    rules: Mapping[int, RuleSet]
    # Published versions that nobody has looked at yet.
    unlooked: tuple[int, ...] = ()

    def summary_of(self, bodies: Sequence[Body] | None = None) -> Summary:
        """The numbers of these bodies, or of all."""
        return Summary.of(self.bodies if bodies is None else bodies)

    def body(self, pk: int) -> Body | None:
        return next((body for body in self.bodies if body.pk == pk), None)


def board(
    region: models.Region,
    year: int,
    *,
    whole: bool = False,
    department: models.Department | None = None,
    today: dt.date | None = None,
) -> Board:
    """The board of a region; `whole` takes the regions below it in, `department` is for one body alone.

    What the rules of today see differently is scored anew first, and some versions that nobody has
    looked at are looked at.
    """
    today = today or timezone.localdate()
    places = sorted(below(models.Region, [region.pk])) if whole else [region.pk]
    rules = rules_for(places)
    bodies = _bodies(places)
    chosen = bodies if department is None else [one for one in bodies if one.pk == department.pk]
    versions = _documents(places, year, department)
    rows = list(versions.values_list(*_COLUMNS))
    at = [_AT[name] for name in ("pk", *inspecting.STALE_COLUMNS)]
    public = [row for row in rows if row[_AT["status"]] == _Status.PUBLISHED]
    scored, unlooked = inspecting.stale((tuple(row[n] for n in at) for row in public), rules)
    if scored or unlooked:
        inspecting.score_anew(scored, rules)
        inspecting.inspect_versions(unlooked[:LOOKS_AT_ONCE], rules)
        rows = list(versions.values_list(*_COLUMNS))
    _fill(chosen, rules, _grouped(rows), places, year, today)
    return Board(region, year, today, chosen, rules, tuple(unlooked[LOOKS_AT_ONCE:]))


@dataclass(frozen=True, slots=True)
class Child:
    """A region below, with all that lies below it, rolled up."""

    region: models.Region
    bodies: int
    owed: int
    published: int
    overdue: int
    # Of 100, without the clock: the mean of all versions there.
    score: Decimal | None


def children(region: models.Region, year: int, today: dt.date) -> list[Child]:
    """The regions directly below, each rolled up."""
    found = []
    for child in region.children.order_by("code"):
        places = sorted(below(models.Region, [child.pk]))
        rules = rules_for(places)
        bodies = _bodies(places)
        if not bodies:
            continue
        rows = _documents(places, year, None).values_list(*_COLUMNS)
        _fill(bodies, rules, _grouped(rows, light=True), places, year, today)
        states = Counter(one.state for body in bodies for one in body.documents if one.owed)
        average = models.Inspection.objects.filter(
            disclosure__status=_Status.PUBLISHED,
            disclosure__fiscal_year__year=year,
            disclosure__department__region__in=places,
        ).aggregate(mean=Avg("content_score"))["mean"]
        found.append(
            Child(
                region=child,
                bodies=len(bodies),
                owed=states.total(),
                published=sum(states[state] for state in PUBLISHED_STATES),
                overdue=states["overdue"],
                score=None
                if average is None
                else (Decimal(str(average)) / 10).quantize(Decimal("0.1"), ROUND_HALF_UP),
            )
        )
    return found


# ---- From the database

_COLUMNS = (
    "department",
    "kind",
    "pk",
    "status",
    "version",
    "published_at",
    "as_published",
    "created_at",
    "submitted_at",
    "approved_at",
    *inspecting.STALE_COLUMNS,
    "inspection__marks",
    "inspection__counts",
    "inspection__covers",
    "inspection__explained",
)
_AT = {name: place for place, name in enumerate(_COLUMNS)}


def _documents(
    places: Sequence[int], year: int, department: models.Department | None
) -> QuerySet[models.Disclosure]:
    documents = models.Disclosure.objects.filter(
        department__region__in=places, fiscal_year__year=year
    ).order_by("department", "kind", "version")
    return documents if department is None else documents.filter(department=department)


def _grouped(
    rows: Iterable[tuple[Any, ...]], *, light: bool = False
) -> dict[tuple[int, str], list[Version]]:
    found: dict[tuple[int, str], list[Version]] = {}
    for row in rows:
        status = row[_AT["status"]]
        touched = (
            row[_AT["submitted_at"]]
            if status == _Status.SUBMITTED
            else row[_AT["approved_at"]]
            if status == _Status.APPROVED
            else None
        )
        looked = row[_AT["inspection"]] is not None and not light
        found.setdefault((row[0], row[1]), []).append(
            Version(
                pk=row[_AT["pk"]],
                status=status,
                version=row[_AT["version"]],
                published_at=row[_AT["published_at"]],
                as_published=row[_AT["as_published"]],
                touched_at=touched or row[_AT["created_at"]],
                inspection=row[_AT["inspection"]],
                is_current=status == _Status.PUBLISHED,
                marks=row[_AT["inspection__marks"]] if looked else {},
                counts=row[_AT["inspection__counts"]] if looked else {},
                covers=row[_AT["inspection__covers"]] or (),
                explained=row[_AT["inspection__explained"]] or 0,
            )
        )
    return found


def _bodies(places: Sequence[int]) -> list[Body]:
    """The bodies of these regions, each department followed by its units."""
    rows = models.Department.objects.filter(region__in=places).order_by("region__code", "name")
    columns = ("pk", "name", "slug", "region", "region__code", "region__name", "parent")
    bodies = {row[0]: Body(*row) for row in rows.values_list(*columns)}
    below_: dict[int | None, list[Body]] = {}
    for body in bodies.values():
        below_.setdefault(body.parent if body.parent in bodies else None, []).append(body)
    ordered: list[Body] = []
    waiting = [(one, 0, ()) for one in reversed(below_.get(None, []))]
    while waiting:
        body, depth, above = waiting.pop()
        body.depth, body.above = depth, above
        ordered.append(body)
        waiting += [
            (one, depth + 1, (body.pk, *above)) for one in reversed(below_.get(body.pk, []))
        ]
    # Departments that stand under each other in a circle have no beginning.
    placed = {one.pk for one in ordered}
    return [*ordered, *(one for one in bodies.values() if one.pk not in placed)]


def _days(places: Sequence[int], year: int) -> dict[tuple[int, str], dict[DayKey, dt.date]]:
    """Approval days by region and kind."""
    found: dict[tuple[int, str], dict[DayKey, dt.date]] = {}
    entered = models.ApprovalDay.objects.filter(
        region__in=places, fiscal_year__year=year
    ).order_by()
    for region, kind, department, for_units, day in entered.values_list(
        "region", "kind", "department", "for_units", "day"
    ):
        found.setdefault((region, kind), {})[DayKey(department, for_units)] = day
    return found


def _excused(places: Sequence[int], year: int) -> dict[tuple[int, str], str]:
    rows = models.Excused.objects.filter(department__region__in=places, fiscal_year__year=year)
    return {
        (department, kind): reason
        for department, kind, reason in rows.order_by().values_list("department", "kind", "reason")
    }


def _fill(
    bodies: Sequence[Body],
    rules: Mapping[int, RuleSet],
    versions: Mapping[tuple[int, str], Sequence[Version]],
    places: Sequence[int],
    year: int,
    today: dt.date,
) -> None:
    """Give every body its documents, in the order of the duties."""
    days, excused = _days(places, year), _excused(places, year)
    for body in bodies:
        body.documents = [
            document_of(
                body,
                rules[body.region],
                duty,
                versions.get((body.pk, duty.kind), ()),
                days.get((body.region, duty.kind), {}),
                days.get((body.region, duty.clock), {}),
                excused.get((body.pk, duty.kind), ""),
                today,
            )
            for duty in rules[body.region].duties
        ]
        tell_contained(body)
