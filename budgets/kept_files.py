"""The bytes of published files and uploads: kept under their content's name, swept when nothing
leads to them.

A publication stores its files before the transaction that names them. A crash in between leaves
files that nobody refers to, or an unfinished one under a name with a dot; `sweep` deletes them.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from budgets.models import BulkSet, Job, PublishedFile, Upload

# What is younger may belong to a transaction that has not ended.
AGE = dt.timedelta(days=1)
BATCH = 500
_LOCK = ".sweep.lock"


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep deleted: files that were never finished, and files that nothing leads to."""

    unfinished: int = 0
    unreferenced: int = 0
    freed: int = 0

    def __add__(self, other: Swept) -> Swept:
        return Swept(
            self.unfinished + other.unfinished,
            self.unreferenced + other.unreferenced,
            self.freed + other.freed,
        )


def keep(content: bytes) -> str:
    """Store bytes under their content's name, and return that.

    A file that lies there already is taken for the bytes only when it is them: a damaged one is
    written anew. Call it inside `unswept()`, which the transaction that refers to it ends.
    """
    name = PublishedFile(sha256=hashlib.sha256(content).hexdigest()).stored_name
    if default_storage.exists(name):
        with default_storage.open(name) as stored:
            whole = stored.read() == content
        if whole:
            # Nothing may have led to it for long: it counts as new.
            os.utime(default_storage.path(name))
            return name
        default_storage.delete(name)
    return str(default_storage.save(name, ContentFile(content)))


@contextmanager
def unswept() -> Iterator[None]:
    """No sweep deletes a file meanwhile: between storing files and the commit that refers to them."""
    with _locked(fcntl.LOCK_SH):
        yield


def sweep(*, now: dt.datetime | None = None) -> Swept:
    """Delete what nothing leads to and nobody has touched for a day. Safe beside publications."""
    root = Path(settings.MEDIA_ROOT)
    before = ((now or timezone.now()) - AGE).timestamp()
    swept = _delete((path for path in root.rglob(".*") if path.name != _LOCK), before)
    found = Swept(unfinished=len(swept), freed=sum(swept))
    for folder, referenced in (
        ("published", _published),
        (Upload.FOLDER, _uploaded),
        (Job.FOLDER, _made),
        (BulkSet.FOLDER, _bulk),
    ):
        files = _files_below(root / folder)
        while batch := list(islice(files, BATCH)):
            found += _sweep(batch, referenced, before)
    return found


def _sweep(
    files: Sequence[Path], referenced: Callable[[list[str]], set[str]], before: float
) -> Swept:
    old = [path for path in files if _time(path) < before]
    if not old:
        return Swept()
    # Who stores files and refers to them in a moment has finished, or waits until this is done.
    with _locked(fcntl.LOCK_EX):
        known = referenced([path.name for path in old])
        swept = _delete((path for path in old if path.name not in known), before)
    return Swept(unreferenced=len(swept), freed=sum(swept))


def _published(names: list[str]) -> set[str]:
    return set(PublishedFile.objects.filter(sha256__in=names).values_list("sha256", flat=True))


def _uploaded(names: list[str]) -> set[str]:
    tokens = {name.partition(".")[0] for name in names}
    uploads = Upload.objects.filter(token__in=tokens)
    return {Path(upload.stored_name).name for upload in uploads}


def _made(names: list[str]) -> set[str]:
    stored = [f"{Job.FOLDER}/{name}" for name in names]
    found = Job.objects.filter(stored_name__in=stored).values_list("stored_name", flat=True)
    return {Path(name).name for name in found}


def _bulk(names: list[str]) -> set[str]:
    sets = BulkSet.objects.exclude(files=[]).values_list("files", flat=True)
    return {Path(file["stored"]).name for files in sets for file in files} & set(names)


def _delete(files: Iterable[Path], before: float) -> list[int]:
    """The sizes of the files that were deleted."""
    sizes = []
    for path in files:
        if path.is_file() and _time(path) < before:
            sizes.append(path.stat().st_size)
            path.unlink(missing_ok=True)
    return sizes


def _files_below(folder: Path) -> Iterator[Path]:
    for place, _folders, names in os.walk(folder):
        yield from (Path(place) / name for name in names if not name.startswith("."))


def _time(path: Path) -> float:
    """When a file was last written; now and always for one that is gone."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")


@contextmanager
def _locked(how: int) -> Iterator[None]:
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(root / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        # The system lets go of it when the process ends, however it ends.
        fcntl.flock(descriptor, how)
        yield
    finally:
        os.close(descriptor)
