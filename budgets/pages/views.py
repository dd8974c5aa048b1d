"""The lists that lead to documents: home, regions, bodies; and what this site is."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from budgets.comparison.beginnings import fullest_of
from budgets.comparison.state import KINDS
from budgets.models import Department, Disclosure, FiscalYear, KeyAmount, Region
from budgets.narrative.writing.glossary import terms
from budgets.pages import words
from budgets.pages.answers import public_page
from budgets.pages.belonging import units_of
from budgets.pages.bulk import sets_of_region
from budgets.pages.csv_files import csv_address, wants_csv
from budgets.pages.due import due_lately
from budgets.pages.figures import MEASURES
from budgets.pages.list_files import bodies_file, home_file, totals_file
from budgets.pages.lists import DepartmentFilter, DepartmentTable
from budgets.pages.trends import UNIT, documents_by_year, totals_over_years
from budgets.pages.units import told_unit, unit_name
from budgets.parts import parts

LATEST = 8
BODIES_A_PAGE = 50

IS_PUBLISHED = Q(disclosures__status=Disclosure.Status.PUBLISHED)


@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """What this site is, questions to begin with, the regions, the latest documents, what is due."""
    regions = _regions_with_bodies()
    published = Disclosure.objects.published()
    latest = list(
        published.select_related("department__region", "fiscal_year").order_by(
            "-published_at", "-pk"
        )[:LATEST]
    )
    if wants_csv(request):
        return home_file(request, latest, regions)
    ranked = _years_compared()
    counted = _documents_counted()
    fullest = fullest_of(
        (year, kind, documents)
        for year, kind, documents, _newest in counted
        if (year, kind) in ranked
    )
    return public_page(
        request,
        "pages/home.html",
        {
            "regions": [
                {"region": region, "bodies": words.bodies(region.bodies)} for region in regions
            ],
            "latest": latest,
            "kinds": _kinds_published(ranked, counted),
            "questions": {
                # The year in which most bodies are ranked, and a document whose money is drawn.
                "ranked": _words_of(fullest) if fullest else None,
                "drawn": max(
                    (one for one in latest if one.kind in KINDS),
                    key=lambda one: one.fiscal_year.year,
                    default=None,
                ),
                "terms": len(terms()),
            },
            "due": due_lately(),
            "csv": csv_address(request),
        },
    )


@require_safe
def region_page(request: HttpRequest, code: str) -> HttpResponseBase:
    """The bodies of a region that have published something, and which years and kinds there are."""
    region = get_object_or_404(Region.objects.select_related("parent"), code=code)
    published = Disclosure.objects.published().select_related("fiscal_year")
    bodies = (
        Department.objects.filter(region=region)
        .filter(pk__in=published.values("department"))
        .select_related("parent")
        .annotate(latest=Max("disclosures__published_at", filter=IS_PUBLISHED))
        .prefetch_related(
            Prefetch("disclosures", published.order_by("-fiscal_year__year", "kind"), "documents")
        )
    )
    filterset = DepartmentFilter(request.GET or None, queryset=bodies)
    table = DepartmentTable(
        filterset.qs if not filterset.is_bound or filterset.is_valid() else bodies.none()
    )
    RequestConfig(request, paginate={"per_page": BODIES_A_PAGE, "silent": True}).configure(table)
    if wants_csv(request):
        return bodies_file(request, region, table)
    counts: dict[int, dict[str, int]] = {}
    for year, kind, count in (
        published.filter(department__region=region)
        .order_by("-fiscal_year__year")
        .values_list("fiscal_year__year", "kind")
        .annotate(Count("pk"))
    ):
        counts.setdefault(year, {})[kind] = count
    return public_page(
        request,
        "pages/region.html",
        {
            "region": region,
            "children": _regions_with_bodies().filter(parent=region),
            "filter": filterset,
            "listing": table,
            "csv": csv_address(request),
            "files": sets_of_region(code),
            "kinds": Disclosure.Kind.choices,
            "years": [
                {
                    "year": year,
                    "counts": [(kind, of_year.get(kind, 0)) for kind in Disclosure.Kind],
                    "ranked": [
                        kind for kind in Disclosure.Kind if kind in KINDS and kind in of_year
                    ],
                }
                for year, of_year in counts.items()
            ],
        },
    )


@require_safe
def department_page(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A body's documents by year and kind, its totals over the years, its units and its parent."""
    department = get_object_or_404(Department.objects.select_related("region", "parent"), slug=slug)
    disclosures = list(
        department.disclosures.published().select_related("department", "fiscal_year")
    )
    totals = totals_over_years(department, disclosures)
    if wants_csv(request):
        return totals_file(request, department, disclosures, totals)
    return public_page(
        request,
        "pages/department.html",
        {
            "department": department,
            "years": documents_by_year(disclosures),
            "kinds": Disclosure.Kind.choices,
            "totals": totals,
            "csv": csv_address(request),
            "measures": [measure.name for measure in MEASURES],
            "unit": unit_name(told_unit(UNIT)),
            "units": units_of(department),
            "more": [link for part in parts() for link in part.pages(department)],
        },
    )


