"""Pages of performance in a real browser: accessible, nothing clipped, on a phone and in the dark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import builders
from tests.pages.looking import faults
from tests.performance import pages_building as given
from tests.performance.pages_building import BASE, CODE, LONG_GOAL, published
from tests.performance.reading_building import performance_table

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = [
    f"/projects/{CODE}/",
    f"{BASE}/performance/",
    f"{BASE}/performance/2024/",
    f"{BASE}/2025/budget/",
    f"{BASE}/2025/performance/",
    f"{BASE}/2025/evaluation/",
    f"{BASE}/2024/evaluation/",
]


# Goals over several columns, and a long text far to the right.
TWO_SIDED = """
项目名称 | < | 外事工作经费 | < | < | < | < | <
总体目标 | 中期目标（2024 年—2026 年） | < | < | < | 年度目标 | < | <
^ | {goal} | < | < | < | {goal} | < | <
绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 二级指标 | 三级指标 | 指标值
^ | 产出指标 | 数量指标 | 指标 1：国际交流工作 | {value} | 数量指标 | 指标 1：国际交流工作 | {value}
^ | ^ | 质量指标 | 指标 1：国际交流工作 | 合格率 100% | 质量指标 | 指标 1：国际交流工作 | 合格率 100%
"""


@pytest.fixture
def site() -> None:
    published(given.targets(2024, amount="86.27457", count="8", other="11010222T000009"))
    published(given.targets(2025))
    published(given.forms())
    published(given.evaluation("外事工作经费", "法律服务费", "办公设备购置"))
    published(given.grades(2024))


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_pages_are_accessible_and_fit(page: Page, prefix: str) -> None:
    assert faults(page, [prefix + path for path in PAGES]) == []


@pytest.mark.parametrize("width", [390, 1024, 1280])
def test_a_form_with_long_texts_does_not_widen_the_page(page: Page, width: int) -> None:
    form = performance_table(
        TWO_SIDED.format(goal=LONG_GOAL, value=LONG_GOAL[:60]), title="项目支出绩效目标申报表"
    )
    data = given.document(form, year=2025, kind="performance")
    builders.published(data, findings=[builders.finding(data, 1, 4, 7, against=())])
    page.set_viewport_size({"width": width, "height": 900})

    page.goto(f"{BASE}/2025/performance/tables/1/")

    assert page.locator(".sheet .mark").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.usefixtures("site")
def test_a_phone_shows_every_document_of_a_body(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 900})

    page.goto(f"{BASE}/")

    links = page.locator(".by-year td a")
    assert links.count() == 5
    for link in links.all():
        box = link.bounding_box()
        assert box
        assert box["x"] + box["width"] <= 390
    assert not page.locator(".by-year .none").first.is_visible()


@pytest.mark.usefixtures("site")
def test_a_document_s_link_reaches_the_project_in_the_same_language(page: Page) -> None:
    page.goto(f"/en{BASE}/2025/budget/v1/")

    page.get_by_role("link", name="外事工作经费", exact=True).click()

    page.wait_for_url(f"**/en/projects/{CODE}/")


@pytest.mark.usefixtures("site")
def test_a_figure_leads_to_its_row_in_the_table(page: Page) -> None:
    page.goto(f"{BASE}/2025/performance/")

    page.get_by_role("link", name="≥8台").click()

    row = page.locator("tr:target")
    row.wait_for()
    assert "办公设备购置数量" in row.inner_text()


@pytest.mark.usefixtures("site")
def test_a_long_goal_opens_by_keyboard_and_is_whole_on_paper(page: Page) -> None:
    page.goto(f"/projects/{CODE}/")
    goal = page.locator(".folded").first
    whole = goal.locator("p")

    assert not whole.is_visible()
    goal.locator("summary").focus()
    page.keyboard.press("Enter")
    assert whole.is_visible()
    page.keyboard.press("Enter")
    page.emulate_media(media="print")

    box = whole.bounding_box()
    assert box
    assert box["height"] > 20
    assert not goal.locator("summary").is_visible()


@pytest.mark.usefixtures("site")
def test_an_address_within_a_folded_evaluation_opens_it(page: Page) -> None:
    page.goto(f"{BASE}/2025/evaluation/#item-2-2")

    assert page.locator("#item-2-2").is_visible()
