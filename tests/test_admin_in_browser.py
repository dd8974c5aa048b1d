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
    # Scripts, styles and icons of a list, a form with related fields, and fields found by search.
    for page in ("", f"{get_user_model().objects.get().pk}/change/", "add/"):
        answer = signed_in.goto(f"/admin/accounts/person/{page}")
        assert answer is not None
        assert answer.status == 200
        assert answer.headers["cache-control"] == "no-store, private"

    # Django's own scripts add a row for one more role, and turn selects into searches.
    rows = signed_in.locator(".dynamic-grants").count()
    signed_in.click(".add-row a")
    assert signed_in.locator(".dynamic-grants").count() == rows + 1
    assert signed_in.locator(".dynamic-grants .select2-container").count() == 2 * (rows + 1)


def test_nothing_of_staff_comes_back_after_signing_out(signed_in: Page) -> None:
    signed_in.goto("/admin/accounts/person/")
    signed_in.click("#logout-form button")
    signed_in.wait_for_load_state()

    signed_in.go_back()

    assert signed_in.locator("#changelist").count() == 0
