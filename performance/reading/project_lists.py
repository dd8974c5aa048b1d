"""Lists of projects: many in one table, each over its indicator rows (预算12表 and its like)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from budgets.data import CellRef, ProblemData
from budgets.money import WAN, AmountError, parse_amount
from budgets.vocabulary import fold
from performance.data import (
    ANNUAL,
    MEDIUM,
    GoalData,
    IndicatorData,
    ListSumData,
    PlanStepData,
    ProjectData,
)
from performance.forms.names import BEIJING_PROJECTS, XICHENG_PROJECTS
from performance.reading.amounts import Purse, Stated, measure_of
from performance.reading.codes import body_of_line, names_body, split_project
from performance.reading.grids import Block, Grid
from performance.reading.heads import IDENTITY, Column, Head
from performance.reading.indicators import Rows, halves_of, is_sum, mark_head
from performance.reading.months import month_of
from performance.reading.plans import StepReader
from performance.reading.words import fields_of

_TEXTS = ("category", "attribute", "period", "authority", "purpose")
_UNITS = ("unit", "unit_code")


@dataclass(slots=True)
class _Project:
    """A project while its rows are read."""

    code: str
    name: str
    unit: str
    row: int
    texts: dict[str, str] = field(default_factory=dict)
    amounts: dict[int, Stated] = field(default_factory=dict)
    goals: dict[int, GoalData] = field(default_factory=dict)
    indicators: list[IndicatorData] = field(default_factory=list)
    plan: tuple[PlanStepData, ...] = ()
    total_weight: tuple[Decimal, CellRef] | None = None
    cells: dict[str, CellRef] = field(default_factory=dict)

    def same(self, code: str, name: str, unit: str) -> bool:
        """Whether a row speaks of this project still; what it does not say does not count."""
        if unit and self.unit and unit != self.unit:
            return False
        if code and self.code:
            return code == self.code and (not name or not self.name or name == self.name)
        return (not code or not self.code) and name == self.name


@dataclass(slots=True)
class _Sum:
    """A line that adds up the projects from place `first` to before `last`, None for the end."""

    name: Block
    amounts: list[Stated]
    first: int
    last: int | None


class ListReader:
    """Reads the rows under the heads of one list."""

    def __init__(self, grid: Grid, purse: Purse, problems: list[ProblemData]) -> None:
        self.grid = grid
        self.purse = purse
        self.problems = problems
        self.projects: list[_Project] = []
        # The body that a line above the projects names.
        self.body: Block | None = None
        self.sums: list[_Sum] = []
        self.steps = StepReader(grid, problems)

    def read(self, head: Head, rows: Iterable[int], *, goes_on: bool) -> None:
        """The rows of a head; `goes_on` when it is the same head, printed again."""
        mark_head(self.grid, head)
        self.form = XICHENG_PROJECTS if head.has("category", "direction") else BEIJING_PROJECTS
        if not goes_on or not hasattr(self, "rows"):
            self.rows = Rows(self.grid, halves_of(head), self.problems)
            self.open: _Project | None = None
        for row in rows:
            if not self.grid.is_empty(row):
                self._row(head, row)

    def finish(self) -> list[ProjectData]:
        return [self._settled(one) for one in self.projects]

    def finish_sums(self, offset: int) -> list[ListSumData]:
        """The lines that add projects up; `offset` projects of the document stand before these."""
        return [
            ListSumData(
                one.name.text,
                tuple(stated.data for stated in one.amounts),
                tuple(
                    offset + place
                    for place in range(
                        one.first, len(self.projects) if one.last is None else one.last
                    )
                ),
                self.grid.table.n,
                {"name": self.grid.ref(*one.name.at)},
            )
            for one in self.sums
        ]

    def _row(self, head: Head, row: int) -> None:
        if self._body(head, row):
            return
        if self._is_sum(head, row):
            self._sum(head, row)
            return
        named = self._identity(head, row)
        if named is not None:
            blocks, code, name, unit = named
            if self.open is None or not self.open.same(code, name, unit):
                self._begin(code, name, unit, row, blocks)
            elif self.open is not None:
                self._again(code, name, blocks)
        if self.open is None:
            self._orphan(head, row)
            return
        self._facts(head, row, self.open)
        self.open.indicators += self.rows.read(row)
        if self.rows.total_weight is not None:
            self.open.total_weight, self.rows.total_weight = self.rows.total_weight, None

    def _identity(self, head: Head, row: int) -> tuple[dict[str, Block], str, str, str] | None:
        """Code and name that begin in this row, None where it goes on with the one above."""
        blocks: dict[str, Block] = {}
        for column in head.columns:
            if column.field in (*IDENTITY, "unit") and column.field not in blocks:
                block = self._first(row, column)
                if block is not None and (block.row == row or column.field == "unit"):
                    blocks[column.field] = block
        if not any(name in blocks for name in IDENTITY):
            return None
        code = blocks["code"].text if "code" in blocks else ""
        name = blocks["name"].text if "name" in blocks else ""
        both = blocks.get("code_and_name") or (blocks.get("name") if not code else None)
        if both is not None:
            split, rest = split_project(both.text)
            if both is not blocks.get("name") or not head.has("code"):
                code, name = split or code, rest
        elif code and not name and not head.has("name"):
            code, name = split_project(code)
        if not code and not name:
            return None
        return blocks, code, name, blocks["unit"].text if "unit" in blocks else ""

    def _body(self, head: Head, row: int) -> bool:
        """A line that names the body of the projects below, perhaps with what they add up to."""
        begins = list(self.grid.starting(row))
        sums = {c.first for c in head.columns if c.field == "amount"}
        if self._is_body_among_projects(head, begins, sums):
            return True
        if not begins or not (names_body(begins[0].text) or body_of_line(begins[0].text)):
            return False
        first = begins[0]
        named = any(c.field in IDENTITY and c.first <= first.column <= c.last for c in head.columns)
        whole = first.width > 1 and first.width >= self.grid.width - 1
        if not (named or whole) or first.height > 1:
            return False
        if any(block.column not in sums for block in begins[1:]):
            return False
        below = next(self.grid.starting(row + 1), None) if row + 1 < self.grid.height else None
        if below is None or below.column > first.column:
            return False
        self._body_begins(head, first, row)
        return True

    def _is_body_among_projects(
        self, head: Head, begins: Sequence[Block], sums: Collection[int]
    ) -> bool:
        """Under 单位（项目）名称: a line of a name and its sums only is a body's."""
        column = head.first("name")
        if column is None or not any(fields_of(b.text) and "单位" in b.text for b in column.path):
            return False
        named = [b for b in begins if column.first <= b.column <= column.last]
        codes = {c.first for c in head.columns if c.field in ("code", *_UNITS)}
        others = [b for b in begins if b not in named and b.column not in sums]
        if len(named) != 1 or any(b.column not in codes for b in others) or others == begins:
            return False
        below = named[0].last_row + 1
        follows = below < self.grid.height and self.grid.block(below, column.first)
        if not follows or not follows.text or follows.row != below or is_sum(named[0].text):
            return False
        self._body_begins(head, named[0], named[0].row)
        self.grid.mark_all(others)
        return True

    def _body_begins(self, head: Head, body: Block, row: int) -> None:
        """A body's line: it names the projects below, and may say what they add up to."""
        self._close()
        self.open, self.body = None, body
        self.grid.mark(*body.at)
        self._add_sum(head, row, body, len(self.projects), None)

    def _close(self) -> None:
        """What a body's line adds up ends where the next one begins."""
        for one in self.sums:
            if one.last is None:
                one.last = len(self.projects)

    def _add_sum(self, head: Head, row: int, name: Block, first: int, last: int | None) -> None:
        amounts: list[Stated] = []
        for column in head.columns:
            block = self.grid.block(row, column.first)
            if column.field == "amount" and block != name and block.text and block.row == row:
                measure = measure_of([one.text for one in column.path])
                stated = self.purse.read(block, column.path, measure)
                amounts += [stated] if stated is not None else []
        if amounts:
            self.sums.append(_Sum(name, amounts, first, last))

    def _begin(self, code: str, name: str, unit: str, row: int, blocks: dict[str, Block]) -> None:
        self.open = _Project(code, name, unit, row)
        self.projects.append(self.open)
        self.rows.fresh()
        for key, block in blocks.items():
            self.grid.mark(*block.at)
            ref = self.grid.ref(*block.at)
            for cell in ("code", "name") if key == "code_and_name" else (key,):
                self.open.cells.setdefault(cell, ref)
        if unit:
            self.open.texts["unit"] = unit
        elif self.body is not None:
            self.open.unit = self.open.texts["unit"] = (
                body_of_line(self.body.text) or self.body.text
            )
            self.open.cells["unit"] = self.grid.ref(*self.body.at)
        if code and "code" not in self.open.cells:
            self.open.cells["code"] = self.open.cells["name"]
        if name and "name" not in self.open.cells:
            self.open.cells["name"] = self.open.cells["code"]

    def _again(self, code: str, name: str, blocks: dict[str, Block]) -> None:
        """The project's name repeated in a row of its own, or on the next page."""
        assert self.open is not None
        self.open.code, self.open.name = self.open.code or code, self.open.name or name
        for block in blocks.values():
            self.grid.mark(*block.at)

    def _facts(self, head: Head, row: int, project: _Project) -> None:
        for column in head.columns:
            block = self._first(row, column)
            if column.field == "amount" and block is None and row == project.row:
                block = self.grid.block(row, column.first)
            if block is None or (block.row != row and row != project.row):
                continue
            if column.field in _TEXTS:
                self._text(column.field, block, project)
            elif column.field in ("goal", "medium_goal"):
                self._goal(column, block, project)
            elif column.field == "amount":
                if self._alone(head, column, block, row):
                    self._amount(column, block, project)
            elif column.field in ("number", "person", "unit_code"):
                self.grid.mark(*block.at)
        self._plan(head, row, project)

    def _plan(self, head: Head, row: int, project: _Project) -> None:
        """资金支出计划 in columns: the shares stand in the project's first row."""
        months = [column for column in head.columns if column.field == "month"]
        if not months or project.plan:
            return
        steps = []
        for column in months:
            block = self.grid.block(row, column.first)
            steps.append((month_of(column.heading.text), column.heading, block))
        if any(block.text and block.row == row for _, _, block in steps):
            percent = any("%" in fold(block.text) for block in months[0].path)
            project.plan = tuple(self.steps.read(steps, percent=percent))

    def _alone(self, head: Head, column: Column, block: Block, row: int) -> bool:
        """Whether an amount is one column's and one project's; merged over more it is nobody's."""
        beside = any(
            other.field == "amount" and other is not column and other.first <= place <= other.last
            for place in range(block.column, block.last_column + 1)
            for other in head.columns
        )
        if block.text and (beside or block.row < row):
            self.purse.refuse_merged(block)
            for one in self.projects:
                one.amounts = {
                    place: stated
                    for place, stated in one.amounts.items()
                    if (stated.row, stated.column) != block.at
                }
            return False
        return True

    def _text(self, name: str, block: Block, project: _Project) -> None:
        held = project.texts.setdefault(name, block.text)
        if held == block.text:
            project.cells.setdefault(name, self.grid.ref(*block.at))
            self.grid.mark(*block.at)
        else:
            self.grid.doubt(*block.at, "同一项目的这一栏前后不一致")

    def _goal(self, column: Column, block: Block, project: _Project) -> None:
        held = project.goals.get(column.first)
        if held is None:
            cells = {
                "heading": self.grid.ref(*column.heading.at),
                "text": self.grid.ref(*block.at),
            }
            term = MEDIUM if column.field == "medium_goal" else ANNUAL
            heading = column.heading.text
            project.goals[column.first] = GoalData(block.text, term, heading, cells)
        elif held.text != block.text:
            # A goal that goes on in the next row's cell.
            text = f"{held.text}\n{block.text}"
            project.goals[column.first] = GoalData(text, held.term, held.heading, held.cells)
        self.grid.mark(*block.at)

    def _amount(self, column: Column, block: Block, project: _Project) -> None:
        held = project.amounts.get(column.first)
        measure = measure_of([one.text for one in column.path])
        if held is None or not held.data.amount.printed:
            if block.row != project.row and not block.text:
                return
            stated = self.purse.read(block, column.path, measure)
            if stated is not None:
                project.amounts[column.first] = stated
        elif _same_figure(block.text, held.data.amount.printed):
            self.grid.mark(*block.at)
        elif block.text:
            why = f"同一项目的金额前后不一致：前面是 {held.data.amount.printed}"
            self.grid.doubt(*block.at, why)
            name = project.name or project.code
            message = (
                f"项目“{name}”在这里写 {block.text}，前面写 {held.data.amount.printed}，请核对。"
            )
            self.problems.append(self.grid.problem(*block.at, message))

    def _first(self, row: int, column: Column) -> Block | None:
        for place in range(column.first, column.last + 1):
            block = self.grid.block(row, place)
            if block.text:
                return block
        return None

    def _is_sum(self, head: Head, row: int) -> bool:
        """合计 where a project's number, body, code or name would stand."""
        fields = (*IDENTITY, *_UNITS, "number")
        columns = {
            place
            for column in head.columns
            if column.field in fields
            for place in range(column.first, column.last + 1)
        }
        first = next(self.grid.starting(row), None)
        return first is not None and first.column in columns and is_sum(first.text)

    def _sum(self, head: Head, row: int) -> None:
        """合计: above or below all projects, or below those of one body (小计)."""
        self.open = None
        name: Block | None = None
        for block in self.grid.starting(row):
            if is_sum(block.text):
                self.grid.mark(*block.at)
                name = name or block
        if name is None:
            return
        part = "".join(name.text.split()) == "小计"
        own = [one.first for one in self.sums if one.last is None and one.name is self.body]
        first = own[-1] if part and own else 0
        # A sum above its projects goes to the end of the list.
        end = len(self.projects) if self.projects else None
        if not part or self.body is None or own:
            self._add_sum(head, row, name, first, end)

    def _orphan(self, head: Head, row: int) -> None:
        """Indicators before any project was named."""
        columns = {place for c in head.columns if c.field for place in range(c.first, c.last + 1)}
        for block in self.grid.starting(row):
            if block.column in columns and not self.grid.is_marked(*block.at):
                message = "这一行上面没有项目名称，不知道指标属于哪个项目，请补上项目名称。"
                self.grid.doubt(*block.at, "上面没有项目名称，不知道属于哪个项目")
                self.problems.append(self.grid.problem(*block.at, message))
                return

    def _settled(self, project: _Project) -> ProjectData:
        amounts = self.purse.settle(list(project.amounts.values()), project.name)
        cells, texts = dict(project.cells), project.texts
        odd = next((a.cells["unit_heading"] for a in amounts if "unit_heading" in a.cells), None)
        if odd is not None:
            cells["unit_heading"] = odd
        weight = None
        if project.total_weight is not None:
            weight, cells["total_weight"] = project.total_weight
        return ProjectData(
            code=project.code,
            name=project.name,
            amounts=amounts,
            category=texts.get("category", ""),
            purpose=texts.get("purpose", ""),
            authority=texts.get("authority", ""),
            unit=texts.get("unit", ""),
            attribute=texts.get("attribute", ""),
            period=texts.get("period", ""),
            plan=project.plan,
            goals=tuple(project.goals.values()),
            indicators=tuple(project.indicators),
            form=self.form,
            n=self.grid.table.n,
            total_weight=weight,
            cells=cells,
        )


def _same_figure(one: str, other: str) -> bool:
    """Whether two cells print one figure, with more or fewer noughts behind the point."""
    if one == other:
        return True
    try:
        return parse_amount(one, WAN).fen == parse_amount(other, WAN).fen
    except AmountError:
        return False
