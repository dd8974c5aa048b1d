"""The lists of the pages that lead to documents, as CSV: of the first page, a region, a body."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from budgets.models import Department, Disclosure, Region
from budgets.money import format_fen
from budgets.pages.csv_files import csv_file
from budgets.pages.figures import MEASURES
from budgets.pages.lists import DepartmentTable
from budgets.pages.trends import UNIT, YearOfTotals
from budgets.pages.units import told_unit, unit_name


def home_file(
    request: HttpRequest, latest: list[Disclosure], regions: QuerySet[Region]
) -> HttpResponseBase:
    """The documents and the regions that the first page lists."""
    documents = (
        (
            _("最近公开"),
            one.department.region.name,
            one.department.name,
            one.title,
            timezone.localtime(one.published_at).date().isoformat() if one.published_at else "",
            "",
            request.build_absolute_uri(one.get_absolute_url()),
        )
        for one in latest
    )
    places = (
        (
            *(_("地区"), one.name, "", "", "", one.bodies),
            request.build_absolute_uri(one.get_absolute_url()),
        )
        for one in regions
    )
    header = (
        _("清单"),
        _("地区"),
        _("部门和单位"),
        _("文件"),
        _("公开时间"),
        _("部门和单位数"),
        _("网址"),
    )
    return csv_file(_("明账"), header, [*documents, *places])


def bodies_file(request: HttpRequest, region: Region, table: DepartmentTable) -> HttpResponseBase:
    """The bodies that are listed, on all pages, a line for each of their documents."""
    root = request.build_absolute_uri("/").rstrip("/")
    lines = [
        (
            row.record.name,
            row.record.parent.name if row.record.parent else "",
            document.fiscal_year.year,
            document.get_kind_display(),
            document.version,
            timezone.localtime(document.published_at).date().isoformat(),
            f"{root}{reverse('disclosure', args=[row.record.slug, document.fiscal_year.year, document.kind])}",
        )
        for row in table.rows
        for document in row.record.documents
    ]
    header = (_("名称"), _("主管部门"), _("年度"), _("种类"), _("版本"), _("公开时间"), _("网址"))
    return csv_file(f"{region} {_('部门和单位')}", header, lines)


def totals_file(
    request: HttpRequest,
    department: Department,
    disclosures: list[Disclosure],
    totals: list[YearOfTotals],
) -> HttpResponseBase:
    """A body's documents with the totals that each states."""
    told = {year.disclosure.pk: year.totals for year in totals}
    unit = told_unit(UNIT)
    lines = [
        (
            one.fiscal_year.year,
            one.get_kind_display(),
            one.version,
            timezone.localtime(one.published_at).date().isoformat() if one.published_at else "",
            *(
                format_fen(total.fen, unit, unit.exponent) if total else ""
                for total in told.get(one.pk, [None] * len(MEASURES))
            ),
            request.build_absolute_uri(one.get_absolute_url()),
        )
        for one in disclosures
    ]
    measures = [f"{measure.name}（{unit_name(unit)}）" for measure in MEASURES]
    header = (_("年度"), _("种类"), _("版本"), _("公开时间"), *measures, _("网址"))
    return csv_file(f"{department} {_('历年总数')}", header, lines)
