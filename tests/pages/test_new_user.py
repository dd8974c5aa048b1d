"""Somebody who has never been here: with a phone, with a keyboard alone, with a screen reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from budgets.reconcile import reconcile
from tests.builders import published
from tests.documents import XICHENG_2022, XICHENG_2024, sample

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OFFICE = "北京市西城区人民政府外事办公室"
DOCUMENT = "/departments/xicheng-fao/2024/budget/"


@pytest.fixture
def _office() -> None:
    for document in (XICHENG_2022, XICHENG_2024):
        data = replace(sample(document), slug="xicheng-fao", region="110102")
        checked = reconcile(data)
        held = {
            table.n: [one for one in checked.checks if one.at.n == table.n] for table in data.tables
        }
        published(data, findings=checked.findings, checks=held)


def pressing(counted: list[str]) -> Callable[[Locator], None]:
    """A click that counts; nothing is clicked that is not there to be seen."""

    def press(target: Locator) -> None:
        assert target.is_visible()
        counted.append(target.inner_text())
        target.click()

    return press


@pytest.mark.usefixtures("_office")
def test_receptions_of_two_years_are_found_checked_and_taken_in_five_clicks(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    clicks: list[str] = []
    press = pressing(clicks)
    page.goto("/")

    # As one would say it, not as it is printed anywhere.
    page.get_by_role("combobox").fill("西城区外事办的公务接待费")
    press(page.get_by_role("button", name="查找"))
    found = page.get_by_role("main").inner_text()
    # How much, in both years; what for: the function that it is for, and what such money is.
    assert "0.200515 万元" in found
    assert "0.214752 万元" in found
    assert "行政运行" in found
    assert "接待来访公务人员的用餐、住宿" in found

    press(page.get_by_role("link", name="公务接待费：按年度比较"))
    row = page.get_by_role("row", name=OFFICE)
    assert [cell.inner_text() for cell in row.get_by_role("cell").all()] == [
        "2,005.15",
        "2,147.52",
        "+7.1%",
    ]
    assert "各张表说法一致" in page.get_by_role("main").inner_text()

    with page.expect_download() as download:
        press(page.get_by_role("link", name="下载 CSV"))
    lines = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[:4] for line in lines[1:]] == [
        [OFFICE, "2022", "公务接待费", "2005.15"],
        [OFFICE, "2024", "公务接待费", "2147.52"],
    ]

    press(page.get_by_role("link", name="2,147.52"))
    assert page.locator(":target").inner_text().startswith("0.214752")
    assert "本表通过：4 项核对" in page.get_by_role("main").inner_text()
    assert len(clicks) <= 5


def tab_to(page: Page, wanted: Locator, most: int) -> None:
    """Goes on with the Tab key until it is there, and sees on the way whatever has the focus."""
    goal = wanted.element_handle()
    for _step in range(most):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => {
              const it = document.activeElement, box = it.getBoundingClientRect();
              const style = getComputedStyle(it);
              const at = document.elementFromPoint(
                Math.min(Math.max(box.left + 2, 1), innerWidth - 1), box.top + box.height / 2);
              return {name: it.outerHTML.slice(0, 120), outline: style.outlineStyle !== 'none',
                      free: !!at && (it === at || it.contains(at) || at.contains(it))};
            }"""
        )
        assert seen["outline"], f"no focus to be seen: {seen['name']}"
        assert seen["free"], f"the focus is behind something: {seen['name']}"
        if page.evaluate("goal => document.activeElement === goal", goal):
            return
    raise AssertionError(f"{most} steps do not lead to {wanted}")


@pytest.mark.usefixtures("_office")
def test_the_keyboard_alone_leads_from_home_to_the_pdf(page: Page) -> None:
    # Through a whole table, nothing that has the focus is under its head.
    page.goto(f"{DOCUMENT}tables/10/")
    tab_to(page, page.get_by_role("contentinfo").get_by_role("link", name="关于"), 80)

    page.goto("/")
    tab_to(page, page.get_by_role("combobox"), 8)
    page.keyboard.type("西城外事")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/departments/xicheng-fao/")
    tab_to(page, page.locator("main").get_by_role("link", name="2024年预算公开"), 20)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{DOCUMENT}")
    tab_to(page, page.get_by_role("navigation", name="下载").get_by_role("link", name="PDF"), 20)
    with page.expect_request(f"**{DOCUMENT}report.pdf") as asked:
        page.keyboard.press("Enter")

    response = asked.value.response()
    assert response
    assert response.status == 200
    assert response.header_value("content-type") == "application/pdf"


