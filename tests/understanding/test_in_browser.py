"""From the sentences to a cell, by keyboard, with a script and without; accessible and fitting."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from budgets.catalogues import load_shipped
from budgets.models import Population
from budgets.narrative.checking import check_narrative
from tests.builders import published, region
from tests.documents import XICHENG_2022, XICHENG_2024, sample
from tests.understanding.texts import CHANGE, DUTIES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BASE = "/departments/xicheng-fao/2024/budget/"


@pytest.fixture
def site() -> None:
    load_shipped()
    for document in (XICHENG_2022, XICHENG_2024):
        data = replace(
            sample(document), slug="xicheng-fao", region="110102", narrative=(DUTIES, CHANGE)
        )
        check = check_narrative(data)
        published(data, findings=check.findings, claims=check)
    Population.objects.create(region=region("110102"), year=2023, people=1_100_000)


@pytest.mark.usefixtures("site")
def test_who_never_read_a_table_opens_the_spending_level_by_level(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(BASE)
    tree = page.locator(".breakdown").first

    # A tile, by keyboard alone.
    assert tree.locator("#f-201").is_hidden()
    tile = tree.locator('.treemap a[href="#f-201"]').first
    tile.focus()
    page.keyboard.press("Enter")

    page.wait_for_url("**#f-201")
    tree.locator("#f-201").wait_for()
    assert tree.locator("#functions").is_hidden()
    assert "351.740528" in tree.locator("#f-201 tbody tr").first.inner_text()
    # The other pictures stay as they were, and the way back leads there.
    assert page.locator("#economic").is_visible()
    tree.locator("#f-201 .levels-above a").click()
    tree.locator("#functions").wait_for()

    # A number leads to its row.
    page.locator(".plain-words .figure-link").first.click()
    page.wait_for_url("**/tables/1/#r*")
    page.go_back()
    # A term leads to what it means.
    page.locator(".plain-words .term", has_text="项目支出").first.click()
    assert page.locator("div:target dfn").inner_text() == "项目支出"
    page.fill("#glossary-q", "sangong")
    page.keyboard.press("Enter")
    page.wait_for_url("**/glossary/?q=sangong")
    assert page.locator(".glossary dfn").first.inner_text() == "“三公”经费"


@pytest.mark.usefixtures("site")
def test_the_same_without_a_script_and_on_paper(browser: Browser, live_server: object) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server}{BASE}#e-302")

    assert page.locator("#e-302").is_visible()
    assert page.locator("#economic").is_hidden()
    assert page.locator("#functions").is_visible()
    page.locator("#flow-way .switch a").last.click()
    assert page.locator("#flow-nature-way").is_visible()
    assert page.locator("#flow-way").is_hidden()
    page.emulate_media(media="print")
    assert page.locator("#flow-way").is_visible()
    assert page.locator("#e-301").is_visible()
    assert page.locator("#functions").is_visible()
    assert page.locator(".take-chart").first.is_hidden()
    context.close()


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(("width", "scheme", "prefix"), [(390, "dark", "/en"), (1280, "light", "")])
def test_pages_are_accessible_and_fit(page: Page, width: int, scheme: str, prefix: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    wrong = []

    for path in (f"{BASE}#flow-nature-way", f"{BASE}#e-302", "/glossary/?q=jie"):
        page.goto(prefix + path)
        for summary in page.locator(".embed summary:visible").all():
            summary.click()
        results = Axe().run(page, options={"resultTypes": ["violations"]})
        wrong += [
            f"{path}: {report['id']} {report['nodes'][0]['html']}"
            for report in results.response["violations"]
        ]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append(f"{path}: wider than the window")

    assert wrong == []
