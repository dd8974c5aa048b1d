"""Small builders of performance data by hand; every field gets a cell of its own.

one = project("外事工作经费", total="70", fiscal="70", indicators=[indicator("组织活动次数", "≥9场次")])
found = findings([one])
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from budgets.data import CellRef, DisclosureData, FindingData, SectionData, TableData
from budgets.money import BLANK, WAN, Amount, parse_amount
from performance.checks import check
from performance.data import (
    ANNUAL,
    MEDIUM,
    GoalData,
    IndicatorData,
    ListSumData,
    OverallData,
    PerformanceData,
    PlanStepData,
    ProjectData,
    StatedAmountData,
)
from performance.values import parse_value

PROJECT_TABLE, OVERALL_TABLE = 12, 13
_NAMES = {
    "total": "项目总额",
    "fiscal": "财政资金",
    "other": "其他资金",
    "medium_total": "中期资金总额",
    "medium_fiscal": "中期财政拨款",
    "medium_other": "中期其他资金",
}


class _Cells:
    """Hands out a new row for everything that is built, so that no two share a cell."""

    def __init__(self) -> None:
        self.row = 0

    def row_of(self, n: int, **columns: int) -> dict[str, CellRef]:
        self.row += 1
        return {name: ref(n, self.row, column) for name, column in columns.items()}


_cells = _Cells()
LEVELS = {
    "数量": ("产出指标", "数量指标"),
    "质量": ("产出指标", "质量指标"),
    "时效": ("产出指标", "时效指标"),
    "进度": ("产出指标", "进度指标"),
    "成本": ("产出指标", "成本指标"),
    "经济成本": ("成本指标", "经济成本指标"),
    "社会效益": ("效益指标", "社会效益指标"),
    "经济效益": ("效益指标", "经济效益指标"),
    "可持续": ("效益指标", "可持续影响指标"),
    "满意度": ("满意度指标", "服务对象满意度指标"),
    "": ("", ""),
}


def ref(n: int, row: int, column: int) -> CellRef:
    """A cell as reading would name it: table 12 is 表12."""
    return CellRef(n, f"表{n}" if n else "说明", f"{chr(65 + column)}{row + 1}", row, column)


def money(text: str | None) -> Amount:
    return BLANK if not text else parse_amount(text, WAN)


def indicator(
    name: str,
    value: str = "",
    *,
    of: str = "数量",
    operator: str = "",
    unit: str = "",
    description: str = "",
    weight: str = "",
    term: str = ANNUAL,
    activity: str = "",
    n: int = PROJECT_TABLE,
) -> IndicatorData:
    """An indicator; `of` picks its levels (数量, 成本, 满意度, …)."""
    level1, level2 = LEVELS[of]
    return IndicatorData(
        level1,
        level2,
        name,
        parse_value(value, operator, unit),
        description=description,
        weight=Decimal(weight) if weight else None,
        term=term,
        activity=activity,
        cells=_cells.row_of(
            n,
            activity=1,
            level1=5,
            level2=6,
            level3=7,
            description=8,
            operator=9,
            value=10,
            weight=12,
        ),
    )


def amounts(n: int, stated: dict[str, str | None], names: dict[str, str]) -> list[StatedAmountData]:
    """Amounts in 万元 by measure; "" is a blank cell of a column that is there."""
    return [
        StatedAmountData(
            measure, names.get(measure, measure), money(text), cells=_cells.row_of(n, amount=1)
        )
        for measure, text in stated.items()
        if text is not None
    ]


def steps(*shares: str) -> tuple[PlanStepData, ...]:
    """A spending plan as Shijiazhuang prints it: by the end of March, June, October, December."""
    months = (3, 6, 10, 12)
    return tuple(
        PlanStepData(
            month,
            Decimal(share.strip("%")) if share else None,
            share,
            cells=_cells.row_of(PROJECT_TABLE, percent=2),
        )
        for month, share in zip(months, shares, strict=False)
    )


def project(
    name: str = "外事工作经费",
    *,
    code: str = "",
    indicators: Sequence[IndicatorData] = (),
    plan: Sequence[PlanStepData] = (),
    goal: str = "",
    medium_goal: str = "",
    total_weight: str = "",
    execution_weight: str = "",
    **stated: str | None,
) -> ProjectData:
    """A project; amounts by measure in 万元: total="70", medium_total="210", other=""."""
    goals = [
        GoalData(text, term, cells=_cells.row_of(PROJECT_TABLE, text=4))
        for text, term in ((medium_goal, MEDIUM), (goal, ANNUAL))
        if text
    ]
    return ProjectData(
        code,
        name,
        amounts=tuple(amounts(PROJECT_TABLE, stated, _NAMES)),
        plan=tuple(plan),
        goals=tuple(goals),
        indicators=tuple(indicators),
        total_weight=Decimal(total_weight) if total_weight else None,
        execution_weight=Decimal(execution_weight) if execution_weight else None,
        n=PROJECT_TABLE,
        cells=_cells.row_of(PROJECT_TABLE, name=0, code=0, total_weight=12),
    )


def overall(
    *, indicators: Sequence[IndicatorData] = (), goal: str = "", **stated: str | None
) -> OverallData:
    return OverallData(
        "某某局",
        amounts=tuple(amounts(OVERALL_TABLE, stated, {})),
        goals=(GoalData(goal, cells=_cells.row_of(OVERALL_TABLE, text=2)),) if goal else (),
        indicators=tuple(indicators),
        n=OVERALL_TABLE,
        cells=_cells.row_of(OVERALL_TABLE, body=2),
    )


def findings(
    projects: Sequence[ProjectData] = (),
    whole: OverallData | None = None,
    *,
    tables: Sequence[TableData] = (),
    text: Sequence[str] = (),
    sums: Sequence[ListSumData] = (),
) -> list[FindingData]:
    """What all rules together find."""
    narrative = (SectionData("情况说明", 1, tuple(text)),) if text else ()
    data = DisclosureData("某某局", 2024, "budget", tuple(tables), narrative=narrative)
    return list(check(data, PerformanceData(tuple(projects), whole, sums=tuple(sums))))


def told(found: Sequence[FindingData]) -> list[tuple[str, str]]:
    """Kind and severity of each finding."""
    return [(finding.kind, finding.severity) for finding in found]
