"""Final accounts beside the budget: first, adjusted, and how much of it was spent."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.test import Client

from budgets.data import DisclosureData
from budgets.pages.understanding.amounts import change_share, rate
from tests.builders import (
    disclosure_data,
    label,
    money,
    published,
    row,
    table,
    total,
)
from tests.understanding.auditing.page import rows_of, sections, text_of

ADDRESS = "/departments/mou-shi-wai-ban/2026/final-accounts/"


def accounts(budget: str, final: str, adjusted: str = "") -> DisclosureData:
    """What was spent, by nature; the columns of the budget are blank where "" is given."""
    columns = [
        label("项目"),
        money("年初预算数", basis="budget"),
        money("全年预算数", basis="adjusted"),
        money("决算数", basis="final"),
    ]
    rows = [
        row("基本支出", None, None, "1.00", nature="basic"),
        row("项目支出", budget or None, adjusted or None, "8.00", nature="project"),
        total("本年支出合计", budget or None, adjusted or None, final),
    ]
    return disclosure_data(
        table([*columns], [replace(one, coordinates=one.coordinates.with_({"side": "out", "use": "spent"})) for one in rows]),
        kind="final-accounts",
    )  # fmt: skip


def told(client: Client) -> dict[str, list[str]]:
    page = client.get(ADDRESS).content.decode()
    (section,) = sections(page, "executed")
    return {text_of(cells[0]): [text_of(cell) for cell in cells[1:]] for cells in rows_of(section)}


@pytest.mark.django_db
def test_what_was_spent_stands_beside_both_budgets(client: Client) -> None:
    published(accounts("10.00", "9.00", "9.50"))

    assert told(client) == {
        "本年支出合计": ["10.00", "9.50", "9.00", "90.0%", "94.7%"],
        "项目支出": ["10.00", "9.50", "8.00", "80.0%", "84.2%"],
    }
    words = text_of(sections(client.get(ADDRESS).content.decode(), "plain-words")[0])
    assert "年初预算是 10.00 万元，实际花掉的是它的 90.0%。" in words


@pytest.mark.django_db
def test_the_budget_of_the_year_is_asked_where_the_accounts_say_nothing(client: Client) -> None:
    budget = table(
        [
            label("项目"),
            money("合计"),
            money("基本支出", nature="basic"),
            money("项目支出", nature="project"),
        ],
        [total("合计", "12.00", "2.00", "10.00", side="out", use="spent")],
    )
    published(disclosure_data(budget))
    published(accounts("", "9.00"))

    assert told(client) == {
        "本年支出合计": ["12.00", "9.00", "75.0%"],
        "基本支出": ["2.00", "1.00", "50.0%"],
        "项目支出": ["10.00", "8.00", "80.0%"],
    }
    page = client.get(ADDRESS).content.decode()
    assert re.search(
        r'href="/departments/mou-shi-wai-ban/2026/budget/v1/tables/1/#r1">12.00<', page
    )
    assert "取自公开时已公开的同年预算文件" in page


@pytest.mark.django_db
def test_without_a_budget_nothing_is_said_of_carrying_it_out(client: Client) -> None:
    published(accounts("", "9.00"))

    assert sections(client.get(ADDRESS).content.decode(), "executed") == []


@pytest.mark.parametrize(
    ("fen", "base", "said"),
    [
        (95, 100, "95.0%"), (101, 100, "101.0%"), (100, 100, "100.0%"), (0, 100, "0.0%"),
        (99_999, 100_000, ">99.9%"), (100_001, 100_000, ">100.0%"), (1, 100_000, "<0.1%"),
        (5, 0, ""), (-5, 10, ""),
    ],
)  # fmt: skip
def test_a_rate_is_of_the_same_amount_alone_a_hundred(fen: int, base: int, said: str) -> None:
    assert rate(fen, base) == said


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (110, 100, "+10%"), (100_001, 100_000, "+<0.01%"), (1, 100_000, "−>99.99%"),
        (0, 7, "−100%"), (5, 0, ""), (5, -3, ""), (7, 7, "0%"),
    ],
)  # fmt: skip
def test_a_change_is_never_rounded_to_none_or_all(now: int, before: int, said: str) -> None:
    assert change_share(now, before) == said
