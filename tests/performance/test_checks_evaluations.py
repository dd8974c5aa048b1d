"""Findings about self-evaluations: the real one with one figure changed, and small ones."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.data import DisclosureData, FindingData, SectionData
from budgets.money import WAN, parse_amount
from performance.checks.evaluations import check_evaluation_text, check_evaluations
from performance.data import EvaluationData, ExecutionData, PartData, PerformanceData
from performance.values import parse_value
from tests.performance.evaluation_building import (
    HALF_A_POINT,
    at,
    evaluation,
    item,
    money,
    real_evaluation,
)


def findings(*evaluations: EvaluationData, text: tuple[str, ...] = ()) -> tuple[FindingData, ...]:
    narrative = (SectionData("", 1, text),) if text else ()
    data = DisclosureData("某局", 2023, "evaluation", (), narrative=narrative)
    return check_evaluations(data, PerformanceData(evaluations=evaluations))


def told(*evaluations: EvaluationData, text: tuple[str, ...] = ()) -> list[tuple[str, str, str]]:
    """Severity, kind and cell of every finding."""
    return [(one.severity, one.kind, one.at.cell) for one in findings(*evaluations, text=text)]


def leading(*evaluations: EvaluationData) -> list[tuple[str, str, str]]:
    return [
        (one.severity, one.kind, one.at.cell)
        for one in findings(*evaluations)
        if not one.explained_by
    ]


KNOWN = ("warning", "score-unexplained", "F8")


def with_item(place: int, **changes: object) -> EvaluationData:
    """The real evaluation with one line changed."""
    real = real_evaluation()
    items = list(real.items)
    items[place] = replace(items[place], **changes)
    return replace(real, items=tuple(items))


def with_part(place: int, **changes: object) -> EvaluationData:
    real = real_evaluation()
    parts = list(real.parts)
    parts[place] = replace(parts[place], **changes)
    return replace(real, parts=tuple(parts))


def with_line(place: int, **changes: object) -> EvaluationData:
    """The real evaluation with one line of money changed."""
    lines = list(real_evaluation().items[0].execution)
    lines[place] = replace(lines[place], **changes)
    return with_item(0, execution=tuple(lines))


def wan(text: str):
    return parse_amount(text, WAN)


# --- The real evaluation ------------------------------------------------------------------------


def test_the_real_evaluation_holds_but_for_four_points_that_nothing_explains():
    found = findings(real_evaluation())

    assert [(one.severity, one.kind, one.at.cell) for one in found] == [KNOWN]
    assert (found[0].stated_text, found[0].expected_text) == ("26.00", "30")
    assert "8＋8＋10＝26分，比30分少4分" in found[0].message


def test_the_real_document_from_workbook_and_explanation(shared_documents: Path):
    from budgets.narrative.reading import read_narrative
    from budgets.vocabulary import shipped_vocabulary
    from budgets.workbook.document import read_document
    from performance.checks import check
    from performance.reading import read_performance

    folder = shared_documents / "beijing-fao-2023-evaluation"
    data = read_document(
        folder / "tables.xlsx",
        department="北京市人民政府外事办公室",
        fiscal_year=2023,
        kind="evaluation",
        vocabulary=shipped_vocabulary(),
    ).data
    narrative = read_narrative((folder / "narrative.docx").read_bytes(), "narrative.docx")
    data = replace(data, narrative=narrative)

    found = check(data, read_performance(data).performance)

    assert [(one.severity, one.kind, one.at.n) for one in found] == [
        ("warning", "score-unexplained", 3),
        ("warning", "text-target", 0),
        ("rounding", "text-carry-over", 0),
    ]
    assert "为市领导提供决策信息参考" in found[1].message
    assert (found[2].stated, found[2].expected) == (1_132_390_000, 1_132_380_000)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (with_item(0, score=Decimal("18.38")), ("error", "score-rule", "G4")),
        (with_item(1, score=Decimal("7.00")), ("error", "part-score", "C5")),
        (with_item(5, score=Decimal("9.00")), ("error", "part-score", "C5")),
        (with_item(8, score=Decimal("0.80")), ("error", "score-rule", "G4")),
        (with_item(8, score=Decimal("1.50")), ("error", "score-limit", "G4")),
        (with_item(9, weight=Decimal("3.00")), ("error", "heading-weight", "F4")),
        (with_item(13, score=Decimal("3.60")), ("error", "score-rule", "G10")),
        (with_item(13, actual=parse_value("5.58%")), ("warning", "carry-over", "E10")),
        (with_item(14, actual=parse_value("48.62%")), ("error", "score-rule", "G12")),
        (with_item(1, actual=parse_value("良")), ("warning", "score-rule", "F4")),
        (with_item(8, actual=parse_value("良")), ("warning", "score-target", "G4")),
        (with_part(0, score=Decimal("18.38")), ("error", "part-score", "C4")),
        (with_part(1, weight=Decimal("50.00")), ("error", "part-weight", "B5")),
        (
            with_part(2, stated=((Decimal(25), at(4, "A1")),)),
            ("error", "part-weight", "A1"),
        ),
        (
            with_line(0, rate=Decimal("94.51"), rate_printed="94.51%"),
            ("error", "execution-rate", "E4"),
        ),
        (
            with_line(1, rate=Decimal("94.39"), rate_printed="94.39%"),
            ("error", "execution-rate", "E5"),
        ),
        (with_line(1, executed=wan("9,342.24")), ("error", "execution-rate", "E5")),
        (replace(real_evaluation(), score=Decimal("94.38")), ("error", "score-total", "C7")),
        (replace(real_evaluation(), grade="良"), ("error", "grade", "B8")),
        (replace(real_evaluation(), total_weight=Decimal(110)), ("error", "weight-total", "B7")),
        (
            replace(real_evaluation(), weights=((Decimal(110), at(4, "F13")),)),
            ("error", "weight-total", "F13"),
        ),
        (
            replace(
                real_evaluation(),
                scores=((Decimal("94.83"), at(1, "C7")), (Decimal("94.38"), at(4, "G13"))),
            ),
            ("error", "score-total", "G13"),
        ),
    ],
)
def test_one_wrong_figure_is_found_at_its_cell(changed, expected):
    assert expected in told(changed)


def test_what_follows_from_one_wrong_score_names_it_as_its_cause():
    wrong = with_item(0, score=Decimal("11.83"))

    assert leading(wrong) == [("error", "score-rule", "G4"), KNOWN]


def test_what_follows_from_one_wrong_sum_in_the_summary_names_it_as_its_cause():
    assert leading(with_part(0, score=Decimal("11.83"))) == [("error", "part-score", "C4"), KNOWN]
    assert leading(with_part(2, weight=Decimal("23.00"))) == [("error", "part-weight", "B6"), KNOWN]


def test_what_follows_from_a_wrong_whole_names_it_as_its_cause():
    wrong = with_line(0, budget=wan("12,347.12"))

    assert leading(wrong) == [("error", "money-sum", "C4"), KNOWN]


def test_keys_of_findings_are_unique_and_stable():
    wrong = with_part(0, score=Decimal("11.83"))

    keys = [one.key for one in findings(wrong)]

    assert len(set(keys)) == len(keys)
    assert keys == [one.key for one in findings(wrong)]


# --- Money --------------------------------------------------------------------------------------


def lines(*texts: tuple[str, str, str]) -> EvaluationData:
    """An execution item of 10 points out of (name, budget, executed) in 万元."""
    made = tuple(
        replace(money(name, budget, executed, row=4 + n))
        for n, (name, budget, executed) in enumerate(texts)
    )
    return evaluation(item("预算执行率", weight="10", execution=made))


@pytest.mark.parametrize(
    "texts",
    [
        (("年度资金总额", "100.00", "90.00"), ("其中：财政拨款", "80.00", "75.00")),
        (("年度资金总额", "100", "90"), ("财政拨款", "80", "75"), ("其他资金", "20", "15")),
        (
            ("年度资金总额", "100", "90"),
            ("财政拨款", "80", "75"),
            ("其中：中央补助", "50", "50"),
            ("其他资金", "20", "15"),
        ),
        (("年度资金总额", "100", "90"), ("财政拨款", "", ""), ("其他资金", "", "")),
    ],
)
def test_lines_that_may_make_up_the_whole_are_no_finding(texts):
    assert told(lines(*texts)) == []


def test_lines_that_do_not_make_up_the_whole_are_an_error():
    wrong = lines(("年度资金总额", "100", "90"), ("财政拨款", "80", "75"), ("其他资金", "30", "15"))

    assert told(wrong) == [("error", "money-sum", "C4")]


def test_more_spent_than_the_whole_years_budget_is_doubtful():
    assert told(lines(("年度资金总额", "100.00", "108.00"))) == [("warning", "overspent", "D4")]


def test_a_rate_off_by_its_last_place_is_a_rounding():
    line = money("年度资金总额", "30000.00", "20000.00", "66.66%")

    assert told(evaluation(item("预算执行率", weight="10", execution=(line,)))) == [
        ("rounding", "execution-rate", "E4")
    ]


def test_a_rate_of_coarse_amounts_is_taken_with_their_rounding():
    line = money("年度资金总额", "0.3", "0.2", "61%")

    assert told(evaluation(item("预算执行率", weight="10", execution=(line,)))) == []


def test_a_difference_ratio_recomputes_from_the_budget_of_the_years_beginning():
    whole = ExecutionData(
        "资金总体",
        wan("19347.12"),
        wan("18214.74"),
        wan("15355.12"),
        cells={"initial": at(2, "B4"), "executed": at(2, "D4")},
    )
    told_ratio = item("部门预决算差异率", "", "18.26%", "4", "4", row=12)
    money_line = item("预算执行率", weight="10", execution=(whole,))

    found = findings(evaluation(money_line, told_ratio))

    assert [(one.severity, one.kind, one.expected_text) for one in found] == [
        ("error", "difference-ratio", "18.62%")
    ]


# --- The national form --------------------------------------------------------------------------


def project(*items, **told_of_it) -> EvaluationData:
    return evaluation(*items, **told_of_it)


def test_a_project_with_all_points_explained_has_no_finding():
    line = money("年度资金总额", "100.00", "77.13", "77.13%")
    items = (
        item("预算执行率", weight="10", score="7.7", execution=(line,)),
        item("场次", "≥10场", "10场", "50", "50", row=5, reason_column=True),
        item(
            "影响",
            "进一步扩大",
            "达成年度指标",
            "30",
            "28",
            row=6,
            reason="宣传不足",
            reason_column=True,
        ),
        item("满意度", "≥90%", "95%", "10", "10", row=7, reason_column=True),
    )

    found = told(project(*items, score=Decimal("95.7"), total_weight=Decimal(100), grade="优"))

    assert found == []


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (
            item("场次", "≥10场", "8场", "50", "50", row=5, reason_column=True),
            ("warning", "score-rule", "G5"),
        ),
        (
            item("场次", "≥10场", "8场", "50", "40", row=5, reason_column=True),
            ("warning", "reason-owed", "H5"),
        ),
        (
            item("场次", "≥10场", "10场", "50", "45", row=5, reason_column=True),
            ("warning", "score-rule", "G5"),
        ),
        (
            item("影响", "扩大", "持续扩大", "50", "45", row=5, reason_column=True),
            ("warning", "score-unexplained", "G5"),
        ),
        (
            item("场次", "≥10场", "10场", "50", "55", row=5, reason_column=True),
            ("error", "score-limit", "G5"),
        ),
    ],
)
def test_each_fault_of_a_line_of_a_project_is_told_once(changed, expected):
    other = item("满意度", "≥90%", "95%", "50", "50", row=6, reason_column=True)

    assert told(project(changed, other)) == [expected]


def test_a_reason_settles_a_target_that_was_missed():
    missed = item("场次", "≥10场", "8场", "50", "40", reason="疫情", reason_column=True)

    assert told(project(missed)) == []


def test_a_form_without_a_column_for_reasons_owes_none():
    assert told(project(item("检查", "优", "优", "1", "0.5", standard=HALF_A_POINT))) == []


def test_weights_that_sum_to_neither_ninety_nor_a_hundred_are_doubtful():
    found = told(project(item("场次", "≥10场", "10场", "95", "95"), score=Decimal(95)))

    assert found == [("warning", "weight-total", "F4")]


@pytest.mark.parametrize(
    ("score", "grade", "found"),
    [
        ("94", "优秀", []),
        ("83.64", "良好", []),
        ("70", "合格", []),
        ("59", "不合格", []),
        ("89.99", "优", ["grade"]),
        ("90", "良", ["grade"]),
        ("70", "某级", []),
    ],
)
def test_a_grade_must_fit_its_score(score, grade, found):
    assert [one.kind for one in findings(project(score=Decimal(score), grade=grade))] == found


def test_one_project_with_two_scores_is_a_contradiction():
    first = project(score=Decimal(95), project_code="P1", cells={"score": at(1, "C7")})
    second = project(score=Decimal(92), project_code="P1", cells={"score": at(2, "C7")})

    assert told(first, second) == [("error", "evaluated-twice", "C7")]


# --- The explanation ----------------------------------------------------------------------------

EXECUTED = (
    "2023年全年预算数19347.12万元，资金支出数18214.74万元，其中：基本支出9432.24万元，"
    "项目支出8782.5万元。预算执行率为94.15%。"
)
OTHER_WORDS = (
    "2023年全年预算数19,347.12万元，其中，基本支出预算数9,936.26万元，项目支出预算数9,410.86万元。"
    "资金总体支出18,214.74万元，其中，基本支出支出9,432.24万元，项目支出支出8,782.50万元。预算执行率为94.15%。"
)
CARRIED = "2023年全年预算数为19347.12万元，年末收支结转和结余1132.39万元。2023年结转结余率5.85%。"
DIFFERED = (
    "2023年年初预算数15355.12万元，决算数18214.74万元，差额为2859.62万元，预决算差异率18.62%。"
)
CONCLUDED = "经内部评议，2023年部门支出绩效评价综合得分94.83分，绩效评定结论为“优秀”。"


def of_text(*paragraphs: str) -> list[tuple[str, str]]:
    performance = PerformanceData(evaluations=(real_evaluation(),))
    return [(one.severity, one.kind) for one in check_evaluation_text(performance, paragraphs)]


def test_a_true_explanation_has_one_rounding():
    assert of_text(EXECUTED, CARRIED, DIFFERED, CONCLUDED) == [("rounding", "text-carry-over")]
    assert of_text(OTHER_WORDS) == []


@pytest.mark.parametrize(
    ("paragraph", "old", "new", "kind"),
    [
        (EXECUTED, "19347.12", "19374.12", "text-execution"),
        (EXECUTED, "18214.74", "18214.47", "text-execution"),
        (EXECUTED, "9432.24", "9423.24", "text-execution"),
        (EXECUTED, "94.15%", "94.51%", "text-execution"),
        (OTHER_WORDS, "18,214.74", "18,241.74", "text-execution"),
        (OTHER_WORDS, "支出8,782.50", "支出8,728.50", "text-execution"),
        (CARRIED, "5.85%", "5.58%", "text-carry-over"),
        (DIFFERED, "18.62%", "18.26%", "text-difference"),
        (DIFFERED, "2859.62", "2895.62", "text-difference"),
        (CONCLUDED, "94.83", "94.38", "text-score"),
        (CONCLUDED, "优秀", "良好", "text-grade"),
    ],
)
def test_a_wrong_figure_in_the_explanation_is_found(paragraph, old, new, kind):
    assert ("error", kind) in of_text(paragraph.replace(old, new))


@pytest.mark.parametrize(
    "paragraph",
    [
        "某项目全年预算数100万元，支出数90万元，预算执行率为90%。",
        "产出指标得分56.00分，预算管理情况得分20分。",
        "项目平均得分92.3分，最高得分98分。",
        "2022年综合评价结论为良好。",
        "预算执行率有待提高，结转结余率应当下降。",
        "",
    ],
)
def test_sentences_about_other_things_are_left_alone(paragraph):
    assert of_text(paragraph) == []


def test_a_listed_target_that_nobody_evaluated_is_named():
    names = [one.name for one in real_evaluation().items[1:8]]
    listed = [f"绩效指标{han}：{name}。" for han, name in zip("一二三四五六七", names, strict=True)]

    performance = PerformanceData(evaluations=(real_evaluation(),))
    found = check_evaluation_text(performance, [*listed, "绩效指标八：为市领导提供决策信息参考。"])

    assert [(one.kind, one.stated_text) for one in found] == [
        ("text-target", "为市领导提供决策信息参考")
    ]
    assert of_text(*listed) == []


def test_a_list_of_something_else_is_no_list_of_targets():
    assert of_text("绩效目标一：甲乙丙。", "绩效目标二：丁戊己。", "绩效目标三：庚辛壬。") == []


def test_without_an_evaluation_the_explanation_says_nothing():
    assert check_evaluation_text(PerformanceData(), [CONCLUDED]) == ()


_POINTS = st.one_of(st.none(), st.decimals(-1, 120, places=2), st.integers(0, 100).map(Decimal))
_VALUES = st.sampled_from(
    ["优", "良", "≥10场", "8场", "12月底前", "1月", "95%", "", "—", "2项不合格"]
)
_ITEMS = st.builds(
    lambda target, actual, weight, score, group, shared, standard, part: replace(
        item("指标", target, actual, standard=standard, part=part, group=group),
        weight=weight,
        score=score,
        group_weight=shared,
    ),
    _VALUES,
    _VALUES,
    _POINTS,
    _POINTS,
    st.sampled_from(["", "产出（30）", "效果"]),
    _POINTS,
    st.sampled_from(["", HALF_A_POINT, "每高出1个百分点扣0.4分", "满分为止"]),
    st.sampled_from(["", "甲", "乙（20分）"]),
)


@given(
    st.lists(_ITEMS, max_size=6),
    st.lists(st.builds(PartData, st.sampled_from(["甲", "乙", ""]), _POINTS, _POINTS), max_size=3),
    _POINTS,
    _POINTS,
    st.sampled_from(["优", "合格", "？", ""]),
)
def test_no_evaluation_stops_the_checks(items, parts, score, total, grade):
    odd = EvaluationData("project", tuple(parts), tuple(items), score, total, grade)

    for one in findings(odd):
        assert one.severity in {"error", "warning", "rounding"}
        assert len(one.kind) <= 20
        assert one.message
