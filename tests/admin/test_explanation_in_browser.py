"""The page of an explanation in a real browser: chosen, put right, filled in; with and without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import get_user_model

from budgets.narrating import begin_writing
from tests.admin.explanations import WRONG_PERCENT, draft, paragraphs
from tests.admin.explanations import page as address
from tests.browsing import give_to

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(page: Page, live_server: LiveServer) -> Page:
    return give_to(get_user_model().objects.create_superuser("officer"), page, live_server)


@pytest.fixture
def signed_in(page: Page, live_server: LiveServer) -> Page:
    return sign_in(page, live_server)


@pytest.fixture
def without_scripts(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    yield sign_in(context.new_page(), live_server)
    context.close()


def test_a_figure_is_chosen_and_put_right(signed_in: Page) -> None:
    page, disclosure = signed_in, draft()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(address(disclosure))
    figure = page.locator(f"#a{WRONG_PERCENT}")
    figure.scroll_into_view_if_needed()
    before = figure.bounding_box()

    figure.click()

    chosen = page.locator(f"#k{WRONG_PERCENT}")
    chosen.wait_for()
    assert figure.get_attribute("aria-current") == "true"
    assert figure.bounding_box() == before
    assert page.evaluate("document.activeElement.id") == f"k{WRONG_PERCENT}"
    with page.expect_navigation():
        chosen.locator("button").click()
    assert "由 2 处变为 1 处" in page.inner_text(".messagelist")
    assert page.locator(".messagelist").bounding_box()["y"] >= 0  # type: ignore[index]
    assert 0 < page.locator(f"#a{WRONG_PERCENT}").bounding_box()["y"] < 720  # type: ignore[index]
    assert "降低6.79%" in paragraphs(disclosure)[1]
    assert "已核对" in page.locator(f"#k{WRONG_PERCENT}").inner_text()
    assert wrong == []


def test_the_keyboard_alone_goes_from_a_figure_to_its_cell_and_back(signed_in: Page) -> None:
    page, disclosure = signed_in, draft()
    page.goto(address(disclosure))
    page.focus("#a1-9")

    page.keyboard.press("Enter")
    page.locator("#k1-9").wait_for()
    page.keyboard.press("Escape")
    assert page.evaluate("location.hash") == "#a1-9"
    assert not page.locator("#k1-9").is_visible()

    page.keyboard.press("Enter")
    page.locator("#k1-9").wait_for()
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_url("**/change/?cell=1-11-1#t1-r12c2")
    assert page.inner_text(":target") == "586.476837"


def test_without_scripts_a_figure_is_chosen_and_put_right(without_scripts: Page) -> None:
    page, disclosure = without_scripts, draft()
    page.goto(address(disclosure))

    page.click(f"#a{WRONG_PERCENT}")
    chosen = page.locator(f"#k{WRONG_PERCENT}")
    assert chosen.is_visible()
    assert not page.locator("#k1-9").is_visible()
    chosen.locator("button").click()

    page.wait_for_selector(".messagelist")
    assert "降低6.79%" in paragraphs(disclosure)[1]


def test_an_explanation_goes_the_whole_way(signed_in: Page) -> None:
    page, disclosure = signed_in, draft("")
    page.goto(f"/admin/budgets/disclosure/{disclosure.pk}/change/")
    page.click("text=编写和核对说明……")
    with page.expect_navigation():
        page.click("text=由程序编写")
    page.get_by_label("2021年项目支出").fill("1134622.29")
    with page.expect_navigation():
        page.click("text=记下这些数")
    page.click("a:has-text('项目支出增减的主要原因')")
    page.get_by_label("项目支出增减的主要原因").fill("项目有所减少")
    page.get_by_label("机构设置和主要职责").fill("负责本区外事工作。")

    with page.expect_navigation():
        page.click("text=保存填写的内容")

    assert "已保存 2 处" in page.inner_text(".messagelist")
    said = paragraphs(disclosure)
    assert said[0] == "负责本区外事工作。"
    assert any("下降20.92%，主要原因是：项目有所减少" in text for text in said)
    assert page.locator("a.figure.contradicted").count() == 0


def test_leaving_what_was_filled_in_unsaved_is_asked_about(signed_in: Page) -> None:
    page, disclosure = signed_in, draft()
    begin_writing(disclosure)
    page.goto(address(disclosure))
    page.get_by_label("机构设置和主要职责").fill("写了一半")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    with page.expect_navigation():
        page.click("text=看草稿和核对结果")

    assert asked == ["beforeunload"]


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_its_pages_are_accessible_and_fit(signed_in: Page, width: int, scheme: str) -> None:
    page, disclosure = signed_in, draft()
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    wrong = problems_of(page, address(disclosure), width)
    wrong += problems_of(page, f"{address(disclosure)}#k{WRONG_PERCENT}", width)
    wrong += problems_of(page, address(disclosure, "text/"), width)
    begin_writing(disclosure)
    wrong += problems_of(page, address(disclosure), width)
    event = disclosure.events.get(what="编写说明")
    wrong += problems_of(page, address(disclosure, f"before/{event.pk}/"), width)

    assert "\n".join(wrong) == ""


def problems_of(page: Page, where: str, width: int) -> list[str]:
    page.goto("about:blank")
    page.goto(where)
    # Folded fields are read as well.
    page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
    results = Axe().run(page, context="main", options={"resultTypes": ["violations"]})
    wrong = [
        f"{where}: {report['id']} {report['nodes'][0]['html']}"
        for report in results.response["violations"]
    ]
    if page.evaluate("document.documentElement.scrollWidth") > width:
        wrong.append(f"{where}: wider than the window")
    return wrong
