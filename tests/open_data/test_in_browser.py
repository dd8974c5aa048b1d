"""Taking away with mouse, keys and finger: a row's address, a citation, the files of a region."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from budgets.bulk import making
from tests.documents import XICHENG_2024
from tests.open_data.site import office, public

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TABLE = "/departments/fao/2024/budget/tables/10/"


def test_a_reader_takes_a_row_a_citation_and_all_data(page: Page) -> None:
    public(office(XICHENG_2024))
    making.make_due()

    page.goto(f"{TABLE}#r2c2")
    assert page.locator("#r2c2").evaluate("cell => cell.matches(':target')")
    link = page.locator(".row-link")
    assert link.get_attribute("href") == "#r2"
    width = page.locator("#r2c1").bounding_box()
    link.focus()
    page.keyboard.press("ArrowDown")
    assert link.get_attribute("href") == "#r3"
    assert link.get_attribute("aria-label") == "第 3 行的网址"
    assert link.evaluate("link => document.activeElement === link")
    page.locator("#r5").hover()
    assert link.get_attribute("href") == "#r5"
    assert page.locator("#r2c1").bounding_box() == width
    link.click()
    assert page.url.endswith(f"{TABLE}#r5")

    page.get_by_text("引用", exact=True).click()
    assert "[DS/OL]" in page.locator(".cite samp").nth(1).inner_text()
    assert Axe().run(page).response["violations"] == []

    page.get_by_role("contentinfo").get_by_role("link", name="取用数据").click()
    for width_, address in ((1280, "/data/"), (390, "/data/"), (390, "/en/api/")):
        page.set_viewport_size({"width": width_, "height": 800})
        page.goto(address)
        assert Axe().run(page).response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width_
    page.goto("/data/")
    with page.expect_download() as taken:
        page.locator("#region-110102").get_by_role("link", name="facts.csv").click()
    assert taken.value.suggested_filename == "mingzhang-region-110102-facts.csv"
