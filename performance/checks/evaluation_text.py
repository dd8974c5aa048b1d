"""What an explanation (说明, 自评报告) says of an evaluation, against itself and against the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher

from budgets.data import CellRef, FindingData
from budgets.money import UNITS, Amount, AmountError, Unit, format_fen, parse_amount
from budgets.vocabulary import normalise
from performance.checks.evaluation_context import Context, contexts, finding, paragraph_at
from performance.checks.evaluation_money import (
    lines_of,
    rate_text,
    ratio_bounds,
    severity_of_rate,
    whole_of,
)
from performance.checks.evaluation_told import scores_in_text
from performance.checks.rules import ERROR, NOWHERE_AT, ROUNDING, WARNING, cell, shortened
from performance.data import EvaluationData, ItemData, PerformanceData
from performance.scoring.figures import HUNDRED, fold, show
from performance.scoring.rules import per_cent_of, rule_of

_FIGURE = r"(?P<figure>\d[\d,]*(?:\.\d+)?)(?P<unit>万元|亿元|元)"
_RATE = r"(?P<rate>\d[\d,]*(?:\.\d+)?)%"
_IS = r"(?:为|是|共计|合计|共|达到?|约)?"
# Not of a part of the money: 基本支出预算数, 项目支出总额.
_WHOLE = "".join(
    f"(?<!{part})" for part in ("基本", "项目", "其他", "基本支出", "项目支出", "其他支出")
)
_BUDGET = re.compile(
    rf"(?<!年初){_WHOLE}(?:全年|调整后?|年度|支出)?预算(?:数|总额|金额|资金){_IS}{_FIGURE}"
)
_INITIAL = re.compile(rf"年初{_WHOLE}预算(?:数|总额|金额)?{_IS}{_FIGURE}")
_SPENT = re.compile(
    rf"{_WHOLE}(?:(?:资金支出|实际支出|实际执行|全年执行|执行|支出决算|决算|支出)(?:数|总额|金额)"
    rf"|(?:资金总体|总体|全年实际|实际|资金|全年)支出){_IS}{_FIGURE}"
)
_EXECUTION_RATE = re.compile(rf"(?:预算|资金|总体)?执行率{_IS}{_RATE}")
_CARRIED = re.compile(
    rf"(?:结转(?:和|与|及)?结余|结余结转|结转)(?:资金|总额|合计|数)*{_IS}{_FIGURE}"
)
_CARRY_RATE = re.compile(rf"结转结余率{_IS}{_RATE}")
_OFF = re.compile(rf"差额{_IS}-?{_FIGURE}")
_OFF_RATE = re.compile(rf"预?决算差异率{_IS}-?{_RATE}")
_LISTED = re.compile(
    r"^\(?(?:年度)?(?:绩效)?(?:指标|目标)\(?[一二三四五六七八九十\d]{1,3}\)?[:、.]\s*(?P<name>.{2,80}?)[。；;]?$"
)
_LIKE = 0.75


def check_evaluation_text(
    performance: PerformanceData, paragraphs: Sequence[str]
) -> tuple[FindingData, ...]:
    """Findings about the paragraphs of an explanation that speak of the document's evaluation.

    Each stands at its paragraph (table 0, the row counting paragraphs from 0), against the cells of
    the tables that it speaks of. Without an evaluation to compare with there are none.
    """
    found: dict[str, FindingData] = {}
    for context in contexts(performance, paragraphs):
        for look in (_execution, _carry_over, _difference, scores_in_text):
            for one in look(context):
                found.setdefault(one.key, one)
    if performance.evaluation is not None:
        for one in _missing_targets(performance.evaluation, paragraphs):
            found.setdefault(one.key, one)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Said:
    """An amount in a sentence; its step is that of its own last place."""

    amount: Amount
    unit: Unit

    @property
    def fen(self) -> int:
        return self.amount.value

    def __str__(self) -> str:
        return f"{self.amount.printed}{self.unit.name}"


def _said(pattern: re.Pattern[str], text: str) -> Said | None:
    match = pattern.search(text)
    if match is None:
        return None
    unit = UNITS[match["unit"]]
    try:
        return Said(parse_amount(match["figure"], unit), unit)
    except AmountError:
        return None


def _known(ref: CellRef) -> tuple[CellRef, ...]:
    return () if ref == NOWHERE_AT else (ref,)


def _rate(pattern: re.Pattern[str], text: str) -> Decimal | None:
    match = pattern.search(text)
    return Decimal(match["rate"].replace(",", "")) if match else None


def _agree(said: Said, amount: Amount) -> bool:
    """Whether the text's amount is the table's, rounded to the coarser of both."""
    return abs(said.fen - amount.value) * 2 <= max(said.amount.step, amount.step) - 1 or (
        said.fen == amount.value
    )


def _ratio(
    context: Context,
    kind: str,
    name: str,
    stated: Decimal,
    part: Said,
    whole: Said,
    against: tuple[CellRef, ...],
) -> Iterator[FindingData]:
    """A rate that the text computes from two amounts of its own."""
    bounds = ratio_bounds(part.amount, whole.amount)
    severity = severity_of_rate(stated, bounds) if bounds else ""
    if severity:
        expected = rate_text(part.fen * HUNDRED / Decimal(whole.fen), stated)
        yield finding(
            kind,
            severity,
            context.at,
            f"说明“{context.quoted}”中{name}{show(stated)}%，按{part}÷{whole}计算应为{expected}",
            stated=f"{show(stated)}%",
            expected=expected,
            against=against,
        )


def _execution(context: Context) -> Iterator[FindingData]:
    """Budget, spending and execution rate of the whole, where one of them is the table's."""
    text, lines = context.paragraph, lines_of(context.evaluation)
    whole = whole_of(context.evaluation)
    budget, spent = _said(_BUDGET, text), _said(_SPENT, text)
    rate = _rate(_EXECUTION_RATE, text)
    if budget is None or spent is None:
        return
    at = _known(cell(whole.cells, "rate", "executed")) if whole else ()
    if rate is not None and budget.fen:
        yield from _ratio(context, "text-execution", "预算执行率", rate, spent, budget, at)
    if whole is None or whole.budget is None or whole.executed is None:
        return
    pairs = [
        ("budget", budget, whole.budget, "全年预算数"),
        ("executed", spent, whole.executed, "支出数"),
    ]
    if not any(_agree(said, amount) for _, said, amount, _ in pairs):
        return  # it speaks of something else
    for line in lines[1:]:
        name = re.escape(fold(line.name))
        part = _said(re.compile(rf"{name}(?:支出|执行)?(?:数|总额)?{_IS}{_FIGURE}"), text)
        if part is not None and line.executed is not None and line.executed.fen is not None:
            if line.budget is not None and _agree(part, line.budget):
                continue
            pairs.append((f"executed {line.name}", part, line.executed, line.name))
    for measure, said, amount, label in pairs:
        if not _agree(said, amount):
            line = next((one for one in lines if measure.endswith(one.name)), whole)
            ref = cell(line.cells, measure.split()[0])
            yield finding(
                "text-execution",
                ERROR,
                context.at,
                f"说明“{context.quoted}”中{label}{said}，表中为{amount.printed}",
                fen=(said.fen, amount.value),
                against=_known(ref),
            )


