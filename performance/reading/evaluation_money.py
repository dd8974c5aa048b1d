"""The money of a self-evaluation: planned, spent, and the rate, one line a kind of money."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from budgets.money import (
    BLANK,
    Amount,
    AmountError,
    Unit,
    is_nothing,
    looks_like_figure,
    parse_amount,
)
from budgets.vocabulary import fold
from performance.data import ExecutionData
from performance.reading.evaluation_drafts import ItemDraft
from performance.reading.evaluation_items import TEXTS, more_text
from performance.reading.evaluation_layout import Layout
from performance.reading.evaluation_state import Level, State
from performance.reading.evaluation_words import (
    is_row,
    key_of,
    parse_rate,
    split_points,
    without_ordinal,
)
from performance.reading.grids import Block, Grid

EXECUTION_PART = "预算执行率"
AMOUNTS = ("initial", "budget", "executed")
_LABELS = frozenset({"level1", "level2", "level3", "part"})
_POINTS = ("weight", "score")
_LABELLED = re.compile(r"[^0-9:：]{2,24}[:：]")
_SAID = re.compile(r"[^0-9:：]{2,24}[:：]\s*[0-9][0-9,.]*\s*(?:万?元)?\s*")
_UNITLESS = "没有写明金额单位，这个金额没有读出"


def has_money(walk: State, layout: Layout, row: int) -> bool:
    cells = layout.cells(walk.grid, row)
    return any(
        role in cells and cells[role].row == row and looks_like_figure(cells[role].text)
        for role in AMOUNTS
    )


def read_money(walk: State, row: int) -> None:
    """A line of money; the lines below one header are one item."""
    layout = walk.layout
    assert layout is not None
    cells = layout.cells(walk.grid, row)
    labels = _labels(walk.grid, layout, row)
    name = labels[-1] if labels else None
    own = [block for role, block in cells.items() if block.row == row and role in AMOUNTS]
    labelled = all(_LABELLED.match(block.text) for block in own)
    if labelled and (own or (name is not None and _SAID.fullmatch(name.text))):
        return  # 其中：基本支出：1,400.00 says itself what it is, and not of which column
    if name is None or (name.row != row and not own):
        more_text(walk, cells, row, walk.money)
        return
    if walk.money is None:
        walk.money = _money_item(walk, row, labels)
    item = walk.money
    walk.grid.mark_all(labels if len(labels) > 1 else [name])
    for role in TEXTS:
        if (block := cells.get(role)) and role not in item.blocks:
            item.blocks[role] = block
            walk.grid.mark_all([block])
    weight, score = walk.points_at(cells, "weight"), walk.points_at(cells, "score")
    if name.row == row:
        walk.compare(cells, weight, score)
    line = execution(walk, cells, name, row)
    whole = is_row(name.text, "whole_row")
    if whole and not any(is_row(one.name, "whole_row") for one in item.lines):
        item.lines.insert(0, line)
        item.points_of_lines.insert(0, {role: cells.get(role) for role in _POINTS})
    else:
        item.lines.append(line)
        item.points_of_lines.append({role: cells.get(role) for role in _POINTS})


def _labels(grid: Grid, layout: Layout, row: int) -> list[Block]:
    """What names a line, coarsest first: its levels, or whatever stands left of the money."""
    edge = layout.first("rate", *AMOUNTS) or 0
    return [
        block
        for block in grid.blocks(row)
        if block.text
        and block.row > layout.row
        and (
            layout.role_at(block.column) in _LABELS
            or (block.last_column < edge and layout.role_at(block.column) in {"", "side"})
        )
    ]


def _money_item(walk: State, row: int, labels: list[Block]) -> ItemDraft:
    """The item that lines of money make: named by the heading left of them, or by its part."""
    first = labels[0]
    layout = walk.layout
    headed = walk.draft.exact_part(first.text) is not None or (
        len(labels) > 1
        and layout is not None
        and layout.role_at(first.column) in {"level1", "part"}
    )
    if headed:
        name, points = split_points(without_ordinal(first.text), bare=True)
        ref = walk.grid.ref(*first.at)
        part = walk.part_of(name, ref)
        if points is not None and key_of(part.name) == key_of(name):
            part.state(points, ref)
        walk.levels["level1"] = Level(name, points, first, first)
    else:
        ref = walk.grid.ref(*first.at)
        part = walk.section or walk.draft.new_part(EXECUTION_PART, ref)
        name = part.name
        if walk.beside and not walk.section:
            part.state(walk.beside.value, walk.beside.ref)
    item = ItemDraft(walk.grid, row, part, level1=name)
    item.blocks["level1"] = first
    walk.draft.items.append(item)
    walk.last = item
    return item


def execution(walk: State, cells: dict[str, Block], name: Block, row: int) -> ExecutionData:
    """The money of a row, and the points beside it."""
    amounts = {}
    refs = {"name": walk.grid.ref(*name.at)}
    for role in (*AMOUNTS, "rate", "weight", "score"):
        if role in cells and cells[role].row == row:
            refs[role] = walk.grid.ref(*cells[role].at)
    for role in AMOUNTS:
        at = cells.get(role)
        if at is None:
            continue
        if walk.unit is None and not is_nothing(at.text):
            if not walk.unitless:
                walk.problem(at, "没有写明金额单位，这张表的金额没有读出，请在表头写明元或万元")
            walk.unitless = True
            walk.grid.doubt(*at.at, _UNITLESS)
            continue
        try:
            amounts[role] = parse_amount(at.text, walk.unit or Unit("元", 2))
            walk.grid.mark_all([at])
        except AmountError as error:
            walk.problem(at, str(error))
            walk.grid.doubt(*at.at, str(error))
    rate, printed = None, ""
    if at := cells.get("rate"):
        rate, printed = parse_rate(at.text), at.text
        rate = _in_per_cent(rate, printed, amounts)
        if rate is not None or is_nothing(printed):
            walk.grid.mark_all([at])
    weight, score = walk.points_at(cells, "weight"), walk.points_at(cells, "score")
    return ExecutionData(
        name=name.text,
        budget=amounts.get("budget"),
        executed=amounts.get("executed"),
        initial=amounts.get("initial"),
        rate=rate,
        rate_printed=printed,
        weight=weight.value if weight else None,
        score=score.value if score else None,
        cells=refs,
    )


def _in_per_cent(
    rate: Decimal | None, printed: str, amounts: Mapping[str, Amount]
) -> Decimal | None:
    """A rate printed as a share (0.9415 of 100 planned and 94.15 spent) in per cent."""
    if rate is None or "%" in fold(printed) or rate > 2:
        return rate
    planned, spent = amounts.get("budget", BLANK), amounts.get("executed", BLANK)
    whole, part = planned.fen, spent.fen
    if not whole or part is None:
        return rate
    ratio = Decimal(part) / Decimal(whole)
    as_share, as_rate = abs(rate - ratio), abs(rate - ratio * 100)
    return rate.scaleb(2) if as_share < as_rate else rate
