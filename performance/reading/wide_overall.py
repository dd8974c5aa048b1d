"""An overall form whose head holds everything: body, money, goal and indicators in one wide grid.

Hunan prints it so: one line of the body's name, its money by source and by nature, its duties and
its goal, merged over the rows of its indicators.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from budgets.data import CellRef
from performance.data import ANNUAL, MEDIUM, GoalData, ParticularData
from performance.reading.amounts import Purse, Stated, measure_of
from performance.reading.grids import Block, Grid
from performance.reading.heads import Column, Head
from performance.reading.words import fields_of

_BODIES = ("body", "unit")


@dataclass(slots=True)
class Wide:
    """What the columns beside the indicators say; `body` is "" where no column names it."""

    body: str = ""
    amounts: list[Stated] = field(default_factory=list)
    goals: list[GoalData] = field(default_factory=list)
    particulars: list[ParticularData] = field(default_factory=list)
    cells: dict[str, CellRef] = field(default_factory=dict)


def read_wide(grid: Grid, head: Head, body: range, purse: Purse) -> Wide:
    """Read the first row below a head with indicators; another body's rows stay unread."""
    found = Wide()
    row = next((row for row in body if not grid.is_empty(row)), None)
    if row is None or not head.has("level1", "level2", "level3"):
        return found
    for column in head.columns:
        block = grid.block(row, column.first)
        if block.row == row and block.column == column.first:
            _column(grid, column, block, purse, found)
    return found


def _column(grid: Grid, column: Column, block: Block, purse: Purse, found: Wide) -> None:
    if column.field == "amount":
        measure = measure_of([one.text for one in column.path])
        stated = purse.read(block, column.path, measure)
        found.amounts += [stated] if stated is not None else []
        return
    if not block.text:
        return
    heading, ref = grid.ref(*column.heading.at), grid.ref(*block.at)
    if column.field in _BODIES and not found.body:
        found.body, found.cells["body"] = block.text, ref
    elif column.field in ("goal", "medium_goal"):
        term = MEDIUM if column.field == "medium_goal" else ANNUAL
        cells = {"heading": heading, "text": ref}
        found.goals.append(GoalData(block.text, term, column.heading.text, cells))
    elif not column.field and "particulars" in fields_of(column.heading.text):
        cells = {"heading": heading, "text": ref}
        found.particulars.append(ParticularData(column.heading.text, block.text, cells))
    else:
        return
    grid.mark(*block.at)
