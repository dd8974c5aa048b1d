"""A version beside another one, cell by cell: the last public one, last year's, any other.

Other pages show how much is different with `summaries(disclosure, user)` in their context under
the name `beside` and {% include "admin/budgets/_differences.html" %}: one line for the last public
version and one for last year's document, as far as there is one, each with the way to this page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets import log, models
from budgets.access import Access
from budgets.admin.answers import downloaded_name, page
from budgets.admin.origins import CELL
from budgets.admin.scope import found
from budgets.admin.sheets import cell_id
from budgets.differences import compare
from budgets.differences.data import DocumentDifference, TableDifference
from budgets.differences.telling import (
    changes_csv,
    changes_document,
    changes_xlsx,
    fits_a_workbook,
)
from budgets.exports import json_bytes
from budgets.pages import words
from budgets.pages.beside import Largest, beside
from budgets.pages.changes import rendered
from budgets.states import PUBLIC, versions_of
from budgets.storage import load_disclosure

# What the address names: ?with=published, ?with=last-year, ?with=v2.
PUBLISHED, LAST_YEAR = "published", "last-year"
QUIET = "quiet"
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json; charset=utf-8",
}
# A document with more rows is compared on its own page only.
MANY_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class Other:
    """A document to compare with; `key` is what the address calls it."""

    key: str
    label: str
    disclosure: models.Disclosure
    same_year: bool = True


@dataclass(frozen=True, slots=True)
class Summary:
    """How much is different from another document, in phrases, and where all of it stands.

    `too_large`: nobody has counted, since the documents are long.
    """

    label: str
    address: str
    says: tuple[str, ...] = ()
    quiet: tuple[str, ...] = ()
    largest: tuple[Largest, ...] = ()
    too_large: bool = False


def others(disclosure: models.Disclosure, user: Any) -> list[Other]:
    """What a version may be compared with, as far as this user may see it; the likeliest first."""
    return list(_others(disclosure, Access.of(user).disclosures()))


def _others(disclosure: models.Disclosure, seen: Any) -> Iterator[Other]:
    named = seen.select_related("department__region", "fiscal_year")
    versions = list(
        named.filter(pk__in=versions_of(disclosure).order_by().values("pk"))
        .exclude(pk=disclosure.pk)
        .order_by("-version")
    )
    public = [one for one in versions if one.status in PUBLIC and one.version < disclosure.version]
    if public:
        label = _("上一次公开的版本（第 %(n)s 版）") % {"n": public[0].version}
        yield Other(PUBLISHED, label, public[0])
    earlier = (
        named.published()
        .filter(
            department=disclosure.department_id,
            kind=disclosure.kind,
            fiscal_year__year__lt=disclosure.fiscal_year.year,
        )
        .order_by("-fiscal_year__year")
        .first()
    )
    if earlier is not None:
        last = earlier.fiscal_year.year == disclosure.fiscal_year.year - 1
        label = _("上一年度（%(year)s年）") if last else _("最近的往年（%(year)s年）")
        yield Other(LAST_YEAR, label % {"year": earlier.fiscal_year.year}, earlier, same_year=False)
    for one in versions:
        label = _("第 %(n)s 版（%(state)s）") % {
            "n": one.version,
            "state": one.get_status_display(),
        }
        yield Other(f"v{one.version}", label, one)


def summaries(disclosure: models.Disclosure, user: Any) -> tuple[Summary, ...]:
    """How much is different from the last public version and from last year's document."""
    told = [one for one in others(disclosure, user) if one.key in (PUBLISHED, LAST_YEAR)]
    if not told:
        return ()
    compared = [disclosure.pk, *(one.disclosure.pk for one in told)]
    rows = models.BudgetRow.objects.filter(table__disclosure__in=compared).count()
    if rows > MANY_ROWS:
        return tuple(
            Summary(one.label, _address(disclosure, one.key), too_large=True) for one in told
        )
    data = load_disclosure(disclosure)
    counted = []
    for one in told:
        difference = compare(load_disclosure(one.disclosure), data, same_year=one.same_year)
        shown = beside(difference)
        counted.append(
            Summary(
                one.label,
                _address(disclosure, one.key),
                says=shown.says,
                quiet=tuple(words.quiet_differences(difference.counts)),
                largest=shown.largest[:3],
            )
        )
    return tuple(counted)


