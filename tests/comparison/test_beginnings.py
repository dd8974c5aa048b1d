"""Who comes to compare with nothing in mind finds comparisons that have something to show."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from django.test import Client

from budgets.comparison.beginnings import beginnings
from budgets.models import KeyAmount, Population
from tests.builders import department, published, region
from tests.documents import XICHENG_2022, XICHENG_2024, sample
from tests.understanding.test_executed import accounts

pytestmark = pytest.mark.django_db


def test_every_beginning_leads_to_a_comparison_that_tells_something(client: Client) -> None:
    region("110102", "北京市西城区"), region("130100", "石家庄市")
    for which in (XICHENG_2022, XICHENG_2024):
        published(replace(sample(which), slug="xicheng", region="110102"))
    other = replace(sample(XICHENG_2024), department="石家庄市人民政府外事办公室", slug="sjz")
    published(replace(other, region="130100"))
    third = replace(sample(XICHENG_2024), department="北京市西城区教育局", slug="edu")
    published(replace(third, region="110102"))

    page = unescape(client.get("/compare/").content.decode())
    section = re.search(r'<section class="beginnings".*?</section>', page, re.DOTALL)
    assert section
    addresses = re.findall(r'<a href="(/compare/\?[^"]*)"', section[0])

    assert [len(re.findall(r"[?&]b=", address)) for address in addresses] == [1, 2, 2, 1]
    assert "b=xicheng" in addresses[0]
    assert "2022 年到 2024 年" in section[0]
    assert "石家庄市人民政府外事办公室" in section[0]
    assert "m=three-public" in addresses[2]
    for address in addresses:
        answer = client.get(address).content.decode()
        table = re.search(r'<table class="plain compared".*?</table>', answer, re.DOTALL)
        assert table
        assert "没有公布" not in table[0]
        assert 'class="beginnings"' not in answer


def test_nothing_public_has_no_beginning(
    client: Client, django_assert_max_num_queries: object
) -> None:
    assert beginnings() == []
    published(accounts("10.00", "9.00"))
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        found = beginnings()
    assert [one.query for one in found] == [
        "b=mou-shi-wai-ban&y=2026&m=basic&m=project&kind=final-accounts"
    ]


def test_years_are_offered_of_a_body_that_did_not_tell_the_newest() -> None:
    for year in (2023, 2024):
        earlier = replace(accounts("10.00", "9.00"), department="某区水务局", slug="water")
        published(replace(earlier, fiscal_year=year))
    published(accounts("10.00", "9.00"))

    assert beginnings()[0].query.startswith("b=water&y=2023&y=2024&")


def test_what_rounds_to_nothing_a_head_is_not_told_as_nothing(client: Client) -> None:
    published(accounts("10.00", "9.00"))
    Population.objects.create(region=region(), year=2025, people=21_000_000_000, source="公报")

    query = "b=mou-shi-wai-ban&kind=final-accounts&per=head"

    assert "&lt;0.01</a>" in client.get(f"/compare/?{query}").content.decode()
    assert ",<0.01," in client.get(f"/compare.csv?{query}").content.decode()


def test_a_department_is_never_added_to_its_units(client: Client) -> None:
    """Neither where a unit's unit has none between that told anything."""
    bureau = department("bureau", "某局")
    centre = department("centre", "某局中心", parent=bureau)
    station = department("station", "某局中心站", parent=centre)
    published(replace(accounts("10.00", "9.00"), slug="bureau"))
    told = KeyAmount.objects.get(key="spent")
    published(replace(accounts("2.00", "1.00"), slug="station"))

    ranking = client.get("/regions/110000/2026/final-accounts/?m=spent").content.decode()
    foot = re.search(r"<tfoot.*?</tfoot>", ranking, re.DOTALL)

    assert told.fen == 9_000_000
    assert foot
    assert "90,000.00" in foot[0]
    assert station.parent == centre

    published(replace(accounts("3.00", "2.00"), slug="centre"))
    page = client.get("/departments/bureau/").content.decode()
    section = re.search(r'<section aria-labelledby="units-title">.*?</section>', page, re.DOTALL)
    assert section
    assert "某局中心" in section[0]
    assert "已包含所属单位" in section[0]
    assert re.findall(r"<td class=\"figure\"><a [^>]*>([\d.]+)</a>", section[0]) == ["2.00", "9.00"]
