"""Amounts and shares as sentences and charts say them, in the language that is active."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext_lazy

from budgets.money import MILLION, WAN, YI, YUAN, Unit, format_fen
from budgets.pages.english import in_english
from budgets.pages.units import told_amount

_PER_MILLE = 1000
_ALL = Decimal(100)
# Below that two places of 亿元 would say too little.
_MANY_YI = 10
# The fen of the second place of 万元.
_PLACE_OF_WAN = WAN.fen // 100
_WORDS = {
    "元": gettext_lazy("%(figure)s 元"),
    "万元": gettext_lazy("%(figure)s 万元"),
    "百万元": gettext_lazy("%(figure)s 百万元"),
    "亿元": gettext_lazy("%(figure)s 亿元"),
}


def share(fen: int, whole: int) -> str:
    """A part of a whole in per cent, with one decimal; "" where that would say nothing.

    What is there and rounds to nothing is told as less than the least.
    """
    if whole <= 0 or not 0 <= fen <= whole:
        return ""
    tenths = int((Decimal(fen) * _PER_MILLE / whole).quantize(Decimal(1), ROUND_HALF_UP))
    if fen and not tenths:
        return "<0.1%"
    if fen != whole and tenths == _PER_MILLE:
        return ">99.9%"
    return f"{tenths // 10}.{tenths % 10}%"


def change_share(now: int, before: int, places: int = 2) -> str:
    """A change in per cent of what was before, with its sign; "" on a base of nothing or less.

    A change that rounds to nothing is told as less than the least, what is not all gone as less
    than all. Whole percentages have no decimals.
    """
    if before <= 0:
        return ""
    difference = now - before
    least = Decimal(1).scaleb(-places)
    exact = Decimal(abs(difference)) * 100 / before
    told = exact.quantize(least, ROUND_HALF_UP)
    sign = "+" if difference > 0 else "−" if difference < 0 else ""
    if difference and not told:
        return f"{sign}<{least}%"
    if now > 0 and difference < 0 and told >= _ALL:
        return f"{sign}>{_ALL - least}%"
    return f"{sign}{told.normalize():f}%"


def rate(fen: int, base: int) -> str:
    """An amount in per cent of another one, which it may exceed; "" where that would say nothing.

    100.0% is said of the same amount alone, 0.0% of nothing alone.
    """
    if base <= 0 or fen < 0:
        return ""
    if fen <= base:
        return share(fen, base)
    tenths = int((Decimal(fen) * _PER_MILLE / base).quantize(Decimal(1), ROUND_HALF_UP))
    return ">100.0%" if tenths == _PER_MILLE else f"{tenths // 10}.{tenths % 10}%"


def each_told(each: int, whole: int) -> str:
    """A share of a head in yuan, of an amount in fen; what rounds to nothing is not told as nothing."""
    if not each and whole:
        return "<0.01" if whole > 0 else ">-0.01"
    return format_fen(each, YUAN, 2)


def spoken(fen: int, beside: int = 0) -> str:
    """An amount as people say it: 4,920.61 万元, 12.05 亿元; 10.18 million yuan in English.

    Rounded half up to two places; what is small is told in yuan. A part of what is told in 万元
    (`beside`, fen) is told so too where two places are all of it: 0.10 万元 was printed, not 1,000.00 元.
    """
    unit = _spoken_unit(abs(fen))
    if unit is YUAN and not in_english() and abs(beside) >= WAN.fen and not fen % _PLACE_OF_WAN:
        unit = WAN
    figure = told_amount(fen, unit, 2) if fen else "0"
    return _WORDS[unit.name] % {"figure": figure}


def _spoken_unit(fen: int) -> Unit:
    if in_english():
        return MILLION if fen >= MILLION.fen else YUAN
    return YI if fen >= _MANY_YI * YI.fen else WAN if fen >= WAN.fen else YUAN
