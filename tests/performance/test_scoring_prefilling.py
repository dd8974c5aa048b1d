"""Evaluations made ready from targets, and scores suggested by the rules."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.money import WAN, parse_amount
from performance.data import MEDIUM, ExecutionData, IndicatorData
from performance.scoring import prefill, scheme_for, score_evaluation, suggest_scores
from performance.scoring.prefilling import weights_sum
from performance.values import parse_value
from tests.performance.evaluation_building import evaluation, item, money, real_evaluation


def target(level1, level2, name, value="≥1个", **told):
    return IndicatorData(level1, level2, name, parse_value(value), **told)


PROJECT_TARGETS = (
    target("产出指标", "数量指标", "培训期数", "≥6期"),
    target("产出指标", "质量指标", "合格率", "≥95%"),
    target("产出指标", "时效指标", "完成时间", "12月底前"),
    target("效益指标", "社会效益指标", "外事水平", "优"),
    target("满意度指标", "服务对象满意度指标", "学员满意度", "≥90%"),
)


def test_a_project_is_prefilled_with_ten_fifty_thirty_and_ten_points():
    ready = prefill(PROJECT_TARGETS)

    assert [(part.name, str(part.weight)) for part in ready.parts] == [
        ("预算执行率", "10"),
        ("产出指标", "50.00"),
        ("效益指标", "30.00"),
        ("满意度指标", "10.00"),
    ]
    assert [str(one.weight) for one in ready.items] == [
        "10",
        "16.67",
        "16.67",
        "16.66",
        "30.00",
        "10.00",
    ]
    assert ready.total_weight == 100


def test_a_project_with_cost_indicators_gets_twenty_points_for_them():
    targets = (target("成本指标", "经济成本指标", "总成本", "≤10万元"), *PROJECT_TARGETS)

    assert scheme_for("project", targets).code == "national-project-cost"
    assert [int(part.weight) for part in prefill(targets).parts] == [10, 20, 40, 20, 10]


def test_points_of_a_level_without_indicators_go_to_its_neighbour():
    ready = prefill(PROJECT_TARGETS[:4])

    assert [(part.name, int(part.weight)) for part in ready.parts] == [
        ("预算执行率", 10),
        ("产出指标", 50),
        ("效益指标", 40),
    ]


def test_weights_that_the_targets_bring_are_kept_where_they_sum():
    weights = ("20", "20", "10", "25", "15")
    targets = [
        replace(one, weight=Decimal(weight))
        for one, weight in zip(PROJECT_TARGETS, weights, strict=True)
    ]

    ready = prefill(targets)

    assert [str(one.weight) for one in ready.items[1:]] == list(weights)


def test_medium_term_targets_are_not_evaluated_after_a_year():
    ready = prefill((*PROJECT_TARGETS, replace(PROJECT_TARGETS[0], term=MEDIUM)))

    assert len(ready.items) == 6


def test_a_level_that_is_not_told_follows_from_the_finer_one():
    ready = prefill([replace(one, level1="") for one in PROJECT_TARGETS])

    assert [one.part for one in ready.items[1:]] == [
        *["产出指标"] * 3,
        "效益指标",
        "满意度指标",
    ]


def test_a_body_is_prefilled_with_twenty_sixty_and_twenty_points():
    ready = prefill(PROJECT_TARGETS, subject="overall")

    assert [int(part.weight) for part in ready.parts] == [20, 60, 20]
    assert ready.total_weight == 100
    assert [one.name for one in ready.items][-2:] == ["结转结余率", "部门预决算差异率"]


@given(
    st.lists(
        st.builds(
            target,
            st.sampled_from(["产出指标", "效益指标", "满意度指标", "成本指标", "", "其他"]),
            st.sampled_from(["数量指标", "社会效益指标", "服务对象满意度指标", ""]),
            st.just("某指标"),
        ),
        max_size=30,
    ),
    st.sampled_from(["project", "overall"]),
)
def test_prefilled_weights_sum_to_what_the_form_says(targets, subject):
    ready = prefill(targets, subject=subject)

    assert weights_sum(ready) == ready.total_weight
    assert ready.total_weight == 100 or not targets
    assert sum(one.weight for one in ready.parts) == ready.total_weight


def _filled(ready, *actuals):
    whole = ExecutionData("年度资金总额", parse_amount("100.00", WAN), parse_amount("77.13", WAN))
    items = [replace(ready.items[0], execution=(whole,))]
    for one, actual in zip(ready.items[1:], actuals, strict=True):
        items.append(replace(one, actual=parse_value(actual)))
    return replace(ready, items=tuple(items))


def test_scores_are_suggested_where_the_rules_give_them_and_summed():
    ready = _filled(prefill(PROJECT_TARGETS), "6期", "76%", "11月", "优", "95%")

    done = suggest_scores(ready)

    assert [str(one.score) for one in done.items] == [
        "7.71",
        "16.67",
        "13.34",
        "16.66",
        "30.00",
        "10.00",
    ]
    assert (str(done.score), done.grade) == ("94.38", "优")
    assert [str(part.score) for part in done.parts] == ["7.71", "46.67", "30.00", "10.00"]


def test_what_no_rule_determines_is_left_to_people_and_nothing_is_summed():
    ready = _filled(prefill(PROJECT_TARGETS), "6期", "76%", "", "优", "95%")

    done = suggest_scores(ready)

    assert done.items[3].score is None
    assert done.score is None
    assert done.grade == ""


@pytest.mark.parametrize(("overwrite", "score"), [(False, "9"), (True, "8.00")])
def test_an_entered_score_stays_unless_it_may_be_overwritten(overwrite, score):
    entered = evaluation(item("场次", "≥100场", "80场", "10", "9"))

    done = suggest_scores(entered, overwrite=overwrite)

    assert str(done.items[0].score) == score


def test_the_real_evaluation_is_not_changed_by_suggestions():
    real = real_evaluation()

    done = suggest_scores(real)

    assert (str(done.score), done.grade) == ("94.83", "优")
    assert done.items == real.items


def test_lines_that_share_a_weight_are_offered_equal_parts():
    lines = [
        item(f"指标{n}", "优", "优", "", "", group="产出", group_weight="10") for n in range(3)
    ]

    done = suggest_scores(evaluation(*lines))

    assert [str(one.score) for one in done.items] == ["3.33", "3.33", "3.34"]
    assert score_evaluation(done).shares[0].verdict == "agrees"


def test_a_missing_executed_amount_gives_no_execution_score():
    line = money("年度资金总额", "100.00")

    done = suggest_scores(evaluation(item("预算执行率", weight="10", execution=(line,))))

    assert done.items[0].score is None
