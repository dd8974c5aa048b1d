"""Rows that print a sum of points: 合计, 综合得分, 小计."""

from __future__ import annotations

import re

from budgets.money import is_nothing
from performance.reading.evaluation_drafts import Points, Total
from performance.reading.evaluation_keys import put, read_key
from performance.reading.evaluation_layout import MONEY, PROJECTS, Layout
from performance.reading.evaluation_money import AMOUNTS, execution, has_money
from performance.reading.evaluation_state import State
from performance.reading.evaluation_words import is_row, parse_points, roles_of, split_points
from performance.reading.grids import Block
from performance.reading.heads import GRADES

_COLON = re.compile(r"\s*([^:：]{2,20}?)\s*[:：]\s*(.*\S)?\s*", re.DOTALL)


def read_total(walk: State, row: int) -> bool:
    """合计, 综合得分, 小计: a sum of points."""
    label = next(walk.grid.starting(row))
    words, told = split_points(label.text)
    match = _COLON.fullmatch(label.text)
    if match and match[2] and is_row(match[1], "total_row"):
        return _total_in_words(walk, label, match[2])
    part = is_row(words, "subtotal_row")
    if not part and not is_row(words, "total_row"):
        return False
    layout = walk.layout
    if layout is not None and layout.family == PROJECTS:
        _list_total(walk, layout, row, label)
        return True
    if layout is not None and layout.family == MONEY and has_money(walk, layout, row):
        return False
    found = _points_of_row(walk, layout, row, label)
    of_levels = _points_of_levels(walk, layout, row)
    if not found and told is None:
        return False
    walk.known = True
    total = Total(found.get("weight"), found.get("score"), walk.section)
    if total.weight is None and told is not None:
        total.weight = Points(told, walk.grid.ref(*label.at))
    walk.grid.mark_all([label])
    if part:
        _part_total(walk, total)
    else:
        walk.draft.totals.append(total)
        walk.draft.totals += [Total(points, None, walk.section) for points in of_levels]
    for other in walk.grid.starting(row):
        if is_nothing(other.text):
            walk.grid.mark_all([other])
        elif "grade" in roles_of(other.text):
            read_key(walk, other, row)
        elif other.text in GRADES and not walk.grid.is_marked(*other.at):
            # 总分 | 100 | 95.63 | 优: the grade in the last column, whatever that holds above.
            put(walk, "grade", other.text, other)
    grade = layout.cells(walk.grid, row).get("grade") if layout else None
    if grade:
        put(walk, "grade", grade.text, grade)
    return True


def _list_total(walk: State, layout: Layout, row: int, label: Block) -> None:
    """The sums below a list of projects; scores are not added up."""
    cells = layout.cells(walk.grid, row)
    money = {
        role: cells[role] for role in ("rate", *AMOUNTS) if role in cells and cells[role].row == row
    }
    if not money.keys() & set(AMOUNTS):
        walk.grid.doubt(*label.at, "合计行只照原样登载")
        return
    walk.list_total = execution(walk, money, label, row)
    walk.grid.mark_all([label])
    if walk.listed:
        walk.end_list()


def _points_of_levels(walk: State, layout: Layout | None, row: int) -> list[Points]:
    """The sums of points in the columns beside higher levels (一级指标 | 分值 | 二级指标 | 分值)."""
    cells = layout.cells(walk.grid, row) if layout else {}
    found = (walk.points_at(cells, role) for role in ("points1", "points2"))
    return [points for points in found if points is not None]


def _total_in_words(walk: State, label: Block, text: str) -> bool:
    try:
        score = parse_points(text.split()[0])
    except ValueError:
        return False
    if score is not None:
        walk.draft.totals.append(Total(None, Points(score, walk.grid.ref(*label.at)), walk.section))
        walk.grid.mark_all([label])
    return score is not None


def _points_of_row(walk: State, layout: Layout | None, row: int, label: Block) -> dict[str, Points]:
    """Weight and score of a total row: in their columns, else the figures that it has."""
    found: dict[str, Points] = {}
    cells = layout.cells(walk.grid, row) if layout else {}
    for role in ("weight", "score"):
        block = cells.get(role)
        if block is not None and block.row == row and block is not label:
            value = walk.points(block, "得分" if role == "score" else "分值")
            if value is not None:
                found[role] = Points(value, walk.grid.ref(*block.at))
    if found or cells.keys() & {"weight", "score"}:
        return found
    figures: list[Points] = []
    for block in walk.grid.starting(row):
        if block.column <= label.column or is_nothing(block.text):
            continue
        try:
            value = parse_points(block.text)
        except ValueError:
            continue
        if value is not None:
            figures.append(Points(value, walk.grid.ref(*block.at)))
            walk.grid.mark_all([block])
        if len(figures) == 2:
            break
    if len(figures) == 2:
        return {"weight": figures[0], "score": figures[1]}
    return {"score": figures[0]} if figures else {}


def _part_total(walk: State, total: Total) -> None:
    part = walk.section or (walk.last.part if walk.last else None)
    if part is None:
        walk.draft.totals.append(total)
        return
    if total.weight:
        part.state(total.weight.value, total.weight.ref)
    if part.score is None:
        part.score = total.score
