"""Bad input in self-evaluations: a clear message at its cell, and nothing taken for what it is not."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from tests.performance.unseen_evaluations import COUNTY_OVERALL, CULTURE
from tests.performance.unseen_targets import Outcome, Unseen, read

_NAMED = """项目支出绩效自评表
项目名称 | 食品安全抽检 | < | < | 实施单位 | 某市场监管所 | <
序号 | 指标名称 | 目标值 | 实际完成值 | 指标权重 | 自评得分 | 未完成原因分析
"""
_TITLED = """{title}
一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
产出指标 | 数量指标 | 活动场次 | 12场 | 12场 | 60 | 60
效益指标 | 社会效益指标 | 参加人数 | ≥6000人 | {people}人 | 30 | 30
满意度指标 | 服务对象满意度指标 | 满意度 | ≥90% | 94% | 10 | 10
总分 | < | < | < | < | 100 | 100
"""


def evaluated(*sheets: str, names: tuple[str, ...] = ("自评", "自评二")) -> Outcome:
    drawn = dict(zip(names, sheets, strict=False))
    return read(Unseen("某市某局", 2024, drawn, kind="evaluation"))


def named(*lines: str) -> str:
    return _NAMED + "\n".join(lines) + "\n"


def told(outcome: Outcome) -> list[tuple[str, str, str]]:
    return [(f.kind, f.at.cell, f.expected_text) for f in outcome.findings if not f.explained_by]


@pytest.mark.parametrize(
    ("one", "other", "total"),
    [("30%", "70%", "100%"), ("0.3", "0.7", "1"), ("30分", "70分", "100")],
)
def test_weights_may_be_written_as_shares(one: str, other: str, total: str) -> None:
    outcome = evaluated(
        named(
            f"1 | 抽检批次 | ≥1200批次 | 1236批次 | {one} | 30 |",
            f"2 | 不合格品处置率 | 100% | 100% | {other} | 70 |",
            f"总分 | < | < | < | {total} | 100 |",
        )
    )

    (evaluation,) = outcome.performance.evaluations
    assert [item.weight for item in evaluation.items] == [Decimal(30), Decimal(70)]
    assert evaluation.total_weight == 100
    assert told(outcome) == []
    assert outcome.complaints() == []


def test_a_score_below_nothing_is_an_error_at_its_cell() -> None:
    outcome = evaluated(
        named(
            "1 | 抽检批次 | ≥1200批次 | 1236批次 | 30 | -5 |",
            "2 | 不合格品处置率 | 100% | 100% | 70 | 70 |",
            "总分 | < | < | < | 100 | 65 |",
        )
    )

    assert told(outcome) == [("score-limit", "F4", "0")]


def test_what_is_no_score_is_said_at_each_cell() -> None:
    outcome = evaluated(
        named(
            "1 | 抽检批次 | ≥1200批次 | 1236批次 | 30 | 优 |",
            "2 | 不合格品处置率 | 100% | 100% | 七十 | 9.5/10 |",
            "总分 | < | < | < | 100 | 约95 |",
        )
    )

    assert outcome.complaints() == [
        ("error", "F4", "“优”不是得分"),
        ("error", "E5", "“七十”不是分值"),
        ("error", "F5", "“9.5/10”不是得分"),
        ("error", "F6", "“约95”不是得分"),
    ]
    assert [cell for cell, _ in outcome.unread] == ["F4", "E5", "F5", "F6"]


def test_a_date_that_no_calendar_has_is_said_at_its_cell() -> None:
    outcome = evaluated(
        named("1 | 完成时间 | 13月底前 | 11月31日 | 100 | 100 |", "总分 | < | < | < | 100 | 100 |")
    )

    assert [cell for _, cell, _ in outcome.complaints()] == ["C4", "D4"]


def test_a_form_that_nobody_filled_in_is_said() -> None:
    outcome = evaluated(named("1 | | | | | |", "2 | | | | | |", "总分 | < | < | < | | |"))

    assert [(p.severity, p.cell) for p in outcome.problems] == [("notice", "B2")]


def test_money_without_a_unit_is_said_once_and_not_guessed() -> None:
    outcome = read(CULTURE.but("预算数（万元） | 执行数（万元）", "预算数 | 执行数"))

    (problem,) = outcome.complaints()
    assert problem[1:] == ("C4", "没有写明金额单位，这张表的金额没有读出，请在表头写明元或万元")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("| 10 | 94.40% | 9.44", "| 10 | 0.9440 | 9.44"),
        ("| 10 | 94.40% | 9.44", "| 10 | 94.40 | 9.44"),
    ],
)
def test_a_rate_may_be_a_share_or_lack_its_sign(before: str, after: str) -> None:
    outcome = read(COUNTY_OVERALL.but(before, after))

    assert told(outcome) == []


def test_a_ratio_written_as_a_share_is_one() -> None:
    outcome = read(CULTURE.but("1.90% | 4.04%", "0.0190 | 0.0404"))

    assert told(outcome) == []


def test_rules_without_numbers_leave_lost_points_unexplained() -> None:
    outcome = evaluated(
        """部门整体支出绩效自评表
