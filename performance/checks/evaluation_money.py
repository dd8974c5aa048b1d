"""Money and ratios of self-evaluations: execution rates, sums of the lines, carry-over, difference."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from budgets.data import CellRef
from budgets.money import Amount
from performance.checks.rules import (
    ERROR,
    ROUNDING,
    WARNING,
    Document,
    Fault,
    Rule,
    cell,
    place,
    step_of,
    tolerance,
)
from performance.data import EvaluationData, ExecutionData, ItemData
from performance.scoring.figures import HUNDRED, fold, places_of, round_to, show, unit_of
from performance.scoring.rules import per_cent_of, rule_of

# Lines within other lines: 其中：中央补助 under 财政拨款. Then not all of them add up to the whole.
_NESTED = re.compile(r"其中|中央|省级|市级|区级|县级|上级|本级|一般公共|政府性基金|国有资本")
_MEASURES = (("budget", "预算数"), ("executed", "执行数"), ("initial", "年初预算数"))
_MOST_LINES = 12
_BY_BUDGET = re.compile(r"结转结余(?:总额|资金|数|金额)?.{0,6}[/÷].{0,4}(?:支出)?预算")


def ratio_bounds(part: Amount, whole: Amount) -> tuple[Decimal, Decimal] | None:
    """The least and the most per cent that two printed amounts can stand for."""
    half_part, half_whole = Decimal(part.step) / 2, Decimal(whole.step) / 2
    if whole.value <= half_whole or part.value < 0:
        return None
    low = (part.value - half_part) * HUNDRED / (whole.value + half_whole)
    high = (part.value + half_part) * HUNDRED / (whole.value - half_whole)
    return low, high


def severity_of_rate(stated: Decimal, bounds: tuple[Decimal, Decimal]) -> str:
    """ "" where a printed rate agrees with its bounds, rounding for the last place, else error."""
    low, high = bounds
    unit = unit_of(stated)
    if low - unit / 2 <= stated <= high + unit / 2:
        return ""
    near = places_of(stated) > 0 and low - unit <= stated <= high + unit
    return ROUNDING if near else ERROR


def rate_text(value: Decimal, like: Decimal) -> str:
    """A rate with the places that another one is printed with, two at least."""
    return f"{round_to(value, max(places_of(like), 2))}%"


def lines_of(evaluation: EvaluationData) -> tuple[ExecutionData, ...]:
    """The lines of money of an evaluation, the whole first; none where it prints none."""
    return next((item.execution for item in evaluation.items if item.execution), ())


def whole_of(evaluation: EvaluationData) -> ExecutionData | None:
    lines = lines_of(evaluation)
    return lines[0] if lines else None


def _all_lines(document: Document) -> Iterator[tuple[ExecutionData, ...]]:
    """The lines of money of every item, the whole first; then those of lists that print sums."""
    for evaluation in document.performance.evaluations:
        for item in evaluation.items:
            if item.execution:
                yield item.execution
    for scores in document.performance.score_lists:
        yield scores.total, *scores.lines


def _execution_rates(document: Document) -> Iterator[Fault]:
    told: set[int] = set()
    for lines in _all_lines(document):
        for line in lines:
            if id(line) in told:
                continue
            told.add(id(line))
            if line.rate is None or line.budget is None or not line.budget.value:
                continue
            spent = line.executed or Amount(None, "", line.budget.step)
            bounds = ratio_bounds(spent, line.budget)
            severity = severity_of_rate(line.rate, bounds) if bounds else ""
            # A share of one (0.94) instead of a per cent says the same.
            if not severity or (line.rate <= 1 and _as_share(line, bounds)):
                continue
            at = cell(line.cells, "rate")
            expected = rate_text(spent.value * HUNDRED / line.budget.value, line.rate)
            yield Fault(
                at,
                f"{place(at, line.name)}：执行率{line.rate_printed or show(line.rate)}，"
                f"按{spent.printed or '0'}÷{line.budget.printed}计算应为{expected}"
                + _by_initial(line, spent),
                against=_cells(line, "executed", "budget"),
                stated_text=line.rate_printed or f"{show(line.rate)}%",
                expected_text=expected,
                severity=severity,
            )


def _by_initial(line: ExecutionData, spent: Amount) -> str:
    """Where a wrong rate comes from: the budget of the year's beginning."""
    bounds = ratio_bounds(spent, line.initial) if line.initial and line.rate is not None else None
    if line.initial is None or line.rate is None or not bounds:
        return ""
    if severity_of_rate(line.rate, bounds):
        return ""
    return f"（填写的是按年初预算数{line.initial.printed}计算的，应按全年预算数计算）"


def _as_share(line: ExecutionData, bounds: tuple[Decimal, Decimal] | None) -> bool:
    if line.rate is None or bounds is None or "%" in line.rate_printed:
        return False
    unit = unit_of(line.rate) * HUNDRED
    return bounds[0] - unit / 2 <= line.rate * HUNDRED <= bounds[1] + unit / 2


def _cells(line: ExecutionData, *names: str) -> tuple[CellRef, ...]:
    return tuple(line.cells[name] for name in names if name in line.cells)


def _overspent(document: Document) -> Iterator[Fault]:
    for lines in _all_lines(document):
        line = lines[0]
        if line.budget and line.executed and line.budget.value:
            over = line.executed.value - line.budget.value
            if over > tolerance(step_of([line.budget, line.executed]), 1):
                at = cell(line.cells, "executed")
                yield Fault(
                    at,
                    f"{place(at, line.name)}：执行数{line.executed.printed}大于"
                    f"全年预算数{line.budget.printed}",
                    against=_cells(line, "budget"),
                    stated=line.executed.value,
                    expected=line.budget.value,
                )


