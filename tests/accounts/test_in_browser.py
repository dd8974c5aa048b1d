"""The door in a real browser: by keyboard, accessible, on a phone and in the dark."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.accounts.people import PASSWORD, body, code, person, region, with_factor

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.fixtures import SettingsWrapper

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sound(page: Page) -> None:
    """Nothing that axe complains of, and nothing beside the window: a phone at night, a desk by day."""
    for width, scheme in ((390, "dark"), (1280, "light")):
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        # Links fade from one scheme's colour into the other's.
        page.evaluate("Promise.all(document.getAnimations().map(one => one.finished))")
        found = Axe().run(page, options={"resultTypes": ["violations"]})
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def type_and_enter(page: Page, *texts: str) -> None:
    """Without the mouse: the first field has the focus, Tab leads to the next."""
    page.wait_for_function("document.activeElement.matches('input')")
    for n, text in enumerate(texts):
        if n:
            page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_a_reviewer_signs_in_the_first_time_and_again(
    page: Page, settings: SettingsWrapper
) -> None:
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID = "https://sso.example.org", "mingzhang"
    person("zhang", "reviewer", department=body())

    page.goto("/admin/budgets/disclosure/")
    sound(page)
    type_and_enter(page, "zhang", "wrong")
    page.wait_for_selector("[role=alert]")
    sound(page)
    page.fill("#id_username", "")
    page.focus("#id_username")
    type_and_enter(page, "zhang", PASSWORD)

    page.wait_for_url("**/second-factor/set-up/**")
    picture = page.locator("img")
    assert picture.evaluate("image => image.complete && image.naturalWidth") > 100
    sound(page)
    secret = page.locator(".secret").inner_text().replace(" ", "")
    key = base64.b32decode(secret).hex()
    page.fill("#id_code", code(key))
    page.press("#id_code", "Enter")
    page.wait_for_selector(".codes")
    sound(page)
    on_paper = page.locator(".codes code").first.inner_text()
    page.click("text=已经抄好")
    page.wait_for_url("**/admin/budgets/disclosure/")

    page.click("#logout-form button")
    page.wait_for_selector("text=您已退出")
    sound(page)
    page.goto("/admin/account/")
    type_and_enter(page, "zhang", PASSWORD)
    page.wait_for_url("**/account/code/**")
    sound(page)
    type_and_enter(page, on_paper)
    page.wait_for_url("**/admin/account/")
    assert "备用验证码还有 9 个" in page.inner_text("main")
    sound(page)
    page.goto("/admin/password_change/")
    sound(page)
    page.goto("/admin/account/second-factor/")
    sound(page)


def test_an_administrator_adds_a_person_who_chooses_a_password(page: Page) -> None:
    chief = person("chief", "administrator", where=region())
    body("外事办")
    device = with_factor(chief)
    page.goto("/admin/accounts/person/add/")
    type_and_enter(page, "chief", PASSWORD)
    page.wait_for_url("**/account/code/**")
    type_and_enter(page, code(device.key))
    page.wait_for_url("**/person/add/")

    page.fill("#id_username", "li.si")
    page.fill("#id_first_name", "李四")
    page.click("[aria-labelledby=select2-id_region-container]")
    page.locator(".select2-results__option", has_text="地区110000").click()
    page.select_option("#id_grants-0-role", "staff")
    page.click("[aria-labelledby=select2-id_grants-0-department-container]")
    page.locator(".select2-results__option", has_text="外事办").click()
    page.click("input[name=_save]")
    page.wait_for_url("**/password-link/")
    sound(page)
    page.click("button:has-text('发放密码链接')")
    link = page.input_value("#link")
    sound(page)
    page.click("text=完成")
    page.wait_for_url("**/change/")
    assert "外事办" in page.inner_text("main")
    page.set_viewport_size({"width": 1280, "height": 844})
    page.click("#logout-form button")

    page.goto(link)
    page.wait_for_selector("#id_new_password1")
    sound(page)
    page.fill("#id_new_password1", "correct horse battery staple")
    page.fill("#id_new_password2", "correct horse battery staple")
    page.press("#id_new_password2", "Enter")
    page.wait_for_selector("text=密码已设置")
    page.fill("#id_username", "li.si")
    page.fill("#id_password", "correct horse battery staple")
    page.press("#id_password", "Enter")
    page.wait_for_selector("#user-tools")
