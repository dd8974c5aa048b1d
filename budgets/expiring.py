"""What goes by itself: uploads that nobody accepted within a day."""

from __future__ import annotations

import datetime as dt

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from budgets import models

KEPT_FOR = dt.timedelta(days=1)


def forget(upload: models.Upload) -> None:
    """Delete an upload; its bytes go once nothing can bring the record back."""
    name = upload.stored_name
    upload.delete()
    transaction.on_commit(lambda: default_storage.delete(name))


def expire() -> None:
    """Delete what nobody accepted within a day."""
    late = models.Upload.objects.filter(disclosure=None, created_at__lte=timezone.now() - KEPT_FOR)
    for upload in late[:100]:
        forget(upload)
