"""Public pages in a real browser: accessible, nothing clipped, legible on a phone and in the dark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import finding, published, whole_document
from tests.pages.looking import faults

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BASE = "/departments/mou-shi-wai-ban/2026/budget/"
PAGES = [
    "/",
    "/about/",
    "/nowhere/",
    "/search/",
    "/search/?q=支出总是",
    "/search/?q=某市人民政府外事办公室支出总计",
    "/glossary/",
    "/regions/110000/",
    "/regions/110000/?year=1",
    "/regions/110000/due/",
    "/regions/110000/2026/budget/",
    "/years/2026/budget/",
    "/compare/",
    "/compare/?b=mou-shi-wai-ban&m=spending&m=basic&add=外",
    "/verify/",
    "/data/",
    "/api/",
    "/departments/mou-shi-wai-ban/",
    BASE,
    f"{BASE}versions/",
    f"{BASE}tables/1/",
    f"{BASE}tables/3/",
    f"{BASE}tables/5/",
    f"{BASE}tables/6/",
    f"{BASE}tables/3/?unit=元",
    f"{BASE}tables/7/?q=项",
]


@pytest.fixture
def site() -> None:
    from tests.pages.test_live import long_list

    data = whole_document()
    data = type(data)(
        data.department,
        data.fiscal_year,
        data.kind,
        (*data.tables, _numbered(long_list(), 7)),
        data.slug,
        data.region,
    )
    leading = finding(data)
    other = finding(data, 1, 0, 1, explained_by=leading.key)
    published(data, findings=[leading, other], explanation="将在决算中更正。")


def _numbered(given, n):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    return replace(given, n=n)


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_pages_are_accessible_and_fit(page: Page, prefix: str) -> None:
    assert faults(page, [prefix + path for path in PAGES]) == []


@pytest.mark.usefixtures("site")
def test_the_keyboard_reaches_the_content_and_the_table(page: Page) -> None:
    page.goto(f"{BASE}tables/3/")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"


@pytest.mark.usefixtures("site")
def test_suggestions_are_told_and_chosen_by_keyboard(page: Page) -> None:
    page.goto("/en/")
    field = page.get_by_role("combobox")

    field.press_sequentially("支出")
    options = page.get_by_role("option")
    options.first.wait_for()

    said = page.locator(".search-form [role=status]")
    assert str(options.count()) in said.inner_text()
    assert options.first.locator("[lang=zh-Hans]").is_visible()
    field.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    field.press("Escape")
    assert field.get_attribute("aria-expanded") == "false"
    assert said.inner_text() == ""
    assert field.input_value() == "支出"


@pytest.mark.usefixtures("site")
def test_heads_and_labels_stay_in_view(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 500})
    page.goto(f"{BASE}tables/7/")
    frame = page.locator(".frame")

    frame.evaluate("it => it.scrollTo(60, 400)")

    box = frame.bounding_box()
    head = page.locator("thead").bounding_box()
    assert box
    assert head
    assert abs(head["y"] - box["y"]) < 3


@pytest.mark.usefixtures("site")
def test_a_row_can_be_pointed_at(page: Page) -> None:
    page.goto(f"{BASE}tables/7/#r12")

    assert page.locator("#r12").is_visible()
    head = page.locator("thead").bounding_box()
    row = page.locator("#r12").bounding_box()
    assert head
    assert row
    assert row["y"] >= head["y"] + head["height"] - 1


@pytest.mark.usefixtures("site")
def test_a_finding_is_reached_from_its_cell(page: Page) -> None:
    page.goto(f"{BASE}tables/1/")

    page.locator("#r6 .mark").click()

    assert page.evaluate("location.hash") == "#f1"
    assert "表上所列" in page.locator("#f1").inner_text()


@pytest.mark.usefixtures("site")
def test_units_change_and_come_back(page: Page) -> None:
    page.goto(f"{BASE}tables/3/")
    printed = page.locator("tbody").inner_text()

    page.get_by_role("link", name="元", exact=True).click()
    assert "600,000.00" in page.locator("tbody").inner_text()
    page.get_by_role("link", name="回到公布的数字").click()

    assert page.locator("tbody").inner_text() == printed


@pytest.mark.usefixtures("site")
def test_the_language_changes_on_the_same_page(page: Page) -> None:
    page.goto(f"{BASE}tables/3/")

    page.get_by_role("link", name="English").click()

    page.wait_for_url(f"**/en{BASE}tables/3/")
    assert page.get_by_role("link", name="简体中文").is_visible()


@pytest.mark.usefixtures("site")
def test_on_paper_there_are_no_controls_and_nothing_is_cut(page: Page) -> None:
    page.goto(f"{BASE}tables/7/")
    page.emulate_media(media="print")

    assert not page.locator(".tools").is_visible()
    assert not page.locator(".site-nav").is_visible()
    assert page.locator(".frame").evaluate("it => getComputedStyle(it).overflow") == "visible"
    assert page.locator("#r15").is_visible()


@pytest.mark.usefixtures("site")
def test_a_phone_gets_its_own_picture(page: Page) -> None:
    page.goto(BASE)

    for width, shown, hidden in ((390, "narrow", "wide"), (1280, "wide", "narrow")):
        page.set_viewport_size({"width": width, "height": 900})
        # The money by function; by nature once that is asked for.
        assert [one.is_visible() for one in page.locator(f".flow.{shown}").all()] == [True, False]
        assert [one.is_visible() for one in page.locator(f".flow.{hidden}").all()] == [False, False]
        text = page.locator(f".flow.{shown} .name").first.bounding_box()
        assert text
        assert text["height"] >= 12
