"""The printed table of how scores came about, and the open data of an evaluation."""

from __future__ import annotations

import json
import re
from decimal import Decimal

from budgets.data import DisclosureData
from budgets.printing import Imprint, render_report
from performance.appendix import FIRST_N, HEADINGS, appendix_of
from performance.data import PerformanceData
from performance.exports import evaluation_document
from performance.scoring import score_evaluation
from tests.performance.evaluation_building import evaluation, item, real_evaluation


def real_appendix():
    (table,) = appendix_of(PerformanceData(evaluations=(real_evaluation(),)))
    return table


def test_an_appendix_lists_every_line_with_its_rule_and_steps():
    table = real_appendix()

    assert table.header == (HEADINGS,)
    assert (table.kind, table.merges, table.n) == ("appendix", (), FIRST_N)
    assert all(len(row.cells) == len(HEADINGS) for row in table.rows)
    names = [row.cells[0] for row in table.rows]
    for line in real_evaluation().items:
        assert line.name.split("（")[0] in names


def test_the_rows_of_an_appendix_show_the_computation():
    rows = {row.cells[0]: row.cells for row in real_appendix().rows}

    assert rows["资金总体"] == (
        "资金总体",
        "20.00",
        "18.83",
        "18.83",
        "预算执行率",
        "执行率＝18,214.74÷19,347.12＝94.15%；得分＝执行率×分值＝18,214.74÷19,347.12×20＝18.83",
    )
    assert rows["产出（4项共用）"][1:5] == ("30", "30.00", "30.00", "定性指标")
    assert rows["效果（3项共用）"][1:5] == ("30", "26.00", "", "无规则说明")
    assert rows["综合得分"][5] == "18.83＋56.00＋20.00＝94.83；94.83分，等级为优"


def test_what_no_rule_explains_stands_below_the_table():
    assert any("8＋8＋10＝26分" in note for note in real_appendix().notes)


def test_an_evaluation_without_scores_needs_no_appendix():
    unscored = evaluation(item("场次", "≥10场", "", "10", ""))

    assert appendix_of(PerformanceData(evaluations=(unscored,))) == ()
    assert appendix_of(PerformanceData()) == ()


def test_each_project_has_an_appendix_of_its_own():
    one = evaluation(item("场次", "≥10场", "10场", "10", "10"), project_name="国际交流项目")
    two = evaluation(item("场次", "≥10场", "10场", "10", "10"), project_code="110000")

    tables = appendix_of(PerformanceData(evaluations=(one, two)))

    assert [(table.n, table.title) for table in tables] == [
        (FIRST_N, "评分说明（国际交流项目）"),
        (FIRST_N + 1, "评分说明（110000）"),
    ]


def test_an_appendix_can_be_printed():
    data = DisclosureData("某局", 2023, "evaluation", (real_appendix(),))
    imprint = Imprint(
        title="2023年度绩效自评",
        body="某局",
        region="",
        fiscal_year=2023,
        kind_label="绩效自评",
        version=1,
        published_on="2024年3月1日",
        sha256="0" * 64,
        address="/fao/2023/evaluation/",
    )

    assert render_report(data, imprint).startswith(b"%PDF")


def test_open_data_of_an_evaluation_holds_plain_decimals_only():
    real = real_evaluation()

    document = evaluation_document(real, score_evaluation(real))

    text = json.dumps(document, ensure_ascii=False)
    assert json.loads(text) == document
    assert not re.search(r"[:\[] ?\d+\.\d", text)
    assert (document["score"], document["recomputed_score"], document["grade"]) == (
        "94.83",
        "94.83",
        "优",
    )
    assert [part["score"] for part in document["parts"]] == ["18.83", "56.00", "20.00"]


def test_open_data_of_a_line_says_how_its_score_came_about():
    real = real_evaluation()

    lines = evaluation_document(real, score_evaluation(real))["items"]

    assert {
        "part",
        "level1",
        "level2",
        "level3",
        "target",
        "actual",
        "weight",
        "score",
        "rule",
    } < set(lines[0])
    assert (lines[0]["rule"], lines[0]["recomputed"]) == ("execution", "18.83")
    assert lines[0]["explanation"] == "；".join(lines[0]["steps"])
    assert lines[0]["execution"][0]["budget"] == "193471200.00"
    assert (lines[1]["weight"], lines[1]["group_weight"], lines[1]["recomputed"]) == (
        None,
        "30",
        "7.50",
    )
    assert (lines[5]["rule"], lines[5]["recomputed"], lines[5]["verdict"]) == (
        "",
        None,
        "unexplained",
    )
    assert lines[13]["previous"] == "6.81%"
    assert sum(Decimal(line["recomputed"] or line["score"]) for line in lines) == Decimal("94.83")
