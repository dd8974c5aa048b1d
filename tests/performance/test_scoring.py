"""Every kind of rule on one line, and the whole of the real evaluation."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.scoring import (
    AGREES,
    CONSISTENT,
    CONTRADICTS,
    OPEN,
    UNEXPLAINED,
    ItemScoring,
    grade_of,
    score_evaluation,
)
from performance.scoring.figures import bare, number_of, round_to
from performance.scoring.rules import bands_of, failing_of, shipped_rules
from performance.scoring.schemes import schemes
from tests.performance.evaluation_building import (
    CARRY_OVER_STANDARD,
    DIFFERENCE_STANDARD,
    EXECUTION_STANDARD,
    HALF_A_POINT,
    SIX_THINGS,
    TWO_THINGS,
    evaluation,
    item,
    money,
    real_evaluation,
)


def scored(*items, subject="project"):
    return score_evaluation(evaluation(*items, subject=subject)).items


def alone(*args, **kwargs) -> ItemScoring:
    """How a line by itself is scored."""
    return scored(item(*args, **kwargs))[0]


# --- The real evaluation ------------------------------------------------------------------------


def test_the_real_evaluation_recomputes_to_its_parts_total_and_grade():
    scoring = score_evaluation(real_evaluation())

    assert [str(part.score) for part in scoring.parts] == ["18.83", "56.00", "20.00"]
    assert str(scoring.score) == "94.83"
    assert scoring.grade == "优"
    assert scoring.scheme == "beijing-overall"


def test_every_line_of_the_real_evaluation_but_one_group_is_explained_by_a_rule():
    scoring = score_evaluation(real_evaluation())

    rules = [one.rule for one in scoring.items]
    assert rules == [
        "execution",
        *["qualitative"] * 4,
        *[""] * 3,
        *["checklist"] * 5,
        "carry-over",
        "difference",
    ]
    assert [one.verdict for one in scoring.items] == [
        *[AGREES] * 5,
        *[UNEXPLAINED] * 3,
        *[CONSISTENT] * 5,
        AGREES,
        AGREES,
    ]
    assert [one.score == one.item.score for one in scoring.items[:5]] == [True] * 5
    assert [one.score for one in scoring.items[5:8]] == [None] * 3


def test_the_one_group_that_no_rule_explains_is_said_once():
    scoring = score_evaluation(real_evaluation())

    assert len(scoring.unexplained) == 1
    assert "8＋8＋10＝26分，比30分少4分" in scoring.unexplained[0]
    assert [part.unexplained for part in scoring.parts] == [(), ("效果",), ()]


def test_an_execution_score_shows_its_inputs_and_steps():
    execution = score_evaluation(real_evaluation()).items[0]

    assert execution.inputs == (("全年预算数", "19,347.12"), ("全年执行数", "18,214.74"))
    assert execution.explanation == (
        "执行率＝18,214.74÷19,347.12＝94.15%；得分＝执行率×分值＝18,214.74÷19,347.12×20＝18.83"
    )


# --- Execution ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("budget", "executed", "weight", "score"),
    [
        ("19347.12", "18214.74", "20", "18.83"),
        ("100.00", "77.13", "10", "7.7"),
        ("100.00", "63.01", "10", "6.3"),
        ("100.00", "108.00", "10", "10"),
        ("8.00", "0.00", "10", "0"),
    ],
)
def test_an_execution_score_is_rate_times_weight_and_at_most_the_weight(
    budget, executed, weight, score
):
    line = money("年度资金总额", budget, executed)

    one = alone("预算执行率", weight=weight, score=score, execution=(line,))

    assert (one.rule, one.verdict, str(one.score)) == ("execution", AGREES, score)


def test_an_execution_score_comes_from_the_amounts_not_from_the_rounded_rate():
    line = money("资金总体", "300.00", "200.00", "67%")

    one = alone("预算执行率", weight="20", score="13.33", execution=(line,))

    assert one.verdict == AGREES


def test_an_execution_score_of_another_rate_contradicts():
    line = money("年度资金总额", "100.00", "77.13")

    one = alone("预算执行率", weight="10", score="9.7", execution=(line,))

    assert (one.verdict, str(one.score)) == (CONTRADICTS, "7.71")


def test_an_execution_score_without_amounts_takes_the_rate():
    one = alone("预算执行率", "100%", "94.15%", "20", "18.83")

    assert (one.rule, one.verdict) == ("execution", AGREES)


def test_a_document_with_a_way_of_its_own_to_score_execution_is_not_overruled():
    line = money("年度资金总额", "100.00", "91.00")

    one = alone(
        "预算执行率",
        weight="10",
        score="10",
        execution=(line,),
        standard="执行率90%（含）以上得满分，80%—90%得8分，80%以下不得分。",
    )

    assert one.verdict == CONSISTENT
    assert one.rule == ""


def test_one_unit_in_the_last_place_is_a_rounding():
    line = money("资金总体", "19347.12", "18214.74")

    one = alone("预算执行率", weight="20", score="18.82", execution=(line,))

    assert (one.verdict, one.rounding) == (CONSISTENT, True)


# --- Quantitative -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "actual", "score", "verdict"),
    [
        ("≥100场", "100场", "10", AGREES),
        ("≥100场", "120场", "10", AGREES),
        ("≥100场", "80场", "8", AGREES),
        ("≥100场", "80场", "10", CONTRADICTS),
        ("≥100场", "100场", "7", CONTRADICTS),
        ("≤100元", "100元", "10", AGREES),
        ("≤100元", "80元", "10", AGREES),
        ("≤100元", "125元", "8", CONSISTENT),
        ("≤100元", "125元", "10", CONTRADICTS),
        ("≥96%", "85%", "8.85", AGREES),
        ("≤10万元", "80000元", "10", AGREES),
        ("=5个", "5个", "10", AGREES),
        ("3—5个", "4个", "10", AGREES),
    ],
)
def test_a_quantitative_line_is_scored_in_proportion(target, actual, score, verdict):
    one = alone("指标", target, actual, "10", score)

    assert (one.rule, one.verdict) == ("quantitative", verdict)


def test_a_stricter_local_method_with_a_stated_reason_is_no_contradiction():
    one = alone("满意度", "≥96%", "85%", "10", "7.1", reason="问卷回收不足")

    assert one.verdict == CONSISTENT


def test_units_that_have_nothing_to_do_with_each_other_determine_nothing():
    one = alone("指标", "≥10场", "95%", "10", "10")

    assert (one.verdict, one.score) == (CONSISTENT, Decimal(10))


@pytest.mark.parametrize(
    ("actual", "score"),
    [("29", "10"), ("30", "9"), ("39", "9"), ("40", "8"), ("59", "8"), ("60", "7"), ("90", "7")],
)
def test_targets_set_too_low_cost_a_tenth_a_fifth_or_three_tenths(actual, score):
    one = alone("指标", "≥10", actual, "10", score, standard=EXECUTION_STANDARD)

    assert (one.verdict, str(one.score)) == (AGREES, score)


def test_full_points_far_above_a_target_contradict_printed_bands():
    one = alone("指标", "≥10", "60", "10", "10", standard=EXECUTION_STANDARD)

    assert (one.verdict, one.basis, str(one.score)) == (CONTRADICTS, "printed", "7.00")


def test_far_above_target_without_printed_bands_some_points_may_go():
    one = alone("指标", "≥10", "25", "10", "8.5")

    assert one.verdict == CONSISTENT


def test_bands_are_read_out_of_the_print():
    bands = bands_of(
        [
            "结果在100%-200%（含100%）区间，则按照该指标分值的5%扣分；高于200%，按照该指标分值的15%扣分"
        ],
        of_scheme=True,
    )

    assert bands.printed
    assert [(str(b.low), b.high and str(b.high), str(b.percent)) for b in bands.bands] == [
        ("100", "200", "5"),
        ("200", None, "15"),
    ]


# --- Checklists ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("standard", "weight", "score", "verdict"),
    [
        (HALF_A_POINT, "1", "1", CONSISTENT),
        (HALF_A_POINT, "1", "0.5", CONSISTENT),
        (HALF_A_POINT, "1", "0", CONSISTENT),
        (HALF_A_POINT, "1", "0.8", CONTRADICTS),
        (SIX_THINGS, "4", "3.2", CONSISTENT),
        (SIX_THINGS, "4", "0", CONSISTENT),
        (SIX_THINGS, "4", "3.5", CONTRADICTS),
        (TWO_THINGS, "4", "2", CONSISTENT),
        (TWO_THINGS, "4", "3", CONTRADICTS),
        ("发现一处不符合的扣1分，扣完为止", "3", "2", CONSISTENT),
        ("每缺少一项扣０．５分", "3", "2.2", CONTRADICTS),
        ("①一；②二。每有一项不合格扣0.5分", "4", "2", CONTRADICTS),
    ],
)
def test_a_checklist_takes_a_fixed_number_of_points_for_each_failing_thing(
    standard, weight, score, verdict
):
    one = alone("检查", "优", "优", weight, score, standard=standard)

    assert (one.rule, one.verdict) == ("checklist", verdict)


def test_a_checklist_says_how_many_things_failed():
    one = alone("检查", "优", "良", "4", "2.4", standard=SIX_THINGS)

    assert "即2项不合格" in one.explanation


@pytest.mark.parametrize(
    ("score", "verdict"), [("3", AGREES), ("3.5", CONTRADICTS), ("4", CONTRADICTS)]
)
def test_a_stated_number_of_failing_things_fixes_the_score(score, verdict):
    one = alone("检查", "优", "2项不合格", "4", score, standard="①②③④每有一项不合格扣0.5分")

    assert one.verdict == verdict


@pytest.mark.parametrize(
    ("text", "count"), [("2项不合格", 2), ("有三处不符合", 3), ("无问题", 0), ("优", None)]
)
def test_a_number_of_failing_things_is_read_from_words(text, count):
    assert failing_of(text) == count


# --- Ratios -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("previous", "actual", "score", "verdict"),
    [
        ("6.81%", "5.85%", "4", AGREES),
        ("6.81%", "6.81%", "4", AGREES),
        ("6.81%", "5.85%", "3.6", CONTRADICTS),
        ("5.00%", "7.50%", "3.2", CONSISTENT),
        ("5.00%", "7.50%", "3", CONSISTENT),
        ("5.00%", "7.50%", "3.6", CONTRADICTS),
        ("5.00%", "7.00%", "3.2", AGREES),
        ("5.00%", "30.00%", "0", AGREES),
    ],
)
def test_carry_over_costs_points_for_each_percentage_point_above_last_year(
    previous, actual, score, verdict
):
    one = alone(
        "结转结余率", "", actual, "4", score, previous=previous, standard=CARRY_OVER_STANDARD
    )

    assert (one.rule, one.verdict) == ("carry-over", verdict)


def test_numbers_printed_in_the_standard_win_over_the_scheme():
    standard = "高于上年的，每高出2个百分点扣1分，扣完为止"

    one = alone("结转结余率", "", "9%", "4", "2", previous="5%", standard=standard)

    assert (one.verdict, one.score) == (AGREES, Decimal(2))


@pytest.mark.parametrize(
    ("actual", "score", "verdict"),
    [
        ("18.62%", "4", AGREES),
        ("-18.62%", "4", AGREES),
        ("28.3%", "4", AGREES),
        ("38.3%", "3.6", CONSISTENT),
        ("40%", "3.6", CONSISTENT),
        ("48.3%", "3.2", CONSISTENT),
        ("40%", "4", CONTRADICTS),
        ("200%", "0", AGREES),
    ],
)
def test_the_difference_ratio_costs_points_for_each_full_ten_beyond_the_average(
    actual, score, verdict
):
    one = alone("部门预决算差异率", "", actual, "4", score, standard=DIFFERENCE_STANDARD)

    assert (one.rule, one.verdict) == ("difference", verdict)


def test_a_limit_of_its_own_is_read_from_the_standard():
    standard = "以100%为标准。在职人员控制率≤100%，计5分；每超过一个百分点扣0.5分，扣完为止。"

    one = alone("在职人员控制率", "≤100%", "103%", "5", "3.5", standard=standard)

    assert (one.rule, one.verdict) == ("above-limit", AGREES)


def test_falling_short_of_a_limit_is_read_from_the_standard():
    standard = "预算完成率100%计满分，每低于5%扣2分，扣完为止。"

    one = alone("完成率", "100%", "92%", "5", "3", standard=standard)

    assert (one.rule, one.verdict) == ("below-limit", CONSISTENT)


# --- Words and dates ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "actual", "score", "verdict"),
    [
        ("优", "优", "10", AGREES),
        ("良", "优", "10", AGREES),
        ("优", "优", "9", UNEXPLAINED),
        ("优", "良", "8", CONSISTENT),
        ("优", "良", "10", CONTRADICTS),
        ("优", "差", "7", CONTRADICTS),
        ("进一步提升", "达成年度指标", "9", CONSISTENT),
        ("进一步提升", "达成预期目标", "10", CONSISTENT),
        ("进一步提升", "部分达成年度指标并具有一定效果", "7", CONSISTENT),
        ("进一步提升", "部分达成年度指标并具有一定效果", "9", CONTRADICTS),
        ("进一步提升", "未达成年度指标且效果较差", "3", CONSISTENT),
        ("进一步提升", "未达成年度指标且效果较差", "8", CONTRADICTS),
        ("合规", "合规", "10", AGREES),
        ("定性说明", "持续改善营商环境", "10", CONSISTENT),
        ("定性说明", "持续改善营商环境", "8", UNEXPLAINED),
    ],
)
def test_words_are_worth_a_band_of_the_weight(target, actual, score, verdict):
    assert alone("效益", target, actual, "10", score).verdict == verdict


@pytest.mark.parametrize(
    ("actual", "score", "verdict"),
    [
        ("2023年11月", "10", AGREES),
        ("2023年12月20日", "10", CONTRADICTS),
        ("12月底", "7", CONSISTENT),
    ],
)
def test_a_late_date_is_not_worth_full_points(actual, score, verdict):
    assert alone("完成时间", "11月底前", actual, "10", score).verdict == verdict


# --- Shared weights -----------------------------------------------------------------------------


def sharing(*scores, actuals=None, weight="30", **told):
    actuals = actuals or ["优"] * len(scores)
    return scored(
        *(
            item(f"指标{n}", "优", actual, "", score, group="产出", group_weight=weight, **told)
            for n, (score, actual) in enumerate(zip(scores, actuals, strict=True))
        )
    )


@pytest.mark.parametrize(
    ("scores", "actuals", "verdict"),
    [
        (("7.5", "7.5", "7.5", "7.5"), None, AGREES),
        (("10", "10", "5", "5"), None, AGREES),
        (("8", "8", "10"), None, UNEXPLAINED),
        (("15", "9"), ["优", "良"], CONSISTENT),
        (("15", "16"), None, CONTRADICTS),
        (("10", "5"), ["优", "良"], UNEXPLAINED),
    ],
)
def test_lines_that_share_a_weight_are_judged_together(scores, actuals, verdict):
    assert {one.verdict for one in sharing(*scores, actuals=actuals)} == {verdict}


def test_a_reason_for_points_lost_in_a_shared_weight_explains_them():
    assert {one.verdict for one in sharing("8", "8", "10", reason="进度滞后")} == {CONSISTENT}


def test_a_shared_weight_without_scores_is_open():
    assert {one.verdict for one in sharing("", "", "")} == {OPEN}


# --- Sums, grades, figures ----------------------------------------------------------------------


def test_a_contradicted_score_changes_part_total_and_grade():
    real = real_evaluation()
    wrong = replace(real.items[0], score=Decimal("8.83"))

    scoring = score_evaluation(
        replace(real, items=(wrong, *real.items[1:]), score=Decimal("84.83"), grade="良")
    )

    assert str(scoring.parts[0].score) == "18.83"
    assert (str(scoring.score), scoring.grade) == ("94.83", "优")


@pytest.mark.parametrize(
    ("score", "grade"),
    [("100", "优"), ("90", "优"), ("89.99", "良"), ("80", "良"), ("60", "中"), ("59.9", "差")],
)
def test_grades_begin_at_ninety_eighty_and_sixty(score, grade):
    assert grade_of(Decimal(score)) == grade


def test_a_score_out_of_ninety_is_graded_by_its_share():
    assert grade_of(Decimal(81), Decimal(90)) == "优"


@pytest.mark.parametrize(
    ("text", "number"),
    [("0.4", "0.4"), ("一", "1"), ("十二", "12"), ("二十", "20"), ("半", "0.5"), ("１０", "10")],
)
def test_numbers_of_rules_are_read_in_digits_and_words(text, number):
    assert number_of(text) == Decimal(number)


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("产出（30）", "产出"),
        ("一、预算执行（20分）", "预算执行"),
        ("一 当年预算执行情况（20分）", "当年预算执行情况"),
        ("一般管理", "一般管理"),
        ("1.产出", "产出"),
    ],
)
def test_a_heading_is_named_without_ordinal_and_points(heading, words):
    assert bare(heading) == words


@given(st.decimals(0, 1000, places=6), st.integers(0, 4))
def test_rounding_is_half_up_and_never_off_by_more_than_half_a_unit(value, places):
    rounded = round_to(value, places)

    assert abs(rounded - value) * 2 <= Decimal(1).scaleb(-places)


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=20))
def test_no_text_of_a_document_stops_the_scoring(standard, target, actual):
    one = alone("指标", target, actual, "10", "9", standard=standard)

    assert one.verdict in {AGREES, CONSISTENT, CONTRADICTS, UNEXPLAINED, OPEN}


@given(
    st.decimals("0.01", 10_000, places=2),
    st.decimals(0, 10_000, places=2),
    st.integers(1, 60),
)
def test_a_quantitative_score_lies_between_nothing_and_the_weight(target, actual, weight):
    for operator in "≥≤":
        one = alone("指标", f"{operator}{target}个", f"{actual}个", str(weight), "")

        assert one.score is None or 0 <= one.score <= weight


def test_every_scheme_sums_to_a_hundred_points():
    for scheme in schemes().values():
        assert sum(part.weight for part in scheme.parts) == 100, scheme.code
        for part in scheme.parts:
            if part.groups:
                assert sum(group.weight for group in part.groups) == part.weight, part.name
            for group in part.groups:
                if group.items:
                    assert sum(one.weight for one in group.items) == group.weight, group.name


def test_every_rule_has_a_kind_a_name_and_a_source():
    from performance.scoring.kinds import KINDS

    for rule in shipped_rules().rules:
        assert rule.kind in KINDS, rule.code
        assert rule.name, rule.code
        assert rule.source, rule.code


@pytest.mark.parametrize("reason", ["无", "—", "/", "无偏差", ""])
def test_a_dash_or_nothing_is_no_reason(reason):
    one = alone("效益", "定性说明", "持续改善", "10", "8", reason=reason)

    assert one.verdict == UNEXPLAINED


def test_fewer_complaints_than_asked_for_are_better_without_an_operator():
    assert alone("有责投诉率", "5%", "3%", "10", "10").verdict == AGREES