@require_safe
def about(request: HttpRequest) -> HttpResponseBase:
    """The promise of this site and how it is kept."""
    return public_page(request, "pages/about.html", {})


def _regions_with_bodies() -> QuerySet[Region]:
    """Regions where something is published, with the number of the bodies that did.

    By their codes, so that each comes after the one that it lies in; a query that groups has no
    order of its own.
    """
    return (
        Region.objects.annotate(
            bodies=Count(
                "departments",
                filter=Q(departments__disclosures__status=Disclosure.Status.PUBLISHED),
                distinct=True,
            )
        )
        .filter(bodies__gt=0)
        .order_by("code")
    )


def _documents_counted() -> list[tuple[int, str, int, int]]:
    """Of every year and kind: how many documents are public, and the key of the newest."""
    published = Disclosure.objects.published().order_by()
    return list(published.values_list("fiscal_year__year", "kind").annotate(Count("pk"), Max("pk")))


def _kinds_published(
    ranked: list[tuple[int, str]], counted: list[tuple[int, str, int, int]]
) -> list[dict[str, Any]]:
    """Every kind of document: how many there are, one of them, and the years that it is ranked in."""
    told: dict[str, tuple[int, int]] = {}
    for _year, kind, documents, newest in counted:
        before = told.get(kind, (0, 0))
        told[kind] = (before[0] + documents, max(before[1], newest))
    examples = {
        one.kind: one
        for one in Disclosure.objects.published()
        .filter(pk__in=[newest for _count, newest in told.values()])
        .select_related("department__region", "fiscal_year")
        .order_by()
    }
    return [
        {
            "kind": kind,
            "name": kind.label,
            "count": words.documents(told[kind][0] if kind in told else 0),
            "example": examples.get(kind),
            "years": [_words_of(one) for one in ranked if one[1] == kind],
        }
        for kind in Disclosure.Kind
    ]


def _words_of(ranked: tuple[int, str]) -> dict[str, Any]:
    year, kind = ranked
    return {"year": year, "kind": kind, "name": f"{year} {Disclosure.Kind(kind).label}"}


def _years_compared() -> list[tuple[int, str]]:
    """The newest years and kinds whose bodies are ranked and totalled."""
    told = KeyAmount.objects.filter(year=OuterRef("year"), key="spending")
    # An index answers for each year by itself, however many amounts there are.
    flags = {f"has_{n}": Exists(told.filter(kind=kind)) for n, kind in enumerate(KINDS)}
    years = FiscalYear.objects.annotate(**flags).order_by("-year")[:LATEST]
    return [
        (year.year, kind)
        for year in years
        for n, kind in enumerate(KINDS)
        if getattr(year, f"has_{n}")
    ]
