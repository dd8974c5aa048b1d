"""Makes a site of a backup: in an empty installation, all of it or nothing."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import DataError, IntegrityError, connection, transaction

from budgets import immutability, models
from budgets.backup import rows
from budgets.backup.archive import DamagedBackup, check_seal, members
from budgets.backup.making import DATABASE, FILES, FORMAT, applied_migrations
from budgets.freshness import mark_change

# No other name is ever written: a backup can't put a file anywhere else.
_STORED = re.compile(r"published/([0-9a-f]{2})/\1[0-9a-f]{62}|private/uploads/[\w-]+\.[0-9a-f]{16}")
# What a file gives rise to that is sealed and yet not what make_backup writes.
_NOT_OURS = (
    tarfile.TarError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    EOFError,
    IntegrityError,
    DataError,
)


class RestoreRefused(Exception):
    """Nothing was restored, and nothing has changed; the message says why, to people."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a site was made of. `missing` and `damaged` the backed-up site had lost already."""

    made_at: str
    rows: int
    files: int
    missing: tuple[str, ...]
    damaged: tuple[str, ...]


def restore_backup(path: Path) -> Restored:
    """Fill this empty installation. Raises DamagedBackup, RestoreRefused, OSError.

    The whole file is checked first. Files are written before the one transaction of the rows;
    where that fails, they are taken away again.
    """
    check_seal(path)
    try:
        manifest = _json(path, "manifest.json")
        told = _json(path, "files.json")
        _check(manifest)
        _check_empty()
        try:
            files = _restore_files(path)
            with transaction.atomic():
                count = _restore_rows(path, manifest)
                transaction.on_commit(mark_change)
        except BaseException:
            for name, _size, _content in _files(path):
                default_storage.delete(name)
            raise
    except _NOT_OURS as error:
        raise DamagedBackup(f"{path} 不是本程序的备份：{error}") from error
    finally:
        ContentType.objects.clear_cache()
    return Restored(
        manifest["made_at"], count, files, tuple(told["missing"]), tuple(told["damaged"])
    )


def _check(manifest: dict[str, Any]) -> None:
    if manifest["program"] != "mingzhang" or manifest["format"] != FORMAT:
        raise RestoreRefused("这份备份的格式与本程序不符。")
    here, there = set(applied_migrations()), set(manifest["migrations"])
    wanted = {model._meta.label_lower for model in rows.kept_models()}
    if here != there or set(manifest["models"]) != wanted:
        different = sorted(here ^ there)
        raise RestoreRefused(
            "备份来自本程序的另一个版本"
            + (f"（数据库结构相差：{'、'.join(different[:5])}）" if different else "")
            + "。请用备份时的版本恢复，然后再升级。"
        )


def _check_empty() -> None:
    for model in (get_user_model(), models.Region, models.Disclosure, models.LogEntry):
        if model._base_manager.exists():
            raise RestoreRefused(
                f"这个站点已有数据（{model._meta.verbose_name}）。备份只能恢复到空的站点："
                "请另设 VAR_DIR 或 DATABASE_URL，运行 manage.py migrate 以后再恢复。"
            )


# --- Files ----------------------------------------------------------------------------------------


def _files(path: Path) -> Iterator[tuple[str, int, IO[bytes]]]:
    for member, size, content in members(path, lambda name: name.startswith(FILES)):
        name = member.removeprefix(FILES)
        if not _STORED.fullmatch(name):
            raise ValueError(member)
        yield name, size, content


def _restore_files(path: Path) -> int:
    count = 0
    for name, _size, content in _files(path):
        # The database is empty: whatever lies there is of an attempt before this one.
        default_storage.delete(name)
        default_storage.save(name, File(content, name=name))
        count += 1
    return count


# --- Rows -----------------------------------------------------------------------------------------


def _restore_rows(path: Path, manifest: dict[str, Any]) -> int:
    _check_empty()
    by_label = {model._meta.label_lower: model for model in rows.kept_models()}
    # Rows of public versions come in as they are. Both databases take a trigger back with the
    # transaction, and nobody sees them gone.
    immutability.remove()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Rows come in without regard to what they refer to; `remove` checks keys at once.
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for model in rows.all_models():
            # What migrations filled in, content types and permissions above all.
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
    count = 0
    for member, _size, content in members(path, lambda name: name.startswith(DATABASE)):
        label = member.removeprefix(DATABASE).removesuffix(".jsonl.gz")
        told = manifest["models"][label]
        digest = hashlib.sha256()
        with gzip.open(content) as lines:
            inserted = rows.insert(by_label[label], told["columns"], _hashed(lines, digest))
        if inserted != told["rows"] or digest.hexdigest() != told["sha256"]:
            raise ValueError(member)
        count += inserted
    rows.set_last_keys(manifest["last_keys"])
    connection.check_constraints()
    immutability.install()
    return count


def _hashed(lines: Any, digest: Any) -> Iterator[str]:
    for line in lines:
        digest.update(line)
        yield line.decode()


def _json(path: Path, wanted: str) -> dict[str, Any]:
    for _name, _size, content in members(path, lambda name: name == wanted):
        return dict(json.load(content))
    raise KeyError(wanted)
