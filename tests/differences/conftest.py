"""Two versions of a small document, published by the steps that lead there."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from budgets import models
from budgets.data import SectionData
from budgets.publishing import publish_directly
from tests.builders import disclosure_data, goals, overview, spending, stored
from tests.differences.editing import printed

HOME = "/departments/mou-shi-wai-ban/2026/budget/"
REASON = "行政运行的合计多录了 6 万元。"


@dataclass(frozen=True)
class Versions:
    first: models.Disclosure
    second: models.Disclosure


@pytest.fixture
def corrected(db: None) -> Versions:
    """Published, then corrected: a table before the others, one amount, one sentence."""
    return correct()


def correct() -> Versions:
    before = replace(
        disclosure_data(overview(), spending(), goals()),
        narrative=(SectionData("一、收支情况", 1, ("支出预算120.50万元。",)),),
    )
    first = publish_directly(stored(before), as_published=True)
    after = replace(
        disclosure_data(overview(), goals(), printed(spending(), 0, 2, "66.00"), version=2),
        narrative=(SectionData("一、收支情况", 1, ("支出预算110.50万元。",)),),
    )
    second = publish_directly(stored(after), as_published=True, reason=REASON)
    first.refresh_from_db()
    return Versions(first, second)