def _ratio_item(evaluation: EvaluationData, code: str, name: str) -> ItemData | None:
    for item in evaluation.items:
        applied = rule_of(item)
        if (applied and applied.rule.code == code) or name in fold(item.name + item.group):
            return item
    return None


def _against_item(
    context: Context, kind: str, name: str, stated: Decimal, item: ItemData | None
) -> Iterator[FindingData]:
    printed = per_cent_of(item.actual) if item is not None else None
    if item is None or printed is None or abs(printed) == stated:
        return
    if severity := severity_of_rate(stated, (abs(printed),) * 2):
        yield finding(
            kind,
            severity,
            context.at,
            f"说明“{context.quoted}”中{name}{show(stated)}%，表中为{item.actual.printed}",
            stated=f"{show(stated)}%",
            expected=item.actual.printed,
            against=_known(cell(item.cells, "actual")),
        )


def _carry_over(context: Context) -> Iterator[FindingData]:
    text, name = context.paragraph, "结转结余率"
    rate = _rate(_CARRY_RATE, text)
    if rate is None:
        return
    item = _ratio_item(context.evaluation, "carry-over", name)
    at = _known(cell(item.cells, "actual")) if item else ()
    budget, left = _said(_BUDGET, text), _said(_CARRIED, text)
    if budget and left and budget.fen:
        yield from _ratio(context, "text-carry-over", name, rate, left, budget, at)
    yield from _against_item(context, "text-carry-over", name, rate, item)
    whole = whole_of(context.evaluation)
    if not (whole and whole.budget and whole.executed and budget and left):
        return
    if not _agree(budget, whole.budget):
        return
    unspent = whole.budget.value - whole.executed.value
    step = max(left.amount.step, whole.budget.step, whole.executed.step)
    off = abs(left.fen - unspent)
    if off:
        # What was carried over need not be all that was not spent: money may have been taken back.
        severity = ROUNDING if off <= step else WARNING
        tail = "，相差末位1（尾差）" if severity == ROUNDING else ""
        yield finding(
            "text-carry-over",
            severity,
            context.at,
            f"说明“{context.quoted}”中结转结余{left}，表中{whole.budget.printed}－"
            f"{whole.executed.printed}＝{_money(unspent, left)}{tail}",
            fen=(left.fen, unspent),
            against=tuple(whole.cells[key] for key in ("executed", "budget") if key in whole.cells),
        )


