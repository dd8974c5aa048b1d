"""Entering as staff do it, in a real browser: pasting from Excel, live checks, scores as one types."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import get_user_model

from budgets import models
from performance.entering import performance_of
from performance.forms import names
from tests.browsing import give_to
from tests.builders import stored
from tests.performance.entry_building import PAGES, document, draft, hebei_project, overall

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Twenty rows as Excel puts them on the clipboard: levels merged downwards, a cell of two lines.
TWENTY = "".join(
    f"{'产出指标' if n == 1 else ''}\t{'数量指标' if n == 1 else ''}\t第{n}类活动场次\t"
    f"{chr(34) + '国内' + chr(10) + '国外' + chr(34) if n == 2 else '全年'}\t≥{n}场\t工作计划\r\n"
    for n in range(1, 21)
)


@pytest.fixture
def signed_in(page: Page, live_server: LiveServer) -> Page:
    officer = get_user_model().objects.create_superuser("officer", password="a long password")
    return give_to(officer, page, live_server)


def cell(row: int, column: str) -> str:
    """The control of a grid's cell; rows count from 1."""
    return f"#grid tbody:nth-of-type({row}) [data-column={column}]"


def paste(page: Page, selector: str, text: str) -> None:
    """Paste as the browser does: an event with the text of the clipboard."""
    page.focus(selector)
    page.eval_on_selector(
        selector,
        """(cell, text) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", text);
            cell.dispatchEvent(
                new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
            );
        }""",
        text,
    )


def checked(page: Page) -> None:
    """Wait until the newest answer of the checks is shown: every input makes the state busy."""
    page.wait_for_selector(
        "#entry-state:is([data-kind=fine], [data-kind=error], [data-kind=warning])"
    )


def test_twenty_rows_are_pasted_filled_down_and_stored(signed_in: Page) -> None:
    page = signed_in
    held = draft()
    page.goto(f"{PAGES}{held.pk}/projects/new/?form={names.HEBEI_PROJECT}")
    page.fill("#id_name", "外事活动")
    page.fill("#id_goal", "办好外事活动。")

    paste(page, cell(1, "level1"), TWENTY)

    assert page.locator("#grid tbody").count() >= 20
    assert page.input_value(cell(2, "description")) == "国内\n国外"
    assert page.input_value(cell(20, "value")) == "≥20场"
    assert "38 个层级空着" in page.inner_text(".offer")
    page.click("[data-do=fill]")
    assert page.input_value(cell(20, "level1")) == "产出指标"
    assert page.is_hidden(".offer")
    with page.expect_navigation():
        page.click("text=存入草稿 >> nth=0")
    assert page.is_visible(".messagelist")
    (found,) = performance_of(held).projects
    assert len(found.indicators) == 20
    assert {one.level2 for one in found.indicators} == {"数量指标"}
    assert found.indicators[1].description == "国内\n国外"


def test_a_paste_is_undone_by_one_button(signed_in: Page) -> None:
    page = signed_in
    held = draft(hebei_project())
    page.goto(f"{PAGES}{held.pk}/projects/0/")
    before = page.input_value(cell(1, "level3"))

    paste(page, cell(1, "level3"), "甲\t乙\r\n丙\t丁\r\n")
    assert page.input_value(cell(2, "description")) == "丁"
    page.click("[data-do=undo]")

    assert page.input_value(cell(1, "level3")) == before
    assert page.input_value(cell(2, "description")) == ""


