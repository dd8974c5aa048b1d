"""The ways of computing a score, one function a kind: from a line, its points and a rule's numbers.

Everything is exact until a score is compared or shown; only then it is rounded, once.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from performance.data import ItemData, ValueData
from performance.scoring.data import Inputs, Range
from performance.scoring.figures import HUNDRED, ZERO, fold, round_to, show
from performance.scoring.rules import (
    Applied,
    Band,
    Bands,
    Words,
    failing_of,
    outcome_of,
    per_cent_of,
    previous_of,
    shipped_rules,
    value_of,
)
from performance.values import comparable, money_unit

_CIRCLED = re.compile(r"[①-⑳]")
_NUMBERED = re.compile(r"(?:^|[。；;:：])\(?(\d{1,2})[.、)](?!\d)")
# What missing a date costs at least; how much more no rule says.
_LEAST_LOSS = Decimal("0.1")
_COST_WORDS = ("成本", "费用", "支出", "经费", "开支", "造价")
_UPWARD, _DOWNWARD = ("≥", ">", "＞", ">=", "≧"), ("≤", "<", "＜", "<=", "≦")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule says to a line.

    `score`: what it gives (exact), None if it gives none; `certain`: nothing but that score is
    right, else every score in `possible` (ascending ranges) is. `lenient`: a score below all of them
    may only be unexplained (an aim is reached: no rule takes points), above them never.
    `proportional`: computed from a ratio, which a body may round to whole points.
    """

    score: Decimal | None
    possible: tuple[Range, ...]
    certain: bool = False
    lenient: bool = False
    proportional: bool = False
    inputs: Inputs = ()
    steps: tuple[str, ...] = ()


Kind = Callable[[ItemData, Decimal, Applied, Bands], Outcome | None]


def single(score: Decimal) -> tuple[Range, ...]:
    return ((score, score),)


def outcome(item: ItemData, weight: Decimal, applied: Applied, bands: Bands) -> Outcome | None:
    """What the rule gives for the line out of `weight` points; None where inputs are missing."""
    return KINDS[applied.rule.kind](item, weight, applied, bands)


def _full(weight: Decimal, inputs: Inputs, *steps: str, lenient: bool = False) -> Outcome:
    return Outcome(weight, single(weight), True, lenient=lenient, inputs=inputs, steps=steps)


def execution(item: ItemData, weight: Decimal, applied: Applied, bands: Bands) -> Outcome | None:
    """Rate × weight, at most the weight; the rate from the amounts, not from its rounded print."""
    whole = item.execution[0] if item.execution else None
    if whole and whole.budget and whole.executed and whole.budget.fen:
        budget, spent = Decimal(whole.budget.value), Decimal(whole.executed.value)
        inputs: Inputs = (
            ("全年预算数", whole.budget.printed),
            ("全年执行数", whole.executed.printed or "0"),
        )
        formula = f"{whole.executed.printed or '0'}÷{whole.budget.printed}"
    else:
        rate = whole.rate if whole else None
        if rate is None:
            rate = item.actual.number
        if rate is None:
            return None
        budget, spent = HUNDRED, rate
        inputs, formula = (("预算执行率", f"{show(rate)}%"),), ""
    exact = spent * weight / budget
    score = min(max(exact, ZERO), weight)
    rate_text = f"{show(spent * HUNDRED / budget, 2)}%"
    steps = [f"执行率＝{formula}＝{rate_text}"] if formula else []
    steps.append(f"得分＝执行率×分值＝{formula or rate_text}×{show(weight)}＝{show(exact, 2)}")
    if exact > weight:
        steps.append(f"得分不超过分值，计{show(weight)}分")
    return Outcome(score, single(score), True, proportional=True, inputs=inputs, steps=tuple(steps))


