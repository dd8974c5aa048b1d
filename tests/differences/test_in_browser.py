"""The comparison in a real browser: accessible, nothing wider than a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import get_user_model
from django.test import Client

from tests.builders import disclosure_data, spending, stored
from tests.differences.conftest import HOME, correct
from tests.differences.editing import printed

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_versions_and_differences_are_accessible_on_every_screen(
    page: Page, live_server: LiveServer
) -> None:
    correct()
    draft = stored(disclosure_data(printed(spending(), 1, 2, "25.00"), version=3))
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("officer"))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page.context.add_cookies([{**cookie, "url": live_server.url}])
    axe = Axe()
    for address in (
        f"{HOME}versions/",
        f"/en{HOME}versions/",
        f"{HOME}v1/tables/2/",
        f"/admin/budgets/disclosure/{draft.pk}/differences/",
    ):
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(address)

            results = axe.run(page, options={"resultTypes": ["violations"]})
            assert not results.violations_count, f"{address} {width}: {results.generate_report()}"
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
