"""Makes a backup while the site runs: one moment of the database, then the files it refers to."""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import gzip
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from budgets import models
from budgets.backup import rows
from budgets.backup.archive import Writer, pieces
from budgets.snapshot import snapshot

FORMAT = 1
DATABASE = "database/"
FILES = "files/"
_UNFINISHED = ".mingzhang-backup-"


class BackupRefused(Exception):
    """No backup was made, and nothing is left behind; the message says why, to people."""


@dataclass(slots=True)
class Made:
    """What a backup holds. `missing` and `damaged` name files that the site itself has lost."""

    path: Path
    rows: int = 0
    files: int = 0
    bytes: int = 0
    sha256: str = ""
    missing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)


def make_backup(path: Path, *, now: dt.datetime | None = None) -> Made:
    """Write the whole site into a new file that only this user may read.

    The file has its name once it is whole and on the disk. Raises BackupRefused, OSError. Nothing
    is written into the log: its head is public, and a restored site answers as this one does.
    """
    if path.exists():
        raise BackupRefused(f"{path} 已经存在：备份不覆盖任何文件，请换一个名称。")
    if not path.parent.is_dir():
        raise BackupRefused(f"没有文件夹 {path.parent}。")
    made = Made(path)
    with _room(path.parent) as room:
        with snapshot():
            manifest = _write_rows(room, now or timezone.now())
            _list_files(room)
        made.rows = sum(told["rows"] for told in manifest["models"].values())
        with open(room / "backup", "xb", opener=_for_this_user) as file:
            writer = Writer(file)
            writer.add_bytes("manifest.json", _json(manifest))
            for label in manifest["models"]:
                _add_path(writer, f"{DATABASE}{label}.jsonl.gz", room / label)
            _add_files(writer, room, made)
            told = {"files": made.files, "bytes": made.bytes, "missing": made.missing}
            writer.add_bytes("files.json", _json({**told, "damaged": made.damaged}))
            made.sha256 = writer.seal()
            file.flush()
            os.fsync(file.fileno())
        (room / "backup").rename(path)
        _flush(path.parent)
    return made


def applied_migrations() -> list[str]:
    """What brought the database to its form; a backup fits where these are the same."""
    return sorted(
        f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()
    )


@contextlib.contextmanager
def _room(folder: Path) -> Iterator[Path]:
    """A folder of this user's alone beside the backup; those of backups that were killed go."""
    for left in folder.glob(f"{_UNFINISHED}*"):
        with contextlib.suppress(OSError), _held(left):
            shutil.rmtree(left)
    with tempfile.TemporaryDirectory(prefix=_UNFINISHED, dir=folder) as name, _held(Path(name)):
        yield Path(name)


@contextlib.contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Raises OSError while another process works in the folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def _write_rows(room: Path, now: dt.datetime) -> dict[str, Any]:
    kept = rows.kept_models()
    told: dict[str, Any] = {}
    for model in kept:
        digest, count = hashlib.sha256(), 0
        with gzip.open(room / model._meta.label_lower, "wb", compresslevel=6) as file:
            for line in rows.lines(model):
                encoded = f"{line}\n".encode()
                digest.update(encoded)
                file.write(encoded)
                count += 1
        told[model._meta.label_lower] = {
            "rows": count,
            "sha256": digest.hexdigest(),
            "columns": [column.name for column in rows.columns(model)],
        }
    return {
        "program": "mingzhang",
        "format": FORMAT,
        "made_at": now.isoformat(),
        "database": connection.vendor,
        "migrations": applied_migrations(),
        "models": told,
        "last_keys": rows.last_keys(kept),
    }


def _list_files(room: Path) -> None:
    """The stored names that the database refers to at this moment, each with its digest."""
    published = models.PublishedFile.objects.order_by("sha256").values_list("sha256", flat=True)
    with (room / "names").open("w", encoding="utf-8") as names:
        for digest in published.distinct().iterator(chunk_size=rows.BATCH):
            name = models.PublishedFile(sha256=digest).stored_name
            names.write(f"{name}\t{digest}\t\n")
        for upload in models.Upload.objects.order_by("pk").iterator(chunk_size=rows.BATCH):
            names.write(f"{upload.stored_name}\t{upload.sha256}\t{upload.pk}\n")


def _add_files(writer: Writer, room: Path, made: Made) -> None:
    with (room / "names").open(encoding="utf-8") as names:
        for line in names:
            name, digest, upload = line.rstrip("\n").split("\t")
            try:
                file = default_storage.open(name)
            except FileNotFoundError:
                # An upload may have been taken back, or brought anew, since the rows were read.
                if not upload or models.Upload.objects.filter(pk=upload, sha256=digest).exists():
                    made.missing.append(name)
                continue
            with file:
                seen = hashlib.sha256()
                writer.add(f"{FILES}{name}", file.size, _hashed(pieces(file), seen))
            made.files += 1
            made.bytes += file.size
            if seen.hexdigest() != digest:
                made.damaged.append(name)


def _hashed(given: Iterator[bytes], digest: Any) -> Iterator[bytes]:
    for piece in given:
        digest.update(piece)
        yield piece


def _add_path(writer: Writer, name: str, path: Path) -> None:
    with path.open("rb") as file:
        writer.add(name, path.stat().st_size, pieces(file))
    path.unlink()


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _for_this_user(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