def test_a_block_with_its_headings_finds_its_columns(signed_in: Page) -> None:
    page = signed_in
    held = draft()
    page.goto(f"{PAGES}{held.pk}/projects/new/?form={names.BEIJING_PROJECTS}")

    block = (
        "序号\t三级指标\t绩效度量单位\t本年绩效指标值\t绩效指标性质\r\n1\t培训班次\t次\t9\t≥\r\n"
    )
    paste(page, cell(1, "level1"), block)

    told = {
        name: page.input_value(cell(1, name)) for name in ("level3", "operator", "value", "unit")
    }
    assert told == {"level3": "培训班次", "operator": "≥", "value": "9", "unit": "次"}
    assert page.input_value(cell(2, "level3")) == ""
    assert "有 1 格在表里没有对应的列" in page.inner_text(".tools .told")
    # What only ends like a heading is no heading.
    paste(page, cell(2, "level2"), "交流活动\t组织交流活动\t≥\r\n")
    assert page.input_value(cell(2, "level3")) == "组织交流活动"


def test_what_could_not_be_stored_is_marked_and_not_left_unasked(signed_in: Page) -> None:
    page = signed_in
    held = draft(hebei_project())
    page.goto(f"{PAGES}{held.pk}/projects/0/")
    page.fill("#id_amount_total", "二十万")
    page.fill(cell(1, "level3"), "新的名称")

    with page.expect_navigation():
        page.click("text=存入草稿 >> nth=0")

    assert page.is_visible(".errorlist")
    assert page.input_value("#id_amount_total") == "二十万"
    assert page.input_value(cell(1, "level3")) == "新的名称"
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.click("#id_name")
    with page.expect_navigation():
        page.click("text=不存，返回")
    assert asked == ["beforeunload"]


def test_levels_that_run_together_are_parted(signed_in: Page) -> None:
    page = signed_in
    held = draft()
    page.goto(f"{PAGES}{held.pk}/overall/")

    paste(
        page,
        cell(1, "level1"),
        "产出指标数量指标组织活动场次\r\n效益指标社会效益指标影响力提升\r\n",
    )

    levels = [page.input_value(cell(1, f"level{n}")) for n in (1, 2, 3)]
    assert levels == ["产出指标", "数量指标", "组织活动场次"]
    assert page.input_value(cell(2, "level3")) == "影响力提升"


def test_keys_walk_through_the_grid(signed_in: Page) -> None:
    page = signed_in
    held = draft(hebei_project())
    page.goto(f"{PAGES}{held.pk}/projects/0/")

    def here() -> str:
        return str(
            page.evaluate(
                "(() => { const at = document.activeElement;"
                "return [...document.querySelectorAll('#grid tbody')]"
                ".indexOf(at.closest('tbody')) + 1 + ' ' + at.dataset.column; })()"
            )
        )

    page.focus(cell(1, "level3"))
    page.keyboard.press("Enter")
    assert here() == "2 level3"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert here() == "1 level3"
    page.keyboard.press("Tab")
    assert here() == "1 description"
    page.keyboard.type("第一行")
    page.keyboard.press("Alt+Enter")
    page.keyboard.type("第二行")
    assert page.input_value(cell(1, "description")) == "第一行\n第二行"
    page.focus(cell(3, "level3"))
    page.click("[data-do=up]")
    assert page.input_value(cell(2, "level3")) == "参训人员满意度"
    page.click("[data-do=remove]")
    assert page.input_value(cell(2, "level3")) == "培训合格率"


def test_level_two_is_offered_by_level_one(signed_in: Page) -> None:
    page = signed_in
    held = draft(hebei_project())
    page.goto(f"{PAGES}{held.pk}/projects/0/")

    page.focus(cell(3, "level2"))

    offered = page.eval_on_selector_all(
        "#choices-level2 option", "all => all.map((one) => one.value)"
    )
    assert "服务对象满意度指标" in offered
    assert "数量指标" not in offered


