"""The overall form (整体支出绩效目标) of a body: its money, its goal, activities with indicators, tasks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from budgets.data import CellRef, ProblemData
from budgets.vocabulary import fold
from performance.data import OverallData, TaskData
from performance.forms.names import BEIJING_OVERALL, XICHENG_OVERALL_2022
from performance.reading.amounts import Purse
from performance.reading.grids import Grid
from performance.reading.heads import Head
from performance.reading.pairs import PairReader
from performance.reading.project_forms import read_grid
from performance.reading.tasks import TaskReader
from performance.reading.wide_overall import read_wide

_UNIT = re.compile(r"^\(?(?:百万|千|万|亿)?元\)?$")
_BODY_LINE = re.compile(
    r"^(?:填报|预算|编制|部门)?(?:部门|单位)(?:\(单位\))?(?:名称)?(?:\(盖章\))?[:：]\s*(?P<name>.+)$"
)


def read_overall(
    grid: Grid,
    rows: Sequence[int],
    heads: Sequence[tuple[Head, range]],
    purse: Purse,
    problems: list[ProblemData],
) -> OverallData:
    """One overall form: `rows` are those outside of its grids."""
    pairs = PairReader(grid, rows, purse, problems).read()
    cells: dict[str, CellRef] = {}
    body = _named_above(grid)
    for field in ("unit", "authority", "body"):
        if field in pairs.texts:
            body, cells["body"] = pairs.texts[field]
    if "remarks" in pairs.texts:
        cells["remarks"] = pairs.texts["remarks"][1]
    tasks: list[TaskData] = []
    grids: list[tuple[Head, range]] = []
    for head, below in heads:
        if head.has_indicators:
            grids.append((head, below))
        if not head.has_indicators or (head.has("activity") and head.has("amount", "task_content")):
            tasks += TaskReader(grid, head, purse).read(below)
    indicators, read = read_grid(grid, grids, problems)
    for head, below in grids[:1]:
        wide = read_wide(grid, head, below, purse)
        body = body or wide.body
        cells |= wide.cells
        pairs.amounts += wide.amounts
        pairs.goals += wide.goals
        pairs.particulars += wide.particulars
    amounts = purse.settle(pairs.amounts, None)
    for one in amounts:
        if "unit_heading" in one.cells:
            cells.setdefault("unit_heading", one.cells["unit_heading"])
    total_weight = None
    if read is not None and read.total_weight is not None:
        total_weight, cells["total_weight"] = read.total_weight
    leveled = any(head.has("level1", "level2") for head, _ in grids)
    return OverallData(
        body=body,
        amounts=amounts,
        goals=tuple(pairs.goals),
        remarks=pairs.text("remarks"),
        indicators=tuple(indicators),
        form=XICHENG_OVERALL_2022 if leveled else BEIJING_OVERALL,
        n=grid.table.n,
        tasks=tuple(tasks),
        total_weight=total_weight,
        particulars=tuple(pairs.particulars),
        cells=cells,
    )


def _named_above(grid: Grid) -> str:
    for line in (*grid.table.title_lines, grid.table.unit_line):
        if match := _BODY_LINE.match(fold(line).strip()):
            name = match["name"].split("  ")[0].strip()
            if not _UNIT.match(name):
                return name
    return ""
