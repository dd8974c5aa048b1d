"""Reading self-evaluations: the real one literally, the other forms by small builders."""

from __future__ import annotations

import contextlib
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.data import TableData
from budgets.vocabulary import shipped_vocabulary
from budgets.workbook.document import read_document
from performance.data import EvaluationData
from performance.reading import read_performance
from performance.reading.evaluation_words import (
    parse_points,
    parse_rate,
    split_points,
    without_ordinal,
)
from performance.reading.evaluations import is_evaluation, read_evaluations
from performance.reading.grids import Grid
from tests.performance.evaluation_tables import Row, document, line, national, read, table

EXECUTION, GOALS, MANAGEMENT = "当年预算执行情况", "整体绩效目标实现情况", "预算管理情况"


@pytest.fixture(scope="module")
def beijing(shared_documents: Path) -> tuple[TableData, ...]:
    """The four tables of the real evaluation."""
    read_in = read_document(
        shared_documents / "beijing-fao-2023-evaluation" / "tables.xlsx",
        department="北京市人民政府外事办公室",
        fiscal_year=2023,
        kind="evaluation",
        vocabulary=shipped_vocabulary(),
    )
    return read_in.data.tables


@pytest.fixture(scope="module")
def evaluation(beijing: tuple[TableData, ...]) -> EvaluationData:
    (found,), _, _ = read(*beijing)
    return found


def printed(one: TableData) -> list[Row]:
    return [*one.header, *(row.cells for row in one.rows)]


def meaning(one: EvaluationData) -> EvaluationData:
    """An evaluation but for where it was printed."""
    return replace(one, tables=())


# --- The real document ---


def test_the_real_evaluation_is_read_whole_and_without_a_problem(
    beijing: tuple[TableData, ...],
) -> None:
    evaluations, problems, unread = read(*beijing)

    assert [one.subject for one in evaluations] == ["overall"]
    assert problems == []
    assert unread == []


def test_the_real_summary_gives_parts_score_and_grade(evaluation: EvaluationData) -> None:
    assert [(part.name, part.weight, part.score) for part in evaluation.parts] == [
        (EXECUTION, Decimal("20"), Decimal("18.83")),
        (GOALS, Decimal("60"), Decimal("56")),
        (MANAGEMENT, Decimal("20"), Decimal("20")),
    ]
    assert evaluation.score == Decimal("94.83")
    assert evaluation.total_weight == Decimal("100")
    assert evaluation.grade == "优"
    assert evaluation.tables == (1, 2, 3, 4)
    assert evaluation.form == "beijing-evaluation"


def test_the_real_total_is_remembered_at_both_its_places(evaluation: EvaluationData) -> None:
    assert [(score, ref.n, ref.cell) for score, ref in evaluation.scores] == [
        (Decimal("94.83"), 1, "C7"),
        (Decimal("94.83"), 4, "G13"),
    ]
    assert evaluation.cells["total_weight"].cell == "B7"
    assert evaluation.cells["grade"].cell == "B8"


def test_the_weight_of_a_real_part_is_found_in_title_and_heading_too(
    evaluation: EvaluationData,
) -> None:
    stated = [[(weight, ref.n, ref.cell) for weight, ref in p.stated] for p in evaluation.parts]

    assert stated == [
        [(Decimal("20"), 2, "A1"), (Decimal("20"), 2, "A4")],
        [(Decimal("60"), 3, "A1")],
        [(Decimal("20"), 4, "A1"), (Decimal("20"), 4, "A4")],
    ]
    assert evaluation.parts[0].cells["weight"].cell == "B4"


