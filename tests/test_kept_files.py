"""Files under their content's name: kept once, healed, and swept when nothing leads to them."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from budgets.kept_files import keep, sweep, unswept
from budgets.models import Job, PublishedFile, Upload
from tests.builders import disclosure_data, overview, published, stored

pytestmark = pytest.mark.django_db

TOMORROW = dt.timedelta(days=1, minutes=1)


def files(root: Path) -> set[str]:
    return {
        str(path.relative_to(root))
        for path in root.rglob("*")
        if path.is_file() and path.name not in (".sweep.lock", "published.mark")
    }


def test_bytes_lie_under_their_digest() -> None:
    name = keep(b"%PDF-1.7")

    assert name.endswith(hashlib.sha256(b"%PDF-1.7").hexdigest())
    assert Path(default_storage.path(name)).read_bytes() == b"%PDF-1.7"
    assert keep(b"%PDF-1.7") == name


def test_a_damaged_file_is_written_anew() -> None:
    path = Path(default_storage.path(keep(b"%PDF-1.7")))
    path.write_bytes(b"")

    keep(b"%PDF-1.7")

    assert path.read_bytes() == b"%PDF-1.7"


def test_a_sweep_takes_what_nothing_leads_to_once_it_is_a_day_old() -> None:
    published(disclosure_data(overview()))
    media = Path(settings.MEDIA_ROOT)
    wanted = files(media)
    (media / "published" / ".incoming-abc").write_bytes(b"half")
    (media / ".published.mark-abc").touch()
    keep(b"nobody's")
    default_storage.save("private/uploads/token.abc", ContentFile(b"nobody's"))
    default_storage.save("private/jobs/token.1", ContentFile(b"nobody's"))

    fresh = sweep()
    left = files(media)
    swept = sweep(now=timezone.now() + TOMORROW)

    assert (fresh.unfinished, fresh.unreferenced) == (0, 0)
    assert len(left) == len(wanted) + 5
    assert (swept.unfinished, swept.unreferenced) == (2, 3)
    assert swept.freed == len(b"half") + 3 * len(b"nobody's")
    assert files(media) == wanted


def test_a_sweep_leaves_uploads_that_wait_or_are_sources_and_what_jobs_made() -> None:
    shown = published(disclosure_data(overview()))
    upload = Upload.objects.create(
        token="a-b_c", department=shown.department, year=2026, name="a.xlsx", sha256="ab" * 32
    )
    default_storage.save(upload.stored_name, ContentFile(b"PK"))
    by = get_user_model().objects.create_user("staff")
    made = default_storage.save("private/jobs/token.1", ContentFile(b"PK"))
    Job.objects.create(token="token", kind="preview", by=by, upload=upload, stored_name=made)

    sweep(now=timezone.now() + TOMORROW)

    assert default_storage.exists(upload.stored_name)
    assert default_storage.exists(made)


def test_a_file_that_was_asked_for_again_counts_as_new() -> None:
    path = Path(default_storage.path(keep(b"nobody's")))
    long_ago = (timezone.now() - 3 * TOMORROW).timestamp()
    os.utime(path, (long_ago, long_ago))
    keep(b"nobody's")

    sweep()

    assert path.exists()


@pytest.mark.django_db(transaction=True)
def test_a_sweep_waits_for_a_publication_between_its_files_and_its_commit() -> None:
    draft = stored(disclosure_data(overview()))

    def sweep_tomorrow() -> None:
        try:
            sweep(now=timezone.now() + TOMORROW)
        finally:
            connection.close()

    with unswept():
        name = keep(b"just published")
        sweeping = threading.Thread(target=sweep_tomorrow)
        sweeping.start()
        sweeping.join(timeout=0.3)
        waited = sweeping.is_alive()
        PublishedFile.objects.create(
            disclosure=draft, path="x", content_type="x", sha256=Path(name).name, size=1
        )
    sweeping.join(timeout=30)

    assert waited
    assert default_storage.exists(name)


def test_the_command_says_what_it_deleted(capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(default_storage.path(keep(b"nobody's")))
    os.utime(path, (0, 0))

    call_command("sweep")

    assert "无人指向的文件 1 个，共 8 字节" in capsys.readouterr().out
