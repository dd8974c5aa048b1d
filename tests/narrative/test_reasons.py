"""Which changes of a text owe a reason that it does not give."""

from __future__ import annotations

from decimal import Decimal

import pytest

from budgets.data import DisclosureData
from budgets.narrative.claims.walk import claims_of
from budgets.narrative.reading import read_narrative
from budgets.narrative.reasons import reasons_owed


def owed(text: str, threshold: str = "10") -> list[str]:
    data = DisclosureData(
        department="某局",
        fiscal_year=2022,
        kind="budget",
        tables=(),
        narrative=read_narrative(f"二、支出预算说明\n{text}".encode()),
    )
    texts = [line for section in data.narrative for line in section.paragraphs]
    found = reasons_owed(claims_of(data), texts, Decimal(threshold))
    return [f"{one.paragraph}:{one.start} {one.demanded}" for one in found]


CHANGED = "2022年项目支出80.00万元，比2021年100.00万元减少20.00万元，下降20.00%"


def test_a_change_above_the_threshold_owes_a_reason() -> None:
    assert owed(f"{CHANGED}。") == ["0:9 变动20.00%，超过10%"]


def test_a_change_up_to_the_threshold_owes_none() -> None:
    assert owed(f"{CHANGED}。", "20") == []


@pytest.mark.parametrize(
    "reason", ["，主要原因是：项目减少。", "。由于项目减少。", "。\n主要原因是项目减少。"]
)
def test_a_reason_behind_the_figures_is_one(reason: str) -> None:
    assert owed(CHANGED + reason) == []


def test_a_change_is_told_by_the_difference_alone() -> None:
    assert owed("2022年项目支出80.00万元，比2021年减少20.00万元。") == ["0:9 变动20.00%，超过10%"]


def test_an_amount_without_a_year_before_owes_none() -> None:
    assert owed("2022年项目支出80.00万元，其中外事工作70.00万元。") == []