@pytest.mark.usefixtures("_office")
def test_a_screen_reader_is_told_what_the_eye_sees(page: Page) -> None:
    page.goto("/")
    home = page.locator("body").aria_snapshot()
    assert '- heading "公家的账，一笔一笔看得明白。" [level=1]' in home
    assert '- combobox "查找部门、项目、科目、指标和说明"' in home
    assert home.index("- banner:") < home.index("- main:") < home.index("- contentinfo:")

    page.get_by_role("main").get_by_role("link", name="2024年预算公开").click()
    document = page.get_by_role("main").aria_snapshot()
    assert f'- heading "{OFFICE} 2024年预算公开" [level=1]' in document
    assert '- navigation "下载":' in document
    # Levels of headings go down one at a time.
    levels = page.locator("main :is(h1, h2, h3, h4, h5, h6)").evaluate_all(
        "all => all.map(it => Number(it.tagName[1]))"
    )
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))

    page.get_by_role("link", name="“三公”经费支出情况表").first.click()
    table = page.get_by_role("table", name="“三公”经费支出情况表")
    told = table.aria_snapshot()
    assert '- columnheader "2024 年预算数"' in told
    assert '- rowheader "2.公务接待费"' in told
    assert '- cell "0.214752"' in told


@pytest.mark.usefixtures("_office")
def test_letters_grow_on_request_and_stay_large_on_the_next_page(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/")
    size = "parseFloat(getComputedStyle(document.body).fontSize)"
    before = page.evaluate(size)

    page.get_by_role("checkbox", name="大字").check()

    assert page.evaluate(size) >= 1.25 * before
    page.goto(DOCUMENT)
    assert page.evaluate(size) >= 1.25 * before
    assert page.get_by_role("checkbox", name="大字").is_checked()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.goto(f"{DOCUMENT}tables/3/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("checkbox", name="大字").uncheck()
    assert page.evaluate(size) == before


@pytest.mark.usefixtures("_office")
def test_a_page_is_light_stands_still_and_asks_nobody_else(page: Page) -> None:
    asked: list[str] = []
    weights: list[int] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("response", lambda response: weights.append(len(response.body())))
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => { for (const one of list.getEntries())"
        " window.shift += one.value }).observe({type: 'layout-shift', buffered: true})"
    )
    page.set_viewport_size({"width": 390, "height": 844})

    for path in ("/", DOCUMENT, f"{DOCUMENT}tables/3/", "/search/?q=接待"):
        page.goto(path, wait_until="networkidle")
        assert page.evaluate("window.shift") < 0.01, path
        if path == "/":
            # As they stand, before any compression, which makes about a third of them.
            assert sum(weights) < 120_000

    assert {urlsplit(address).netloc for address in asked} == {urlsplit(page.url).netloc}


@pytest.mark.usefixtures("_office")
def test_what_is_laid_out_later_is_found_and_moves_nothing(page: Page) -> None:
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => { for (const one of list.getEntries())"
        " window.shift += one.value }).observe({type: 'layout-shift', buffered: true})"
    )
    page.set_viewport_size({"width": 390, "height": 844})
    last = "[...document.querySelectorAll('main > section')].at(-1)"
    page.goto(DOCUMENT, wait_until="networkidle")
    assert page.evaluate(f"getComputedStyle({last}).contentVisibility") == "auto"

    for _step in range(40):
        page.mouse.wheel(0, 400)
        page.wait_for_timeout(20)
    assert page.evaluate("window.shift") < 0.01
    page.evaluate("scrollTo(0, 0)")
    assert page.evaluate(f"window.find({last}.querySelector('h2').textContent)")
    page.goto(f"{DOCUMENT}?#tables-title")
    page.wait_for_function(
        "() => { const top = document.getElementById('tables-title').getBoundingClientRect().top;"
        " return top >= 0 && top < innerHeight }"
    )

    page.emulate_media(media="print")
    assert page.evaluate(f"getComputedStyle({last}).contentVisibility") == "visible"
