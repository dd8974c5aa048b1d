"""The whole way of a workbook in a real browser, and our pages under the rules of accessibility."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import get_user_model

from budgets import models, publishing
from budgets.workbook.writer import write_workbook
from tests.access.people import person
from tests.admin import books
from tests.browsing import give_to
from tests.builders import department, disclosure_data, overview

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIST = "/admin/budgets/disclosure/"


@pytest.fixture
def signed_in(page: Page, live_server: LiveServer) -> Page:
    department()
    return give_to(get_user_model().objects.create_superuser("officer"), page, live_server)


def bring(page: Page, path: Path) -> None:
    """Fill in the form as people do: the department by a few letters of its name."""
    page.goto("/admin/")
    page.click("text=上传工作簿")
    page.click(".select2-selection")
    page.fill(".select2-search__field", "外事")
    page.click(".select2-results__option:has-text('某市人民政府外事办公室')")
    page.fill("#id_year", "2026")
    page.set_input_files("#id_file", path)
    page.click("text=读入并预览")
    page.wait_for_selector("#summary")


def workbook(tmp_path: Path) -> Path:
    """收入总计 is wrong, and 基本支出 goes under a name of its own."""
    path = tmp_path / "预算.xlsx"
    spending = books.renamed_column("日常运转经费")
    path.write_bytes(write_workbook(disclosure_data(overview(total_in="130.50"), spending)))
    return path


def test_a_workbook_goes_the_whole_way(signed_in: Page, tmp_path: Path) -> None:
    page = signed_in
    bring(page, workbook(tmp_path))
    assert page.locator("td.marked.error").count() >= 1
    page.click("td.marked.error a.mark")
    assert page.evaluate("location.hash") == "#f1"

    page.click("a:has-text('这是什么？')")
    page.click("summary:has-text('花在什么上')")
    page.check("details[open] input[value='nature:basic']")
    page.click("text=看看结果")
    assert "会多读懂 3 个数字" in page.inner_text(".tried")
    page.click("text=记下，重新读入")
    assert "又读懂 3 个数字" in page.inner_text(".messagelist")

    page.click("text=存为草稿")
    page.click("text=送审……")
    page.click("text=确认送审")
    assert "没有写明情况" in page.inner_text(".messagelist")
    page.click(".refusals a")
    page.fill("textarea", "年中调整所致。")
    page.click("text=保存情况说明")
    page.click("text=送审……")
    page.click("text=确认送审")
    submitted = models.Disclosure.objects.get()
    reviewer = person("reviewer", ("reviewer", submitted.department))
    publishing.approve(submitted, by=reviewer, sha256=submitted.sha256)
    page.reload()
    page.click(".ways >> text=公开……")
    page.click("text=确认公开")
    page.click("text=看公开的页面")

    page.wait_for_url("**/departments/mou-shi-wai-ban/2026/budget/")
    page.get_by_text("年中调整所致。").first.wait_for()


def test_leaving_an_explanation_unsaved_is_asked_about(signed_in: Page, tmp_path: Path) -> None:
    page = signed_in
    bring(page, workbook(tmp_path))
    page.click("text=存为草稿")
    page.fill("textarea", "写了一半")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    with page.expect_navigation():
        page.click("text=重新核对")

    assert asked == ["beforeunload"]


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_our_pages_are_accessible_and_fit(
    signed_in: Page, tmp_path: Path, width: int, scheme: str
) -> None:
    page = signed_in
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    bring(page, workbook(tmp_path))
    preview = page.url
    meaning = page.get_attribute("a:has-text('这是什么？')", "href") or ""
    wrong = problems_of(page, [preview, meaning, f"{LIST}upload/"], width)
    page.goto(preview)
    with page.expect_navigation():
        page.click("text=存为草稿")
    draft = models.Disclosure.objects.get().pk
    wrong += problems_of(
        page,
        [
            f"{LIST}{draft}/change/",
            f"{LIST}{draft}/submit/",
            f"{LIST}{draft}/comments/",
            f"{LIST}{draft}/comments/tables/1/",
            f"{LIST}{draft}/discard/",
            "/admin/budgets/classificationcode/import/",
        ],
        width,
    )

    assert "\n".join(wrong) == ""


def problems_of(page: Page, addresses: list[str], width: int) -> list[str]:
    wrong = []
    for address in addresses:
        page.goto(address)
        # Closed parts are read as well.
        for summary in page.locator("main summary").all():
            if summary.is_visible():
                summary.click()
        # Our part of the page; the shell around it is Django's.
        results = Axe().run(page, context="main", options={"resultTypes": ["violations"]})
        wrong += [
            f"{address}: {report['id']} {report['nodes'][0]['html']}"
            for report in results.response["violations"]
        ]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append(f"{address}: wider than the window")
    return wrong
