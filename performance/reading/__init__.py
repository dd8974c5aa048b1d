"""The tables of a document -> projects, overall goals and evaluations: the one way of reading them.

Every table of kind "performance" becomes a Grid. A form is known by its words wherever they stand;
each reader marks the cells that it understood, and what nobody understood stays listed at its cell.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from budgets.data import DisclosureData, ProblemData, TableData
from budgets.money import Unit
from performance.data import ListSumData, OverallData, PerformanceData, ProjectData
from performance.reading.amounts import Purse, common_unit
from performance.reading.duplicates import stated_twice
from performance.reading.evaluations import evaluate, has_results
from performance.reading.forms import Segment, segments, words_of
from performance.reading.grids import Grid
from performance.reading.heads import IDENTITY
from performance.reading.overall import read_overall
from performance.reading.private import without_persons
from performance.reading.project_forms import read_form
from performance.reading.project_lists import ListReader
from performance.reading.words import fields_of

UNKNOWN_LAYOUT = "这张绩效表的格式没有见过，照原样登载，其中的指标没有读出。"
SECOND_OVERALL = "本文件有不止一张整体支出绩效目标表，只读入第一张，这一张照原样登载。"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document says about performance, its tables as they are now understood, and problems.

    `tables` are all tables of the document, those of performance with the facts and the cells that
    nobody understood, and without private persons.
    """

    performance: PerformanceData
    tables: tuple[TableData, ...]
    problems: tuple[ProblemData, ...] = ()


@dataclass(slots=True)
class _Found:
    """What was read so far."""

    unit: Unit | None
    projects: list[ProjectData] = field(default_factory=list)
    overall: OverallData | None = None
    sums: list[ListSumData] = field(default_factory=list)
    problems: list[ProblemData] = field(default_factory=list)
    purses: dict[int, Purse] = field(default_factory=dict)
    # Tables of which a problem already says why they were not read.
    refused: set[int] = field(default_factory=set)


def read_performance(data: DisclosureData) -> Reading:
    """Read the performance tables of a document; never raises for what a table prints."""
    found = _Found(common_unit(data))
    grids: list[Grid] = []
    evaluations: list[Grid] = []
    for table in data.tables:
        if table.kind != "performance":
            continue
        bare = without_persons(table)
        found.problems += bare.problems
        grid = Grid(bare.table, bare.labels)
        grids.append(grid)
        if is_evaluation(grid):
            evaluations.append(grid)
        else:
            _read_targets(grid, found)
    evaluated = evaluate(evaluations, data)
    found.problems += evaluated.problems
    for grid in grids:
        if grid.touched or id(grid) in found.refused:
            continue
        if (first := next(grid.all_blocks(), None)) is not None:
            found.problems.append(grid.problem(*first.at, UNKNOWN_LAYOUT, "notice"))
    found.problems += stated_twice(found.projects, grids)
    told = {id(grid.table): _told(grid, found) for grid in grids}
    read = iter(grids)
    tables = tuple(
        told[id(next(read).table)] if table.kind == "performance" else table
        for table in data.tables
    )
    performance = PerformanceData(
        tuple(found.projects),
        found.overall,
        evaluated.evaluations,
        tuple(found.sums),
        evaluated.score_lists,
    )
    return Reading(performance, tables, tuple(found.problems))


def _told(grid: Grid, found: _Found) -> TableData:
    purse = found.purses.get(id(grid))
    facts = tuple(purse.facts) if purse is not None else ()
    return replace(grid.table, facts=facts, uninterpreted=grid.unread())


def is_evaluation(grid: Grid) -> bool:
    """Whether a table tells what was reached: by its headings, or by its title."""
    title = grid.table.title
    if "自评" in title or ("评价" in title and "目标" not in title):
        return True
    for row in range(grid.height):
        fields = [fields_of(block.text) for block in grid.starting(row)]
        known = [one for one in fields if one]
        headings = len(known) >= 3 and len(known) * 2 > len(fields)
        if headings and any("evaluation" in one for one in known):
            return True
    return has_results(grid)


def _read_targets(grid: Grid, found: _Found) -> None:
    purse = Purse(grid, found.unit, found.problems)
    found.purses[id(grid)] = purse
    lists: ListReader | None = None
    last_shape: tuple[tuple[str, int], ...] | None = None
    for segment in segments(grid):
        if segment.is_list:
            lists = lists or ListReader(grid, purse, found.problems)
            for head, rows in segment.heads:
                lists.read(head, rows, goes_on=head.shape == last_shape)
                last_shape = head.shape
            continue
        _read_form(grid, segment, purse, found)
    if lists is not None:
        found.sums += lists.finish_sums(len(found.projects))
        found.projects += lists.finish()


def _read_form(grid: Grid, segment: Segment, purse: Purse, found: _Found) -> None:
    if _is_overall(grid, segment):
        if found.overall is None:
            read = read_overall(grid, segment.rows, segment.heads, purse, found.problems)
            found.overall = read
            return
        at = _first(grid, segment)
        found.refused.add(id(grid))
        found.problems.append(grid.problem(*at, SECOND_OVERALL, "notice"))
        return
    if not segment.heads and not _names_project(grid, segment):
        return
    before, told = grid.understood(), len(found.problems)
    project = read_form(grid, segment.rows, segment.heads, purse, found.problems)
    if project is not None:
        found.projects.append(project)
        return
    # Without a project nothing of the form has a place: all of it stays listed.
    grid.only(before)
    del found.problems[told:]
    if _names_project(grid, segment):
        found.refused.add(id(grid))
        message = "没有写项目名称，这张表没有读入，请补上项目名称。"
        found.problems.append(grid.problem(*_first(grid, segment), message))


def _names_project(grid: Grid, segment: Segment) -> bool:
    return any(
        fields_of(block.text.partition("：")[0].partition(":")[0]) & IDENTITY
        for block in words_of(grid, segment)
    )


def _is_overall(grid: Grid, segment: Segment) -> bool:
    if _names_project(grid, segment):
        return False
    if "整体" in (segment.title or grid.table.title):
        return True
    if any("整体" in block.text and fields_of(block.text) for block in words_of(grid, segment)):
        return True
    return any(head.has("activity") for head, _ in segment.heads)


def _first(grid: Grid, segment: Segment) -> tuple[int, int]:
    rows = [*segment.rows, *(head.top for head, _ in segment.heads)]
    row = min(rows)
    return next(((b.row, b.column) for b in grid.starting(row)), (row, 0))