def test_every_real_item_is_read_with_its_levels_values_and_points(
    evaluation: EvaluationData,
) -> None:
    assert [line(item) for item in evaluation.items] == [
        (EXECUTION, EXECUTION, "", "", "", "", "20.00", "18.83"),
        (GOALS, "产出", "", "推进国际交往中心功能建设成效显著提升", "优", "优", None, "7.50"),
        (GOALS, "产出", "", "全面提升首都外事干部正常水平和业务能力", "优", "优", None, "7.50"),
        (GOALS, "产出", "", "积极开展京澳两地合作交流", "优", "优", None, "7.50"),
        (GOALS, "产出", "", "及时有效处置各类涉外突发事件", "优", "优", None, "7.50"),
        (GOALS, "效果", "", "不断提升首都国际化水平", "优", "优", None, "8.00"),
        (GOALS, "效果", "", "保障境外人员生命安全和身体健康", "优", "优", None, "8.00"),
        (GOALS, "效果", "", "积极开展城市外交", "优", "优", None, "10.00"),
        (MANAGEMENT, MANAGEMENT, "财务管理", "财务管理制度健全性", "优", "优", "1.00", "1.00"),
        (MANAGEMENT, MANAGEMENT, "财务管理", "资金使用合规性和安全性", "优", "优", "2.00", "2.00"),
        (MANAGEMENT, MANAGEMENT, "财务管理", "会计基础信息完善性", "优", "优", "1.00", "1.00"),
        (MANAGEMENT, MANAGEMENT, "资产管理", "资产管理规范性", "优", "优", "4.00", "4.00"),
        (MANAGEMENT, MANAGEMENT, "绩效管理", "绩效管理情况", "优", "优", "4.00", "4.00"),
        (MANAGEMENT, MANAGEMENT, "", "结转结余率", "", "5.85%", "4.00", "4.00"),
        (MANAGEMENT, MANAGEMENT, "", "部门预决算差异率", "", "18.62%", "4.00", "4.00"),
    ]


def test_the_points_of_real_headings_are_the_groups(evaluation: EvaluationData) -> None:
    assert [(item.group, item.group_weight) for item in evaluation.items] == [
        ("", None),
        *[("产出", Decimal("30"))] * 4,
        *[("效果", Decimal("30"))] * 3,
        *[("财务管理", Decimal("4"))] * 3,
        ("资产管理", Decimal("4")),
        ("绩效管理", Decimal("4")),
        ("结转结余率", Decimal("4")),
        ("部门预决算差异率", Decimal("4")),
    ]


def test_the_real_lines_of_money_are_one_item(evaluation: EvaluationData) -> None:
    lines = evaluation.items[0].execution

    assert [
        (
            one.name,
            one.budget.fen if one.budget else None,
            one.executed.fen if one.executed else None,
            one.rate,
            one.rate_printed,
        )
        for one in lines
    ] == [
        ("资金总体", 19_347_120_000, 18_214_740_000, Decimal("94.15"), "94.15%"),
        ("基本支出", 9_936_260_000, 9_432_240_000, Decimal("94.93"), "94.93%"),
        ("项目支出", 9_410_860_000, 8_782_500_000, Decimal("93.32"), "93.32%"),
        ("其他", None, None, None, ""),
    ]
    assert [(one.weight, one.score) for one in lines] == [(None, None)] * 4
    assert lines[1].cells["rate"].cell == "E5"


def test_last_years_ratio_stands_beside_this_years(evaluation: EvaluationData) -> None:
    carried, difference = evaluation.items[-2:]

    assert carried.previous is not None
    assert difference.previous is not None
    assert (carried.previous.number, carried.actual.number) == (Decimal("6.81"), Decimal("5.85"))
    assert (difference.previous.number, difference.actual.number) == (
        Decimal("13.01"),
        Decimal("18.62"),
    )
    assert carried.cells["previous"].cell == "C10"
    assert carried.cells["actual"].cell == "D10"


def test_a_merged_standard_holds_for_every_item_it_covers(evaluation: EvaluationData) -> None:
    output = evaluation.items[1:5]

    assert {item.standard for item in output} == {output[0].standard}
    assert output[3].standard.startswith("部门根据本单位情况自行确定")
    assert output[3].explanation.startswith("产出数量：计划完成率=")
    assert output[3].cells["standard"].cell == "I4"


def test_an_explanation_goes_on_in_the_next_row(evaluation: EvaluationData) -> None:
    carried = evaluation.items[-2]

    assert [text[:6] for text in carried.explanation.split("\n")] == ["结转结余率=", "结转结余总额"]
    assert "0.4分" in carried.standard


# --- The same evaluation, printed in other ways ---


def test_without_any_merged_cell_it_reads_the_same(
    beijing: tuple[TableData, ...], evaluation: EvaluationData
) -> None:
    (bare,), problems, unread = read(*(replace(one, merges=()) for one in beijing))

    assert bare == evaluation
    assert (problems, unread) == ([], [])


def test_other_ordinals_and_names_of_sheets_read_the_same(
    beijing: tuple[TableData, ...], evaluation: EvaluationData
) -> None:
    titles = (
        "绩效评价结论",
        "（一）当年预算执行情况(20分)",
        "第二部分 整体绩效目标实现情况(60 分)",
        "3.预算管理情况",
    )

    (other,), _, _ = read(
        *(
            replace(one, title=title, sheet=f"表{one.n}")
            for one, title in zip(beijing, titles, strict=True)
        )
    )

    assert other == evaluation


