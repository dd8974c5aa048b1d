"""A new user's whole way: Xicheng 2024 entered from the document of 2022, nothing derivable typed."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from budgets import models
from budgets.data import TableData
from budgets.derive import comparable
from budgets.publishing import publish_directly
from budgets.storage import load_disclosure
from tests.access.people import person
from tests.builders import department, region
from tests.documents import sample
from tests.workplace.drafts import XICHENG_2022, XICHENG_2024, draft_of
from tests.workplace.test_grid_browser import Grid, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
REAL = {table.code: table for table in sample(XICHENG_2024).tables}
FILLED = ("表1", "表5", "表6", "表7", "表10")
# Derived columns of what is pasted: 合计 of a row.
TOTALS = {"表3": 3, "表4": 4}


def block(code: str) -> list[list[str]]:
    """The rows of the real table above its 合计, as an office copies them: without derivable sums."""
    rows = [row for row in REAL[code].rows if row.kind != "total"]
    lines = [[text or "" for text in row.cells] for row in rows]
    for line in lines:
        if code in TOTALS:
            line[TOTALS[code]] = ""
    return lines


def paste(grid: Grid, first: str, lines: Sequence[Sequence[str]]) -> None:
    grid.at(first)
    grid.clipboard("paste", plain="\n".join("\t".join(line) for line in lines) + "\n")
    grid.saved()


def grow(grid: Grid, above: str, by: int) -> None:
    """Rows more, above the one of this cell."""
    for _ in range(by):
        grid.at(above)
        grid.page.click("[data-do=insert-above]")
    grid.saved()


def typed(grid: Grid, cell: str, text: str) -> None:
    grid.at(cell)
    grid.type(text, "Enter")
    grid.saved()


def test_the_budget_of_2024_is_entered_from_that_of_2022(
    page: Page, live_server: LiveServer
) -> None:
    region("110102", "北京市西城区")
    department("xicheng-fao", XICHENG_2022[1], region_code="110102")
    old = draft_of(XICHENG_2022, slug="xicheng-fao")
    publish_directly(old, as_published=True)
    person("officer", ("staff", old.department))
    sign_in(page, live_server, "officer")
    began = time.perf_counter()

    # The start page leads to the beginning, and the beginning back to the card.
    page.goto("/admin/?year=2024")
    page.click(".card a:has-text('开始') >> nth=0")
    page.click("section[aria-labelledby=way-earlier] button")
    assert "沿用 2022 年的" in page.inner_text("#made")
    accessible(page)
    page.click("#made button")
    page.wait_for_selector(".card.draft")
    draft = models.Disclosure.objects.get(fiscal_year__year=2024)
    assert page.url.endswith(f"#d{draft.pk}")
    assert "还空着：表2、表3、表4" in page.inner_text(f"#d{draft.pk}")
    accessible(page)

    # Leaves only: what came in, spending by codes, projects, services, one figure of 2023.
    page.click(f"#d{draft.pk} .card-step a")
    income = Grid(page, draft, "表2")
    typed(income, "C4", REAL["表2"].text(0, 2))
    assert income.text("A4") == REAL["表2"].text(0, 0)
    spending = Grid(page, draft, "表3")
    last = 5 + len(load_disclosure(draft).table(3).rows) - 1
    grow(spending, f"A{last}", by=len(block("表3")) - (last - 5))
    paste(spending, "A5", block("表3"))
    assert spending.stored()[-1][3:6] == ("648.875784", "529.065784", "119.810000")
    projects = Grid(page, draft, "表4")
    grow(projects, "A7", by=len(block("表4")) - 2)
    paste(projects, "A5", block("表4"))
    services = Grid(page, draft, "表11")
    grow(services, "A4", by=len(block("表11")) - 1)
    paste(services, "A4", block("表11"))
    hosting = Grid(page, draft, "表10")
    typed(hosting, "C5", REAL["表10"].text(1, 2))
    for code, cell in (("表8", "C4"), ("表9", "D5"), ("表12", "G4")):
        typed(Grid(page, draft, code), cell, "0")

    page.goto("/admin/budgets/standards/?year=2024")
    accessible(page)

    # The rest is filled by one button, its differences first.
    page.goto("/admin/?year=2024")
    assert "还空着" not in page.inner_text(f"#d{draft.pk}")
    page.click(f"#d{draft.pk} a:has-text('可以由其他表填写')")
    assert "与现有的表有" in page.inner_text("#content")
    accessible(page)
    page.click("button:has-text('全部填写（5 张表）')")
    page.wait_for_selector(".messagelist .success")

    # What follows from the figures is what was published, but for the row that its 表7 lacks.
    data = load_disclosure(draft)
    ours = {table.code: table for table in data.tables}
    for code, real in REAL.items():
        if real.kind == "money":
            assert differing(ours[code], real) == (2 if code == "表7" else 0), code
    assert not draft.findings.filter(severity="error").exists()
    assert not draft.problems.filter(severity="error").exists()
    assert {t.code for t in draft.tables.all() if t.derived} == set(FILLED)

    page.goto(f"/admin/budgets/disclosure/{draft.pk}/submit/")
    page.click("form[method=post]:has(button.default) button.default")
    page.wait_for_load_state()
    draft.refresh_from_db()
    assert draft.status == "submitted"
    assert time.perf_counter() - began < 600


def accessible(page: Page) -> None:
    """No complaint of axe, and nothing that a narrow window cuts off, by day and by night."""
    for scheme, width in (("light", 1280), ("dark", 390)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        # Links fade from one colour into the other.
        page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})


def differing(one: TableData, other: TableData) -> int:
    """At how many coordinates two tables say different money."""
    a, b = comparable(one), comparable(other)
    return sum(a.get(at, 0) != b.get(at, 0) for at in {*a, *b})
