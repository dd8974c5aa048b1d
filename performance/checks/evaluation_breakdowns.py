"""Amounts that a sentence takes apart (结转结余…，其中：财政拨款…；非财政拨款…): whole and parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from budgets.money import UNITS, Amount, AmountError, Unit, parse_amount

_AMOUNT = re.compile(
    r"(?P<name>[\u4e00-\u9fff()]{2,30}?)(?P<figure>\d[\d,]*(?:\.\d+)?)(?P<unit>万元|亿元|元)"
)
_WHOLE = re.compile(
    r"(?:结转|结余|预算|支出|执行|决算|收入)[^,;:。]{0,12}?(?:\d[\d,.]*)(?:万元|亿元|元)"
)
_OPENS = re.compile(r"[,，;]?其中[:：]?")
_DEEPER = re.compile(r"[,，]?(?:包括|其中|分别为|含)[:：]?")
# Parts that leave nothing over: money of the state and the rest, running costs and projects.
_PAIRS = (
    (re.compile(r"(?<!非)财政"), re.compile(r"非财政|其他|自有|单位资金|事业")),
    (re.compile(r"基本"), re.compile(r"项目")),
)


@dataclass(frozen=True, slots=True)
class Part:
    """An amount in a sentence with the words before it."""

    name: str
    amount: Amount
    unit: Unit

    def __str__(self) -> str:
        return f"{self.amount.printed}{self.unit.name}"


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A whole that its parts, which leave nothing over, do not add up to. `slack` in fen."""

    whole: Part
    parts: tuple[Part, ...]
    slack: int

    @property
    def summed(self) -> int:
        return sum(part.amount.value for part in self.parts)


def wrong_breakdowns(text: str) -> Iterator[Breakdown]:
    """The wholes of a folded paragraph that their own parts contradict, the outermost first."""
    for sentence in re.split(r"[。!?\n]", text):
        before, opened, rest = _cut(_OPENS, sentence)
        wholes = list(_parts(before))
        if not opened or not wholes or not _WHOLE.search(before):
            continue
        groups = [group for group in rest.split(";") if group]
        if len(groups) == 1 and not _DEEPER.search(groups[0]):
            groups = [group for group in re.split("[,，、]", groups[0]) if group]
        found: list[Part] = []
        for group in groups:
            first, deeper, below = _cut(_DEEPER, group)
            parts = list(_parts(first))
            if len(parts) != 1:
                found = []
                break
            found += parts
            if deeper:
                yield from _checked(parts[0], list(_parts(below)))
        yield from _checked(wholes[-1], found)


def _cut(pattern: re.Pattern[str], text: str) -> tuple[str, bool, str]:
    match = pattern.search(text)
    return (text[: match.start()], True, text[match.end() :]) if match else (text, False, "")


def _parts(text: str) -> Iterator[Part]:
    for match in _AMOUNT.finditer(text):
        unit = UNITS[match["unit"]]
        try:
            yield Part(match["name"], parse_amount(match["figure"], unit), unit)
        except AmountError:
            continue


def _checked(whole: Part, parts: Sequence[Part]) -> Iterator[Breakdown]:
    if len(parts) != 2 or not any(_exhaust(parts, pair) for pair in _PAIRS):
        return
    slack = max(whole.amount.step, *(part.amount.step for part in parts))
    found = Breakdown(whole, tuple(parts), slack)
    if whole.amount.value != found.summed:
        yield found


def _exhaust(parts: Sequence[Part], pair: tuple[re.Pattern[str], re.Pattern[str]]) -> bool:
    one, other = (part.name for part in parts)
    first, second = pair
    return bool(
        (first.search(one) and not first.search(other) and second.search(other))
        or (first.search(other) and not first.search(one) and second.search(one))
    )
