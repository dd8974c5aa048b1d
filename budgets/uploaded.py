"""The bytes of uploaded workbooks, as they were brought or as they are kept."""

from __future__ import annotations

import hashlib

from django.core.files.storage import default_storage

from budgets import models


class UploadGone(Exception):
    """The upload has expired, or its bytes are not what was uploaded."""


def content_of(upload: models.Upload) -> bytes:
    """The bytes, as they were uploaded. Raises UploadGone."""
    try:
        with default_storage.open(upload.stored_name) as stored:
            content = bytes(stored.read())
    except FileNotFoundError as error:
        raise UploadGone from error
    if hashlib.sha256(content).hexdigest() != upload.sha256:
        raise UploadGone
    return content


def source_of(disclosure: models.Disclosure) -> bytes | None:
    """The workbook that a disclosure was read from, if it was uploaded here."""
    upload = models.Upload.objects.filter(disclosure=disclosure).first()
    try:
        return content_of(upload) if upload else None
    except UploadGone:
        return None
