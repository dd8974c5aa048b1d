"""Private persons (项目负责人, 联系电话) are not read in: their cells are blanked before any reading.

Publishing them is not asked for (国办发〔2017〕47号: no private matters on government sites). Nothing of
them reaches a field, a message or a list of what was not understood.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from budgets.data import ProblemData, TableData, Text
from budgets.vocabulary import fold
from performance.levels import level_of
from performance.reading.grids import Block, Grid
from performance.reading.heads import find_heads
from performance.reading.words import fields_of

NOT_READ_IN = "项目负责人、联系电话等个人信息不读入、不保存、不公开，这一格已留空。"

_ROLES = (
    "负责人|联系人|填报人|填表人|经办人|制表人|编制人|审核人|复核人|申报人|评价人|分管领导|法定代表人"
    "|联系电话|办公电话|固定电话|电话|手机号码|手机号|手机|联系方式|邮箱"
)
# 填报人：张三　联系电话：6600 0000 in running text: a role, perhaps 签字, a colon, and what follows.
_INLINE = re.compile(
    rf"(?P<label>(?:{_ROLES})(?:及电话|及联系电话|及联系方式|电话|姓名)?(?:\([^()]{{1,6}}\))?\s*:)"
    rf"(?P<value>.*?)(?=(?:[\s,;、]*[^\s,;:、()]{{1,12}}(?:\([^()]{{1,6}}\))?\s*:)|[;\n。]|$)",
    re.DOTALL,
)
_PHONE = re.compile(r"(?<![0-9A-Za-z])(?:1[3-9]\d{9}|0\d{2,3}[-\s]?\d{7,8})(?![0-9A-Za-z])")
_SIGNS = {"≥", "≤", "=", ">", "<", "定性"}
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Bare:
    """A table without private persons; `labels` are the cells of the grid that name them."""

    table: TableData
    labels: frozenset[tuple[int, int]]
    problems: tuple[ProblemData, ...] = ()


def without_persons(table: TableData) -> Bare:
    """The table with the cells of private persons empty, and one notice where any stood."""
    grid = Grid(table)
    labels = [b for b in grid.all_blocks() if "person" in fields_of(b.text)]
    blank: dict[tuple[int, int], str] = {}
    known: set[tuple[int, int]] = set()
    if labels:
        _beside(grid, labels, blank, known)
    for block in grid.all_blocks():
        if block.at not in blank and len(block.text) <= _LONGEST:
            rest = without_names(block.text)
            if rest != block.text:
                blank[block.at] = rest
                known.add(block.at)
    lines = {name: getattr(table, name) for name in ("title_lines", "notes")}
    lines = {name: tuple(map(without_names, texts)) for name, texts in lines.items()}
    unit_line = without_names(table.unit_line)
    bare = replace(_blanked(grid, blank), unit_line=unit_line, **lines)
    problems: tuple[ProblemData, ...] = ()
    if blank:
        problems = (grid.problem(*min(blank), NOT_READ_IN, "notice"),)
    elif bare != table:
        problems = (ProblemData(table.sheet, "", NOT_READ_IN, "notice"),)
    return Bare(bare, frozenset(known), problems)


def without_names(text: str) -> str:
    """Running text without what follows 负责人：, 联系电话： and their like."""
    folded = fold(text)
    if ":" not in folded or not _INLINE.search(folded):
        return text
    return (
        _INLINE.sub(lambda m: m["label"] if m["value"].strip() else m[0], folded).strip()
        if (any(m["value"].strip() for m in _INLINE.finditer(folded)))
        else text
    )


def _beside(
    grid: Grid,
    labels: list[Block],
    blank: dict[tuple[int, int], str],
    known: set[tuple[int, int]],
) -> None:
    heads = find_heads(grid)
    for label in labels:
        place = next((i for i, h in enumerate(heads) if h.top <= label.row <= h.bottom), None)
        if place is not None:
            head = heads[place]
            column = next((c for c in head.columns if label in c.path), None)
            if column is not None and head.is_list:
                known.add(label.at)
                end = heads[place + 1].top if place + 1 < len(heads) else grid.height
                for row in range(head.bottom + 1, end):
                    for at in range(column.first, column.last + 1):
                        block = grid.block(row, at)
                        if block.text and block.column >= column.first:
                            blank[block.at] = ""
                continue
        if _among_indicators(grid, label):
            continue
        known.add(label.at)
        for row in range(label.row, label.last_row + 1):
            for block in grid.blocks(row):
                if block.column <= label.last_column or not block.text:
                    continue
                if fields_of(block.text) and not _PHONE.search(fold(block.text)):
                    break
                blank[block.at] = ""


def _among_indicators(grid: Grid, label: Block) -> bool:
    """Whether 联系电话 is what an indicator of this row is about."""
    return any(
        fold(block.text) in _SIGNS or level_of(block.text)[0] is not None
        for block in grid.blocks(label.row)
        if block.text and len(block.text) <= 20
    )


def _blanked(grid: Grid, blank: dict[tuple[int, int], str]) -> TableData:
    """The table with texts replaced; "" is an empty cell."""
    table = grid.table
    if not blank:
        return table
    by_row: dict[int, dict[int, str]] = {}
    gone: set[str] = set()
    for (row, column), text in blank.items():
        by_row.setdefault(row, {})[column] = text
        if row < grid.depth:
            gone.add(grid.text(row, column))

    def line(row: int, cells: tuple[Text, ...]) -> tuple[Text, ...]:
        new = by_row.get(row)
        if not new:
            return cells
        return tuple((new[c] or None) if c in new else text for c, text in enumerate(cells))

    columns = table.columns
    if gone:
        columns = tuple(
            replace(one, path=tuple(part for part in one.path if part.strip() not in gone))
            for one in columns
        )
    return replace(
        table,
        header=tuple(line(row, cells) for row, cells in enumerate(table.header)),
        rows=tuple(
            replace(one, cells=line(row + grid.depth, one.cells))
            if row + grid.depth in by_row
            else one
            for row, one in enumerate(table.rows)
        ),
        columns=columns,
    )
