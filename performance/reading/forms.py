"""Which rows of a grid are whose: lists, forms below each other, and the grids inside of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from budgets.money import unit_named
from budgets.vocabulary import fold
from performance.reading.grids import Block, Grid
from performance.reading.heads import IDENTITY, MONEY, Head, find_heads
from performance.reading.words import fields_of, is_heading

# Headings that end a grid of indicators when they begin a row.
_ENDS = ("goal", "medium_goal", "remarks", "plan", "money", "authority", "body", "purpose")
_COLON = re.compile("[:：]")
# What a line of its own inside a grid may name.
_LINES = frozenset({*IDENTITY, *MONEY, *_ENDS, "unit", "category", "period", "attribute"})
_TITLE = re.compile(r"绩效.*表(?:\([^()]*\))*$")
_YEAR_LINE = re.compile(r"^\(?\s*20\d{2}\s*年?度?\s*\)?$")
_UNIT_LINE = re.compile(r"^\(?(?:金额)?单位\s*[:：]")


@dataclass(slots=True)
class Segment:
    """One form: rows with headings, and grids; `title` where it has one of its own."""

    rows: list[int] = field(default_factory=list)
    heads: list[tuple[Head, range]] = field(default_factory=list)
    title: str = ""

    def __bool__(self) -> bool:
        return bool(self.rows or self.heads)

    @property
    def is_list(self) -> bool:
        return any(head.is_list for head, _ in self.heads)


def segments(grid: Grid) -> list[Segment]:
    """The forms of a grid from the top; lines that only name a year or a unit count as understood."""
    heads = find_heads(grid)
    found = [Segment()]
    row = 0
    following = iter(heads)
    head = next(following, None)
    # A grid that lines of its own part, each with the next project's name or money.
    parted: Head | None = None
    while row < grid.height:
        if head is not None and row == head.top:
            next_head = next(following, None)
            last = next_head.top if next_head is not None else grid.height
            end = _end(grid, head, last)
            if found[-1].heads and found[-1].is_list != head.is_list:
                found.append(Segment())
            found[-1].heads.append((head, range(head.bottom + 1, end)))
            parted = head if end < last and _is_inner_line(grid, head, end) else None
            row, head = end, next_head
            continue
        if parted is not None and not grid.is_empty(row) and not _is_inner_line(grid, parted, row):
            end = _end(grid, parted, head.top if head is not None else grid.height, row)
            if end > row:
                found[-1].heads.append((parted, range(row, end)))
                row = end
                continue
            parted = None
        if not grid.is_empty(row) and not _is_line(grid, row):
            _add(grid, row, found)
        row += 1
    return [segment for segment in found if segment]


def _add(grid: Grid, row: int, found: list[Segment]) -> None:
    title = _title(grid, row)
    if title is not None:
        if found[-1]:
            found.append(Segment())
        found[-1].title = title.text
        grid.mark(*title.at)
        return
    current = found[-1]
    begins = [b for b in grid.starting(row) if _named(b) & IDENTITY]
    filled = any(body for _, body in current.heads)
    if begins and (filled or _repeats(grid, begins, current)):
        found.append(Segment())
    found[-1].rows.append(row)


def _named(block: Block) -> frozenset[str]:
    """The fields of a heading, alone in its cell or in front of a colon."""
    return fields_of(block.text) or fields_of(_COLON.split(block.text, maxsplit=1)[0])


def _is_inner_line(grid: Grid, head: Head, row: int) -> bool:
    """项目名称：… alone in a row of a grid that has no column for it."""
    begins = [block for block in grid.blocks(row) if block.text]
    if head.is_list or len(begins) != 1 or begins[0].row != row:
        return False
    parts = _COLON.split(begins[0].text, maxsplit=1)
    return len(parts) > 1 and bool(parts[1].strip()) and bool(fields_of(parts[0]) & _LINES)


def _repeats(grid: Grid, begins: list[Block], current: Segment) -> bool:
    """Whether the form has such a heading already: 项目名称 once more is another project's."""
    named = {name for b in begins for name in _named(b) & IDENTITY}
    return any(named & _named(block) for row in current.rows for block in grid.starting(row))


def _end(grid: Grid, head: Head, last: int, start: int = -1) -> int:
    """The row after the last one of a grid: where a heading begins a row, or a title stands."""
    first = min((column.first for column in head.columns), default=0)
    for row in range(head.bottom + 1 if start < 0 else start, last):
        begins = next(iter(grid.starting(row)), None)
        if begins is None:
            continue
        if begins.column <= first:
            fields = fields_of(begins.text)
            if "person" in fields or (not head.is_list and fields & {*_ENDS, *IDENTITY}):
                return row
        if _title(grid, row) is not None or _is_line(grid, row) or _is_inner_line(grid, head, row):
            return row
    return last


def _title(grid: Grid, row: int) -> Block | None:
    """A title of its own: alone in its row, about 绩效, ending in 表."""
    begins = [block for block in grid.blocks(row) if block.text]
    if len(begins) != 1 or begins[0].row != row or len(begins[0].text) > 60:
        return None
    text = "".join(fold(begins[0].text).split())
    wide = "绩效" in text and begins[0].width > 2 and begins[0].width >= grid.width - 1
    titled = _TITLE.search(text) or (wide and not any(mark in text for mark in "。；:;、"))
    return begins[0] if titled and not is_heading(begins[0].text) else None


def _is_line(grid: Grid, row: int) -> bool:
    """（2024年度） or 单位：万元 alone in a row."""
    begins = [block for block in grid.blocks(row) if block.text]
    if not begins or any(block.row != row for block in begins):
        return False
    for block in begins:
        folded = fold(block.text).strip()
        unit = _UNIT_LINE.match(folded) and unit_named(folded) and len(folded) < 20
        if not (unit or _YEAR_LINE.match(folded)):
            return False
    grid.mark_all(begins)
    return True


def words_of(grid: Grid, segment: Segment) -> Iterator[Block]:
    """The short texts of a form outside of its grids, and those of its heads."""
    for row in segment.rows:
        yield from (block for block in grid.starting(row) if len(block.text) <= 24)
    for head, _ in segment.heads:
        for row in range(head.top, head.bottom + 1):
            yield from (block for block in grid.blocks(row) if 0 < len(block.text) <= 24)
