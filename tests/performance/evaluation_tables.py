"""Builders of self-evaluation tables as a workbook would give them: rows of texts, merges."""

from __future__ import annotations

from collections.abc import Sequence

from budgets.data import ColumnData, DisclosureData, Origin, RowData, TableData
from performance.data import EvaluationData, ItemData
from performance.reading.evaluations import read_evaluations
from performance.reading.grids import Grid

Row = Sequence[str | None]


def table(
    rows: Sequence[Row],
    *,
    title: str = "",
    n: int = 1,
    merges: Sequence[tuple[int, int, int, int]] = (),
    sheet: str = "",
    unit: str = "",
) -> TableData:
    """A performance table without header rows; merges count from the first row."""
    width = max((len(row) for row in rows), default=0)
    sheet = sheet or f"Sheet{n}"
    return TableData(
        n=n,
        kind="performance",
        code="",
        title=title,
        unit=unit,
        header=(),
        rows=tuple(
            RowData(
                (*row, *[None] * (width - len(row))),
                kind="text",
                origin=Origin(sheet, place + 2, 0),
            )
            for place, row in enumerate(rows)
        ),
        columns=tuple(ColumnData((), "text") for _ in range(width)),
        merges=tuple(merges),
        sheet=sheet,
    )


def document(*tables: TableData) -> DisclosureData:
    return DisclosureData("某市外事办公室", 2023, "evaluation", tuple(tables))


def read(*tables: TableData) -> tuple[tuple[EvaluationData, ...], list[str], list[str]]:
    """Evaluations, the messages of problems with their cells, and the texts nobody understood."""
    grids = [Grid(one) for one in tables]
    evaluations, problems = read_evaluations(grids, document(*tables))
    unread = [cell.text for grid in grids for cell in grid.unread()]
    return evaluations, [f"{one.cell} {one.message}" for one in problems], unread


def line(item: ItemData) -> tuple[object, ...]:
    """What matters of an item, as printed."""
    return (
        item.part,
        item.level1,
        item.level2,
        item.level3,
        item.target.printed,
        item.actual.printed,
        None if item.weight is None else str(item.weight),
        None if item.score is None else str(item.score),
    )


def national(
    name: str = "国际交流项目",
    *,
    merged: bool = True,
    blank: bool = False,
    score: str = "9.55",
) -> tuple[list[Row], list[tuple[int, int, int, int]]]:
    """项目支出绩效自评表 of 财预〔2020〕10号: its rows and merges."""
    rows: list[Row] = [
        ["（2023年度）"],
        ["项目名称", None, None, name],
        [
            "主管部门",
            None,
            None,
            "某市外事办公室",
            None,
            None,
            "实施单位",
            None,
            "某市外事服务中心",
        ],
        ["项目负责人", None, None, None, None, None, "联系电话"],
        [
            "项目资金\n（万元）",
            None,
            None,
            "年初预算数",
            "全年预算数",
            None,
            "全年执行数",
            "分值",
            "执行率",
            "得分",
        ],
        [None, "年度资金总额", None, "100.00", "100.00", None, "95.50", "10", "95.50%", score],
        [
            None,
            "其中：当年财政拨款",
            None,
            "80.00",
            "80.00",
            None,
            "75.50",
            "—",
            "94.38%",
            "—",
        ],
        [None, "      上年结转资金", None, "20.00", "20.00", None, "20.00", "—", "100.00%", "—"],
        [None, "      其他资金", None, None, None, None, None, "—", None, "—"],
        ["年度总体目标", "预期目标", None, None, None, None, "实际完成情况"],
        [None, "举办交流活动三场。", None, None, None, None, "举办了三场。"],
        [
            "绩效指标",
            "一级指标",
            "二级指标",
            "三级指标",
            None,
            "年度指标值",
            "实际完成值",
            "分值",
            "得分",
            "偏差原因分析及改进措施",
        ],
        [None, "产出指标", "数量指标", "举办活动场次", None, "≥3场", "3场", "20", "20"],
        [None, None, "质量指标", "活动完成率", None, "＝100%", "100%", "15", "15"],
        [None, None, "时效指标", "完成时间", None, "12月底前", "12月", "15", "15"],
        [None, "效益指标", "社会效益指标", "扩大影响", None, "优", "良", "30", "25", "宣传不足"],
        [
            None,
            "满意度指标",
            "服务对象满意度指标",
            "参加人员满意度",
            None,
            "≥90%",
            "95%",
            "10",
            "10",
        ],
        ["总分", None, None, None, None, None, None, "100", "94.55"],
    ]
    merges = [
        (0, 0, 0, 9),
        (1, 0, 1, 2),
        (1, 3, 1, 9),
        (2, 0, 2, 2),
        (2, 3, 2, 5),
        (2, 6, 2, 7),
        (2, 8, 2, 9),
        (4, 0, 8, 0),
        (4, 4, 4, 5),
        (5, 1, 5, 2),
        (5, 4, 5, 5),
        (9, 0, 10, 0),
        (9, 1, 9, 5),
        (9, 6, 9, 9),
        (10, 1, 10, 5),
        (10, 6, 10, 9),
        (11, 0, 16, 0),
        (11, 3, 11, 4),
        (12, 1, 14, 1),
        (17, 0, 17, 6),
    ]
    if blank:
        spread: list[Row] = []
        for row in rows:
            spread += [row, []]
        return spread, []
    return rows, merges if merged else []
