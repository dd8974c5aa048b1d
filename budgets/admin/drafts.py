"""A disclosure in the hands of staff: look, explain, check again, export, publish, discard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from budgets import models
from budgets.admin import uploads
from budgets.admin.answers import downloaded_name, page
from budgets.admin.origins import CELL, Place, place_of
from budgets.admin.review import review_disclosure
from budgets.admin.scope import disclosures_of, require
from budgets.admin.teaching import teach
from budgets.admin.work import Work, reread, source_of
from budgets.explaining import explain
from budgets.exporting import FORMATS, exported
from budgets.importing import WORKING, ImportRefused, check_again, store_draft
from budgets.parts import parts
from budgets.printing import PrintingUnavailable
from budgets.publishing import NotADraft, UnexplainedFindings, publish, unexplained
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
PUBLIC_NOW = gettext_lazy("已公开的版本不能再改动；要更正，请上传改正后的工作簿，成为新的一版。")


def found(request: HttpRequest, pk: Any) -> models.Disclosure:
    """The disclosure, if this user may see it."""
    if not str(pk).isdigit():
        raise Http404
    documents = disclosures_of(request.user).select_related("department__region", "fiscal_year")
    return get_object_or_404(documents, pk=pk)


def working_draft(request: HttpRequest, pk: int, *permissions: str) -> models.Disclosure | None:
    """The draft, or None with a message when it has been published meanwhile."""
    require(request.user, "view_disclosure", *permissions)
    disclosure = found(request, pk)
    if disclosure.status in WORKING:
        return disclosure
    messages.error(request, PUBLIC_NOW)
    return None


@require_safe
def look(request: HttpRequest, pk: Any) -> HttpResponse:
    """The whole of a disclosure; a draft can be worked on, a published version only read."""
    if not request.user.has_perm("budgets.change_disclosure"):
        require(request.user, "view_disclosure")
    disclosure = found(request, pk)
    upload = models.Upload.objects.filter(disclosure=disclosure).select_related("by").first()
    return page(
        request,
        "disclosure.html",
        str(disclosure),
        disclosure=disclosure,
        upload=upload,
        working=disclosure.status in WORKING,
        review=review_disclosure(disclosure, named=_named(request)),
        events=disclosure.events.select_related("by").order_by("-at", "-pk"),
        formats=FORMATS,
        part_tools=[link for part in parts() for link in part.tools(disclosure)],
        teach_url=reverse("admin:budgets_disclosure_meaning", args=[disclosure.pk]),
        can_explain=disclosure.status in WORKING
        and request.user.has_perm("budgets.change_disclosure"),
        can_teach=disclosure.status in WORKING
        and request.user.has_perms(["budgets.add_wordmeaning", "budgets.change_disclosure"]),
    )


def _named(request: HttpRequest) -> tuple[Place, ...]:
    """The cells that the address leads to, which need an anchor though nothing marks them."""
    return tuple(filter(None, map(place_of, request.GET.getlist(CELL))))


@require_POST
def recheck(request: HttpRequest, pk: int) -> HttpResponse:
    """重新核对."""
    draft = working_draft(request, pk, "change_disclosure")
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
    draft = working_draft(request, pk, "change_disclosure")
    if draft is not None:
        try:
            store_draft(reread(draft), department=draft.department, by=request.user)
            messages.success(request, _("已按现在的词汇重新读入并核对。"))
        except (ImportRefused, UnusableWorkbook, ValidationError) as error:
            messages.error(request, _("不能重新读入：%(why)s") % {"why": _said(error)})
    return redirect(CHANGE, pk)


def _said(error: Exception) -> str:
    return "；".join(error.messages) if isinstance(error, ValidationError) else str(error)


@require_POST
def write_explanations(request: HttpRequest, pk: int) -> HttpResponse:
    """情况说明, all of the page at once."""
    draft = working_draft(request, pk, "change_disclosure")
    if draft is None:
        return redirect(CHANGE, pk)
    said = {
        name.removeprefix(FIELD): text
        for name, text in request.POST.items()
        if name.startswith(FIELD)
    }
    try:
        changed = explain(draft, explanations=said, by=request.user)
    except NotADraft:
        messages.error(request, PUBLIC_NOW)
    else:
        if changed:
            messages.success(request, _("已保存 %(n)s 处情况说明。") % {"n": changed})
        else:
            messages.info(request, _("情况说明没有变动。"))
    return redirect(f"{_address(draft)}#findings")


def _address(disclosure: models.Disclosure) -> str:
    return reverse(CHANGE, args=[disclosure.pk])


class PublishForm(forms.Form):
    """What publishing asks."""

    as_published = forms.BooleanField(
        label=gettext_lazy("按原样公开"),
        required=False,
        help_text=gettext_lazy(
            "这份文件在别处已经公开，照原样载入：其中的矛盾列在公开页面上，不作更正，也不必逐条说明。"
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("更正原因"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("随新的一版公开，写明更正了什么、为什么。"),
    )

    def __init__(self, *args: Any, correction: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not correction:
            del self.fields["reason"]


@require_http_methods(["GET", "POST"])
def publish_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then publish; what blocks it is named and linked."""
    draft = working_draft(request, pk, "publish_disclosure")
    if draft is None:
        return redirect(CHANGE, pk)
    replaced = (
        models.Disclosure.objects.published()
        .filter(department=draft.department, fiscal_year=draft.fiscal_year, kind=draft.kind)
        .first()
    )
    initial = {"reason": draft.reason, "as_published": draft.as_published}
    given = request.POST if request.method == "POST" else None
    form = PublishForm(given, initial=initial, correction=replaced is not None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            publish(
                draft,
                by=request.user,
                as_published=form.cleaned_data["as_published"],
                reason=form.cleaned_data.get("reason", ""),
            )
        except UnexplainedFindings as error:
            messages.error(request, str(error))
            status = 409
        except PrintingUnavailable as error:
            messages.error(request, _("没有公开：%(why)s") % {"why": error})
            status = 503
        except NotADraft:
            messages.error(request, _("没有公开：这份草稿刚刚有了变动，请再看一遍。"))
            return redirect(CHANGE, pk)
        except ValidationError as error:
            messages.error(request, _("没有公开：%(why)s") % {"why": _said(error)})
            status = 409
        else:
            messages.success(request, _("已公开：%(name)s。") % {"name": draft})
            return redirect(CHANGE, pk)
    draft.refresh_from_db()
    review = review_disclosure(draft)
    open_keys = {finding.key for finding in unexplained(draft)}
    return page(
        request,
        "publish.html",
        _("公开"),
        status=status,
        disclosure=draft,
        replaced=replaced,
        form=form,
        review=review,
        blocking=[g.leading for g in review.groups if g.leading.finding.key in open_keys],
    )


@require_safe
def export(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """A file of the disclosure, a draft's PDF marked as a proof."""
    require(request.user, "view_disclosure")
    disclosure = found(request, pk)
    try:
        content = exported(disclosure, form)
    except PrintingUnavailable as error:
        messages.error(request, _("不能生成 PDF：%(why)s") % {"why": error})
        return redirect(CHANGE, pk)
    return _download(content, TYPES[form], downloaded_name(disclosure, SUFFIXES[form]))


@require_safe
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook as it was uploaded."""
    require(request.user, "view_disclosure")
    disclosure = found(request, pk)
    content = source_of(disclosure)
    if content is None:
        raise Http404
    return _download(content, "application/octet-stream", disclosure.source_name or "workbook")


def _download(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a draft, once that was meant."""
    draft = working_draft(request, pk, "delete_disclosure")
    if draft is None:
        return redirect(CHANGE, pk)
    if request.method == "GET":
        return page(request, "discard.html", _("删除草稿"), disclosure=draft)
    log = admin.site.get_model_admin(models.Disclosure)
    log.log_deletions(request, models.Disclosure.objects.filter(pk=draft.pk))
    name = str(draft)
    uploads.discard(draft)
    messages.success(request, _("已删除草稿：%(name)s。") % {"name": name})
    return redirect("admin:budgets_disclosure_changelist")


@require_http_methods(["GET", "POST"])
def meaning(request: HttpRequest, pk: int) -> HttpResponse:
    """What is this word? Then the draft is read anew and stored."""
    draft = working_draft(request, pk, "change_disclosure")
    if draft is None:
        return redirect(CHANGE, pk)
    try:
        return teach(
            request,
            Work.of_draft(draft),
            home=_address(draft),
            store=lambda: store_draft(reread(draft), department=draft.department, by=request.user),
        )
    except (ImportRefused, UnusableWorkbook, ValidationError) as error:
        messages.error(request, _("不能重新读入：%(why)s") % {"why": _said(error)})
        return redirect(CHANGE, pk)
