"""Disclosures in the admin: the list, and the addresses of everything that is done with one."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from budgets import models
from budgets.access import Access, Action, require
from budgets.admin import (
    annotated,
    beginning,
    cells,
    cells_page,
    comments,
    differences,
    drafts,
    explanation_changes,
    explanation_page,
    explanation_text,
    filling,
    history,
    jobs,
    pasting,
    reasons,
    steps,
    undoing,
    uploading,
    years,
)
from budgets.admin.cells_form import changed_fields
from budgets.admin.door import kept_door, script_door
from budgets.admin.scope import Scoped
from budgets.admin.waiting import WaitingFilter
from budgets.exporting import FORMATS


class FormatConverter(StringConverter):
    regex = "|".join(FORMATS)


class ListConverter(StringConverter):
    regex = "|".join(differences.FORMATS)


register_converter(FormatConverter, "export-format")
register_converter(ListConverter, "list-format")


@admin.register(models.Disclosure)
class DisclosureAdmin(Scoped):
    list_display = [
        "department",
        "fiscal_year",
        "kind",
        "version",
        "status",
        "open_errors",
        "begun",
        "made_public",
    ]
    list_filter = [
        WaitingFilter,
        "status",
        "kind",
        ("fiscal_year", admin.RelatedOnlyFieldListFilter),
        ("department__region", admin.RelatedOnlyFieldListFilter),
        "created_at",
    ]
    list_select_related = ["department", "fiscal_year"]
    search_fields = ["department__name", "department__code", "department__slug", "source_name"]
    search_help_text = _("按部门名称、预算代码、拼音或来源文件名查找。")
    # By key, newest first: the list costs the same however long it grows.
    ordering = ["-pk"]
    list_per_page = 50
    show_full_result_count = False
    actions = None
    change_list_template = "admin/budgets/disclosure_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.Disclosure]:
        open_errors = (
            models.Finding.objects.filter(
                disclosure=OuterRef("pk"), severity="error", explained_by="", explanation=""
            )
            .order_by()
            .values("disclosure")
            .annotate(count=Count("pk"))
            .values("count")
        )
        documents: QuerySet[models.Disclosure] = Access.of(request.user).disclosures()
        return documents.annotate(errors=Coalesce(Subquery(open_errors), 0))

    @admin.display(description=_("待改正或说明"), ordering="errors")
    def open_errors(self, disclosure: Any) -> int:
        return int(disclosure.errors)

    @admin.display(description=_("建立日期"), ordering="created_at")
    def begun(self, disclosure: models.Disclosure) -> str:
        return f"{timezone.localtime(disclosure.created_at):%Y-%m-%d}"

    @admin.display(description=_("公开日期"), ordering="published_at")
    def made_public(self, disclosure: models.Disclosure) -> str | None:
        day = disclosure.published_at
        return f"{timezone.localtime(day):%Y-%m-%d}" if day else None

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        title = models.Disclosure._meta.verbose_name_plural
        context = {"title": title, **(extra_context or {})}
        return super().changelist_view(request, context)

    def get_urls(self) -> list[URLPattern]:
        def own(address: str, view: drafts.View, name: str) -> URLPattern:
            wrapped = self.admin_site.admin_view(view)
            return path(address, wrapped, name=f"budgets_disclosure_{name}")

        def asked(address: str, view: drafts.View, name: str) -> URLPattern:
            at = f"<int:pk>/tables/<int:n>/{address}"
            return path(at, script_door(view), name=f"budgets_disclosure_cells_{name}")

        table_page = kept_door(
            cells_page.table_page,
            cells_page.refused_at_door,
            lambda request: any(changed_fields(request.POST)),
        )
        urls: list[Any] = super().get_urls()
        return [
            own("begin/", beginning.begin_document, "begin"),
            own("upload/", uploading.upload, "upload"),
            own("upload/<slug:token>/", uploading.preview, "preview"),
            own("upload/<slug:token>/accept/", uploading.accept, "accept"),
            own("upload/<slug:token>/cancel/", uploading.cancel, "cancel"),
            own("upload/<slug:token>/meaning/", uploading.meaning, "preview_meaning"),
            own("upload/<slug:token>/annotated.xlsx", annotated.of_upload, "preview_annotated"),
            own("jobs/", jobs.listed, "jobs"),
            own("jobs/<slug:token>/", jobs.look, "job"),
            own("jobs/<slug:token>/state/", jobs.state, "job_state"),
            own("jobs/<slug:token>/file/", jobs.file, "job_file"),
            own("jobs/<slug:token>/cancel/", jobs.cancel, "job_cancel"),
            own("<int:pk>/changes/", history.look, "changes"),
            own("<int:pk>/changes/<int:number>/", history.look_at_one, "one_change"),
            own("<int:pk>/annotated.xlsx", annotated.of_disclosure, "annotated"),
            own("<int:pk>/check/", drafts.recheck, "check"),
            own("<int:pk>/read-again/", drafts.read_anew, "read_again"),
            own("<int:pk>/explain/", drafts.write_explanations, "explain"),
            own("<int:pk>/meaning/", drafts.meaning, "meaning"),
            path("<int:pk>/tables/<int:n>/", table_page, name="budgets_disclosure_cells"),
            asked("cells/", cells.cells, "cells"),
            asked("rows/", cells.rows, "rows"),
            asked("undo/", cells.take_back, "undo"),
            asked("state/", cells.state, "state"),
            asked("codes/", cells.codes, "codes"),
            own("<int:pk>/fill/", filling.fill, "fill"),
            own("<int:pk>/paste/", pasting.paste, "paste"),
            own("<int:pk>/changes/<int:number>/undo/", undoing.undo, "undo"),
            own("<int:pk>/tables/<int:n>/last-year/", years.last_year, "last_year"),
            own("<int:pk>/reasons/", reasons.reasons, "reasons"),
            own("<int:pk>/narrative/", explanation_page.look, "narrative"),
            own("<int:pk>/narrative/text/", explanation_text.bring, "narrative_text"),
            own("<int:pk>/narrative/begin/", explanation_changes.begin, "narrative_begin"),
            own("<int:pk>/narrative/fix/", explanation_changes.fix, "narrative_fix"),
            own("<int:pk>/narrative/tell/", explanation_changes.tell, "narrative_tell"),
            own("<int:pk>/narrative/earlier/", explanation_changes.earlier, "narrative_earlier"),
            own(
                "<int:pk>/narrative/paragraphs/<int:n>/",
                explanation_changes.paragraph,
                "narrative_paragraph",
            ),
            own(
                "<int:pk>/narrative/before/<int:event>/",
                explanation_page.before,
                "narrative_before",
            ),
            own(
                "<int:pk>/narrative/before/<int:event>/take-back/",
                explanation_changes.bring_back,
                "narrative_take_back",
            ),
            own("<int:pk>/submit/", steps.submit, "submit"),
            own("<int:pk>/call-back/", steps.call_back, "call_back"),
            own("<int:pk>/review/", steps.review, "review"),
            own("<int:pk>/send-back/", steps.send_back, "send_back"),
            own("<int:pk>/publish/", steps.publish, "publish"),
            own("<int:pk>/schedule/", steps.schedule, "schedule"),
            own("<int:pk>/unschedule/", steps.unschedule, "unschedule"),
            own("<int:pk>/withdraw/", steps.withdraw, "withdraw"),
            own("<int:pk>/correct/", steps.correct, "correct"),
            own("<int:pk>/comments/", comments.comments, "comments"),
            own("<int:pk>/comments/tables/<int:n>/", comments.choose_cell, "comment_table"),
            own("<int:pk>/comments/<int:comment>/", comments.answer, "comment"),
            own("<int:pk>/differences/", differences.look, "differences"),
            own(
                "<int:pk>/differences/<list-format:form>/",
                differences.export,
                "differences_export",
            ),
            own("<int:pk>/discard/", drafts.discard, "discard"),
            own("<int:pk>/source/", drafts.source, "source"),
            own("<int:pk>/export/<export-format:form>/", drafts.export, "export"),
            *urls,
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A disclosure begins with a workbook."""
        require(request.user, Action.EDIT)
        return redirect("admin:budgets_disclosure_upload")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        return drafts.look(request, object_id)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Published versions stay for good; a draft is discarded on its own page."""
        return False