def excess(item: ItemData, weight: Decimal, applied: Applied, bands: Bands) -> Outcome | None:
    """Points off for every step that a ratio lies beyond its reference, down to nothing.

    “每高出1个百分点” counts whole points: 0.9 above costs nothing. Bodies also compute in
    proportion; both readings are accepted, and for steps of an average the relative one too.
    """
    rule, values = applied.rule, applied.values
    own, each, step = per_cent_of(item.actual), values.get("each"), values.get("step")
    limit = values.get("limit")
    label = "标准"
    if rule.reference == "previous":
        limit = previous_of(item)
        label = "上年"
    elif rule.code == "difference":
        label = "平均水平"
    if own is None or limit is None or each is None or not step:
        return None
    own, above = abs(own) if rule.side == "above" else own, rule.side == "above"
    over = own - limit if above else limit - own
    inputs = (
        ("本年" if rule.reference == "previous" else "完成值", item.actual.printed),
        (label, f"{show(limit)}%"),
    )
    word = "高于" if above else "低于"
    if over <= 0:
        return _full(
            weight,
            inputs,
            f"{show(own)}%不{word}{label}{show(limit)}%，不扣分，得{show(weight)}分",
        )
    steps_over = (over / step).to_integral_value(ROUND_FLOOR)
    readings = [steps_over * each, over / step * each]
    if rule.relative and limit:
        beyond = over * HUNDRED / limit
        readings += [(beyond / step).to_integral_value(ROUND_FLOOR) * each, beyond / step * each]
    scores = [max(weight - taken, ZERO) for taken in readings]
    unit = "个百分点" if not rule.relative else "%"
    steps = (
        f"{show(own)}%{word}{label}{show(limit)}%，相差{show(over)}个百分点",
        f"每{'高出' if above else '低于'}{show(step)}{unit}扣{show(each)}分："
        f"按整数计扣{show(readings[0])}分，得{show(scores[0], 2)}分；"
        f"按比例计扣{show(readings[1], 2)}分，得{show(scores[1], 2)}分",
    )
    possible = tuple((one, one) for one in sorted(set(scores)))
    return Outcome(scores[0], possible, len(possible) == 1, inputs=inputs, steps=steps)


def checklist(item: ItemData, weight: Decimal, applied: Applied, bands: Bands) -> Outcome | None:
    """Weight less a fixed number of points for every failing thing, at least nothing.

    How many things fail is seldom printed: every whole number of them up to the number of listed
    things is possible then.
    """
    each = applied.values.get("each")
    if not each:
        return None
    listed = _listed(item.standard)
    told = failing_of(item.actual.printed)
    if told is None:
        told = failing_of(item.reason)
    rule = f"每有一项不合格扣{show(each)}分"
    inputs: Inputs = (("完成值", item.actual.printed), ("每项扣分", show(each)))
    if listed:
        inputs += (("检查项数", str(listed)),)
    if told is not None:
        score = max(weight - each * told, ZERO)
        step = f"{rule}；{told}项不合格，得{show(weight)}－{told}×{show(each)}＝{show(score)}分"
        return Outcome(score, single(score), True, inputs=inputs, steps=(step,))
    most = int((weight / each).to_integral_value(ROUND_FLOOR)) + 1
    count = min(most, listed) if listed else most
    scores = sorted({max(weight - each * failed, ZERO) for failed in range(count + 1)})
    best = value_of(item.actual.printed) or outcome_of(item.actual.printed)
    good = best is not None and best.high == HUNDRED
    steps = [rule] if item.score is None else [_failed(item.score, weight, each, count, rule)]
    return Outcome(
        weight if good else None,
        tuple((one, one) for one in scores),
        False,
        inputs=inputs,
        steps=tuple(steps),
    )


def _failed(score: Decimal, weight: Decimal, each: Decimal, most: int, rule: str) -> str:
    """How many things failed, by the score."""
    if score == weight:
        return f"{rule}；没有不合格项，得满分{show(weight)}分"
    failed = (weight - score) / each
    if failed > 0 and failed == failed.to_integral_value() and failed <= most:
        return (
            f"{rule}；得{show(score)}分＝{show(weight)}－{show(failed)}×{show(each)}，"
            f"即{show(failed)}项不合格"
        )
    if score == 0 and weight < each * most:
        return f"{rule}，扣完为止"
    return f"{rule}；{show(score)}分不是{show(weight)}减去若干个{show(each)}（至多{most}项）"


