"""Reasons saved as they are left, words explained by keyboard, and our pages by the rules of axe."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import get_user_model

from budgets import models
from budgets.carrying import blank_tables
from budgets.data import DisclosureData
from budgets.narrating import begin_writing
from budgets.own_standards import begin
from budgets.standards import standard
from budgets.vocabulary import shipped_vocabulary
from tests.builders import region, stored
from tests.documents import XICHENG_2022, XICHENG_2024, sample
from tests.workplace.test_new_words import of_an_unseen_region

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def of(document: tuple[str, str, int], year: int) -> DisclosureData:
    return replace(sample(document), slug="xi-cheng", fiscal_year=year)


def test_a_reason_and_a_word_in_the_browser(page: Page) -> None:
    stored(of(XICHENG_2022, 2023))
    draft = stored(of(XICHENG_2024, 2024))
    begin_writing(draft)
    unseen = stored(
        replace(of_an_unseen_region(sample(XICHENG_2024)), slug="kun-ming", region="530100")
    )
    forms = blank_tables(standard("xicheng-department-2024"), 2027, "", shipped_vocabulary())
    own = begin(region("530100", "昆明市"), name="公开表", first_year=2027, data=forms.data)
    get_user_model().objects.create_superuser("officer", password="a long password")
    page.goto("/admin/")
    page.fill("#id_username", "officer")
    page.fill("#id_password", "a long password")
    page.press("#id_password", "Enter")
    page.wait_for_selector("#user-tools")

    # From the table to last year, from a change to its reason, which is saved as it is left.
    page.goto(f"/admin/budgets/disclosure/{draft.pk}/change/")
    page.click("#t6 >> text=与上年对照")
    page.click("tr:has-text('2010302') >> text=原因")
    field = page.locator("li.reason:target textarea")
    field.fill("项目科目调整")
    field.press("Tab")
    page.wait_for_selector("li.reason:target .saving:has-text('已保存')")
    page.click("text=全部原因")
    assert page.inner_text("[data-told]") == "1"
    assert draft.told.get(slot="reason:function:2010302").text == "项目科目调整"

    # By keyboard alone: the likely meaning, what would follow, and stored.
    page.goto(f"/admin/budgets/disclosure/{unseen.pk}/change/")
    page.locator("li:has-text('养人开支') >> text=这是什么？").press("Enter")
    page.wait_for_selector("text=多半是")
    page.locator(".likely input").first.focus()
    page.keyboard.press("Space")
    page.locator("text=看看结果").press("Enter")
    assert "基本支出 · 人员经费" in page.inner_text(".tried")
    page.locator("text=记下，重新读入").press("Enter")
    page.wait_for_selector("text=已记下“养人开支”")
    assert models.WordMeaning.objects.get().coordinates == {"nature": "basic", "cost": "personnel"}

    axe, wrong = Axe(), []
    page.set_viewport_size({"width": 390, "height": 844})
    for address in (
        f"disclosure/{draft.pk}/tables/6/last-year/",
        f"disclosure/{draft.pk}/reasons/",
        f"disclosure/{unseen.pk}/meaning/?place=column&word=常态性开支",
        f"ownstandard/{own.pk}/change/",
        "ownstandard/add/",
    ):
        page.goto(f"/admin/budgets/{address}")
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        found = axe.run(page, options={"resultTypes": ["violations"]})
        wrong += [
            (address, one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]
        ]
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
    assert not wrong