def test_without_titles_the_summary_tells_the_parts(
    beijing: tuple[TableData, ...], evaluation: EvaluationData
) -> None:
    (other,), _, _ = read(beijing[0], *(replace(one, title="") for one in beijing[1:]))

    assert other == evaluation


@pytest.mark.parametrize(("merged", "spread"), [(True, False), (False, False), (False, True)])
def test_all_on_one_sheet_it_reads_the_same(
    beijing: tuple[TableData, ...], evaluation: EvaluationData, merged: bool, spread: bool
) -> None:
    rows: list[Row] = []
    merges = []
    for place, one in enumerate(beijing):
        rows += [[one.title]] if place else []
        merges += [(a + len(rows), b, c + len(rows), d) for a, b, c, d in one.merges]
        rows += printed(one)
    if spread:
        rows = [line for row in rows for line in (row, [])]

    (whole,), problems, unread = read(
        table(rows, title="部门整体支出绩效自评表", merges=merges if merged else ())
    )

    assert meaning(whole) == meaning(evaluation)
    assert (problems, unread) == ([], [])


def test_columns_in_another_order_read_the_same(
    beijing: tuple[TableData, ...], evaluation: EvaluationData
) -> None:
    orders = (
        (0, 1, 2),
        (0, 1, 6, 5, 8, 7, 4, 3, 2),
        (8, 7, 0, 1, 2, 6, 5, 4, 3),
        (0, 1, 2, 3, 4, 8, 7, 6, 5),
    )

    (other,), problems, unread = read(
        *(
            table([[row[place] for place in order] for row in printed(one)], title=one.title, n=n)
            for n, (one, order) in enumerate(zip(beijing, orders, strict=True), 1)
        )
    )

    assert other == evaluation
    assert (problems, unread) == ([], [])


@pytest.mark.parametrize("merged", [True, False])
def test_all_parts_in_one_table_below_a_first_level_read_the_same(
    beijing: tuple[TableData, ...], evaluation: EvaluationData, merged: bool
) -> None:
    _, execution, goals, management = beijing
    rows: list[Row] = list(printed(execution))
    merges = list(execution.merges)
    rows.append(printed(goals)[0])
    first = len(rows)
    for place, row in enumerate(printed(goals)[1:]):
        rows.append([None if place else "整体绩效目标实现情况（60）", row[0], *row[2:]])
    merges += [(first, 0, first + 6, 0)]
    for column in (1, 5, 7, 8):
        merges += [(first, column, first + 3, column), (first + 4, column, first + 6, column)]
    shift = len(rows) - 1
    merges += [(a + shift, b, c + shift, d) for a, b, c, d in management.merges]
    rows += printed(management)[1:]

    (whole,), problems, unread = read(
        beijing[0],
        table(rows, title="部门整体支出绩效评分表", n=2, merges=merges if merged else ()),
    )

    assert [line(item) for item in whole.items] == [line(item) for item in evaluation.items]
    assert meaning(whole) == meaning(evaluation)
    assert (problems, unread) == ([], [])


def test_without_a_summary_the_titles_give_the_parts(
    beijing: tuple[TableData, ...], evaluation: EvaluationData
) -> None:
    (other,), _, _ = read(*beijing[1:])

    assert [(part.name, part.weight, part.score) for part in other.parts] == [
        (EXECUTION, Decimal("20"), None),
        (GOALS, Decimal("60"), None),
        (MANAGEMENT, Decimal("20"), None),
    ]
    assert other.items == evaluation.items
    assert (other.score, other.total_weight) == (Decimal("94.83"), Decimal("100"))


# --- The national form for a project ---


