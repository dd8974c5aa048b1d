"""空白工作簿: every set of forms as a workbook to fill in, with a body's rows of an earlier year if wanted."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from budgets import models
from budgets.access import Access, Action, require
from budgets.admin.answers import page
from budgets.admin.targets import SearchedSelect
from budgets.beginning import BeginRefused, Target, earlier_documents, plan
from budgets.carrying import blank_tables
from budgets.importing import vocabulary_for
from budgets.standards import Standard, standards
from budgets.standards_kept import UnknownStandard, made, standard_named, standards_for
from budgets.workbook.form_writer import write_forms

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Whose rows a workbook is to hold: nobody's.
_NO_BODY = "本单位"


class BlankForm(forms.Form):
    """Of which year the forms are, and whose rows they hold."""

    year = forms.IntegerField(label=gettext_lazy("年度"), min_value=1990, max_value=2100)
    department = forms.ModelChoiceField(
        label=gettext_lazy("沿用哪个单位往年的各行"),
        required=False,
        queryset=models.Department.objects.none(),
        help_text=gettext_lazy("不选，就是没有科目和项目的空表。"),
    )

    def __init__(self, *args: object, user: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["department"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Access.of(user).departments(Action.EDIT).select_related("region")
        related = models.Disclosure._meta.get_field("department")
        field.widget = SearchedSelect(related, admin.site)
        field.widget.choices = field.choices


@require_safe
def standards_page(request: HttpRequest) -> HttpResponse:
    """The sets of forms that one can work with, each with its blank workbook."""
    require(request.user, Action.EDIT)
    department = _department(request)
    given = {name: request.GET[name] for name in request.GET}
    given.setdefault("year", str(timezone.localdate().year))
    form = BlankForm(given, user=request.user)
    year = form.cleaned_data["year"] if form.is_valid() else timezone.localdate().year
    query = {"year": year, **({"department": department.pk} if department else {})}
    offered = standards_for(department.region) if department else _offered(request)
    return page(
        request,
        "standards.html",
        _("表样和空白工作簿"),
        form=form,
        department=department,
        year=year,
        standards=[
            {
                "standard": one,
                "kind": models.Disclosure.Kind(one.kind).label,
                "tables": [
                    f"{form.code} {form.title_of(year)}"
                    for form in one.forms
                    if form.kind == "money"
                ],
                "others": any(form.kind != "money" for form in one.forms),
                "address": f"{reverse('standards:blank', args=[one.key])}?{urlencode(query)}",
            }
            for one in offered
        ],
    )


def _offered(request: HttpRequest) -> list[Standard]:
    """The sets of the places that one brings documents of, then all that come with the program."""
    reached = Access.of(request.user).regions_reached(Action.EDIT)
    own = models.OwnStandard.objects.filter(region__in=reached, is_retired=False)
    return [*(made(one) for one in own.select_related("region")), *standards()]


def _department(request: HttpRequest) -> models.Department | None:
    """The body of the address; one that one may not see is not there."""
    wanted = request.GET.get("department", "")
    if not wanted:
        return None
    if not wanted.isdecimal():
        raise Http404
    bodies = Access.of(request.user).departments().select_related("region")
    found = bodies.filter(pk=wanted).first()
    if found is None:
        raise Http404
    require(request.user, Action.EDIT, found)
    return found


@require_safe
def blank_workbook(request: HttpRequest, key: str) -> HttpResponse:
    """A set of forms as .xlsx, of a year, with a body's rows of the newest year before it."""
    require(request.user, Action.EDIT)
    department = _department(request)
    given = request.GET.get("year", "")
    year = int(given) if given.isdecimal() and 1990 <= int(given) <= 2100 else None
    year = year or timezone.localdate().year
    try:
        forms = standard_named(key)
        if department is None:
            # Forms of a bureau's own are read by the words of its region.
            place = models.Region.objects.filter(code=forms.region).first()
            words = vocabulary_for(place)
            tables = blank_tables(forms, year, _NO_BODY, words).data.tables
        else:
            target = Target(department, year, forms.kind)
            earlier = next(iter(earlier_documents(target)), None)
            tables = plan(target, standard=key, earlier=earlier).carried.data.tables
    except (UnknownStandard, BeginRefused) as error:
        raise Http404 from error
    name = f"{forms.name}-{year}" + (f"-{department.name}" if department else "")
    subject = f"{department.name if department else ''} {year}年"
    response = HttpResponse(write_forms(tables, forms, subject), content_type=_XLSX)
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx")
    response["X-Content-Type-Options"] = "nosniff"
    return response
