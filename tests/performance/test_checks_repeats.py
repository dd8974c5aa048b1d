"""One thing told twice: in rows, in prose, in goals, for the medium term, in two forms, in words."""

from __future__ import annotations

import pytest

from performance.checks import check_text
from performance.data import MEDIUM, PerformanceData
from tests.performance.building import findings, indicator, overall, project, told


def kinds(found) -> list[str]:
    return [finding.kind for finding in found if finding.kind != "levels"]


def rows(*some, **more):
    return findings([project(indicators=some, **more)])


# --- One indicator, two values ------------------------------------------------------------------------


def test_an_indicator_with_two_values_is_found_at_the_second():
    first = indicator(
        "购买服务满意度", "100%受理", of="质量", description="购买专业翻译公司的翻译服务"
    )
    second = indicator("购买服务满意度", "≥80%", of="经济效益", description="购买翻译服务满意度")

    (found,) = rows(first, second)

    assert (found.kind, found.severity) == ("two-values", "error")
    assert (found.at, found.against) == (second.cells["value"], (first.cells["value"],))
    assert (found.stated_text, found.expected_text) == ("≥80%", "100%受理")


def test_one_name_in_one_place_with_two_values_is_found():
    assert kinds(rows(indicator("参训人数", "≥700人次"), indicator("参训人数", "≥300人次"))) == [
        "two-values"
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        # A common name serves different things.
        (indicator("完成率", "≥95%", of="数量"), indicator("完成率", "100%", of="时效")),
        (
            indicator("群众满意度", "≥95%", of="满意度", description="对办事效率满意的人数比例"),
            indicator("群众满意度", "≥90%", of="满意度", description="服务态度调查"),
        ),
        # Two measures of one thing.
        (indicator("业务培训", "≥3场"), indicator("业务培训", "≥200人次")),
        # A range given by its ends.
        (indicator("印制册数", "≥300册"), indicator("印制册数", "≤500册")),
        # Words and a number.
        (indicator("宣传效果", "优良中低差", of="质量"), indicator("宣传效果", "≥3篇")),
        # The same number in another spelling.
        (indicator("举办讲座", "≥3场次"), indicator("举办讲座", "3场", of="质量")),
    ],
)
def test_rows_of_one_name_that_differ_rightly_stay_silent(first, second):
    assert not kinds(rows(first, second))


def test_an_indicator_printed_twice_is_doubtful():
    words = "提升外事干部对政策的了解和掌握"
    first = indicator("培训效果", "让参加培训人员100%有所收获", of="社会效益", description=words)
    second = indicator("培训效果", "让参加培训人员100%有所收获", of="可持续", description=words)

    (found,) = [one for one in rows(first, second) if one.kind != "levels"]

    assert (found.kind, found.severity) == ("printed-twice", "warning")


def test_a_common_name_under_two_levels_is_not_printed_twice():
    assert not kinds(
        rows(indicator("完成率", "100%", of="数量"), indicator("完成率", "100%", of="时效"))
    )


def test_activities_of_the_overall_form_may_share_a_name():
    whole = overall(
        indicators=[
            indicator("期次", "≥150条", activity="公众号运维", n=13),
            indicator("期次", "≥29条", activity="决策服务", n=13),
        ]
    )

    assert not findings([], whole)


# --- Counts in prose ------------------------------------------------------------------------------------


def prose(quantity: str, progress: str):
    return kinds(
        rows(
            indicator("涉外管理工作", quantity, of="数量"),
            indicator("涉外管理工作", progress, of="进度"),
        )
    )


@pytest.mark.parametrize(
    ("quantity", "progress"),
    [
        (
            "举办窗口行业外语培训1场、市民讲外语活动1场。",
            "11月前，完成窗口行业外语培训2场、市民讲外语活动1场。",
        ),
        ("开展2次检查，报送20期《国际信息参阅》。", "每月完成两期国际信息参阅的编写工作。"),
        ("举办领事保护宣传活动3场，印制手册200册。", "举办领事保护宣传活动5场。"),
    ],
)
def test_one_thing_with_two_counts_in_prose_is_found(quantity, progress):
    assert prose(quantity, progress) == ["two-values"]