@pytest.mark.parametrize(("merged", "blank"), [(True, False), (False, False), (False, True)])
def test_the_national_form_is_read_whole(merged: bool, blank: bool) -> None:
    rows, merges = national(merged=merged, blank=blank)

    (one,), problems, unread = read(table(rows, title="项目支出绩效自评表", merges=merges))

    assert problems == []
    assert unread == []
    assert one.subject == "project"
    assert one.form == "national-project-evaluation"
    assert (one.project_name, one.authority, one.unit) == (
        "国际交流项目",
        "某市外事办公室",
        "某市外事服务中心",
    )
    assert (one.goal, one.goal_reached) == ("举办交流活动三场。", "举办了三场。")
    assert (one.total_weight, one.score) == (Decimal("100"), Decimal("94.55"))
    assert [(part.name, part.weight, part.score) for part in one.parts] == [
        ("预算执行率", Decimal("10"), Decimal("9.55")),
        ("产出指标", None, None),
        ("效益指标", None, None),
        ("满意度指标", None, None),
    ]
    assert [line(item) for item in one.items] == [
        ("预算执行率", "预算执行率", "", "", "", "", "10", "9.55"),
        ("产出指标", "产出指标", "数量指标", "举办活动场次", "≥3场", "3场", "20", "20"),
        ("产出指标", "产出指标", "质量指标", "活动完成率", "＝100%", "100%", "15", "15"),
        ("产出指标", "产出指标", "时效指标", "完成时间", "12月底前", "12月", "15", "15"),
        ("效益指标", "效益指标", "社会效益指标", "扩大影响", "优", "良", "30", "25"),
        (
            "满意度指标",
            "满意度指标",
            "服务对象满意度指标",
            "参加人员满意度",
            "≥90%",
            "95%",
            "10",
            "10",
        ),
    ]
    assert one.items[4].reason == "宣传不足"


def test_the_money_of_the_national_form_has_three_columns() -> None:
    rows, merges = national()

    (one,), _, _ = read(table(rows, merges=merges))

    assert [
        (
            money.name,
            money.initial.printed if money.initial else "",
            money.budget.printed if money.budget else "",
            money.executed.fen if money.executed else None,
            money.rate,
        )
        for money in one.items[0].execution
    ] == [
        ("年度资金总额", "100.00", "100.00", 95_500_000, Decimal("95.50")),
        ("其中：当年财政拨款", "80.00", "80.00", 75_500_000, Decimal("94.38")),
        ("上年结转资金", "20.00", "20.00", 20_000_000, Decimal("100")),
        ("其他资金", "", "", None, None),
    ]


def test_lines_of_money_may_have_points_of_their_own() -> None:
    rows: list[Row] = [
        ["一级指标", "二级指标", "预算数（万元）", "执行数（万元）", "预算执行率", "分值", "得分"],
        ["预算执行（20）", "基本支出", "50.00", "50.00", "100%", "10", "10"],
        [None, "项目支出", "50.00", "45.00", "90%", "10", "9"],
        [None, "合计", "100.00", "95.00", "95%", "20", "19"],
    ]

    (one,), _, unread = read(table(rows, title="部门整体绩效自评表"))

    (item,) = one.items
    assert (item.weight, item.score) == (Decimal("20"), Decimal("19"))
    assert [(money.name, money.weight, money.score) for money in item.execution] == [
        ("合计", None, None),
        ("基本支出", Decimal("10"), Decimal("10")),
        ("项目支出", Decimal("10"), Decimal("9")),
    ]
    assert unread == []


def test_private_persons_are_not_read() -> None:
    rows, merges = national()
    rows[3] = ["项目负责人", None, None, "某甲", None, None, "联系电话", None, "010-12345678"]

    evaluations, _, unread = read(table(rows, merges=merges))

    assert "某甲" not in repr(evaluations)
    assert "12345678" not in repr(evaluations)
    assert unread == ["某甲", "010-12345678"]


def test_several_forms_in_a_workbook_are_an_evaluation_each() -> None:
    first, merges = national("国际交流项目")
    second, _ = national("翻译费项目")

    evaluations, _, _ = read(
        table(first, merges=merges, n=1, title="项目支出绩效自评表"),
        table(second, merges=merges, n=2, title="项目支出绩效自评表"),
    )

    assert [(one.project_name, one.tables, len(one.items)) for one in evaluations] == [
        ("国际交流项目", (1,), 6),
        ("翻译费项目", (2,), 6),
    ]


def test_several_forms_below_each_other_are_an_evaluation_each() -> None:
    first, _ = national("国际交流项目", merged=False)
    second, _ = national("翻译费项目", merged=False)

    evaluations, problems, unread = read(table([*first, *second]))

    assert [(one.project_name, str(one.score)) for one in evaluations] == [
        ("国际交流项目", "94.55"),
        ("翻译费项目", "94.55"),
    ]
    assert (problems, unread) == ([], [])


def test_a_form_torn_into_two_tables_of_a_sheet_is_one_evaluation() -> None:
    rows, _ = national()

    evaluations, _, _ = read(table(rows[:9], n=1, sheet="自评"), table(rows[9:], n=2, sheet="自评"))

    assert [(one.tables, len(one.items)) for one in evaluations] == [((1, 2), 6)]


