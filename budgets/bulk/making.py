"""Makes the files of all facts of a region or a year, beside the server, from one moment of the database.

What a set was made of is its stamp; a set whose documents have others is due. A set is replaced as
a whole, in one update: nobody is handed a half. What is withdrawn is handed out no more from the
transaction that withdraws it, and is gone from the files with the next round.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
import os
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Count, Max, Q, Sum
from django.urls import reverse
from django.utils import timezone

from budgets.bulk.columns import COLUMNS, FEN, NAMES, PARQUET
from budgets.bulk.package import data_package
from budgets.bulk.parquet import ParquetWriter
from budgets.bulk.rows import rows
from budgets.exports import harmless
from budgets.freshness import mark_change
from budgets.models import BulkSet, Disclosure, Region
from budgets.money import yuan
from budgets.snapshot import snapshot

CSV, PARQUET_FILE, PACKAGE = "facts.csv", "facts.parquet", "datapackage.json"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    PARQUET_FILE: "application/vnd.apache.parquet",
    PACKAGE: "application/json; charset=utf-8",
}
# Part of every stamp: another form of the files makes all of them due.
FORM = 1
# Names of bodies and regions may change without a publication.
STALE = dt.timedelta(days=7)
# Who has said nothing for so long has died.
DEAD = dt.timedelta(hours=2)
# Like every name with a dot at its beginning, swept after a crash (kept_files.py).
UNFINISHED = ".bulk-"

_PLACE = {BulkSet.Scope.REGION: "department__region__code", BulkSet.Scope.YEAR: "fiscal_year__year"}
_TEXTS = [column.kind == "text" for column in COLUMNS]


def stamps(scope: str, key: str | None = None) -> dict[str, str]:
    """Key -> what its set is to be made of; regions and years without anything public have none."""
    place = _PLACE[BulkSet.Scope(scope)]
    found = Disclosure.objects.published().order_by()
    if key is not None:
        found = found.filter(**{place: key})
    return {
        str(at): f"{FORM}-{count}-{newest}-{total}"
        for at, count, newest, total in found.values_list(place).annotate(
            Count("pk"), Max("pk"), Sum("pk")
        )
    }


def due(*, now: dt.datetime | None = None) -> list[tuple[str, str]]:
    """The sets that are to be made, first those that can't be handed out at all."""
    fresh = (now or timezone.now()) - STALE
    found: list[tuple[bool, str, str]] = []
    for scope in BulkSet.Scope.values:
        wanted = stamps(scope)
        held = {one.key: one for one in BulkSet.objects.filter(scope=scope)}
        for key in sorted({*wanted, *held}):
            one = held.get(key)
            told = one.stamp if one and one.made_at and one.made_at > fresh else ""
            if key not in wanted or told != wanted[key]:
                found.append((bool(one and one.is_ready), scope, key))
    return [(scope, key) for _ready, scope, key in sorted(found)]


def make_due(ending: threading.Event | None = None) -> int:
    """Make every set that is due; how many were made."""
    made = 0
    for scope, key in due():
        if ending is not None and ending.is_set():
            break
        made += make(scope, key)
    return made


def make(scope: str, key: str, *, now: dt.datetime | None = None) -> bool:
    """Make the files of a set, or take it away where nothing is public any more.

    False where another process makes it, or something of it was withdrawn meanwhile.
    """
    now = now or timezone.now()
    one, _new = BulkSet.objects.get_or_create(scope=scope, key=key)
    idle = Q(begun_at=None) | Q(begun_at__lt=now - DEAD)
    if not BulkSet.objects.filter(idle, pk=one.pk).update(begun_at=now):
        return False
    mine = BulkSet.objects.filter(pk=one.pk, begun_at=now)
    try:
        made = _write(scope, key, now)
    except BaseException:
        mine.update(begun_at=None)
        raise
    if made is None:
        if mine.filter(stamp=one.stamp).delete()[0]:
            _delete(one.files)
            mark_change()
        return True
    # Who withdraws takes the claim away: what was read before is then thrown away.
    kept = mine.update(
        stamp=made.stamp,
        documents=made.documents,
        facts=made.facts,
        files=made.files,
        made_at=now,
        begun_at=None,
    )
    _delete(one.files if kept else made.files)
    if kept:
        mark_change()
    return bool(kept)


def forget(disclosure: Disclosure) -> None:
    """Hand out nothing that holds this document. Called in the transaction that withdraws it."""
    region, year = disclosure.department.region.code, disclosure.fiscal_year.year
    held = BulkSet.objects.filter(
        Q(scope=BulkSet.Scope.REGION, key=region) | Q(scope=BulkSet.Scope.YEAR, key=str(year))
    )
    files = [file for one in held for file in one.files]
    held.update(stamp="", files=[], documents=0, facts=0, begun_at=None)
    transaction.on_commit(lambda: _delete(files), robust=True)


