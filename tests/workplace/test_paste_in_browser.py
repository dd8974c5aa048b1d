"""Ways in other than typing, in a real browser: a paste from Excel, and a second workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client

from tests.admin.books import file
from tests.documents import SAMPLES
from tests.workplace.clipboards import excel
from tests.workplace.drafts import XICHENG_2024, draft_of, table_of

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASTE = """(box, [html, text]) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", html);
    clipboardData.setData("text/plain", text);
    box.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def is_accessible(page: Page) -> None:
    """Nothing that axe complains of, and nothing beside the window: a phone at night, a desk."""
    for width, scheme in ((390, "dark"), (1280, "light")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        # Links fade from one colour into the other.
        page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")
        results = Axe().run(page, options={"resultTypes": ["violations"]})
        assert not results.violations_count, f"{page.url} {width}: {results.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_table_copied_from_excel_is_pasted_looked_at_stored_and_taken_back(
    page: Page, live_server: LiveServer
) -> None:
    draft = draft_of(XICHENG_2024)
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("officer"))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    page.goto(f"/admin/budgets/disclosure/{draft.pk}/change/")
    page.click("text=粘贴一张表")
    is_accessible(page)

    html = excel(table_of(draft, "表7")).replace("65.715600", "66.715600")
    page.eval_on_selector("#paste-text", PASTE, [html, "65.7\t66.7"])

    page.wait_for_selector("#paste-read")
    assert page.inner_text("#paste-read") == "认作“表7 2024 年一般公共预算基本支出表”"
    assert page.locator(".comparison ins:has-text('66.715600')").count() == 2
    assert page.locator(".foreseen li.appear").count() > 0
    is_accessible(page)
    # By keyboard alone: the choices stand before what decides.
    page.focus("#mode-fill")
    page.keyboard.press("ArrowUp")
    page.click("text=按这些选择再对照")
    page.wait_for_selector("#mode-same:checked")
    page.press("button[name=accept]", "Enter")
    page.wait_for_selector(".messagelist .undo")
    assert table_of(draft, "表7").text(0, 2) == "66.715600"
    page.press(".messagelist .undo button", "Enter")
    page.wait_for_selector(".messagelist >> text=已撤销")
    assert table_of(draft, "表7").text(0, 2) == "65.715600"

    told = {"department": draft.department_id, "year": 2024, "kind": "budget"}
    book = file((SAMPLES / f"{XICHENG_2024[0]}.xlsx").read_bytes(), "second.xlsx")
    answer = client.post("/admin/budgets/disclosure/upload/", {**told, "file": book})
    page.goto(answer.url)
    assert "完全一致" in page.inner_text(".brought")
    is_accessible(page)