def test_the_words_of_chongqing_are_known() -> None:
    rows: list[Row] = [
        [
            "项目名称",
            "信息化运维",
            None,
            None,
            "项目编码",
            "50000023T000001",
            "自评总分（分）",
            "96.50",
        ],
        ["主管部门", "某区教育委员会"],
        [
            "资金情况（万元）",
            "年初预算数",
            "全年（调整）预算数",
            "全年执行数",
            "执行率",
            "执行率权重",
            "执行率得分",
        ],
        ["年度总金额", "12.00", "11.50", "11.50", "100.00%", "10", "10"],
        [
            "当年绩效目标",
            "年初绩效目标",
            None,
            "全年（调整）绩效目标",
            None,
            "全年目标实际完成情况",
        ],
        [None, "保障系统运行", None, "保障五个系统运行", None, "系统运行正常"],
        [
            "绩效指标",
            "指标名称",
            "计量单位",
            "指标性质",
            "年初指标值",
            "调整指标值",
            "全年完成值",
            "指标权重",
            "指标得分（分）",
            "未完成原因",
            "改进措施",
        ],
        [None, "系统数量", "个", "≥", "5", None, "5", "30", "30"],
        [None, "故障次数", "次", "≤", "3", "4", "5", "30", "26.5", "设备老化", "更换设备"],
        [None, "满意度", "%", "≥", "90", "90", "95", "30", "30"],
    ]

    (one,), problems, unread = read(table(rows))

    assert problems == []
    assert unread == ["3"]
    assert (one.project_code, one.score) == ("50000023T000001", Decimal("96.50"))
    assert (one.goal, one.goal_reached) == ("保障五个系统运行", "系统运行正常")
    assert [(item.name, item.target.printed, item.target.operator) for item in one.items[1:]] == [
        ("系统数量", "5", "≥"),
        ("故障次数", "4", "≤"),
        ("满意度", "90", "≥"),
    ]
    assert (one.items[2].reason, one.items[2].action) == ("设备老化", "更换设备")
    assert {item.part for item in one.items[1:]} == {"绩效指标"}


def test_a_scored_execution_rate_takes_the_lines_of_money() -> None:
    rows: list[Row] = [
        ["项目名称", "会议费"],
        ["项目资金（万元）", "全年预算数", "全年执行数", "执行率"],
        ["年度资金总额", "10.00", "9.00", "90%"],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "自评得分"],
        ["预算执行率", None, None, "100%", "90%", "10分", "9分"],
        ["产出指标", "数量指标", "会议次数", "3次", "3次", "９０", "90"],
    ]

    (one,), problems, unread = read(table(rows))

    assert [(item.name, item.weight, item.score, len(item.execution)) for item in one.items] == [
        ("预算执行率", Decimal("10"), Decimal("9"), 1),
        ("会议次数", Decimal("90"), Decimal("90"), 0),
    ]
    assert [part.name for part in one.parts] == ["预算执行率", "产出指标"]
    assert (problems, unread) == ([], [])


def test_many_projects_in_one_table_of_indicators_are_an_evaluation_each() -> None:
    rows: list[Row] = [
        ["项目名称", "一级指标", "二级指标", "三级指标", "指标值", "实际完成值", "分值", "得分"],
        ["会议费", "产出指标", "数量指标", "会议次数", "3次", "3次", "50", "50"],
        [None, "效益指标", "社会效益", "影响", "优", "优", "40", "40"],
        ["翻译费", "产出指标", "数量指标", "翻译字数", "≥10万字", "12万字", "50", "50"],
    ]

    evaluations, _, unread = read(table(rows, title="项目绩效自评表"))

    assert [(one.project_name, [i.name for i in one.items]) for one in evaluations] == [
        ("会议费", ["会议次数", "影响"]),
        ("翻译费", ["翻译字数"]),
    ]
    assert unread == []


# --- Other tables of a body ---


