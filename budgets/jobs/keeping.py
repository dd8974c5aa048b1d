"""Results of jobs: files that wait for their person for a day."""

from __future__ import annotations

import datetime as dt

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from budgets.expiring import KEPT_FOR
from budgets.models import Job, Upload


def keep(job: Job, content: bytes) -> str:
    """Store what an attempt made, under a name that is its own; nothing leads there yet."""
    return str(
        default_storage.save(f"{Job.FOLDER}/{job.token}.{job.attempts}", ContentFile(content))
    )


def result_of(job: Job) -> bytes | None:
    """The file that a job made, while it is there."""
    if job.state != Job.State.DONE or not job.stored_name:
        return None
    try:
        with default_storage.open(job.stored_name) as stored:
            return bytes(stored.read())
    except FileNotFoundError:
        return None


def forget(job: Job) -> None:
    """Delete a job; its file goes once nothing can bring the record back."""
    name = job.stored_name
    job.delete()
    if name:
        transaction.on_commit(lambda: default_storage.delete(name))


def drop(upload: Upload) -> None:
    """Delete what was made of an upload that has become a draft, or goes."""
    for job in Job.objects.filter(upload=upload):
        forget(job)


def expire_jobs(*, now: dt.datetime | None = None) -> None:
    """Delete jobs and their files after a day."""
    late = Job.objects.filter(created_at__lte=(now or timezone.now()) - KEPT_FOR)
    for job in late[:100]:
        forget(job)
