"""The spending plan of a form: cumulative per cent under or beside months (3月底, 上半年, 四季度)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from budgets.data import ProblemData
from budgets.money import normalise_figure
from budgets.vocabulary import fold
from performance.data import PlanStepData
from performance.reading.grids import Block, Grid
from performance.reading.months import month_of
from performance.reading.words import fields_of

_LIKE_A_MONTH = re.compile(r"\s*\d{1,3}\s*月[底末份]?\s*$")
_PERCENT = re.compile(r"(?P<number>\d{1,5}(?:\.\d{1,8})?)(?P<sign>%?)")
# A month, its heading, and the cell of its share.
Step = tuple[int, Block, Block | None]


def _percent(text: str) -> Decimal | None:
    match = _PERCENT.fullmatch(normalise_figure(text))
    return Decimal(match["number"]) if match else None


class PlanReader:
    """Finds the plan in the rows of a form; `taken` are the cells that it is made of."""

    def __init__(self, grid: Grid, rows: Sequence[int], problems: list[ProblemData]) -> None:
        self.grid = grid
        self.rows = rows
        self.inside = frozenset(rows)
        self.problems = problems
        self.taken: set[tuple[int, int]] = set()

    def read(self) -> tuple[PlanStepData, ...]:
        """The steps in the order printed, () where the form has no plan."""
        labels: list[tuple[int, Block]] = []
        sides: list[Block] = []
        for row in self.rows:
            months = [(m, b) for b in self.grid.starting(row) if (m := month_of(b.text))]
            sides += [b for b in self.grid.starting(row) if "plan" in fields_of(b.text)]
            if len(months) >= 2 or (months and any(side.last_row >= row for side in sides)):
                labels += months
        if not labels:
            return ()
        self.grid.mark_all([*sides, *(label for _, label in labels)])
        steps = [(month, label, self._cell(label)) for month, label in labels]
        self.taken.update(label.at for _, label in labels)
        self.taken.update(value.at for _, _, value in steps if value is not None)
        self._odd_months([label for _, label in labels])
        percent = any("%" in fold(side.text) for side in sides)
        return tuple(StepReader(self.grid, self.problems).read(steps, percent=percent))

    def _odd_months(self, labels: Sequence[Block]) -> None:
        """15月底 beside months names none."""
        for row in {label.row for label in labels}:
            for block in self.grid.starting(row):
                if block not in labels and _LIKE_A_MONTH.match(fold(block.text)):
                    self.grid.doubt(*block.at, "不是月份")
                    message = f"资金支出计划的“{block.text[:20]}”不是月份，请改正。"
                    self.problems.append(self.grid.problem(*block.at, message))

    def _cell(self, label: Block) -> Block | None:
        """The cell of a step: below its month, or to the right where the months stand apart."""
        right, below = self.grid.right_of(label), self.grid.below(label)
        if right is not None and right.text and _percent(right.text) is not None:
            return right
        if below is not None and below.row in self.inside and not month_of(below.text):
            heading = bool(fields_of(below.text))
            if not heading and (below.text or right is None or right.text):
                return below
        if right is not None and not month_of(right.text) and not fields_of(right.text):
            return right
        return None if below is None or below.text else below


class StepReader:
    """Steps out of their months and cells."""

    def __init__(self, grid: Grid, problems: list[ProblemData]) -> None:
        self.grid = grid
        self.problems = problems

    def read(self, steps: Sequence[Step], *, percent: bool = False) -> Iterator[PlanStepData]:
        """The steps in their order; `percent` where the plan's heading says that they are per cent."""
        unit = "%" if percent else ""
        read = [_percent(value.text) if value is not None else None for _, _, value in steps]
        told = [number for number in read if number is not None]
        # 0.3, 0.6, 1: shares instead of per cent.
        signs = any("%" in fold(value.text) for _, _, value in steps if value is not None)
        shares = len(told) > 1 and not signs and max(told) == 1
        for (month, label, value), number in zip(steps, read, strict=True):
            cells = {"month": self.grid.ref(*label.at)}
            if value is None:
                yield PlanStepData(month, None, "", cells, unit)
                continue
            cells["percent"] = self.grid.ref(*value.at)
            self._complain(label, value, number, missing=bool(told))
            shown = number * 100 if shares and number is not None else number
            yield PlanStepData(month, shown, value.text, cells, unit)

    def _complain(
        self, label: Block, value: Block, number: Decimal | None, *, missing: bool
    ) -> None:
        if number is None and value.text:
            why = f"“{value.text[:20]}”不是百分比"
            self.grid.doubt(*value.at, why)
            message = f"资金支出计划{label.text}的{why}，请改正。"
            self.problems.append(self.grid.problem(*value.at, message))
            return
        self.grid.mark(*value.at)
        if not value.text and missing:
            message = f"资金支出计划没有填{label.text}的比例，请补上。"
            self.problems.append(self.grid.problem(*value.at, message, "notice"))