def test_the_levels_of_a_body_without_titled_parts_are_its_parts() -> None:
    rows: list[Row] = [
        ["部门名称", "某县水利局"],
        ["一级指标", "二级指标", "三级指标", "权重", "评分标准", "得分", "扣分原因", "改进措施"],
        ["投入（20分）", "目标设定", "绩效目标合理性", "10", "依据充分得满分", "9"],
        [None, None, "绩效指标明确性", "10", "清晰得满分", "8", "不够细化", "细化指标"],
        ["过程（30分）", "预算执行", "预算完成率", "15", None, "15"],
        [None, None, "结转结余率", "15", None, "14.5"],
        [None, "小计", None, "30", None, "29.5"],
        ["产出", None, None, "25", None, "24"],
        [None, "职责履行", "实际完成率", "15", None, "14"],
        [None, None, "完成及时率", "10", None, "10"],
        ["效果(25%)", "履职效益", "经济效益", "25%", None, "25"],
        ["合计", None, None, "100", None, "95.5"],
    ]

    (one,), problems, unread = read(table(rows, title="部门整体支出绩效自评表"))

    assert (one.subject, one.unit, one.score) == ("overall", "某县水利局", Decimal("95.5"))
    assert [(part.name, part.weight, part.score) for part in one.parts] == [
        ("投入", Decimal("20"), None),
        ("过程", Decimal("30"), Decimal("29.5")),
        ("产出", Decimal("25"), Decimal("24")),
        ("效果", Decimal("25"), None),
    ]
    assert [(item.level2, item.name, item.weight) for item in one.items][5:] == [
        ("职责履行", "完成及时率", Decimal("10")),
        ("履职效益", "经济效益", Decimal("25")),
    ]
    assert (one.items[1].reason, one.items[1].action) == ("不够细化", "细化指标")
    assert one.items[1].standard == "清晰得满分"
    assert (problems, unread) == ([], [])


@pytest.mark.parametrize("merged", [True, False])
def test_every_level_may_have_a_column_of_points_below_a_head_of_two_rows(merged: bool) -> None:
    rows: list[Row] = [
        ["一级指标", None, "二级指标", None, "三级指标", None, "指标说明", "评分标准", "自评得分"],
        ["名称", "权重（%）", "名称", "权重（%）", "名称", "权重（%）"],
        ["预算编制情况", "20", "预算编制", "10", "预算编制合理性", "5", "说明一", "标准一", "5"],
        [None, None, None, None, "预算编制规范性", "5", "说明二", "标准二", "4"],
        [None, None, "目标设置", "10", "绩效目标合理性", "10", "说明三", "标准三", "9"],
        ["预算执行情况", "80", "资金管理", "80", "资金支出率", "80", None, None, "78"],
    ]
    merges = [
        *[(0, column, 0, column + 1) for column in (0, 2, 4)],
        *[(0, column, 1, column) for column in (6, 7, 8)],
        (2, 0, 4, 0),
        (2, 1, 4, 1),
        (2, 2, 3, 2),
        (2, 3, 3, 3),
    ]

    (one,), problems, unread = read(
        table(rows, title="部门整体支出绩效自评表", merges=merges if merged else ())
    )

    assert [(part.name, part.weight) for part in one.parts] == [
        ("预算编制情况", Decimal("20")),
        ("预算执行情况", Decimal("80")),
    ]
    assert [(item.name, item.weight, item.group, item.group_weight) for item in one.items] == [
        ("预算编制合理性", Decimal("5"), "预算编制", Decimal("10")),
        ("预算编制规范性", Decimal("5"), "预算编制", Decimal("10")),
        ("绩效目标合理性", Decimal("10"), "目标设置", Decimal("10")),
        ("资金支出率", Decimal("80"), "资金管理", Decimal("80")),
    ]
    assert (problems, unread) == ([], [])


def test_a_column_of_contents_tells_the_parts() -> None:
    rows: list[Row] = [
        ["评价内容", "评价指标", "指标解释", "满分", "自评分"],
        ["预算管理（40分）", "预算编制", "完整", "20", "18"],
        [None, "预算公开", "及时", "20", "20"],
        ["履职（60分）", "产出情况", None, "60", "58"],
        ["总分", None, None, "100", "96"],
    ]

    (one,), _, unread = read(table(rows, title="部门整体绩效自评表"))

    assert [(part.name, part.weight) for part in one.parts] == [
        ("预算管理", Decimal("40")),
        ("履职", Decimal("60")),
    ]
    assert [(item.part, item.name) for item in one.items] == [
        ("预算管理", "预算编制"),
        ("预算管理", "预算公开"),
        ("履职", "产出情况"),
    ]
    assert unread == []


def test_a_total_within_a_part_is_the_parts() -> None:
    head: Row = ["一级指标", "三级指标", "指标值", "完成值", "分值", "得分"]

    (one,), _, _ = read(
        table(
            [head, ["产出", "甲", "优", "优", "60", "55"], ["合计", None, None, None, "60", "55"]],
            title="一、目标实现情况（60分）",
            n=1,
        ),
        table(
            [head, ["制度", "乙", "优", "优", "40", "40"], ["总分", None, None, None, "100", "95"]],
            title="二、预算管理情况（40分）",
            n=2,
        ),
    )

    assert [(part.name, part.weight, part.score) for part in one.parts] == [
        ("目标实现情况", Decimal("60"), Decimal("55")),
        ("预算管理情况", Decimal("40"), None),
    ]
    assert (one.total_weight, one.score) == (Decimal("100"), Decimal("95"))


