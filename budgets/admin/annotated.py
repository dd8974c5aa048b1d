"""Errors as a file: the findings in a copy of the staff's own workbook, to hand to who made it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from budgets import jobs, models
from budgets.admin.jobs import delivered
from budgets.admin.scope import found
from budgets.admin.uploading import again, waiting_upload
from budgets.admin.uploads import UploadGone

_KIND = models.Job.Kind.ANNOTATED


@require_safe
def of_disclosure(request: HttpRequest, pk: int) -> HttpResponse:
    """The annotated workbook of a disclosure."""
    disclosure = found(request, pk)
    return delivered(request, jobs.begin(_KIND, by=request.user, disclosure=disclosure))


@require_safe
def of_upload(request: HttpRequest, token: str) -> HttpResponse:
    """The annotated workbook of an upload that is not stored yet."""
    try:
        upload = waiting_upload(request, token)
    except UploadGone:
        return again(request, token)
    return delivered(request, jobs.begin(_KIND, by=request.user, upload=upload))