@pytest.mark.parametrize(
    ("quantity", "progress"),
    [
        # A stage on the way.
        ("举办窗口行业外语培训4场。", "6月底前完成窗口行业外语培训2场。"),
        ("举办窗口行业外语培训4场，讲座2场。", "上半年完成全年任务的50%以上。"),
        # 24 a year are not less than 20.
        ("报送不少于20期《国际信息参阅》。", "每月完成两期国际信息参阅的编写工作。"),
        # Different deeds, different things.
        ("翻译英文信息350条，审校英文信息400条。", "按月完成。"),
        ("采购电脑10台，维修电脑3台。", "年底前完成。"),
        ("举办外语培训1场，安全培训2场。", "12月前完成培训工作。"),
        ("2023年举办窗口行业外语培训2场，2024年举办窗口行业外语培训2场。", "按期完成"),
        # Rates of different things.
        ("外语培训合格率100%，编写完成率100%、满意度95%。", "公众号服务满意度90%。"),
    ],
)
def test_counts_that_do_not_contradict_stay_silent(quantity, progress):
    assert not prose(quantity, progress)


def test_two_contradictions_of_the_same_cells_have_keys_of_their_own():
    found = rows(
        indicator("工作数量", "举办外语培训1场、涉外演练1场。", of="数量"),
        indicator("工作进度", "11月前完成外语培训2场、涉外演练3场。", of="进度"),
    )
    keys = [one.key for one in found if one.kind == "two-values"]

    assert len(keys) == 2 == len(set(keys))


# --- The medium term --------------------------------------------------------------------------------------


def terms(medium: str, annual: str, name: str = "领事保护工作", of: str = "数量"):
    return kinds(rows(indicator(name, medium, of=of, term=MEDIUM), indicator(name, annual, of=of)))


def test_more_this_year_than_in_the_medium_term_is_found():
    found = rows(
        indicator("领事保护工作", "印制宣传册等材料不少于200册。", term=MEDIUM),
        indicator("领事保护工作", "印制宣传册等材料1000册。"),
    )

    assert kinds(found) == ["medium-count"]
    assert "1000册" in found[0].message


def test_bare_counts_of_both_terms_are_compared():
    assert terms("≥5期", "≥9期", name="期次") == ["medium-count"]


@pytest.mark.parametrize(
    ("medium", "annual", "of"),
    [
        ("举办培训班不少于3场", "举办培训班1场", "数量"),
        ("印制指南不少于1000册", "印制指南1000册", "数量"),
        ("培训合格率95%", "培训合格率100%", "质量"),
        ("举办活动成本≤1万元/场", "举办活动成本≤2万元/场", "成本"),
        ("≥85%", "≥90%", "满意度"),
        ("≤20天", "≤30天", "时效"),
        ("按年度计划完成", "11月前完成外语培训2场", "进度"),
        ("每年举办论坛1场", "举办论坛3场", "数量"),
    ],
)
def test_terms_that_fit_stay_silent(medium, annual, of):
    assert not terms(medium, annual, of=of)


# --- Goals ------------------------------------------------------------------------------------------------


def test_a_goal_that_counts_less_than_its_indicator_is_found():
    found = rows(
        indicator("《国际信息参阅》期数", "≥29期"), goal="加强调研，编制25期《国际信息参阅》。"
    )

    assert [(one.kind, one.severity) for one in found if one.kind != "levels"] == [
        ("goal-count", "error")
    ]


def test_a_goal_that_counts_more_is_doubtful():
    found = rows(
        indicator("《国际信息参阅》期数", "≥29期"), goal="加强调研，编制30期《国际信息参阅》。"
    )

    assert told(found)[0] == ("goal-count", "warning")


def test_a_bare_count_in_the_goals_unit_is_its_own():
    assert kinds(rows(indicator("期次", "≥29期"), goal="编制28期《国际信息参阅》。")) == [
        "goal-count"
    ]


@pytest.mark.parametrize(
    "goal",
    [
        "编制29期《国际信息参阅》，对决策提供参考。",
        "编制《国际信息参阅》，为2024年工作打基础。",
        "编制29期《国际信息参阅》，推送12期公众号。",
        "为110、120、119等热线提供8个语种的翻译服务。",
        "目标1：完成任务。目标2：提高能力。",
    ],
)
def test_goals_that_agree_stay_silent(goal):
    assert not kinds(rows(indicator("期次", "≥29期"), goal=goal))


# --- Two forms ---------------------------------------------------------------------------------------------


def two_forms(own, *others, name="领事保护宣传教育服务"):
    rest = [
        indicator("受众知晓程度", "高中低", of="社会效益"),
        indicator("按期完成", "12月底前", of="时效"),
    ]
    return findings([project(name, indicators=[*others, *rest])], overall(indicators=[own]))


