"""Publishing: all of it or nothing; what is public is what was checked; a draft is nowhere."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import zipfile
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import Client

from budgets import models
from budgets.exports import document_sha256
from budgets.importing import check_again, preview_workbook, store_draft
from budgets.publishing import NotADraft, UnexplainedFindings, publish_directly, unexplained
from budgets.storage import load_disclosure
from tests.builders import department
from tests.documents import ALL, BEIJING, SAMPLES, XICHENG_2024

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def draft(which: tuple[str, str, int] = XICHENG_2024) -> models.Disclosure:
    content = (SAMPLES / f"{which[0]}.xlsx").read_bytes()
    preview = preview_workbook(
        content, name="a.xlsx", department=which[1], fiscal_year=which[2], kind="budget"
    )
    return store_draft(preview, department=department(slug=which[0], name=which[1]))


def stored(disclosure: models.Disclosure, path: str) -> bytes:
    with default_storage.open(disclosure.files.get(path=path).stored_name) as file:
        return bytes(file.read())


def public_paths(disclosure: models.Disclosure) -> list[str]:
    address = f"/departments/{disclosure.department.slug}/{disclosure.fiscal_year.year}/budget/"
    tables = disclosure.tables.values_list("n", flat=True)
    paths = [address, f"{address}report.pdf", f"{address}workbook.xlsx", f"{address}data.json"]
    for n in tables:
        paths += [f"{address}tables/{n}/", f"{address}tables/{n}/?unit=元"]
        paths += [f"{address}tables/{n}.{form}" for form in ("csv", "xlsx", "json")]
    version = f"{address}v{disclosure.version}/"
    paths += [path.replace(address, version) for path in paths]
    return [*paths, *(f"/en{path}" for path in paths)]


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
    said = json.loads(stored(disclosure, "data.json"))["findings"]
    assert said[0]["explanation"] == "购房补贴未列入本表明细。"
    assert "购房补贴未列入本表明细。" in stored(disclosure, "bodies/zh-hans/index.html").decode()


def test_a_document_published_elsewhere_shows_its_contradictions() -> None:
    disclosure = publish_directly(draft(), as_published=True)

    page = Client().get(disclosure.get_absolute_url()).content.decode()

    assert "490.033384" in page
    assert disclosure.as_published
    assert stored(disclosure, "card.png").startswith(b"\x89PNG")
    assert 'property="og:image" content="http://testserver/' in page


@pytest.mark.parametrize("which", ALL, ids=lambda which: which[0])
def test_the_published_workbook_loads_again_to_the_identical_disclosure(
    which: tuple[str, str, int],
) -> None:
    disclosure = publish_directly(draft(which), as_published=True)

    again = preview_workbook(
        stored(disclosure, "workbook.xlsx"),
        name="workbook.xlsx",
        department=which[1],
        fiscal_year=which[2],
        kind="budget",
    )

    assert again.data.tables == load_disclosure(disclosure).tables


def test_the_hash_can_be_worked_out_from_the_published_json() -> None:
    disclosure = publish_directly(draft(BEIJING))

    document = json.loads(stored(disclosure, "data.json"))

    assert document["sha256"] == document_sha256(document) == disclosure.sha256
    assert len(document["tables"]) == 13
    assert document["department"]["name"] == BEIJING[1]
    first = document["facts"][0]
    assert set(first) == {"table", "row", "column", "coordinates", "fen"}
    assert first["coordinates"]["basis"] == "budget"


def test_facts_are_the_amounts_of_the_published_version() -> None:
    disclosure = publish_directly(draft(BEIJING))

    general = models.Fact.objects.filter(
        side="out", source="general", use="spent", nature="", function="", basis="budget"
    ).exclude(table_n=4)

    assert {fact.fen for fact in general} == {9_274_719_302}
    amounts = sum(fact.amount.fen is not None for _, fact in load_disclosure(disclosure).facts())
    assert disclosure.facts.count() == amounts


def test_every_file_is_stored_under_its_content() -> None:
    disclosure = publish_directly(draft(BEIJING))

    for file in disclosure.files.all():
        with default_storage.open(file.stored_name) as opened:
            content = opened.read()
        assert hashlib.sha256(content).hexdigest() == file.sha256
        assert len(content) == file.size


def test_the_csv_holds_every_printed_amount_and_no_formula() -> None:
    disclosure = publish_directly(draft(BEIJING))

    text = stored(disclosure, "tables/3.csv").decode("utf-8-sig")

    assert stored(disclosure, "tables/3.csv").startswith(b"\xef\xbb\xbf")
    assert "10018.162211" in text
    assert not any(
        cell.startswith(("=", "+", "@")) for cell in text.replace("\r\n", ",").split(",")
    )


@pytest.mark.skipif(which("pdftotext") is None, reason="pdftotext is not installed")
def test_the_pdf_says_the_same_figures(tmp_path: Path) -> None:
    disclosure = publish_directly(draft(BEIJING))
    file = tmp_path / "report.pdf"
    file.write_bytes(stored(disclosure, "report.pdf"))

    text = subprocess.run(
        ["pdftotext", "-layout", file, "-"], capture_output=True, check=True
    ).stdout.decode()

    printed = {
        fact.amount.printed for _, fact in load_disclosure(disclosure).facts() if fact.amount.fen
    }
    assert [amount for amount in printed if amount not in text] == []
    assert disclosure.sha256[:16] in text.replace(" ", "")


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


def test_only_a_draft_can_be_published() -> None:
    disclosure = publish_directly(draft(BEIJING))
    stale = models.Disclosure.objects.get(pk=disclosure.pk)
    stale.status = "draft"

    for one in (disclosure, stale):
        with pytest.raises(NotADraft):
            publish_directly(one)

    assert models.Disclosure.objects.published().count() == 1
    assert disclosure.files.count() == models.PublishedFile.objects.count()


def test_a_draft_reaches_no_address() -> None:
    disclosure = draft(BEIJING)
    client = Client()

    answers = {path: client.get(path).status_code for path in public_paths(disclosure)}

    assert set(answers.values()) == {404}
    assert BEIJING[1] not in client.get("/").content.decode()
    body = client.get(f"/departments/{disclosure.department.slug}/")
    assert "/2026/budget/" not in body.content.decode()


def test_a_published_document_answers_every_address() -> None:
    disclosure = publish_directly(draft(BEIJING))
    client = Client()

    paths = [path for path in public_paths(disclosure) if "?" not in path]
    answers = {path: client.get(path) for path in paths}

    assert all(answer.getvalue() for answer in answers.values())
    assert {path for path, answer in answers.items() if answer.status_code != 200} == set()


def test_a_draft_beside_a_published_version_changes_no_public_byte() -> None:
    published = publish_directly(draft(BEIJING))
    client = Client()
    paths = public_paths(published)
    before = {path: client.get(path).getvalue() for path in paths}

    draft(BEIJING)

    assert {path: client.get(path).getvalue() for path in paths} == before


def test_checking_again_finds_what_importing_found() -> None:
    disclosure = draft()
    stored_keys = list(disclosure.findings.values_list("key", flat=True))

    result = check_again(disclosure)

    assert [finding.key for finding in result.findings] == stored_keys


@pytest.mark.parametrize("form", ["pdf", "xlsx", "csv", "json"])
@pytest.mark.parametrize("public", [False, True], ids=["draft", "published"])
def test_a_disclosure_is_exported_in_every_form(form: str, public: bool, tmp_path: Path) -> None:
    disclosure = draft(BEIJING)
    if public:
        publish_directly(disclosure)
    path = tmp_path / f"out.{form}"

    call_command(
        "export_disclosure",
        disclosure.department.slug,
        "2026",
        "budget",
        format=form,
        output=path,
        stderr=io.StringIO(),
    )

    content = path.read_bytes()
    if form == "csv":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert len(archive.namelist()) == 13
    elif public:
        name = {"pdf": "report.pdf", "xlsx": "workbook.xlsx", "json": "data.json"}[form]
        assert content == stored(disclosure, name)
    else:
        assert content.startswith({"pdf": b"%PDF", "xlsx": b"PK", "json": b"{"}[form])


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
