"""A disclosure in the hands of staff: look, explain, check again, export, discard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from budgets import jobs, log, models
from budgets.access import Access, Action
from budgets.admin import uploads
from budgets.admin.answers import downloaded_name, page
from budgets.admin.jobs import delivered
from budgets.admin.origins import CELL, Place, place_of
from budgets.admin.progress import progress_of
from budgets.admin.remarks import may_comment
from budgets.admin.review import review_disclosure
from budgets.admin.scope import found, working_draft
from budgets.admin.teaching import teach
from budgets.admin.work import Work, read_again
from budgets.explaining import explain
from budgets.exporting import FORMATS, exported
from budgets.importing import ImportRefused, check_again
from budgets.parts import parts
from budgets.printing import PrintingUnavailable
from budgets.states import EDITABLE, UNPUBLISHED, NotADraft, versions_of
from budgets.uploaded import source_of
from budgets.workbook.grid import UnusableWorkbook

View = Callable[..., HttpResponse]
CHANGE = "admin:budgets_disclosure_change"
# The form names each finding by its key, which outlives a second check.
FIELD = "explain:"
TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "application/zip",
    "json": "application/json; charset=utf-8",
}
SUFFIXES = {"pdf": ".pdf", "xlsx": ".xlsx", "csv": "-csv.zip", "json": ".json"}


@require_safe
def look(request: HttpRequest, pk: Any) -> HttpResponse:
    """The whole of a disclosure; a draft can be worked on, a published version only read."""
    disclosure = found(request, pk)
    actions = Access.of(request.user).actions(disclosure.department)
    can_edit = disclosure.status in EDITABLE and Action.EDIT in actions
    upload = models.Upload.objects.filter(disclosure=disclosure).select_related("by").first()
    return page(
        request,
        "disclosure.html",
        str(disclosure),
        disclosure=disclosure,
        upload=upload,
        working=disclosure.status in EDITABLE,
        actions=actions,
        progress=progress_of(disclosure, request.user, actions),
        can_comment=may_comment(disclosure, actions),
        review=review_disclosure(disclosure, named=_named(request)),
        events=disclosure.events.select_related("by").order_by("-at", "-pk"),
        formats=FORMATS,
        part_tools=[link for part in parts() for link in part.tools(disclosure)]
        if can_edit
        else [],
        teach_url=reverse("admin:budgets_disclosure_meaning", args=[disclosure.pk]),
        can_explain=can_edit,
        can_bring=not under_review(disclosure),
        can_teach=can_edit,
    )


def under_review(disclosure: models.Disclosure) -> bool:
    """Whether the document has a version that waits for approval or publication."""
    waiting = versions_of(disclosure).filter(status__in=UNPUBLISHED)
    return bool(waiting.exclude(status__in=EDITABLE).exists())


def _named(request: HttpRequest) -> tuple[Place, ...]:
    """The cells that the address leads to, which need an anchor though nothing marks them."""
    return tuple(filter(None, map(place_of, request.GET.getlist(CELL))))


@require_POST
def recheck(request: HttpRequest, pk: int) -> HttpResponse:
    """重新核对."""
    draft = working_draft(request, pk)
    if draft is not None:
        result = check_again(draft)
        messages.success(
            request,
            _("已重新核对：比对 %(n)s 处，%(errors)s 处不符。")
            % {"n": result.comparisons, "errors": len(result.errors)},
        )
    return redirect(CHANGE, pk)


@require_POST
def read_anew(request: HttpRequest, pk: int) -> HttpResponse:
    """重新读入: the words that were learnt since then count."""
    draft = working_draft(request, pk)
    if draft is not None:
        try:
            read_again(draft, by=request.user)
            messages.success(request, _("已按现在的词汇重新读入并核对。"))
        except (ImportRefused, NotADraft, UnusableWorkbook, ValidationError) as error:
            messages.error(request, _("不能重新读入：%(why)s") % {"why": _said(error)})
    return redirect(CHANGE, pk)


def _said(error: Exception) -> str:
    return "；".join(error.messages) if isinstance(error, ValidationError) else str(error)


@require_POST
def write_explanations(request: HttpRequest, pk: int) -> HttpResponse:
    """情况说明, all of the page at once."""
    draft = working_draft(request, pk)
    if draft is None:
        return redirect(CHANGE, pk)
    said = {
        name.removeprefix(FIELD): text
        for name, text in request.POST.items()
        if name.startswith(FIELD)
    }
    try:
        changed = explain(draft, explanations=said, by=request.user)
    except NotADraft as error:
        messages.error(request, str(error))
    else:
        if changed:
            messages.success(request, _("已保存 %(n)s 处情况说明。") % {"n": changed})
        else:
            messages.info(request, _("情况说明没有变动。"))
    return redirect(f"{_address(draft)}#findings")


def _address(disclosure: models.Disclosure) -> str:
    return reverse(CHANGE, args=[disclosure.pk])


@require_safe
def export(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """A file of the disclosure, a draft's PDF marked as a proof."""
    disclosure = found(request, pk)
    if form == "pdf" and not disclosure.has_been_public:
        name = downloaded_name(disclosure, SUFFIXES[form])
        kind = models.Job.Kind.PDF
        job = jobs.begin(kind, by=request.user, disclosure=disclosure, file_name=name)
        return delivered(request, job)
    try:
        content = exported(disclosure, form)
    except PrintingUnavailable as error:
        messages.error(request, _("不能生成 PDF：%(why)s") % {"why": error})
        return redirect(CHANGE, pk)
    _tell_export(request, disclosure, form)
    return _download(content, TYPES[form], downloaded_name(disclosure, SUFFIXES[form]))


def _tell_export(request: HttpRequest, disclosure: models.Disclosure, what: str) -> None:
    detail = {"what": what, "version": disclosure.version, "status": disclosure.status}
    log.append("export", by=request.user, subject=disclosure, detail=detail)


@require_safe
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook as it was uploaded."""
    disclosure = found(request, pk)
    content = source_of(disclosure)
    if content is None:
        raise Http404
    _tell_export(request, disclosure, "source")
    return _download(content, "application/octet-stream", disclosure.source_name or "workbook")


def _download(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a draft, once that was meant."""
    draft = working_draft(request, pk)
    if draft is None:
        return redirect(CHANGE, pk)
    if request.method == "GET":
        return page(request, "discard.html", _("删除草稿"), disclosure=draft)
    name = str(draft)
    try:
        with transaction.atomic():
            site = admin.site.get_model_admin(models.Disclosure)
            site.log_deletions(request, models.Disclosure.objects.filter(pk=draft.pk))
            uploads.discard(draft, by=request.user)
    except NotADraft as error:
        messages.error(request, str(error))
        return redirect(CHANGE, pk)
    messages.success(request, _("已删除草稿：%(name)s。") % {"name": name})
    return redirect("admin:budgets_disclosure_changelist")


@require_http_methods(["GET", "POST"])
def meaning(request: HttpRequest, pk: int) -> HttpResponse:
    """What is this word? Then the draft is read anew and stored."""
    draft = working_draft(request, pk)
    if draft is None:
        return redirect(CHANGE, pk)
    try:
        return teach(
            request,
            Work.of_draft(draft),
            home=_address(draft),
            store=lambda: read_again(draft, by=request.user),
        )
    except (ImportRefused, NotADraft, UnusableWorkbook, ValidationError) as error:
        messages.error(request, _("不能重新读入：%(why)s") % {"why": _said(error)})
        return redirect(CHANGE, pk)
