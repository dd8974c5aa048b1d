"""Values of a self-evaluation's lines: rates within the whole, goals in words as their lines say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from budgets.data import CellRef
from performance.checks.measures import names_a_rate
from performance.checks.rules import ERROR, WARNING, Document, Fault, Rule, cell, place
from performance.checks.said import (
    CONTRADICT,
    Said,
    compared,
    is_common,
    numbers,
    said_in_text,
    same_subject,
)
from performance.data import NUMBER, EvaluationData, IndicatorData, ItemData, ValueData
from performance.scoring.figures import HUNDRED, unit_of
from performance.values import format_value, is_share

# More may be done than was planned: what was reached of these may pass the whole.
_MAY_EXCEED = re.compile(r"完成|执行|到位|支出|达成|控制|实现|覆盖")
_BASIS = "财预〔2021〕101号：指标值应可衡量、合理可实现"


def _as_indicator(item: ItemData, value: ValueData) -> IndicatorData:
    return IndicatorData(item.level1, item.level2, item.level3, value)


def _rates(document: Document) -> Iterator[Fault]:
    """Neither asked for nor reached is more than all of a whole."""
    for evaluation in document.performance.evaluations:
        for item in evaluation.items:
            for role, value in (("target", item.target), ("actual", item.actual)):
                if role not in item.cells or not _beyond(item, value, reached=role == "actual"):
                    continue
                at = item.cells[role]
                what = "指标值" if role == "target" else "完成值"
                yield Fault(
                    at,
                    f"{place(at, item.name)}：{what}为{format_value(value)}，而比率最高是100%",
                    stated_text=value.printed,
                    expected_text="不超过100%",
                    severity=ERROR if role == "target" else WARNING,
                )


def _beyond(item: ItemData, value: ValueData, *, reached: bool) -> bool:
    if value.kind != NUMBER or value.number is None or not is_share(value.unit):
        return False
    if "‰" in value.unit or value.operator in ("≤", "＜") or value.number <= HUNDRED:
        return False
    if reached and (_MAY_EXCEED.search(item.name) or item.target.operator in ("≤", "＜")):
        return False
    return names_a_rate(_as_indicator(item, value))


def _goals(document: Document) -> Iterator[Fault]:
    """A number in the goal, or in what was reached of it, is that of the line of the same name."""
    for evaluation in document.performance.evaluations:
        sides = (
            ("goal", "target", evaluation.goal, "预期目标"),
            ("goal_reached", "actual", evaluation.goal_reached, "实际完成情况"),
        )
        for name, role, text, label in sides:
            at = evaluation.cells.get(name)
            if at is not None and text:
                yield from _against_lines(evaluation, at, text, role, label)


def _against_lines(
    evaluation: EvaluationData, at: CellRef, text: str, role: str, label: str
) -> Iterator[Fault]:
    lines = list(_said_by_lines(evaluation, role))
    for _, said in said_in_text(text, at):
        if is_common(said.subject):
            continue
        same = [line for line in lines if same_subject(said, line) and numbers(said, line)]
        if len(same) != 1 or compared(said, same[0]) != CONTRADICT:
            continue
        (line,) = same
        if _rounded(said, line):
            continue
        yield Fault(
            at,
            f"{place(at, label)}说“{said.words}”，{place(line.at, line.subject)}为"
            f"{line.operator}{line.number:f}{line.unit}",
            against=(line.at,),
            stated_text=f"{said.number:f}{said.unit}",
            expected_text=f"{line.operator}{line.number:f}{line.unit}",
            about=said.subject,
        )


def _rounded(said: Said, line: Said) -> bool:
    """Whether prose rounds the line's number: 1.2万盏 of 12036盏."""
    pair = numbers(said, line)
    if pair is None or not said.number:
        return False
    step = unit_of(said.number) * pair[0] / said.number
    return abs(pair[0] - pair[1]) * 2 <= step and step > unit_of(line.number)


def _said_by_lines(evaluation: EvaluationData, role: str) -> Iterator[Said]:
    for item in evaluation.items:
        value: ValueData = getattr(item, role)
        # A sign in a column of its own holds for what is asked, not for what was reached.
        operator = value.operator if role == "target" else ""
        if value.kind == NUMBER and value.number is not None and item.level3:
            yield Said(
                item.level3,
                operator,
                value.number,
                value.unit,
                "",
                cell(item.cells, role),
                ranged=value.upper is not None,
                in_prose=False,
            )


VALUE_RULES: tuple[Rule, ...] = (
    Rule("evaluated-rate", ERROR, "自评的比率不超过100%", _BASIS, _rates),
    Rule("goal-line", WARNING, "总体目标里的数与指标一致", _BASIS, _goals),
)
