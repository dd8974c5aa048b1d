"""One body, one document: every rule with what it saw, why points were taken off, and where that stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from budgets import models
from budgets.admin import bureau
from budgets.admin.bureau_board import board
from budgets.admin.bureau_documents import Body, Document, lines
from budgets.admin.origins import CELL
from budgets.admin.scope import found
from budgets.admin.sheets import cell_id
from budgets.inspecting import lines_of, look
from budgets.inspection.data import BAD, Item, Looked, Spot, from_json
from budgets.inspection.rules import SEVERITIES, RuleSet, headings, printed
from budgets.inspection.scoring import (
    DEDUCTED,
    HELD,
    NOTED,
    NOTHING,
    OFF,
    UNKNOWN,
    Circumstances,
    Line,
    Marks,
    marks_of,
)
from budgets.region_rules import rules_of
from budgets.reminding import with_outcome

OUTCOMES = {
    HELD: (gettext_lazy("符合"), "good"),
    DEDUCTED: (gettext_lazy("扣分"), "error"),
    UNKNOWN: (gettext_lazy("不能判断，不计分"), "plain"),
    NOTHING: (gettext_lazy("没有这种情形，不计分"), "plain"),
    NOTED: (gettext_lazy("只提示，不计分"), "plain"),
    OFF: (gettext_lazy("本地区不适用"), "plain"),
}
Leading = Callable[[Spot], str]


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence about an item, and the cells that it is about."""

    said: str
    is_fault: bool
    places: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A rule as it is shown."""

    line: Line
    word: str
    tone: str
    earned: str
    points: str
    severity: str
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class ShownHeading:
    label: str
    percent: str
    points: str
    lines: tuple[ShownLine, ...]


def shown_headings(lines_: Sequence[Line], leading: Leading) -> list[ShownHeading]:
    """The rules of a document by heading, with their points and reasons."""
    marks = marks_of(lines_)
    return [
        ShownHeading(
            label,
            percent_of(marks, key),
            "{}/{}".format(*map(printed, marks[key])),
            tuple(_shown(line, leading) for line in lines_ if line.rule.heading == key),
        )
        for key, label in headings().items()
    ]


def percent_of(marks: Marks, heading: str) -> str:
    value = marks.percent(heading)
    return "—" if value is None else f"{value.normalize():f}"


def _shown(line: Line, leading: Leading) -> ShownLine:
    word, tone = OUTCOMES[line.outcome]
    told = [*_told(line.faults, leading), *_told(line.notes, leading)]
    if line.outcome == OFF:
        told = [Told(_("停用：%(why)s") % {"why": line.rule.off}, False, ())]
    if line.outcome == NOTED and any(item.state == BAD for item in line.notes):
        tone = "warning"
    return ShownLine(
        line,
        str(word),
        tone,
        printed(line.earned),
        printed(line.rule.points),
        SEVERITIES[line.rule.severity],
        tuple(told),
    )


def _told(items: Iterable[Item], leading: Leading) -> list[Told]:
    """Each sentence once, with all places that it is about."""
    places: dict[tuple[str, bool], list[tuple[str, str]]] = {}
    for item in items:
        if item.said:
            theirs = places.setdefault((item.said, item.state == BAD), [])
            theirs += [(spot.cell or _("看这张表"), leading(spot)) for spot in item.spots]
    return [Told(said, fault, tuple(theirs)) for (said, fault), theirs in places.items()]


def on_public_page(disclosure: models.Disclosure) -> Leading:
    """Addresses of places on the public pages of a published version."""
    base = disclosure.get_absolute_url()

    def leading(spot: Spot) -> str:
        if not spot.n:
            return f"{base}#p{spot.row + 1}"
        return f"{base}tables/{spot.n}/#r{max(spot.row, 0) + 1}"

    return leading


def in_workplace(disclosure: models.Disclosure) -> Leading:
    """Addresses of places on the page of a draft."""
    base = reverse("admin:budgets_disclosure_change", args=[disclosure.pk])

    def leading(spot: Spot) -> str:
        place = f"{spot.n}-{spot.row}-{spot.column}"
        return f"{base}?{CELL}={place}#{cell_id(spot.n, spot.row, spot.column)}"

    return leading


def body_of(region: models.Region, slug: str) -> models.Department:
    """A body of the region itself, else 404."""
    return get_object_or_404(models.Department, slug=slug, region=region)


def _body(
    request: HttpRequest, code: str, year: int, slug: str
) -> tuple[models.Region, Body, models.Department]:
    region = bureau.watched(request, code)
    department = body_of(region, slug)
    shown = board(region, bureau.asked_year(year), department=department)
    body = shown.body(department.pk)
    if body is None:
        raise Http404
    return region, body, department


@require_safe
def body_page(request: HttpRequest, code: str, year: int, slug: str) -> HttpResponse:
    """A body: its documents of the year by heading, and what it was reminded of."""
    region, body, department = _body(request, code, year, slug)
    reminders = with_outcome().filter(department=department, fiscal_year__year=year)
    return bureau.page(
        request,
        "body.html",
        department.name,
        region=region,
        year=year,
        body=body,
        department=department,
        parent=department.parent,
        units=department.units.order_by("name"),
        headings=headings().values(),
        rows=[
            (one, [percent_of(one.marks, key) if one.current else "" for key in headings()])
            for one in body.documents
        ],
        reminders=reminders,
    )


@require_safe
def document_page(request: HttpRequest, code: str, year: int, slug: str, kind: str) -> HttpResponse:
    """A document: every rule, what it saw, and where."""
    region, body, department = _body(request, code, year, slug)
    if kind not in models.Disclosure.Kind.values:
        raise Http404
    document, rules = body.document(kind), rules_of(region)
    shown: list[ShownHeading] = []
    disclosure = None
    if document.current is not None:
        kept = get_object_or_404(
            models.Inspection.objects.select_related(
                "disclosure__department__region", "disclosure__fiscal_year"
            ),
            disclosure=document.current.pk,
        )
        disclosure = kept.disclosure
        applied = lines(document, from_json(kept.looked), rules)
        shown = shown_headings(applied, on_public_page(disclosure))
    return bureau.page(
        request,
        "document.html",
        _("%(year)s年%(kind)s") % {"year": year, "kind": document.kind_label},
        region=region,
        year=year,
        body=body,
        department=department,
        document=document,
        disclosure=disclosure,
        shown=shown,
        clock=_clock(document, rules),
    )


def _clock(document: Document, rules: RuleSet) -> list[Told]:
    """What the clock says of a document that is not public."""
    if document.current is not None or not document.owed:
        return []
    told = lines(document, Looked(), RuleSet((rules.clock,), ()))
    return [one for line in told for one in _told((*line.faults, *line.notes), lambda _spot: "")]


@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """For staff: what an inspection would see in a draft of theirs."""
    disclosure = found(request, pk)
    rules = rules_of(disclosure.department.region)
    seen = look(disclosure)
    circumstances = Circumstances(timezone.localdate(), preview=True)
    applied = lines_of(disclosure.kind, seen, rules, circumstances)
    marks = marks_of(applied)
    return bureau.page(
        request,
        "preview.html",
        _("按检查口径看：%(name)s") % {"name": disclosure},
        disclosure=disclosure,
        shown=shown_headings(applied, in_workplace(disclosure)),
        total=marks.total,
        judged=printed(marks.possible),
    )