def test_a_rate_of_120_per_cent_is_marked_while_typing(signed_in: Page) -> None:
    page = signed_in
    held = draft(hebei_project())
    page.goto(f"{PAGES}{held.pk}/projects/0/")
    checked(page)
    assert page.inner_text("#entry-state") == "没有发现问题"

    page.fill(cell(2, "value"), "≥120%")
    checked(page)

    assert page.get_attribute(cell(2, "value"), "aria-invalid") == "true"
    described = page.get_attribute(cell(2, "value"), "aria-describedby")
    assert "120%" in page.inner_text(f"#{described}")
    assert page.inner_text("#entry-state") == "1 处不符"
    page.click("#findings .jump")
    assert page.evaluate("document.activeElement.dataset.column") == "value"
    page.fill(cell(2, "value"), "≥95%")
    checked(page)
    assert page.get_attribute(cell(2, "value"), "aria-invalid") is None
    assert page.is_hidden("#findings")


def test_sums_and_the_picture_of_the_plan_follow(signed_in: Page) -> None:
    page = signed_in
    held = draft(hebei_project())
    page.goto(f"{PAGES}{held.pk}/projects/0/")
    line = "svg .steps-line"
    drawn = page.get_attribute(line, "points")

    page.fill("#id_plan_3", "80")

    assert page.get_attribute(line, "points") != drawn
    assert page.locator("svg .falls circle").count() == 1
    assert "不应下降" in page.inner_text("#plan-said")
    page.fill("#id_amount_other", "1.005")
    assert "各项之和 21.005，与总额相差 -1.005" in page.inner_text("#sums")
    page.fill("#id_amount_total", "21.005")
    assert "相符" in page.inner_text("#sums")


def test_leaving_what_was_typed_is_asked_about(signed_in: Page) -> None:
    page = signed_in
    held = draft(hebei_project())
    page.goto(f"{PAGES}{held.pk}/projects/0/")
    page.fill(cell(1, "level3"), "写了一半")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    with page.expect_navigation():
        page.click("text=不存，返回")

    assert asked == ["beforeunload"]


def test_an_answer_about_older_words_is_not_shown(signed_in: Page) -> None:
    page = signed_in
    held = draft(hebei_project())
    page.goto(f"{PAGES}{held.pk}/projects/0/")
    checked(page)
    page.route("**/check/", lambda route: None)

    with page.expect_request("**/check/"):
        page.fill(cell(2, "value"), "≥120%")
    # What is still being answered is given up, not waited for.
    with page.expect_event("requestfailed"):
        page.fill(cell(2, "value"), "≥96%")
    page.unroute("**/check/")
    checked(page)

    assert page.inner_text("#entry-state") == "没有发现问题"


def test_one_signs_in_again_in_another_window_and_goes_on(signed_in: Page) -> None:
    page = signed_in
    held = draft(hebei_project())
    page.goto(f"{PAGES}{held.pk}/projects/0/")
    checked(page)
    page.context.clear_cookies(name="sessionid")

    page.fill(cell(1, "level3"), "过期后写的")
    with page.context.expect_page() as opened:
        page.click("#entry-state a:has-text('登录已过期')")
    other = opened.value
    other.fill("#id_username", "officer")
    other.fill("#id_password", "a long password")
    other.press("#id_password", "Enter")
    other.wait_for_selector("#user-tools")
    other.close()
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    checked(page)
    with page.expect_navigation():
        page.click("text=存入草稿 >> nth=0")

    assert page.is_visible(".messagelist")
    (found,) = performance_of(held).projects
    assert found.indicators[0].level3 == "过期后写的"


def test_what_is_stored_after_the_session_ended_is_kept_to_be_sent_again(signed_in: Page) -> None:
    page = signed_in
    held = draft(hebei_project())
    page.goto(f"{PAGES}{held.pk}/projects/0/")
    checked(page)
    page.fill(cell(2, "description"), "两行\n都在")
    state = page.context.storage_state()
    page.context.clear_cookies(name="sessionid")

    with page.expect_navigation():
        page.click("text=存入草稿 >> nth=0")
    assert "登录已过期" in page.inner_text(".refusals")
    page.context.add_cookies([one for one in state["cookies"] if one["name"] == "sessionid"])  # type: ignore[list-item, misc]
    with page.expect_navigation():
        page.click("button:has-text('重新提交')")

    assert page.is_visible(".messagelist")
    (found,) = performance_of(held).projects
    assert found.indicators[1].description == "两行\n都在"


