"""Entering a project's targets, and the body's overall goal: one page each."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from budgets.models import Disclosure
from performance.admin import live
from performance.admin.answers import (
    CHANGED,
    Changed,
    entry_draft,
    opened,
    own_page,
    place_of,
    without_draft,
)
from performance.admin.grids import OPERATORS, TERMS, heading_of
from performance.admin.pictures import plan_picture
from performance.admin.shapes import (
    BODY_SUMS,
    PROJECT_SUMS,
    WORDS,
    GridForm,
    OverallForm,
    ProjectForm,
)
from performance.admin.sources import copied, last_years_overall, last_years_projects, usual_form
from performance.admin.words import page_words, said_after
from performance.data import OverallData, ProjectData
from performance.entering import (
    Entered,
    NoDraft,
    NotEntered,
    enter,
    performance_of,
    with_overall,
    with_project,
)
from performance.figures import number_of
from performance.forms.names import (
    BEIJING_OVERALL,
    BEIJING_PROJECTS,
    OVERALL_FORMS,
    PROJECT_FORMS,
)
from performance.forms.official import FORMS
from performance.levels import LEVELS, suggestions

WORKBENCH = "performance-admin:workbench"
_SHORT_WORDS = ("code", "name", *WORDS)
_PROSE = ("purpose", "goal_medium", "goal", "remarks")


# --- A project ----------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def project(request: HttpRequest, pk: int, place: int | None = None) -> HttpResponse:
    """One project: its fields, its plan, its indicators."""
    try:
        draft = entry_draft(request, pk)
        present = _project_at(draft, place)
        if place is not None and present is None and request.method != "POST":
            messages.error(request, _("这个项目已经不在草稿里。"))
            return redirect(WORKBENCH, pk)
        if request.method == "POST":
            return _post_project(request, draft, place)
        begun = present or copied(draft, request.GET.get("copy", "")) or ProjectData("", "")
        name = _form_of(draft, begun, request.GET.get("form", ""))
        form = ProjectForm(base=begun, layout_name=name)
        form.initial = form.said()
        return _project_page(request, draft, form, place, opened(present))
    except NoDraft as error:
        return without_draft(request, pk, error)


def _project_at(draft: Disclosure, place: int | None) -> ProjectData | None:
    projects = performance_of(draft).projects
    return projects[place] if place is not None and place < len(projects) else None


def _form_of(draft: Disclosure, project: ProjectData, wanted: str) -> str:
    """The form of a page: the project's own, or for a new one what was chosen or is usual."""
    if not project.n and wanted in PROJECT_FORMS:
        return wanted
    usual = project.form or usual_form(draft, performance_of(draft))
    return usual if usual in PROJECT_FORMS else BEIJING_PROJECTS


def _bound(request: HttpRequest, draft: Disclosure, present: ProjectData | None) -> ProjectForm:
    """What was sent, in the form that the page was shown in."""
    begun = present or copied(draft, request.GET.get("copy", "")) or ProjectData("", "")
    name = _form_of(draft, begun, request.POST.get("layout", request.GET.get("form", "")))
    return ProjectForm(request.POST, base=begun, layout_name=name)


def _post_project(request: HttpRequest, draft: Disclosure, place: int | None) -> HttpResponse:
    seen = request.POST.get("opened", "")
    status = 422
    projects = performance_of(draft).projects
    present = None
    if place is not None:
        try:
            place = place_of(projects, place, seen)
            present = projects[place]
        except Changed:
            present = projects[place]
        except NotEntered as gone:
            # What was typed can still become a project of its own.
            form = _bound(request, draft, None)
            form.refuse(gone.mistakes if form.is_valid() else ())
            return _project_page(request, draft, form, None, "", status=409)
    form = _bound(request, draft, present)
    if form.is_valid():
        change = partial(_change_project, form, place, seen)
        name = form.cleaned_data["name"]
        try:
            entered = enter(draft, change, what=name, by=request.user)
        except NoDraft:
            raise
        except NotEntered as error:
            form.refuse(error.mistakes)
            if isinstance(error, Changed):
                seen, status = opened(present), 409
        else:
            found = entered.reading.performance.projects
            at = next(at for at, one in enumerate(found) if one is entered.subject)
            address = reverse("performance-admin:project", args=[draft.pk, at])
            return said_after(request, draft, entered, name, address)
    return _project_page(request, draft, form, place, seen, status=status)


