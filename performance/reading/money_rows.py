"""Amounts under headings in a row, perhaps divided in rows below (财政拨款 over 基本支出, 项目支出)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from budgets.money import is_nothing, looks_like_figure, normalise_figure
from performance.reading.amounts import Purse, Stated, measure_of
from performance.reading.grids import Block, Grid
from performance.reading.heads import MONEY, TOTALS
from performance.reading.words import fields_of

_AMOUNT = re.compile(r"(?:万元|元|亿元|千元|百万元)$")


class MoneyRows:
    """Reads such rows of one form; `amounts` and `taken` are those that its other readers fill."""

    def __init__(
        self,
        grid: Grid,
        rows: Sequence[int],
        purse: Purse,
        amounts: list[Stated],
        taken: set[tuple[int, int]],
    ) -> None:
        self.grid = grid
        self.inside = frozenset(rows)
        self.purse = purse
        self._amounts = amounts
        self._taken = taken

    def read(self, block: Block) -> bool:
        """A row of money headings, perhaps divided in rows below, over a row of amounts."""
        grid, first = self.grid, block.row
        tops = [
            b
            for b in grid.starting(first)
            if fields_of(b.text) & MONEY and b.column >= block.column
        ]
        if not tops:
            return False
        left, right = tops[0].column, self._right_edge(tops[-1])
        row = first + 1
        while row in self.inside and row - first < 5:
            cells = [
                b for b in grid.blocks(row) if left <= b.column <= right and b.row == row and b.text
            ]
            headed = bool(cells) and all(fields_of(b.text) & MONEY for b in cells)
            merged = not cells and any(grid.block(row, b.column).row < row for b in tops)
            if not (headed or merged):
                break
            row += 1
        stated = False
        values = row
        while row in self.inside:
            cells = [b for b in grid.blocks(row) if left <= b.column <= right and b.row == row]
            filled = [b for b in cells if b.text]
            if self._names_itself(row, tops):
                break
            if not filled or not all(is_amount(b.text) for b in filled):
                break
            self._value_row(row, first, values, cells)
            stated = True
            row += 1
        if stated:
            for top in range(first, values):
                for b in grid.starting(top):
                    if left <= b.column <= right:
                        self._taken.add(b.at)
        return stated

    def _right_edge(self, top: Block) -> int:
        """The last column of a money heading: on over empty cells that are divided below it."""
        edge = top.last_column
        below = top.last_row + 1
        while below in self.inside and edge + 1 < self.grid.width:
            beside, under = self.grid.block(top.row, edge + 1), self.grid.block(below, edge + 1)
            if beside.text or not fields_of(under.text) & MONEY:
                break
            edge = under.last_column
        return edge

    def _names_itself(self, row: int, tops: Sequence[Block]) -> bool:
        """Whether a row says what money it is (一般公共预算 | 80) under a heading that only says 金额."""
        totals = len(tops) == 1 and fields_of(tops[0].text) & frozenset(TOTALS)
        named = (b for b in self.grid.starting(row) if b.column < tops[0].column)
        return bool(totals) and any(fields_of(b.text) & MONEY for b in named)

    def _value_row(self, row: int, top: int, bottom: int, cells: list[Block]) -> None:
        """Amounts under their headings; a label on their left is a part of their name."""
        labels = [
            b
            for b in self.grid.starting(row)
            if b.column < cells[0].column and not fields_of(b.text) and not is_amount(b.text)
        ]
        for cell in cells:
            path: list[Block] = []
            for place in range(top, bottom):
                heading = self._heading_over(place, cell.column, bottom)
                if heading.text and heading not in path:
                    path.append(heading)
            if not path or cell.row != row:
                continue
            last = self.grid.block(bottom - 1, cell.last_column)
            if cell.text and last != self.grid.block(bottom - 1, cell.column):
                self.purse.refuse_merged(cell)
                self.grid.mark_all([*path, last])
                continue
            measure = "" if labels else measure_of([heading.text for heading in path])
            name = " / ".join(b.text for b in (*labels, *path))
            self._taken.add(cell.at)
            stated = self.purse.read(cell, path, measure, name)
            if stated is not None:
                self._amounts.append(stated)
        self.grid.mark_all(labels)

    def _heading_over(self, row: int, column: int, bottom: int) -> Block:
        """The heading of a column in a row; over a divided one, the one on its left that was merged."""
        heading = self.grid.block(row, column)
        divided = any(self.grid.text(below, column) for below in range(row + 1, bottom))
        while not heading.text and divided and heading.column and heading.height == 1:
            heading = self.grid.block(row, heading.column - 1)
        return heading


def is_amount(text: str) -> bool:
    """A figure, a dash, or a figure with its unit."""
    folded = normalise_figure(text)
    return is_nothing(text) or looks_like_figure(_AMOUNT.sub("", folded) or "x")
