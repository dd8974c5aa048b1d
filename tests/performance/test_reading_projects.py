"""Reading project targets: lists of many, forms of one, and what is wrong with them."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from budgets.data import DisclosureData, ProblemData
from budgets.reconcile import reconcile
from budgets.vocabulary import shipped_vocabulary
from budgets.workbook.document import read_document
from performance.data import ANNUAL, MEDIUM, ProjectData
from performance.reading import Reading, read_performance
from performance.reading.codes import split_project
from tests.performance.reading_building import document, performance_table

WAN = 1_000_000


@cache
def read(folder: Path, kind: str, year: int) -> tuple[DisclosureData, Reading]:
    found = read_document(
        folder / "tables.xlsx",
        department="某局",
        fiscal_year=year,
        kind=kind,
        vocabulary=shipped_vocabulary(),
    )
    return found.data, read_performance(found.data)


def reading_of(drawing: str, **where: object) -> Reading:
    where.setdefault("unit_line", "单位：万元")
    return read_performance(document(performance_table(drawing, **where)))  # type: ignore[arg-type]


def only(reading: Reading) -> ProjectData:
    (project,) = reading.performance.projects
    return project


def unread(reading: Reading) -> list[str]:
    return [one.text for table in reading.tables for one in table.uninterpreted]


def said(problems: tuple[ProblemData, ...]) -> list[tuple[str, str]]:
    return [(problem.cell, problem.severity) for problem in problems]


def fen(project: ProjectData) -> dict[str, int | None]:
    return {one.measure: one.amount.fen for one in project.amounts}


# --- The real documents ---


@pytest.fixture
def beijing(shared_documents: Path) -> Reading:
    return read(shared_documents / "beijing-fao-2026-budget", "budget", 2026)[1]


def test_the_list_of_beijing_reads_nine_projects_with_their_indicators(beijing: Reading) -> None:
    projects = beijing.performance.projects

    assert [(p.code, p.name, len(p.indicators)) for p in projects] == [
        ("11000022T000000391739", "培训类项目", 5),
        ("11000022T000000391740", "因公出国（境）类项目", 4),
        ("11000022T000000427163", "北京市领事保护宣传教育服务", 10),
        ("11000022T000000427744", "机场路沿线制挂旗服务", 4),
        ("11000025T000003375576", "能力提升设备采购项目", 6),
        ("11000025T000003378417", "全市政务协同办公一体化平台采购项目", 6),
        ("11000022T000000453403", "北京市外事信息资源综合管理大数据平台建设配套服务", 5),
        ("11000022T000000453019", "国际语言环境建设服务", 8),
        ("11000022T000000495109", "市政府外办官网官微内容运维服务", 17),
    ]
    assert [p.amount("total").printed for p in projects] == [  # type: ignore[union-attr]
        *("90.000000", "138.099600", "266.678000", "221.904000", "178.848000"),
        *("20.000000", "45.822500", "163.423300", "213.750000"),
    ]
    assert all(fen(p)["fiscal"] == fen(p)["total"] for p in projects)
    assert all(fen(p)["other"] is None for p in projects)
    assert projects[0].goal().startswith("紧密结合国际交往中心功能建设和首都外事港澳工作新形势")
    assert projects[8].goal().startswith("围绕中央外交大局和全市中心工作")
    assert {(p.form, p.n) for p in projects} == {("beijing-projects", 12)}


def test_an_indicator_of_the_list_keeps_its_levels_value_and_cells(beijing: Reading) -> None:
    indicator = beijing.performance.projects[0].indicators[2]

    assert (indicator.level1, indicator.level2) == ("产出指标", "数量指标")
    assert indicator.name == "参训人数"
    value = indicator.value
    assert (value.operator, value.printed, value.number, value.unit) == (
        *("≥", "700"),
        Decimal(700),
        "人次",
    )
    assert {name: ref.cell for name, ref in indicator.cells.items()} == {
        "level1": "F7",
        "level2": "G7",
        "level3": "H7",
        "operator": "I7",
        "value": "J7",
        "unit": "K7",
    }


def test_the_empty_indicator_of_beijing_is_kept_and_told_at_its_cell(beijing: Reading) -> None:
    empty = beijing.performance.projects[8].indicators[0]

    assert (empty.level1, empty.level2, empty.level3) == ("满意度指标", "服务对象满意度指标", "")
    assert empty.value.kind == "none"
    assert said(beijing.problems) == [("F53", "error")]
    assert beijing.problems[0].message.startswith("这一行有指标级次而没有指标名称和指标值")


def test_nothing_in_the_list_of_beijing_is_left_unread(beijing: Reading) -> None:
    table = next(t for t in beijing.tables if t.n == 12)

    assert not table.uninterpreted
    assert len(table.facts) == 18
    assert str(table.facts[1].coordinates) == (
        "side=out source=fiscal nature=project basis=budget project=培训类项目"
    )
    assert (table.facts[1].row, table.facts[1].column) == (0, 2)
    assert table.facts[1].amount.fen == 90 * WAN
    assert table.facts[1].partial


def test_the_two_sided_form_reads_medium_term_and_annual_halves(shared_documents: Path) -> None:
    _, reading = read(shared_documents / "xicheng-fao-2022-budget", "budget", 2022)

    project = only(reading)

    assert (project.code, project.name) == ("", "外事工作经费")
    assert (project.authority, project.unit) == ("西城区政府外办 292001", "西城区政府外办")
    assert (project.attribute, project.period) == ("延续性项目", "长期")
    assert {one.measure: one.amount.printed for one in project.amounts} == {
        "medium_total": "258.82371",
        "medium_fiscal": "258.82371",
        "medium_other": "0",
        "total": "86.27457",
        "fiscal": "86.27457",
        "other": "0",
    }
    assert [(goal.term, goal.heading) for goal in project.goals] == [
        (MEDIUM, "中期目标（2022 年—2024 年）"),
        (ANNUAL, "年度目标"),
    ]
    assert project.goal().startswith("目标 1：按计划完成全年各项国际交流项目")
    assert project.goal(MEDIUM).startswith("目标 1：不断优化友城布局")
    terms = [indicator.term for indicator in project.indicators]
    assert (terms.count(MEDIUM), terms.count(ANNUAL)) == (16, 16)
    first, second = project.indicators[:2]
    assert first.name == second.name == "因公出入境管理和领事保护工作"
    assert first.value.printed.startswith("举办外事专办员业务培训不少于 3场")
    assert second.value.printed.startswith("举办外事专办员业务培训 1场")
    assert {one.level1 for one in project.indicators} == {"产出指标", "效果指标"}
    assert project.indicators[-1].cells["level2"].cell == "F27"
    assert project.indicators[-1].value.number == 85
    assert project.form == "two-sided-project"
    table = next(t for t in reading.tables if t.n == 14)
    assert not table.uninterpreted
    assert len(table.facts) == 2


def test_the_list_of_xicheng_reads_category_and_five_projects(shared_documents: Path) -> None:
    _, reading = read(shared_documents / "xicheng-fao-2024-budget", "budget", 2024)

    projects = reading.performance.projects

    assert [(p.code, p.name, len(p.indicators)) for p in projects] == [
        ("11010223T000001962578", "西城区外办出入境业务管理系统运维服务费", 6),
        ("11010223T000001997670", "外事工作经费", 7),
        ("11010223T000002206974", "微信公众号运营服务费", 7),
        ("11010223T000002207002", "对外工作决策服务保障经费", 7),
        ("11010224T000002727246", "法律服务费", 4),
    ]
    assert {p.category for p in projects} == {"31-部门项目"}
    assert [fen(p)["fiscal"] for p in projects] == [
        13_810_000,
        70 * WAN,
        15 * WAN,
        15 * WAN,
        6 * WAN,
    ]
    assert {p.form for p in projects} == {"xicheng-projects"}
    # The table names no unit; the others' is 万元.
    assert [(p.cell, p.severity) for p in reading.problems if "表14" in p.sheet] == [
        ("C5", "notice")
    ]


SHIJIAZHUANG = [
    ("13010024P00971210054H", "办公设备购置", "10.70", (30, 60, 90, 100), 6),
    ("13010024P00971110072C", "党组织活动经费", "4.14", (30, 60, 90, 100), 6),
    ("13010024P00993510034Q", "文件资料印刷费", "7.54", (30, 60, 90, 100), 6),
    ("13010024P000075100212", "业务培训费", "6.56", (30, 40, 90, 100), 7),
    ("13010024P0060X210031B", "业务咨询委托费", "17.31", (30, 70, 90, 100), 8),
    ("13010024P00667710010U", "专项邮电费", "0.70", (30, 60, 90, 100), 6),
    ("13010024P006476100022", "外事活动经费", "76.79", (30, 60, 90, 100), 7),
    ("13010024P00935410003U", "对外交流活动经费", "1,000.00", (30, 60, 90, 100), 7),
]


def test_the_forms_of_shijiazhuang_read_one_project_a_sheet(shared_documents: Path) -> None:
    _, reading = read(shared_documents / "shijiazhuang-fao-2024-performance", "performance", 2024)

    projects = reading.performance.projects

    assert [
        (
            *(p.code, p.name, p.amount("total").printed),  # type: ignore[union-attr]
            tuple(int(step.percent or -1) for step in p.plan),
            len(p.indicators),
        )
        for p in projects
    ] == SHIJIAZHUANG
    assert all([step.month for step in p.plan] == [3, 6, 10, 12] for p in projects)
    assert projects[0].plan[0].printed == "30%"
    assert projects[0].plan[3].cells["percent"].cell == "F7"
    assert projects[1].purpose == "确保党组织活动正常开展"
    assert projects[1].goal() == "确保党组织活动正常开展"
    assert not reading.problems
    assert not unread(reading)


def test_an_indicator_of_shijiazhuang_holds_its_description_and_basis(
    shared_documents: Path,
) -> None:
    _, reading = read(shared_documents / "shijiazhuang-fao-2024-performance", "performance", 2024)

    indicator = reading.performance.projects[4].indicators[0]

    assert (indicator.level1, indicator.level2, indicator.level3) == (
        *("产出指标", "数量指标"),
        "预算费用支出情况",
    )
    assert indicator.description == "支出比例"
    assert indicator.basis == "工作安排 领导指示 历年经验"
    value = indicator.value
    assert (value.operator, value.number, value.unit, value.printed) == (
        *("≤", Decimal("17.31")),
        *("万元", "≤17.31万元"),
    )


@pytest.mark.parametrize(
    ("folder", "kind", "year"),
    [
        ("beijing-fao-2026-budget", "budget", 2026),
        ("xicheng-fao-2022-budget", "budget", 2022),
        ("xicheng-fao-2024-budget", "budget", 2024),
        ("shijiazhuang-fao-2024-performance", "performance", 2024),
    ],
)
def test_the_amounts_of_targets_raise_no_new_finding(
    shared_documents: Path, folder: str, kind: str, year: int
) -> None:
    data, reading = read(shared_documents / folder, kind, year)
    told = DisclosureData(data.department, data.fiscal_year, data.kind, reading.tables)

    assert reconcile(told).findings == reconcile(data).findings


# --- Lists of other bodies ---

CHONGQING = """
单位 | 项目名称 | 项目编码 | 项目总额 | 其中： | < | 年度目标 | 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 权重 | 是否核心
^ | ^ | ^ | ^ | 财政拨款 | 其他资金 | ^ | ^ | ^ | ^ | ^ | ^ | ^ | ^ | ^
105001-市某局（本级） | 办公设备 | 50000022T000000111111 | 20 | 20 | 0 | 买设备 | 产出指标 | 数量指标 | 设备数 | ≥ | 10 | 台 | 60 | 是
^ | ^ | ^ | ^ | ^ | ^ | ^ | 满意度指标 | 服务对象满意度指标 | 满意度 | ≥ | 90 | % | 40 | 否
^ | 培训费 | 50000022T000000222222 | 5 | 5 |  | 办培训 | 产出指标 | 数量指标 | 期数 | ≥ | 2 | 期 | 100 | 是
"""


def test_a_list_with_unit_code_weight_and_core_columns_is_read() -> None:
    reading = reading_of(CHONGQING, header=2)

    first, second = reading.performance.projects
    assert (first.code, first.name) == ("50000022T000000111111", "办公设备")
    assert (second.code, second.name) == ("50000022T000000222222", "培训费")
    assert first.unit == second.unit == "105001-市某局（本级）"
    assert [i.weight for i in first.indicators] == [60, 40]
    assert [i.core for i in first.indicators] == ["是", "否"]
    assert first.indicators[0].value.unit == "台"
    assert not unread(reading)
    assert not reading.problems


def test_a_list_without_merges_goes_on_over_a_repeated_head_and_its_name_printed_again() -> None:
    reading = reading_of(
        """
        项目名称 | 项目总额 | 其中： |  | 绩效目标 | 一级指标 | 二级指标 | 三级指标 | 绩效指标性质 | 本年绩效指标值 | 绩效度量单位
         | | 财政资金 | 其他资金
        11000022T000000391739-甲 | 90 | 90 | | 目标甲 | 产出指标 | 数量指标 | 人数 | ≥ | 5 | 人
         |  |  | |  |  | 质量指标 | 合格率 | ≥ | 95 | %
        项目名称 | 项目总额 | 其中： |  | 绩效目标 | 一级指标 | 二级指标 | 三级指标 | 绩效指标性质 | 本年绩效指标值 | 绩效度量单位
         | | 财政资金 | 其他资金
        11000022T000000391739-甲 | 90 | 90 | | 目标甲 |  | 时效指标 | 及时率 | ≥ | ９５ | %
        11000022T000000391740-乙 | １０．５ | 10.5 | | 目标乙 | 效益指标 | 社会效益指标 | 场次 | ≥ | 3 | 场
        """,
        header=1,
    )

    first, second = reading.performance.projects
    assert [(i.level1, i.level2, i.name) for i in first.indicators] == [
        ("产出指标", "数量指标", "人数"),
        ("产出指标", "质量指标", "合格率"),
        ("产出指标", "时效指标", "及时率"),
    ]
    assert first.indicators[2].value.number == 95
    assert fen(second) == {"total": 10_500_000, "fiscal": 10_500_000, "other": None}
    assert not unread(reading)
    assert not reading.problems


def test_level_names_left_blank_hold_downwards_but_not_into_the_next_project() -> None:
    reading = reading_of(
        """
        项目名称 | 一级指标 | 二级指标 | 三级指标 | 指标值
        甲 | 产出指标 | 数量指标 | 一 | 1个
         |  |  | 二 | 2个
         | 效益指标 |  | 三 | 3个
        乙 |  |  | 四 | 4个
        """
    )

    first, second = reading.performance.projects
    assert [(i.level1, i.level2) for i in first.indicators] == [
        ("产出指标", "数量指标"),
        ("产出指标", "数量指标"),
        ("效益指标", ""),
    ]
    assert [(i.level1, i.level2) for i in second.indicators] == [("", "")]


def test_a_list_of_goals_without_indicators_is_read() -> None:
    reading = reading_of(
        """
        序号 | 项目名称 | 预算金额（元） | 绩效目标
        1 | 甲 | 100,000 | 做好甲
        2 | 乙 | 200000.5 | 做好乙
        """,
        unit_line="",
    )

    assert [(p.name, p.goal(), fen(p)["total"]) for p in reading.performance.projects] == [
        ("甲", "做好甲", 10_000_000),
        ("乙", "做好乙", 20_000_050),
    ]
    assert not unread(reading)


def test_a_value_in_three_cells_under_one_heading_is_one_value() -> None:
    reading = reading_of(
        """
        项目名称 | 一级指标 | 二级指标 | 三级指标 | 指标值 | < | <
        甲 | 产出指标 | 数量指标 | 场次 | ≥ | 10 | 场
        """
    )

    value = only(reading).indicators[0].value
    assert (value.operator, value.number, value.unit) == ("≥", 10, "场")


def test_the_line_that_adds_projects_up_belongs_to_none() -> None:
    reading = reading_of(
        """
        项目名称 | 项目总额 | 绩效目标 | 三级指标 | 指标值
        甲 | 90 | 好 | 场次 | ≥5场
        合计 | 90 | | |
        """
    )

    assert only(reading).name == "甲"
    (line,) = reading.performance.sums
    assert (line.name, line.amounts[0].amount.printed, line.projects) == ("合计", "90", (0,))
    assert unread(reading) == []


def test_a_line_that_names_a_body_holds_for_the_projects_below() -> None:
    reading = reading_of(
        """
        项目名称 | 项目总额 | 绩效目标 | 三级指标 | 指标值
        105001-某局本级 | 90 | | |
        50000022T000000111111-甲 | 90 | 好 | 场次 | 5场
        预算单位：某中心 | < | < | < | <
        乙 | 90 | 好 | 场次 | 5场
        """
    )

    assert [(p.code, p.name, p.unit) for p in reading.performance.projects] == [
        ("50000022T000000111111", "甲", "105001-某局本级"),
        ("", "乙", "某中心"),
    ]
    # What a body's projects add up to.
    (line,) = reading.performance.sums
    assert (line.name, line.amounts[0].amount.printed, line.projects) == (
        "105001-某局本级",
        "90",
        (0,),
    )
    assert unread(reading) == []
    assert not reading.problems


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        ("11000022T000000391739-培训类项目", "11000022T000000391739", "培训类项目"),
        ("13010024P00971210054H 办公设备购置", "13010024P00971210054H", "办公设备购置"),
        ("[A1234567]甲（2025-2027年）", "A1234567", "甲（2025-2027年）"),
        ("１１００００２２Ｔ００００００３９１７３９-甲", "11000022T000000391739", "甲"),
        ("办公设备购置（13010024P00971210054H）", "13010024P00971210054H", "办公设备购置"),
        ("11000022T000000391739", "11000022T000000391739", ""),
        ("2025年外事工作经费", "", "2025年外事工作经费"),
        ("105001-某局本级", "", "105001-某局本级"),
        ("5G基站建设", "", "5G基站建设"),
    ],
)
def test_code_and_name_in_one_cell_are_told_apart(text: str, code: str, name: str) -> None:
    assert split_project(text) == (code, name)


# --- Forms of other bodies ---

CENTRAL = """
项目名称 | 政务信息系统运维 | < | < | < | <
主管部门及代码 | 某部 101 | < | 实施单位 | 某部信息中心 | <
项目属性 | 延续性项目 | < | 项目期 | 1年 | <
项目资金（万元） | 年度资金总额： | 1,200.00 | < | 执行率分值（10） | <
^ | 其中：财政拨款 | 1,000.00 | < | < | <
^ | 上年结转 | 150.00 | < | < | <
^ | 其他资金 | 50.00 | < | < | <
年度总体目标 | 目标1：保障系统稳定运行。\\n目标2：提升服务水平。 | < | < | < | <
绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 分值（权重）
^ | 产出指标 | 数量指标 | 指标1：运维系统数量 | ≥10个 | 30
^ | ^ | ^ | 指标2： |  |
^ | ^ | 质量指标 | …… |  |
^ | 效益指标 | 社会效益指标 | 指标1：服务公众人次 | ≥100万人次 | 50
^ | 满意度指标 | 服务对象满意度指标 | 指标1：用户满意度 | ≥90% | 10
^ | 合计 | < | < | < | 90
"""


def test_the_central_form_is_read_with_its_points() -> None:
    reading = reading_of(CENTRAL, unit_line="")

    project = only(reading)
    assert (project.name, project.authority, project.unit) == (
        *("政务信息系统运维", "某部 101"),
        "某部信息中心",
    )
    assert fen(project) == {
        "total": 1200 * WAN,
        "fiscal": 1000 * WAN,
        "carried": 150 * WAN,
        "other": 50 * WAN,
    }
    assert project.goal() == "目标1：保障系统稳定运行。\n目标2：提升服务水平。"
    # 指标2： and …… are lines of the form that nobody filled in.
    assert [(i.name, i.weight) for i in project.indicators] == [
        ("运维系统数量", 30),
        ("服务公众人次", 50),
        ("用户满意度", 10),
    ]
    assert (project.execution_weight, project.total_weight) == (10, 90)
    assert project.form == "national-project"
    assert not unread(reading)
    assert not reading.problems


def test_the_form_of_shanghai_tells_all_years_from_this_one() -> None:
    reading = reading_of(
        """
        项目名称： | 信息化运维 | < | 项目类别： | 经常性专项业务费 | <
        计划开始日期： | 2024-01-01 | < | 计划完成日期： | 2024-12-31 | <
        项目资金（元） | 项目资金总额： | 700,000 | < | 年度资金申请总额： | 350,000
        ^ | 其中：财政资金 | 700,000 | < | 其中：当年财政拨款 | 350,000
        ^ | 其他资金 | 0 | < | 上年结转资金 | 0
        项目绩效目标 | 项目总目标（2024年-2025年） | < | < | 年度总目标 | <
        ^ | 做好运维 | < | < | 今年做好运维 | <
        一级指标 | 二级指标 | 三级指标 | < | 指标目标值 | <
        产出目标 | 数量 | 系统维护次数 | < | =12.00（次） | <
        """,
        unit_line="",
    )

    project = only(reading)
    assert fen(project) == {
        "medium_total": 70_000_000,
        "medium_fiscal": 70_000_000,
        "medium_other": 0,
        "total": 35_000_000,
        "fiscal": 35_000_000,
        "carried": 0,
    }
    assert (project.goal(), project.goal(MEDIUM)) == ("今年做好运维", "做好运维")
    assert (project.category, project.period) == ("经常性专项业务费", "2024-01-01—2024-12-31")
    assert not unread(reading)


def test_the_form_of_guangdong_gives_each_indicator_two_values() -> None:
    reading = reading_of(
        """
        项目名称 | 教育经费 | < | < | < | <
        项目总额（元） | 9000000 | < | 年度金额（元） | 3000000 | <
        绩效目标 | 实施周期目标（2023-2025） | < | < | 年度目标 | <
        ^ | 三年内建成 | < | < | 今年开工 | <
        绩效指标 | 一级指标 | 二级指标 | 三级指标 | 实施周期指标值 | 年度指标值
        ^ | 产出指标 | 数量指标 | 建成教室数 | 30间 | 10间
        """,
        unit_line="",
    )

    project = only(reading)
    assert [(i.term, i.level2, i.name, i.value.number) for i in project.indicators] == [
        (MEDIUM, "数量指标", "建成教室数", 30),
        (ANNUAL, "数量指标", "建成教室数", 10),
    ]
    assert fen(project) == {"medium_total": 900_000_000, "total": 300_000_000}
    assert project.goal(MEDIUM) == "三年内建成"


def test_several_forms_in_one_sheet_are_several_projects() -> None:
    form = """
    项目编码 | 13010024P0097121005{}H | < | 项目名称 | 项目{} | < | <
    预算规模及资金用途 | 预算数 | 10.7 | 其中:财政资金 | 10.7 | 其他资金 |
    ^ | 用途{} | < | < | < | < | <
    资金支出计划(%) | 3月底 | < | 6月底 | 10月底 | 12月底 | <
    ^ | 30 | < | 60 | 90 | 100 | <
    绩效目标 | 1.做好事 | < | < | < | < | <
    ^ | 2.做大事 | < | < | < | < | <
    一级指标 | 二级指标 | 三级指标 | 绩效指标描述 | < | 指标值 | 指标值确定依据
    产出指标 | 数量指标 | 数量 | 描述 | < | ≥{}台 | 计划
    """
    title = "项目支出绩效目标表 | < | < | < | < | < | <"
    forms = [form.format(n, n, n, n) for n in range(3)]

    plain = reading_of("\n".join(forms))
    titled = reading_of("\n".join([forms[0], title, forms[1], title, forms[2]]))

    for reading in (plain, titled):
        assert [(p.name, p.purpose) for p in reading.performance.projects] == [
            ("项目0", "用途0"),
            ("项目1", "用途1"),
            ("项目2", "用途2"),
        ]
        assert [p.goal() for p in reading.performance.projects] == ["1.做好事\n2.做大事"] * 3
        assert [len(p.plan) for p in reading.performance.projects] == [4, 4, 4]
        assert not unread(reading)
        assert not reading.problems


def test_a_heading_and_its_value_may_share_a_cell() -> None:
    reading = reading_of(
        """
        项目名称：甲项目 | < | 实施单位：某局 | <
        年度资金总额：100万元 | < | 主管部门：某市 | <
        年度目标：做好事 | < | < | <
        一级指标 | 二级指标 | 三级指标 | 指标值
        产出指标 | 数量指标 | 场次 | 10场
        """
    )

    project = only(reading)
    assert (project.name, project.unit, project.authority) == ("甲项目", "某局", "某市")
    assert project.goal() == "做好事"
    assert fen(project) == {"total": 100 * WAN}
    assert not unread(reading)


def test_shares_of_one_are_a_plan_in_per_cent() -> None:
    reading = reading_of(
        """
        项目名称 | 甲 | < | <
        资金支出计划 | 一季度 | 上半年 | 全年
        ^ | 0.25 | 0.5 | 1
        一级指标 | 二级指标 | 三级指标 | 指标值
        产出指标 | 数量指标 | 场次 | 10场
        """
    )

    assert [(step.month, step.percent) for step in only(reading).plan] == [
        (3, 25),
        (6, 50),
        (12, 100),
    ]


def test_a_heading_in_万元_beats_a_unit_line_in_yuan_that_would_part_a_fen() -> None:
    reading = reading_of(
        """
        2024年项目支出绩效目标情况 | < | < | <
        项目名称 | 甲 | < | <
        项目资金（万元） | 年度资金总额 | 86.27457 | <
        ^ | 其中：财政拨款 | 86 | <
        一级指标 | 二级指标 | 三级指标 | 指标值
        产出指标 | 数量指标 | 场次 | 5场
        其他说明 | 没有 | < | <
        """,
        unit_line="单位：元",
    )

    assert fen(only(reading)) == {"total": 86_274_570, "fiscal": 86 * WAN}
    assert only(reading).cells["unit_heading"].cell == "A5"
    assert only(reading).remarks == "没有"
    assert not unread(reading)


# --- What is wrong ---


def test_an_indicator_without_a_value_is_told_at_its_value_cell() -> None:
    reading = reading_of(
        """
        项目名称 | 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位
        甲 | 产出指标 | 数量指标 | 场次 | ≥ |  | 场
         | 产出指标 | 数量指标 |  | ≥ | 5 | 场
        """
    )

    assert said(reading.problems) == [("F4", "error"), ("B5", "error")]
    assert "“场次”没有指标值" in reading.problems[0].message
    assert "没有名称" in reading.problems[1].message
    assert len(only(reading).indicators) == 2


def test_one_code_with_two_names_is_told_at_the_second() -> None:
    reading = reading_of(
        """
        项目编码 | 项目名称 | 三级指标 | 指标值
        A1234567 | 甲 | 场次 | 1场
        A1234567 | 乙 | 场次 | 1场
        """
    )

    assert said(reading.problems) == [("A5", "error")]
    assert "“乙”" in reading.problems[0].message
    assert "“甲”" in reading.problems[0].message


def test_a_project_stated_twice_with_another_content_is_told_at_the_second() -> None:
    reading = reading_of(
        """
        项目编码 | 项目名称 | 三级指标 | 指标值
        A1234567 | 甲 | 场次 | 1场
        A1234568 | 乙 | 场次 | 1场
        A1234567 | 甲 | 场次 | 2场
        """
    )

    assert said(reading.problems) == [("A6", "error")]


def test_an_amount_that_cannot_be_read_stays_listed_and_is_told() -> None:
    reading = reading_of(
        """
        项目名称 | 项目总额 | 财政资金 | 三级指标 | 指标值
        甲 | 九十 | 90 | 场次 | 1场
        """
    )

    assert fen(only(reading)) == {"fiscal": 90 * WAN}
    assert unread(reading) == ["九十"]
    assert said(reading.problems) == [("B4", "error")]


def test_two_amounts_for_one_project_are_told() -> None:
    reading = reading_of(
        """
        项目名称 | 项目总额 | 三级指标 | 指标值
        甲 | 90 | 场次 | 1场
        甲 | 91 | 人次 | 1人
        """
    )

    assert said(reading.problems) == [("B5", "error")]
    assert unread(reading) == ["91"]


def test_an_amount_merged_over_two_columns_or_two_projects_belongs_to_nobody() -> None:
    reading = reading_of(
        """
        项目名称 | 项目总额 | 财政资金 | 三级指标 | 指标值
        甲 | 90 | < | 场次 | 1场
        乙 | 50 | 50 | 场次 | 1场
        丙 | ^ | 50 | 场次 | 1场
        """
    )

    assert [fen(p) for p in reading.performance.projects] == [
        {},
        {"fiscal": 50 * WAN},
        {"fiscal": 50 * WAN},
    ]
    assert sorted(unread(reading)) == ["50", "90"]
    assert said(reading.problems) == [("B4", "error"), ("B5", "error")]


def test_a_plan_step_that_is_no_percentage_is_told() -> None:
    reading = reading_of(
        """
        项目名称 | 甲 | < | < | <
        资金支出计划(%) | 3月底 | 6月底 | 10月底 | 12月底
        ^ | 30 | 一半 |  | 100
        一级指标 | 二级指标 | 三级指标 | 指标值 | 备注
        产出指标 | 数量指标 | 场次 | 10场 | 无
        """
    )

    assert [step.percent for step in only(reading).plan] == [30, None, None, 100]
    assert said(reading.problems) == [("C5", "error"), ("D5", "notice")]
    assert unread(reading) == ["一半"]
    assert only(reading).indicators[0].remarks == "无"


def test_points_that_are_no_number_are_told() -> None:
    reading = reading_of(
        """
        项目名称 | 三级指标 | 指标值 | 分值
        甲 | 场次 | 1场 | 许多
        """
    )

    assert said(reading.problems) == [("D4", "error")]
    assert unread(reading) == ["许多"]


def test_a_table_of_no_known_layout_is_kept_and_told_once() -> None:
    reading = reading_of(
        """
        随便 | 什么 | 内容
        12 | 34 | 56
        """
    )

    assert said(reading.problems) == [("A3", "notice")]
    assert reading.problems[0].message.startswith("这张绩效表的格式没有见过")
    assert unread(reading) == ["随便", "什么", "内容", "12", "34", "56"]
    assert not reading.performance


def test_a_form_without_a_project_name_is_told_and_stays_listed_whole() -> None:
    reading = reading_of(
        """
        项目名称 | | < | <
        年度资金总额 | 5 | < | <
        一级指标 | 二级指标 | 三级指标 | 指标值
        产出指标 | 数量指标 | 场次 | 10场
        """
    )

    assert said(reading.problems) == [("A3", "error")]
    assert not reading.performance
    assert len(unread(reading)) == 11
    assert not reading.tables[0].facts


# --- Private persons ---


def test_private_persons_are_blanked_wherever_they_stand() -> None:
    table = performance_table(
        """
        项目名称 | 甲 | 项目负责人 | 张三 | 13800001111
        主管部门 | 某局 | 联 系 电 话： | 0311-8800 1122 | <
        年度资金总额 | 5 | < | < | <
        一级指标 | 二级指标 | 三级指标 | 指标值 | 备注
        产出指标 | 数量指标 | 场次 | 10场 |
        填报人：张三 | < | 联系电话：13800001111 | < | <
        """,
        unit_line="单位：万元",
        title_lines=("填报单位：某局  联系人：张三",),
        notes=("填表人：张三 联系电话：88001122",),
        header=2,
    )

    reading = read_performance(document(table))

    whole = repr(reading)
    assert "张三" not in whole
    assert "13800001111" not in whole
    assert "1122" not in whole
    bare = reading.tables[0]
    assert bare.header[0] == ("项目名称", "甲", "项目负责人", None, None)
    assert bare.title_lines == ("填报单位:某局  联系人:",)
    assert said(reading.problems) == [("D3", "notice")]
    assert not unread(reading)
    assert only(reading).authority == "某局"


def test_columns_of_persons_in_a_list_are_blanked() -> None:
    reading = reading_of(
        """
        项目名称 | 项目负责人 | 联系电话 | 项目总额 | 一级指标 | 二级指标 | 三级指标 | 指标值
        甲 | 张三 | 13800001111 | 10 | 产出指标 | 数量指标 | 联系电话 | 10个
        乙 | 李四 | 010-66001122 | 10 | 产出指标 | 数量指标 | 数量 | 10个
        """
    )

    whole = repr(reading)
    assert not any(word in whole for word in ("张三", "李四", "13800001111", "66001122"))
    # An indicator about telephone numbers is none of a person's.
    assert reading.performance.projects[0].indicators[0].name == "联系电话"
    assert not unread(reading)


def test_a_form_without_persons_gives_no_notice() -> None:
    reading = reading_of(
        """
        项目名称 | 甲 | < | <
        项目负责人 |  | 联系电话 |
        一级指标 | 二级指标 | 三级指标 | 指标值
        产出指标 | 数量指标 | 场次 | 10场
        """
    )

    assert not reading.problems
    assert not unread(reading)
