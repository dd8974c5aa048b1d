"""由明细表填写: differences first, then the chosen tables, and never a guess."""

from __future__ import annotations

import pytest
from django.test import Client

from budgets import models
from budgets.deriving import NothingToDerive, adopt, propose
from budgets.importing import preview_workbook, store_draft
from budgets.storage import load_disclosure
from tests.builders import department
from tests.documents import BEIJING, SAMPLES, XICHENG_2024

pytestmark = pytest.mark.django_db
SOURCES = {"2060602": "unit", "": "general"}


def draft(which: tuple[str, str, int]) -> models.Disclosure:
    content = (SAMPLES / f"{which[0]}.xlsx").read_bytes()
    preview = preview_workbook(
        content, name="a.xlsx", department=which[1], fiscal_year=which[2], kind="budget"
    )
    return store_draft(preview, department=department(slug="fao", name=which[1]))


def address(disclosure: models.Disclosure) -> str:
    return f"/admin/budgets/disclosure/{disclosure.pk}/fill/"


def test_the_page_shows_what_would_change_and_changes_nothing(officer: Client) -> None:
    disclosure = draft(XICHENG_2024)
    before = load_disclosure(disclosure)

    page = officer.get(address(disclosure)).content.decode()

    assert "224.6202" in page
    assert "185.5878" in page
    assert "与现有的表一致" in page
    assert load_disclosure(disclosure) == before


def test_filling_the_table_that_lacks_a_row_settles_its_findings(officer: Client) -> None:
    disclosure = draft(XICHENG_2024)
    assert disclosure.findings.filter(severity="error").count() == 5

    answer = officer.post(address(disclosure), {"table": ["表7"]}, follow=True)

    assert answer.status_code == 200
    assert disclosure.findings.filter(severity="error").count() == 0
    table = next(t for t in load_disclosure(disclosure).tables if t.code == "表7")
    assert (table.n, len(table.rows)) == (7, 26)
    assert disclosure.events.latest("pk").what == "由明细表填写"


def test_other_money_is_asked_for_and_then_the_tables_agree(officer: Client) -> None:
    disclosure = draft(BEIJING)

    unknown = officer.get(address(disclosure)).content.decode()
    known = officer.get(address(disclosure), {"2060602": "unit", "rest": "general"})

    assert "没有分列资金来源" in unknown
    assert known.content.decode().count("与现有的表一致") == 5


def test_a_cell_that_is_not_determined_keeps_what_the_draft_says() -> None:
    disclosure = draft(BEIJING)
    before = load_disclosure(disclosure).table(4)

    adopt(disclosure, codes=["预算04表"])

    after = load_disclosure(disclosure).table(4)
    assert [(f.coordinates, f.amount.value) for f in after.facts] == [
        (f.coordinates, f.amount.value) for f in before.facts
    ]
    assert disclosure.findings.filter(severity="error").count() == 0


def test_a_table_that_the_draft_lacks_is_added() -> None:
    disclosure = draft(BEIJING)
    disclosure.tables.filter(code="预算05表").delete()

    proposal = next(p for p in propose(disclosure, SOURCES) if p.derived.table.code == "预算05表")
    adopt(disclosure, codes=["预算05表"], sources=SOURCES)

    assert proposal.present is None
    added = disclosure.tables.get(code="预算05表")
    assert added.rows.count() == 13
    assert disclosure.findings.filter(severity="error").count() == 0


def test_a_document_of_unknown_forms_says_so(officer: Client) -> None:
    disclosure = draft(BEIJING)
    disclosure.tables.filter(code="预算03表").delete()

    answer = officer.get(address(disclosure), follow=True)

    assert "缺少预算03表" in answer.content.decode()
    with pytest.raises(NothingToDerive):
        propose(disclosure)


def test_what_was_filled_in_outlasts_reading_again(officer: Client) -> None:
    disclosure = draft(XICHENG_2024)
    officer.post(address(disclosure), {"table": ["表7"]})
    filled = load_disclosure(disclosure).tables

    officer.post(address(disclosure).replace("/fill/", "/read-again/"))

    assert [t.facts for t in load_disclosure(disclosure).tables] == [t.facts for t in filled]
    assert disclosure.findings.filter(severity="error").count() == 0


def test_filling_keeps_what_was_said_of_other_tables() -> None:
    disclosure = draft(XICHENG_2024)
    disclosure.problems.create(sheet="别的表", cell="B2", message="请核对。", severity="notice")

    adopt(disclosure, codes=["表7"])

    assert "请核对。" in [problem.message for problem in disclosure.problems.all()]
