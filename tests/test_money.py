"""Amounts are read from what people write, kept in fen, and shown without losing a digit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.money import (
    UNITS,
    WAN,
    YUAN,
    Amount,
    AmountError,
    Unit,
    format_fen,
    group,
    is_nothing,
    looks_like_figure,
    parse_amount,
    shift,
    unit_named,
    yuan,
)

units = st.sampled_from(list(UNITS.values()))


@pytest.mark.parametrize(
    ("text", "fen", "step"),
    [
        ("9,032.213338", 9_032_213_338, 1),
        ("12.35", 12_350_000, 10_000),
        ("12", 12_000_000, 1_000_000),
        ("0.00", 0, 10_000),
        ("-0.00", 0, 10_000),
        (".5", 500_000, 100_000),
        ("5.", 5_000_000, 1_000_000),
        ("１２．３５", 12_350_000, 10_000),
        ("1，234.50", 1_234_500_000, 10_000),
        ("\u3000 12.35\u00a0", 12_350_000, 10_000),
        ("1 234.50", 1_234_500_000, 10_000),
        ("−5", -5_000_000, 1_000_000),
        ("－5", -5_000_000, 1_000_000),
        ("（12.30）", -12_300_000, 10_000),
        ("(12.30)", -12_300_000, 10_000),
        ("¥12.30", 12_300_000, 10_000),
        ("￥12.30", 12_300_000, 10_000),
        ("¥-12.30", -12_300_000, 10_000),
        ("-¥12.30", -12_300_000, 10_000),
        ("(¥12.30)", -12_300_000, 10_000),
        ("12.34567800", 12_345_678, 1),
        ("007", 7_000_000, 1_000_000),
        ("9,000,000,000.00000000", 9_000_000_000_000_000, 1),
    ],
)
def test_an_amount_is_read_however_it_is_written(text: str, fen: int, step: int) -> None:
    assert parse_amount(text, WAN) == Amount(fen, text.strip(), step)


@pytest.mark.parametrize("text", ["", "  ", "\u3000", "-", "—", "——", "－", "/", "无"])
def test_blanks_and_dashes_state_no_amount_and_keep_their_print(text: str) -> None:
    assert is_nothing(text)
    assert parse_amount(text, WAN) == Amount(None, text.strip())
    assert parse_amount(text, WAN).value == 0


@pytest.mark.parametrize(
    "text",
    [
        "1_000",
        "1e5",
        "1E+05",
        "NaN",
        "Infinity",
        "1,23",
        "1,2345",
        "12,34.5",
        ",123",
        "1.2.3",
        "1..2",
        "--5",
        "+5",
        "-(5)",
        "(-5)",
        "(5",
        "5)",
        "()",
        ".",
        "12万",
        "1.5亿",
        "12元",
        "0x10",
        "٣",
        "十二",
        "合计",
        "12.5%",
        "1/2",
        "100①",
        "12²",
        "½",
        "12.3456789",
        "1234567890123456",
        "9,999,999,999.999999",
        "10000000000000",
    ],
)
def test_what_is_not_plainly_an_amount_is_refused(text: str) -> None:
    with pytest.raises(AmountError):
        parse_amount(text, WAN)


def test_the_message_says_what_is_wrong_with_the_text() -> None:
    with pytest.raises(AmountError, match=r"“12\.5%”是百分比"):
        parse_amount("12.5%", WAN)
    with pytest.raises(AmountError, match="超过 15 位有效数字"):
        parse_amount("1234567890123456", YUAN)
    with pytest.raises(AmountError, match="太大"):
        parse_amount("10000000000000", WAN)
    with pytest.raises(AmountError, match="小于一分"):
        parse_amount("1.234", YUAN)


def test_a_figure_with_a_footnote_mark_is_no_amount_and_still_looks_like_a_figure() -> None:
    assert looks_like_figure("100①")


@given(st.integers(-(10**15) + 1, 10**15 - 1), units)
def test_reading_what_was_shown_gives_the_same_fen(fen: int, unit: Unit) -> None:
    assert parse_amount(format_fen(fen, unit), unit).fen == fen
    assert parse_amount(format_fen(fen, unit, grouped=False), unit).fen == fen


@given(st.integers(-(10**14), 10**14), units, st.integers(0, 8))
def test_rounding_for_display_is_half_up_and_within_half_a_step(
    fen: int, unit: Unit, places: int
) -> None:
    step = 10 ** max(unit.exponent - places, 0)

    shown = parse_amount(format_fen(fen, unit, places), unit).value

    assert abs(shown - fen) * 2 <= step
    if abs(shown - fen) * 2 == step and step > 1:
        assert abs(shown) > abs(fen)


@given(st.text(max_size=12))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        amount = parse_amount(text, WAN)
    except AmountError:
        return

    assert amount.printed == text.strip()
    assert amount.fen is None or abs(amount.fen) < 2**63


@given(st.text(alphabet="0123456789,.-()（）％%¥ ", max_size=10))
def test_whatever_is_read_as_an_amount_looks_like_a_figure(text: str) -> None:
    try:
        stated = parse_amount(text, WAN).fen is not None
    except AmountError:
        return

    if stated:
        assert looks_like_figure(text)


@pytest.mark.parametrize(
    ("fen", "unit", "places", "text"),
    [
        (9_032_213_338, WAN, None, "9,032.213338"),
        (12_350_000, WAN, None, "12.35"),
        (12_000_000, WAN, None, "12.00"),
        (12_345_678, WAN, 2, "12.35"),
        (12_345_000, WAN, 2, "12.35"),
        (-12_345_000, WAN, 2, "-12.35"),
        (-4_999, WAN, 2, "0.00"),
        (123_456_789, YUAN, None, "1,234,567.89"),
        (5, YUAN, 4, "0.0500"),
        (123_456_789, YUAN, 0, "1,234,568"),
    ],
)
def test_fen_are_shown_in_any_unit(fen: int, unit: Unit, places: int | None, text: str) -> None:
    assert format_fen(fen, unit, places) == text


def test_interfaces_speak_plain_yuan() -> None:
    assert yuan(9_032_213_338) == "90322133.38"
    assert yuan(-5) == "-0.05"
    assert yuan(0) == "0.00"
    assert shift(-1234, 0) == "-1234"
    assert group("-1234567.5") == "-1,234,567.5"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("金额单位：万元", "万元"),
        ("单位: 百 万 元", "百万元"),
        ("（千元）", "千元"),
        ("单位：元", "元"),
        ("单位：亿元", "亿元"),
    ],
)
def test_the_unit_line_names_the_unit(text: str, name: str) -> None:
    assert unit_named(text) == UNITS[name]


def test_a_line_without_a_unit_names_none() -> None:
    assert unit_named("部门：外事办公室") is None
