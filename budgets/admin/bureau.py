"""The bureau's page: a region and a year, every body, every document that it owes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from budgets import inspecting, models
from budgets.access import Access, Action
from budgets.admin.bureau_board import Board, board, children
from budgets.admin.bureau_filters import BoardFilter
from budgets.inspection.rules import headings
from budgets.pages.rendering import official

BODIES_A_PAGE = 50
# Versions that are looked at on one press of the button; a look takes a fraction of a second.
LOOKS_A_PRESS = 20


def watched(request: HttpRequest, code: str, action: Action = Action.WATCH) -> models.Region:
    """The region, if this user may watch it (else 404), and do this there (else 403)."""
    access = Access.of(request.user)
    region = get_object_or_404(access.regions(Action.WATCH).select_related("parent"), code=code)
    if not access.may_in_region(action, region):
        raise PermissionDenied
    return region


def asked_year(year: int) -> int:
    """A year that a document can be of, else 404."""
    if not 1990 <= year <= 2100:
        raise Http404
    return year


def page(
    request: HttpRequest, template: str, title: str, *, status: int = 200, **context: Any
) -> TemplateResponse:
    """A page of the bureau in the shell of the admin; `region` and `year` make its trail."""
    request.current_app = admin.site.name  # type: ignore[attr-defined]
    region = context.get("region")
    return TemplateResponse(
        request,
        f"admin/bureau/{template}",
        {
            **admin.site.each_context(request),
            "title": title,
            "zh": official(),
            "may_inspect": bool(region)
            and Access.of(request.user).may_in_region(Action.INSPECT, region),
            **context,
        },
        status=status,
    )


def years() -> list[int]:
    """The years that one can choose: those that are there, this one and the next."""
    this = timezone.localdate().year
    stored = models.FiscalYear.objects.order_by().values_list("year", flat=True)
    return sorted({*stored, this, this + 1}, reverse=True)


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The regions that a user may watch; a single one is opened at once."""
    if not Access.of(request.user).may(Action.WATCH):
        raise PermissionDenied
    regions = list(Access.of(request.user).regions(Action.WATCH).order_by("code"))
    newest = (
        models.Disclosure.objects.filter(department__region__in=[one.pk for one in regions])
        .order_by("-fiscal_year__year")
        .values_list("fiscal_year__year", flat=True)
        .first()
    )
    year = newest or timezone.localdate().year
    if len(regions) == 1:
        return redirect("bureau:region", regions[0].code, year)
    return page(request, "start.html", _("预决算公开检查"), regions=regions, year=year)


@require_safe
def region_page(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Numbers, the table body × kind, and the regions below."""
    region = watched(request, code)
    shown = board(region, asked_year(year), whole="whole" in request.GET)
    form = filter_of(request, shown, region)
    found = form.apply(shown.bodies)
    listing = Paginator(found, BODIES_A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    kind = form.cleaned_data.get("kind") if form.is_valid() else ""
    return page(
        request,
        "region.html",
        _("%(region)s %(year)s年预决算公开检查") % {"region": region, "year": year},
        region=region,
        year=year,
        board=shown,
        summary=shown.summary_of(),
        form=form,
        found=len(found),
        listing=listing,
        pages=listing.paginator.get_elided_page_range(listing.number),
        query=query.urlencode(),
        asked=form.is_valid() and any(form.cleaned_data.values()),
        kinds=[
            duty
            for duty in next(iter(shown.rules.values())).duties
            if not kind or duty.kind == kind
        ],
        kind=kind,
        headings=headings(),
        children=children(region, year, shown.today),
        years=years(),
    )


def filter_of(request: HttpRequest, shown: Board, region: models.Region) -> BoardFilter:
    return BoardFilter(request.GET, bodies=shown.bodies, has_children=region.children.exists())


@require_POST
def look_at_more(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Look at published versions that nobody has looked at yet, some at a time."""
    region = watched(request, code)
    shown = board(region, asked_year(year), whole="whole" in request.POST)
    count = inspecting.inspect_versions(shown.unlooked[:LOOKS_A_PRESS], shown.rules)
    left = len(shown.unlooked) - count
    messages.success(
        request, _("检查了 %(n)s 份文件，还有 %(left)s 份。") % {"n": count, "left": left}
    )
    return redirect(board_address(region, year, {"whole": "on"} if "whole" in request.POST else {}))


def board_address(region: models.Region, year: int, query: Mapping[str, str] | None = None) -> str:
    address = reverse("bureau:region", args=[region.code, year])
    if not query:
        return address
    pairs = "&".join(f"{name}={value}" for name, value in query.items())
    return f"{address}?{pairs}"
