"""Self-evaluations of bodies that nobody has seen: read whole, silent where they hold, exact where not."""

from __future__ import annotations

import pytest

from budgets.data import SectionData
from budgets.vocabulary import shipped_vocabulary
from budgets.workbook.document import read_document
from performance.checks import check
from performance.data import EvaluationData
from performance.reading import read_performance
from performance.scoring import CONTRADICTS, OPEN, UNEXPLAINED, score_evaluation
from tests.performance.rewritten_workbooks import REWRITES
from tests.performance.unseen_evaluations import BODIES
from tests.performance.unseen_mistakes import MISTAKES
from tests.performance.unseen_project_evaluations import PROJECTS
from tests.performance.unseen_region_evaluations import BODIES as REGIONS
from tests.performance.unseen_region_evaluations import GAPS
from tests.performance.unseen_region_evaluations import MISTAKES as REGION_MISTAKES
from tests.performance.unseen_score_lists import OTHERS
from tests.performance.unseen_targets import Unseen, read, written

UNSEEN: dict[str, Unseen] = {**BODIES, **PROJECTS, **OTHERS, **REGIONS}
# Name -> every evaluation's project, score and grade as printed.
READ = {
    "culture": [("", "96.80", "优")],
    "sports": [("", "98.2", "优")],
    "archives": [("", "89.63", "良")],
    "water": [("", "97.92", "优")],
    "audit": [("", "88.61", "良")],
    "county": [("", "97.94", "")],
    "ministry": [("沿海航标维护经费", "99.1", ""), ("港口航道测绘", "92.7", "")],
    "county projects": [
        ("基本公共卫生服务补助", "97.6", ""),
        ("乡村医生补助", "91.5", ""),
        ("妇幼保健院设备购置", "66.17", ""),
    ],
    "costs": [("路灯电费和维护", "99.48", "优")],
    "shanghai": [("公园绿化养护", "96.48", "优")],
    "chongqing": [("高标准农田建设", "97.35", "优")],
    "guangdong": [("", "96.8", "")],
    "list": [
        ("义务教育公用经费", "98.90", "优"),
        ("校舍维修改造", "87.62", "良"),
        ("普惠性幼儿园补助", "96.00", "优"),
        ("教师培训", "93.30", "优"),
        ("信息化设备", "73.30", "中"),
        ("学生资助", "89.90", "良"),
    ],
    "list with forms": [("全民健身赛事", "98.8", "优"), ("体育场馆免费开放", "95", "优")],
    "hunan": [("", "97.80", "")],
    "hebei": [("免费开放补助资金", "93.70", "")],
    "zhejiang": [("食品安全抽检", "99.4", "优秀")],
    "coefficients": [("旅游宣传推广", "94.6", "")],
    "inside a budget": [("档案抢救修复", "99", "")],
    "run together": [("村级组织运转经费", "98", "优")],
    "archives stacked": [("档案数字化加工", "98.00", ""), ("库房消防改造", "90.75", "")],
    "other weights": [("", "95.50", "优")],
    "relics": [("", "94.58", "优")],
    "reception": [("外宾接待保障", "97.60", ""), ("外语标识治理", "96.39", "")],
    "scores alone": [("粮食应急保供体系建设", "93", "")],
    "kindergarten": [("学前教育生均公用经费", "95.63", "优")],
    "safety": [("", "93.5", "")],
    "audited": [("政府投资审计", "98.63", "")],
}
# What a form prints that has no place in an evaluation stays listed at its cell.
UNREAD = {
    "audit": ["D4", "D5", "D6", "D7"],
    "shanghai": ["E3", "F3", "E5", "F5"],
    "chongqing": ["E11"],
    "hunan": ["B7", "E7", "B8", "E8", "B9", "E9", "B10", "B11"],
    "hebei": ["A19"],
    "coefficients": ["D3", "E3"],
    "kindergarten": ["A12", "A19", "B19"],
}


