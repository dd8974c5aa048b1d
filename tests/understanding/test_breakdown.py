"""Spending by codes as a tree: sums of the facts, shares only where parts exhaust the whole."""

from __future__ import annotations

from collections import defaultdict

import pytest
from django.utils import translation

from budgets.data import CellRef
from budgets.measures import Measured, measured
from budgets.pages.understanding.amounts import share, spoken
from budgets.pages.understanding.breakdown import (
    ECONOMICS,
    FUNCTIONS,
    breakdown_of,
)
from tests.documents import BEIJING, XICHENG_2022, XICHENG_2024, sample


def told(step: int = 1, **fen: int) -> dict[str, Measured]:
    """Measures by their keys, - written as _ or __."""
    cell = CellRef(1, "表1", "B2", 0, 1)
    keys = {key.replace("__", "-").replace("_", "-"): fen for key, fen in fen.items()}
    return {key: Measured(key, fen, cell, True, False, step) for key, fen in keys.items()}


def shape(measures: dict[str, Measured], name: str = FUNCTIONS) -> list[tuple[int, str, int]]:
    tree = breakdown_of(measures, name)
    return [(level, node.code, node.fen) for level, node in tree.walk()] if tree else []


def test_a_single_part_of_the_same_amount_is_passed_over() -> None:
    measures = told(
        spending=10,
        function__201=7,
        function__20103=7,
        function__2010301=4,
        function__2010302=3,
        function__205=3,
    )

    assert shape(measures) == [(0, "201", 7), (1, "2010301", 4), (1, "2010302", 3), (0, "205", 3)]


def test_parts_that_fall_short_of_the_whole_are_not_drawn() -> None:
    short = breakdown_of(told(spending=11, function__201=7, function__205=3), FUNCTIONS)
    within = breakdown_of(
        told(spending=10, function__201=7, function__20103=4, function__205=3), FUNCTIONS
    )

    assert short is not None
    assert (short.total, short.whole, short.drawn) == (11, False, False)
    assert within is not None
    assert within.drawn
    assert not within.parts[0].whole


def test_a_rounded_whole_is_drawn_and_its_gap_is_told() -> None:
    """Figures in 万元 with two decimals: one hundredth is 10,000 fen."""
    near = breakdown_of(
        told(10_000, spending=7_510_000, function__201=7_500_000, function__205=20_000), FUNCTIONS
    )
    far = breakdown_of(
        told(10_000, spending=7_510_000, function__201=7_500_000, function__205=30_000), FUNCTIONS
    )

    assert near is not None
    assert (near.drawn, near.gap) == (True, 10_000)
    assert far is not None
    assert not far.whole


def test_what_is_kept_for_next_year_is_no_part_of_what_is_spent() -> None:
    tree = breakdown_of(told(spending=12, spent=10, function__201=7, function__205=3), FUNCTIONS)

    assert tree is not None
    assert (tree.total, tree.whole) == (10, True)


def test_less_than_nothing_has_no_picture_and_nothing_is_left_out() -> None:
    tree = breakdown_of(
        told(spending=5, function__201=7, function__205=-2, function__208=0), FUNCTIONS
    )

    assert tree is not None
    assert [node.code for node in tree.parts] == ["201", "205"]
    assert not tree.drawn


def test_the_economic_tree_is_of_all_money_if_a_table_tells_it() -> None:
    basic = {"basic_economic__301": 4, "basic_economic__302": 2}
    both = told(spending=10, basic=6, economic__301=6, economic__302=4, **basic)
    # Some of what is basic is paid from other money than the general budget.
    only = told(spending=10, basic=8, general_basic=6, **basic)

    assert shape(both, ECONOMICS) == [(0, "301", 6), (0, "302", 4)]
    tree = breakdown_of(only, ECONOMICS)
    assert tree is not None
    assert (tree.family, tree.total, tree.whole) == ("basic-economic", 6, True)


@pytest.mark.parametrize("document", [BEIJING, XICHENG_2022, XICHENG_2024], ids=lambda it: it[0])
def test_the_trees_of_the_samples_come_to_what_their_rows_say(
    document: tuple[str, str, int],
) -> None:
    """Each 项, summed straight from the rows of the 支出总表 (table 3), and the whole."""
    data = sample(document)
    rows: dict[str, int] = defaultdict(int)
    for fact in data.table(3).facts:
        at = dict(fact.coordinates)
        if len(at.get("function", "")) == 7 and not {"nature", "cost"} & set(at):
            rows[at["function"]] += fact.amount.value

    tree = breakdown_of({one.key: one for one in measured(data)}, FUNCTIONS)

    assert tree is not None
    assert tree.drawn
    finest = {node.code: node.fen for _level, node in tree.walk() if not node.parts}
    assert finest == {code: fen for code, fen in rows.items() if fen}
    assert tree.total == sum(finest.values())


@pytest.mark.parametrize(
    ("fen", "whole", "said"),
    [
        (1, 3, "33.3%"),
        (2, 3, "66.7%"),
        (3, 3, "100.0%"),
        (0, 3, "0.0%"),
        (1, 10_000, "<0.1%"),
        (9_999, 10_000, ">99.9%"),
        (4, 3, ""),
        (-1, 3, ""),
        (1, 0, ""),
    ],
)
def test_a_share_is_told_where_it_says_something(fen: int, whole: int, said: str) -> None:
    assert share(fen, whole) == said


@pytest.mark.parametrize(
    ("fen", "said"),
    [
        (0, "0 元"),
        (214_752, "2,147.52 元"),
        (648_875_784, "648.88 万元"),
        (10_018_162_211, "10,018.16 万元"),
        (123_456_789_012, "12.35 亿元"),
        (-648_875_784, "−648.88 万元"),
    ],
)
def test_an_amount_is_told_as_people_say_it(fen: int, said: str) -> None:
    with translation.override("zh-hans"):
        assert spoken(fen) == said


@pytest.mark.parametrize(
    ("fen", "beside", "said"),
    [
        (100_000, 15_990_000, "0.10 万元"),
        # Two places of 万元 would say less than the table does.
        (100_050, 15_990_000, "1,000.50 元"),
        (100_000, 500_000, "1,000.00 元"),
    ],
)
def test_a_part_is_told_in_the_unit_of_its_whole_where_that_tells_all(
    fen: int, beside: int, said: str
) -> None:
    with translation.override("zh-hans"):
        assert spoken(fen, beside) == said
