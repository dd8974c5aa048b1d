"""A reader of English learns which rule each finding speaks of."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import budgets.narrative
from budgets.comparing import EXCEEDS, ROLL_UP
from budgets.english import what_should_hold
from budgets.english.findings import kinds
from budgets.narrative.remembered import EARLIER_FIGURE
from budgets.reconcile import CHANGE
from performance.checks import RULES
from performance.checks.evaluations import EVALUATION_RULES
from performance.english import words

CHINESE = re.compile("[㐀-鿿、-〗！-～]")


def test_every_kind_of_finding_in_money_and_text_is_told() -> None:
    sources = Path(budgets.narrative.__file__).parent.rglob("*.py")
    spoken = {kind for one in sources for kind in re.findall(r'"(claim-[a-z]+)"', one.read_text())}

    assert set(kinds()) == {ROLL_UP, EXCEEDS, CHANGE, EARLIER_FIGURE} | spoken


def test_every_rule_of_performance_is_told() -> None:
    codes = {rule.code for rule in (*RULES, *EVALUATION_RULES)}

    assert codes <= set(words().rules)
    assert {kind for kind in words().rules if not kind.startswith("text-")} <= codes


@pytest.mark.parametrize("told", [*kinds().values(), *words().rules.values()])
def test_a_rule_is_a_sentence_of_english(told: str) -> None:
    assert told.endswith(".")
    assert told[0].isupper()
    assert not CHINESE.search(told)


def test_what_is_no_kind_has_no_rule() -> None:
    assert what_should_hold("nothing") == ""
    assert what_should_hold("weights") == words().rules["weights"]
