"""Does jobs, one after the other: what each kind makes, and what its person is told if it can't."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.storage import default_storage
from django.db import DatabaseError, close_old_connections
from django.utils import translation
from django.utils.translation import gettext as _

from budgets.annotations import annotated_disclosure, annotated_upload
from budgets.exporting import exported
from budgets.isolation import Busy, Ended, Failed, run, telling, watched
from budgets.jobs.keeping import keep
from budgets.jobs.previews import knowing, packed, read, stored_preview
from budgets.jobs.queue import PATIENCE, claim, finish, nobody_comes, release, take, wait_for
from budgets.jobs.working import Stopped, Working
from budgets.models import Job
from budgets.printing import PrintingUnavailable
from budgets.uploaded import UploadGone
from budgets.workbook.grid import UnusableWorkbook

logger = logging.getLogger(__name__)

# Seconds between two looks for work, and after something went wrong.
EVERY, AFTER_TROUBLE = 0.25, 5.0


@dataclass(frozen=True, slots=True)
class Made:
    """What a job made. `name` "" leaves the name that was asked for; `told` goes into its result."""

    content: bytes
    name: str = ""
    told: dict[str, Any] = field(default_factory=dict)


def do(job: Job, ending: threading.Event | None = None) -> None:
    """Work at a job that this process has taken up, to its end. Nothing is stored by halves.

    Raises Busy, DatabaseError and OSError, after which the job can be taken up again.
    """
    language = job.result.get("language")
    with translation.override(language), Working(job, ending) as working:
        try:
            with watched(working.hear):
                made = _MAKERS[job.kind](job, working)
            working.step("")
        except Stopped:
            if working.is_ending:
                release(job)
            return
        except Busy:
            release(job)
            raise
        except (DatabaseError, OSError):
            raise
        except (UnusableWorkbook, PrintingUnavailable, UploadGone) as error:
            told, place = _why(error)
            finish(job, Job.State.FAILED, error=told, result={**job.result, **place})
            return
        except Exception:
            # A mistake of ours; the staff can go on, and we learn of it.
            logger.exception("A job failed")
            told = _("程序没能做完这件事，情况已经记录，请联系管理员。")
            finish(job, Job.State.FAILED, error=told)
            return
    stored = keep(job, made.content)
    done = False
    try:
        done = finish(
            job,
            Job.State.DONE,
            stored_name=stored,
            file_name=(made.name or job.file_name)[:200],
            result={**job.result, **made.told},
        )
    finally:
        if not done:
            default_storage.delete(stored)


def settle(job: Job, *, patience: float | None = None) -> Job:
    """The job after a short while; done here and now where nobody works beside the server.

    Raises what `do` raises.
    """
    if nobody_comes(job) and claim(job):
        do(job)
    return wait_for(job, patience=PATIENCE if patience is None else patience)


def _why(error: Exception) -> tuple[str, dict[str, str]]:
    """What the person is told, and the cell that it is about."""
    if isinstance(error, UnusableWorkbook):
        return error.message, {"sheet": error.sheet, "cell": error.cell}
    if isinstance(error, UploadGone):
        return _("这次上传已经过期或已存为草稿，请重新上传。"), {}
    return str(error), {}


# --- What each kind makes ---


def _preview(job: Job, working: Working) -> Made:
    assert job.upload is not None
    working.step(_("读入"))
    known = knowing(job.upload)
    preview = read(job.upload)
    return Made(packed(preview), told={"knowing": known})


def _pdf(job: Job, working: Working) -> Made:
    assert job.disclosure is not None
    working.step(_("核对和排版"))
    return Made(exported(job.disclosure, "pdf"))


def _annotated(job: Job, working: Working) -> Made:
    if job.upload is not None:
        working.step(_("读入"))
        preview = stored_preview(job.upload) or read(job.upload)
        working.step(_("标出问题"))
        made = annotated_upload(job.upload, preview)
    else:
        assert job.disclosure is not None
        working.step(_("标出问题"))
        made = annotated_disclosure(job.disclosure)
    return Made(made.content, made.name, {"is_copy": made.is_copy})


_MAKERS: dict[str, Callable[[Job, Working], Made]] = {
    Job.Kind.PREVIEW: _preview,
    Job.Kind.PDF: _pdf,
    Job.Kind.ANNOTATED: _annotated,
}


# --- Beside the server ---


def _warm() -> None:
    """The process that children are forked from takes a second to start: not at the first job."""
    try:
        run(telling.packed, (telling.SHEETS, 0, 0))
    except (Busy, Ended, Failed):
        logger.warning("No child could be started", exc_info=True)


def work_on(ending: threading.Event) -> None:
    """Take up one job after the other until the process is to end; for a thread of its own."""
    looks = 0
    _warm()
    while not ending.is_set():
        looks += 1
        pause = EVERY
        try:
            if looks % 200 == 0:
                # A connection that the database has closed is opened anew.
                close_old_connections()
            job = take()
            if job is not None:
                do(job, ending)
                pause = 0.0
        except Exception:
            # The database may be away, or the disk full: not for ever.
            logger.exception("A job could not be worked at")
            close_old_connections()
            pause = AFTER_TROUBLE
        ending.wait(pause)
    close_old_connections()
