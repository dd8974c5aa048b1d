"""Lists of bodies: the columns, and what they can be narrowed by."""

from __future__ import annotations

import django_tables2 as tables2
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet, ModelChoiceFilter

from budgets.models import Department, Disclosure, FiscalYear


def _years(_request: HttpRequest | None) -> QuerySet[FiscalYear]:
    """Years of which something is published: one that only a draft has would tell of the draft."""
    return FiscalYear.objects.filter(
        Exists(Disclosure.objects.published().filter(fiscal_year=OuterRef("pk")))
    )


class DepartmentFilter(FilterSet):
    """Bodies by name, and by the year and the kind of a document that they published."""

    name = CharFilter(method="called", label=_("名称包含"), max_length=80)
    year = ModelChoiceFilter(
        queryset=_years,
        to_field_name="year",
        label=_("年度"),
        empty_label=_("全部年度"),
        method="with_document",
    )
    kind = ChoiceFilter(
        choices=Disclosure.Kind.choices,
        label=_("种类"),
        empty_label=_("全部种类"),
        method="with_document",
    )

    class Meta:
        model = Department
        fields: list[str] = []

    def called(self, bodies: QuerySet[Department], name: str, value: str) -> QuerySet[Department]:
        """By a part of either name."""
        return bodies.filter(Q(name__icontains=value) | Q(name_en__icontains=value))

    def with_document(
        self, bodies: QuerySet[Department], name: str, value: object
    ) -> QuerySet[Department]:
        """Bodies with one published document that has the year and the kind asked for."""
        if name == "kind" and self.form.cleaned_data.get("year"):
            return bodies  # the year's turn has asked for both
        documents = Disclosure.objects.published()
        if year := self.form.cleaned_data.get("year"):
            documents = documents.filter(fiscal_year=year)
        if kind := self.form.cleaned_data.get("kind"):
            documents = documents.filter(kind=kind)
        return bodies.filter(pk__in=documents.values("department"))


class DepartmentTable(tables2.Table):
    name = tables2.Column(verbose_name=_("名称"), linkify=True)
    parent = tables2.Column(verbose_name=_("主管部门"), default="", linkify=False)
    documents = tables2.TemplateColumn(
        template_name="pages/_documents_of_body.html",
        verbose_name=_("已公开"),
        orderable=False,
    )
    latest = tables2.DateColumn(format="Y-m-d", verbose_name=_("最近一次公开"), default="")

    class Meta:
        model = Department
        fields = ("name", "parent", "documents", "latest")
        order_by = ("name",)
        template_name = "pages/_bodies_table.html"
        empty_text = _("没有符合条件的部门或单位。")