def _listed(standard: str) -> int:
    """How many things a checklist names: ①②③, or 1. 2. 3."""
    circled = set(_CIRCLED.findall(standard))
    if circled:
        return len(circled)
    numbered = [int(one) for one in _NUMBERED.findall(fold(standard))]
    return len(numbered) if numbered == list(range(1, len(numbered) + 1)) else 0


def quantitative(item: ItemData, weight: Decimal, applied: Applied, bands: Bands) -> Outcome | None:
    """Reached: the full weight; not reached: in proportion; far beyond a low target: less."""
    target, actual = item.target, item.actual
    pair = comparable(target, actual)
    if pair is None:
        return None
    aim, reached = pair
    inputs = (("指标值", _printed(target)), ("完成值", _printed(actual)))
    if not is_positive(item):
        if reached <= aim:
            return _full(weight, inputs, f"反向指标，完成值不高于指标值，得满分{show(weight)}分")
        score = max(aim, ZERO) * weight / reached
        taken = max(weight - (reached - aim) * weight / aim, ZERO) if aim > 0 else ZERO
        step = (
            f"反向指标：指标值÷完成值×分值＝{show(aim)}÷{show(reached)}×{show(weight)}"
            f"＝{show(score, 2)}"
        )
        return _proportion(score, weight, taken, applied, inputs, step)
    if reached < aim:
        score = max(reached, ZERO) * weight / aim
        step = (
            f"正向指标：完成值÷指标值×分值＝{show(reached)}÷{show(aim)}×{show(weight)}"
            f"＝{show(score, 2)}"
        )
        return _proportion(score, weight, None, applied, inputs, step)
    return _reached(item, weight, bands, (aim, reached), inputs)


def _proportion(
    score: Decimal,
    weight: Decimal,
    least: Decimal | None,
    applied: Applied,
    inputs: Inputs,
    step: str,
) -> Outcome:
    """A missed target in proportion.

    `least` is another reading of proportion, where less is better; the national rule does not say
    which one: unless the document prints its own, all from the stricter one on is possible.
    """
    possible = single(score)
    if least is not None and not applied.told:
        possible = ((min(score, least), max(weight - _LEAST_LOSS, score)),)
    certain = possible == single(score)
    return Outcome(score, possible, certain, proportional=True, inputs=inputs, steps=(step,))


def _reached(
    item: ItemData,
    weight: Decimal,
    bands: Bands,
    figures: tuple[Decimal, Decimal],
    inputs: Inputs,
) -> Outcome:
    aim, reached = figures
    most = item.target.upper if item.target.upper is not None else aim
    full = f"完成值达到指标值，得满分{show(weight)}分"
    if aim <= 0 or reached <= most:
        return _full(weight, inputs, full)
    beyond = (reached - aim) * HUNDRED / aim
    told = f"完成值超过指标值（{show(reached)}－{show(aim)}）÷{show(aim)}＝{show(beyond, 2)}%"
    if band := _band(beyond, bands):
        score = weight * (HUNDRED - band.percent) / HUNDRED
        text = f"指标值设定偏低，扣分值的{show(band.percent)}%，得{show(score, 2)}分"
        # Whether a target was set too low is a judgement: full points are contradicted only where
        # the document itself prints the bands.
        possible = single(score) if bands.printed else (*single(score), *single(weight))
        return Outcome(score, possible, bands.printed, inputs=inputs, steps=(told, text))
    if not bands.bands and beyond >= shipped_rules().doubtful_from:
        text = "完成值高于指标值较多的，可按偏离度适度调减分值"
        return Outcome(weight, ((ZERO, weight),), False, inputs=inputs, steps=(full, told, text))
    return _full(weight, inputs, full)


def _band(beyond: Decimal, bands: Bands) -> Band | None:
    return next(
        (
            band
            for band in reversed(bands.bands)
            if beyond >= band.low and (band.high is None or beyond < band.high)
        ),
        None,
    )


