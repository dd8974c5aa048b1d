"""The catalogue of rules: each is well formed, and has an example that breaks it and one that holds."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budgets.coordinates import Coordinates
from budgets.data import FindingData
from performance.checks import RULES
from performance.data import MEDIUM, ListSumData, TaskData
from tests.builders import label, money, row, table, total
from tests.performance.building import LEVELS, amounts, findings, indicator, overall, project, steps


def spending(figure: str):
    return table(
        [label("项目名称"), money("合计")],
        [row("外事工作经费", figure, project="外事工作经费"), total("合计", figure)],
        n=4,
        code="表4",
        title="部门项目支出表",
        slice=Coordinates.of(side="out", use="spent", nature="project", basis="budget"),
    )


def of_rows(*rows, **more) -> list[FindingData]:
    return findings([project(indicators=rows, **more)])


def of_tasks(*figures: str) -> list[FindingData]:
    """An overall form whose tasks cost these figures, the last of them their total."""
    tasks = tuple(
        TaskData(
            f"任务{place}",
            amounts=tuple(amounts(13, {"total": figure}, {})),
            total=place == len(figures),
        )
        for place, figure in enumerate(figures, 1)
    )
    return findings([], replace(overall(), tasks=tasks))


def of_sources(total: str) -> list[FindingData]:
    """A task with 50 of fiscal and 10 of other money."""
    stated = amounts(13, {"total": total, "fiscal": "50", "other": "10"}, {})
    return findings([], replace(overall(), tasks=(TaskData("任务1", amounts=tuple(stated)),)))


def of_grades(lower: str) -> list[FindingData]:
    """An indicator that is 优 from 95 % on, and what the lower grades ask for."""
    return findings([], overall(indicators=[replace(indicator("完成率", "≥95%"), basis=lower)]))


def of_list(total: str) -> list[FindingData]:
    """A list of two projects, of 50 and of 10, and the line that adds them up."""
    listed = [project("甲项目", total="50"), project("乙项目", total="10")]
    stated = tuple(amounts(12, {"total": total}, {"total": "项目总额"}))
    return findings(listed, sums=[ListSumData("合计", stated, (0, 1), 12)])


def of_weighed_level(points: str) -> list[FindingData]:
    """Indicators of 60 and 40 points under a level that says its own."""
    rows = [indicator("修缮校舍", "12所", weight="60"), indicator("完工率", "100%", weight="40")]
    return of_rows(*(replace(one, level1=f"产出指标（{points}分）") for one in rows))


def of_forms(own, other) -> list[FindingData]:
    return findings([project(indicators=[other])], overall(indicators=[own]))


# Rule -> an example that breaks it, and the like of it that holds.
EXAMPLES = {
    "project-sources": (
        lambda: findings([project(total="9", fiscal="7", other="1")]),
        lambda: findings([project(total="9", fiscal="7", other="2")]),
    ),
    "body-sums": (
        lambda: findings([], overall(total="9", basic="7", project="1")),
        lambda: findings([], overall(total="9", basic="7", project="2")),
    ),
    "task-sums": (lambda: of_tasks("50", "30", "90"), lambda: of_tasks("50", "30", "80")),
    "task-sources": (lambda: of_sources("70"), lambda: of_sources("60")),
    "level-weight": (lambda: of_weighed_level("50"), lambda: of_weighed_level("100")),
    "list-sums": (lambda: of_list("70"), lambda: of_list("60")),
    "text-staff": (
        lambda: findings([], overall(goal="保障编制15人的工作。"), text=["行政编制14人。"]),
        lambda: findings(
            [], overall(goal="保障编制15人的工作。"), text=["行政编制14人，工勤编制1人。"]
        ),
    ),
    "medium-amount": (
        lambda: findings([project(total="9", medium_total="8")]),
        lambda: findings([project(total="9", medium_total="27")]),
    ),
    "money-tables": (
        lambda: findings([project(total="7.00")], tables=[spending("70.00")]),
        lambda: findings([project(total="70.00")], tables=[spending("70.00")]),
    ),
    "unit-heading": (
        lambda: findings([project(total="700000.00")], tables=[spending("70.00")]),
        lambda: findings([project(total="70.00")], tables=[spending("70.00")]),
    ),
    "projects-exceed": (
        lambda: findings([project("平台建设", total="71.00")], tables=[spending("70.00")]),
        lambda: findings([project("平台建设", total="69.00")], tables=[spending("70.00")]),
    ),
    "spending-plan": (
        lambda: findings([project(total="9", plan=steps("60%", "50%", "90%", "100%"))]),
        lambda: findings([project(total="9", plan=steps("50%", "60%", "90%", "100%"))]),
    ),
    "other-year": (
        lambda: findings([project(goal="2023年，完成道路养护工作。")]),
        lambda: findings([project(goal="2024年，完成道路养护工作。")]),
    ),
    "past-deadline": (
        lambda: of_rows(indicator("完工时间", "2023年12月底前", of="时效")),
        lambda: of_rows(indicator("完工时间", "2024年12月底前", of="时效")),
    ),
    "grade-bands": (
        lambda: of_grades("良：90%-98%；中：80%-90%；差：＜80%"),
        lambda: of_grades("良：90%-95%；中：80%-90%；差：＜80%"),
    ),
    "unit-cost": (
        lambda: of_rows(indicator("单份印刷成本", "≤15万元", of="成本"), total="8.5"),
        lambda: of_rows(indicator("单份印刷成本", "≤1.5元/份", of="成本"), total="8.5"),
    ),
    "cost-cap": (
        lambda: of_rows(indicator("预算控制数", "≤8万元", of="成本"), total="9"),
        lambda: of_rows(indicator("预算控制数", "≤9万元", of="成本"), total="9"),
    ),
    "rate-over-100": (
        lambda: of_rows(indicator("培训合格率", "≥120%")),
        lambda: of_rows(indicator("培训合格率", "≥100%")),
    ),
    "measure": (
        lambda: of_rows(indicator("资金支出比例", "≤17.31万元")),
        lambda: of_rows(indicator("资金支出比例", "≤95%")),
    ),
    "operator": (
        lambda: of_rows(indicator("活动效果", "90", operator="定性")),
        lambda: of_rows(indicator("活动效果", "高中低", operator="定性")),
    ),
    "unit-missing": (
        lambda: of_rows(indicator("服务对象满意度", "90", operator="≥", of="满意度")),
        lambda: of_rows(indicator("服务对象满意度", "90", operator="≥", unit="%", of="满意度")),
    ),
    "other-measure": (
        lambda: of_rows(indicator("不发生不良影响", "满意度达到80%以上")),
        lambda: of_rows(indicator("不发生不良影响", "零发生")),
    ),
    "two-values": (
        lambda: of_rows(indicator("参训人数", "≥7人"), indicator("参训人数", "≥9人")),
        lambda: of_rows(indicator("参训人数", "≥7人"), indicator("授课人数", "≥9人")),
    ),
    "printed-twice": (
        lambda: of_rows(indicator("参训人数", "≥7人"), indicator("参训人数", "≥7人")),
        lambda: of_rows(indicator("参训人数", "≥7人"), indicator("授课人数", "≥7人")),
    ),
    "goal-count": (
        lambda: of_rows(indicator("外语培训", "≥3场"), goal="举办外语培训2场。"),
        lambda: of_rows(indicator("外语培训", "≥3场"), goal="举办外语培训3场。"),
    ),
    "medium-count": (
        lambda: of_rows(indicator("外语培训", "≥3场", term=MEDIUM), indicator("外语培训", "4场")),
        lambda: of_rows(indicator("外语培训", "≥3场", term=MEDIUM), indicator("外语培训", "1场")),
    ),
    "forms-values": (
        lambda: of_forms(
            indicator("领保大讲堂", "≥9场", n=13), indicator("领保大讲堂场次", "≥10场")
        ),
        lambda: of_forms(
            indicator("领保大讲堂", "≥10场", n=13), indicator("领保大讲堂场次", "≥10场")
        ),
    ),
    "forms-levels": (
        lambda: of_forms(
            indicator("出访国家数", "≥8个", n=13), indicator("出访国家数", "≥8个", of="社会效益")
        ),
        lambda: of_forms(indicator("出访国家数", "≥8个", n=13), indicator("出访国家数", "≥8个")),
    ),
    "weights": (
        lambda: of_rows(indicator("参训人数", "≥7人", weight="80")),
        lambda: of_rows(indicator("参训人数", "≥7人", weight="90")),
    ),
    "levels": (
        lambda: of_rows(indicator("参训人数", "≥7人")),
        lambda: of_rows(indicator("参训人数", "≥7人"), indicator("知晓程度", "高", of="满意度")),
    ),
    "text-count": (
        lambda: findings(
            [project(indicators=[indicator("外语培训", "≥3场")])], text=["举办外语培训不少于2场。"]
        ),
        lambda: findings(
            [project(indicators=[indicator("外语培训", "≥3场")])], text=["举办外语培训不少于3场。"]
        ),
    ),
    "text-project": (
        lambda: findings([project(total="9")], text=["主要项目为外事工作经费（8万元）。"]),
        lambda: findings([project(total="9")], text=["主要项目为外事工作经费（9万元）。"]),
    ),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_is_well_formed(rule):
    assert re.fullmatch(r"[a-z0-9-]{3,20}", rule.code)
    assert rule.severity in ("error", "warning")
    assert rule.statement
    assert not rule.statement.endswith("。")
    assert rule.basis


def test_codes_are_unique_and_each_has_examples():
    codes = [rule.code for rule in RULES]

    assert len(codes) == len(set(codes))
    assert set(codes) == set(EXAMPLES)


@pytest.mark.parametrize("code", list(EXAMPLES))
def test_every_rule_finds_what_breaks_it_and_is_silent_otherwise(code):
    broken, holding = EXAMPLES[code]
    severity = next(rule.severity for rule in RULES if rule.code == code)

    found = [finding for finding in broken() if finding.kind == code]
    silent = [finding for finding in holding() if finding.kind == code]

    assert [finding.severity for finding in found] == [severity]
    assert found[0].at.cell
    assert found[0].at.cell in found[0].message
    assert found[0].message.endswith("。")
    assert len(found[0].key) <= 200
    assert not silent


WORDS = st.text(
    alphabet="培训场次人数满意度率比例金额万元%≥≤0123456789.，；、《》每月前年完成举办（） \n",
    max_size=24,
)


@given(
    rows=st.lists(st.tuples(WORDS, WORDS, st.sampled_from(sorted(LEVELS)), WORDS), max_size=5),
    goal=WORDS,
    text=WORDS,
    shares=st.lists(st.sampled_from(["", "0%", "50%", "150%", "-3%"]), max_size=4),
)
@settings(max_examples=60, deadline=None)
def test_no_text_stops_the_rules(rows, goal, text, shares):
    some = [indicator(name, value, of=of, description=words) for name, value, of, words in rows]
    whole = overall(indicators=some[:2], goal=goal, total="9", fiscal="3")
    one = project(total="9", fiscal="3", indicators=some, goal=goal, plan=steps(*shares))

    found = findings([one, one], whole, text=[text, goal])

    assert len({finding.key for finding in found}) == len(found)
    assert all(finding.message.endswith("。") for finding in found)


def test_findings_come_by_place_with_keys_of_their_own():
    found = of_rows(
        indicator("培训合格率", "≥120%"),
        indicator("资金支出比例", "≤17.31万元"),
        indicator("活动效果", "95", operator="定性"),
        total="9",
        fiscal="1",
        other="",
        plan=steps("60%", "50%", "90%", "80%"),
    )
    places = [(one.at.n, one.at.row, one.at.column) for one in found]

    assert places == sorted(places)
    assert len({one.key for one in found}) == len(found) > 4
