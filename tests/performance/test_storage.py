"""The read model of published versions: nothing of a document is lost in it, nothing old stays."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext

from budgets.data import CellRef
from budgets.models import Department
from budgets.money import WAN, parse_amount
from performance import models
from performance.data import (
    MEDIUM,
    GoalData,
    IndicatorData,
    OverallData,
    PlanStepData,
    ProjectData,
    StatedAmountData,
    TaskData,
    ValueData,
)
from performance.models.common import hundredths
from performance.values import parse_value
from tests.performance.evaluation_building import real_evaluation
from tests.performance.publishing_building import document

pytestmark = [pytest.mark.django_db, pytest.mark.database]

CODE = "13010024P00971210054H"


def at(n: int, row: int, column: int) -> CellRef:
    return CellRef(n, f"表{n}", f"{chr(65 + column)}{row + 4}", row, column)


def stated(measure: str, text: str, row: int = 0) -> StatedAmountData:
    cells = {"heading": at(1, row, 1), "amount": at(1, row, 2)}
    return StatedAmountData(measure, f"预算数 / {measure}", parse_amount(text, WAN), cells)


EQUIPMENT = ProjectData(
    code=CODE,
    name="办公设备购置",
    amounts=(
        stated("total", "10.7"),
        stated("fiscal", "10.7"),
        stated("other", "—"),
        stated("medium_total", "32.1"),
        stated("", "1.50"),
    ),
    category="31-部门项目",
    purpose="用于办公设备购置",
    authority="市外办 292001",
    unit="市外办",
    attribute="延续性项目",
    period="长期",
    plan=(
        PlanStepData(3, Decimal("30"), "30%", {"month": at(1, 3, 1), "percent": at(1, 4, 1)}),
        PlanStepData(12, None, "按进度", {"percent": at(1, 4, 5)}),
    ),
    goals=(
        GoalData("三年目标", MEDIUM, "中期目标（2022年—2024年）", {"text": at(1, 5, 1)}),
        GoalData("保障日常办公", cells={"text": at(1, 5, 5)}),
    ),
    indicators=(
        IndicatorData(
            "产出指标",
            "数量指标",
            "指标 1：办公设备购置数量",
            parse_value("≥8台"),
            description="实际采购的办公设备数量",
            direction="正向指标",
            weight=Decimal("12.50"),
            basis="工作计划",
            actual=parse_value("9台"),
            score=Decimal("12.5"),
            reason="多购一台",
            action="无",
            core="是",
            cells={"level3": at(1, 8, 2), "value": at(1, 8, 5)},
        ),
        IndicatorData("", "", "完成时间", parse_value("12月底前"), term=MEDIUM),
        IndicatorData(
            "效益指标", "", "", ValueData("优良中低差", "scale", "定性", scale=("优", "良"))
        ),
    ),
    total_weight=Decimal("100"),
    execution_weight=Decimal("10"),
    n=1,
    cells={"name": at(1, 0, 4), "code": at(1, 0, 1)},
)


def test_a_project_is_kept_whole() -> None:
    disclosure = document(2024, EQUIPMENT, kind="performance")

    budget = models.ProjectBudget.objects.get()

    assert budget.disclosure == disclosure
    assert (budget.year, budget.department) == (2024, disclosure.department)
    assert (budget.code, budget.name, budget.project.name) == (CODE, "办公设备购置", "办公设备购置")
    assert (budget.table_n, budget.row, budget.column) == (1, 0, 4)
    assert (budget.total_fen, budget.other_fen, budget.medium_total_fen) == (
        10_700_000,
        None,
        32_100_000,
    )
    assert (budget.category, budget.attribute, budget.period) == (
        "31-部门项目",
        "延续性项目",
        "长期",
    )
    assert (budget.authority, budget.unit, budget.purpose) == (
        "市外办 292001",
        "市外办",
        "用于办公设备购置",
    )
    assert (budget.total_weight, budget.execution_weight) == ("100", "10")
    assert list(
        budget.amounts.values_list("measure", "name", "fen", "printed", "row", "column")
    ) == [
        ("total", "预算数 / total", 10_700_000, "10.7", 0, 2),
        ("fiscal", "预算数 / fiscal", 10_700_000, "10.7", 0, 2),
        ("other", "预算数 / other", None, "—", 0, 2),
        ("medium_total", "预算数 / medium_total", 32_100_000, "32.1", 0, 2),
        ("", "预算数 / ", 1_500_000, "1.50", 0, 2),
    ]
    assert list(budget.plan.values_list("month", "printed", "hundredths", "row")) == [
        (3, "30%", 3000, 4),
        (12, "按进度", None, 4),
    ]
    assert list(budget.goals.values_list("term", "heading", "text")) == [
        ("medium", "中期目标（2022年—2024年）", "三年目标"),
        ("annual", "", "保障日常办公"),
    ]
    assert (budget.goal(), budget.goal("medium")) == ("保障日常办公", "三年目标")
    assert budget.amount("total").printed == "10.7"
    assert budget.amount("special") is None


def test_an_indicator_is_kept_as_printed_and_as_parsed() -> None:
    document(2024, EQUIPMENT)

    first, second, third = models.Indicator.objects.all()

    assert (first.level1, first.level2, first.level3) == (
        "产出指标",
        "数量指标",
        "指标 1：办公设备购置数量",
    )
    assert (first.value_printed, first.value) == ("≥8台", parse_value("≥8台"))
    assert (first.actual_printed, first.actual) == ("9台", parse_value("9台"))
    assert (first.operator, first.number, first.value_unit) == ("≥", "8", "台")
    assert (first.weight, first.score) == ("12.50", "12.5")
    assert (first.direction, first.basis, first.core) == ("正向指标", "工作计划", "是")
    assert (first.description, first.reason, first.action) == (
        "实际采购的办公设备数量",
        "多购一台",
        "无",
    )
    assert (first.table_n, first.row, first.column) == (1, 8, 2)
    assert first.source_key == "办公设备购置数量"
    assert (second.term, second.value_kind, second.value.month) == ("medium", "deadline", 12)
    assert second.actual is None
    assert (third.name, third.value.scale) == ("效益指标", ("优", "良"))


def overall() -> OverallData:
    return OverallData(
        "市外办",
        amounts=(stated("total", "120"), stated("fiscal_basic", "100")),
        goals=(GoalData("服务外交大局"),),
        remarks="无",
        indicators=(
            IndicatorData(
                "产出指标", "数量指标", "办公设备购置数量", parse_value("≥8台"), activity="日常办公"
            ),
            IndicatorData("", "", "来访接待满意度", parse_value("≥90%"), activity="接待"),
            IndicatorData("", "", "无活动的指标", parse_value("优")),
        ),
        tasks=(
            TaskData("接待", "接待来访团组", (stated("total", "20"),)),
            TaskData("合计", amounts=(stated("total", "20"),), total=True),
        ),
        total_weight=Decimal("90"),
        n=2,
        cells={"body": at(2, 0, 2)},
    )


def test_an_overall_target_is_kept_with_its_tasks_and_activities() -> None:
    document(2024, EQUIPMENT, overall=overall())

    target = models.OverallTarget.objects.get()

    assert (target.body, target.remarks, target.total_weight) == ("市外办", "无", "90")
    assert (target.table_n, target.row, target.column) == (2, 0, 2)
    assert target.goal() == "服务外交大局"
    assert target.amount("total").fen == 120_000_000
    assert list(
        target.activities.values_list("name", "content", "is_total", "amounts__printed")
    ) == [
        ("接待", "接待来访团组", False, "20"),
        ("合计", "", True, "20"),
        ("日常办公", "", False, None),
    ]
    assert list(target.indicators.values_list("level3", "activity__name")) == [
        ("办公设备购置数量", "日常办公"),
        ("来访接待满意度", "接待"),
        ("无活动的指标", None),
    ]


def test_an_overall_indicator_knows_the_project_indicator_that_it_speaks_of() -> None:
    document(2024, EQUIPMENT, overall=overall())

    same = models.Indicator.objects.filter(overall__isnull=False)

    assert [one.same_as and one.same_as.budget.name for one in same] == ["办公设备购置", None, None]


def test_an_evaluation_is_kept_with_the_way_of_every_score() -> None:
    document(2023, kind="evaluation", evaluations=[real_evaluation()])

    evaluation = models.Evaluation.objects.get()

    assert (evaluation.subject, evaluation.score, evaluation.grade) == ("overall", "94.83", "优")
    assert (evaluation.recomputed_score, evaluation.recomputed_grade) == ("94.83", "优")
    assert evaluation.score_hundredths == 9483
    assert evaluation.unexplained
    assert list(evaluation.parts.values_list("name", "weight", "score_hundredths")) == [
        ("当年预算执行情况", "20.00", 1883),
        ("整体绩效目标实现情况", "60.00", 5600),
        ("预算管理情况", "20.00", 2000),
    ]
    money = evaluation.items.first()
    assert money.score == "18.83"
    assert money.rule
    assert money.explanation
    assert money.execution[0]["budget"] == [19_347_120_000, "19,347.12"]
    assert evaluation.items.count() == len(real_evaluation().items)
    for row, item in zip(evaluation.items.all(), real_evaluation().items, strict=True):
        assert (row.target, row.actual, row.previous) == (item.target, item.actual, item.previous)
        assert (row.standard, row.interpretation) == (item.standard, item.explanation)


def test_a_correction_takes_the_place_of_the_version_before() -> None:
    document(2024, EQUIPMENT, overall=overall())
    document(2023, EQUIPMENT)
    corrected = document(2024, replace(EQUIPMENT, name="设备购置"))

    assert not models.OverallTarget.objects.exists()
    assert not models.Activity.objects.exists()
    assert models.StatedAmount.objects.count() == 10
    assert [one.disclosure for one in models.ProjectBudget.objects.filter(year=2024)] == [corrected]
    assert models.Project.objects.get(code=CODE).name == "设备购置"


def test_a_version_without_performance_leaves_nothing_behind() -> None:
    document(2024, EQUIPMENT, overall=overall(), evaluations=[real_evaluation()])

    document(2024)

    for model in (models.ProjectBudget, models.OverallTarget, models.Evaluation, models.Indicator):
        assert not model.objects.exists()
    project = models.Project.objects.get()
    assert (project.first_year, project.last_year) == (None, None)


def test_other_documents_of_the_year_stay() -> None:
    document(2024, EQUIPMENT, kind="budget")
    document(2024, EQUIPMENT, kind="performance")
    document(2024, kind="performance")

    assert [one.disclosure.kind for one in models.ProjectBudget.objects.all()] == ["budget"]


def test_writing_needs_no_query_a_project() -> None:
    def queries(year: int, count: int) -> int:
        projects = [
            replace(EQUIPMENT, code=f"{CODE}{year}{n}", name=f"项目{n}") for n in range(count)
        ]
        document(year, *projects)
        with CaptureQueriesContext(connection) as captured:
            document(year, *projects, replace(EQUIPMENT, code="", name="没有编码"))
        return len(captured)

    # Rows are written and deleted in batches of as many values as the database takes.
    assert queries(2024, 82) < queries(2023, 2) + 80


def test_very_long_texts_and_figures_are_kept() -> None:
    long = replace(
        EQUIPMENT,
        code="9" * 300,
        name="很长的名称" * 200,
        plan=(PlanStepData(3, Decimal("1E+30"), "1" + "0" * 30),),
        indicators=(IndicatorData("", "", "很长的指标" * 200, parse_value("8" * 60)),),
    )

    document(2024, long)

    budget = models.ProjectBudget.objects.get()
    assert (budget.code, budget.name) == ("9" * 300, "很长的名称" * 200)
    assert budget.plan.get().hundredths is None
    assert len(budget.project.key) < 140


def test_hundredths_are_rounded_half_up() -> None:
    assert hundredths(Decimal("94.145")) == 9415
    assert hundredths(Decimal("-0.005")) == -1
    assert hundredths(None) is None


def test_the_database_refuses_what_cannot_be() -> None:
    document(2024, EQUIPMENT, overall=overall())
    budget, target = models.ProjectBudget.objects.get(), models.OverallTarget.objects.get()
    body = Department.objects.get()

    wrong = [
        models.Goal(budget=budget, overall=target, position=9),
        models.Goal(position=9),
        models.Goal(budget=budget, position=0),
        models.Goal(budget=budget, position=9, term="never"),
        models.Indicator(budget=budget, position=9, value_kind="guess"),
        models.Project(code=CODE, key="other", department=body),
        models.Project(code="X1", key=CODE, department=body),
        models.Project(code="X1", key="", department=body),
        models.Evaluation(
            disclosure=target.disclosure,
            department=body,
            year=2024,
            subject="overall",
            project=budget.project,
            position=0,
        ),
    ]
    for row in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


def test_what_is_public_cannot_be_deleted_from_under_it() -> None:
    document(2024, EQUIPMENT)

    with pytest.raises(ProtectedError):
        models.Project.objects.get().delete()
