"""The list of what a draft says of performance, and how a draft without a workbook begins."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from budgets import models
from budgets.access import Access, Action, require
from budgets.admin.targets import SearchedSelect
from budgets.data import DisclosureData
from budgets.workbook.writer import write_workbook
from performance.admin.answers import entry_draft, opened, own_page, place_of, without_draft
from performance.admin.sources import (
    last_years_overall,
    last_years_projects,
    targets_of_the_year,
    usual_form,
)
from performance.data import EvaluationData, OverallData, ProjectData
from performance.entering import (
    Entered,
    NoDraft,
    NotEntered,
    begin,
    enter,
    performance_of,
    without_project,
    without_subject,
)
from performance.forms.names import (
    EVALUATION_FORMS,
    OVERALL_FORMS,
    PROJECT_FORMS,
)
from performance.forms.official import FORMS
from performance.forms.official import blank as blank_form
from performance.scoring import score_evaluation

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORKBENCH = "performance-admin:workbench"
WITH_TARGETS = ("performance", "budget")
WITH_RESULTS = ("evaluation", "final-accounts")
# How many departments a search offers at most.
FOUND = 100


@require_safe
def workbench(request: HttpRequest, pk: int) -> HttpResponse:
    """绩效录入: projects, the overall goal, evaluations; what to add, and what to begin it from."""
    try:
        draft = entry_draft(request, pk)
    except NoDraft as error:
        return without_draft(request, pk, error)
    performance = performance_of(draft)
    evaluations = [(one, score_evaluation(one), opened(one)) for one in performance.evaluations]
    has_targets = draft.kind in WITH_TARGETS
    has_results = draft.kind in WITH_RESULTS
    return own_page(
        request,
        "workbench.html",
        _("录入绩效"),
        disclosure=draft,
        projects=[(one, opened(one)) for one in performance.projects],
        overall=performance.overall,
        overall_opened=opened(performance.overall),
        evaluations=evaluations,
        has_targets=has_targets or bool(performance.projects or performance.overall),
        has_results=has_results or bool(performance.evaluations),
        project_forms=[FORMS[name] for name in PROJECT_FORMS],
        overall_forms=[FORMS[name] for name in OVERALL_FORMS],
        evaluation_forms=[FORMS[name] for name in EVALUATION_FORMS],
        usual_form=usual_form(draft, performance),
        overall_copy=performance.overall is None and bool(last_years_overall(draft)),
        last_year=draft.fiscal_year.year - 1,
        copies=last_years_projects(draft) if has_targets else [],
        sources=targets_of_the_year(draft, performance.evaluations) if has_results else [],
    )


class BeginForm(forms.Form):
    """Whose performance document of which year is entered without a workbook."""

    department = forms.ModelChoiceField(
        label=gettext_lazy("部门/单位"), queryset=models.Department.objects.none()
    )
    year = forms.IntegerField(label=gettext_lazy("年度"), min_value=1990, max_value=2100)
    kind = forms.ChoiceField(
        label=gettext_lazy("种类"),
        choices=[
            (kind.value, kind.label)
            for kind in (models.Disclosure.Kind.PERFORMANCE, models.Disclosure.Kind.EVALUATION)
        ],
    )

    def __init__(self, *args: Any, user: Any, named: str = "", **kwargs: Any) -> None:
        """`named`: a part of the department's name, by which one finds it without a script."""
        super().__init__(*args, **kwargs)
        field = self.fields["department"]
        field.queryset = Access.of(user).departments(Action.EDIT).select_related("region")
        if named:
            found = field.queryset.filter(name__icontains=named)[:FOUND]
            field.widget.choices = [(one.pk, str(one)) for one in found]
        else:
            related = models.Disclosure._meta.get_field("department")
            field.widget = SearchedSelect(related, admin.site)
            field.widget.choices = field.choices
        self.fields["year"].initial = timezone.localdate().year


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """A new draft to enter into, or the one that is being worked on."""
    require(request.user, Action.EDIT)
    named = request.GET.get("q", "").strip()
    form = BeginForm(request.POST or None, user=request.user, named=named)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        wanted = said["department"], said["year"], said["kind"]
        try:
            draft = begin(*wanted, by=request.user)
        except (IntegrityError, ValidationError):
            # Someone else began it in the same moment.
            draft = begin(*wanted, by=request.user)
        return redirect(WORKBENCH, draft.pk)
    status = 422 if request.method == "POST" else 200
    title = _("直接录入绩效")
    return own_page(request, "start.html", title, form=form, named=named, status=status)


@require_POST
def drop(request: HttpRequest, pk: int, subject: str, place: int = 0) -> HttpResponse:
    """Take a project, the overall goal or an evaluation out of the draft, once that was meant."""
    try:
        draft = entry_draft(request, pk)
        enter(
            draft,
            partial(_without, subject, place, request.POST.get("opened", "")),
            what="删去一项",
            by=request.user,
        )
    except NoDraft as error:
        return without_draft(request, pk, error)
    except NotEntered as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("已从草稿中删去。"))
    return redirect(WORKBENCH, pk)


def _without(subject: str, place: int, seen: str, draft: models.Disclosure) -> Entered:
    performance = performance_of(draft)
    present: list[ProjectData | OverallData | EvaluationData] = {
        "project": list(performance.projects),
        "overall": [performance.overall] if performance.overall else [],
        "evaluation": list(performance.evaluations),
    }.get(subject, [])
    place = place_of(present, place, seen)
    if subject == "project":
        return without_project(draft, place)
    return without_subject(draft, subject, place)


@require_safe
def blank(request: HttpRequest, form: str) -> HttpResponse:
    """An official form without anything in it, to be filled in with Excel and uploaded."""
    require(request.user, Action.SEE)
    if form not in FORMS:
        raise Http404
    document = DisclosureData("", 0, "performance", blank_form(form))
    response = HttpResponse(write_workbook(document), content_type=XLSX)
    name = f"{FORMS[form].label}.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    return response
