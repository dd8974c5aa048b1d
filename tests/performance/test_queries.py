"""What pages ask: published versions only, over years and bodies, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budgets import models as documents
from budgets.models import Department, Disclosure
from performance.data import (
    MEDIUM,
    EvaluationData,
    IndicatorData,
    ItemData,
    OverallData,
    ProjectData,
    ValueData,
)
from performance.models import (
    Activity,
    Evaluation,
    EvaluationItem,
    EvaluationPart,
    Goal,
    Indicator,
    Project,
    SpendingPlan,
    StatedAmount,
)
from performance.queries import (
    ProjectHistory,
    evaluations_over_years,
    facts_of_project,
    find_project,
    project_history,
    targets_of_body,
    targets_of_years,
    years_of_body,
)
from performance.values import parse_value
from tests import builders
from tests.performance.building import indicator, overall, project
from tests.performance.evaluation_building import evaluation, item, money, real_evaluation
from tests.performance.publishing_building import BODY, document

pytestmark = [pytest.mark.django_db, pytest.mark.database]

CODE = "11010223T000001997670"


def body(slug: str = BODY) -> Department:
    return Department.objects.get(slug=slug)


def history(code: str = CODE) -> ProjectHistory:
    found = find_project(code)
    assert found is not None
    return project_history(found)


def of_project(*items: ItemData, name: str = "外事工作经费", code: str = "") -> EvaluationData:
    return evaluation(*items, project_name=name, project_code=code)


def withdraw() -> None:
    """What no publishing does: every version is a draft again, its rows still there."""
    for disclosure in Disclosure.objects.all():
        builders.put_into(disclosure, "submitted")


# --- A project -----------------------------------------------------------------------------------


def test_a_project_has_its_money_and_targets_over_the_years() -> None:
    document(2022, project("外事工作经费", total="86.27457", fiscal="86.27457"))
    document(2024, project("外事工作经费", code=CODE, total="70", fiscal="70"))

    found = history()

    assert [year.year for year in found.years] == [2024, 2022]
    assert [year.budget and year.budget.total_fen for year in found.years] == [
        70_000_000,
        86_274_570,
    ]
    assert [year.disclosures[0].get_absolute_url() for year in found.years] == [
        "/departments/xicheng-fao/2024/budget/",
        "/departments/xicheng-fao/2022/budget/",
    ]


def test_an_indicator_stands_in_one_row_over_the_years() -> None:
    document(2023, project(code=CODE, indicators=[indicator("指标 1：组织活动次数", "≥8次")]))
    document(
        2024,
        project(
            code=CODE, indicators=[indicator("组织活动次数", "≥9次"), indicator("参训人数", "≥700")]
        ),
    )

    rows = {row.name: row.points for row in history().indicators}

    assert [point.target and point.target.value_printed for point in rows["组织活动次数"]] == [
        "≥9次",
        "≥8次",
    ]
    assert [point.target and point.target.value_printed for point in rows["参训人数"]] == [
        "≥700",
        None,
    ]


def test_one_name_at_two_places_of_the_tree_makes_two_rows() -> None:
    for year in (2023, 2024):
        document(
            year,
            project(
                code=CODE,
                indicators=[
                    indicator("培训效果", f"社会{year}", of="社会效益"),
                    indicator("培训效果", f"持续{year}", of="可持续"),
                ],
            ),
        )

    rows = history().indicators

    assert [
        [point.target.value_printed for point in row.points if point.target] for row in rows
    ] == [["社会2024", "社会2023"], ["持续2024", "持续2023"]]


def test_the_very_same_line_twice_is_not_lost() -> None:
    twice = [indicator("活动场次", "≥9场"), indicator("活动场次", "≥10场")]
    document(2024, project(code=CODE, indicators=twice))

    rows = history().indicators

    assert [row.points[0].target.value_printed for row in rows if row.points[0].target] == [
        "≥9场",
        "≥10场",
    ]


def test_the_medium_term_and_the_year_are_rows_of_their_own() -> None:
    document(
        2022,
        project(
            code=CODE,
            indicators=[indicator("场次", "不少于6场", term=MEDIUM), indicator("场次", "2场")],
        ),
    )

    assert [(row.term, len(row.points)) for row in history().indicators] == [
        ("medium", 1),
        ("annual", 1),
    ]


def test_what_was_reached_stands_beside_the_target_of_the_same_year() -> None:
    document(2023, project(code=CODE, indicators=[indicator("组织活动次数", "≥8次")]))
    document(2024, project(code=CODE, indicators=[indicator("组织活动次数", "≥9次")]))
    document(
        2024,
        kind="evaluation",
        evaluations=[of_project(item("组织活动次数", "≥9次", "11次", "10", "10"))],
    )

    (row,) = history().indicators

    assert [point.result and point.result.actual_printed for point in row.points] == ["11次", None]
    evaluated = history().years[0].evaluation
    assert evaluated is not None
    assert evaluated.disclosure.kind == "evaluation"


def test_a_result_called_a_little_differently_finds_its_target() -> None:
    document(2024, project(code=CODE, indicators=[indicator("组织开展领保大讲堂场次", "≥10场")]))
    document(2024, kind="evaluation", evaluations=[of_project(item("领保大讲堂", "≥10场", "12场"))])

    assert find_project(CODE) is not None
    document(
        2024,
        kind="evaluation",
        evaluations=[of_project(item("领保大讲堂", "≥10场", "12场"), code=CODE)],
    )

    (row,) = history().indicators

    assert row.points[0].target is not None
    assert row.points[0].result is not None
    assert row.points[0].result.actual_printed == "12场"


def test_a_result_that_two_targets_could_mean_stands_for_itself() -> None:
    targets = [
        indicator("国内组织开展领保大讲堂场次", "≥10场"),
        indicator("境外组织开展领保大讲堂场次", "≥10场"),
    ]
    document(2024, project(code=CODE, indicators=targets))
    document(
        2024,
        kind="evaluation",
        evaluations=[of_project(item("领保大讲堂", "≥10场", "12场"), code=CODE)],
    )

    rows = history().indicators

    assert [row.name for row in rows if row.points[0].result] == ["领保大讲堂"]


def test_how_the_money_was_spent_is_no_indicator() -> None:
    spent = item("预算执行率", execution=(money("年度资金总额", "70", "65", "92.86%"),))
    document(2024, kind="evaluation", evaluations=[of_project(spent, code=CODE)])

    found = history()

    assert found.indicators == ()
    assert found.years[0].budget is None


def test_two_bodies_with_one_code_have_columns_of_their_own() -> None:
    document(2024, project(code=CODE, total="70"))
    document(2024, project(code=CODE, total="30"), slug="beijing-fao")

    found = history()

    assert [
        (year.department.slug, year.budget and year.budget.total_fen) for year in found.years
    ] == [
        ("beijing-fao", 30_000_000),
        (BODY, 70_000_000),
    ]
    assert len(found.bodies) == 2


def test_projects_of_one_name_and_body_know_each_other() -> None:
    document(2023, project("办公设备购置", code="13010023P00971210054H"))
    document(2024, project("办公设备购置", code="13010024P00971210054H"))

    assert [one.code for one in history("13010024P00971210054H").namesakes] == [
        "13010023P00971210054H"
    ]


def test_a_project_knows_where_it_stands_in_the_money_tables() -> None:
    by_project = builders.table(
        [builders.label("项目名称"), builders.money("合计")],
        [
            builders.row("外事工作经费", "70.00", project="外事工作经费"),
            builders.row("外事工作经费", "3.00", project="总项目/外事工作经费"),
            builders.row("法律服务费", "6.00", project="法律服务费"),
        ],
        title="项目支出表",
    )
    targets = replace(by_project, kind="performance", title="项目支出绩效目标表")
    shown = builders.published(
        builders.disclosure_data(
            by_project,
            targets,
            slug=BODY,
            department="西城区政府外办",
            fiscal_year=2024,
            kind="budget",
        )
    )
    document(2024, project(code=CODE, total="70"), kind="performance")

    found = facts_of_project(history())

    assert [(fact.table_n, fact.row, fact.fen) for fact in found] == [
        (1, 0, 70_000_000),
        (1, 1, 3_000_000),
    ]
    assert {fact.disclosure for fact in found} == {shown}


# --- A body --------------------------------------------------------------------------------------


def test_a_body_has_targets_and_results_of_its_newest_year() -> None:
    document(2023, project(code=CODE))
    document(
        2024,
        project(code=CODE, total="70", indicators=[indicator("组织活动次数", "≥9次")]),
        overall=overall(
            indicators=[indicator("居民满意度", "≥85%", of="满意度", activity="外事工作")]
        ),
    )
    document(
        2024,
        kind="evaluation",
        evaluations=[
            of_project(item("组织活动次数", "≥9次", "11次")),
            evaluation(item("居民满意度", "≥85%", "97%"), subject="overall"),
        ],
    )

    found = targets_of_body(body())

    assert found is not None
    assert found.year == 2024
    assert found.overall_target is not None
    assert found.evaluation is not None
    of_body = found.overall_target.indicators.all()[0]
    of_one = found.projects[0].indicators.all()[0]
    assert found.results[of_body.pk].actual_printed == "97%"
    assert found.results[of_one.pk].actual_printed == "11次"


def test_the_result_of_one_project_is_not_that_of_another() -> None:
    same = [indicator("完成进度", "100%", of="时效")]
    document(2024, project("甲", code="A1", indicators=same), project("乙", indicators=same))
    document(
        2024,
        kind="evaluation",
        evaluations=[of_project(item("完成进度", "100%", "90%"), name="乙")],
    )

    found = targets_of_body(body(), 2024)

    assert found is not None
    of_first, of_second = (budget.indicators.all()[0] for budget in found.projects)
    assert of_first.pk not in found.results
    assert found.results[of_second.pk].actual_printed == "90%"


def test_a_body_tells_its_years_overall_goal_and_grades() -> None:
    document(2023, kind="evaluation", evaluations=[real_evaluation()])
    document(2021, overall=overall(goal="旧目标"))
    document(2022, overall=overall(goal="新目标"), kind="performance")

    told = targets_of_body(body(), 2022)

    assert years_of_body(body()) == [2023, 2022, 2021]
    assert told is not None
    assert told.overall_target is not None
    assert told.overall_target.goal() == "新目标"
    graded = evaluations_over_years(body())
    assert [(one.year, one.grade, one.score_hundredths) for one in graded] == [(2023, "优", 9483)]
    assert targets_of_body(body(), 1999) is None


def test_evaluations_of_projects_come_along_when_asked_for() -> None:
    document(2024, kind="evaluation", evaluations=[real_evaluation(), of_project()])

    assert len(evaluations_over_years(body())) == 1
    assert len(evaluations_over_years(body(), projects=True)) == 2


def test_a_draft_is_nowhere() -> None:
    document(
        2024,
        project(code=CODE, indicators=[indicator("组织活动次数", "≥9次")]),
        overall=overall(goal="目标"),
        evaluations=[real_evaluation()],
    )
    known = Project.objects.get(code=CODE)
    before = project_history(known)
    withdraw()

    assert find_project(CODE) is None
    assert project_history(known).years == ()
    assert facts_of_project(before) == []
    assert targets_of_body(body()) is None
    assert targets_of_body(body(), 2024) is None
    assert years_of_body(body()) == []
    assert evaluations_over_years(body()) == []


def test_facts_of_drafts_are_not_told() -> None:
    table = builders.table(
        [builders.label("项目名称"), builders.money("合计")],
        [builders.row("外事工作经费", "70.00", project="外事工作经费")],
        title="项目支出表",
    )
    data = builders.disclosure_data(
        table, slug=BODY, department="西城区政府外办", fiscal_year=2024, kind="budget"
    )
    shown = builders.published(data)
    document(2024, project(code=CODE), kind="performance")
    documents.Disclosure.objects.filter(pk=shown.pk).update(status="superseded")

    assert facts_of_project(history()) == []


def large(year: int, count: int) -> None:
    """A document with so many projects of so many indicators, and the evaluation of its year."""
    names = [f"第{n}项指标" for n in range(count)]
    projects = [
        project(
            f"项目{n}",
            code=f"{CODE}{n}",
            total="1",
            goal="目标",
            indicators=[indicator(name, "≥1次") for name in names],
        )
        for n in range(count)
    ]
    whole: OverallData = overall(
        total="1",
        goal="目标",
        indicators=[indicator(name, "≥1次", activity=f"活动{name}") for name in names],
    )
    document(year, *projects, overall=whole)
    scored = [
        of_project(item(name, "≥1次", "1次"), code=one.code)
        for one in projects
        for name in names[:1]
    ]
    own = evaluation(*(item(name, "≥1次", "1次") for name in names), subject="overall")
    document(year, kind="evaluation", evaluations=[own, *scored])


@pytest.mark.parametrize(
    ("ask", "most"),
    [
        (lambda: find_project(f"{CODE}0"), 1),
        (lambda: project_history(Project.objects.get(code=f"{CODE}0")), 5),
        (lambda: facts_of_project(history(f"{CODE}0")), 6),
        (lambda: targets_of_body(body()), 6),
        (lambda: evaluations_over_years(body(), projects=True), 3),
        (lambda: years_of_body(body()), 2),
    ],
    ids=["find", "history", "facts", "targets", "evaluations", "years"],
)
def test_the_number_of_queries_does_not_grow(ask: Callable[[], Any], most: int) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            ask()
        return len(captured)

    large(2020, 1)
    few = queries()
    for year in range(2021, 2024):
        large(year, 6)

    assert queries() == few
    assert few <= most


def test_what_is_gathered_is_what_stands_in_the_tables() -> None:
    """Each column of each row: numbers, nothing, true and false, lists, texts with any mark."""
    large(2024, 2)
    document(
        2023,
        project("奇'名\"\\", code=CODE, total="1", goal="“目标”\n二行"),
        overall=overall(
            total="1", goal="目标", indicators=[indicator("甲", "≥1次", activity="乙")]
        ),
        evaluations=[real_evaluation()],
    )
    told = targets_of_years(body(), [2023, 2024])

    for model, held in (
        (StatedAmount, "amounts"),
        (SpendingPlan, "plan"),
        (Goal, "goals"),
        (Activity, "activities"),
        (Indicator, "indicators"),
        (EvaluationPart, "parts"),
        (EvaluationItem, "items"),
    ):
        wholes = [
            one
            for year in told.values()
            for one in (*year.overall, *year.projects, *year.evaluations)
            if hasattr(one, held)
        ]
        gathered = [part for one in wholes for part in getattr(one, held).all()]
        in_tables = {row["id"]: row for row in model.objects.values()}
        columns = [field.attname for field in model._meta.concrete_fields]

        assert {
            one.pk: {name: getattr(one, name) for name in columns} for one in gathered
        } == in_tables
        assert all(
            [part.position for part in getattr(one, held).all()]
            == sorted(part.position for part in getattr(one, held).all())
            for one in wholes
        )


def test_reading_what_was_fetched_costs_no_query(
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    large(2024, 3)
    found, targets = history(f"{CODE}0"), targets_of_body(body())
    assert targets is not None

    with django_assert_num_queries(0):
        for year in found.years:
            assert [one.get_absolute_url() for one in year.disclosures]
            assert year.department.region.name
            for budget in year.budgets:
                assert budget.goal()
                assert budget.amount("total")
                assert not budget.plan.all()
        for row in found.indicators:
            assert [(point.target and point.target.value, point.result) for point in row.points]
        for whole in targets.overall:
            assert [
                (one.activity and one.activity.name, one.same_as and one.same_as.budget.project)
                for one in whole.indicators.all()
            ]
            assert list(whole.activities.all())
        for one in targets.evaluations:
            assert one.project is None or one.project.name
            assert not one.parts.all()
            assert one.items.all()


def test_a_level_of_a_row_is_that_of_its_newest_year() -> None:
    document(2023, ProjectData(CODE, "甲", indicators=(_bare("场次", "产出"),)))
    document(2024, ProjectData(CODE, "甲", indicators=(_bare("场次", "产出指标"),)))

    assert [row.level1 for row in history().indicators] == ["产出指标"]


def _bare(name: str, level1: str) -> IndicatorData:
    return IndicatorData(level1, "", name, parse_value("≥1场"))


def test_an_evaluation_without_project_form_makes_its_project_known() -> None:
    document(
        2023,
        kind="evaluation",
        evaluations=[of_project(ItemData("", "", "", "", ValueData(""), ValueData("")))],
    )

    found = history("xicheng-fao-wai-shi-gong-zuo-jing-fei")

    assert found.years[0].evaluation == Evaluation.objects.get()
    assert found.indicators == ()
