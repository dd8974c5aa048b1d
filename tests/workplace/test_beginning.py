"""A document begins from an earlier year's rows or from blank forms: nothing typed twice."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

import pytest
from django.test import Client

from budgets import models
from budgets.beginning import (
    BeginRefused,
    Target,
    begin,
    can_begin,
    earlier_documents,
    plan,
)
from budgets.changing import undo
from budgets.deriving import NothingToDerive, propose
from budgets.importing import preview_workbook, store_draft
from budgets.publishing import publish_directly
from budgets.storage import load_disclosure, write_content
from tests.builders import department, region, row, table, text_column
from tests.documents import SAMPLES, XICHENG_2022

pytestmark = pytest.mark.django_db
BEGIN = "/admin/budgets/disclosure/begin/"


@pytest.fixture
def fao() -> models.Department:
    """The body whose document of 2022 is public."""
    region("110102", "北京市西城区")
    body = department("fao", XICHENG_2022[1], region_code="110102")
    preview = preview_workbook(
        (SAMPLES / f"{XICHENG_2022[0]}.xlsx").read_bytes(),
        name="2022.xlsx",
        department=body.name,
        fiscal_year=2022,
        kind="budget",
        region=body.region,
        slug=body.slug,
    )
    publish_directly(store_draft(preview, department=body), as_published=True)
    return body


def begun(body: models.Department, year: int, standard: str = "") -> models.Disclosure:
    target = Target(body, year, "budget")
    return begin(plan(target, standard=standard, earlier=earlier_documents(target)[0])).draft


def test_a_draft_has_the_rows_of_the_year_before_and_its_figures_where_the_form_has_them(
    fao: models.Department,
) -> None:
    draft = begun(fao, 2023)

    data = load_disclosure(draft)
    assert (draft.status, draft.standard) == ("draft", "xicheng-department-2022")
    assert data.table(1).title == "2023年部门预算收支总表"
    assert data.table(3).rows[0].cells[:5] == (
        "2010301-行政运行",
        "50101-工资奖金津补贴",
        "30101-基本工资",
        None,
        None,
    )
    assert data.table(10).columns[2].path == ("2022年预算数",)
    assert data.table(10).rows[1].cells == ("2、公务接待费", None, "0.200515")
    told = {
        str(fact.coordinates["basis"])
        for table in data.tables
        for fact in table.facts
        if fact.amount.fen is not None
    }
    assert told == {"prior"}
    assert not draft.findings.exists()
    assert not draft.problems.exists()


def test_blank_sources_fill_nothing_and_take_no_rows_away(fao: models.Department) -> None:
    draft = begun(fao, 2023)

    with pytest.raises(NothingToDerive, match="还空着"):
        propose(draft)


def test_newer_forms_and_a_gap_of_years_are_no_hindrance(fao: models.Department) -> None:
    draft = begun(fao, 2024)

    data = load_disclosure(draft)
    assert draft.standard == "xicheng-department-2024"
    assert data.table(10).rows[0].cells[0] == "1.因公出国（境）费"
    assert data.table(10).columns[2].path == ("2023年预算数",)
    # The figures of 2023 are in no document here: they are not made up out of those of 2022.
    assert not any(fact.amount.fen for table in data.tables for fact in table.facts)
    assert len(data.table(3).rows) == 29
    assert not draft.findings.exists()


def test_what_other_forms_have_no_place_for_is_told(fao: models.Department) -> None:
    target = Target(fao, 2023, "budget")

    made = plan(target, standard="beijing-unit-2026", earlier=earlier_documents(target)[0])

    assert ("表4 2022 年部门项目支出表", "") in [(one.table, one.row) for one in made.carried.left]
    spending = next(table for table in made.carried.data.tables if table.code == "预算05表")
    assert spending.rows[0].cells[:3] == ("2010301", "行政运行", None)
    assert len(spending.rows) == 9
    # The tables of a draft without figures have rows without a word, and no money to go by.
    following = Target(fao, 2024, "budget")
    blank = plan(following, standard="beijing-unit-2026", earlier=begun(fao, 2023))
    assert len(blank.carried.data.tables) == 11


def test_a_beginning_is_in_the_history_and_can_be_taken_back_and_made_once_only(
    fao: models.Department,
) -> None:
    draft = begun(fao, 2023)
    target = Target(fao, 2023, "budget")
    change = draft.changes.get()
    assert (change.what, change.note) == (
        "begun",
        "北京市西城区部门预算公开表（2022年），沿用 2022 年各行",
    )
    assert not can_begin(target)
    with pytest.raises(BeginRefused):
        begin(plan(target, standard="xicheng-department-2022"))

    undo(change)

    assert load_disclosure(draft).tables == ()
    assert can_begin(target)
    again = begin(plan(target, standard="xicheng-department-2022")).draft
    assert again.pk == draft.pk
    assert [table.code for table in load_disclosure(again).tables][:2] == ["表1", "表2"]


def test_a_draft_of_targets_alone_goes_on_with_tables_of_money(fao: models.Department) -> None:
    year, _created = models.FiscalYear.objects.get_or_create(year=2023)
    targets = models.Disclosure.objects.create(department=fao, fiscal_year=year)
    entered = table([text_column("项目名称")], [row("外事工作经费")], kind="performance", n=4)
    write_content(targets, replace(load_disclosure(targets), tables=(entered,)))

    draft = begun(fao, 2023)

    assert draft.pk == targets.pk
    tables = load_disclosure(draft).tables
    assert [(one.n, one.kind) for one in tables[:2]] == [(4, "performance"), (5, "money")]
    assert len(tables) == 13


def test_the_page_shows_what_would_be_made_and_makes_it_on_demand(
    admin_client: Client, fao: models.Department
) -> None:
    asked = {"department": fao.pk, "year": 2023, "kind": "budget", "way": "earlier"}

    ways = admin_client.get(f"{BEGIN}?{urlencode({**asked, 'way': ''})}").content.decode()
    shown = admin_client.get(f"{BEGIN}?{urlencode(asked)}").content.decode()

    assert "上传工作簿" in ways
    assert "2022 年（已公开）" in ways
    assert "沿用 2022 年的" in shown
    assert "2022 年的数填好了 2 格" in shown
    assert not models.Disclosure.objects.filter(fiscal_year__year=2023).exists()

    made = admin_client.post(BEGIN, {**asked, "standard": "own"}, follow=True)

    draft = models.Disclosure.objects.get(fiscal_year__year=2023)
    assert "已建立草稿" in made.content.decode()
    assert load_disclosure(draft).table(3).title == "2023 年部门支出总表"
    assert models.LogEntry.objects.filter(action="begin").exists()
    # Once it is there, the page leads to it.
    there = admin_client.get(f"{BEGIN}?{urlencode(asked)}")
    assert there.headers["Location"] == f"/admin/budgets/disclosure/{draft.pk}/change/"
