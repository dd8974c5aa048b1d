"""The bytes of uploaded workbooks: kept privately, for their owner, and for a day unless accepted."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from budgets import log, models
from budgets.bringing import bring
from budgets.data import SectionData
from budgets.expiring import KEPT_FOR, expire, forget
from budgets.importing import Preview
from budgets.jobs import drop
from budgets.states import lock_draft
from budgets.uploaded import UploadGone, content_of
from budgets.workbook.redaction import without_cells

__all__ = ["UploadGone", "accept", "content_of", "discard", "forget", "keep", "waiting"]


def keep(
    content: bytes,
    *,
    by: Any,
    department: models.Department,
    year: int,
    kind: str,
    name: str,
    narrative: tuple[SectionData, ...] = (),
) -> models.Upload:
    """Put an upload aside until it is accepted; what others left lying expires."""
    expire()
    upload = models.Upload(
        token=secrets.token_urlsafe(24),
        by=by,
        department=department,
        year=year,
        kind=kind,
        name=name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        narrative=[asdict(section) for section in narrative],
    )
    default_storage.save(upload.stored_name, ContentFile(content))
    upload.save()
    return upload


def waiting(token: str, *, by: Any) -> models.Upload:
    """An upload of this user that is still to be accepted. Raises UploadGone."""
    upload = (
        models.Upload.objects.select_related("department__region")
        .filter(token=token, by=by, disclosure=None, created_at__gt=timezone.now() - KEPT_FOR)
        .first()
    )
    if upload is None:
        raise UploadGone
    return upload


def accept(
    upload: models.Upload,
    preview: Preview,
    *,
    by: Any,
    reason: str = "",
    dropped: Collection[int] = (),
    seen: int | None = None,
) -> tuple[models.Disclosure, models.Change | None]:
    """Store a preview as a draft, and keep the upload as its source; what it changed in a draft
    that was there. `dropped` and `seen` as bringing.bring has them, and so what it raises."""
    with transaction.atomic():
        draft, change = bring(
            preview,
            department=upload.department,
            dropped=dropped,
            seen=seen,
            by=by,
            reason=reason,
        )
        for earlier in models.Upload.objects.filter(disclosure=draft):
            forget(earlier)
        upload.disclosure = draft
        if preview.withheld:
            _redact(upload, preview.withheld)
        upload.save()
        # What was read of it stands in the draft now.
        drop(upload)
    return draft, change


def _redact(upload: models.Upload, cells: tuple[tuple[str, str], ...]) -> None:
    """Keep the file without these cells; where that can't be done, keep none of it."""
    brought = upload.stored_name
    kept = without_cells(content_of(upload), cells)
    # Without any bytes the digest names none, and content_of finds the upload gone.
    upload.sha256 = hashlib.sha256(kept or b"").hexdigest()
    if kept is not None and not default_storage.exists(upload.stored_name):
        default_storage.save(upload.stored_name, ContentFile(kept))
    if upload.stored_name != brought:
        transaction.on_commit(lambda: default_storage.delete(brought))


def discard(draft: models.Disclosure, *, by: Any) -> None:
    """Delete a draft with everything that was read into it, and its source. Raises NotADraft."""
    with transaction.atomic():
        lock_draft(draft, _("删除"))
        for upload in models.Upload.objects.filter(disclosure=draft):
            forget(upload)
        detail = {"version": draft.version}
        log.append("discard", by=by, subject=draft, detail=detail)
        draft.delete()
