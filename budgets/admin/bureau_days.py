"""批复日 and 不须公开: entered once for a region and year, with exceptions for single bodies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from budgets import models
from budgets.access import Action
from budgets.admin import bureau
from budgets.inspecting import enter_day, excuse
from budgets.region_rules import rules_of

KIND = models.Disclosure.Kind
# The kinds whose approval starts a clock; targets and results go by these unless told otherwise.
CLOCKS = (KIND.BUDGET, KIND.FINAL_ACCOUNTS)


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class DaysForm(forms.Form):
    """The days of a whole region: two a clock, of departments and of units."""

    def __init__(self, *args: Any, region: models.Region, year: int, **kwargs: Any) -> None:
        self.region, self.year = region, year
        self.stored = {
            (one.kind, one.for_units): one
            for one in models.ApprovalDay.objects.filter(
                region=region, fiscal_year__year=year, department=None
            )
        }
        super().__init__(*args, **kwargs)
        for kind in CLOCKS:
            for for_units in (False, True):
                field = (
                    _day(
                        _("%(kind)s：部门批复所属单位") % {"kind": kind.label},
                        _("不填则按部门的批复日加规则里的天数推定。"),
                    )
                    if for_units
                    else _day(_("%(kind)s：财政部门批复各部门") % {"kind": kind.label})
                )
                name = self.name_of(kind, for_units)
                self.fields[name] = field
                if (found := self.stored.get((kind, for_units))) is not None:
                    self.fields[name].initial = found.day

    @staticmethod
    def name_of(kind: str, for_units: bool) -> str:
        return f"{kind}{'-units' if for_units else ''}"

    def save(self, by: Any) -> int:
        """Store what differs; how many days changed."""
        year = _fiscal_year(self.year)
        return sum(
            enter_day(
                self.region,
                year,
                kind,
                self.cleaned_data[self.name_of(kind, for_units)],
                by=by,
                for_units=for_units,
            )
            for kind in CLOCKS
            for for_units in (False, True)
        )


class ExceptionForm(forms.Form):
    """One body's own day."""

    department = forms.ModelChoiceField(
        label=gettext_lazy("部门/单位"), queryset=models.Department.objects.none()
    )
    kind = forms.ChoiceField(label=gettext_lazy("种类"), choices=KIND.choices)
    for_units = forms.BooleanField(
        label=gettext_lazy("是这个部门批复所属单位的日期"), required=False
    )
    day = forms.DateField(
        label=gettext_lazy("批复日"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    note = forms.CharField(label=gettext_lazy("备注"), required=False, max_length=200)

    def __init__(self, *args: Any, region: models.Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose_body(self.fields["department"], region)


class ExcuseForm(forms.Form):
    """One body that need not publish a document."""

    department = forms.ModelChoiceField(
        label=gettext_lazy("部门/单位"), queryset=models.Department.objects.none()
    )
    kind = forms.ChoiceField(label=gettext_lazy("种类"), choices=KIND.choices)
    reason = forms.CharField(
        label=gettext_lazy("原因"),
        max_length=300,
        help_text=gettext_lazy("例如：涉密；已撤并；预算并入主管部门公开。"),
    )

    def __init__(self, *args: Any, region: models.Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose_body(self.fields["department"], region)


def _choose_body(field: Any, region: models.Region) -> None:
    field.queryset = region.departments.order_by("name")


def _fiscal_year(year: int) -> models.FiscalYear:
    return models.FiscalYear.objects.get_or_create(year=year)[0]


@require_http_methods(["GET", "POST"])
def days_page(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """All days and excuses of a region and year; the days of the region are changed here."""
    region = bureau.watched(request, code, Action.INSPECT)
    bureau.asked_year(year)
    form = DaysForm(request.POST or None, region=region, year=year)
    if request.method == "POST" and form.is_valid():
        changed = form.save(request.user)
        if changed:
            messages.success(request, _("已保存 %(n)s 个批复日。") % {"n": changed})
        else:
            messages.info(request, _("批复日没有变动。"))
        return redirect("bureau:days", code, year)
    return _shown(request, region, year, form=form)


@require_POST
def exception(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Enter one body's own day."""
    region = bureau.watched(request, code, Action.INSPECT)
    bureau.asked_year(year)
    form = ExceptionForm(request.POST, region=region)
    if not form.is_valid():
        return _shown(request, region, year, exception=form, status=400)
    given = form.cleaned_data
    enter_day(
        region,
        _fiscal_year(year),
        given["kind"],
        given["day"],
        by=request.user,
        department=given["department"],
        for_units=given["for_units"],
        note=given["note"],
    )
    messages.success(request, _("已登记：%(body)s。") % {"body": given["department"]})
    return redirect("bureau:days", code, year)


@require_POST
def drop_exception(request: HttpRequest, code: str, year: int, pk: int) -> HttpResponse:
    """Take one body's own day back."""
    region = bureau.watched(request, code, Action.INSPECT)
    found = models.ApprovalDay.objects.filter(
        pk=pk, region=region, fiscal_year__year=year, department__isnull=False
    ).first()
    if found is not None:
        enter_day(
            region,
            found.fiscal_year,
            found.kind,
            None,
            by=request.user,
            department=found.department,
            for_units=found.for_units,
        )
        messages.success(request, _("已取消：%(body)s。") % {"body": found.department})
    return redirect("bureau:days", code, year)


@require_POST
def excuse_body(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """A body need not publish a document."""
    region = bureau.watched(request, code, Action.INSPECT)
    bureau.asked_year(year)
    form = ExcuseForm(request.POST, region=region)
    if not form.is_valid():
        return _shown(request, region, year, excuse=form, status=400)
    given = form.cleaned_data
    excuse(given["department"], _fiscal_year(year), given["kind"], given["reason"], by=request.user)
    messages.success(request, _("已登记：%(body)s。") % {"body": given["department"]})
    return redirect("bureau:days", code, year)


@require_POST
def drop_excuse(request: HttpRequest, code: str, year: int, pk: int) -> HttpResponse:
    """A body must publish it after all."""
    region = bureau.watched(request, code, Action.INSPECT)
    found = models.Excused.objects.filter(
        pk=pk, department__region=region, fiscal_year__year=year
    ).first()
    if found is not None:
        excuse(found.department, found.fiscal_year, found.kind, "", by=request.user)
        messages.success(request, _("已取消：%(body)s。") % {"body": found.department})
    return redirect("bureau:days", code, year)


def _shown(
    request: HttpRequest, region: models.Region, year: int, *, status: int = 200, **forms_: Any
) -> HttpResponse:
    own_days = models.ApprovalDay.objects.filter(
        region=region, fiscal_year__year=year, department__isnull=False
    )
    return bureau.page(
        request,
        "days.html",
        _("批复日"),
        status=status,
        region=region,
        year=year,
        form=forms_.get("form") or DaysForm(region=region, year=year),
        exception=forms_.get("exception") or ExceptionForm(region=region),
        excuse=forms_.get("excuse") or ExcuseForm(region=region),
        own_days=own_days.select_related("department", "by"),
        excused=models.Excused.objects.filter(
            department__region=region, fiscal_year__year=year
        ).select_related("department", "by"),
        clock=rules_of(region).clock,
    )
