"""The comparison in the workplace: with whom, what is shown, who may see it."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import pytest
from django.test import Client

from budgets import models
from budgets.models import Role
from budgets.publishing import submit
from tests.access.people import person, signed_in
from tests.builders import department, disclosure_data, overview, published, spending, stored
from tests.differences.editing import printed


@pytest.fixture
def draft(db: None) -> models.Disclosure:
    """A correction beside its first version, with a document of the year before."""
    last_year = printed(spending(), 0, 2, "50.00")
    published(disclosure_data(overview(), last_year, fiscal_year=2025))
    published(disclosure_data(overview(), spending()))
    return stored(disclosure_data(overview(), printed(spending(), 0, 2, "66.00"), version=2))


@pytest.fixture
def reviewer(db: None) -> Client:
    return signed_in(person("shen", (Role.REVIEWER, department())))


def address(disclosure: models.Disclosure, rest: str = "") -> str:
    return f"/admin/budgets/disclosure/{disclosure.pk}/differences/{rest}"


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_draft_stands_beside_the_last_public_version(
    reviewer: Client, draft: models.Disclosure
) -> None:
    page = words(reviewer.get(address(draft)).content.decode())

    assert "第 1 版 → 第 2 版" in page
    assert "原为 60.00 改为 66.00 +6.00 (+10.0%)" in page
    assert "…… 3 行没有变动 ……" in page


def test_a_draft_stands_beside_last_year(reviewer: Client, draft: models.Disclosure) -> None:
    page = words(reviewer.get(address(draft, "?with=last-year")).content.decode())

    assert "2025年 → 2026年" in page
    assert "2025年 50.00 2026年 66.00 +16.00 (+32.0%)" in page


def test_an_older_version_can_be_looked_at_from_either_side(
    reviewer: Client, draft: models.Disclosure
) -> None:
    first = models.Disclosure.objects.get(version=1, fiscal_year__year=2026)

    page = words(reviewer.get(address(first, "?with=v2")).content.decode())

    assert "第 1 版 → 第 2 版" in page
    assert "原为 60.00 改为 66.00" in page


def test_what_is_only_printed_otherwise_is_shown_when_asked_for(reviewer: Client) -> None:
    published(disclosure_data(spending()))
    other = stored(disclosure_data(printed(spending(), 0, 2, "60"), version=2))

    quiet = words(reviewer.get(address(other)).content.decode())
    asked = words(reviewer.get(address(other, "?with=published&quiet=1")).content.decode())

    assert "1 处只是印法不同" in quiet
    assert "原为 60.00" not in quiet
    assert "原为 60.00 改为 60 只是印法不同" in asked


def test_every_difference_can_be_taken_along(reviewer: Client, draft: models.Disclosure) -> None:
    answer = reviewer.get(address(draft, "csv/?with=published"))

    [line] = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (line["原为"], line["改为"], line["增减（元）"]) == ("60.00", "66.00", "60000.00")
    assert "attachment" in answer["Content-Disposition"]
    assert models.LogEntry.objects.filter(action="export").exists()
    for form in ("xlsx", "json"):
        assert reviewer.get(address(draft, f"{form}/?with=last-year")).status_code == 200


def test_a_first_document_has_nothing_beside_it(reviewer: Client) -> None:
    alone = stored(disclosure_data(overview()))

    page = reviewer.get(address(alone))

    assert page.status_code == 200
    assert "没有可以对比的" in page.content.decode()
    assert reviewer.get(address(alone, "?with=published")).status_code == 404
    assert reviewer.get(address(alone, "csv/")).status_code == 404


@pytest.mark.parametrize("rest", ["", "csv/", "?with=last-year"])
def test_another_body_does_not_see_it(draft: models.Disclosure, rest: str) -> None:
    elsewhere = department("bie-chu", "别处某局")
    client = signed_in(person("bie", (Role.REVIEWER, elsewhere)))

    assert client.get(address(draft, rest)).status_code == 404


def test_a_document_of_another_body_is_never_beside_it(
    reviewer: Client, draft: models.Disclosure
) -> None:
    other = replace(
        disclosure_data(overview("777.00"), fiscal_year=2025), slug="bie-chu", department="别处某局"
    )
    published(other)

    page = reviewer.get(address(draft, "?with=last-year")).content.decode()

    assert "777.00" not in page


def test_the_reviewer_reads_how_much_changed_before_deciding(
    reviewer: Client, draft: models.Disclosure
) -> None:
    submit(draft, by=person("lu", (Role.STAFF, department())), as_published=True, reason="录错")

    page = words(reviewer.get(f"/admin/budgets/disclosure/{draft.pk}/review/").content.decode())

    assert "上一次公开的版本（第 1 版） 1 张表有改动 1 格改动" in page
    assert "60.00 → 66.00 +6.00 万元 (+10.0%)" in page
    assert "上一年度（2025年）" in page
