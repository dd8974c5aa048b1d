"""A table of a self-evaluation, row by row: what each row is, and who reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from budgets.data import CellRef
from budgets.money import UNITS, unit_named
from budgets.vocabulary import fold, normalise
from performance.reading.evaluation_drafts import PROJECT, ItemDraft, Points, Total
from performance.reading.evaluation_items import read_item
from performance.reading.evaluation_keys import read_keys
from performance.reading.evaluation_layout import (
    GOAL,
    ITEMS,
    MONEY,
    PROJECTS,
    SUMMARY,
    Layout,
    layout_of,
)
from performance.reading.evaluation_money import AMOUNTS, EXECUTION_PART, execution, read_money
from performance.reading.evaluation_state import Book, State
from performance.reading.evaluation_totals import read_total
from performance.reading.evaluation_words import (
    is_row,
    roles_of,
    split_points,
    without_ordinal,
)
from performance.reading.grids import Grid

_YEAR_LINE = re.compile(r"\(?\s*(?:19|20)\d{2}\s*年?度?\s*\)?")
_TITLE_LINE = re.compile(r".*(?:自评|评价|评分).*表(?:\([^()]*\))?")
_NOTE = re.compile(r"\s*(?:备?注|说明|填报?说明)\s*\d?\s*[:：.、]")
_UNIT_LINE = re.compile(r"(?:金额|计量)?单位")


def read_table(grid: Grid, book: Book) -> None:
    """Read one grid into a book of drafts; every cell understood is marked in the grid."""
    walk = State(grid, book)
    _title(walk)
    for row in range(grid.height):
        if any(grid.starting(row)):
            _row(walk, row)
    if walk.draft and walk.known:
        walk.draft.seen(grid.table.n)
        walk.draft.name_project(grid)
    walk.end_list()
    first = next(grid.all_blocks(), None)
    # Of a table that nobody understood at all read_performance tells.
    if first and grid.touched and not walk.known:
        walk.problem(first, "没有认出这张绩效自评表的格式，照原样登载，其中的得分没有读出")


def _title(walk: State) -> None:
    """一 当年预算执行情况（20分）: a title that names a part, and states its weight."""
    title = walk.grid.table.title
    if not title or not walk.grid.height:
        return
    name, points = split_points(without_ordinal(title))
    known = walk.draft.exact_part(name)
    if points is None and known is None:
        return
    at = _title_ref(walk)
    walk.section = known or walk.draft.new_part(name, at)
    if points is not None:
        walk.section.state(points, at)


def _title_ref(walk: State) -> CellRef:
    """The title's cell: the sheet's first where nothing else can stand above the table."""
    first = walk.grid.ref(0, 0)
    table = walk.grid.table
    origin = (
        table.header_origins[0]
        if table.header_origins
        else (table.rows[0].origin if table.rows else None)
    )
    if origin is None or not 0 < origin.row <= len(table.title_lines) + 3:
        return replace(first, cell="")
    return replace(first, cell=origin.cell(0).rstrip("0123456789") + "1")


def _row(walk: State, row: int) -> None:
    layout = layout_of(walk.grid, row, walk.layout)
    if layout is not None:
        _header(walk, layout)
        return
    if _line(walk, row) or read_total(walk, row) or read_keys(walk, row):
        return
    if walk.layout is None:
        return
    _READERS[walk.layout.family](walk, row)


def _header(walk: State, layout: Layout) -> None:
    walk.known = True
    walk.layout = layout
    walk.unit = layout.unit or walk.unit
    walk.money = None
    walk.levels.pop("level2", None)
    walk.grid.mark_all(layout.used)
    label = walk.grid.block(layout.row, 0)
    # 年度总体目标, 绩效指标: what stands over a block and beside its header.
    if label.text and "side" in roles_of(label.text):
        walk.grid.mark_all([label])
        _, points = split_points(label.text)
        at = walk.grid.ref(*label.at)
        walk.beside = Points(points, at) if points is not None else None


def _line(walk: State, row: int) -> bool:
    """A row of one text: a year, a unit, a heading of a part with its points."""
    blocks = list(walk.grid.starting(row))
    if len(blocks) != 1 or blocks[0].height > 1:
        return False
    block = blocks[0]
    if any(other.text for other in walk.grid.blocks(row) if other is not block):
        return False
    text = block.text
    if _YEAR_LINE.fullmatch(fold(text)) or _TITLE_LINE.fullmatch(fold(text)):
        walk.grid.mark_all([block])
        return True
    words = without_ordinal(text)
    if words != text and "side" in roles_of(words) and walk.draft.exact_part(words) is None:
        # 二、预算执行情况: a heading of what follows.
        walk.grid.mark_all([block])
        return True
    bare = normalise(text) in UNITS
    if (bare or _UNIT_LINE.search(text)) and (unit := unit_named(text)):
        walk.unit = unit
        walk.grid.mark_all([block])
        return True
    name, points = split_points(without_ordinal(text), bare=True)
    known = walk.draft.exact_part(name)
    if is_row(name, "total_row") or (points is None and known is None):
        return False
    ref = walk.grid.ref(*block.at)
    walk.known = True
    walk.section = known or walk.draft.new_part(name, ref)
    if points is not None:
        walk.section.state(points, ref)
    walk.layout, walk.levels, walk.money = _goes_on(walk, row), {}, None
    walk.grid.mark_all([block])
    return True


def _goes_on(walk: State, row: int) -> Layout | None:
    """The header above a heading, where the rows below the heading are still its items."""
    layout = walk.layout
    below = next((r for r in range(row + 1, walk.grid.height) if not walk.grid.is_empty(r)), None)
    if layout is None or layout.family != ITEMS or below is None:
        return None
    held = layout.cells(walk.grid, below)
    own = {role for role, block in held.items() if block.row == below}
    return (
        layout if own & {"weight", "score"} and layout_of(walk.grid, below, None) is None else None
    )


def _goal(walk: State, row: int) -> None:
    assert walk.layout is not None
    cells = walk.layout.cells(walk.grid, row)
    for role, key in (
        ("goal", "goal"),
        ("goal_initial", "goal_initial"),
        ("reached", "goal_reached"),
    ):
        block = cells.get(role)
        if block is None or block.row != row:
            continue
        walk.grid.mark_all([block])
        told = walk.draft.texts.get(key)
        if told is None:
            walk.draft.put(key, block.text, walk.grid.ref(*block.at))
        elif told != block.text:
            walk.draft.texts[key] = f"{told}\n{block.text}"


def _summary(walk: State, row: int) -> None:
    assert walk.layout is not None
    cells = walk.layout.cells(walk.grid, row)
    name = cells.get("part") or cells.get("level1")
    if name is None or name.row != row or not cells.keys() & {"weight", "score"}:
        return
    words, points = split_points(without_ordinal(name.text), bare=True)
    ref = walk.grid.ref(*name.at)
    part = walk.draft.new_part(words, ref)
    part.ref = part.ref or ref
    walk.grid.mark_all([name, *(cells[role] for role in ("number", "remarks") if role in cells)])
    weight = walk.points_at(cells, "weight")
    score = walk.points_at(cells, "score")
    if weight:
        part.state(weight.value, weight.ref, first=True)
    if points is not None:
        part.state(points, ref)
    part.in_summary = True
    if score and part.score is None:
        part.score = score
    walk.compare(cells, weight, score)


def _project(walk: State, row: int) -> None:
    """A row of a list of projects: an evaluation each."""
    assert walk.layout is not None
    cells = walk.layout.cells(walk.grid, row)
    name = cells.get("project")
    if name is None or name.row != row:
        return
    told = cells.keys() & {"score", "grade", "weight", "rate", *AMOUNTS}
    if not told and (name.width > 1 or _NOTE.match(name.text)):
        return
    draft = walk.book.new(PROJECT, walk.grid.sheet(row))
    draft.listed = True
    draft.seen(walk.grid.table.n)
    before, walk.draft = walk.draft, draft
    draft.put("project_name", name.text, walk.grid.ref(*name.at))
    walk.grid.mark_all([name])
    for role in ("project_code", "authority", "unit", "grade"):
        if block := cells.get(role):
            draft.put(role, block.text, walk.grid.ref(*block.at))
            walk.grid.mark_all([block])
    if block := cells.get("number"):
        walk.grid.mark_all([block])
    if block := cells.get("remarks"):
        walk.grid.mark_all([block])
    weight, score = walk.points_at(cells, "weight"), walk.points_at(cells, "score")
    draft.totals.append(Total(weight, score, None))
    if score is None and walk.layout.has("score") and "score" not in cells:
        walk.problem(name, f"“{name.text}”没有得分", "notice")
    walk.compare(cells, weight, score)
    if cells.keys() & {"rate", *AMOUNTS}:
        part = draft.new_part(EXECUTION_PART)
        item = ItemDraft(walk.grid, row, part, level1=EXECUTION_PART)
        money = {role: cells[role] for role in ("rate", *AMOUNTS) if role in cells}
        item.lines.append(execution(walk, money, name, row))
        item.blocks = money
        if block := cells.get("remarks") or cells.get("reason"):
            item.blocks["remarks"] = block
        draft.items.append(item)
        walk.listed.append(item.lines[0])
    walk.draft = before


_READERS: dict[str, Callable[[State, int], None]] = {
    ITEMS: read_item,
    MONEY: read_money,
    GOAL: _goal,
    SUMMARY: _summary,
    PROJECTS: _project,
}
