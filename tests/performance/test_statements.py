"""Counts and measures inside prose."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.statements import StatementData, statements_of


def plain(text: str) -> list[tuple[str, str, str, str]]:
    """Subject, operator, number and unit of every statement."""
    return [(one.subject, one.operator, str(one.number), one.unit) for one in statements_of(text)]


def only(text: str) -> StatementData:
    (statement,) = statements_of(text)
    return statement


def test_each_count_of_a_list_has_its_own_subject() -> None:
    text = "举办领事保护宣传活动不少于 3场，印制领事保护宣传册等材料1000 册，制作领事保护宣传品不少于4400个。"

    found = plain(text)

    assert found == [
        ("举办领事保护宣传活动", "≥", "3", "场"),
        ("印制领事保护宣传册等材料", "", "1000", "册"),
        ("制作领事保护宣传品", "≥", "4400", "个"),
    ]


def test_a_number_for_each_of_several_gives_one_statement_each() -> None:
    found = plain("举办窗口行业外语培训、市民讲外语活动和涉外应急演练各不少于 3场，")

    assert found == [
        ("举办窗口行业外语培训", "≥", "3", "场"),
        ("市民讲外语活动", "≥", "3", "场"),
        ("涉外应急演练", "≥", "3", "场"),
    ]


def test_a_number_without_each_counts_its_subjects_together() -> None:
    found = plain("接待外国友好组织和团体、民间友好人士来访不少于9次")

    assert found == [("接待外国友好组织和团体、民间友好人士来访", "≥", "9", "次")]


def test_numbers_inside_an_enumeration_keep_their_own_subjects() -> None:
    found = plain("举办窗口行业外语培训 1场、市民讲外语活动 1场和涉外应急演练 1场。")

    assert found == [
        ("举办窗口行业外语培训", "", "1", "场"),
        ("市民讲外语活动", "", "1", "场"),
        ("涉外应急演练", "", "1", "场"),
    ]


def test_numbers_told_respectively_go_to_their_subjects() -> None:
    assert plain("图书采购和数据库采购分别不少于2000册、3个。") == [
        ("图书采购", "≥", "2000", "册"),
        ("数据库采购", "", "3", "个"),
    ]
    assert plain("图书采购、数据库采购和期刊采购分别为2000册、3个。") == []


@pytest.mark.parametrize(
    ("text", "subject", "operator", "number", "unit"),
    [
        ("报送不少于60 期《国际信息参阅》。", "报送《国际信息参阅》", "≥", "60", "期"),
        ("举办 3期外事业务专题培训班，", "举办外事业务专题培训班", "", "3", "期"),
        (
            "开展不少于 2次重点公共服务场所外语标识核查工作。",
            "开展重点公共服务场所外语标识核查工作",
            "≥",
            "2",
            "次",
        ),
    ],
)
def test_what_is_counted_may_stand_behind_its_number(
    text: str, subject: str, operator: str, number: str, unit: str
) -> None:
    assert plain(text) == [(subject, operator, number, unit)]


def test_one_thing_may_be_counted_in_two_units() -> None:
    found = plain("运用“西城外事”微信公众号推送不少于 100 期 200 条文章")

    assert found == [
        ("“西城外事”微信公众号推送文章", "≥", "100", "期"),
        ("“西城外事”微信公众号推送文章", "≥", "200", "条"),
    ]
    assert plain("培训干部2批次共150人。") == [
        ("培训干部", "", "2", "批次"),
        ("培训干部", "", "150", "人"),
    ]


def test_a_count_by_the_month_keeps_its_period() -> None:
    one = only("每月完成两期国际信息参阅的编写工作；")

    assert (one.subject, one.number, one.unit, one.period) == ("国际信息参阅", 2, "期", "month")


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("每季度开展一次安全检查", "quarter"),
        ("每年组织两次应急演练", "year"),
        ("每半年开展1次巡查", "half-year"),
        ("每周发布信息不少于5条", "week"),
        ("开展法律咨询服务≥100人次/年", "year"),
        ("全年开展巡查12次", ""),
    ],
)
def test_the_period_of_a_count_is_told(text: str, period: str) -> None:
    assert only(text).period == period


def test_a_date_before_a_count_in_its_sentence_is_its_deadline() -> None:
    found = statements_of(
        "2022 年 11 月前，完成窗口行业外语培训 2场、市民讲外语活动 1场；举办讲座3场。"
    )

    assert [(one.subject, one.deadline) for one in found] == [
        ("窗口行业外语培训", 11),
        ("市民讲外语活动", 11),
        ("举办讲座", 0),
    ]


def test_a_day_of_every_month_is_no_count() -> None:
    found = statements_of("每月25日前报送月报1份，年终报送总结1份。")

    assert [(one.subject, one.number, one.period) for one in found] == [
        ("报送月报", 1, "month"),
        ("报送总结", 1, ""),
    ]


def test_costs_and_shares_are_measures_too() -> None:
    found = plain(
        "制作领事保护宣传品单位成本≤30 元/个；设备验收合格率100%，城镇登记失业率控制在4.5%以内"
    )

    assert found == [
        ("制作领事保护宣传品单位成本", "≤", "30", "元/个"),
        ("设备验收合格率", "", "100", "%"),
        ("城镇登记失业率", "≤", "4.5", "%"),
    ]


def test_a_bare_satisfaction_is_that_of_what_was_measured_before_it() -> None:
    found = plain("《国际信息参阅》编写完成率 100%、满意度 95%。")

    assert [subject for subject, *_ in found] == [
        "《国际信息参阅》编写完成率",
        "《国际信息参阅》满意度",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "根据财预〔2020〕10号和《办法》第12条，2026年底前完成验收。",
        "落实中央八项规定精神，坚持两个维护，深入学习二十大精神，编制十四五规划。",
        "召开市委外事委第七次会议，举办第三届艺术节。",
        "确保编制15人的日常行政运行",
        "培养一支专业队伍，打造一个平台，举行一次性结算",
        "每场不少于50人，为期3天",
        "按照《2024年工作要点30条》执行",
        "为110、120、12345等公共服务热线提供英、法等8个语种的三方电话翻译服务。",
        "较2023年增长5%，达到120万人。",
        "2026年12月31日前完成工作",
        "一是加强管理。二是推进改革。",
        "2022—2024年分三个阶段推进",
        "7×24小时值守",
        "保障机关正常运转，按时发放126名在职人员工资。",
        "对全区23个街道（镇）开展督导检查，每个街道每年不少于2次。",
        "",
    ],
)
def test_years_dates_names_ordinals_and_attributes_are_no_statements(text: str) -> None:
    assert statements_of(text) == ()


def test_places_point_at_operator_number_and_unit_in_the_printed_text() -> None:
    text = "培训对象满意度≥９０％，印制宣传册１，０００ 册"

    assert [text[one.start : one.end] for one in statements_of(text)] == [
        "≥９０％",
        "１，０００ 册",
    ]
    assert [one.number for one in statements_of(text)] == [Decimal(90), Decimal(1000)]


_PIECES = (
    "举办 培训 、 和 各 不少于 3 12 场 期 ， ； 。 每月 两 一次 《 》 2022年 11月前 完成 分别 100 % ≤5元/册 率 的 （ ） "
    "其中 等 以上 第 满意度 \n"
)
_WORDS = st.lists(
    st.sampled_from(_PIECES.split(" ")),
    max_size=25,
).map("".join)


@given(text=_WORDS | st.text())
def test_no_text_breaks_the_reading_of_prose(text: str) -> None:
    for one in statements_of(text):
        assert 0 <= one.start < one.end <= len(text)
        assert one.subject
        assert one.unit
        assert 0 <= one.deadline <= 12


def test_runs_of_space_leave_the_places_right() -> None:
    text = "举办讲座" + " " * 3000 + "3  场" + "\n\n\n" + "印制手册 200册"

    assert [text[one.start : one.end] for one in statements_of(text)] == ["3  场", "200册"]
