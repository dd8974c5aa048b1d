"""The public history of a document."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from budgets import models
from budgets.publishing import publish_directly, withdraw
from tests.access.people import person
from tests.builders import disclosure_data, overview, stored
from tests.differences.conftest import HOME, REASON, Versions

VERSIONS = f"{HOME}versions/"


def body(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8-sig")


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_correction_says_why_and_what_cell_by_cell(client: Client, corrected: Versions) -> None:
    page = body(client, VERSIONS)

    assert REASON in page
    assert corrected.first.sha256 in page
    assert corrected.second.sha256 in page
    changed = page[page.index('id="v2-t3"') : page.index('id="v2-text-name"')]
    assert "原为 60.00 改为 66.00" in words(changed)
    assert "+6.00 (+10.0%)" in words(changed)
    assert 'href="../v2/tables/3/#r1"' in changed
    assert re.search(r"<del>.*120\.50</del>", page)
    assert re.search(r"<ins>.*110\.50</ins>", page)


def test_tables_that_did_not_change_are_not_told(client: Client, corrected: Versions) -> None:
    page = body(client, VERSIONS)

    assert 'id="v2-t1"' not in page
    assert 'id="v2-t2"' not in page


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("v1/", HOME),
        # Table 2 of the first version is table 3 of the second.
        ("v1/tables/2/", f"{HOME}tables/3/"),
        ("v1/tables/2/?unit=元", f"{HOME}tables/3/"),
    ],
)
def test_an_older_address_leads_to_the_same_table_now(
    client: Client, corrected: Versions, address: str, leads_to: str
) -> None:
    page = body(client, HOME + address)

    assert "已被更正" in page
    assert f'href="{leads_to}"' in page
    assert f'href="{VERSIONS}#v2"' in page


@pytest.mark.parametrize("address", ["", "tables/3/", "v2/"])
def test_a_correction_says_so_at_its_top(client: Client, corrected: Versions, address: str) -> None:
    page = body(client, HOME + address)

    assert REASON in page
    assert "更正，这是第 2 版" in page
    assert f'href="{VERSIONS}#v2"' in page


def test_the_changes_can_be_taken_along(client: Client, corrected: Versions) -> None:
    document = json.loads(body(client, f"{HOME}v2/changes.json"))

    assert document["before"]["sha256"] == corrected.first.sha256
    assert document["after"]["sha256"] == corrected.second.sha256
    assert document["counts"]["cells"] == 1
    assert "66.00" in body(client, f"{HOME}changes.csv")
    assert b"".join(client.get(f"{HOME}changes.xlsx").streaming_content).startswith(b"PK")
    assert client.get(f"{HOME}v1/changes.json").status_code == 404
    assert "v2/changes.xlsx" in body(client, VERSIONS)


def test_files_of_the_first_version_are_what_they_were(corrected: Versions) -> None:
    before = dict(corrected.first.files.values_list("path", "sha256"))

    third = stored(disclosure_data(overview(), version=3))
    publish_directly(third, as_published=True, reason="再次更正。")

    assert dict(corrected.first.files.values_list("path", "sha256")) == before
    for file in corrected.second.files.filter(path__contains="changes"):
        assert default_storage.exists(file.stored_name)


def test_an_unchanged_page_is_not_sent_twice(client: Client, corrected: Versions) -> None:
    first = client.get(VERSIONS)
    again = client.get(VERSIONS, headers={"if-none-match": first["ETag"]})

    assert again.status_code == 304
    assert first["X-Public-Page"] == "1"


def test_a_single_version_has_a_history_of_one(client: Client, db: None) -> None:
    publish_directly(stored(disclosure_data(overview())), as_published=True)

    page = body(client, VERSIONS)

    assert "第一次公开" in page
    assert "versions/" not in body(client, HOME)


def test_drafts_are_not_in_the_history(client: Client, corrected: Versions) -> None:
    draft = stored(disclosure_data(overview("999.00"), version=3))
    models.Disclosure.objects.filter(pk=draft.pk).update(reason="没有公开的原因")

    page = body(client, VERSIONS)

    assert "第 3 版" not in page
    assert "没有公开的原因" not in page


def test_a_withdrawn_document_shows_no_versions(client: Client, corrected: Versions) -> None:
    withdraw(corrected.second, by=person("fa"), notice="暂时撤下。")

    answer = client.get(VERSIONS)

    assert answer.status_code == 410
    assert "66.00" not in answer.content.decode()
    assert REASON not in answer.content.decode()
    assert client.get(f"{HOME}v2/changes.json").status_code == 410


def test_a_version_after_a_withdrawal_tells_nothing_of_what_was_withdrawn(
    client: Client, corrected: Versions
) -> None:
    withdraw(corrected.second, by=person("fa"), notice="暂时撤下。")
    again = stored(disclosure_data(overview(), version=3))

    publish_directly(again, as_published=True, reason="重新公开。")

    assert not again.files.filter(path__contains="changes").exists()
    page = body(client, VERSIONS)
    assert "第 3 版" in page
    assert corrected.first.sha256 not in page


def test_hostile_words_stay_words(client: Client, db: None) -> None:
    evil = "<script>alert(1)</script>"
    publish_directly(stored(disclosure_data(overview())), as_published=True)
    lines = [*overview().rows]
    lines[0] = replace(lines[0], cells=(evil, *lines[0].cells[1:]))
    given = disclosure_data(replace(overview(), rows=tuple(lines)), version=2)
    publish_directly(stored(given), as_published=True, reason=evil)

    page = body(client, VERSIONS)

    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_history_speaks_english_below_en(client: Client, corrected: Versions) -> None:
    page = body(client, f"/en{VERSIONS}")

    assert '<html lang="en">' in page
    assert "66.00" in page
    assert f'lang="zh-Hans">{REASON}' in page
    assert corrected.second.files.filter(path="bodies/en/changes.html").exists()


def test_the_page_costs_the_same_however_many_versions(
    client: Client, corrected: Versions, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        client.get(VERSIONS)
