"""The tasks of an overall form (主要任务, 职责 and 活动): what each is, its money, what it is to reach."""

from __future__ import annotations

from collections.abc import Iterable

from performance.data import StatedAmountData, TaskData
from performance.reading.amounts import Purse, Stated, measure_of
from performance.reading.grids import Block, Grid
from performance.reading.heads import Column, Head
from performance.reading.indicators import is_sum, mark_head

_SUMS = ("金额合计", "资金合计")
_FIELDS = {"content": "task_content", "goal": "task_goal"}


class TaskReader:
    """任务名称 | 主要内容 | 预算金额 (总额, 财政拨款, 其他资金), or 职责 | 活动 | 年度预算数 | … over indicators."""

    def __init__(self, grid: Grid, head: Head, purse: Purse) -> None:
        self.grid = grid
        self.head = head
        self.purse = purse
        self.amounts = [column for column in head.columns if column.field == "amount"]
        # Of activities the goal stands under 绩效目标, beside indicators.
        self.fields = dict(_FIELDS)
        if not head.has("task_goal"):
            self.fields["goal"] = "goal"

    def read(self, rows: Iterable[int]) -> list[TaskData]:
        mark_head(self.grid, self.head)
        found = [task for row in rows if (task := self._task(row)) is not None]
        return found

    def _at(self, row: int, field: str) -> Block | None:
        column = self.head.first(field)
        if column is None:
            return None
        block = self.grid.block(row, column.first)
        return block if block.text and column.first <= block.column <= column.last else None

    def _task(self, row: int) -> TaskData | None:
        duty, block = self._at(row, "duty"), self._at(row, "activity")
        begins = [(c, self.grid.block(row, c.first)) for c in self.amounts]
        own = [b for b in (block, *(b for _, b in begins)) if b is not None and b.row == row]
        sums_duty = block is None and duty is not None and duty.row == row
        named = duty if sums_duty else block
        if named is None or not any(
            b.text for b in (*own, *([duty] if sums_duty and duty else []))
        ):
            return None
        cells = {"name": self.grid.ref(*named.at)}
        self.grid.mark(*named.at)
        if duty is not None:
            cells["duty"] = self.grid.ref(*duty.at)
            self.grid.mark(*duty.at)
        texts = {}
        for name, field in self.fields.items():
            told = self._at(row, field)
            texts[name] = told.text if told is not None and told != named else ""
            if told is not None and texts[name]:
                self.grid.mark(*told.at)
                cells[name] = self.grid.ref(*told.at)
        number = self.head.first("number")
        if number is not None:
            self.grid.mark(row, number.first)
        return TaskData(
            named.text,
            texts["content"],
            self._stated(begins, row),
            sums_duty or is_sum(named.text) or "".join(named.text.split()) in _SUMS,
            duty.text if duty is not None else "",
            texts["goal"],
            cells,
        )

    def _stated(
        self, begins: Iterable[tuple[Column, Block]], row: int
    ) -> tuple[StatedAmountData, ...]:
        stated: list[Stated] = []
        for column, value in begins:
            if value.row == row:
                measure = measure_of([block.text for block in column.path])
                one = self.purse.read(value, column.path, measure)
                stated += [one] if one is not None else []
        return tuple(one.data for one in stated)
