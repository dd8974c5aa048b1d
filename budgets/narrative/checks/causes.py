"""How a wrong figure came about, where that can be told: a wrong base, a wrong unit, two digits."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_DOWN, Decimal

from budgets.narrative.checks.wording import HUNDRED
from budgets.narrative.claims.figures import decimals
from budgets.narrative.data import FigureData


def cause_of_percent(
    stated: FigureData,
    amount: int,
    prior: int,
    change: int,
    *,
    year: int,
    others: Iterable[FigureData],
) -> str:
    """Why a rate of change is not change ÷ prior (fen), "" where that can't be told."""
    number = abs(stated.number)
    if amount and _near(number, HUNDRED * change / amount, stated):
        return f"按{year}年数计算"
    if prior and _near(number, HUNDRED * amount / prior, stated):
        return "把两年之比当作了变动幅度"
    if amount and _near(number, HUNDRED * prior / amount, stated):
        return "把两年之比当作了变动幅度"
    if prior:
        right = HUNDRED * change / Decimal(prior)
        for shift in (-2, -1, 1, 2):
            if _near(number, right.scaleb(shift), stated):
                return "小数点错位"
        if number == right.quantize(Decimal(1).scaleb(-decimals(stated)), ROUND_DOWN):
            return "截去了尾数，没有四舍五入"
    if any(one is not stated and one.number == stated.number for one in others):
        return "与另一处的百分比相同，可能是抄错"
    return ""


def _near(number: Decimal, value: Decimal | int, stated: FigureData) -> bool:
    """Equal to the last place, whether rounded or cut off."""
    return abs(number - abs(Decimal(value))) < Decimal(1).scaleb(-decimals(stated)) and number != 0


def cause_of_amount(stated: int, expected: int) -> str:
    """Why an amount (fen) is not the expected one, "" where that can't be told."""
    if not stated or not expected:
        return ""
    if stated == -expected:
        return "正负号相反"
    for power in range(1, 9):
        if stated == expected * 10**power or stated * 10**power == expected:
            return "万元与元混用" if power == 4 else "小数点错位"
    one, other = str(abs(stated)), str(abs(expected))
    if len(one) == len(other):
        wrong = [
            place for place, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]
        ]
        if len(wrong) == 1:
            return "错了一个数字"
        if (
            len(wrong) == 2
            and one[wrong[0]] == other[wrong[1]]
            and one[wrong[1]] == other[wrong[0]]
        ):
            return "两个数字颠倒"
    return ""