def test_a_list_of_scores_is_an_evaluation_a_project() -> None:
    rows: list[Row] = [
        ["序号", "项目名称", "主管部门", "自评得分", "评价等级"],
        ["1", "会议费", "外办", "95分", "优"],
        ["2", "翻译费", "外办", "８８.５", "良"],
    ]

    evaluations, problems, unread = read(table(rows, title="项目绩效自评结果汇总表"))

    assert [
        (one.subject, one.project_name, one.authority, one.score, one.grade, one.items)
        for one in evaluations
    ] == [
        ("project", "会议费", "外办", Decimal("95"), "优", ()),
        ("project", "翻译费", "外办", Decimal("88.5"), "良", ()),
    ]
    assert (problems, unread) == ([], [])


def test_a_list_with_money_keeps_its_amounts_below_a_head_of_two_rows() -> None:
    rows: list[Row] = [
        ["项目名称", "项目资金（万元）", None, None, "自评得分"],
        [None, "全年预算数", "执行数", "执行率", None],
        ["会议费", "10.00", "9.50", "95%", "95"],
    ]

    (one,), _, unread = read(table(rows, title="项目绩效自评情况"))

    assert one.score == Decimal("95")
    (money,) = one.items[0].execution
    assert money.budget is not None
    assert (money.budget.fen, money.rate, money.score) == (10_000_000, Decimal("95"), None)
    assert unread == []


def test_a_list_that_repeats_the_scores_of_forms_states_them_once_more() -> None:
    rows, merges = national("国际交流项目")
    listed = table([["项目名称", "自评得分"], ["国际交流项目", "94.50"]], n=1)

    (one,), _, _ = read(listed, table(rows, merges=merges, n=2))

    assert [str(score) for score, _ in one.scores] == ["94.55", "94.50"]
    assert one.tables == (1, 2)


# --- Bad input ---


def test_a_score_above_its_weight_is_a_problem_at_its_cell() -> None:
    rows, merges = national(score="21.00")

    _, problems, _ = read(table(rows, merges=merges))

    assert problems == ["J8 得分 21.00 高于分值 10"]


def test_points_that_are_no_number_are_a_problem_at_their_cell() -> None:
    rows, merges = national()
    rows[12] = [None, "产出指标", "数量指标", "举办活动场次", None, "≥3场", "3场", "二十", "20"]

    (one,), problems, unread = read(table(rows, merges=merges))

    assert problems == ["H15 “二十”不是分值"]
    assert unread == ["二十"]
    assert one.items[1].weight is None


def test_an_item_without_a_score_is_a_problem_at_its_name() -> None:
    rows, merges = national()
    rows[13] = [None, None, "质量指标", "活动完成率", None, "100%", "100%", "15", None]

    _, problems, _ = read(table(rows, merges=merges))

    assert problems == ["D16 “活动完成率”没有得分"]


def test_what_a_heading_says_of_its_points_beside_its_column_is_kept() -> None:
    rows: list[Row] = [
        ["一级指标", "三级指标", "指标值", "完成值", "分值", "得分"],
        ["产出（30）", "甲", "优", "优", "25", "12"],
        [None, "乙", "优", "优", None, "12"],
    ]

    (one,), problems, _ = read(
        table(rows, title="二 整体绩效目标实现情况（60分）", merges=[(1, 4, 2, 4), (1, 0, 2, 0)])
    )

    assert problems == []
    assert one.items[0].group_weight == Decimal(25)
    assert [(value, at.cell) for value, at in one.items[0].group_stated] == [(Decimal(30), "A4")]


def test_an_unknown_layout_is_a_problem_and_everything_stays_listed() -> None:
    whole = document(table([["甲", "乙"], ["丙", "丁"]], title="绩效自评表"))

    reading = read_performance(whole)

    assert not reading.performance
    assert [problem.cell for problem in reading.problems] == ["A3"]
    assert [cell.text for cell in reading.tables[0].uninterpreted] == ["甲", "乙", "丙", "丁"]


def test_a_layout_of_which_only_the_year_is_known_is_a_problem() -> None:
    _, problems, unread = read(table([["（2023年度）"], ["甲", "乙"]], title="绩效自评表"))

    assert problems == ["A3 没有认出这张绩效自评表的格式，照原样登载，其中的得分没有读出"]
    assert unread == ["甲", "乙"]


