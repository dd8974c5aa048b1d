"""Reading the overall goal of a body: its money, its activities and indicators, its tasks."""

from __future__ import annotations

from pathlib import Path

from performance.data import OverallData
from performance.reading import Reading, read_performance
from tests.performance.reading_building import document, performance_table
from tests.performance.test_reading_projects import read, said, unread

WAN = 1_000_000


def overall_of(reading: Reading) -> OverallData:
    assert reading.performance.overall is not None
    return reading.performance.overall


def reading_of(drawing: str, **where: object) -> Reading:
    where.setdefault("title", "部门整体支出绩效目标表")
    return read_performance(document(performance_table(drawing, **where)))  # type: ignore[arg-type]


def fen(overall: OverallData) -> dict[str, int | None]:
    return {one.measure: one.amount.fen for one in overall.amounts}


def test_the_overall_goal_of_beijing_is_read_whole(shared_documents: Path) -> None:
    _, reading = read(shared_documents / "beijing-fao-2026-budget", "budget", 2026)

    overall = overall_of(reading)

    assert overall.body == "北京市人民政府外事办公室（本级）"
    assert fen(overall) == {
        "total": 10_018_162_211,
        "fiscal": 9_274_719_302,
        "fiscal_basic": 5_950_314_991,
        "fiscal_project": 3_324_404_311,
        "other": 743_442_909,
        "other_basic": None,
    }
    assert overall.amounts[2].name == "财政拨款 / 基本支出"
    assert overall.goal().startswith("2026年，市政府外办（本级）将进一步加强")
    assert overall.remarks == ""
    assert len(overall.indicators) == 10
    assert overall.activities[:3] == ("领事保护", "国际语言环境建设", "保障活动")
    first = overall.indicators[0]
    assert (first.level1, first.level2, first.level3) == (
        *("产出指标", "数量指标"),
        "组织开展领保大讲堂场次",
    )
    assert first.name_printed == "产出指标数量指标组织开展领保大讲堂场次"
    assert first.cells["level3"].cell == "C10"
    assert (first.value.operator, first.value.number, first.value.unit) == ("≥", 10, "场次")
    assert overall.form == "beijing-overall"
    table = next(t for t in reading.tables if t.n == 13)
    assert not table.uninterpreted
    assert [str(fact.coordinates) for fact in table.facts] == [
        "side=out basis=budget",
        "side=out source=fiscal basis=budget",
        "side=out source=fiscal nature=basic basis=budget",
        "side=out source=fiscal nature=project basis=budget",
    ]


def test_the_overall_goal_of_xicheng_2022_is_read_by_its_unit_line(shared_documents: Path) -> None:
    _, reading = read(shared_documents / "xicheng-fao-2022-budget", "budget", 2022)

    overall = overall_of(reading)

    assert overall.body == ""
    assert {one.measure: one.amount.printed for one in overall.amounts if one.amount.fen} == {
        "total": "586.476837",
        "basic": "496.746656",
        "fiscal_basic": "496.746656",
        "project": "89.730181",
        "fiscal_project": "89.730181",
    }
    assert fen(overall)["total"] == 586_476_837
    # 总体资金情况（元） under 单位：万元
    assert overall.cells["unit_heading"].cell == "B3"
    assert overall.goal().startswith("1.全面推进国际交往中心功能建设。")
    assert [(i.level1, i.level2, i.name) for i in overall.indicators] == [
        ("产出指标", "质量指标", "因公出入境管理和领事保护工作"),
        ("产出指标", "进度指标", "国际交流和港澳工作"),
        ("产出指标", "质量指标", "涉外管理工作"),
        ("产出指标", "数量指标", "行政事务"),
        ("效益指标", "效益指标", "社会效益指标"),
    ]
    assert overall.indicators[1].value.printed.startswith("2022年上半年完成国际交流任务")
    assert overall.form == "xicheng-overall-2022"
    assert not next(t for t in reading.tables if t.n == 13).uninterpreted


def test_the_overall_goal_of_xicheng_2024_has_activities_without_levels(
    shared_documents: Path,
) -> None:
    _, reading = read(shared_documents / "xicheng-fao-2024-budget", "budget", 2024)

    overall = overall_of(reading)

    assert fen(overall) == {
        "total": 648_875_784,
        "fiscal": 648_875_784,
        "fiscal_basic": 529_065_784,
        "fiscal_project": 119_810_000,
        "other": 0,
        "other_basic": 0,
        "other_project": 0,
    }
    assert "unit_heading" not in overall.cells
    assert overall.remarks == "无"
    assert overall.activities == (
        "保障日常行政工作",
        "外事工作",
        "微信公众号运维",
        "对外决策服务保障",
        "律师服务",
        "西城区外办出入境业务管理系统运维",
    )
    assert [(i.activity, i.name, i.value.printed) for i in overall.indicators[:4]] == [
        ("保障日常行政工作", "质量指标", "高中低"),
        ("外事工作", "活动完成质量", "优良中低差"),
        ("外事工作", "预期社会效益", "好坏"),
        ("外事工作", "服务对象满意度指标", "90"),
    ]
    assert len(overall.indicators) == 13
    # ≥90 of a satisfaction, without %.
    assert ("F13", "notice") in said(reading.problems)
    assert not next(t for t in reading.tables if t.n == 13).uninterpreted


