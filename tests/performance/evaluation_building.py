"""Evaluations for tests, written by hand; the real one of 2023 cell by cell (figures as printed)."""

from __future__ import annotations

from decimal import Decimal

from budgets.data import CellRef
from budgets.money import WAN, parse_amount
from performance.data import (
    Cells,
    EvaluationData,
    ExecutionData,
    ItemData,
    PartData,
    ValueData,
)
from performance.values import parse_value

SUMMARY, MONEY, AIMS, MANAGEMENT = 1, 2, 3, 4

EXECUTION_STANDARD = (
    "①得分一档最高不能超过该指标分值上限（20分）。②该指标若为正向指标，则得分计算方法应用全年实际值（B）/年度指标值（A）*该指标分值；"
    "若定量指标为反向指标，则得分计算方法应用年度指标值（A）/全年实际值（B）*该指标分值。"
    "若年初指标值设定偏低，则得分计算方法应用（全年实际值（B）—年度指标值（A））/年度指标值（A）*100%。"
    "若计算结果在200%-300%（含200%）区间，则按照该指标分值的10%扣分；"
    "计算结果在300%-500%（含300%）区间，则按照该指标分值的20%扣分；"
    "计算结果高于500%（含500%），则按照该指标分值的30%扣分。"
)
OUTPUT_STANDARD = (
    "可量化的指标按照比率*单项指标分值即为该指标得分。如果不能定量评价，则以定性的方式进行自评。"
)
EFFECT_STANDARD = "部门根据实际情况选择指标进行填写，并将其细化为相应的个性化指标。"
HALF_A_POINT = "①是否健全；②是否完整、合规；③是否合规。每有一项不合格扣0.5分，扣完为止。"
SEVEN_THINGS = "①一；②二；③三；④四；⑤五；⑥六；⑦七。每有一项不合格扣0.5分，扣完为止。"
SIX_THINGS = "①一；②二；③三；④四；⑤五；⑥六。每有一项不合格扣0.8分，扣完为止。"
TWO_THINGS = "①是否及时汇总；②是否及时矫正。每有一项不合格扣2分。"
CARRY_OVER_STANDARD = (
    "部门结转结余率低于上年的不扣分；高于上年结余率，每高出1个百分点扣0.4分，扣完为止。（说明：预算调整和结转结余指标，"
    "如非预算部门主观因素导致扣分的，可作为例外情况酌情考虑。）"
)
DIFFERENCE_STANDARD = (
    "部门预决算差异率高于市级平均差异率（28.3%）的，每高出10%（含），扣0.4分，扣完为止。"
)


def at(n: int, cell: str) -> CellRef:
    """A cell by its A1 reference; rows and columns are those of the sheet."""
    return CellRef(n, f"表{n}", cell, int(cell[1:]) - 4, ord(cell[0]) - ord("A"))


