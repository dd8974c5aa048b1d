"""The rule about grades of judging (优 良 中 差): each begins where the better one ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from performance.checks.cells import cell, place
from performance.checks.rules import WARNING, Document, Fault, Rule
from performance.data import IndicatorData, ValueData
from performance.values import parse_value

_GRADES = re.compile(r"(?:^|；)(良好?|中|一般|较?差)：([^；]+)")


def bands_meet(document: Document) -> Iterator[Fault]:
    """The bands of four grades follow each other without gap and without overlap."""
    overall = document.performance.overall
    for one in overall.indicators if overall is not None else ():
        bands = [one.value, *(parse_value(text) for text in _printed(one))]
        if len(bands) == 4 and (words := _broken(bands)):
            at = cell(one.cells, "basis", "value")
            yield Fault(
                at,
                f"{place(at, one.activity, one.name)}的评价标准{words}，各档应首尾相接。",
                (cell(one.cells, "value"),),
                stated_text=one.basis[:60],
                expected_text="首尾相接",
            )


def _printed(one: IndicatorData) -> list[str]:
    return [match[2] for match in _GRADES.finditer(one.basis)]


def _broken(bands: Sequence[ValueData]) -> str:
    """What is wrong with the bands, "" where they meet or are not all bands."""
    best, good, fair, poor = bands
    ends = [best.number, good.number, good.upper, fair.number, fair.upper, poor.number]
    if any(end is None for end in ends) or best.upper is not None or poor.upper is not None:
        return ""
    top, low, high, below, above, last = (end or Decimal(0) for end in ends)
    falling = best.operator in ("≥", "＞") and poor.operator in ("＜", "≤")
    rising = best.operator in ("≤", "＜") and poor.operator in ("＞", "≥")
    pairs = (
        ((high, top), (above, low), (last, below))
        if falling
        else ((low, top), (below, high), (last, above))
    )
    if not (falling or rising) or all(one == other for one, other in pairs):
        return ""
    names = ("良与优", "中与良", "差与中")
    wrong = next(place for place, (one, other) in enumerate(pairs) if one != other)
    first, second = pairs[wrong]
    return f"{names[wrong]}不相接：一个到 {first:f}，一个从 {second:f} 起"


RULES = (
    Rule(
        code="grade-bands",
        severity=WARNING,
        statement="评价标准优、良、中、差各档首尾相接，不重叠、不遗漏",
        basis="河北省部门职责—工作活动绩效目标的评价标准栏",
        faults=bands_meet,
    ),
)
