"""Whether tables that were laid out anew still say what was meant: entered, and told besides.

Everything that staff enter is printed in an official form and read back. What a form has no place
for, or what reads as something else there, must not get lost in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from budgets.money import BLANK
from performance.data import (
    MEDIUM,
    EvaluationData,
    ExecutionData,
    IndicatorData,
    ItemData,
    OverallData,
    PerformanceData,
    ProjectData,
    ValueData,
)
from performance.forms.wording import joined_value


@dataclass(frozen=True, slots=True)
class Mistake:
    """Why an entry can't stand: in Chinese, at a field and, in a grid, at a row from 0."""

    message: str
    field: str = ""
    row: int | None = None


_TEXTS = {
    "code": "项目编码",
    "name": "项目名称",
    "category": "项目类别",
    "purpose": "资金用途",
    "authority": "主管部门",
    "unit": "实施单位",
    "attribute": "项目属性",
    "period": "项目期",
    "remarks": "其他说明",
}
_INDICATOR = {
    "activity": "活动",
    "level1": "一级指标",
    "level2": "二级指标",
    "level3": "三级指标",
    "description": "指标描述",
    "operator": "指标性质",
    "value": "指标值",
    "unit": "度量单位",
    "direction": "指标方向",
    "weight": "分值",
    "basis": "指标值确定依据",
    "core": "是否核心",
    "remarks": "备注",
    "actual": "完成值",
    "score": "得分",
    "reason": "偏差原因",
}
# A form that leaves a level blank may still be read under the one that stands above.
_INFERRED = {"level1", "level2"}
_ITEM = {
    "target": "指标值",
    "previous": "上年",
    "actual": "完成值",
    "weight": "分值",
    "score": "得分",
    "reason": "偏差原因",
    "standard": "评分标准",
}
_LINE = {"initial": "年初预算数", "budget": "预算数", "executed": "执行数"}


def _plain(text: str) -> str:
    return "".join(text.split())


def _number(number: Decimal | None) -> str:
    return "" if number is None else f"{number.normalize():f}"


def _differs(label: str, meant: str, found: str, field: str, row: int | None = None) -> Mistake:
    where = label if row is None else f"第 {row + 1} 行的{label}"
    if not found:
        return Mistake(f"这种表样里没有放下{where}“{meant}”，请换一种写法。", field, row)
    if not meant:
        return Mistake(f"{where}没有填写，在这种表样里却会读成“{found}”。", field, row)
    return Mistake(f"{where}“{meant}”在这种表样里会读成“{found}”，请换一种写法。", field, row)


def _texts(meant: Any, found: Any) -> Iterator[Mistake]:
    for name, label in _TEXTS.items():
        one, other = getattr(meant, name, ""), getattr(found, name, "")
        if _plain(one) != _plain(other):
            yield _differs(label, one, other, name)


def _amounts(meant: Any, found: Any) -> Iterator[Mistake]:
    told = {one.measure: one for one in found.amounts if one.amount.fen is not None}
    others = [one.amount.fen for one in found.amounts if not one.measure]
    for stated in meant.amounts:
        if stated.amount.fen is None or (not stated.measure and stated.amount.fen in others):
            continue
        other = told.get(stated.measure)
        if other is None or other.amount.fen != stated.amount.fen:
            read = other.amount.printed if other is not None else ""
            field = f"amount_{stated.measure}"
            yield _differs(stated.name or "金额", stated.amount.printed, read, field)


def _goals(meant: Any, found: Any) -> Iterator[Mistake]:
    for term, field, label in (("annual", "goal", "绩效目标"), (MEDIUM, "goal_medium", "中期目标")):
        one = "".join(goal.text for goal in meant.goals if goal.term == term)
        other = "".join(goal.text for goal in found.goals if goal.term == term)
        if _plain(one) != _plain(other):
            yield _differs(label, one, other, field)


def cells_of(indicator: IndicatorData) -> Mapping[str, str]:
    """The words of an indicator by field, a value taken apart: what two of them must share."""
    value = indicator.value
    return {
        "activity": _plain(indicator.activity),
        "level1": _plain(indicator.level1),
        "level2": _plain(indicator.level2),
        "level3": _plain(indicator.level3),
        "description": _plain(indicator.description),
        "operator": value.operator,
        "value": _bare_value(value),
        "unit": value.unit,
        "direction": _plain(indicator.direction),
        "weight": _number(indicator.weight),
        "basis": _plain(indicator.basis),
        "core": _plain(indicator.core),
        "remarks": _plain(indicator.remarks),
        "actual": _plain(indicator.actual.printed) if indicator.actual else "",
        "score": _number(indicator.score),
        "reason": _plain(indicator.reason + indicator.action),
    }


def _bare_value(value: ValueData) -> str:
    if value.number is not None:
        return _number(value.number) + (f"-{_number(value.upper)}" if value.upper else "")
    return _plain(value.printed)


def matched(
    meant: Sequence[IndicatorData], found: Sequence[IndicatorData]
) -> list[IndicatorData | None]:
    """For every indicator that was entered the one that was read of it, None where none is left.

    A form may print them in another order: what is alike is paired before what stands alike.
    """
    left: list[IndicatorData | None] = list(found)
    pairs: list[IndicatorData | None] = [None] * len(meant)

    def same(one: IndicatorData, other: IndicatorData | None) -> bool:
        if other is None or one.term != other.term:
            return False
        told, read = cells_of(one), cells_of(other)
        return all(
            told[name] in (read[name], "" if name in _INFERRED else read[name]) for name in told
        )

    for place, one in enumerate(meant):
        alike = [at for at, other in enumerate(left) if same(one, other)]
        if alike:
            at = place if place in alike else alike[0]
            pairs[place], left[at] = left[at], None
    rest = [one for one in left if one is not None]
    for place, pair in enumerate(pairs):
        if pair is None and rest:
            pairs[place] = rest.pop(0)
    return pairs


