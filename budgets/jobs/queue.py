"""Whose turn it is: jobs that wait, who has taken one up, and who has fallen silent.

Nothing is locked while a job is worked at. Taking one up counts its attempts, and whatever is
written afterwards names the attempt: who was given up for dead and comes back writes nothing.
"""

from __future__ import annotations

import datetime as dt
import secrets
import time
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from budgets.models import Disclosure, Job, Upload

# Whoever works says so every few seconds; after this long without a word the job is taken up again.
SILENT = dt.timedelta(seconds=30)
ATTEMPTS = 3
# Seconds that a request waits for its job before it answers with the page of its progress.
PATIENCE = 1.5
# A job that no worker has looked at for so long is done by whoever asks for it.
ABANDONED = dt.timedelta(seconds=15)

State = Job.State
OPEN = (State.WAITING, State.RUNNING)


def begin(
    kind: str,
    *,
    by: Any,
    disclosure: Disclosure | None = None,
    upload: Upload | None = None,
    file_name: str = "",
) -> Job:
    """A job of this person, or the very same one that is under way already."""
    revision = disclosure.revision if disclosure else None
    same = Job.objects.filter(
        kind=kind, by=by, disclosure=disclosure, upload=upload, revision=revision, state__in=OPEN
    )
    if (found := same.first()) is not None:
        return found
    return Job.objects.create(
        token=secrets.token_urlsafe(24),
        kind=kind,
        by=by,
        disclosure=disclosure,
        upload=upload,
        revision=revision,
        file_name=file_name[:200],
        # Its messages are for this person.
        result={"language": get_language() or settings.LANGUAGE_CODE},
    )


def wait_for(job: Job, *, patience: float) -> Job:
    """The job as it is once it has ended, or after a short while."""
    until = time.monotonic() + patience
    pause = 0.03
    job.refresh_from_db()
    while job.state in OPEN and time.monotonic() < until:
        time.sleep(pause)
        pause = min(pause * 1.5, 0.2)
        job.refresh_from_db()
    return job


def nobody_comes(job: Job) -> bool:
    """Whether the job is to be done by whoever asks for it: nobody works beside the server."""
    if job.state not in OPEN:
        return False
    if not settings.BACKGROUND_JOBS:
        return True
    now = timezone.now()
    if job.state != State.WAITING or job.created_at > now - ABANDONED:
        return False
    return not Job.objects.filter(state=State.RUNNING, beat_at__gt=now - SILENT).exists()


def _free(now: dt.datetime) -> Q:
    return Q(state=State.WAITING) | Q(state=State.RUNNING, beat_at__lt=now - SILENT)


def claim(job: Job, *, now: dt.datetime | None = None) -> bool:
    """Take this job up, if nobody works at it. One that was begun too often has failed."""
    now = now or timezone.now()
    mine = Job.objects.filter(_free(now), pk=job.pk, attempts=job.attempts)
    if job.attempts >= ATTEMPTS:
        why = _("试了 %(n)s 次都没有做完，已停止。请联系管理员。") % {"n": ATTEMPTS}
        mine.update(state=State.FAILED, error=why, ended_at=now, step="")
        job.refresh_from_db()
        return False
    taken = mine.update(
        state=State.RUNNING,
        attempts=job.attempts + 1,
        started_at=now,
        beat_at=now,
        step="",
        done=0,
        total=0,
    )
    if taken:
        job.refresh_from_db()
    return bool(taken)


def take(*, now: dt.datetime | None = None) -> Job | None:
    """The oldest job that waits or was given up, taken up; each by one worker only."""
    now = now or timezone.now()
    waiting = Job.objects.filter(_free(now)).order_by("created_at", "pk")
    if connection.features.has_select_for_update_skip_locked:
        with transaction.atomic():
            found = waiting.select_for_update(skip_locked=True, of=("self",)).first()
            return found if found is not None and claim(found, now=now) else None
    for found in waiting[:10]:
        if claim(found, now=now):
            return found
    return None


def cancel(job: Job) -> bool:
    """End a job that is not done; whoever works at it hears of it within a moment."""
    ended = Job.objects.filter(pk=job.pk, state__in=OPEN).update(
        state=State.CANCELLED, ended_at=timezone.now(), step=""
    )
    job.refresh_from_db()
    return bool(ended)


def mine(job: Job) -> Any:
    """The job, as long as it is this attempt's to write."""
    return Job.objects.filter(pk=job.pk, attempts=job.attempts, state=State.RUNNING)


def finish(job: Job, state: str, **told: Any) -> bool:
    """Write the end of this attempt; False where it is no longer its to write."""
    ended = mine(job).update(state=state, ended_at=timezone.now(), step="", **told)
    return bool(ended)


def release(job: Job) -> None:
    """Let another one take it up at once."""
    mine(job).update(state=State.WAITING, step="", done=0, total=0)