def test_amounts_without_a_unit_are_listed_and_not_guessed() -> None:
    rows: list[Row] = [
        ["项目名称", "会议费"],
        ["资金", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        ["年度资金总额", "10.00", "9.00", "10", "90%", "9"],
    ]

    (one,), _, unread = read(table(rows))

    assert one.items[0].execution[0].budget is None
    assert one.items[0].execution[0].rate == Decimal("90")
    assert unread == ["10.00", "9.00"]


# --- What is an evaluation at all ---


def test_a_table_of_targets_is_no_evaluation() -> None:
    head: Row = ["一级指标", "二级指标", "三级指标", "指标值", "分值", "指标值确定依据"]

    assert not is_evaluation(Grid(table([head, ["产出指标", "数量指标", "场次", "≥3", "20", ""]])))


def test_every_form_of_evaluation_is_known_as_one(beijing: tuple[TableData, ...]) -> None:
    rows, merges = national()

    assert all(is_evaluation(Grid(one)) for one in (*beijing, table(rows, merges=merges)))


# --- Words ---


@pytest.mark.parametrize(
    ("text", "points"),
    [("20.00", "20.00"), ("２０", "20"), ("20分", "20"), ("18.83", "18.83"), ("15%", "15")],
)
def test_points_are_read_as_people_write_them(text: str, points: str) -> None:
    assert parse_points(text) == Decimal(points)


@pytest.mark.parametrize("text", ["二十", "NaN", "1e3", "1_0", "20/30", "优"])
def test_what_is_no_number_is_no_points(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        parse_points(text)


@pytest.mark.parametrize("text", ["", "—", "/", " "])
def test_nothing_is_no_points_and_no_error(text: str) -> None:
    assert parse_points(text) is None


@pytest.mark.parametrize(
    ("text", "name", "points"),
    [
        ("产出（30）", "产出", "30"),
        ("产出指标（50分）", "产出指标", "50"),
        ("效果(25%)", "效果", "25"),
        ("结转结余率（4）", "结转结余率", "4"),
        ("部门（单位）", "部门（单位）", None),
        ("目标（2023）", "目标（2023）", None),
    ],
)
def test_a_heading_is_parted_from_its_points(text: str, name: str, points: str | None) -> None:
    assert split_points(text) == (name, None if points is None else Decimal(points))


@pytest.mark.parametrize(
    "text", ["一 预算管理情况", "（三）预算管理情况", "3.预算管理情况", "第三部分 预算管理情况"]
)
def test_an_ordinal_does_not_count(text: str) -> None:
    assert without_ordinal(text) == "预算管理情况"


# --- Whatever a table prints ---

_WORDS = [
    "项目名称",
    "一级指标",
    "三级指标",
    "指标值",
    "完成值",
    "分值",
    "得分",
    "评分标准",
    "预算数（万元）",
    "执行数",
    "预算执行率",
    "合计",
    "小计",
    "综合得分",
    "绩效评定级别",
    "优",
    "产出（30）",
    "年度总体目标",
    "预期目标",
    "实际完成情况",
    "2022年",
    "2023年",
    "评价内容",
    "94.15%",
    "20",
    "7.50",
    "—",
    "一、预算管理情况（20分）",
    "项目名称：会议费",
    "总分：95分",
    "单位：万元",
]
_CELLS = st.one_of(st.none(), st.sampled_from(_WORDS), st.text(max_size=6))


@given(
    rows=st.lists(st.lists(_CELLS, min_size=1, max_size=6), min_size=1, max_size=8),
    merges=st.lists(st.tuples(*[st.integers(0, 7)] * 4), max_size=4),
    title=st.sampled_from(["", "一 当年预算执行情况（20分）", "项目支出绩效自评表"]),
)
def test_nothing_raises_and_no_cell_is_lost(
    rows: list[Row], merges: list[tuple[int, int, int, int]], title: str
) -> None:
    grid = Grid(table(rows, title=title, merges=merges))
    is_evaluation(grid)

    evaluations, _ = read_evaluations([grid], document(grid.table))

    unread = {(cell.row, cell.column) for cell in grid.unread()}
    blocks = list(grid.all_blocks())
    assert all(grid.is_marked(*block.at) or block.at in unread for block in blocks)
    for one in evaluations:
        for item in one.items:
            assert set(item.cells) >= {"part"} or item.cells


@given(st.text(max_size=12))
def test_no_text_breaks_the_parsers(text: str) -> None:
    split_points(text, bare=True)
    without_ordinal(text)
    parse_rate(text)
    with contextlib.suppress(ValueError):
        parse_points(text)