一级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分 | 评分标准
预算管理 | 制度健全性 | 优 | 优 | 10 | 9 | 有不健全的，酌情扣分
^ | 资产管理 | 优 | 良 | 10 | 8 | 每有一项不合格的扣相应分值
^ | 资金合规 | 优 | 优 | 80 | 80 | 一项不合格不得分
合计 | < | < | < | 100 | 97 |
"""
    )

    assert told(outcome) == [("score-unexplained", "F3", "10"), ("score-unexplained", "F4", "10")]


def test_two_evaluations_of_one_project_with_different_scores_contradict_each_other() -> None:
    first = named(
        "1 | 抽检批次 | ≥1200批次 | 1236批次 | 100 | 100 |", "总分 | < | < | < | 100 | 100 |"
    )
    second = named(
        "1 | 抽检批次 | ≥1200批次 | 1140批次 | 100 | 95 | 少", "总分 | < | < | < | 100 | 95 |"
    )

    outcome = evaluated(first, second)

    assert [e.project_name for e in outcome.performance.evaluations] == ["食品安全抽检"] * 2
    assert told(outcome) == [("evaluated-twice", "F5", "100")]
    assert told(evaluated(f"{first}.\n{second}")) == [("evaluated-twice", "F11", "100")]


def test_projects_named_by_their_title_or_sheet_are_told_apart() -> None:
    titles = [
        _TITLED.format(title=f"{name}项目绩效自评表", people=people)
        for name, people in (("航标维护", 6100), ("港口测绘", 6200))
    ]
    untitled = [
        _TITLED.format(title="项目支出绩效自评表", people=people) for people in (6100, 6200)
    ]

    by_title = evaluated(*titles)
    by_sheet = evaluated(*untitled, names=("航标维护", "港口测绘"))

    for outcome in (by_title, by_sheet):
        names = [one.project_name for one in outcome.performance.evaluations]
        assert names == ["航标维护", "港口测绘"]
        assert told(outcome) == []


def test_the_score_of_a_list_contradicts_that_of_the_form() -> None:
    listed = "项目自评汇总表\n序号 | 项目名称 | 自评得分 | 等级\n1 | 食品安全抽检 | 95 | 优\n"
    form = named(
        "1 | 抽检批次 | ≥1200批次 | 1236批次 | 100 | 100 |", "总分 | < | < | < | 100 | 100 |"
    )

    outcome = evaluated(listed, form)

    assert told(outcome) == [("score-total", "C3", "100")]


def test_five_thousand_projects_are_read_in_a_moment() -> None:
    lines = [
        f"{n} | 项目{n}号专项经费 | 某局{n % 37}科 | {100 + n % 900}.00 | {100 + n % 900}.00 | 100.00% | "
        f"{80 + n % 20} | {'优' if n % 20 >= 10 else '良'}"
        for n in range(1, 5001)
    ]
    head = "序号 | 项目名称 | 预算单位 | 全年预算数 | 全年执行数 | 执行率 | 自评得分 | 自评等级\n"
    title = "2024年度项目支出绩效自评结果汇总表\n | | | | | | | 单位：万元\n"

    began = time.monotonic()
    outcome = evaluated(title + head + "\n".join(lines) + "\n")

    assert len(outcome.performance.evaluations) == 5000
    assert told(outcome) == []
    assert time.monotonic() - began < 60
