"""A backup holds the whole site, and a restored site answers every public address with the same bytes."""

from __future__ import annotations

import json
import os
import tarfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client

from budgets import immutability, log, models
from budgets.backup import (
    BackupRefused,
    DamagedBackup,
    RestoreRefused,
    archive,
    make_backup,
    restore_backup,
    rows,
)
from budgets.evidence.verifying import verify
from budgets.publishing import withdraw
from budgets.workbook.writer import write_workbook
from tests.builders import (
    department,
    disclosure_data,
    overview,
    past_the_triggers,
    published,
    whole_document,
)
from tests.durability import actions
from tests.durability.own_site import damaged_files, walk
from tests.durability.own_site import rows as digests

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def a_site() -> None:
    """A public document, a person with a session and a role, and a log."""
    published(disclosure_data(overview()))
    _people()


def a_busy_site(folder: Path) -> None:
    """A corrected document, one of several kinds of tables, a withdrawn one, a draft, an upload:
    each brought and published as an operator does it."""
    _people()
    actions.prepare(folder)
    actions.correct(folder)
    actions.load(folder, write_workbook(whole_document()), "di-san", "--name", "第三部门")
    actions.first(folder)
    gone = models.Disclosure.objects.published().get(department__slug=actions.OTHER)
    withdraw(gone, by=None, notice="数字有误，正在核实。")
    models.PriorFigure.objects.create(
        department=department(),
        fiscal_year=models.FiscalYear.objects.get(year=2026),
        coordinates={"side": "in", "basis": "budget"},
        fen=9_007_199_254_740_993,
    )


def _people() -> None:
    user = get_user_model().objects.create_superuser("officer", password="a long password")
    Client().force_login(user)
    models.RoleGrant.objects.create(user=user, role="staff", department=department())
    log.append("login", by=user)


def empty() -> None:
    """The installation as `migrate` leaves it."""
    with past_the_triggers(), connection.cursor() as cursor, transaction.atomic():
        for model in rows.all_models():
            if model._meta.app_label != "contenttypes":
                cursor.execute(f"DELETE FROM {model._meta.db_table}")
    for path in Path(default_storage.path("")).rglob("*"):
        if path.is_file():
            path.unlink()


