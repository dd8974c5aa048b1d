"""后台任务: how far it is, what came of it; of the person who began it, and of nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from budgets import jobs, log, models
from budgets.access import Action, may, require
from budgets.admin import uploads
from budgets.admin.answers import page

Kind, State = models.Job.Kind, models.Job.State
JOB = "admin:budgets_disclosure_job"
CHANGE = "admin:budgets_disclosure_change"
TYPES = {
    Kind.PDF: "application/pdf",
    Kind.ANNOTATED: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# How many a list shows.
MANY = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """A job as a page tells of it. `home` is where it belongs, `result` leads to what was made."""

    job: models.Job
    about: str
    home: str
    address: str
    result: str = ""

    @property
    def is_open(self) -> bool:
        return self.job.state in jobs.OPEN

    @property
    def percent(self) -> int:
        return 100 * self.job.done // self.job.total if self.job.total else 0

    @property
    def is_old(self) -> bool:
        """Whether the draft was changed since it was made."""
        document = self.job.disclosure
        return document is not None and document.revision != self.job.revision


def shown(job: models.Job) -> Shown:
    if job.upload is not None:
        about = _("%(name)s（%(department)s %(year)s年）") % {
            "name": job.upload.name,
            "department": job.upload.department,
            "year": job.upload.year,
        }
        home = (
            reverse(CHANGE, args=[job.upload.disclosure_id])
            if job.upload.disclosure_id
            else reverse("admin:budgets_disclosure_preview", args=[job.upload.token])
        )
    else:
        about, home = str(job.disclosure), reverse(CHANGE, args=[job.disclosure_id])
    result = ""
    if job.state == State.DONE:
        result = (
            home
            if job.kind == Kind.PREVIEW
            else reverse("admin:budgets_disclosure_job_file", args=[job.token])
        )
    return Shown(job, about, home, reverse(JOB, args=[job.token]), result)


def jobs_of(user: Any, disclosure: models.Disclosure | None = None) -> QuerySet[models.Job]:
    """The newest jobs of a person, of one document or of all."""
    found = models.Job.objects.filter(by=user)
    if disclosure is not None:
        found = found.filter(disclosure=disclosure)
    return found.select_related(
        "upload__department__region", "disclosure__department__region", "disclosure__fiscal_year"
    ).order_by("-created_at", "-pk")


def _found(request: HttpRequest, token: str) -> models.Job:
    """The job, if it is this person's and they may still see what it is about."""
    job = jobs_of(request.user).filter(token=token).first()
    if job is None:
        raise Http404
    if job.upload is not None:
        department, action = job.upload.department, Action.EDIT
    else:
        assert job.disclosure is not None
        department, action = job.disclosure.department, Action.SEE
    if not may(request.user, Action.SEE, department):
        raise Http404
    require(request.user, action, department)
    return job


@require_safe
@never_cache
def listed(request: HttpRequest) -> HttpResponse:
    """All of one's own, of the last day."""
    found = [shown(job) for job in jobs_of(request.user)[:MANY]]
    return page(request, "jobs.html", _("后台任务"), jobs=found)


@require_safe
@never_cache
def look(request: HttpRequest, token: str) -> HttpResponse:
    """The progress, or what came of it. One that nobody works at is done here."""
    job = jobs.settle(_found(request, token), patience=0)
    told = shown(job)
    if job.kind == Kind.PREVIEW and told.result:
        return redirect(told.result)
    return page(request, "job.html", job.get_kind_display(), shown=told, job=job)


@require_safe
@never_cache
def state(request: HttpRequest, token: str) -> HttpResponse:
    """The same for the script of the page."""
    job = jobs.settle(_found(request, token), patience=0)
    told = shown(job)
    return JsonResponse(
        {
            "state": job.state,
            "word": job.get_state_display(),
            "step": job.step,
            "done": job.done,
            "total": job.total,
            "open": told.is_open,
            # A file is offered on the page; a preview is gone to at once.
            "next": told.result if job.kind == Kind.PREVIEW and told.result else told.address,
        }
    )


@require_safe
@never_cache
def file(request: HttpRequest, token: str) -> HttpResponse:
    """What it made."""
    job = _found(request, token)
    response = _file(request, job) if job.kind in TYPES else None
    if response is None:
        raise Http404
    return response


def _file(request: HttpRequest, job: models.Job) -> HttpResponse | None:
    content = jobs.result_of(job)
    if content is None:
        return None
    document = job.disclosure
    detail: dict[str, Any] = {"what": job.kind, "file": job.file_name}
    if document is not None:
        detail |= {"version": document.version, "status": document.status}
    subject = document or (job.upload.department if job.upload else None)
    log.append("export", by=request.user, subject=subject, detail=detail)
    response = HttpResponse(content, content_type=TYPES[Kind(job.kind)])
    response["Content-Disposition"] = content_disposition_header(True, job.file_name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def delivered(request: HttpRequest, job: models.Job) -> HttpResponse:
    """The file at once where it is made by now; else the page of its progress, or why there is none."""
    job = jobs.settle(job)
    if job.state == State.DONE and (response := _file(request, job)) is not None:
        jobs.forget(job)
        return response
    if job.state == State.FAILED:
        told = {"what": job.get_kind_display(), "why": job.error}
        messages.error(request, _("%(what)s：没有完成。%(why)s") % told)
        home = shown(job).home
        jobs.forget(job)
        return redirect(home)
    return redirect(JOB, job.token)


@require_POST
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Stop it, or put away what came of it; an upload that was only being read is forgotten."""
    job = _found(request, token)
    home = shown(job).home
    stopped = jobs.cancel(job)
    if job.kind == Kind.PREVIEW and job.upload is not None and not job.upload.disclosure_id:
        if stopped or job.state == State.FAILED:
            uploads.forget(job.upload)
            messages.info(request, _("这次上传没有存入，文件已删除。"))
            return redirect("admin:budgets_disclosure_upload")
        return redirect(home)
    if not stopped:
        jobs.forget(job)
        return redirect("admin:budgets_disclosure_jobs")
    messages.info(request, _("已取消：%(what)s。") % {"what": job.get_kind_display()})
    return redirect(home)
