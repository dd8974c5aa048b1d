"""What a published version says and answers, asked of one that is published once for all of them."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client, override_settings

from budgets import models
from budgets.exports import document_sha256
from budgets.publishing import NotADraft, publish_directly
from budgets.storage import load_disclosure
from tests.documents import BEIJING
from tests.versions import FIRST_AND_LAST, draft, exported, public_paths, stored_file

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker
    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database for all tests of this module, put back at their end: see tests/access/conftest.py."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="module")
def published(db: None, folder: Path) -> models.Disclosure:
    with override_settings(MEDIA_ROOT=folder):
        return publish_directly(draft(BEIJING))


@pytest.fixture
def disclosure(
    published: models.Disclosure, folder: Path, settings: SettingsWrapper
) -> Iterator[models.Disclosure]:
    """The version as it is stored; what a test does to it is undone."""
    settings.MEDIA_ROOT = folder
    with transaction.atomic():
        yield models.Disclosure.objects.get(pk=published.pk)
        transaction.set_rollback(True)


def test_the_hash_can_be_worked_out_from_the_published_json(disclosure: models.Disclosure) -> None:
    document = json.loads(stored_file(disclosure, "data.json"))

    assert document["sha256"] == document_sha256(document) == disclosure.sha256
    assert len(document["tables"]) == 13
    assert document["department"]["name"] == BEIJING[1]
    first = document["facts"][0]
    assert set(first) == {"table", "row", "column", "coordinates", "fen"}
    assert first["coordinates"]["basis"] == "budget"


def test_facts_are_the_amounts_of_the_published_version(disclosure: models.Disclosure) -> None:
    general = models.Fact.objects.filter(
        side="out", source="general", use="spent", nature="", function="", basis="budget"
    ).exclude(table_n=4)

    assert {fact.fen for fact in general} == {9_274_719_302}
    amounts = sum(fact.amount.fen is not None for _, fact in load_disclosure(disclosure).facts())
    assert disclosure.facts.count() == amounts


def test_every_file_is_stored_under_its_content(disclosure: models.Disclosure) -> None:
    for file in disclosure.files.all():
        with default_storage.open(file.stored_name) as opened:
            content = opened.read()
        assert hashlib.sha256(content).hexdigest() == file.sha256
        assert len(content) == file.size


def test_the_csv_holds_every_printed_amount_and_no_formula(disclosure: models.Disclosure) -> None:
    text = stored_file(disclosure, "tables/3.csv").decode("utf-8-sig")

    assert stored_file(disclosure, "tables/3.csv").startswith(b"\xef\xbb\xbf")
    assert "10018.162211" in text
    assert not any(
        cell.startswith(("=", "+", "@")) for cell in text.replace("\r\n", ",").split(",")
    )


@pytest.mark.skipif(which("pdftotext") is None, reason="pdftotext is not installed")
def test_the_pdf_says_the_same_figures(disclosure: models.Disclosure, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(stored_file(disclosure, "report.pdf"))

    text = subprocess.run(
        ["pdftotext", "-layout", file, "-"], capture_output=True, check=True
    ).stdout.decode()

    printed = {
        fact.amount.printed for _, fact in load_disclosure(disclosure).facts() if fact.amount.fen
    }
    assert [amount for amount in printed if amount not in text] == []
    assert disclosure.sha256[:16] in text.replace(" ", "")


def test_only_a_draft_can_be_published(disclosure: models.Disclosure) -> None:
    stale = models.Disclosure.objects.get(pk=disclosure.pk)
    stale.status = "draft"

    for one in (disclosure, stale):
        with pytest.raises(NotADraft):
            publish_directly(one)

    assert models.Disclosure.objects.published().count() == 1
    assert disclosure.files.count() == models.PublishedFile.objects.count()


def test_a_published_document_answers_every_address(disclosure: models.Disclosure) -> None:
    client = Client()

    paths = [path for path in public_paths(disclosure) if "?" not in path]
    answers = {path: client.get(path) for path in paths}

    assert all(answer.getvalue() for answer in answers.values())
    assert {path for path, answer in answers.items() if answer.status_code != 200} == set()


def test_a_draft_beside_a_published_version_changes_no_public_byte(
    disclosure: models.Disclosure,
) -> None:
    client = Client()
    paths = public_paths(disclosure, tables=FIRST_AND_LAST)
    before = {path: client.get(path).getvalue() for path in paths}

    draft(BEIJING)

    assert {path: client.get(path).getvalue() for path in paths} == before


@pytest.mark.parametrize("form", ["pdf", "xlsx", "csv", "json"])
def test_it_is_exported_in_every_form_as_it_was_published(
    form: str, disclosure: models.Disclosure, tmp_path: Path
) -> None:
    content = exported(disclosure, form, tmp_path)

    if form == "csv":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert len(archive.namelist()) == 13
    else:
        name = {"pdf": "report.pdf", "xlsx": "workbook.xlsx", "json": "data.json"}[form]
        assert content == stored_file(disclosure, name)