def _change_project(form: ProjectForm, place: int | None, seen: str, draft: Disclosure) -> Entered:
    if place is None:
        return with_project(draft, form.project())
    place = place_of(performance_of(draft).projects, place, seen)
    return with_project(draft, form.project(), place)


def _project_page(
    request: HttpRequest,
    draft: Disclosure,
    form: ProjectForm,
    place: int | None,
    seen: str,
    *,
    status: int = 200,
) -> HttpResponse:
    new = place is None
    check = (
        reverse("performance-admin:check-new-project", args=[draft.pk])
        if new
        else reverse("performance-admin:check-project", args=[draft.pk, place])
    )
    plan = form.bound("plan_")
    told = [
        (month, number_of(str(form[f"plan_{month}"].value() or "").strip("%％ ")))
        for month in form.months
    ]
    name = form["name"].value()
    return _grid_page(
        request,
        "project.html",
        _("新增项目") if new else _("项目绩效目标：%(name)s") % {"name": name},
        draft,
        form,
        seen,
        status=status,
        place=place,
        months=list(zip(form.months, plan, strict=True)),
        picture=plan_picture(told) if plan else None,
        sums=PROJECT_SUMS,
        action=reverse("performance-admin:new-project", args=[draft.pk]) if new else request.path,
        check_url=_with_query(request, check) if new else check,
        words_fields=[form[name] for name in form.fields if name in _SHORT_WORDS],
        copies=last_years_projects(draft) if new and request.method != "POST" else [],
        copy=request.GET.get("copy", ""),
        forms=[FORMS[name] for name in PROJECT_FORMS] if new else [],
        last_year=draft.fiscal_year.year - 1,
    )


@require_POST
def check_project(request: HttpRequest, pk: int, place: int | None = None) -> HttpResponse:
    """What the checks say of the page as it is now; nothing is stored."""
    try:
        draft = entry_draft(request, pk)
        present = _project_at(draft, place)
        form = _bound(request, draft, present)
        if not form.is_valid():
            return live.answer(live.mistakes_said(form.mistakes()))
        meant = form.project()
        return live.answer(live.entry_said(with_project(draft, meant, place), meant))
    except NotEntered as error:
        return live.refused(error)


# --- The overall goal ---------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def overall(request: HttpRequest, pk: int) -> HttpResponse:
    """The body's overall goal: its money, its goal, activities with indicators."""
    try:
        draft = entry_draft(request, pk)
        present = performance_of(draft).overall
        if request.method == "POST":
            return _post_overall(request, draft, present)
        begun = present or _begun_overall(request, draft)
        name = _overall_form_of(begun, request.GET.get("form", ""))
        form = OverallForm(base=begun, layout_name=name)
        form.initial = form.said()
        return _overall_page(request, draft, form, opened(present))
    except NoDraft as error:
        return without_draft(request, pk, error)


def _begun_overall(request: HttpRequest, draft: Disclosure) -> OverallData:
    """Nothing, or last year's overall goal where that was asked for."""
    return (last_years_overall(draft) if request.GET.get("copy") else None) or OverallData("")


def _overall_form_of(overall: OverallData, wanted: str) -> str:
    if not overall.n and wanted in OVERALL_FORMS:
        return wanted
    return overall.form if overall.form in OVERALL_FORMS else BEIJING_OVERALL


