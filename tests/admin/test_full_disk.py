"""On a full disk nothing is half stored, staff are told, and the same step works once there is room."""

from __future__ import annotations

import hashlib
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.test import Client

from budgets import models
from budgets.publishing import publish_directly
from tests.admin import books
from tests.admin.conftest import bring, drafted

pytestmark = pytest.mark.django_db


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """The system refuses to write more than this into any file of this process.

    Nothing is imported for the first time inside: a compiled module that is cut short would break
    every run after this one.
    """
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    compiled, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        sys.dont_write_bytecode = compiled


def files() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@pytest.fixture
def told(officer: Client) -> Client:
    """The officer's browser, which shows an error instead of stopping the test."""
    officer.raise_request_exception = False
    return officer


def test_an_upload_is_refused_as_a_whole(told: Client) -> None:
    with room_for(1000):
        answer: Any = bring(told, books.balanced())

    assert answer.status_code == 507
    assert "磁盘已满" in answer.content.decode()
    assert not models.Upload.objects.exists()
    assert files() == []
    assert bring(told, books.balanced()).status_code == 302


def test_a_publication_is_refused_as_a_whole_and_works_later(told: Client) -> None:
    draft = drafted(told, books.balanced())
    before = set(files())

    # The first files are small enough, the PDF is not.
    with room_for(3000), pytest.raises(OSError, match="File too large"):
        publish_directly(draft)

    draft.refresh_from_db()
    assert draft.status == "draft"
    assert not models.PublishedFile.objects.exists()
    assert not models.Fact.objects.exists()
    for path in set(files()) - before:
        # Stored whole, and swept when it stays without use.
        assert path.name in (".sweep.lock", hashlib.sha256(path.read_bytes()).hexdigest())

    publish_directly(draft)

    assert models.Disclosure.objects.published().exists()
    for file in models.PublishedFile.objects.all():
        assert default_storage.size(file.stored_name) == file.size
