"""English pages show glosses beside Chinese names; Chinese pages show none."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from django.test import Client

from budgets.models import ClassificationCode, Department, Region
from tests.builders import published
from tests.documents import XICHENG_2024, sample

pytestmark = pytest.mark.django_db

NAME = "北京市西城区人民政府外事办公室"
ENGLISH = "Foreign Affairs Office of the People's Government of Xicheng District, Beijing"
DOCUMENT = "/departments/fao/2024/budget/"
GLOSS = re.compile(r'<span class="gloss" lang="en">([^<]*)</span>')


@pytest.fixture(autouse=True)
def office() -> None:
    document = published(replace(sample(XICHENG_2024), slug="fao", region="110102"))
    Region.objects.filter(pk=document.department.region_id).update(name_en="Xicheng, Beijing")
    Department.objects.filter(pk=document.department_id).update(name_en=ENGLISH)


def text_of(client: Client, path: str, **asked: str) -> str:
    return client.get(path, asked).content.decode()


def test_a_table_is_read_in_both_languages(client: Client) -> None:
    page = text_of(client, f"/en{DOCUMENT}tables/3/")

    row = re.search(r'<tr id="r1".*?</tr>', page, re.DOTALL)
    assert row
    assert (
        '2010301-行政运行 <span class="gloss" lang="en">Administrative operations</span>' in row[0]
    )
    assert "65.715600" in row[0]
    assert "Basic expenditure" in GLOSS.findall(page)
    assert "<title>表3 2024 年部门支出总表 (Expenditure, summary, 2024)" in page
    # A found row keeps its gloss.
    sorted_rows = text_of(client, f"/en{DOCUMENT}tables/3/", q="公务接待费")
    assert "Official receptions" in GLOSS.findall(sorted_rows)
    assert not GLOSS.search(text_of(client, f"{DOCUMENT}tables/3/"))


def test_a_document_speaks_english_of_names_and_amounts(client: Client) -> None:
    page = text_of(client, f"/en{DOCUMENT}")

    told = [text.replace("&#x27;", "'").replace("&#39;", "'") for text in GLOSS.findall(page)]
    assert {ENGLISH, "General public services", "Income and expenditure, summary, 2024"} <= set(
        told
    )
    # In the pictures too: the flow, and a tile of the treemap.
    assert re.search(r'<text class="in-english"[^>]*lang="en">Housing security</text>', page)
    assert re.search(r'<tspan class="in-english"[^>]*>General public services</tspan>', page)
    assert ">basic expenditure</a>) takes" in page
    # 648.875784 万元 to the last fen, where it stands in no table.
    assert "6,488,757<small>.84</small></span>" in page
    assert "× 10,000 yuan" not in page
    linked = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert linked
    dataset = json.loads(linked[1])
    assert dataset["creator"] == {
        "@type": "GovernmentOrganization",
        "name": NAME,
        "alternateName": ENGLISH,
        "url": "http://testserver/en/departments/fao/",
    }
    assert dataset["alternateName"] == f"{ENGLISH}, budget 2024"
    assert not GLOSS.search(text_of(client, DOCUMENT))


def test_lists_and_comparisons_name_bodies_in_english(client: Client) -> None:
    ClassificationCode.objects.create(catalogue="function", code="2010301", name="行政运行")
    for path in (
        "/",
        "/regions/110102/",
        "/regions/110102/2024/budget/",
        "/departments/fao/",
        "/compare/?b=fao&m=function-2010301&m=spending",
    ):
        page = text_of(client, f"/en{path}")
        assert ENGLISH in page.replace("&#x27;", "'").replace("&#39;", "'"), path
        assert not GLOSS.search(text_of(client, path)), path
    assert "Administrative operations" in GLOSS.findall(
        text_of(client, "/en/compare/?b=fao&m=function-2010301&m=spending")
    )
    assert client.get("/api/v1/bodies/fao/").json()["name_en"] == ENGLISH
    assert client.get("/api/v1/regions/110102/").json()["name_en"] == "Xicheng, Beijing"


def test_a_row_is_found_by_what_it_means(client: Client) -> None:
    page = text_of(client, "/en/search/", q="official receptions")

    assert f"{DOCUMENT}tables/10/#r2" in page
    assert "Official receptions" in GLOSS.findall(page)
    assert re.findall(r">([^<]*): compare years</a>", page)[0] == "Official receptions"
    # Printed as 0.214752 万元, and told so in Chinese alone.
    assert re.search(r"2,147\.52</strong> yuan", page)
    assert "0.214752</strong> 万元" in text_of(client, "/search/", q="公务接待费")
    assert "30101-基本" in text_of(client, "/en/search/", q="basic wages")