def _indicators(
    meant: Sequence[IndicatorData], found: Sequence[IndicatorData]
) -> Iterator[Mistake]:
    for row, (one, other) in enumerate(zip(meant, matched(meant, found), strict=True)):
        if other is None:
            yield Mistake(f"第 {row + 1} 行“{one.name}”在这种表样里读不出来。", "level3", row)
            continue
        told, read = cells_of(one), cells_of(other)
        for name, label in _INDICATOR.items():
            inferred = name in _INFERRED and not told[name]
            if told[name] != read[name] and not inferred:
                yield _differs(label, told[name], read[name], name, row)
    if len(found) > len(meant):
        yield Mistake(f"填写了 {len(meant)} 行指标，在这种表样里会读成 {len(found)} 行。", "grid")


def _tasks(overall: Any) -> list[str]:
    return [_plain(task.name + task.content) for task in getattr(overall, "tasks", ())]


def untold(
    meant: ProjectData | OverallData, found: ProjectData | OverallData | None
) -> tuple[Mistake, ...]:
    """What of a project or an overall goal is not read back as it was entered."""
    if found is None:
        name = meant.name if isinstance(meant, ProjectData) else meant.body
        return (Mistake(f"“{name}”在这种表样里读不出来，请核对名称。", "name"),)
    mistakes = [*_texts(meant, found), *_amounts(meant, found), *_goals(meant, found)]
    if isinstance(meant, OverallData) and _tasks(meant) != _tasks(found):
        mistakes.append(Mistake("主要任务在这种表样里没有地方，请在工作簿里改好后上传。"))
    if isinstance(meant, ProjectData) and isinstance(found, ProjectData):
        told = {step.month: step.percent for step in found.plan}
        mistakes += [
            _differs(
                f"{step.month}月底的支出计划",
                step.printed,
                _number(told.get(step.month)),
                f"plan_{step.month}",
            )
            for step in meant.plan
            if step.percent is not None and told.get(step.month) != step.percent
        ]
    return (*mistakes, *_indicators(meant.indicators, found.indicators))


def untold_items(meant: EvaluationData, found: EvaluationData | None) -> tuple[Mistake, ...]:
    """What of an evaluation is not read back as it was entered."""
    if found is None or len(found.items) != len(meant.items):
        return (Mistake("这份自评不能按官方表样印出来再读回，请在工作簿里填写后上传。"),)
    mistakes: list[Mistake] = []
    if _plain(meant.goal_reached) != _plain(found.goal_reached):
        label = "实际完成情况"
        mistakes.append(_differs(label, meant.goal_reached, found.goal_reached, "goal_reached"))
    for row, (one, other) in enumerate(zip(meant.items, found.items, strict=True)):
        told, read = _item(one), _item(other)
        mistakes += [
            _differs(label, told[name], read[name], name, row)
            for name, label in _ITEM.items()
            if told[name] != read[name]
        ]
        for line, again in zip(one.execution, other.execution, strict=False):
            wanted, got = _line(line), _line(again)
            mistakes += [
                _differs(f"“{line.name}”{label}", wanted[name], got[name], "money")
                for name, label in _LINE.items()
                if wanted[name] != got[name]
            ]
        if len(one.execution) != len(other.execution):
            mistakes.append(Mistake("资金各行不能按官方表样印出来再读回。", "money"))
    return tuple(mistakes)


def _item(item: ItemData) -> dict[str, str]:
    whole = item.execution[0] if item.execution else ExecutionData("")
    weight = item.weight if item.weight is not None else whole.weight
    score = item.score if item.score is not None else whole.score
    return {
        "target": _plain(joined_value(item.target)),
        "previous": _plain(joined_value(item.previous)) if item.previous else "",
        "actual": _plain(joined_value(item.actual)),
        "weight": _number(weight),
        "score": _number(score),
        "reason": _plain(item.reason + item.action),
        "standard": _plain(item.standard),
    }


def _line(line: ExecutionData) -> dict[str, str]:
    return {name: str((getattr(line, name) or BLANK).fen or "") for name in _LINE}


def lost(before: PerformanceData, after: PerformanceData, changed: Sequence[Any]) -> bool:
    """Whether laying tables out anew changed anything besides what was to be changed."""
    kept = [one for one in _subjects(before) if not any(one is other for other in changed)]
    told = [_bare(one) for one in _subjects(after)]
    for one in kept:
        bare = _bare(one)
        if bare not in told:
            return True
        told.remove(bare)
    return False


def _subjects(performance: PerformanceData) -> list[Any]:
    overall = (performance.overall,) if performance.overall is not None else ()
    return [*performance.projects, *overall, *performance.evaluations]


def _bare(subject: Any) -> Any:
    """A subject without what is its form's: places, heading paths, blank amounts."""
    if isinstance(subject, EvaluationData):
        return replace(subject, tables=())
    stated = tuple(replace(one, name="") for one in subject.amounts if one.amount.printed)
    return replace(subject, amounts=stated, n=0)
