"""The whole way of a document in a browser, from hand to hand; and how its pages look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from budgets import models, publishing, scheduling
from budgets.commenting import comment
from budgets.scheduling import publish_due
from tests.admin.conftest import address
from tests.admin.test_in_browser import problems_of
from tests.browsing import give_to
from tests.flow.conftest import HOME, NOTICE, In, People, a_draft, fresh, later

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def test_a_document_goes_from_hand_to_hand(page: Page, live_server: Any, people: People) -> None:
    draft = a_draft()
    page.set_viewport_size({"width": 1280, "height": 900})

    def as_(user: Any, what: str = "change", which: models.Disclosure = draft) -> None:
        give_to(user, page, live_server)
        page.goto(address(which, what))

    as_(people.staff)
    page.click("text=送审……")
    page.fill("#id_note", "请审")
    page.click("text=确认送审")
    assert "已送审" in page.inner_text(".messagelist")

    give_to(people.reviewer, page, live_server)
    page.goto("/admin/")
    page.click("text=等我审核的")
    page.click("#result_list tbody th a")
    page.click("text=审核……")
    page.click("text=在单元格上加批注")
    page.click(".choose a")
    page.click("td a:text-is('100.00')")
    assert page.input_value("#id_cell") == "B5"
    page.fill("#id_text", "与底稿不符")
    page.click("button:has-text('加批注')")
    assert "与底稿不符" in page.inner_text(".remarks")
    page.goto(address(draft, "review"))
    page.fill("#id_reason", "请看批注")
    page.click("button:text-is('退回')")
    assert "已退回" in page.inner_text(".messagelist")

    as_(people.staff)
    assert "请看批注" in page.inner_text(".progress")
    page.click("td.comment a.mark")
    page.locator(".remarks textarea").fill("底稿已改，数字无误")
    page.click("button:text-is('了结')")
    assert "已了结" in page.inner_text(".remarks")
    as_(people.staff, "submit")
    page.click("text=确认送审")

    as_(people.reviewer, "review")
    page.click("button:text-is('审定')")
    assert "已审定" in page.inner_text(".messagelist")

    as_(people.publisher)
    page.click(".ways >> text=公开……")
    page.fill("#id_at", "2099-01-01T09:00")
    page.click("button:text-is('定时')")
    assert "2099-01-01 09:00" in page.inner_text(".stages")
    assert [due.failure for due in publish_due(now=fresh(draft).publish_at)] == [""]
    page.goto(HOME)
    assert "收支总表" in page.inner_text("main")

    as_(people.staff)
    page.click("text=更正……")
    page.fill("#id_reason", "更正表内错字")
    page.click("button:text-is('开始更正')")
    second = models.Disclosure.objects.get(status="draft")
    as_(people.staff, "submit", second)
    page.click("text=确认送审")
    as_(people.reviewer, "review", second)
    assert "更正表内错字" in page.inner_text("main")
    page.click("button:text-is('审定')")
    as_(people.publisher, "publish", second)
    page.click("text=确认公开")
    page.goto(f"{HOME}v1/")
    assert "已被更正" in page.inner_text("main")

    as_(people.publisher, "withdraw", second)
    page.fill("#id_notice", NOTICE)
    page.click("text=预览公告")
    assert NOTICE in page.inner_text(".public-notice")
    page.click("text=确认撤下")
    assert "已撤下" in page.inner_text(".messagelist")
    for path in (HOME, f"{HOME}v1/", f"{HOME}tables/1/"):
        page.goto(path)
        # Not what this browser kept for its minute.
        answer = page.reload()
        assert answer is not None
        assert answer.status == 410
        assert NOTICE in page.inner_text("main")


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_the_pages_of_the_steps_are_accessible_and_fit(
    page: Page, live_server: Any, in_state: In, people: People, width: int, scheme: str
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    disclosure = in_state("submitted")
    comment(disclosure, by=people.reviewer, text="与底稿不符")

    def wrong(user: Any, *pages: str) -> list[str]:
        give_to(user, page, live_server)
        return problems_of(page, list(pages), width)

    found = wrong(
        people.reviewer,
        "/admin/",
        *(address(disclosure, what) for what in ("change", "review", "comments")),
        f"{address(disclosure, 'comments')}tables/1/",
    )
    found += wrong(people.staff, address(disclosure, "call-back"), address(disclosure, "submit"))
    publishing.approve(disclosure, by=people.reviewer, sha256=disclosure.sha256)
    scheduling.schedule(disclosure, by=people.publisher, at=later())
    found += wrong(
        people.publisher,
        address(disclosure),
        address(disclosure, "publish"),
        address(disclosure, "send-back"),
    )
    publishing.publish(disclosure, by=people.publisher)
    found += wrong(people.publisher, address(disclosure), address(disclosure, "withdraw"))
    found += wrong(people.staff, address(disclosure, "correct"))
    publishing.withdraw(disclosure, by=people.publisher, notice=NOTICE)
    found += wrong(people.staff, address(disclosure), HOME, f"/en{HOME}")

    assert "\n".join(found) == ""
