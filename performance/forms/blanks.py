"""What a blank form is laid out from: the parts and levels that it names, and nothing said of them."""

from __future__ import annotations

from decimal import Decimal

from performance.data import (
    ANNUAL,
    MEDIUM,
    EvaluationData,
    ExecutionData,
    IndicatorData,
    ItemData,
    OverallData,
    PartData,
    ProjectData,
    ValueData,
)
from performance.forms.names import (
    EVALUATION_FORMS,
    NATIONAL_PROJECT_EVALUATION,
    OVERALL_FORMS,
)
from performance.forms.shapes import layout

# 财预〔2021〕101号.
_TREE = {
    "成本指标": ("经济成本指标", "社会成本指标", "生态环境成本指标"),
    "产出指标": ("数量指标", "质量指标", "时效指标"),
    "效益指标": ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"),
    "满意度指标": ("服务对象满意度指标",),
}
_LEVELS = tuple((level1, level2) for level1, below in _TREE.items() for level2 in below)
# 部门整体支出绩效评价 of Beijing: parts, and the groups of the second one.
_PARTS = (("当年预算执行情况", 20), ("整体绩效目标实现情况", 60), ("预算管理情况", 20))
_GROUPS = (("产出", 30), ("效果", 30))
_MONEY = ("资金总体", "基本支出", "项目支出", "其他")
_MANAGED = (("财务管理", 4), ("资产管理", 4), ("绩效管理", 4))
_RATIOS = (("结转结余率", 4), ("部门预决算差异率", 4))
_FREE_ROWS = 10
_NOTHING = ValueData("")


def blank_subject(form: str) -> ProjectData | OverallData | EvaluationData:
    """The subject of a blank form. Raises KeyError for an unknown form."""
    drawn = layout(form)
    if form == NATIONAL_PROJECT_EVALUATION:
        return EvaluationData("project", items=_project_items(), form=form)
    if form in EVALUATION_FORMS:
        return _overall_evaluation(form)
    # A form that runs the levels together leaves its rows free.
    levels = (("", ""),) * _FREE_ROWS if drawn.has("indicator") else _LEVELS
    terms = (MEDIUM, ANNUAL) if drawn.is_two_sided else (ANNUAL,)
    indicators = tuple(
        IndicatorData(level1, level2, "", _NOTHING, term=term)
        for level1, level2 in levels
        for term in terms
    )
    if form in OVERALL_FORMS:
        return OverallData("", indicators=indicators, form=form)
    return ProjectData("", "", indicators=indicators, form=form)


def _item(part: str, level1: str, level2: str = "", level3: str = "") -> ItemData:
    return ItemData(part, level1, level2, level3, _NOTHING, _NOTHING)


def _project_items() -> tuple[ItemData, ...]:
    return tuple(_item(level1, level1, level2) for level1, level2 in _LEVELS)


def _overall_evaluation(form: str) -> EvaluationData:
    (money, points), (goals, _), (managed, _) = _PARTS
    execution = tuple(ExecutionData(name) for name in _MONEY)
    items = [
        ItemData(
            money,
            money,
            "",
            "",
            _NOTHING,
            _NOTHING,
            weight=Decimal(points),
            execution=execution,
        )
    ]
    items += [
        ItemData(
            goals,
            group,
            "",
            "",
            _NOTHING,
            _NOTHING,
            group=group,
            group_weight=Decimal(weight),
        )
        for group, weight in _GROUPS
        for _ in range(3)
    ]
    items += [
        ItemData(
            managed,
            managed,
            group,
            "",
            _NOTHING,
            _NOTHING,
            group=group,
            group_weight=Decimal(weight),
            weight=Decimal(weight),
        )
        for group, weight in _MANAGED
    ]
    items += [
        ItemData(
            managed,
            managed,
            "",
            name,
            _NOTHING,
            _NOTHING,
            weight=Decimal(weight),
            group=name,
            group_weight=Decimal(weight),
            previous=_NOTHING,
        )
        for name, weight in _RATIOS
    ]
    return EvaluationData(
        "overall",
        tuple(PartData(name, Decimal(weight)) for name, weight in _PARTS),
        tuple(items),
        total_weight=Decimal(100),
        form=form,
    )