def test_a_form_with_tasks_and_their_money_is_read() -> None:
    reading = reading_of(
        """
        部门名称 | 某局 | < | < | < | < | <
        年度预算申请（万元） | 资金总额：1000 | < | < | < | < | <
        ^ | 按收入性质分： | < | < | 按支出性质分： | < | <
        ^ | 其中：一般公共预算 | 900 | < | 其中：基本支出 | 600 | <
        ^ | 政府性基金 | 100 | < | 项目支出 | 400 | <
        年度主要任务 | 任务名称 | 主要内容 | < | 总额 | 财政拨款 | 其他资金
        ^ | 任务1 | 搞建设 | < | 300 | 300 | 0
        ^ | 任务2 | 搞服务 | < | 100 | 90 | 10
        ^ | 金额合计 | < | < | 400 | 390 | 10
        年度总体目标 | 目标1： | 全面完成 | < | < | < | <
        ^ | 目标2： | 做到更好 | < | < | < | <
        年度绩效指标 | 一级指标 | 二级指标 | 指标内容 | < | 指标值 | 权重
        ^ | 产出指标 | 数量指标 | 会议数 | < | ≥3次 | 50
        ^ | 效益指标 | 社会效益指标 | 影响 | < | 提升 | 40
        ^ | 合计 | < | < | < | < | 90
        """
    )

    overall = overall_of(reading)
    assert overall.body == "某局"
    assert fen(overall) == {
        "total": 1000 * WAN,
        "general": 900 * WAN,
        "fund": 100 * WAN,
        "basic": 600 * WAN,
        "project": 400 * WAN,
    }
    assert [(task.name, task.content, task.total) for task in overall.tasks] == [
        ("任务1", "搞建设", False),
        ("任务2", "搞服务", False),
        ("金额合计", "", True),
    ]
    assert [one.amount.fen for one in overall.tasks[1].amounts] == [100 * WAN, 90 * WAN, 10 * WAN]
    assert overall.goal() == "目标1：全面完成\n目标2：做到更好"
    assert [(i.name, i.weight) for i in overall.indicators] == [("会议数", 50), ("影响", 40)]
    assert overall.total_weight == 90
    assert not unread(reading)
    assert not reading.problems


def test_a_form_of_weights_and_units_of_measure_is_read() -> None:
    reading = reading_of(
        """
        部门（单位）名称 | 某局 | < | 部门支出预算数 | 1,234.56 | <
        当年整体绩效目标 | 做好工作 | < | < | < | <
        绩效指标 | 指标名称 | 指标权重 | 计量单位 | 指标性质 | 指标值
        ^ | 培训人数 | 20 | 人 | ≥ | 100
        ^ | 满意度 | 80 | % | ≥ | 90
        """,
        unit_line="单位：万元",
    )

    overall = overall_of(reading)
    assert fen(overall) == {"total": 123_456 * 10_000}
    assert [(i.name, i.weight, i.value.unit) for i in overall.indicators] == [
        ("培训人数", 20, "人"),
        ("满意度", 80, "%"),
    ]
    assert not unread(reading)


def test_money_may_stand_beside_its_headings() -> None:
    reading = reading_of(
        """
        单位名称 | 某局 | < | <
        年度预算 | 总额 | 100 |
        ^ | 财政拨款 | 基本支出 | 60
        ^ | ^ | 项目支出 | 40
        年度绩效目标 | 好 | < | <
        任务 | 指标名称 | 指标值 | 权重
        活动一 | 质量 | ≥5% | 40
         | 数量 | ≥5个 | 60
        """,
        unit_line="单位：元",
    )

    overall = overall_of(reading)
    assert fen(overall) == {"total": 10_000, "fiscal_basic": 6_000, "fiscal_project": 4_000}
    assert [i.activity for i in overall.indicators] == ["活动一", "活动一"]
    assert not unread(reading)


def test_an_amount_merged_over_two_headings_is_told() -> None:
    reading = reading_of(
        """
        总体资金情况（万元） | 预算支出总额 | 财政拨款 | < | 其他资金
        ^ | ^ | 基本支出 | 项目支出 | ^
        ^ | 100 | 90 | < | 10
        整体绩效目标 | 好 | < | < | <
        """
    )

    assert fen(overall_of(reading)) == {"total": 100 * WAN, "other": 10 * WAN}
    assert said(reading.problems) == [("C5", "error")]
    assert unread(reading) == ["90"]


def test_a_second_overall_form_is_kept_as_printed_and_told() -> None:
    form = """
    单位名称 | 某局 | <
    整体绩效目标 | 好 | <
    活动 | 绩效指标 | 指标值
    活动一 | 场次 | 3场
    """
    first = performance_table(form, n=1, title="部门整体支出绩效目标表")
    second = performance_table(form, n=2, title="部门整体支出绩效目标表", sheet="二")

    reading = read_performance(document(first, second))

    assert overall_of(reading).n == 1
    assert [(p.sheet, p.cell, p.severity) for p in reading.problems] == [("二", "A3", "notice")]
    assert len(reading.tables[1].uninterpreted) == 10


def test_the_document_s_common_unit_serves_where_none_is_told() -> None:
    told = performance_table("项目名称 | 三级指标 | 指标值\n甲 | 场次 | 3场", n=1, unit="万元")
    untold = performance_table(
        "年度资金总额 | 5\n整体绩效目标 | 好", n=2, title="部门整体支出绩效目标表", sheet="二"
    )

    reading = read_performance(document(told, untold))

    assert fen(overall_of(reading)) == {"total": 5 * WAN}
    assert [(p.sheet, p.cell, p.severity) for p in reading.problems] == [("二", "B3", "notice")]


def test_an_amount_without_any_unit_is_told_and_stays_listed() -> None:
    reading = reading_of("年度资金总额 | 5\n整体绩效目标 | 好")

    assert fen(overall_of(reading)) == {}
    assert said(reading.problems) == [("B3", "error")]
    assert unread(reading) == ["5"]
