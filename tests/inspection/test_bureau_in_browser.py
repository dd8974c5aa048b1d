"""The bureau's pages in a real browser: accessible, nothing clipped, the head of the table stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from budgets import models
from tests.browsing import give_to
from tests.builders import finding, stored, whole_document
from tests.inspection.conftest import HERE, Bureau

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def signed_in(
    page: Page,
    live_server: LiveServer,
    bureau: Bureau,
    published: Callable[..., models.Disclosure],
) -> Page:
    """The bureau on its page: one body in time, one overdue, one with a draft, many more."""
    published(bureau.head, findings=[finding(whole_document())])
    stored(whole_document(slug=bureau.other.slug, department=bureau.other.name))
    models.Department.objects.bulk_create(
        models.Department(slug=f"b{n}", name=f"第{n:02}局", region=bureau.region) for n in range(60)
    )
    bureau.approved("2026-01-25")
    bureau.post("remind/", body=[bureau.other.pk], kinds=["budget"], text="请尽快公开。")
    bureau.post("days/excuses/", department=bureau.unit.pk, kind="budget", reason="涉密")
    bureau.approved("2026-03-01", body=bureau.other)
    return give_to(bureau.user, page, live_server)


def test_pages_are_accessible_and_fit(signed_in: Page) -> None:
    axe, wrong = Axe(), []
    pages = [
        HERE,
        f"{HERE}?state=overdue&less=50&whole=on",
        f"{HERE}days/",
        f"{HERE}reminders/",
        f"{HERE}bodies/jia-ju/",
        f"{HERE}bodies/jia-ju/budget/",
        "/admin/bureau/110000/rules/",
        "/admin/bureau/110000/rules/C01/",
        f"/en{HERE}",
    ]
    for width, scheme in ((390, "dark"), (1280, "light")):
        signed_in.set_viewport_size({"width": width, "height": 900})
        signed_in.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for path in pages:
            signed_in.goto(path)
            found = axe.run(signed_in, options={"resultTypes": ["violations"]})
            wrong += [
                f"{width} {scheme} {path} {one['id']}: {one['nodes'][0]['html'][:160]}"
                for one in found.response["violations"]
            ]
            too_wide = signed_in.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if too_wide > 0:
                wrong.append(f"{width} {path}: {too_wide} px too wide")

    assert "\n".join(wrong) == ""


def test_a_bureau_reminds_the_bodies_that_it_ticks(signed_in: Page) -> None:
    signed_in.goto(f"{HERE}?state=overdue&order=name")
    signed_in.check("input[aria-label='选中第07局']")
    signed_in.click("text=催办选中的单位……")
    signed_in.fill("#id_text", "请在本周内公开。")
    signed_in.click("text=发出催办")

    assert "已催办 1 个单位" in signed_in.inner_text(".messagelist")
    assert "请在本周内公开。" in signed_in.inner_text("table")


def test_head_and_names_stay_in_sight_while_the_table_scrolls(signed_in: Page) -> None:
    signed_in.set_viewport_size({"width": 390, "height": 800})
    signed_in.goto(HERE)
    frame = signed_in.locator(".board")

    frame.evaluate("frame => frame.scrollTo(300, 900)")

    box = frame.bounding_box()
    head = signed_in.locator(".board thead th").first.bounding_box()
    name = signed_in.locator(".board tbody tr:nth-child(30) th").bounding_box()
    assert box is not None
    assert head is not None
    assert name is not None
    assert abs(head["y"] - box["y"]) <= 2
    assert abs(name["x"] - box["x"]) <= 2
