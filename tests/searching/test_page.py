"""The page of what was found, and the field on every page."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from tests.builders import published
from tests.documents import XICHENG_2022, XICHENG_2024, sample

if TYPE_CHECKING:
    from playwright.sync_api import Page


def offices() -> None:
    """One body's budgets of two years, as the shipped samples have them."""
    for document in (XICHENG_2022, XICHENG_2024):
        published(replace(sample(document), slug="fao", region="110102"))


@pytest.mark.django_db
def test_a_hit_leads_to_its_row(client: Client) -> None:
    offices()

    page = client.get("/search/", {"q": "西城 公务接待费"}).content.decode()

    assert "0.200515" in page
    assert "0.214752" in page
    address = re.search(r'href="(/departments/fao/2024/budget/tables/10/)#r2"', page)
    assert address
    table = client.get(address[1]).content.decode()
    row = re.search(r'<tr id="r2".*?</tr>', table, re.DOTALL)
    assert row
    assert "公务接待费" in row[0]


@pytest.mark.django_db
def test_a_whole_question_is_answered_from_the_cell_that_says_it(client: Client) -> None:
    offices()
    cell = "/departments/fao/2024/budget/tables/10/#r2c2"

    page = client.get("/search/", {"q": "西城区外办2024年招待费花了多少钱"}).content.decode()

    answer = page[page.index('class="direct"') :]
    assert re.search(rf'href="{cell}"><strong>2,147.52</strong>', answer)
    assert "只找原来的词" in page
    assert 'class="hit"' in page
    literal = client.get("/search/", {"q": "西城区外办2024年招待费花了多少钱", "literal": "1"})
    assert 'class="hit"' not in literal.content.decode()
    assert 'class="direct"' not in literal.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["2,147.52元", "0.21万元", "0.214752"])
def test_an_amount_finds_the_cells_that_hold_it(client: Client, asked: str) -> None:
    offices()

    page = client.get("/search/", {"q": asked}).content.decode()

    assert re.search(r'href="/departments/fao/2024/budget/tables/10/#r2c2".*?2,147.52', page)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/search/", "/en/search/"])
def test_what_finds_nothing_says_so(client: Client, path: str) -> None:
    offices()

    for asked in (
        "量子纠缠",
        "、。",
        "   ",
        "<script>",
        "x" * 5000,
        "量子纠缠" * 40,
    ):
        response = client.get(path, {"q": asked})
        assert response.status_code == 200
        assert "<script>" not in response.content.decode()
        assert 'class="hit"' not in response.content.decode()


@pytest.mark.django_db
def test_pages_beyond_the_last_and_unknown_facets_are_answered(client: Client) -> None:
    offices()

    for query in ("page=99999", "page=-1", "page=x", "year=x", "region=;drop", "what=nothing"):
        assert client.get(f"/search/?q=支出&{query}").status_code == 200
    assert "下一页" not in client.get("/search/?q=支出&page=999").content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.browser
def test_from_the_first_page_by_sound_and_by_name(page: Page) -> None:
    offices()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/")

    page.get_by_role("combobox").press_sequentially("waishi")
    page.get_by_role("option").first.wait_for()
    assert "外事办公室" in page.get_by_role("option").first.inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/departments/fao/")

    # While characters are still composed nothing is asked; an everyday word says what it means.
    field = page.get_by_role("combobox")
    field.fill("吃")
    page.get_by_role("option", name=re.compile("查 公务接待费")).wait_for()
    page.keyboard.press("Escape")
    assert field.get_attribute("aria-expanded") == "false"
    field.dispatch_event("input", {"isComposing": True})
    field.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    assert page.url.endswith("/departments/fao/")

    page.get_by_role("combobox").fill("公务接待费")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    page.get_by_role("link", name=re.compile("^2022")).first.click()
    page.wait_for_url("**year=2022*")
    assert page.locator(".hit .meta").all_inner_texts()
    assert all("2022" in text for text in page.locator(".hit .meta").all_inner_texts())
    page.locator(".spots a", has_text="三公").click()
    page.wait_for_url("**/tables/10/#r2")
    assert page.locator("#r2").is_visible()
