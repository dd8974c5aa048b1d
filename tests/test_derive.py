"""Derivation: filled tables equal the published ones; what is not determined stays open."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from budgets.data import DisclosureData, TableData
from budgets.derive import Derived, comparable, derive
from budgets.money import UNITS
from budgets.standards import recognise
from budgets.vocabulary import shipped_vocabulary
from budgets.workbook.parsing import Context
from budgets.workbook.rereading import Line, lines_of, reread
from tests.documents import BEIJING, XICHENG_2022, XICHENG_2024, sample

# 预算03表 tells no sources; the one function that other money pays for is known to the office.
OTHER_MONEY = {"2060602": "unit", "": "general"}


def derived(
    which: tuple[str, str, int], sources: dict[str, str] | None = None
) -> dict[str, Derived]:
    return derived_of(sample(which), sources)


def derived_of(
    data: DisclosureData,
    sources: dict[str, str] | None = None,
    earlier: DisclosureData | None = None,
) -> dict[str, Derived]:
    standard = recognise(data)
    assert standard is not None
    tables = derive(data, standard, shipped_vocabulary(), sources, earlier)
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

    assert {(cell.column, cell.why) for cell in one.open} == {
        (2, "上年的文件里没有这个数，或系统里没有上年的文件")
    }
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
    assert len({row.cells[:2] for row in one.table.rows}) == len(one.table.rows)
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
    assert table.rows[-1].cells[1:3] == ("合 计", "9,274.719302")


def test_a_filled_table_keeps_the_rows_that_it_had_and_puts_new_ones_among_them() -> None:
    data = sample(XICHENG_2024)
    table = next(table for table in data.tables if table.code == "表6")
    gone = next(index for index, row in enumerate(table.rows) if row.cells[0] == "2010302")
    lines = [line for index, line in enumerate(lines_of(table)) if index != gone]
    lines[0] = Line(("2010301", "行政运行（本级）", "1", "1", None), 0)
    context = Context(shipped_vocabulary(), 2024, "budget", UNITS["万元"])
    changed = reread(table, lines, context).table
    tables = tuple(changed if one.code == "表6" else one for one in data.tables)

    one = derived_of(replace(data, tables=tables))["表6"]

    assert comparable(one.table) == published(XICHENG_2024, "表6")
    assert one.table.rows[0].cells[:3] == ("2010301", "行政运行（本级）", "351.740528")
    assert one.was == (0, None, 1, 2, 3, 4, 5, 6, 7, 8)
    assert one.table.rows[1].cells[:2] == ("2010302", "一般行政管理事务")


def test_last_years_figures_come_from_last_years_document_and_no_other() -> None:
    data = sample(XICHENG_2022)
    tables = tuple(shifted(table, 2022, 2023) for table in data.tables)
    following = replace(data, fiscal_year=2023, tables=tables)

    filled = derived_of(following, earlier=data)["表10"]
    older = derived_of(replace(following, fiscal_year=2024), earlier=data)["表10"]

    row = next(row for row in filled.table.rows if row.cells[0] == "2、公务接待费")
    assert filled.complete
    assert row.cells[2] == "0.200515"
    assert not older.complete


def shifted(table: TableData, year: int, to: int) -> TableData:
    """The table as a form of another year: its words, not its figures."""
    years = {str(year): str(to), str(year - 1): str(to - 1)}

    def dated(text: str | None) -> str | None:
        return re.sub(r"20\d\d", lambda found: years.get(found[0], found[0]), text or "") or None

    return replace(
        table,
        title=dated(table.title) or "",
        header=tuple(tuple(map(dated, line)) for line in table.header),
        columns=tuple(
            replace(column, path=tuple(dated(text) or "" for text in column.path))
            for column in table.columns
        ),
    )
