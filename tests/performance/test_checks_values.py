"""Values, weights and levels of indicators: what contradicts, and what stays silent."""

from __future__ import annotations

import pytest

from tests.performance.building import findings, indicator, overall, project, told


def of_value(*args: str, **more: str):
    """Findings about one indicator in a project that is otherwise in order."""
    rest = [
        indicator("完成项目验收", "12月底前", of="时效"),
        indicator("受训学员认可", "满意", of="满意度"),
    ]
    return findings([project(indicators=[indicator(*args, **more), *rest])])


# --- Rates -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "operator", "value"),
    [
        ("培训合格率", "=", "120"),
        ("服务对象满意度", "≥", "105"),
        ("项目按时完成率", "≥", "950"),
        ("验收合格率", ">", "100"),
        ("宣传覆盖率", "", "101%"),
    ],
)
def test_a_rate_over_the_whole_is_found(name, operator, value):
    (found,) = of_value(name, value, of="质量", operator=operator, unit="%")

    assert (found.kind, found.severity) == ("rate-over-100", "error")


@pytest.mark.parametrize(
    ("name", "operator", "value"),
    [
        ("及时性", "≥", "100"),
        ("印刷工作的完成率", "=", "100"),
        ("税收增长率", "≥", "110"),
        ("床位使用率", "≥", "105"),
        ("超额完成率", "≥", "110"),
        ("公用经费控制率", "≤", "110"),
        ("资产负债率", "=", "120"),
        ("投资完成率", "≥", "110"),
        ("国有资产保值增值率", "≥", "101"),
        ("居民消费价格指数", "≤", "103"),
        ("毛入学率", "≥", "101"),
    ],
)
def test_a_rate_that_may_be_so_stays_silent(name, operator, value):
    assert not of_value(name, value, of="质量", operator=operator, unit="%")


# --- Measures ----------------------------------------------------------------------------------------


def test_money_under_a_share_is_found():
    (found,) = of_value("预算费用支出情况", "≤17.31万元", description="支出比例")

    assert (found.kind, found.severity) == ("measure", "error")
    assert found.stated_text == "≤17.31万元"
    assert "支出比例" in found.message


def test_people_under_groups_are_found():
    (found,) = of_value("接待来访团组批次", "≥200人次", description="接待青少年代表团来访")

    assert (found.kind, found.expected_text) == ("measure", "批次")


@pytest.mark.parametrize(
    ("name", "operator", "value", "unit"),
    [
        ("培训合格率", "≥", "50", "人"),
        ("政府采购金额", "≥", "90", "%"),
        ("参训人数", "≥", "10", "批"),
        ("举办活动场次", "≥", "5", "万元"),
        ("服务对象满意度", "≥", "90", "个"),
        ("资金支付比例", "≤", "20", "万元"),
    ],
)
def test_a_value_of_another_measure_than_its_name_is_found(name, operator, value, unit):
    found = of_value(name, value, operator=operator, unit=unit)

    assert told(found) == [("measure", "error")]


@pytest.mark.parametrize(
    ("name", "operator", "value", "unit"),
    [
        ("参训人数", "≥", "700", "人次"),
        ("举办培训班班次", "≥", "9", "次"),
        ("领保大讲堂", "≥", "10", "场"),
        ("全年完成制挂旗任务次数", "≥", "10", "场次"),
        ("期次", "≥", "150", "条"),
        ("数据维护频次", "=", "12", "次"),
        ("维护时长", "≥", "12", "月"),
        ("出访国家数", "≥", "8", "个"),
        ("官微粉丝数量持续增加", "≥", "2000", "人"),
        ("交流合作批次", "≥", "9", "批(次)"),
        ("接待批次和人次", "≥", "200", "人次"),
        ("培训人数及合格率", "≥", "50", "人"),
        ("安全事故发生率", "≤", "1", "起"),
        ("违规违纪率", "=", "0", "起"),
        ("土地产出率", "≥", "300", "元/亩"),
        ("服务对象满意度", "≥", "90", "分"),
        ("巡查频率", "≥", "2", "次"),
        ("新媒体点击率", "≥", "5000", "次"),
        ("培训覆盖率(%)", "≥", "75", "%"),
        ("人次", "≥", "300", "次"),
        ("投诉率", "≤", "5", "件"),
    ],
)
def test_a_value_in_a_fitting_measure_stays_silent(name, operator, value, unit):
    assert not of_value(name, value, operator=operator, unit=unit)


def test_a_number_of_people_as_a_share_of_those_expected_stays_silent():
    assert not of_value("参训人数", "≥95%", description="实际参训人数占应参训人数的比例")


# --- Words and numbers -------------------------------------------------------------------------------


