"""Upload, look, accept: nothing is stored as a disclosure before the third step."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from budgets import jobs, models
from budgets.access import Action, may, require
from budgets.admin import uploads
from budgets.admin.answers import page
from budgets.admin.brought import shown_brought
from budgets.admin.review import review_preview
from budgets.admin.targets import TargetForm
from budgets.admin.teaching import teach
from budgets.admin.undoing import offer_undo
from budgets.admin.uploads import UploadGone
from budgets.admin.work import Work
from budgets.bringing import draft_of
from budgets.changing import ChangeRefused
from budgets.confined import read_narrative
from budgets.data import SectionData
from budgets.importing import ImportRefused, Preview
from budgets.narrative.reading import UnusableNarrative
from budgets.states import EDITABLE, NotADraft
from budgets.workbook.grid import UnusableWorkbook

GONE = gettext_lazy("这次上传已经过期或已存为草稿，请重新上传。")


class UploadForm(TargetForm):
    """Whose document of which year, and the file."""

    file = forms.FileField(
        label=gettext_lazy("工作簿"),
        max_length=200,
        help_text=gettext_lazy("Excel 或 WPS 的 .xlsx、.xls，或 .ods；每张表一个工作表最好。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.et"}),
    )
    narrative = forms.FileField(
        label=gettext_lazy("情况说明"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("可以不传。Word 的 .docx，或 .txt；与表格里的指标和金额对照。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.txt"}),
    )

    def clean_narrative(self) -> tuple[SectionData, ...]:
        file = self.cleaned_data["narrative"]
        if file is None:
            return ()
        try:
            return read_narrative(file.read(), file.name)
        except UnusableNarrative as error:
            raise ValidationError(error.message, code="unusable") from error

    @property
    def upload(self) -> dict[str, Any]:
        """What uploads.keep takes."""
        return {
            "department": self.cleaned_data["department"],
            "year": self.cleaned_data["year"],
            "kind": self.cleaned_data["kind"],
            "name": self.cleaned_data["file"].name,
            "narrative": self.cleaned_data["narrative"],
        }


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """The form; a readable workbook leads on to its preview."""
    require(request.user, Action.EDIT)
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES, user=request.user)
        if form.is_valid():
            content = form.cleaned_data["file"].read()
            kept = uploads.keep(content, by=request.user, **form.upload)
            job = jobs.settle(jobs.begin(models.Job.Kind.PREVIEW, by=request.user, upload=kept))
            if job.state != models.Job.State.FAILED:
                is_read = job.state == models.Job.State.DONE
                address = "admin:budgets_disclosure_" + ("preview" if is_read else "job")
                return redirect(address, kept.token if is_read else job.token)
            form.add_error("file", _where(job))
            uploads.forget(kept)
    else:
        wanted = {name: request.GET[name] for name in ("department", "year", "kind")
                  if request.GET.get(name, "").replace("-", "").isalnum()}  # fmt: skip
        form = UploadForm(initial=wanted, user=request.user)
    status = 200 if request.method == "GET" else 422
    return page(request, "upload.html", _("上传工作簿"), form=form, status=status)


def _where(job: models.Job) -> ValidationError:
    place = " ".join(part for name in ("sheet", "cell") if (part := job.result.get(name)))
    return ValidationError(
        "%(place)s：%(message)s" if place else "%(message)s",
        params={"place": place, "message": job.error},
        code="unusable",
    )


def waiting_upload(request: HttpRequest, token: str) -> models.Upload:
    """The upload of this address, if it is still its owner's to store. Raises UploadGone."""
    _require_owner(request, token)
    return uploads.waiting(token, by=request.user)


class _Later(Exception):
    """It takes longer to read than a request may."""

    def __init__(self, job: models.Job) -> None:
        super().__init__()
        self.job = job

    def answer(self) -> HttpResponse:
        return redirect("admin:budgets_disclosure_job", self.job.token)


def _read(request: HttpRequest, kept: models.Upload) -> Preview:
    """What was read of an upload; read anew where words have a meaning since.

    Raises UploadGone, UnusableWorkbook, and _Later.
    """
    # What was read of bytes that are no longer there can't be stored with its source.
    uploads.content_of(kept)
    if (stored := jobs.stored_preview(kept)) is not None:
        return stored
    job = jobs.settle(jobs.begin(models.Job.Kind.PREVIEW, by=request.user, upload=kept))
    if job.state == models.Job.State.FAILED:
        raise UnusableWorkbook(job.error)
    if job.state != models.Job.State.DONE:
        raise _Later(job)
    return jobs.stored_preview(kept) or Work.of_upload(kept).preview()


