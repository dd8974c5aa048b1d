"""自建表样: a bureau makes a set of forms from its blank workbook, without a programmer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from budgets import models
from budgets.access import Access, Action, require
from budgets.admin.answers import page
from budgets.admin.own_standard_forms import BlankUpload, EntryForm, SetForm
from budgets.admin.scope import Scoped
from budgets.admin.sheets import Sheet, sheet_of
from budgets.admin.teaching import teach
from budgets.admin.unknowns import Unknown, unknowns
from budgets.carrying import blank_tables
from budgets.confined import read_document
from budgets.data import DisclosureData, TableData
from budgets.importing import vocabulary_for
from budgets.new_standard import read_forms
from budgets.own_standards import (
    StandardChanged,
    StandardRefused,
    begin,
    change,
    content_of,
    digest_of,
    refresh,
    standard_of,
    words_of,
)
from budgets.workbook.form_writer import write_forms
from budgets.workbook.grid import UnusableWorkbook

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHANGE = "admin:budgets_ownstandard_change"
# What every cell of money holds while a form is read (new_standard.read_form).
_FIGURE = "0.00"


@admin.register(models.OwnStandard)
class OwnStandardAdmin(Scoped):
    list_display = ["name", "region", "first_year", "forms", "state"]
    list_filter = ["is_retired", ("region", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["region"]
    search_fields = ["name"]
    list_per_page = 50
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.OwnStandard]:
        return _visible(request)

    @admin.display(description=gettext_lazy("表"))
    def forms(self, own: models.OwnStandard) -> int:
        return len(own.document.get("form", ()))

    @admin.display(description=gettext_lazy("状态"), ordering="is_retired")
    def state(self, own: models.OwnStandard) -> str:
        return _("没有启用") if own.is_retired else _("启用")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Documents are made with it: it is retired, and stays."""
        return False

    def get_urls(self) -> list[Any]:
        def own(address: str, view: Any, name: str) -> Any:
            wrapped = self.admin_site.admin_view(view)
            return path(address, wrapped, name=f"budgets_ownstandard_{name}")

        urls: list[Any] = super().get_urls()
        return [
            own("<int:pk>/meaning/", meaning, "meaning"),
            own("<int:pk>/blank/", blank, "blank"),
            *urls,
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        return upload(request)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        return edit(request, object_id)


def _visible(request: HttpRequest) -> QuerySet[models.OwnStandard]:
    regions = Access.of(request.user).regions_reached().order_by().values("pk")
    found: QuerySet[models.OwnStandard] = models.OwnStandard.objects.filter(region__in=regions)
    return found.select_related("region")


def _found(request: HttpRequest, pk: Any, *, to_change: bool = False) -> models.OwnStandard:
    """The set of forms, if this user may see it (404), and change it (403)."""
    own = _visible(request).filter(pk=pk).first() if str(pk).isdecimal() else None
    if own is None:
        raise Http404
    if to_change and not _may_change(request, own):
        raise PermissionDenied
    return own


def _may_change(request: HttpRequest, own: models.OwnStandard) -> bool:
    return Access.of(request.user).may_in_region(Action.FORMS, own.region)


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """A blank workbook becomes a set of forms that is not yet in use."""
    require(request.user, Action.FORMS)
    form = BlankUpload(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        user=request.user,
        initial={"first_year": timezone.localdate().year + 1},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            data = _read(given)
            own = begin(
                given["region"],
                name=given["name"],
                first_year=given["first_year"],
                data=data,
                by=request.user,
            )
        except UnusableWorkbook as error:
            form.add_error("file", error.message)
        except StandardRefused as error:
            form.add_error("file", str(error))
        else:
            messages.success(
                request,
                _("认出 %(n)s 张表。请逐张核对，改好后启用。") % {"n": len(own.document["form"])},
            )
            return redirect(CHANGE, own.pk)
    status = 422 if request.method == "POST" else 200
    return page(
        request, "own_standard_upload.html", _("由空白工作簿建立表样"), status=status, form=form,
        opts=models.OwnStandard._meta,
    )  # fmt: skip


def _read(given: dict[str, Any]) -> DisclosureData:
    return read_document(
        given["file"].read(),
        department="",
        fiscal_year=given["first_year"],
        kind=given["kind"],
        vocabulary=vocabulary_for(given["region"]),
        region=given["region"].code,
        name=given["file"].name,
    ).data


@dataclass(frozen=True, slots=True)
class Entry:
    """A form of the set on the page: its fields, how it looks, and its rows."""

    form: EntryForm
    sheet: Sheet | None
    rows: tuple[tuple[int, str, bool], ...]
    unknowns: tuple[Unknown, ...]
    kind: str
    # Code and title of the first year.
    name: str


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: Any) -> HttpResponse:
    """Every form as it was read, to be put right; POST stores it, or tries what follows from what."""
    own = _found(request, pk, to_change=request.method == "POST")
    if request.method != "POST":
        return _page(request, own)
    whole = SetForm(request.POST)
    entries = [
        EntryForm.of(entry, number, request.POST)
        for number, entry in enumerate(own.document["form"])
    ]
    if not all([whole.is_valid(), *(one.is_valid() for one in entries)]):
        messages.error(request, _("没有保存：有些地方没有填对。"))
        return _page(request, own, whole=whole, entries=entries, status=422)
    document = {
        **whole.document(),
        "form": [
            one.entry(entry, frozenset(request.POST.getlist(f"fixed{number}")))
            for number, (one, entry) in enumerate(zip(entries, own.document["form"], strict=True))
        ],
    }
    retired = {"use": False, "retire": True}.get(request.POST.get("do", ""), own.is_retired)
    try:
        change(
            own,
            was=request.POST.get("was", ""),
            name=whole.cleaned_data["name"],
            first_year=whole.cleaned_data["first_year"],
            document=document,
            is_retired=retired,
            propose=request.POST.get("do") == "propose",
            by=request.user,
        )
    except StandardRefused as error:
        messages.error(request, _("没有保存：%(why)s") % {"why": error})
        status = 409 if isinstance(error, StandardChanged) else 422
        return _page(request, own, whole=whole, entries=entries, status=status)
    messages.success(request, _said(own.is_retired, retired))
    return redirect(CHANGE, own.pk)


def _said(before: bool, after: bool) -> str:
    if before and not after:
        return _("已启用：新的文件和空白工作簿可以用这套表了。")
    if after and not before:
        return _("已停用：用它做的文件不变，新的文件不再用它。")
    return _("已保存。")


def _page(
    request: HttpRequest,
    own: models.OwnStandard,
    *,
    whole: SetForm | None = None,
    entries: list[EntryForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    words = words_of(own)
    data = read_forms(content_of(own), words)
    tables = {table.n: table for table in data.tables}
    lacking = unknowns(data, words)
    shown = []
    for number, entry in enumerate(own.document["form"]):
        table = tables.get(number + 1)
        shown.append(
            Entry(
                form=(entries[number] if entries else EntryForm.of(entry, number)),
                sheet=sheet_of(_without_figures(table), {}, frozenset()) if table else None,
                rows=tuple(
                    (at, " ".join(text for text in line if text), entry["fixed"][at])
                    for at, line in enumerate(entry["printed"])
                ),
                unknowns=tuple(one for one in lacking if one.at[0] == number + 1),
                kind=entry["kind"],
                name=table.name if table else entry["code"],
            )
        )
    return page(
        request,
        "own_standard.html",
        own.name,
        status=status,
        own=own,
        opts=models.OwnStandard._meta,
        whole=whole or SetForm(initial=SetForm.initial_of(own)),
        entries=shown,
        lacking=lacking,
        was=digest_of(own),
        can_change=_may_change(request, own),
        used=models.Disclosure.objects.filter(standard=own.key).count(),
    )


def _without_figures(table: TableData) -> TableData:
    rows = tuple(
        replace(row, cells=tuple(None if text == _FIGURE else text for text in row.cells))
        for row in table.rows
    )
    return replace(table, rows=rows, sheet="")


@dataclass(frozen=True, slots=True)
class FormsWork:
    """The words of a set of forms, for the page that gives them a meaning."""

    own: models.OwnStandard

    @property
    def region(self) -> models.Region:
        return self.own.region

    def read(self) -> DisclosureData:
        return read_forms(content_of(self.own), words_of(self.own))


@require_http_methods(["GET", "POST"])
def meaning(request: HttpRequest, pk: int) -> HttpResponse:
    """What is this word? Then the forms are read anew."""
    own = _found(request, pk, to_change=True)
    return teach(
        request,
        FormsWork(own),
        home=reverse(CHANGE, args=[pk]),
        store=lambda: refresh(own, by=request.user),
    )


@require_safe
def blank(request: HttpRequest, pk: int) -> HttpResponse:
    """The blank workbook that this set makes, also while it is not in use."""
    own = _found(request, pk)
    try:
        standard = standard_of(own)
    except StandardRefused as error:
        messages.error(request, str(error))
        return redirect(CHANGE, pk)
    tables = blank_tables(standard, own.first_year, _("本单位"), words_of(own)).data.tables
    content = write_forms(tables, standard, f"{own.first_year}年")
    response = HttpResponse(content, content_type=_XLSX)
    response["Content-Disposition"] = content_disposition_header(True, f"{own.name}.xlsx")
    response["X-Content-Type-Options"] = "nosniff"
    return response
