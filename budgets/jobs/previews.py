"""What was read of an upload is kept until it is accepted: no page reads a workbook twice."""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import replace

from budgets import models
from budgets.importing import Preview, preview_workbook
from budgets.isolation import wire
from budgets.jobs.keeping import result_of
from budgets.reconcile import Reconciliation
from budgets.storage import sections
from budgets.uploaded import content_of

logger = logging.getLogger(__name__)


def read(upload: models.Upload) -> Preview:
    """The preview of an upload, read now. Raises UploadGone, UnusableWorkbook, isolation.Busy."""
    return preview_workbook(
        content_of(upload),
        name=upload.name,
        department=upload.department.name,
        fiscal_year=upload.year,
        kind=upload.kind,
        region=upload.department.region,
        slug=upload.department.slug,
        narrative=sections(upload.narrative),
    )


def packed(preview: Preview) -> bytes:
    found = preview.reconciliation
    plain = Reconciliation(found.findings, found.checks, found.comparisons)
    return wire.to_bytes(replace(preview, reconciliation=plain))


def stored_preview(upload: models.Upload) -> Preview | None:
    """What a job read of this upload, unless words, or the year before, are others by now."""
    known = knowing(upload)
    done = models.Job.objects.filter(
        upload=upload, kind=models.Job.Kind.PREVIEW, state=models.Job.State.DONE
    )
    for job in done[:3]:
        if job.result.get("knowing") == known and (content := result_of(job)) is not None:
            try:
                preview: Preview = wire.from_bytes(Preview, content)
            except wire.Unfit:
                # Of another release of the program.
                logger.info("A kept preview could not be taken up")
            else:
                return preview
    return None


def knowing(upload: models.Upload) -> str:
    """A digest of all that a preview depends on: the bytes, the words, the year before."""
    department = upload.department
    words = models.WordMeaning.objects.filter(region=None) | models.WordMeaning.objects.filter(
        region=department.region
    )
    before = models.Disclosure.objects.filter(
        department=department, kind=upload.kind, fiscal_year__year__lt=upload.year
    )
    told = models.PriorFigure.objects.filter(department=department, kind=upload.kind)
    parts = [
        upload.sha256,
        list(words.order_by("pk").values_list("pk", "word", "place", "kind", "coordinates")),
        list(before.order_by("pk").values_list("pk", "revision", "status", "version")),
        list(told.order_by("pk").values_list("pk", "fen")),
    ]
    text = json.dumps(parts, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