def stored() -> set[str]:
    root = Path(default_storage.path(""))
    return {
        str(path.relative_to(root))
        for path in root.rglob("*")
        if path.is_file() and path.name not in ("published.mark", ".sweep.lock")
    }


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A backup of a site, whose database and files are gone."""
    a_site()
    made = make_backup(tmp_path / "site.tar")
    empty()
    return made.path


def test_a_restored_site_answers_every_public_address_with_the_same_bytes(tmp_path: Path) -> None:
    a_busy_site(tmp_path)
    pages, held, files = walk(), digests(), stored()
    made = make_backup(tmp_path / "site.tar")
    empty()

    restored = restore_backup(made.path)

    assert walk() == pages
    assert len(pages) > 150
    assert {status for status, _ in pages.values()} == {200, 302, 410}
    assert digests() == held
    assert stored() == files
    assert (restored.files, restored.missing, restored.damaged) == (len(files), (), ())
    assert immutability.amiss() == []
    assert verify().wrong == []


def test_the_chain_of_the_log_goes_on_in_the_restored_site(backup: Path) -> None:
    restore_backup(backup)

    log.append("login")

    first, second = models.LogEntry.objects.order_by("position")
    assert second.previous == first.sha256 == log.digest(first)
    assert (second.position, second.sha256) == (2, log.digest(second))


def test_a_key_that_was_given_out_is_not_given_out_again(tmp_path: Path) -> None:
    a_site()
    last = models.Disclosure.objects.create(
        department=department(),
        fiscal_year=models.FiscalYear.objects.get(year=2026),
        kind="final-accounts",
    )
    last_key = last.pk
    last.delete()
    made = make_backup(tmp_path / "site.tar")
    empty()
    restore_backup(made.path)

    new = models.Disclosure.objects.create(
        department=department(),
        fiscal_year=models.FiscalYear.objects.get(year=2026),
        kind="evaluation",
    )

    assert new.pk > last_key


def test_only_this_user_may_read_a_backup_and_sessions_are_not_in_it(tmp_path: Path) -> None:
    a_site()
    session = import_module(settings.SESSION_ENGINE).SessionStore.get_model_class()
    assert session.objects.exists()

    made = make_backup(tmp_path / "site.tar")

    assert made.path.stat().st_mode & 0o777 == 0o600
    with tarfile.open(made.path) as opened:
        names = opened.getnames()
    assert "database/auth.user.jsonl.gz" in names
    assert f"database/{session._meta.label_lower}.jsonl.gz" not in names
    assert names[-1] == "SHA256"
    assert sorted(path.name for path in tmp_path.iterdir() if "backup" in path.name) == []


def test_every_model_is_in_a_backup_but_for_those_that_are_named(backup: Path) -> None:
    with tarfile.open(backup) as opened:
        held = {
            name.removeprefix("database/").removesuffix(".jsonl.gz")
            for name in opened.getnames()
            if name.startswith("database/")
        }

    everything = {model._meta.label_lower for model in rows.all_models()}
    assert everything - held == rows.LEFT_OUT & everything
    assert held < everything


def flip(where: float) -> Callable[[bytes], bytes]:
    def damage(content: bytes) -> bytes:
        at = min(int(len(content) * where), len(content) - 1)
        return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]

    return damage


@pytest.mark.parametrize(
    "damage",
    [
        *(pytest.param(flip(at / 16), id=f"flipped at {at}/16") for at in range(17)),
        pytest.param(lambda content: content[:-1], id="one byte short"),
        pytest.param(lambda content: content[: len(content) // 2], id="cut in half"),
        pytest.param(lambda content: content + b"\0", id="one byte more"),
        pytest.param(lambda content: b"", id="empty"),
        pytest.param(lambda content: b"PK\3\4" + content, id="another file"),
    ],
)
def test_a_damaged_backup_is_refused_and_leaves_nothing(
    tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    published(disclosure_data(overview()))
    path = make_backup(tmp_path / "site.tar").path
    empty()
    path.write_bytes(damage(path.read_bytes()))

    with pytest.raises(DamagedBackup, match="不是完整的备份"):
        restore_backup(path)

    assert not models.Region.objects.exists()
    assert stored() == set()


def resealed(path: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """The backup with other members under a seal that holds."""
    other = path.with_name("other.tar")
    with tarfile.open(path) as opened, other.open("wb") as file:
        writer = archive.Writer(file)
        for member in opened.getmembers():
            content = opened.extractfile(member)
            assert content is not None
            new = change(member.name, content.read())
            if new is not None and member.name != archive.SEAL:
                writer.add_bytes(member.name, new)
        writer.seal()
    return other


def with_manifest(**given: Any) -> Callable[[str, bytes], bytes]:
    return lambda name, content: (
        json.dumps({**json.loads(content), **given}).encode()
        if name == "manifest.json"
        else content
    )


@pytest.mark.parametrize(
    "given",
    [{"migrations": ["budgets.0001_initial"]}, {"format": 2}, {"program": "another"}],
    ids=["migrations", "format", "program"],
)
def test_a_backup_of_another_release_is_refused_and_leaves_nothing(
    backup: Path, given: dict[str, Any]
) -> None:
    other = resealed(backup, with_manifest(**given))

    with pytest.raises(RestoreRefused, match=r"另一个版本|格式"):
        restore_backup(other)

    assert not models.Region.objects.exists()
    assert stored() == set()


@pytest.mark.parametrize(
    "change",
    [
        lambda name, content: None if name == "files.json" else content,
        lambda name, content: content[:-9] if name.endswith("budgets.region.jsonl.gz") else content,
        lambda name, content: None if name.endswith("budgets.region.jsonl.gz") else content,
        lambda name, content: b"[]" if name == "manifest.json" else content,
        with_manifest(last_keys={"budgets.nothing": 1}),
    ],
    ids=["no list of files", "rows cut", "rows gone", "no manifest", "unknown model"],
)
def test_a_sealed_file_that_is_no_backup_is_refused_and_leaves_nothing(
    backup: Path, change: Callable[[str, bytes], bytes | None]
) -> None:
    other = resealed(backup, change)

    with pytest.raises(DamagedBackup, match="不是本程序的备份"):
        restore_backup(other)

    assert not models.Region.objects.exists()
    assert stored() == set()
    assert immutability.amiss() == []


def test_a_backup_puts_no_file_outside_its_folders(backup: Path, tmp_path: Path) -> None:
    named = tmp_path / "named.tar"
    with named.open("wb") as file, tarfile.open(backup) as opened:
        writer = archive.Writer(file)
        for member in opened.getmembers():
            content = opened.extractfile(member)
            if member.name != archive.SEAL and content is not None:
                writer.add_bytes(member.name, content.read())
        writer.add_bytes("files/../../escaped", b"x")
        writer.seal()

    with pytest.raises(DamagedBackup):
        restore_backup(named)

    assert not list(tmp_path.rglob("escaped"))
    assert not models.Region.objects.exists()


def test_a_site_with_data_is_never_restored_into(tmp_path: Path) -> None:
    a_site()
    made = make_backup(tmp_path / "site.tar")
    held = digests()

    with pytest.raises(RestoreRefused, match="只能恢复到空的站点"):
        restore_backup(made.path)

    assert digests() == held
    assert not damaged_files()


def test_a_backup_overwrites_nothing(tmp_path: Path) -> None:
    path = tmp_path / "site.tar"
    path.write_bytes(b"of yesterday")

    with pytest.raises(BackupRefused, match="已经存在"):
        make_backup(path)

    assert path.read_bytes() == b"of yesterday"


def test_what_the_site_itself_has_lost_is_told_and_does_not_stop_the_backup(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a_site()
    lost, broken = models.PublishedFile.objects.filter(path__in=["tables/1.csv", "report.pdf"])
    Path(default_storage.path(lost.stored_name)).unlink()
    Path(default_storage.path(broken.stored_name)).write_bytes(b"broken")

    with pytest.raises(SystemExit) as ended:
        call_command("backup", str(tmp_path / "site.tar"))

    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert f"缺少文件：{lost.stored_name}" in said
    assert f"已损坏：{broken.stored_name}" in said


def test_a_folder_gets_a_backup_named_by_its_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a_site()
    (tmp_path / "nightly").mkdir()

    call_command("backup", str(tmp_path / "nightly"))

    (made,) = (tmp_path / "nightly").iterdir()
    assert made.name.startswith("mingzhang-20")
    assert str(made) in capsys.readouterr().out


def test_what_a_killed_backup_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    left = tmp_path / ".mingzhang-backup-abc"
    left.mkdir()
    (left / "backup").write_bytes(b"half")

    make_backup(tmp_path / "site.tar")

    assert not left.exists()


def test_the_command_restores_and_says_what(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    department()
    made = make_backup(tmp_path / "site.tar")
    empty()

    call_command("restore", str(made.path))

    said = capsys.readouterr().out
    assert "已恢复" in said
    # Everything was looked through.
    assert "已核对" in said
    assert models.Department.objects.exists()


def test_the_command_says_why_it_restores_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("restore", os.devnull)

    assert ended.value.code == 2
    assert "没有恢复" in capsys.readouterr().err