def _require_owner(request: HttpRequest, token: str) -> None:
    """What others brought is not there; what one brought is of no more use without the role."""
    require(request.user, Action.EDIT)
    kept = models.Upload.objects.filter(token=token).select_related("department").first()
    if kept is not None:
        if kept.by_id != request.user.pk or not may(request.user, Action.SEE, kept.department):
            raise Http404
        require(request.user, Action.EDIT, kept.department)


def again(request: HttpRequest, token: str) -> HttpResponse:
    """Where to go when an upload is no longer waiting: to its draft, after a second press."""
    stored = models.Upload.objects.filter(token=token, by=request.user, disclosure__isnull=False)
    if (kept := stored.first()) is not None:
        return redirect("admin:budgets_disclosure_change", kept.disclosure_id)
    messages.warning(request, GONE)
    return redirect("admin:budgets_disclosure_upload")


@require_http_methods(["GET"])
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """Each table as it was read, with everything that a person must look at in its cell."""
    try:
        kept = waiting_upload(request, token)
        read = _read(request, kept)
    except (UploadGone, UnusableWorkbook):
        return again(request, token)
    except _Later as later:
        return later.answer()
    return _preview_page(request, kept, read)


def _preview_page(
    request: HttpRequest, kept: models.Upload, read: Preview, *, said: str = "", status: int = 200
) -> HttpResponse:
    document = models.Disclosure.objects.filter(
        department=kept.department, fiscal_year__year=kept.year, kind=kept.kind
    )
    draft = draft_of(kept.department, kept.year, kept.kind)
    can_be_stored = draft is not None and draft.status in EDITABLE and not read.refusals
    return page(
        request,
        "preview.html",
        _("预览：尚未存入"),
        status=status,
        upload=kept,
        review=review_preview(read, kept.department.region),
        draft=draft,
        brought=shown_brought(draft, read) if draft is not None and can_be_stored else None,
        published=document.published().select_related("department", "fiscal_year").first(),
        said=said,
        teach_url=reverse("admin:budgets_disclosure_preview_meaning", args=[kept.token]),
        can_teach=True,
    )


@require_POST
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """存为草稿."""
    try:
        kept = waiting_upload(request, token)
        read = _read(request, kept)
    except (UploadGone, UnusableWorkbook):
        return again(request, token)
    except _Later as later:
        return later.answer()
    try:
        draft, change = uploads.accept(
            kept,
            read,
            by=request.user,
            reason=request.POST.get("reason", "").strip(),
            dropped=[int(n) for n in request.POST.getlist("drop") if n.isdecimal()],
            seen=int(seen) if (seen := request.POST.get("seen", "")).isdecimal() else None,
        )
    except ImportRefused:
        return _preview_page(request, kept, read, status=409)
    except (ChangeRefused, NotADraft) as error:
        return _preview_page(request, kept, read, said=str(error), status=409)
    except ValidationError as error:
        said = "；".join(error.messages)
        return _preview_page(request, kept, read, said=said, status=409)
    told = _("已存为草稿：%(name)s。") % {"name": draft}
    if change is None:
        messages.success(request, told)
    else:
        offer_undo(request, change, told)
    return redirect("admin:budgets_disclosure_change", draft.pk)


@require_POST
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """The upload is forgotten at once."""
    _require_owner(request, token)
    try:
        uploads.forget(uploads.waiting(token, by=request.user))
    except UploadGone:
        return again(request, token)
    messages.info(request, _("这次上传没有存入，文件已删除。"))
    return redirect("admin:budgets_disclosure_changelist")


@require_http_methods(["GET", "POST"])
def meaning(request: HttpRequest, token: str) -> HttpResponse:
    """What is this word? Then back to the preview, read anew."""
    try:
        work = Work.of_upload(waiting_upload(request, token))
        home = reverse("admin:budgets_disclosure_preview", args=[token])
        return teach(request, work, home=home, store=lambda: None)
    except (UploadGone, UnusableWorkbook):
        return again(request, token)
