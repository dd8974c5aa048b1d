"""A project's targets as open data."""

from __future__ import annotations

from decimal import Decimal

from budgets.exports import json_bytes
from budgets.money import WAN, parse_amount
from performance.data import (
    MEDIUM,
    GoalData,
    IndicatorData,
    PlanStepData,
    ProjectData,
    StatedAmountData,
    ValueData,
)
from performance.exports import indicator_document, project_document, value_text


def stated(measure: str, text: str) -> StatedAmountData:
    return StatedAmountData(measure, measure, parse_amount(text, WAN))


def test_a_project_is_written_as_the_design_shapes_it() -> None:
    project = ProjectData(
        code="13010024P00971210054H",
        name="办公设备购置",
        amounts=(stated("total", "10.7"), stated("fiscal", "10.7"), stated("other", "")),
        purpose="用于办公设备购置",
        plan=(
            PlanStepData(3, Decimal("30"), "30%"),
            PlanStepData(12, Decimal("100"), "100%"),
        ),
        goals=(GoalData("确保日常办公正常开展"),),
        indicators=(
            IndicatorData(
                "产出指标",
                "数量指标",
                "办公设备购置数量",
                ValueData("≥8台", "number", "≥", Decimal("8"), unit="台"),
                description="实际采购的办公设备数量",
                basis="工作计划",
            ),
        ),
        n=1,
    )

    document = project_document(project)

    assert document == {
        "code": "13010024P00971210054H",
        "name": "办公设备购置",
        "total": "107000.00",
        "fiscal": "107000.00",
        "other": None,
        "purpose": "用于办公设备购置",
        "plan": {"03": "30", "12": "100"},
        "goal": "确保日常办公正常开展",
        "indicators": [
            {
                "level1": "产出指标",
                "level2": "数量指标",
                "level3": "办公设备购置数量",
                "description": "实际采购的办公设备数量",
                "operator": "≥",
                "value": "8",
                "unit": "台",
                "printed": "≥8台",
                "basis": "工作计划",
            }
        ],
        "table": 1,
    }
    assert json_bytes(document)


def test_medium_terms_are_told_only_where_they_are_stated() -> None:
    project = ProjectData(
        code="",
        name="外事工作经费",
        amounts=(stated("medium_total", "258.82371"), stated("total", "86.27457")),
        goals=(GoalData("三年", MEDIUM, "中期目标"), GoalData("一年")),
        category="31-部门项目",
    )

    document = project_document(project)

    assert document["medium_total"] == "2588237.10"
    assert "medium_other" not in document
    assert document["category"] == "31-部门项目"
    assert document["goal"] == "一年"
    assert document["goals"] == [
        {"term": "medium", "heading": "中期目标", "text": "三年"},
        {"term": "annual", "heading": "", "text": "一年"},
    ]


def test_an_indicator_tells_weight_and_result_only_where_it_has_them() -> None:
    bare = IndicatorData("产出指标", "", "场次", ValueData("9"))
    full = IndicatorData(
        "产出指标",
        "",
        "场次",
        ValueData("9", "number", "≥", Decimal("9")),
        weight=Decimal("7.50"),
        score=Decimal("7.5"),
        term=MEDIUM,
        actual=ValueData("11场"),
        activity="外事工作",
        core="是",
    )

    assert not {"weight", "score", "actual", "term", "activity"} & set(indicator_document(bare))
    told = indicator_document(full)
    assert (told["weight"], told["score"], told["actual"]) == ("7.50", "7.5", "11场")
    assert (told["term"], told["activity"], told["core"]) == ("medium", "外事工作", "是")
    assert (
        project_document(ProjectData("", "甲", total_weight=Decimal("90")))["total_weight"] == "90"
    )


def test_a_value_is_its_number_or_its_words() -> None:
    assert value_text(ValueData("3—5个", "number", "", Decimal(3), Decimal(5), "个")) == "3-5"
    assert value_text(ValueData("优良中低差", "scale")) == "优良中低差"
    assert value_text(ValueData("12月底前", "deadline", month=12)) == "12月底前"
    assert value_text(ValueData("1E+3", "number", number=Decimal("1E+3"))) == "1000"