def is_positive(item: ItemData) -> bool:
    """Whether more is better: by the operator, else by words of cost or of what nobody wants."""
    if item.target.operator in _DOWNWARD:
        return False
    if item.target.operator in _UPWARD:
        return True
    if "成本" in item.level1 or "成本" in item.level2:
        return False
    if any(word in item.name for word in shipped_rules().less):
        return False
    costs = any(word in item.name for word in _COST_WORDS)
    return not (costs and money_unit(item.target.unit) is not None)


def _printed(value: ValueData) -> str:
    """The value with the operator and unit that may have cells of their own."""
    operator = "" if value.operator in value.printed or value.number is None else value.operator
    unit = "" if not value.unit or value.unit in value.printed else value.unit
    return f"{operator}{value.printed}{unit}"


def deadline(item: ItemData, weight: Decimal, applied: Applied, bands: Bands) -> Outcome | None:
    """In time: full points. Late: fewer, how many no rule says."""
    due, done = item.target, item.actual
    if not due.month or not done.month:
        return None
    inputs = (("指标值", due.printed), ("完成值", done.printed))
    if _years(due.printed) != _years(done.printed) and _years(done.printed) and _years(due.printed):
        return None
    later_year = bool(_NEXT_YEAR.search(done.printed)) and not _NEXT_YEAR.search(due.printed)
    late = later_year or (done.month, done.day or 1) > (due.month, due.day or 31)
    if not late:
        return _full(weight, inputs, f"按时完成，得满分{show(weight)}分", lenient=True)
    below = max(weight - _LEAST_LOSS, ZERO)
    return Outcome(None, ((ZERO, below),), False, inputs=inputs, steps=("未按时完成，不应得满分",))


_NEXT_YEAR = re.compile(r"次年|翌年|第二年|下一?年")


def _years(text: str) -> list[str]:
    return re.findall(r"(?:19|20)\d{2}", text)


def qualitative(item: ItemData, weight: Decimal, applied: Applied, bands: Bands) -> Outcome | None:
    """Self-assessed grades and outcomes in words: the target's own grade is worth all points."""
    aim, reached = item.target.printed, item.actual.printed
    inputs = (("指标值", _printed(item.target)), ("完成值", reached))
    wanted, got = value_of(aim), value_of(reached)
    if wanted and got and got.rank <= wanted.rank:
        step = f"定性自评：完成值“{reached}”达到指标值“{aim}”，得满分{show(weight)}分"
        return _full(weight, inputs, step, lenient=True)
    if fold(aim) and fold(aim) == fold(reached):
        step = f"定性自评：完成值与指标值一致，得满分{show(weight)}分"
        return _full(weight, inputs, step, lenient=True)
    words = got or outcome_of(reached)
    if words is None:
        return None
    return _in_words(words, weight, inputs)


def _in_words(words: Words, weight: Decimal, inputs: Inputs) -> Outcome:
    low, high = (round_to(weight * share / HUNDRED, 4) for share in words.range)
    step = f"定性自评“{words.name}”：{show(words.high)}%—{show(words.low)}%，"
    step += f"得{show(low, 2)}至{show(high, 2)}分"
    score = weight if words.high == HUNDRED else None
    return Outcome(score, ((low, high),), False, inputs=inputs, steps=(step,))


def coefficient(item: ItemData, weight: Decimal, applied: Applied, bands: Bands) -> Outcome | None:
    """得分系数 × weight, where nothing else tells how a line was scored."""
    if item.coefficient is None:
        return None
    score = weight * item.coefficient / HUNDRED
    share = f"{show(item.coefficient)}%"
    step = f"得分＝得分系数×分值＝{share}×{show(weight)}＝{show(score, 2)}"
    return Outcome(
        score, single(score), True, proportional=True, inputs=(("得分系数", share),), steps=(step,)
    )


KINDS: dict[str, Kind] = {
    "execution": execution,
    "excess": excess,
    "checklist": checklist,
    "quantitative": quantitative,
    "deadline": deadline,
    "qualitative": qualitative,
    "coefficient": coefficient,
}
