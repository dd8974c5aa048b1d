"""robots.txt and the sitemap: an index, and parts that stay what they are while others grow."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from django.db.models import F, Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from budgets.models import BudgetTable, Department, Disclosure, KeyAmount, Region
from budgets.pages.answers import MINUTE, with_etag

# Documents of a part, by their keys. A part holds at most LARGEST addresses (sitemaps.org).
PART, LARGEST = 1000, 50_000
BODIES = LARGEST
# So many tables of a document are named; the others are led to from its page.
_TABLES = LARGEST // PART - 1
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"

Place = tuple[str, dt.datetime | None]


@require_safe
def robots(request: HttpRequest) -> HttpResponseBase:
    """Everything public may be read; questions to search and views of tables lead nowhere new."""
    sitemap = request.build_absolute_uri(reverse("sitemap"))
    lines = (
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /en/admin/",
        "Disallow: /search/?",
        "Disallow: /en/search/?",
        "Disallow: /api/v1/",
        f"Sitemap: {sitemap}",
        "",
    )
    return _public(request, "\n".join(lines), "text/plain; charset=utf-8")


@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """The parts, each with the time of the newest publication in it."""
    parts = (
        Disclosure.objects.published()
        .order_by()
        .annotate(part=F("pk") / PART)
        .values_list("part")
        .annotate(Max("published_at"))
        .order_by("part")
    )
    places: list[Place] = [(reverse("sitemap-places"), None)]
    own = Department.objects.filter(pk__in=Disclosure.objects.published().values("department"))
    bodies = own.order_by().annotate(part=F("pk") / BODIES).values_list("part", flat=True)
    places += [(reverse("sitemap-bodies", args=[part]), None) for part in sorted(set(bodies))]
    places += [(reverse("sitemap-documents", args=[part]), newest) for part, newest in parts]
    return _xml(request, "sitemapindex", "sitemap", places)


@require_safe
def places(request: HttpRequest) -> HttpResponseBase:
    """Pages of the site, and regions where something is published."""
    published = Disclosure.objects.published()
    found: list[Place] = [
        (reverse(name), None)
        for name in ("home", "about", "glossary", "compare", "data", "api-docs")
    ]
    codes = Region.objects.filter(departments__in=published.values("department")).distinct()
    found += [
        (reverse("region", args=[code]), None) for code in codes.values_list("code", flat=True)
    ]
    kinds = published.order_by().values_list("fiscal_year__year", "kind").distinct()
    found += [
        (reverse("year", args=[year, kind]), None)
        for year, kind in sorted(kinds)
        # A few look-ups; what is compared has a page.
        if KeyAmount.objects.filter(year=year, kind=kind).exists()
    ]
    return _xml(request, "urlset", "url", found)


@require_safe
def bodies(request: HttpRequest, part: int) -> HttpResponseBase:
    """Bodies that have published something, those with keys of this part."""
    published = Disclosure.objects.published().values("department")
    own = Department.objects.filter(pk__in=published).order_by("pk")
    own = own.filter(pk__gte=part * BODIES, pk__lt=(part + 1) * BODIES)
    found: list[Place] = [
        (reverse("department", args=[slug]), None) for slug in own.values_list("slug", flat=True)
    ]
    if not found:
        raise Http404
    return _xml(request, "urlset", "url", found)


@require_safe
def documents(request: HttpRequest, part: int) -> HttpResponseBase:
    """Published documents and their tables, those with keys of this part."""
    own = Disclosure.objects.published().filter(pk__gte=part * PART, pk__lt=(part + 1) * PART)
    found = list(_documents(own))
    if not found:
        raise Http404
    return _xml(request, "urlset", "url", found)


def _documents(rows: QuerySet[Disclosure]) -> Iterator[Place]:
    tables: dict[int, list[int]] = {}
    for disclosure, n in (
        BudgetTable.objects.filter(disclosure__in=rows)
        .order_by("disclosure_id", "n")
        .values_list("disclosure_id", "n")
    ):
        tables.setdefault(disclosure, []).append(n)
    for pk, slug, year, kind, at in rows.order_by("pk").values_list(
        "pk", "department__slug", "fiscal_year__year", "kind", "published_at"
    ):
        base = reverse("disclosure", args=[slug, year, kind])
        yield base, at
        for n in tables.get(pk, [])[:_TABLES]:
            yield f"{base}tables/{n}/", at


def _xml(request: HttpRequest, root: str, each: str, found: Iterable[Place]) -> HttpResponseBase:
    site = request.build_absolute_uri("/").rstrip("/")
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{root} xmlns="{_NAMESPACE}">']
    for path, at in found:
        changed = f"<lastmod>{at.isoformat(timespec='seconds')}</lastmod>" if at else ""
        lines.append(f"<{each}><loc>{escape(site + path)}</loc>{changed}</{each}>")
    lines.append(f"</{root}>\n")
    return _public(request, "\n".join(lines), "application/xml; charset=utf-8")


def _public(request: HttpRequest, text: str, content_type: str) -> HttpResponseBase:
    response = HttpResponse(text, content_type=content_type)
    response["X-Public-Page"] = "1"
    response["Cache-Control"] = MINUTE
    return with_etag(request, response, hashlib.sha256(response.content).hexdigest())
