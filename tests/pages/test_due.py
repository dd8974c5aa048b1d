"""The deadlines of a region: what everybody may know of them, and nothing of drafts or excuses."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from budgets.models import ApprovalDay, Department, Disclosure, Excused, FiscalYear
from budgets.pages.due import due_lately
from tests.builders import department, overview, past_the_triggers, published, region, stored
from tests.builders import disclosure_data as document

pytestmark = pytest.mark.django_db

PAGE = "/regions/110000/due/"
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def approved(day: str, *, body: Department | None = None, kind: str = "budget") -> None:
    year, _ = FiscalYear.objects.get_or_create(year=2026)
    ApprovalDay.objects.create(
        region=region(),
        fiscal_year=year,
        kind=kind,
        department=body,
        day=dt.date.fromisoformat(day),
        at=NOW,
    )


def rows(html: str) -> dict[str, list[str]]:
    """The texts of the cells, by the name of the body."""
    found = {}
    for one in re.findall(r"<tr role=\"row\"><th role=\"rowheader\".*?</tr>", html, re.S):
        name, *cells = (
            " ".join(re.sub(r"<[^>]+>", "", cell).split())
            for cell in re.findall(r"<t[hd].*?</t[hd]>", one, re.S)
        )
        found[name] = cells
    return found


def test_each_body_has_its_day_and_what_came_of_it(client: Client) -> None:
    # Documents of these builders came to be public on 2026-02-10.
    published(document(overview(), slug="in-time", department="及时局"))
    published(document(overview(), slug="late", department="迟公开局"))
    taken_back = published(document(overview(), slug="taken-back", department="撤下局"))
    with past_the_triggers():
        Disclosure.objects.filter(pk=taken_back.pk).update(
            status="withdrawn", withdrawn_at=NOW, withdrawal_notice="有误，已撤下。"
        )
    approved("2026-02-01")
    approved("2026-01-10", body=Department.objects.get(slug="late"))
    department("nothing", "尚未局")

    text = client.get(PAGE).content.decode()

    assert rows(text) == {
        "及时局": ["2026-02-01", "2026-02-21", "2026-02-10"],
        "迟公开局": ["2026-01-10", "2026-01-30", "2026-02-10 期限后 11 天"],
        "撤下局": ["2026-02-01", "2026-02-21", "公开后已撤下"],
        "尚未局": ["2026-02-01", "2026-02-21", "尚未"],
    }
    assert "4 个部门和单位中有 2 个已在本站公开" in text
    lines = client.get(f"{PAGE}?format=csv").content.decode("utf-8-sig").splitlines()
    assert "预算,尚未局,2026-02-01,2026-02-21," in lines
    assert "预算,及时局,2026-02-01,2026-02-21,2026-02-10" in lines
    for year in ("2026", "1999", "9" * 5000):
        assert rows(client.get(PAGE, {"year": year}).content.decode()) == rows(text)


def test_a_draft_and_an_excuse_are_told_nowhere(client: Client) -> None:
    approved("2026-02-01")
    body = department("quiet", "不语局")
    before = client.get(PAGE).content.decode()

    stored(document(overview(), slug="quiet", department="不语局"))
    assert client.get(PAGE).content.decode() == before

    Excused.objects.create(
        department=body,
        fiscal_year=FiscalYear.objects.get(year=2026),
        kind="budget",
        reason="涉密单位",
        at=NOW,
    )
    after = client.get(PAGE).content.decode()
    assert "不语局" not in after
    assert "涉密" not in after


def test_without_a_day_of_approval_nothing_is_due(client: Client) -> None:
    published(document(overview()))

    text = client.get(PAGE).content.decode()

    assert "算不出公开的期限" in text
    assert client.get("/").content.decode().count("公开期限") == 0


def test_the_first_page_tells_what_was_due_lately(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    published(document(overview()))
    approved("2026-02-01")

    # The days, and what is adjusted anywhere: no region is read where nothing is.
    with django_assert_num_queries(2):
        (one,) = due_lately(dt.date(2026, 3, 1))

    assert (one["day"], one["here"], str(one["kind"])) == (dt.date(2026, 2, 21), 1, "预算")
    # By then it is history, and told on the region's page.
    assert due_lately(dt.date(2026, 9, 1)) == []
