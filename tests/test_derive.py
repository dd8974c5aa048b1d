"""Derivation: filled tables equal the published ones; what is not determined stays open."""

from __future__ import annotations

import pytest

from budgets.derive import Derived, comparable, derive
from budgets.standards import recognise
from budgets.vocabulary import shipped_vocabulary
from tests.documents import BEIJING, XICHENG_2022, XICHENG_2024, sample

# 预算03表 tells no sources; the one function that other money pays for is known to the office.
OTHER_MONEY = {"2060602": "unit", "": "general"}


def derived(
    which: tuple[str, str, int], sources: dict[str, str] | None = None
) -> dict[str, Derived]:
    data = sample(which)
    standard = recognise(data)
    assert standard is not None
    tables = derive(data, standard, shipped_vocabulary(), sources)
    return {one.table.code: one for one in tables}


def published(which: tuple[str, str, int], code: str) -> dict[object, int]:
    table = next(table for table in sample(which).tables if table.code == code)
    return dict(comparable(table))


@pytest.mark.parametrize("code", ["预算01表", "预算04表", "预算05表", "预算06表", "预算09表"])
def test_the_tables_of_beijing_2026_follow_from_03_and_the_income_lines(code: str) -> None:
    one = derived(BEIJING, OTHER_MONEY)[code]

    assert one.complete
    assert comparable(one.table) == published(BEIJING, code)


@pytest.mark.parametrize("code", ["表1", "表5", "表6", "表7"])
def test_the_tables_of_xicheng_2022_follow_without_being_told_anything(code: str) -> None:
    one = derived(XICHENG_2022)[code]

    assert one.complete
    assert comparable(one.table) == published(XICHENG_2022, code)


def test_last_years_figures_stay_open_and_this_years_are_filled() -> None:
    one = derived(XICHENG_2022)["表10"]

    assert {(cell.column, cell.why) for cell in one.open} == {(2, "上年数不在本年的表里")}
    filled = comparable(one.table)
    assert all(published(XICHENG_2022, "表10")[where] == fen for where, fen in filled.items())
    assert sorted(filled.values()) == [200_515, 200_515]


def test_money_of_unknown_source_is_left_open_and_never_guessed() -> None:
    tables = derived(BEIJING)

    assert tables["预算01表"].complete
    assert comparable(tables["预算01表"].table) == published(BEIJING, "预算01表")
    for code in ("预算04表", "预算05表", "预算06表", "预算09表"):
        said = published(BEIJING, code)
        assert tables[code].open
        assert all(said[at] == fen for at, fen in comparable(tables[code].table).items())


def test_the_row_that_the_published_table_lacks_is_there_when_it_is_derived() -> None:
    one = derived(XICHENG_2024)["表7"]

    assert one.table.rows[-1].cells[2] == "529.065784"
    differing = {
        str(at)
        for at, fen in comparable(one.table).items()
        if published(XICHENG_2024, "表7").get(at) != fen
    }
    assert all("dept_economic=30102" in at for at in differing)
    assert len(differing) == 2


def test_a_filled_table_is_printed_like_the_others() -> None:
    table = derived(BEIJING, OTHER_MONEY)["预算05表"].table

    assert table.header[0] == ("功能分类科目", None, "预算数", None, None, None, None, None)
    assert table.rows[0].cells[:3] == ("2010301", "行政运行", "4,050.592991")
    assert table.rows[-1].cells[1:3] == ("合计", "9,274.719302")
