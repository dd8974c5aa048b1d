"""The workplace of staff in a real browser, under the Content-Security-Policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.contrib.auth import get_user_model

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def signed_in(page: Page) -> Page:
    get_user_model().objects.create_superuser("admin", password="a long password")
    page.goto("/admin/")
    page.fill("#id_username", "admin")
    page.fill("#id_password", "a long password")
    page.press("#id_password", "Enter")
    page.wait_for_selector("#user-tools")
    return page


def test_staff_sign_in_and_out(signed_in: Page) -> None:
    signed_in.click("#logout-form button")

    signed_in.wait_for_url("**/admin/logout/")
    assert signed_in.goto("/admin/").url.endswith("/admin/login/?next=/admin/")  # type: ignore[union-attr]


def test_the_admin_works_under_the_policy(signed_in: Page) -> None:
    # Scripts, styles and icons of a list, a form with related fields, and the calendar of dates.
    for page in ("", "add/", f"{get_user_model().objects.get().pk}/change/"):
        answer = signed_in.goto(f"/admin/auth/user/{page}")
        assert answer is not None
        assert answer.status == 200
        assert answer.headers["cache-control"] == "no-store, private"

    # Django's own script has moved the permissions into the two-column chooser.
    assert signed_in.locator(".selector-available").count() == 2


def test_nothing_of_staff_comes_back_after_signing_out(signed_in: Page) -> None:
    signed_in.goto("/admin/auth/user/")
    signed_in.click("#logout-form button")
    signed_in.wait_for_load_state()

    signed_in.go_back()

    assert signed_in.locator("#changelist").count() == 0