def test_a_qualitative_indicator_with_a_bare_number_is_doubtful():
    (found,) = of_value("活动效果", "95", operator="定性")

    assert (found.kind, found.severity) == ("operator", "warning")


def test_a_sign_before_words_is_doubtful():
    (found,) = of_value("活动效果", "持续提升", operator="≥")

    assert (found.kind, found.severity) == ("operator", "warning")


@pytest.mark.parametrize(
    ("value", "operator"),
    [
        ("优良中低差", "定性"),
        ("在媒体、网络平台对相关宣传教育活动进行传播。", "定性"),
        ("有效提升", "="),
        ("每季度不少于一次", "≥"),
        ("12月底前", "≤"),
        ("全年举办3场以上", "定性"),
    ],
)
def test_values_that_fit_their_signs_stay_silent(value, operator):
    assert not of_value("活动效果", value, operator=operator)


def test_an_indicator_without_a_value_is_left_to_reading():
    assert not of_value("活动效果", "")
    assert not of_value("", "", of="满意度")


def test_a_rate_without_its_unit_is_incomplete():
    (found,) = of_value("服务对象满意度指标", "90", of="满意度", operator="≥")

    assert (found.kind, found.expected_text) == ("unit-missing", "≥90%")


def test_a_count_without_a_unit_is_not_asked_for_one():
    assert not of_value("组织活动次数", "9", operator="≥")


def test_what_must_not_happen_is_not_measured_by_satisfaction():
    (found,) = of_value("不发生不良影响", "满意度达到80%以上", of="可持续")

    assert (found.kind, found.severity) == ("other-measure", "warning")


@pytest.mark.parametrize(
    ("name", "value", "description"),
    [
        ("培训效果", "让参加培训人员100%有所收获", ""),
        ("文件印刷对正常工作开展的影响", "手册对工作的指导帮助贡献不低于80%", ""),
        ("服务对象满意", "满意度达到90%以上", ""),
        ("提升能力", "好评率≥90%", ""),
        ("培训合格率", "合格率达到95%", ""),
        ("无投诉", "零投诉", ""),
    ],
)
def test_values_that_tell_their_names_otherwise_stay_silent(name, value, description):
    found = of_value(name, value, of="质量", description=description)

    assert "other-measure" not in [finding.kind for finding in found]


# --- Weights -----------------------------------------------------------------------------------------


def weighed(*weights: str, **more: str):
    names = ("组织活动次数", "活动完成质量", "服务对象认可程度", "可持续影响程度")
    some = [
        indicator(name, "优良中差", of=of, weight=weight)
        for name, weight, of in zip(
            names, weights, ("数量", "质量", "满意度", "可持续"), strict=False
        )
    ]
    return [f for f in findings([project(indicators=some, **more)]) if f.kind == "weights"]


def test_weights_that_miss_the_whole_are_found():
    (found,) = weighed("50", "20", "10", "5")

    assert (found.stated_text, found.severity) == ("85", "error")


def test_weights_that_miss_their_printed_total_are_found_there():
    (found,) = weighed("50", "30", "10", "5", total_weight="100", execution_weight="10")

    assert (found.stated_text, found.expected_text) == ("100", "95")


@pytest.mark.parametrize("weights", [("50", "20", "10", "20"), ("50", "20", "10", "10")])
def test_weights_of_a_whole_stay_silent(weights):
    assert not weighed(*weights)


def test_weights_beside_the_execution_rate_stay_silent():
    assert not weighed("50", "20", "10", "10", execution_weight="10")
    assert not weighed("50", "20", "10", "10", total_weight="100", execution_weight="10")
    assert not weighed("50", "20", "10", "10", total_weight="100")


# --- Levels ------------------------------------------------------------------------------------------


def test_a_project_without_any_effect_is_doubtful():
    one = project(total="10", indicators=[indicator("组织活动次数", "≥9场次")])

    (found,) = findings([one])

    assert (found.kind, found.severity) == ("levels", "warning")


def test_an_old_form_with_effects_on_level_one_is_complete():
    one = project(
        total="10",
        indicators=[
            indicator("组织活动次数", "≥9场次"),
            indicator("社会影响", "持续提升", of="可持续"),
        ],
    )

    assert not findings([one])


def test_a_form_without_levels_says_nothing_of_them():
    assert not findings(
        [project(total="10", indicators=[indicator("组织活动次数", "≥9场次", of="")])]
    )


def test_an_overall_form_is_checked_as_well():
    whole = overall(
        indicators=[indicator("接待来访人员满意度", "195", operator="≥", unit="%", n=13)]
    )

    assert told(findings([], whole)) == [("rate-over-100", "error")]
