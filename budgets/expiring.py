"""What goes by itself: uploads that nobody accepted within a day."""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from budgets import models

KEPT_FOR = dt.timedelta(days=1)


def forget(upload: models.Upload) -> None:
    """Delete an upload and what was made of it; bytes go once nothing can bring the record back."""
    made = models.Job.objects.filter(upload=upload).exclude(stored_name="")
    names = [upload.stored_name, *made.values_list("stored_name", flat=True)]
    upload.delete()
    for name in names:
        transaction.on_commit(partial(default_storage.delete, name))


def expire() -> None:
    """Delete what nobody accepted within a day."""
    late = models.Upload.objects.filter(disclosure=None, created_at__lte=timezone.now() - KEPT_FOR)
    for upload in late[:100]:
        forget(upload)
