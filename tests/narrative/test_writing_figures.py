"""Whatever the figures are: a sentence states them to the fen, and its comparison is right."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from budgets.data import DisclosureData, SectionData
from budgets.money import WAN, YUAN, Unit
from budgets.narrative.checking import check_narrative
from budgets.narrative.writing import fen_of
from budgets.narrative.writing.phrases import Change, Phrases, escaped, reason_of

fens = st.integers(0, 10**15)
units = st.sampled_from([YUAN, WAN])


def phrases(unit: Unit) -> Phrases:
    return Phrases(unit, 2026, "预算", "某局")


@given(fens, units)
def test_an_amount_is_read_back_to_the_fen(fen: int, unit: Unit) -> None:
    assert fen_of(phrases(unit).money(fen)) == fen


@given(fens, fens, units)
def test_a_comparison_is_right_in_itself(fen: int, before: int, unit: Unit) -> None:
    written = phrases(unit)
    text = f"2026年收入预算{written.money(fen)}{written.compared(Change(fen, before))}。"

    check = check_narrative(
        DisclosureData("某局", 2026, "budget", (), narrative=(SectionData("收入预算", 2, (text,)),))
    )

    assert [finding.message for finding in check.findings] == []


@given(fens, st.integers(1, 10**15), st.decimals(0, 300, places=2))
def test_a_reason_is_demanded_exactly_above_the_threshold(
    fen: int, before: int, threshold: Decimal
) -> None:
    exact = Decimal(abs(fen - before)) * 100 / before

    assert Change(fen, before).passes(threshold) == (exact > threshold)


def test_a_change_from_nothing_passes_any_threshold_and_has_no_percentage() -> None:
    change = Change(1, 0)

    assert change.passes(Decimal(999))
    assert change.percent is None


def test_a_change_that_rounds_to_nothing_is_told_without_a_percentage() -> None:
    assert phrases(YUAN).compared(Change(100_000_001, 100_000_000)) == (
        "，比2025年预算数1,000,000.00元增加0.01元"
    )


def test_reasons_lose_the_words_that_the_sentence_brings() -> None:
    for given_text in (
        "主要原因是：人员减少。",
        "原因是人员减少",
        "主要原因：人员减少；",
        "人员减少",
    ):
        assert reason_of(given_text) == "人员减少"
    assert reason_of("原因一") == "原因一"


def test_braces_of_a_printed_name_are_no_placeholders() -> None:
    assert phrases(YUAN).filled(escaped("项目{一}") + "{year}") == "项目{一}2026"


def test_amounts_are_taken_in_yuan_or_with_their_unit() -> None:
    assert fen_of("3.5万元") == 3_500_000
    assert fen_of("1,234.5") == 123_450
    assert fen_of("0") == 0
    assert fen_of("约三万") is None
    assert fen_of("") is None
