"""The header rows of self-evaluations: which row is one, and what each of its columns holds.

A form may have several, one below the other (money, goals, indicators; a second header inside a
body): each holds until the next.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from budgets.money import Unit, looks_like_figure
from budgets.vocabulary import normalise
from performance.reading.evaluation_words import any_year_of, roles_of, year_of
from performance.reading.grids import Block, Grid
from performance.reading.words import bracketed_unit

# What the rows below a header are.
ITEMS, MONEY, GOAL, SUMMARY, PROJECTS = "items", "money", "goal", "summary", "projects"

_MEASURES = frozenset(
    {"target", "actual", "weight", "score", "budget", "executed", "rate", "grade", "reached"}
)
_MONEY = frozenset({"initial", "budget", "executed"})
_NAMES = frozenset({"level1", "level2", "level3"})
LEVELS = _NAMES | {"part"}
# Points of a level, in a column beside its name.
_POINTS = {"level1": "points1", "level2": "points2"}
_SUBHEADS = frozenset({"名称", "指标", "指标名称", "内容"})
_GOALS = frozenset({"goal", "goal_initial", "reached"})
# What a heading is taken for first where its words may name several columns.
_ORDER = (
    "project",
    "level1",
    "level2",
    "level3",
    "part",
    "initial",
    "budget",
    "executed",
    "rate",
    "target",
    "target_initial",
    "actual",
    "previous",
    "weight",
    "score",
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column, or several under one heading, ends included."""

    first: int
    last: int
    role: str
    heading: Block


@dataclass(frozen=True, slots=True)
class Layout:
    """What the rows below header `row` hold. `unit` is of the money, None where not told."""

    row: int
    family: str
    columns: tuple[Column, ...]
    unit: Unit | None = None
    used: tuple[Block, ...] = field(default=(), compare=False)

    def has(self, *roles: str) -> bool:
        return any(column.role in roles for column in self.columns)

    def role_at(self, column: int) -> str:
        return next((one.role for one in self.columns if one.first <= column <= one.last), "")

    def first(self, *roles: str) -> int | None:
        """The leftmost column of some roles."""
        return min((one.first for one in self.columns if one.role in roles), default=None)

    def cells(self, grid: Grid, row: int) -> dict[str, Block]:
        """The non-empty cells that hold for a row, by role: its own and those merged over it."""
        found: dict[str, Block] = {}
        for column in self.columns:
            for place in range(column.first, column.last + 1):
                block = grid.block(row, place)
                below = block.row > column.heading.row
                if block.text and block.column >= column.first and below:
                    found.setdefault(column.role, block)
        return found


def layout_of(grid: Grid, row: int, previous: Layout | None) -> Layout | None:
    """The layout that a row begins, None where the row is no header."""
    above = previous if previous is not None and _directly_below(grid, previous, row) else None
    heads = [
        (block, _name_below(block, above) or roles_of(block.text)) for block in grid.starting(row)
    ]
    years = [block for block, roles in heads if not roles and year_of(block.text)]
    if len(years) < 2:
        years = []
    known = [(block, roles) for block, roles in heads if roles or block in years]
    others = [block for block, roles in heads if not roles and block not in years]
    if len(known) < 2 or len(known) <= len(others):
        return None
    if any(looks_like_figure(block.text) for block in others):
        return None
    columns = _columns(known, years)
    roles = {column.role for column in columns}
    if len(roles) < 2 or not roles & _MEASURES:
        return None
    columns += _kept(columns, previous, above is not None)
    family = _family({column.role for column in columns})
    if not family:
        return None
    if family == PROJECTS:
        columns = [_of_list(column) for column in columns]
    unit = next((unit for block, _ in heads if (unit := bracketed_unit(block.text))), None)
    columns = _weights_of_levels(sorted(columns, key=lambda column: column.first))
    return Layout(row, family, tuple(columns), unit, tuple(block for block, _ in known))


def _directly_below(grid: Grid, previous: Layout, row: int) -> bool:
    return all(grid.is_empty(other) for other in range(previous.row + 1, row))


def _name_below(block: Block, above: Layout | None) -> frozenset[str]:
    """名称 below 一级指标, beside 权重: the level itself."""
    if above is None or normalise(block.text) not in _SUBHEADS:
        return frozenset()
    return frozenset({above.role_at(block.column)} & _NAMES)


def _weights_of_levels(columns: list[Column]) -> list[Column]:
    """Several columns of weights: each is of the level to its left, the finest one the items'."""
    weights = [one for one in columns if one.role == "weight"]
    if len(weights) < 2:
        return columns
    found: dict[int, str] = {}
    level = ""
    for one in columns:
        if one.role in _NAMES:
            level = one.role
        elif one.role == "weight" and level in _POINTS:
            found[one.first] = _POINTS[level]
    if len(found) == len(weights):
        # No level below has points: the last one's are the items'.
        found.pop(weights[-1].first)
    return [
        Column(one.first, one.last, found.get(one.first, one.role), one.heading) for one in columns
    ]


