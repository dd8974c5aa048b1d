"""由明细表填写: differences first, then the chosen tables, and never a guess."""

from __future__ import annotations

import pytest
from django.test import Client

from budgets import models
from budgets.changing import CellChange, change_cells, undo
from budgets.deriving import NothingToDerive, adopt, followings, propose
from budgets.importing import preview_workbook, store_draft
from budgets.storage import keys_of, load_disclosure
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


def test_filling_keeps_the_keys_of_rows_and_can_be_taken_back() -> None:
    disclosure = draft(XICHENG_2024)
    before, keys = load_disclosure(disclosure), keys_of(disclosure, 7)
    words = {key: row.cells[:2] for key, row in zip(keys, before.table(7).rows, strict=True)}

    done = adopt(disclosure, codes=["表7"])

    now = keys_of(disclosure, 7)
    assert set(now) < set(keys)
    assert [words[key] for key in now] == [row.cells[:2] for row in done.data.table(7).rows]
    assert keys_of(disclosure, 3) == sorted(keys_of(disclosure, 3))
    assert done.change is not None
    assert (done.change.what, done.change.note) == ("filled", "表7")
    undo(done.change)
    assert load_disclosure(disclosure) == before
    assert keys_of(disclosure, 7) == keys
    assert followings(disclosure) == {}


def test_a_filled_table_tells_its_sources_and_that_they_changed_and_follows(
    officer: Client,
) -> None:
    disclosure = draft(XICHENG_2024)
    officer.post(address(disclosure), {"table": ["表1", "表6", "表7"]})
    home = officer.get(f"/admin/budgets/disclosure/{disclosure.pk}/change/").content.decode()
    assert home.count("由表2、表3填写。") == 3
    assert "来源已变" not in home

    basic = load_disclosure(disclosure).table(3).rows[0]
    assert basic.cells[2] == "30101-基本工资"
    change_cells(disclosure, 3, [CellChange(1, 4, "65.715600", "66.715600")])

    home = officer.get(f"/admin/budgets/disclosure/{disclosure.pk}/change/").content.decode()
    assert home.count("来源已变，可以更新") == 3
    shown = officer.get(address(disclosure)).content.decode()
    # What this program filled follows; what was brought is asked for.
    assert '<input type="hidden" name="table" value="表7">' in shown
    assert '<input type="checkbox" name="table" value="表5"' in shown
    assert "66.7156" in shown
    # The income of the year did not change with it: of 表1 only the half of expenditure follows.
    officer.post(address(disclosure), {"table": ["表6", "表7"]})
    told = {one.n: one for one in followings(disclosure).values()}
    assert not told[6].stale
    assert not told[7].stale
    assert told[1].stale
    assert load_disclosure(disclosure).table(7).rows[0].cells[2] == "66.715600"


def test_a_filled_table_that_somebody_changed_is_not_written_over_unasked(
    officer: Client,
) -> None:
    disclosure = draft(XICHENG_2024)
    adopt(disclosure, codes=["表7", "表10"])

    change_cells(disclosure, 7, [CellChange(1, 2, "65.715600", "66.00")])
    # What the sources leave open is for people to fill in.
    prior = load_disclosure(disclosure).table(10)
    change_cells(disclosure, 10, [CellChange(2, 2, prior.text(1, 2), "0.3")])

    told = followings(disclosure)
    assert (told[7].edited, told[7].stale) == (True, False)
    assert not told[10].edited
    page = officer.get(address(disclosure)).content.decode()
    assert 'name="table" value="表7">' in page
    assert "填写以后有人改动过" in page
    assert "全部填写" not in page