def _post_overall(
    request: HttpRequest, draft: Disclosure, present: OverallData | None
) -> HttpResponse:
    begun = present or _begun_overall(request, draft)
    name = _overall_form_of(begun, request.GET.get("form", ""))
    form = OverallForm(request.POST, base=begun, layout_name=name)
    seen = request.POST.get("opened", "")
    status = 422
    if form.is_valid():
        change = partial(_change_overall, form, seen)
        what = _("整体支出绩效目标")
        try:
            entered = enter(draft, change, what="整体支出绩效目标", by=request.user)
        except NoDraft:
            raise
        except NotEntered as error:
            form.refuse(error.mistakes)
            if isinstance(error, Changed):
                seen, status = opened(present), 409
        else:
            address = reverse("performance-admin:overall", args=[draft.pk])
            return said_after(request, draft, entered, what, address)
    return _overall_page(request, draft, form, seen, status=status)


def _change_overall(form: OverallForm, seen: str, draft: Disclosure) -> Entered:
    present = performance_of(draft).overall
    if present is not None and opened(present) != seen:
        raise Changed([CHANGED])
    return with_overall(draft, form.overall())


def _overall_page(
    request: HttpRequest, draft: Disclosure, form: OverallForm, seen: str, *, status: int = 200
) -> HttpResponse:
    check = reverse("performance-admin:check-overall", args=[draft.pk])
    return _grid_page(
        request,
        "overall.html",
        _("整体支出绩效目标"),
        draft,
        form,
        seen,
        status=status,
        sums=BODY_SUMS,
        action=request.path,
        check_url=_with_query(request, check),
    )


@require_POST
def check_overall(request: HttpRequest, pk: int) -> HttpResponse:
    """What the checks say of the page as it is now; nothing is stored."""
    try:
        draft = entry_draft(request, pk)
        present = performance_of(draft).overall
        begun = present or _begun_overall(request, draft)
        name = _overall_form_of(begun, request.GET.get("form", ""))
        form = OverallForm(request.POST, base=begun, layout_name=name)
        if not form.is_valid():
            return live.answer(live.mistakes_said(form.mistakes()))
        meant = form.overall()
        return live.answer(live.entry_said(with_overall(draft, meant), meant))
    except NotEntered as error:
        return live.refused(error)


# --- Both ---------------------------------------------------------------------------------------


def _with_query(request: HttpRequest, address: str) -> str:
    """The address with what chose the form and the copy of this page."""
    query = QueryDict(mutable=True)
    for name in ("form", "copy"):
        if value := request.GET.get(name):
            query[name] = value
    return f"{address}?{query.urlencode()}" if query else address


def _grid_page(
    request: HttpRequest,
    template: str,
    title: str,
    draft: Disclosure,
    form: GridForm,
    seen: str,
    *,
    sums: Iterable[tuple[str, tuple[str, ...]]],
    action: str,
    **context: Any,
) -> HttpResponse:
    has = form.fields
    return own_page(
        request,
        template,
        title,
        disclosure=draft,
        form=form,
        opened=seen,
        layout=FORMS[form.layout_name],
        unit=form.unit.name,
        amounts=form.bound("amount_"),
        prose=[form[name] for name in has if name in _PROSE],
        columns=form.columns,
        grid={
            "columns": [
                {
                    "name": column.name,
                    "label": str(column.label),
                    "heading": heading_of(column),
                    "look": column.look,
                    "choices": column.choices,
                }
                for column in form.columns
            ],
            "lists": {
                "level1": list(suggestions()),
                "operators": OPERATORS,
                "terms": tuple(TERMS.values()),
            },
            "level2": suggestions(),
            "more1": [
                one.name for one in LEVELS if one.level == 1 and one.name not in suggestions()
            ],
            "sums": [
                {"total": f"amount_{total}", "parts": [f"amount_{one}" for one in parts]}
                for total, parts in sums
                if all(f"amount_{one}" in has for one in (total, *parts))
            ],
            "exponent": form.unit.exponent,
            "mistakes": live.mistakes_said(form.grid_mistakes),
        },
        words=page_words(),
        action=_with_query(request, action),
        **context,
    )
