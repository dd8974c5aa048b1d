"""Figures in running text: money, percentages, counts and marks, each at its characters.

A figure has a unit. Years, dates, ordinals, numbers of documents and codes have none of these and
are none. Rather none than a wrong one: what the text only bounds or estimates is `vague`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from budgets.money import UNITS, Amount, AmountError, parse_amount
from budgets.narrative.data import COUNT, MONEY, PERCENT, SCORE, FigureData

# One character for one, so that places stay what they are.
_FOLDED = str.maketrans(
    {0xFF01 + place: 0x21 + place for place in range(94)}
    | {"\u3000": " ", "\xa0": " ", "﹪": "%", "﹣": "-", "−": "-", "–": "-", "‰": "‰"}
)

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_MONEY_UNITS = "|".join(sorted(UNITS, key=len, reverse=True))
_COUNTED = (
    "个百分点|平方米|人次|人数|个项目|台套|台件|场次|批次|团组|户次|"
    "个|家|人|名|位|次|场|批|期|辆|台|套|件|项|处|户|所|册|份|篇|条|部(?!门)|幅|亩|公里|吨|倍"
)
_FIGURE = re.compile(
    rf"(?<![\d.A-Za-z])(?<!\d,)(?P<sign>-\s?)?(?P<number>{_NUMBER})(?P<gap> ?)"
    rf"(?P<unit>(?:{_MONEY_UNITS})|%|‰|分(?![别钟之类项为析管享配解])|(?:{_COUNTED}))"
)
# 第16届, 〔2019〕14号, 2010301.
_ORDINAL_BEFORE = re.compile(r"(?:第|[〔\[]\d{4}[〕\]])\s*$")
_ABOUT_BEFORE = re.compile(
    r"(?:约|近|大约|将近|超过|超|逾|突破|不超过|不低于|不少于|不高于|不多于|低于|高于|大于|小于|至少|最多|最高|最低|达到?|"
    r"控制在|平均|人均|每[个人次场台辆套名家份]*|单价|价值|单位价值|[><≥≤])\s*(?:为|是)?\s*$"
)
# What 达 and 为 introduce is exact; they stand in the pattern above only behind the others.
_EXACT_BEFORE = re.compile(r"(?:达到?)\s*$")
_ABOUT_BEHIND = re.compile(r"\s*(?:左右|上下|余|多(?!余)|/)")
# 单价50万元以上的设备, 超过100万的项目: a bound, and no figure of anything.
_BOUND_BEHIND = re.compile(r"\s*(?:\([含不]*含?\))?\s*(?:以上|以下|以内|及以上|之内)")
_RANGE = re.compile(r"\s*(?:-|—|~|～|至|到)\s*$")
_RANGE_BEHIND = re.compile(r"\s*(?:-|—|~|～|至)\s*\d")


def folded(text: str) -> str:
    """Full-width forms as plain ones; every character keeps its place."""
    return text.translate(_FOLDED)


def figures_in(text: str, paragraph: int = 0) -> Iterator[FigureData]:
    """The figures of a paragraph in their order."""
    plain = folded(text)
    for match in _FIGURE.finditer(plain):
        before = plain[: match.start()]
        if _ORDINAL_BEFORE.search(before) or _BOUND_BEHIND.match(plain, match.end()):
            continue
        unit = match["unit"]
        kind = _kind(unit)
        sign = "-" if match["sign"] and not _RANGE.search(before + "-") else ""
        amount: Amount | None = None
        if kind == MONEY:
            try:
                amount = parse_amount(sign + match["number"], UNITS[unit])
            except AmountError:
                continue
        start = match.start() if sign else match.start("number")
        yield FigureData(
            paragraph,
            start,
            match.end(),
            text[start : match.end()],
            kind,
            Decimal(sign + match["number"].replace(",", "")),
            unit,
            amount,
            vague=_is_vague(plain, match.start(), match.end()),
        )


def decimals(figure: FigureData) -> int:
    """How many decimal places a figure is printed with."""
    exponent = figure.number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def _kind(unit: str) -> str:
    if unit in UNITS:
        return MONEY
    if unit in ("%", "‰"):
        return PERCENT
    return SCORE if unit == "分" else COUNT


def _is_vague(plain: str, start: int, end: int) -> bool:
    before = plain[max(0, start - 12) : start]
    about = bool(_ABOUT_BEFORE.search(before)) and not _EXACT_BEFORE.search(before)
    ranged = bool(re.search(r"[\d%元]\s*(?:-|—|~|～|至|到)\s*$", before)) or bool(
        _RANGE_BEHIND.match(plain, end)
    )
    return about or ranged or bool(_ABOUT_BEHIND.match(plain, end))
