"""Where a grid's column heads stand: one row or several, printed once or again on every page."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from budgets.workbook.numbering import is_numbering
from performance.reading.grids import Block, Grid
from performance.reading.months import month_of
from performance.reading.words import fields_of

LEVELS = ("level1", "level2", "level3")
# What names an indicator, and what says something about it.
NAMES = frozenset({*LEVELS, "indicator", "activity"})
SAYS = frozenset({"value", "medium_value", "operator", "weight", "description", "basis"})
IDENTITY = frozenset({"name", "code", "code_and_name"})
SOURCES = (
    *("general", "fund", "capital", "fiscal", "special", "unit_money", "carried"),
    *("upper", "own", "kept", "passed", "previous", "other"),
)
NATURES = ("basic", "project")
TOTALS = ("total", "medium_total", "sum")
MONEY = frozenset({*SOURCES, *NATURES, *TOTALS})
_GOALS = frozenset({"goal", "medium_goal"})
# Of several fields that a heading may name, the first of these counts in a head.
_ORDER = (
    *("name", "code", "code_and_name", *LEVELS, "value", "medium_value", "operator"),
    *("measure_unit", "direction", "weight", "core", "description", "basis", "activity"),
    *("task_content", "category", "attribute", "period", "authority", "unit", "body", "purpose"),
    *("goal", "medium_goal", "indicator", *SOURCES, *NATURES, *TOTALS, "remarks", "number"),
    *("duty", "task_goal", "bare", "plan", "month", "grade", "person", "side"),
)
# 优 良 中 差 under 评价标准: what each grade asks for.
GRADES = frozenset({"优", "良", "中", "差", "优秀", "良好", "一般", "较差"})
# Fields that a block over several rows names as a side of a form, not as a column.
_SIDES = frozenset({"indicator", "side", "goal", "medium_goal", "money", "activity"})
_ANY = frozenset(_ORDER)
_CODED = re.compile(r"(?:代码|编码)\s*$")


@dataclass(frozen=True, slots=True)
class Column:
    """A column, or several under one heading: its field, and its headings from the top."""

    field: str
    first: int
    last: int
    path: tuple[Block, ...]

    @property
    def heading(self) -> Block:
        return self.path[-1]


@dataclass(frozen=True, slots=True)
class Head:
    """Column heads in rows `top` to `bottom`, ends included, and what they name."""

    top: int
    bottom: int
    columns: tuple[Column, ...]

    def first(self, field: str) -> Column | None:
        return next((column for column in self.columns if column.field == field), None)

    def has(self, *fields: str) -> bool:
        return any(column.field in fields for column in self.columns)

    @property
    def is_list(self) -> bool:
        """Whether each row names its project."""
        return self.has(*IDENTITY)

    @property
    def has_indicators(self) -> bool:
        return self.has(*LEVELS, "indicator") or (
            self.has("activity") and self.has("value", "medium_value")
        )

    @property
    def shape(self) -> tuple[tuple[str, int], ...]:
        """What two printings of one head share."""
        return tuple((column.field, column.first) for column in self.columns)


def find_heads(grid: Grid) -> list[Head]:
    """Every head of the grid, from the top."""
    heads: list[Head] = []
    row = 0
    while row < grid.height:
        if not _is_head(grid, row):
            row += 1
            continue
        floor = heads[-1].bottom + 1 if heads else 0
        top, bottom = _top(grid, row, floor), _bottom(grid, row)
        heads.append(Head(top, bottom, _columns(grid, top, bottom)))
        row = bottom + 1
    return heads


def _fields(grid: Grid, row: int) -> tuple[list[frozenset[str]], int]:
    """The fields of the known headings that begin in a row, and how many cells begin in it."""
    found = [_fields_of(block.text) for block in grid.starting(row)]
    return [fields for fields in found if fields], len(found)


def _fields_of(text: str) -> frozenset[str]:
    """The fields of a heading that only heads have: months of a plan, grades of judging, too."""
    if fields := fields_of(text) & _ANY:
        return fields
    if text in GRADES:
        return frozenset({"grade"})
    return frozenset({"month"}) if month_of(text) else frozenset()


def _is_head(grid: Grid, row: int) -> bool:
    known, cells = _fields(grid, row)
    if len(known) < 2 or len(known) * 5 < cells * 3:
        return False
    named = frozenset[str]().union(*known)
    columns = [fields for fields in known if not fields <= _SIDES or "activity" in fields]
    names = sum(bool(fields & {*LEVELS, "indicator"}) for fields in known)
    says = sum(bool(fields & SAYS) for fields in known)
    distinct = sum(field in named for field in LEVELS)
    if distinct >= 2 or (names and says):
        return True
    if "bare" in named and "task_content" in named:
        return True
    if "activity" in named and len(columns) >= 2:
        money = any(fields & MONEY for fields in known)
        return says > 0 or "task_content" in named or money
    # A list of projects and their goals, without indicators.
    return bool(named & IDENTITY) and bool(named & _GOALS) and len(known) >= 3


def _top(grid: Grid, row: int, floor: int) -> int:
    """The first row of the head: rows above it whose headings are divided in it."""
    while row > floor:
        known, cells = _fields(grid, row - 1)
        if len(known) < 2 or len(known) < cells:
            break
        above = list(grid.starting(row - 1))
        over = any(
            block.width > 1
            and sum(block.column <= b.column <= block.last_column for b in grid.starting(row)) > 1
            for block in above
        )
        down = any(block.last_row >= row and fields_of(block.text) - _SIDES for block in above)
        hollow = len(known) > 2 and any(not grid.text(row, block.column) for block in above)
        if not (over or down or hollow):
            break
        row -= 1
    return row


def _bottom(grid: Grid, row: int) -> int:
    """The last row of the head: what is merged down, and rows of further headings only."""
    bottom = row
    while True:
        deepest = max(
            (
                block.last_row
                for block in grid.blocks(bottom)
                if block.text and fields_of(block.text) & _ANY - _SIDES
            ),
            default=bottom,
        )
        if deepest > bottom:
            bottom = deepest
            continue
        below = bottom + 1
        if below >= grid.height:
            return bottom
        texts = [block.text for block in grid.starting(below)]
        if len(texts) > 2 and is_numbering(texts):
            return below
        known, cells = _fields(grid, below)
        if not known or len(known) < cells or _is_head(grid, below) or below - row > 4:
            return bottom
        if any(fields & (IDENTITY | _GOALS | {"remarks"}) for fields in known):
            return bottom
        bottom = below


def _columns(grid: Grid, top: int, bottom: int) -> tuple[Column, ...]:
    paths: list[tuple[Block, ...]] = []
    for place in range(grid.width):
        path: list[Block] = []
        for row in range(top, bottom + 1):
            block = grid.block(row, place)
            if block.text and block not in path and not is_numbering([block.text, block.text]):
                path.append(block)
        paths.append(tuple(path))
    columns: list[Column] = []
    for place, headings in enumerate(paths):
        if not headings:
            # An empty heading: what stands below belongs to the heading on the left, if to any.
            continue
        if columns and columns[-1].path == headings and columns[-1].last == place - 1:
            last = columns.pop()
            columns.append(Column(last.field, last.first, place, headings))
        else:
            columns.append(Column(_field(headings, columns, bottom), place, place, headings))
    return _settled(columns)


def _field(path: tuple[Block, ...], before: list[Column], bottom: int) -> str:
    """The field that the deepest known heading of a column names; "" for an unknown one."""
    for place, block in reversed(list(enumerate(path))):
        fields = _fields_of(block.text)
        if not fields:
            continue
        if fields == {"grade"} and not any("basis" in fields_of(b.text) for b in path):
            continue
        if fields == {"month"}:
            if any("plan" in fields_of(b.text) for b in path):
                return "month"
            continue
        if "bare" in fields and place:
            over = fields_of(path[place - 1].text + block.text) & _ANY
            fields = over or fields
        if block.last_row > bottom and fields & _SIDES:
            return "side"
        if fields & MONEY and not fields & {"basis", "weight"}:
            return "amount"
        if {"measure_unit", "body"} <= fields:
            named = any(column.field in (*NAMES, *SAYS) for column in before)
            return "measure_unit" if named else "unit"
        return next(field for field in _ORDER if field in fields)
    return ""


def _settled(columns: list[Column]) -> tuple[Column, ...]:
    """绩效指标 beside level columns: the third level where none is named so, else a side."""
    has = {column.field for column in columns}
    if has & IDENTITY:
        columns = _of_bodies(columns)
    if "task_content" in has and "activity" not in has:
        # 名称 beside 主要实施内容 is a task's.
        columns = [replace(c, field="activity") if c.field == "bare" else c for c in columns]
    if not has & {"level1", "level2"}:
        return tuple(columns)
    first = next(i for i, column in enumerate(columns) if column.field in ("level1", "level2"))
    values = [i for i, column in enumerate(columns) if column.field in ("value", "medium_value")]
    settled = []
    for place, column in enumerate(columns):
        field = column.field
        if field == "indicator":
            field = "level3" if place > first and "level3" not in has else "side"
            if field == "side" and values and place > values[-1] and "description" not in has:
                # 指标内容 behind the value of a named indicator tells more of it.
                field = "description"
        settled.append(Column(field, column.first, column.last, column.path))
    return tuple(settled)


def _of_bodies(columns: list[Column]) -> list[Column]:
    """单位名称 in a list is the project's; a code beside it tells nothing more."""
    bodies = [column for column in columns if column.field in ("unit", "body")]
    named = [c for c in bodies if not _CODED.search(c.heading.text)] or bodies[:1]
    own = {column: "unit" if column is named[0] else "unit_code" for column in bodies if named}
    return [replace(c, field=own[c]) if c in own and c.field else c for c in columns]