def test_another_number_in_the_overall_form_is_found_there():
    own = indicator("组织开展领保大讲堂场次", "12", operator="≥", unit="场次", n=13)
    other = indicator("领保大讲堂", "10", operator="≥", unit="场")

    (found,) = two_forms(own, other)

    assert (found.kind, found.severity, found.at) == ("forms-values", "error", own.cells["value"])
    assert found.against == (other.cells["value"],)


def test_another_word_in_the_overall_form_is_doubtful():
    name = "推进领事保护宣传精准传递"
    own = indicator(name, "在媒体对活动进行宣传。", of="可持续", operator="定性", n=13)
    other = indicator(name, "在媒体对活动进行传播。", of="可持续", operator="定性")

    (found,) = two_forms(own, other)

    assert (found.kind, found.severity) == ("forms-values", "warning")


def test_other_levels_in_the_overall_form_are_doubtful():
    own = indicator("出访国家数", "≥8个", of="数量", n=13)
    other = indicator("扩大国际“朋友圈”，出访国家数", "≥8个", of="社会效益")

    found = two_forms(own, other)

    assert ("forms-levels", "warning") in told(found)


@pytest.mark.parametrize(
    ("own", "other"),
    [
        (
            indicator("全年完成制挂旗任务次数", "≥10场次", n=13),
            indicator("全年挂旗场次", "≥10场次"),
        ),
        (
            indicator("接待来访人员满意度", "≥95%", of="满意度", n=13),
            indicator("使用人员满意度", "≥90%", of="满意度"),
        ),
        (
            indicator("预期社会效益", "好坏", of="社会效益", operator="定性", n=13),
            indicator("预期社会效益", "高中低", of="社会效益", operator="定性"),
        ),
        (
            indicator("社会效益指标", "服务外交，助推发展。", of="社会效益", n=13),
            indicator("社会效益指标", "服务外交，助推区域发展。", of="社会效益"),
        ),
        (
            indicator("官网发布信息", "≥750条", n=13),
            indicator("官微发布信息", "≥213条"),
        ),
    ],
)
def test_forms_that_agree_stay_silent(own, other):
    assert not two_forms(own, other)


# --- The explanation -----------------------------------------------------------------------------------------


def visits():
    return project(
        "外事活动经费",
        total="76.79",
        indicators=[
            indicator(
                "交流合作批次", "≥9批(次)", description="接待外国友好组织和民间友好人士来访(人)次"
            ),
            indicator("培训参加人(次)", "≥450人", description="参加培训的人次"),
            indicator("来访人员认可", "高", of="满意度"),
        ],
    )


def test_another_count_in_the_explanation_is_found_at_its_paragraph():
    found = findings(
        [visits()], text=["一、总体目标", "2024年，接待外国友好组织和民间友好人士来访不少于12次。"]
    )

    (one,) = found
    assert (one.kind, one.at.table, one.at.cell, one.at.row) == (
        "text-count",
        "情况说明",
        "第2段",
        1,
    )
    assert one.stated_text.endswith("≥12次")


@pytest.mark.parametrize(
    "text",
    [
        "2024年，接待外国友好组织和民间友好人士来访不少于9次，组织出访不少于6次。",
        "2023年，接待外国友好组织和民间友好人士来访12次。",
        "上年接待外国友好组织和民间友好人士来访12次。",
        "计划领事保护培训、商务旅行卡培训等450人次左右，培训对象满意度≥90%。",
        "我单位内设机构3个，实有人员14人，固定资产1,393,699.67元。",
    ],
)
def test_an_explanation_that_agrees_stays_silent(text):
    assert not findings([visits()], text=[text])


def test_another_amount_of_a_project_in_the_explanation_is_found():
    (found,) = findings([visits()], text=["主要项目为外事活动经费（762,745.70元），绩效目标为……"])

    assert (found.kind, found.stated, found.expected) == ("text-project", 76274570, 76790000)


@pytest.mark.parametrize(
    "text",
    [
        "主要项目为外事活动经费（767,900.00元）。",
        "主要项目为外事活动经费76.79万元。",
        "主要项目为外事活动经费（76.8万元）。",
        "2023年外事活动经费50万元。",
        "比上年增加外事活动经费5万元。",
        "外事活动经费中，接待12万元。",
        "来访外事活动经费补助5000元",
    ],
)
def test_amounts_that_agree_or_tell_of_something_else_stay_silent(text):
    assert not findings([visits()], text=[text])


def test_an_explanation_can_be_checked_alone():
    (found,) = check_text(PerformanceData((visits(),)), ["外事活动经费100万元。"])

    assert found.kind == "text-project"