def test_without_a_script_the_text_is_sent(signed_in: Page, live_server: LiveServer) -> None:
    held = draft(hebei_project())
    browser = signed_in.context.browser
    assert browser is not None
    plain = browser.new_context(
        base_url=live_server.url,
        java_script_enabled=False,
        storage_state=signed_in.context.storage_state(),
    )
    page = plain.new_page()
    page.goto(f"{PAGES}{held.pk}/projects/0/")
    assert page.is_visible("#id_grid")
    assert page.is_hidden("#live-grid")

    page.fill("#id_grid", "产出指标\t数量指标\t培训班次\t\t≥12次\t计划\n")
    with page.expect_navigation():
        page.click("text=存入草稿 >> nth=0")

    (found,) = performance_of(held).projects
    assert [one.value.printed for one in found.indicators] == ["≥12次"]
    plain.close()


def evaluation(page: Page) -> models.Disclosure:
    stored(document(hebei_project(), overall(), kind="performance"), status="published")
    held = draft(kind="evaluation")
    page.goto(f"{PAGES}{held.pk}/")
    with page.expect_navigation():
        page.click("a:has-text('外事工作经费')")
    return held


def item(row: int, column: str) -> str:
    return f"tbody[data-row='{row}'] [data-column={column}]"


def test_scores_appear_as_they_are_typed(signed_in: Page) -> None:
    page = signed_in
    held = evaluation(page)
    paste(page, "tr[data-money='0'] [data-column=budget]", "20\t18.83\r\n20\t18.83\r\n")
    for row, actual in ((1, "9次"), (2, "76%"), (3, "95%")):
        page.fill(item(row, "actual"), actual)
    checked(page)
    assert page.inner_text("[data-rate='0']") == "94.15%"
    assert page.inner_text("tbody[data-row='2'] .advice") == "采用 32.00"

    page.fill(item(2, "score"), "40")
    checked(page)
    assert "与规则不符" in page.inner_text("tbody[data-row='2'] .advice")
    page.fill(item(2, "score"), "")
    page.click("#take-all")
    page.fill(item(2, "reason"), "部分学员缺考")
    checked(page)

    assert page.input_value(item(0, "score")) == "9.42"
    assert page.inner_text("#total-score") == "91.42"
    assert page.inner_text("#total-grade") == "优"
    with page.expect_navigation():
        page.click("text=存入草稿 >> nth=0")
    assert page.is_visible(".messagelist")
    (found,) = performance_of(held).evaluations
    assert (str(found.score), found.grade, found.items[2].reason) == ("91.42", "优", "部分学员缺考")


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_the_pages_are_accessible_and_fit(signed_in: Page, width: int, scheme: str) -> None:
    page = signed_in
    page.on("dialog", lambda dialog: dialog.accept())
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    # Before a page is open: its live check may be reading while the test writes.
    held = draft(hebei_project(), overall())
    evaluation(page)
    evaluated = page.url
    addresses = ["", "projects/0/", "projects/new/", "overall/"]
    wrong: list[str] = []
    for address in (evaluated, f"{PAGES}start/", *(f"{PAGES}{held.pk}/{one}" for one in addresses)):
        page.goto(address)
        if "projects/0" in address:
            # A page that has something to say.
            page.fill(cell(2, "value"), "≥120%")
            page.fill("#id_plan_3", "80")
        if page.locator("#entry").count() and not address.endswith("new/"):
            checked(page)
        for summary in page.locator("main summary").all():
            if summary.is_visible():
                summary.click()
        results = Axe().run(page, context="main", options={"resultTypes": ["violations"]})
        wrong += [
            f"{address}: {report['id']} {report['nodes'][0]['html'][:200]}"
            for report in results.response["violations"]
        ]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append(f"{address}: wider than the window")

    assert "\n".join(wrong) == ""
