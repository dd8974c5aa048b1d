"""What a document's page says of performance: HTML made once, right at every address."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import translation

from performance.data import (
    EvaluationData,
    IndicatorData,
    PerformanceData,
    PlanStepData,
    ProjectData,
    ValueData,
)
from performance.pages.drawings import bullet, share_of
from performance.pages.sections import section
from performance.pages.shown import by_level, heading_of, line_of_data, words
from performance.reading import read_performance
from performance.values import parse_value
from tests.performance import pages_building as given
from tests.performance.evaluation_building import evaluation, item, real_evaluation


def html(data: object, performance: PerformanceData | None = None) -> str:
    return section(data, performance or read_performance(data).performance)  # type: ignore[arg-type]


def scored(one: EvaluationData) -> str:
    return html(given.grades(), PerformanceData(evaluations=(one,)))


def listed(*projects: ProjectData, kind: str = "performance") -> str:
    return html(replace(given.forms(), kind=kind), PerformanceData(projects))


def plain(text: str) -> str:
    """The words of HTML, closed up."""
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


def test_a_document_without_performance_has_no_section() -> None:
    assert section(given.targets(), PerformanceData()) == ""


@pytest.mark.parametrize(
    "data",
    [given.targets(), given.forms(), given.evaluation(), given.grades()],
    ids=lambda d: d.kind,
)
def test_every_link_lies_below_the_document(data: object) -> None:
    links = re.findall(r'href="([^"]*)"', html(data))

    assert links
    assert not [link for link in links if not re.match(r"(?:tables/\d+/|projects/[^/]+/$|#)", link)]


@pytest.mark.parametrize("data", [given.forms(), given.evaluation(), given.grades()])
def test_every_place_that_the_section_leads_to_within_itself_is_there_once(data: object) -> None:
    page = html(data)

    ids = re.findall(r' id="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]*)"', page)) <= set(ids)


def test_a_budget_s_page_lists_its_projects_and_leads_to_them() -> None:
    page = html(given.targets())

    assert f'href="projects/{given.CODE}/"' in page
    assert "2 个项目 · 4 项指标" in page
    assert '<article class="project-target"' not in page


def test_a_document_of_targets_shows_plan_and_indicators_of_every_project() -> None:
    page = html(given.forms())

    said = plain(page)
    assert "3月底 30% 6月底 60% 10月底 90% 12月底 100%" in said
    assert '<a href="tables/1/#r8">≥8台</a>' in page
    assert "指标值确定依据" not in said
    assert "确定依据 工作计划" in said


def test_a_basis_that_all_indicators_share_is_said_once() -> None:
    basis = [
        IndicatorData("产出指标", "数量指标", name, parse_value("≥1次"), basis="年度计划")
        for name in ("一", "二")
    ]

    said = plain(listed(ProjectData("", "项目", indicators=tuple(basis))))

    assert said.count("年度计划") == 1
    assert "指标值确定依据 年度计划" in said


def test_a_long_goal_is_folded_and_whole() -> None:
    folded = words("推动国际交往，服务区域发展；" * 20)

    assert folded.beginning.endswith("……")
    assert len(folded.beginning) < 90
    assert folded.text == "推动国际交往，服务区域发展；" * 20
    assert words("办好事情。").beginning == ""


def test_what_a_document_prints_is_escaped() -> None:
    project = ProjectData("", "<script>坏</script>", n=1)

    page = listed(project)

    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_project_without_indicators_or_amounts_says_so() -> None:
    said = plain(listed(ProjectData("", "空项目"), ProjectData("", "另一个")))

    assert "没有列出指标" in said
    assert "未列金额" in said


def test_a_falling_plan_and_one_in_words_are_shown_as_they_are() -> None:
    plan = (
        PlanStepData(3, Decimal(60), "60%"),
        PlanStepData(6, Decimal(40), "40%"),
        PlanStepData(12, None, "按进度"),
    )

    page = listed(ProjectData("", "项目", plan=plan))

    assert "3月底 60% 6月底 40% 12月底 按进度" in plain(page)
    assert 'y="60" width="10" height="40"' in page


def test_levels_stand_in_the_order_of_the_standard_tree() -> None:
    lines = [
        line_of_data(IndicatorData(level1, level2, "名", parse_value("≥1次")))
        for level1, level2 in (
            ("满意度", ""),
            ("自定指标", ""),
            ("一、产出指标（50分）", "数量指标"),
            ("效益指标", ""),
            ("产出", "质量指标"),
        )
    ]

    groups = by_level(lines)

    assert [group.name for group in groups] == ["产出指标", "效益指标", "满意度指标", "自定指标"]
    assert [line.level2 for line in groups[0].lines] == ["数量指标", "质量指标"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("财政拨款 / 合计", "财政拨款"),
        ("合计", "合计"),
        ("财政拨款 / 基本支出", "财政拨款 / 基本支出"),
    ],
)
def test_a_heading_is_said_without_the_total_below_it(name: str, said: str) -> None:
    assert heading_of(name) == said


# --- Evaluations ---------------------------------------------------------------------------------


def test_the_real_evaluation_shows_score_grade_parts_and_what_no_rule_explains() -> None:
    said = plain(scored(real_evaluation()))

    assert "自评得分 94 .83 / 100 等级 优" in said
    assert "当年预算执行情况 18.83 / 20" in said
    assert "整体绩效目标实现情况 56.00 / 60" in said
    assert "预算管理情况 20.00 / 20" in said
    assert "18.83＋56.00＋20.00＝94.83" in said
    assert "没有规则能说明的地方 效果" in said
    assert "比30分少4分" in said
    assert "得分＝执行率×分值＝18,214.74÷19,347.12×20＝18.83" in said


def test_lines_that_share_a_weight_are_judged_once() -> None:
    page = scored(real_evaluation())

    assert plain(page).count("? 没有规则能说明") == 0
    assert page.count('class="verdict is-unexplained"') == 1
    assert page.count('class="scored"') == 15


def test_every_line_says_how_it_was_judged() -> None:
    page = scored(real_evaluation())

    lone = page.count('class="judgement"')
    # Execution, two groups with one weight each, and seven lines of their own.
    assert lone == 10
    assert page.count("怎么算的") == 10


def test_a_score_that_its_rule_contradicts_is_marked() -> None:
    wrong = evaluation(
        item("组织活动次数", "≥10次", "5次", "20", "20"),
        score=Decimal(20),
        total_weight=Decimal(20),
    )

    page = scored(wrong)

    assert 'class="verdict is-contradicts"' in page
    assert "与规则不符" in page


def test_parts_without_a_printed_score_are_added_up_and_say_so() -> None:
    said = plain(html(given.evaluation()))

    assert "产出指标 各项相加 50 / 50" in said
    assert "预算执行率 9.3 / 10" in said
    assert "偏差原因 宣传不足，加强宣传" in said


def test_many_evaluations_of_projects_are_folded() -> None:
    page = html(given.evaluation("甲项目", "乙项目", "丙项目"))

    assert page.count('<details class="rest folded-evaluation"') == 3
    assert "3 个项目" in page


def test_an_evaluation_without_a_total_says_so() -> None:
    said = plain(scored(evaluation(item("完成率", "100%", "100%", "10", "10"))))

    assert "没有写总分" in said


def test_official_texts_stay_chinese_on_an_english_page() -> None:
    with translation.override("en"):
        page = html(given.forms()) + html(given.evaluation()) + html(given.targets())

    unmarked = re.sub(r"<(\w+)[^>]* lang=\"zh-Hans\"[^>]*>.*?</\1>", "", page, flags=re.DOTALL)
    for official in (
        "办公设备",
        "满意度",
        "外事工作经费",
        "宣传不足",
        "举办活动",
        "工作计划",
        "法律",
    ):
        assert official not in re.sub(r"<[^>]*>", "", unmarked)


# --- Drawings ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "actual", "lengths", "met"),
    [
        ("≥85%", "92%", (92, 85), True),
        ("≥10场", "5场", (43, 86), False),
        ("≤10.7万元", "10.7万元", (86, 86), True),
        ("≤10万元", "200000元", (86, 43), False),
    ],
)
def test_a_target_and_its_result_are_drawn_to_one_scale(
    target: str, actual: str, lengths: tuple[int, int], met: bool
) -> None:
    drawn = bullet(parse_value(target), parse_value(actual))

    assert drawn
    assert (drawn.actual, drawn.target) == lengths
    assert drawn.met is met


@pytest.mark.parametrize(
    ("target", "actual"),
    [("≥85%", "92人"), ("优", "优"), ("3—5个", "4个"), ("≥0次", "0次"), ("12月底前", "11月")],
)
def test_what_can_t_be_compared_is_not_drawn(target: str, actual: str) -> None:
    assert bullet(parse_value(target), parse_value(actual)) is None


def test_a_result_alone_is_no_drawing() -> None:
    assert bullet(ValueData(""), parse_value("5次")) is None


@pytest.mark.parametrize(
    ("part", "of", "share"), [(5, 20, 25), (30, 20, 100), (-1, 20, 0), (None, 20, 0), (3, 0, 0)]
)
def test_a_share_stays_between_nothing_and_the_whole(
    part: int | None, of: int | None, share: int
) -> None:
    assert share_of(part, of) == share