def points(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def value(text: str) -> ValueData:
    return parse_value(text)


def money(
    name: str, budget: str = "", executed: str = "", rate: str = "", row: int = 4
) -> ExecutionData:
    """A line of money in 万元."""
    return ExecutionData(
        name,
        parse_amount(budget, WAN) if budget else None,
        parse_amount(executed, WAN) if executed else None,
        rate=points(rate.removesuffix("%")),
        rate_printed=rate,
        cells={
            "name": at(MONEY, f"B{row}"),
            "budget": at(MONEY, f"C{row}"),
            "executed": at(MONEY, f"D{row}"),
            "rate": at(MONEY, f"E{row}"),
        },
    )


def item(
    name: str,
    target: str = "",
    actual: str = "",
    weight: str = "",
    score: str = "",
    *,
    standard: str = "",
    part: str = "部分",
    group: str = "",
    group_weight: str = "",
    previous: str = "",
    reason: str = "",
    level1: str = "",
    level2: str = "",
    execution: tuple[ExecutionData, ...] = (),
    n: int = MANAGEMENT,
    row: int = 4,
    reason_column: bool = False,
) -> ItemData:
    cells: Cells = {
        "level3": at(n, f"C{row}"),
        "target": at(n, f"D{row}"),
        "actual": at(n, f"E{row}"),
        "weight": at(n, f"F{row}"),
        "score": at(n, f"G{row}"),
    }
    if reason_column:
        cells = {**cells, "reason": at(n, f"H{row}")}
    return ItemData(
        part,
        level1,
        level2,
        name,
        value(target),
        value(actual),
        weight=points(weight),
        score=points(score),
        group=group,
        group_weight=points(group_weight),
        previous=value(previous) if previous else None,
        standard=standard,
        reason=reason,
        execution=execution,
        cells=cells,
    )


def evaluation(*items: ItemData, subject: str = "project", **told: object) -> EvaluationData:
    """An evaluation of these lines alone."""
    return EvaluationData(subject, items=items, **told)  # type: ignore[arg-type]


EXECUTION, TARGETS, CONTROL = "当年预算执行情况", "整体绩效目标实现情况", "预算管理情况"


def _part(name: str, weight: str, score: str, row: int) -> PartData:
    return PartData(
        name,
        points(weight),
        points(score),
        stated=((Decimal(weight), at(row - 2, "A1")),),
        cells={
            "name": at(SUMMARY, f"A{row}"),
            "weight": at(SUMMARY, f"B{row}"),
            "score": at(SUMMARY, f"C{row}"),
        },
    )


def _aim(name: str, score: str, group: str, standard: str, row: int) -> ItemData:
    return item(
        name,
        "优",
        "优",
        "",
        score,
        standard=standard,
        part=TARGETS,
        group=f"{group}（30）",
        group_weight="30",
        level1=f"{group}（30）",
        n=AIMS,
        row=row,
    )


def _kept(name: str, weight: str, group: str, standard: str, row: int) -> ItemData:
    return item(
        name,
        "优",
        "优",
        weight,
        weight,
        standard=standard,
        part=CONTROL,
        group=f"{group}（4）",
        group_weight="4.00",
        level1="预算管理情况（20）",
        level2=f"{group}（4）",
        row=row,
    )


def _ratio(name: str, previous: str, actual: str, standard: str, row: int) -> ItemData:
    return item(
        name,
        "",
        actual,
        "4.00",
        "4.00",
        standard=standard,
        part=CONTROL,
        group=f"{name}（4）",
        group_weight="4",
        previous=previous,
        level1="预算管理情况（20）",
        row=row,
    )


def real_evaluation() -> EvaluationData:
    """beijing-fao-2023-evaluation, its figures as printed."""
    lines = (
        money("资金总体", "19,347.12", "18,214.74", "94.15%", 4),
        money("基本支出", "9,936.26", "9,432.24", "94.93%", 5),
        money("项目支出", "9,410.86", "8,782.50", "93.32%", 6),
        money("其他", row=7),
    )
    items = (
        item(
            "",
            weight="20.00",
            score="18.83",
            standard=EXECUTION_STANDARD,
            part=EXECUTION,
            level1="当年预算执行情况（20）",
            level2="资金总体",
            group="当年预算执行情况（20）",
            group_weight="20",
            execution=lines,
            n=MONEY,
        ),
        _aim("推进国际交往中心功能建设成效显著提升", "7.50", "产出", OUTPUT_STANDARD, 4),
        _aim("全面提升首都外事干部正常水平和业务能力", "7.50", "产出", OUTPUT_STANDARD, 5),
        _aim("积极开展京澳两地合作交流", "7.50", "产出", OUTPUT_STANDARD, 6),
        _aim("及时有效处置各类涉外突发事件", "7.50", "产出", OUTPUT_STANDARD, 7),
        _aim("不断提升首都国际化水平", "8.00", "效果", EFFECT_STANDARD, 8),
        _aim("保障境外人员生命安全和身体健康", "8.00", "效果", EFFECT_STANDARD, 9),
        _aim("积极开展城市外交", "10.00", "效果", EFFECT_STANDARD, 10),
        _kept("财务管理制度健全性", "1.00", "财务管理", HALF_A_POINT, 4),
        _kept("资金使用合规性和安全性", "2.00", "财务管理", SEVEN_THINGS, 5),
        _kept("会计基础信息完善性", "1.00", "财务管理", HALF_A_POINT, 6),
        _kept("资产管理规范性", "4.00", "资产管理", SIX_THINGS, 7),
        _kept("绩效管理情况", "4.00", "绩效管理", TWO_THINGS, 8),
        _ratio("结转结余率", "6.81%", "5.85%", CARRY_OVER_STANDARD, 10),
        _ratio("部门预决算差异率", "13.01%", "18.62%", DIFFERENCE_STANDARD, 12),
    )
    return EvaluationData(
        "overall",
        parts=(
            _part(EXECUTION, "20.00", "18.83", 4),
            _part(TARGETS, "60.00", "56.00", 5),
            _part(CONTROL, "20.00", "20.00", 6),
        ),
        items=items,
        score=Decimal("94.83"),
        total_weight=Decimal("100.00"),
        grade="优",
        scores=(
            (Decimal("94.83"), at(SUMMARY, "C7")),
            (Decimal("94.83"), at(MANAGEMENT, "G13")),
        ),
        tables=(SUMMARY, MONEY, AIMS, MANAGEMENT),
        cells={
            "score": at(SUMMARY, "C7"),
            "total_weight": at(SUMMARY, "B7"),
            "grade": at(SUMMARY, "B8"),
        },
    )
