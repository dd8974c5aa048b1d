"""Publishing: all of it or nothing; what is public is what was checked; a draft is nowhere.

What a version says once it is published: test_published_version.py.
"""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from budgets import models
from budgets.importing import check_again, preview_workbook
from budgets.publishing import UnexplainedFindings, publish_directly, unexplained
from budgets.storage import load_disclosure
from tests.documents import ALL, BEIJING
from tests.versions import FIRST_AND_LAST, draft, exported, public_paths, stored_file

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def test_an_unexplained_error_blocks_publishing_and_changes_nothing() -> None:
    disclosure = draft()

    with pytest.raises(UnexplainedFindings) as blocked:
        publish_directly(disclosure)

    assert [finding.cell for finding in blocked.value.findings] == ["C32"]
    disclosure.refresh_from_db()
    assert (disclosure.status, disclosure.sha256) == ("draft", "")
    assert not models.PublishedFile.objects.exists()
    assert not models.Fact.objects.exists()


def test_one_explanation_settles_a_finding_and_those_it_explains() -> None:
    disclosure = draft()
    disclosure.findings.filter(cell="C32").update(explanation="购房补贴未列入本表明细。")

    publish_directly(disclosure)

    assert not unexplained(disclosure)
    said = json.loads(stored_file(disclosure, "data.json"))["findings"]
    assert said[0]["explanation"] == "购房补贴未列入本表明细。"
    assert (
        "购房补贴未列入本表明细。" in stored_file(disclosure, "bodies/zh-hans/index.html").decode()
    )


def test_a_document_published_elsewhere_shows_its_contradictions() -> None:
    disclosure = publish_directly(draft(), as_published=True)

    page = Client().get(disclosure.get_absolute_url()).content.decode()

    assert "490.033384" in page
    assert disclosure.as_published
    assert stored_file(disclosure, "card.png").startswith(b"\x89PNG")
    assert 'property="og:image" content="http://testserver/' in page


@pytest.mark.parametrize("which", ALL, ids=lambda which: which[0])
def test_the_published_workbook_loads_again_to_the_identical_disclosure(
    which: tuple[str, str, int],
) -> None:
    disclosure = publish_directly(draft(which), as_published=True)

    again = preview_workbook(
        stored_file(disclosure, "workbook.xlsx"),
        name="workbook.xlsx",
        department=which[1],
        fiscal_year=which[2],
        kind="budget",
    )

    assert again.data.tables == load_disclosure(disclosure).tables


def test_a_correction_supersedes_and_the_old_version_stays() -> None:
    first = publish_directly(draft(BEIJING))
    files = {file.path: file.sha256 for file in first.files.all()}

    second = publish_directly(draft(BEIJING), reason="更正表内错字")

    first.refresh_from_db()
    assert (first.status, second.status, second.version) == ("superseded", "published", 2)
    assert {file.path: file.sha256 for file in first.files.all()} == files
    assert models.Fact.objects.exclude(disclosure=second).count() == 0
    old = Client().get(first.get_absolute_url())
    assert old.status_code == 200
    assert Client().get(second.get_absolute_url()).status_code == 200


def test_a_draft_reaches_no_address() -> None:
    disclosure = draft(BEIJING)
    client = Client()

    answers = {
        path: client.get(path).status_code
        for path in public_paths(disclosure, tables=FIRST_AND_LAST)
    }

    assert set(answers.values()) == {404}
    assert BEIJING[1] not in client.get("/").content.decode()
    body = client.get(f"/departments/{disclosure.department.slug}/")
    assert "/2026/budget/" not in body.content.decode()


def test_checking_again_finds_what_importing_found() -> None:
    disclosure = draft()
    stored_keys = list(disclosure.findings.values_list("key", flat=True))

    result = check_again(disclosure)

    assert [finding.key for finding in result.findings] == stored_keys


@pytest.mark.parametrize("form", ["pdf", "xlsx", "csv", "json"])
def test_a_draft_is_exported_in_every_form(form: str, tmp_path: Path) -> None:
    content = exported(draft(BEIJING), form, tmp_path)

    assert content.startswith({"pdf": b"%PDF", "xlsx": b"PK", "csv": b"PK", "json": b"{"}[form])
    if form == "csv":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert len(archive.namelist()) == 13


def test_check_disclosure_exits_with_one_when_something_contradicts() -> None:
    disclosure = draft()
    out = io.StringIO()

    with pytest.raises(SystemExit) as stop:
        call_command(
            "check_disclosure", disclosure.department.slug, "2024", "budget", json=True, stdout=out
        )

    answer: dict[str, Any] = json.loads(out.getvalue())
    assert stop.value.code == 1
    assert answer["findings"][0]["cell"] == "C32"


def test_the_samples_load_once() -> None:
    call_command("load_samples", stdout=io.StringIO())
    versions = list(models.Disclosure.objects.values_list("department__slug", "version"))

    call_command("load_samples", stdout=io.StringIO())

    assert list(models.Disclosure.objects.values_list("department__slug", "version")) == versions
    assert len(versions) == 5
    assert models.ClassificationCode.objects.count() > 1000
