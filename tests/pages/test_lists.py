"""Home, regions and bodies: what is published and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.builders import (
    department,
    disclosure_data,
    goals,
    published,
    region,
    stored,
    whole_document,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize(
    "path", ["/", "/about/", "/regions/110000/", "/departments/mou-shi-wai-ban/"]
)
def test_a_list_is_there_with_and_without_documents(client: Client, prefix: str, path: str) -> None:
    department()
    assert client.get(prefix + path).status_code == 200

    published(whole_document())
    answer = client.get(prefix + path)

    assert answer.status_code == 200
    assert answer["X-Public-Page"] == "1"


@pytest.mark.parametrize("path", ["/", "/regions/110000/", "/departments/mou-shi-wai-ban/"])
def test_lists_ask_the_database_little(
    client: Client, path: str, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for year in range(2020, 2027):
        published(disclosure_data(goals(), fiscal_year=year))

    with django_assert_max_num_queries(10):
        client.get(path)


@pytest.mark.parametrize("path", ["/", "/regions/110000/", "/departments/mou-shi-wai-ban/"])
def test_a_draft_is_in_no_list(client: Client, path: str) -> None:
    stored(whole_document(department="草稿局"))
    stored(whole_document(fiscal_year=2025), status="submitted")

    text = client.get(path).content.decode()

    assert "2026年预算公开" not in text
    assert "2025年预算公开" not in text
    if path != "/departments/mou-shi-wai-ban/":
        assert "草稿局" not in text


def test_home_counts_what_is_published(client: Client) -> None:
    published(whole_document())
    published(disclosure_data(goals(), slug="er", department="二局", kind="performance"))
    stored(disclosure_data(goals(), slug="san", department="三局"))

    text = client.get("/").content.decode()

    assert "2 个部门和单位" in text
    assert text.count("1 份") == 2
    assert "某市人民政府外事办公室" in text


def test_home_lists_a_region_after_the_one_that_it_lies_in(client: Client) -> None:
    # They came in the other way round.
    for slug, code, name in (
        ("b", "990200", "乙市"),
        ("c", "990102", "甲市丙区"),
        ("a", "990100", "甲市"),
    ):
        region(code, name)
        department(slug, f"{slug}局", code)
        published(disclosure_data(goals(), slug=slug, department=f"{slug}局"))

    text = client.get("/").content.decode()

    places = text[text.index("按地区看") :]
    assert places.index("甲市<") < places.index("甲市丙区<") < places.index("乙市<")


def test_bodies_are_found_by_name_year_and_kind(client: Client) -> None:
    published(whole_document())
    published(disclosure_data(goals(), slug="er", department="二局", fiscal_year=2025))
    published(
        disclosure_data(goals(), slug="er", department="二局", fiscal_year=2026, kind="evaluation")
    )

    def found(**query: str) -> set[str]:
        text = client.get("/regions/110000/", query).content.decode()
        return {name for name in ("某市人民政府外事办公室", "二局") if f">{name}</a>" in text}

    assert found() == {"某市人民政府外事办公室", "二局"}
    assert found(name="外事") == {"某市人民政府外事办公室"}
    assert found(year="2026") == {"某市人民政府外事办公室", "二局"}
    assert found(kind="evaluation") == {"二局"}
    # One document must have both: 二局 has a budget of 2025 and an evaluation of 2026.
    assert found(year="2026", kind="budget") == {"某市人民政府外事办公室"}


def test_a_wrong_filter_says_what_is_wrong(client: Client) -> None:
    published(whole_document())

    answer = client.get("/regions/110000/", {"year": "abc", "kind": "nonsense"})

    assert answer.status_code == 200
    assert answer.content.decode().count('class="error"') == 2
    assert "X-Public-Page" not in answer


def test_a_filtered_list_is_in_no_index(client: Client) -> None:
    published(whole_document())

    assert (
        'name="robots" content="noindex"' in client.get("/regions/110000/?name=外").content.decode()
    )
    assert "noindex" not in client.get("/regions/110000/").content.decode()


def test_a_body_shows_its_totals_over_the_years(client: Client) -> None:
    published(whole_document())
    published(whole_document(fiscal_year=2025))
    stored(whole_document(fiscal_year=2024))

    text = client.get("/departments/mou-shi-wai-ban/").content.decode()

    assert text.count("120<small>.500000</small>") == 4
    assert 'href="/departments/mou-shi-wai-ban/2026/budget/tables/1/#r6"' in text
    assert "2024" not in text


def test_units_stand_under_their_department(client: Client) -> None:
    parent = department()
    department("xia-shu", "下属事务中心", parent=parent)

    text = client.get("/departments/mou-shi-wai-ban/").content.decode()
    unit = client.get("/departments/xia-shu/").content.decode()

    assert "下属事务中心" in text
    assert "尚未公开" in text
    assert "某市人民政府外事办公室" in unit


def test_a_region_leads_to_the_regions_below_it(client: Client) -> None:
    city = region()
    below = region("110102", "西城区")
    below.parent = city
    below.save()
    published(whole_document(slug="xi", department="西城区某局", region="110102"))

    assert "西城区" in client.get("/regions/110000/").content.decode()
    assert 'href="/regions/110000/"' in client.get("/regions/110102/").content.decode()