# --- Writing -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Made:
    stamp: str
    documents: int
    facts: int
    files: list[dict[str, Any]]


class _File:
    """A file under a name that is swept, which gets its own by its content when it is whole."""

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor, path = tempfile.mkstemp(dir=folder, prefix=UNFINISHED)
        self.path, self.name, self.size = Path(path), name, 0
        self._file: BinaryIO = os.fdopen(descriptor, "wb", buffering=2**20)
        self._digest = hashlib.sha256()

    def write(self, content: bytes) -> int:
        self._digest.update(content)
        self.size += len(content)
        return self._file.write(content)

    def keep(self) -> dict[str, Any]:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        sha256 = self._digest.hexdigest()
        stored = f"{BulkSet.FOLDER}/{sha256[:2]}/{sha256}"
        place = Path(default_storage.path(stored))
        place.parent.mkdir(parents=True, exist_ok=True)
        self.path.chmod(0o644)
        self.path.replace(place)
        return {
            "name": self.name,
            "type": TYPES[self.name],
            "size": self.size,
            "sha256": sha256,
            "stored": stored,
        }

    def drop(self) -> None:
        self._file.close()
        self.path.unlink(missing_ok=True)


def _write(scope: str, key: str, now: dt.datetime) -> _Made | None:
    folder = Path(default_storage.path(BulkSet.FOLDER))
    comma, parquet = _File(folder, CSV), _File(folder, PARQUET_FILE)
    try:
        with snapshot():
            stamp = stamps(scope, key).get(key)
            if stamp is None:
                return None
            count = _write_facts(rows(scope, key), comma, parquet)
            name = _title(scope, key)
        files = [comma.keep(), parquet.keep()]
    finally:
        comma.drop()
        parquet.drop()
    documents = int(stamp.split("-")[1])
    described = data_package(
        name=f"facts-{scope}-{key}",
        title=name,
        made=now.astimezone(dt.UTC).isoformat(timespec="seconds"),
        homepage=settings.SITE_ADDRESS and settings.SITE_ADDRESS + reverse("data"),
        license=licence(),
        files=files,
        facts=count,
        documents=documents,
    )
    package = _File(folder, PACKAGE)
    try:
        package.write(json.dumps(described, ensure_ascii=False, indent=1).encode())
        files.append(package.keep())
    finally:
        package.drop()
    return _Made(stamp, documents, count, files)


def _write_facts(facts: Iterator[tuple[str | int, ...]], comma: _File, parquet: _File) -> int:
    """Both files row by row, so that memory does not grow with them."""
    comma.write(b"\xef\xbb\xbf")
    lines = csv.writer(_Encoded(comma), lineterminator="\r\n")
    columns = ParquetWriter(parquet, PARQUET)  # type: ignore[arg-type]
    lines.writerow(NAMES)
    count = 0
    for fact in facts:
        fen = int(fact[FEN])
        lines.writerow(
            [
                _safe(str(value)) if is_text else value
                for value, is_text in zip(fact, _TEXTS, strict=False)
            ]
            + [yuan(fen)]
        )
        columns.add((*fact, fen))
        count += 1
    columns.close()
    return count


class _Encoded:
    def __init__(self, file: _File) -> None:
        self.file = file

    def write(self, text: str) -> int:
        return self.file.write(text.encode())


_safe = lru_cache(maxsize=4096)(harmless)


def _title(scope: str, key: str) -> str:
    if scope == BulkSet.Scope.YEAR:
        return f"{key}年全部已公开金额"
    return f"{Region.objects.get(code=key).name}全部已公开金额"


def licence() -> dict[str, str]:
    """Under which terms data may be used, as the operator of the site says (settings)."""
    if not settings.DATA_LICENCE:
        return {"name": "notspecified", "title": "未注明 / not specified"}
    told = {"name": settings.DATA_LICENCE, "title": settings.DATA_LICENCE}
    if settings.DATA_LICENCE_ADDRESS:
        told["path"] = settings.DATA_LICENCE_ADDRESS
    return told


def _delete(files: list[dict[str, Any]]) -> None:
    """Delete files that no set names any more; a region of one year shares its files with the year."""
    if not files:
        return
    named = {file["stored"] for one in BulkSet.objects.exclude(files=[]) for file in one.files}
    for file in files:
        if file["stored"] not in named:
            default_storage.delete(file["stored"])