def _address(disclosure: models.Disclosure, key: str) -> str:
    return f"{reverse('admin:budgets_disclosure_differences', args=[disclosure.pk])}?with={key}"


def _chosen(request: HttpRequest, choices: list[Other]) -> Other | None:
    """What the address asks for; without a word the likeliest. Raises Http404 for another one."""
    key = request.GET.get("with", "")
    if not key:
        return choices[0] if choices else None
    for one in choices:
        if one.key == key:
            return one
    raise Http404


def _difference(disclosure: models.Disclosure, other: Other) -> DocumentDifference:
    # An earlier version was before a later one, whichever of them the page is about.
    before, after = other.disclosure, disclosure
    if other.same_year and before.version > after.version:
        before, after = after, before
    return compare(load_disclosure(before), load_disclosure(after), same_year=other.same_year)


@require_safe
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """逐格对比: what is different, in the context of each table."""
    disclosure = found(request, pk)
    choices = others(disclosure, request.user)
    other = _chosen(request, choices)
    if other is None:
        return page(
            request, "differences.html", _("逐格对比"), disclosure=disclosure, choices=choices
        )
    difference = _difference(disclosure, other)
    quiet = QUIET in request.GET
    places = {
        document.version: reverse("admin:budgets_disclosure_change", args=[document.pk])
        for document in (other.disclosure, disclosure)
        if other.same_year or document is disclosure
    }

    def address(table: TableDifference, row: int) -> str:
        of = difference.before if table.after is None else difference.after
        where = places.get(of.version, "") if of.fiscal_year == disclosure.fiscal_year.year else ""
        if not where:
            return ""
        n = table.table.n
        if not row:
            return f"{where}#{cell_id(n, 0, -1)}"
        # A cell without a mark has its anchor when the address names it.
        return f"{where}?{CELL}={n}-{row - 1}-0#{cell_id(n, row - 1, 0)}"

    html = rendered(difference, address=address, quiet=quiet)
    return page(
        request,
        "differences.html",
        _("逐格对比"),
        disclosure=disclosure,
        choices=choices,
        other=other,
        quiet=quiet,
        has_quiet=any(words.quiet_differences(difference.counts)),
        # Our own rendering, escaped by Jinja2.
        comparison=mark_safe(html),  # noqa: S308
        formats=[form for form in FORMATS if form != "xlsx" or fits_a_workbook(difference)],
        before=difference.before,
        after=difference.after,
    )


@require_safe
def export(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Every difference in one list, what is only printed otherwise too."""
    disclosure = found(request, pk)
    other = _chosen(request, others(disclosure, request.user))
    if other is None:
        raise Http404
    difference = _difference(disclosure, other)
    if form == "xlsx" and not fits_a_workbook(difference):
        raise Http404
    if form == "json":
        shas = {one.version: one.sha256 for one in (other.disclosure, disclosure)}
        content = json_bytes(
            changes_document(
                difference,
                before_sha256=shas.get(difference.before.version, "")
                if other.same_year
                else other.disclosure.sha256,
                after_sha256=shas.get(difference.after.version, "")
                if other.same_year
                else disclosure.sha256,
            )
        )
    else:
        content = (changes_csv if form == "csv" else changes_xlsx)(difference)
    log.append(
        "export",
        by=request.user,
        subject=disclosure,
        detail={"form": form, "differences": other.key, "with": other.disclosure.pk},
    )
    response = HttpResponse(content, content_type=FORMATS[form])
    name = downloaded_name(disclosure, f"-differences-{other.key}.{form}")
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    return response