def rewritten(unseen: Unseen, how: str) -> tuple[tuple[EvaluationData, ...], list[str], list[str]]:
    """A workbook as others would write it: evaluations, findings, and problems but notices."""
    document = read_document(
        REWRITES[how](written(unseen)),
        department=unseen.body,
        fiscal_year=unseen.year,
        kind=unseen.kind,
        vocabulary=shipped_vocabulary(),
    )
    told = (SectionData("", 1, unseen.text),) if unseen.text else ()
    reading = read_performance(document.data)
    data = type(document.data)(
        department=unseen.body,
        fiscal_year=unseen.year,
        kind=unseen.kind,
        tables=reading.tables,
        narrative=told,
    )
    problems = [*document.problems, *reading.problems]
    return (
        reading.performance.evaluations,
        [finding.message for finding in check(data, reading.performance)],
        [problem.message for problem in problems if problem.severity != "notice"],
    )


def meaning(evaluations: tuple[EvaluationData, ...]) -> list[object]:
    """What evaluations say, however it is written."""
    return [
        (
            one.subject,
            one.project_name,
            one.score,
            one.grade,
            [(part.name, part.weight, part.score) for part in one.parts],
            [
                (
                    item.part,
                    item.level1,
                    item.level2,
                    item.level3,
                    item.target.number,
                    item.actual.number,
                    item.weight,
                    item.score,
                    item.group,
                    item.group_weight,
                    [(line.budget and line.budget.fen, line.rate) for line in item.execution],
                )
                for item in one.items
            ],
        )
        for one in evaluations
    ]


@pytest.mark.parametrize("name", UNSEEN)
def test_an_unseen_evaluation_is_read_whole(name: str) -> None:
    outcome = read(UNSEEN[name])

    found = [(e.project_name, str(e.score), e.grade) for e in outcome.performance.evaluations]
    assert found == READ[name]
    assert [cell for cell, _ in outcome.unread] == UNREAD.get(name, [])
    assert outcome.complaints() == []


@pytest.mark.parametrize("name", UNSEEN)
def test_an_unseen_evaluation_that_holds_has_no_finding(name: str) -> None:
    outcome = read(UNSEEN[name])

    assert [finding.message for finding in outcome.findings] == []


@pytest.mark.parametrize("name", [name for name in UNSEEN if name not in ("list", "scores alone")])
def test_every_unseen_score_recomputes(name: str) -> None:
    for evaluation in read(UNSEEN[name]).performance.evaluations:
        scoring = score_evaluation(evaluation)

        assert scoring.score == evaluation.score
        assert scoring.verdict() not in (CONTRADICTS, UNEXPLAINED, OPEN)


@pytest.mark.parametrize("how", REWRITES)
@pytest.mark.parametrize("name", [name for name in UNSEEN if name != "inside a budget"])
def test_it_makes_no_difference_how_figures_and_cells_are_written(name: str, how: str) -> None:
    evaluations, findings, problems = rewritten(UNSEEN[name], how)

    assert meaning(evaluations) == meaning(read(UNSEEN[name]).performance.evaluations)
    assert findings == []
    assert problems == []


# --- One mistake at a time -------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "before", "after", "told"), [*MISTAKES, *REGION_MISTAKES])
def test_one_mistake_is_found_at_its_cell_with_what_it_should_be(
    name: str, before: str, after: str, told: list[tuple[str, str, str, str]]
) -> None:
    outcome = read(UNSEEN[name].but(before, after))

    found = [
        (one.severity, one.kind, one.at.cell, one.expected_text or str(one.expected))
        for one in outcome.findings
        if not one.explained_by
    ]
    assert found == told


@pytest.mark.parametrize(("name", "before", "after", "cell", "message"), GAPS)
def test_an_empty_cell_that_other_lines_fill_is_named(
    name: str, before: str, after: str, cell: str, message: str
) -> None:
    outcome = read(UNSEEN[name].but(before, after))

    assert outcome.complaints() == [("error", cell, message)]
    assert outcome.told() == []
