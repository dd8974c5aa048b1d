"""Public addresses of performance: a project, a body's performance, a project of a document."""

from __future__ import annotations

from django.http import (
    Http404,
    HttpRequest,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.models import BudgetTable, Department, Disclosure
from budgets.pages.answers import MINUTE, public_page
from budgets.pages.csv_files import csv_address, wants_csv
from budgets.pages.published import find
from budgets.pages.units import told_unit, unit_name
from budgets.pages.withdrawn import or_notice
from budgets.parts import Link
from performance import models, queries
from performance.identity import code_of, name_key
from performance.pages import body, project
from performance.pages.files import scores_file, targets_file
from performance.pages.rendering import render
from performance.pages.shown import UNIT


@require_safe
def project_page(request: HttpRequest, code: str) -> HttpResponseBase:
    """A project over the years, under its code or the address that stands for it."""
    found = queries.find_project(code)
    if found is None:
        raise Http404
    if found.key != code:
        return HttpResponsePermanentRedirect(found.get_absolute_url())
    history = queries.project_history(found)
    if wants_csv(request):
        told = [budget for year in history.years for budget in year.budgets]
        return targets_file(request, str(found), told)
    facts = queries.facts_of_project(history)
    tables = BudgetTable.objects.filter(
        disclosure__in={fact.disclosure_id for fact in facts},
        n__in={fact.table_n for fact in facts},
    )
    context = project.page_of(history, facts, tables)
    return public_page(
        request,
        "pages/project.html",
        {
            "project": found,
            "csv": csv_address(request),
            "bodies": history.bodies,
            "department": history.bodies[0],
            "years": sorted({year.year for year in history.years}),
            # Our own rendering, escaped when it was made.
            "body": mark_safe(  # noqa: S308
                render("project.html", {**context, "unit": unit_name(told_unit(UNIT))})
            ),
        },
    )


@require_safe
def department_performance(
    request: HttpRequest, slug: str, year: int | None = None
) -> HttpResponseBase:
    """A body's targets of the newest year, or of the year asked for, and its grades over all."""
    department = get_object_or_404(Department.objects.select_related("region", "parent"), slug=slug)
    years = queries.years_of_body(department)
    if not years or (year is not None and year not in years):
        raise Http404
    shown = years[0] if year is None else year
    earlier = next((one for one in years if one < shown), None)
    told = queries.targets_of_years(department, [shown] if earlier is None else [shown, earlier])
    targets, before = told.get(shown), told.get(earlier) if earlier else None
    if targets is None:
        raise Http404
    if wants_csv(request):
        if "scores" in request.GET:
            graded = queries.evaluations_over_years(department)
            title = _("%(body)s 历年自评") % {"body": department}
            return scores_file(request, title, graded)
        name = f"{department} {shown} {_('绩效')}"
        return targets_file(request, name, [*targets.overall, *targets.projects])
    evaluations = queries.evaluations_over_years(department)
    context = body.page_of(targets, before, evaluations, years)
    return public_page(
        request,
        "pages/department_performance.html",
        {
            "department": department,
            "year": shown,
            "csv": csv_address(request) if targets.overall or targets.projects else "",
            "scores": f"{csv_address(request)}&scores=all" if evaluations else "",
            "body": mark_safe(  # noqa: S308
                render("department.html", {**context, "unit": unit_name(told_unit(UNIT))})
            ),
        },
    )


@require_safe
@or_notice
def project_of_document(
    request: HttpRequest, slug: str, year: int, kind: str, named: str, version: int | None = None
) -> HttpResponseBase:
    """On to the page of the project that a document calls by this code or name.

    Stored pages lead here, since they can't know the address that a project is given: a code may
    be told by another document, and later.
    """
    disclosure = find(slug, year, kind, version)
    found = queries.find_project(named) if code_of(named) else None
    found = found or _by_name(disclosure, named)
    if found is None:
        raise Http404
    response = HttpResponseRedirect(found.get_absolute_url())
    response["Cache-Control"] = MINUTE
    return response


def _by_name(disclosure: Disclosure, name: str) -> models.Project | None:
    """The project that the body's published documents call so, in the year nearest to this one."""
    told = [
        row
        for model in (models.ProjectBudget, models.Evaluation)
        for row in model.objects.published()
        .filter(department=disclosure.department, name_key=name_key(name), project__isnull=False)
        .select_related("project")
    ]
    year = disclosure.fiscal_year.year
    nearest = min(
        told,
        key=lambda row: (row.disclosure_id != disclosure.pk, abs(row.year - year)),
        default=None,
    )
    return nearest.project if nearest else None


def pages_of(department: Department) -> tuple[Link, ...]:
    """The link to a body's performance page, where there is something on it. One query."""
    years = queries.years_of_body(department)
    if not years:
        return ()
    span = str(years[0]) if len(years) == 1 else f"{years[-1]}–{years[0]}"
    return (Link(_("绩效"), reverse("department-performance", args=[department.slug]), span),)
