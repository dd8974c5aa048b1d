"""Tells the serving layer that something public has changed.

The mark is a small file beside the published files, so that every process of a machine sees it
with one look at the file system and no process needs to be told.
"""

from __future__ import annotations

import logging
import os
import tempfile
import time
from functools import lru_cache
from pathlib import Path

from django.conf import settings

NAME = "published.mark"
# Like every name with a dot at its beginning, swept after a crash (kept_files.py).
UNFINISHED = f".{NAME}-"

logger = logging.getLogger(__name__)


def mark_change() -> None:
    """Make every kept page stale. Call it in `transaction.on_commit`, never before the commit.

    It never fails: what was to become public is public by then. Where no mark can be set, kept
    pages are behind for as long as config/serving.py keeps them (ten seconds).
    """
    try:
        _set_mark(time.time_ns())
    except OSError:
        logger.exception("The mark of a change could not be set")


def _set_mark(now: int) -> None:
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        descriptor, name = tempfile.mkstemp(dir=folder, prefix=UNFINISHED)
    except OSError:
        # A full disk has no room for another file, and still for another time of this one.
        os.utime(folder / NAME, ns=(now, now))
        return
    os.close(descriptor)
    # The clock of the file system ticks every few milliseconds: two marks could look alike.
    os.utime(name, ns=(now, now))
    Path(name).replace(folder / NAME)


def current_mark() -> tuple[int, int]:
    """What changes with every `mark_change()`; (0, 0) before the first."""
    try:
        found = os.stat(_path(settings.MEDIA_ROOT))  # noqa: PTH116  (asked at every request)
    except FileNotFoundError:
        return 0, 0
    return found.st_mtime_ns, found.st_ino


@lru_cache(maxsize=1)
def _path(root: Path | str) -> str:
    return str(Path(root) / NAME)