def _money(fen: int, like: Said) -> str:
    return f"{format_fen(fen, like.unit, grouped=False)}{like.unit.name}"


def _difference(context: Context) -> Iterator[FindingData]:
    text, name = context.paragraph, "预决算差异率"
    rate = _rate(_OFF_RATE, text)
    if rate is None:
        return
    item = _ratio_item(context.evaluation, "difference", name)
    at = _known(cell(item.cells, "actual")) if item else ()
    initial, spent, off = _said(_INITIAL, text), _said(_SPENT, text), _said(_OFF, text)
    if initial and spent and off:
        true = abs(spent.fen - initial.fen)
        slack = max(initial.amount.step, spent.amount.step, off.amount.step)
        if off.fen != true:
            yield finding(
                "text-difference",
                ROUNDING if abs(off.fen - true) <= slack > 1 else ERROR,
                context.at,
                f"说明“{context.quoted}”中差额{off}，{spent}与{initial}之差为{_money(true, off)}",
                fen=(off.fen, true),
                against=at,
            )
    if initial and initial.fen:
        part = off
        if part is None and spent is not None:
            gap = abs(spent.fen - initial.fen)
            step = max(spent.amount.step, initial.amount.step)
            part = Said(Amount(gap, format_fen(gap, initial.unit), step), initial.unit)
        if part is not None:
            yield from _ratio(context, "text-difference", name, rate, part, initial, at)
    yield from _against_item(context, "text-difference", name, rate, item)
    whole = whole_of(context.evaluation)
    if whole and whole.executed and spent and not _agree(spent, whole.executed):
        yield finding(
            "text-difference",
            WARNING,
            context.at,
            f"说明“{context.quoted}”中决算数{spent}，表中执行数为{whole.executed.printed}",
            fen=(spent.fen, whole.executed.value),
            against=_known(cell(whole.cells, "executed")),
        )


def _missing_targets(
    evaluation: EvaluationData, paragraphs: Sequence[str]
) -> Iterator[FindingData]:
    """Targets that the text lists (绩效指标一：…) and the table does not evaluate.

    Only where most of the list is evaluated: else it lists something coarser or finer.
    """
    listed: dict[str, int] = {}
    for row, paragraph in enumerate(paragraphs):
        if match := _LISTED.match(fold(paragraph)):
            listed.setdefault(match["name"], row)
    names = [normalise(item.name) for item in evaluation.items]
    missing = [name for name in listed if not _among(normalise(name), names)]
    if not missing or len(listed) < 2 or len(missing) * 2 >= len(listed):
        return
    keys = [normalise(name) for name in listed]
    scored = [item for item in evaluation.items if _among(normalise(item.name), keys)]
    against = _known(cell(scored[-1].cells, "level3", "score")) if scored else ()
    for name in missing:
        yield finding(
            "text-target",
            WARNING,
            paragraph_at(listed[name]),
            f"说明列出的绩效指标“{shortened(name, 40)}”在自评表中没有评价"
            f"（说明共列出{len(listed)}个，表中评价了{len(listed) - len(missing)}个）",
            stated=shortened(name, 80),
            expected="在自评表中有得分",
            against=against,
        )


def _among(name: str, names: Sequence[str]) -> bool:
    """Whether one of the names says the same, a word apart."""
    return any(
        one and (name in one or one in name or SequenceMatcher(None, name, one).ratio() >= _LIKE)
        for one in names
    )