def _sums_of_lines(document: Document) -> Iterator[Fault]:
    for lines in _all_lines(document):
        whole, rest = lines[0], lines[1:]
        for measure, label in _MEASURES:
            total: Amount | None = getattr(whole, measure)
            amounts = [getattr(line, measure) for line in rest]
            stated = [one for one in amounts if one is not None and one.fen is not None]
            if total is None or total.fen is None or not stated:
                continue
            summed = sum(one.value for one in stated)
            slack = tolerance(step_of([total, *stated]), len(stated))
            off = abs(total.value - summed)
            if not off or _adds_up(total.value, stated, rest, slack):
                continue
            if len(rest) == 1 and summed < total.value:
                continue  # 其中 alone need not be the whole
            at = cell(whole.cells, measure)
            unit = "（尾差）" if off <= slack else ""
            listed = "＋".join(one.printed for one in stated)
            yield Fault(
                at,
                f"{place(at, whole.name)}：{label}{total.printed}与各项之和"
                f"{listed}＝{document.money(summed, at)}不一致{unit}",
                against=tuple(ref for line in rest for ref in _cells(line, measure)),
                stated=total.value,
                expected=summed,
                severity=ROUNDING if off <= slack else ERROR,
            )


def _adds_up(
    total: int, stated: Sequence[Amount], lines: Sequence[ExecutionData], slack: int
) -> bool:
    """Whether lines with lines within them can make up the whole: then some of them do."""
    nested = [line for line in lines[1:] if _NESTED.search(fold(line.name))]
    if not nested or len(stated) > _MOST_LINES:
        return bool(nested)
    values = [one.value for one in stated]
    return any(
        abs(total - sum(some)) <= slack
        for count in range(1, len(values) + 1)
        for some in combinations(values, count)
    )


def _by_rule(evaluation: EvaluationData, code: str) -> Iterator[ItemData]:
    for item in evaluation.items:
        applied = rule_of(item)
        named = "结转结余率" if code == "carry-over" else "预决算差异率"
        if (applied and applied.rule.code == code) or named in fold(item.name + item.group):
            yield item


def _carry_over(document: Document) -> Iterator[Fault]:
    """The ratio from the same table's money, where its own explanation says so.

    A warning: what was carried over is not printed there, and need not be all that was not spent.
    """
    for evaluation in document.performance.evaluations:
        whole = whole_of(evaluation)
        if whole is None or whole.budget is None or whole.executed is None:
            continue
        left = whole.budget.value - whole.executed.value
        if left < 0 or not whole.budget.value:
            continue
        for item in _by_rule(evaluation, "carry-over"):
            stated = per_cent_of(item.actual)
            if stated is None or (
                item.explanation and not _BY_BUDGET.search(fold(item.explanation))
            ):
                continue
            step = max(whole.budget.step, whole.executed.step) * 2
            bounds = ratio_bounds(Amount(left, "", step), whole.budget)
            severity = severity_of_rate(stated, bounds) if bounds else ""
            if severity != ERROR:
                continue
            at = cell(item.cells, "actual")
            expected = rate_text(left * HUNDRED / Decimal(whole.budget.value), stated)
            yield Fault(
                at,
                f"{place(at, item.name)}：结转结余率{item.actual.printed}，按（{whole.budget.printed}"
                f"－{whole.executed.printed}）÷{whole.budget.printed}计算应为{expected}",
                against=_cells(whole, "budget", "executed"),
                stated_text=item.actual.printed,
                expected_text=expected,
            )


def _difference(document: Document) -> Iterator[Fault]:
    for evaluation in document.performance.evaluations:
        whole = whole_of(evaluation)
        if whole is None or whole.initial is None or whole.executed is None:
            continue
        if not whole.initial.value:
            continue
        off = abs(whole.executed.value - whole.initial.value)
        for item in _by_rule(evaluation, "difference"):
            stated = per_cent_of(item.actual)
            if stated is None:
                continue
            step = max(whole.initial.step, whole.executed.step) * 2
            bounds = ratio_bounds(Amount(off, "", step), whole.initial)
            if bounds is None or not (severity := severity_of_rate(abs(stated), bounds)):
                continue
            at = cell(item.cells, "actual")
            expected = rate_text(off * HUNDRED / Decimal(whole.initial.value), stated)
            yield Fault(
                at,
                f"{place(at, item.name)}：预决算差异率{item.actual.printed}，按（{whole.executed.printed}"
                f"－{whole.initial.printed}）÷{whole.initial.printed}计算应为{expected}",
                against=_cells(whole, "initial", "executed"),
                stated_text=item.actual.printed,
                expected_text=expected,
                severity=severity,
            )


_BASIS = "财预〔2020〕10号"
_FORM = "部门整体支出绩效评价评分标准"

MONEY_RULES: tuple[Rule, ...] = (
    Rule("execution-rate", ERROR, "执行率＝执行数÷预算数", _BASIS, _execution_rates),
    Rule("overspent", WARNING, "执行数不大于全年预算数", _BASIS, _overspent),
    Rule("money-sum", ERROR, "资金总体等于各项之和", _BASIS, _sums_of_lines),
    Rule("carry-over", WARNING, "结转结余率＝结转结余÷支出预算数", _FORM, _carry_over),
    Rule("difference-ratio", ERROR, "预决算差异率＝差额÷年初预算数", _FORM, _difference),
)