def _columns(known: Iterable[tuple[Block, frozenset[str]]], years: Iterable[Block]) -> list[Column]:
    """Each heading's one role; what only stands over a block is a side."""
    known, years = list(known), list(years)
    sure = {next(iter(roles)) for _, roles in known if len(roles) == 1}
    named = [roles for _, roles in known]
    goals_only = all(
        roles <= _GOALS | {"side", "target", "actual"} and roles & (_GOALS | {"side"})
        for roles in named
    )
    latest = max((year_of(block.text) for block in years), default=0)
    columns: list[Column] = []
    for block, roles in known:
        if block in years:
            role = "actual" if year_of(block.text) == latest else "previous"
        elif goals_only:
            role = next(
                (one for one in ("reached", "goal", "goal_initial") if one in roles), "side"
            )
        else:
            role = _one_role(roles, sure, len(columns) == 0 and len(known) > 2)
        columns.append(Column(block.column, block.last_column, role, block))
    if goals_only:
        columns = _goal_columns(columns)
    return _previous_year(columns)


def _one_role(roles: frozenset[str], sure: set[str], leftmost: bool) -> str:
    """The role of a heading among others: 绩效指标 beside 三级指标 only stands over the block."""
    if leftmost and "side" in roles and sure & (_NAMES | _MONEY | {"executed", "rate"}):
        return "side"
    options = roles - _GOALS if sure & (_NAMES | {"weight", "score"}) else roles
    for role in _ORDER:
        if role in options and (role not in sure or len(roles) == 1):
            return role
    # 项目资金 beside 全年预算数 only stands over the block as well.
    return "side" if "side" in options else next(iter(sorted(options or roles)), "side")


def _goal_columns(columns: list[Column]) -> list[Column]:
    """年度总体目标 | 预期目标 | 实际完成情况: the first only names the block."""
    goals = [column for column in columns if column.role in ("goal", "goal_initial")]
    if len(goals) < 2:
        return columns
    label = min(goals, key=lambda column: column.first)
    return [
        Column(one.first, one.last, "side", one.heading) if one is label else one for one in columns
    ]


def _previous_year(columns: list[Column]) -> list[Column]:
    """2022年完成值 | 2023年完成值: the earlier one is last year's."""
    same = [one for one in columns if one.role == "actual" and any_year_of(one.heading.text)]
    if len(same) < 2:
        return columns
    latest = max(any_year_of(one.heading.text) for one in same)
    return [
        Column(one.first, one.last, "previous", one.heading)
        if one in same and any_year_of(one.heading.text) < latest
        else one
        for one in columns
    ]


def _kept(columns: list[Column], previous: Layout | None, directly: bool) -> list[Column]:
    """Columns of the header above that still hold: of a head of two rows, and to the left."""
    if previous is None:
        return []
    taken = {place for one in columns for place in range(one.first, one.last + 1)}
    free = [
        one for one in previous.columns if not taken.intersection(range(one.first, one.last + 1))
    ]
    covered = [one for one in previous.columns if one not in free]
    roles = {one.role for one in columns}
    head_of_two = directly and all(
        one.role in {"side", "budget"} or (one.role in _NAMES and one.role in roles)
        for one in covered
    )
    if head_of_two and free:
        return free
    leftmost = min(taken)
    return [one for one in free if one.last < leftmost and one.role in {"level1", "part", "number"}]


def _family(roles: set[str]) -> str:
    if roles <= _GOALS | {"side"}:
        return GOAL if roles & _GOALS else ""
    named = bool(roles & _NAMES)
    if roles & {"budget", "executed"} and (not roles & {"project"}) and _is_money(roles):
        return MONEY
    if "project" in roles and not named:
        return PROJECTS if roles & {"score", "grade"} else ""
    if not roles & {"score", "actual", "reached"} and not roles & {"rate"}:
        return ""
    beside = {"reason", "remarks", "coefficient", "rate"}
    plain = roles <= {"number", "part", "level1", "weight", "score", "grade", "side", *beside}
    if plain and roles & {"part", "level1"}:
        return SUMMARY
    return ITEMS if named or "part" in roles or "target" in roles else ""


def _is_money(roles: set[str]) -> bool:
    """预算数 beside 执行数 or 执行率, and no values of indicators."""
    return len(roles & {"initial", "budget", "executed", "rate"}) > 1 and not roles & {
        "target",
        "actual",
    }


def _of_list(column: Column) -> Column:
    """A list of projects says 单位 of who carries the project out."""
    roles = {"measure_unit": "unit", "body": "unit"}
    return Column(column.first, column.last, roles.get(column.role, column.role), column.heading)
