"""How wide each column of a table becomes: from what its cells hold, in em without insets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import sqrt

from budgets.printing.measuring import INSET_X, SLACK, measured
from budgets.printing.placing import Cell, PlacedTable


def _body_floor(text: str) -> float:
    """The least width in em at which body text reads well."""
    width, word = measured(text)
    return max(word, min(width, max(5.0, 0.9 * sqrt(width * _lines_of(text))), 14.0))


def _lines_of(text: str) -> int:
    return text.count("\n") + 1


def _header_floor(text: str) -> float:
    width, word = measured(text)
    return max(word, min(width, max(4.0, width / 4), 8.0))


# Rows times columns that are looked at for evening out widths: beyond, a table is no form.
_MOST_WORK = 60_000


@dataclass(slots=True)
class Column:
    floor: float = 1.0
    want: float = 1.0
    # Cells that may take more than one line: row, width in em, lines at least, rows merged.
    long: list[tuple[int, float, int, int]] = field(default_factory=list)
    # The same of cells over this and further columns, by their number.
    across: dict[int, Column] = field(default_factory=dict)

    def lines(self, width: float) -> list[int]:
        """The lines that each of the long cells takes."""
        counts = []
        for _, need, least, _ in self.long:
            count = 1 if need <= width * SLACK else int(need / width) + 1
            counts.append(count if count > least else least)
        return counts


def demands(placed: PlacedTable) -> list[Column]:
    """The least and the wished width of every column, in em without insets."""
    columns = [Column() for _ in range(placed.columns)]
    wide: list[tuple[Cell, float, float]] = []
    for row in placed.header:
        for cell in row:
            floor, want = _header_floor(cell.text), min(measured(cell.text)[0], 8.0)
            if cell.columns > 1:
                wide.append((cell, floor, floor))
                continue
            column = columns[cell.column]
            column.floor, column.want = max(column.floor, floor), max(column.want, want)
    for number, row in enumerate(placed.body):
        for cell in row:
            if not cell.text:
                continue
            floor, want = _body_floor(cell.text), measured(cell.text)[0]
            column = columns[cell.column]
            if cell.columns > 1:
                wide.append((cell, floor, min(want, 24.0)))
                column = column.across.setdefault(cell.columns, Column())
            column.floor, column.want = max(column.floor, floor), max(column.want, want)
            if want > 4:
                lines = _lines_of(cell.text)
                column.long.append((number, want * SLACK, lines, cell.rows))
    for cell, floor, want in wide:
        covered = columns[cell.column : cell.column + cell.columns]
        inner = 2 * INSET_X * (cell.columns - 1)
        for name, need in (("floor", floor), ("want", want)):
            lack = need - inner - sum(getattr(column, name) for column in covered)
            if lack > 0:
                for column in covered:
                    setattr(column, name, getattr(column, name) + lack / len(covered))
    for column in columns:
        column.want = max(column.want, column.floor)
    return columns


def spread(columns: Sequence[Column], room: float, rows: int) -> tuple[list[float], float]:
    """Widths in em that fill `room`, and the height of the body in lines.

    Every column starts at its floor; what is left goes, one line break at a time, to the column in
    which a little more width saves the most lines, and at last to all alike.
    """
    wants = sum(column.want for column in columns)
    if wants <= room:
        return [column.want * room / wants for column in columns], float(rows)
    widths = [column.floor for column in columns]
    rest = room - sum(widths)
    lines = [column.lines(width) for column, width in zip(columns, widths, strict=True)]
    tallest = _tallest(columns, lines, rows)
    # (lines saved for an em, width) of every column. Only the column that grew is looked at again:
    # the others judge rows that have meanwhile shrunk a little too kindly, which does no harm.
    offers = [
        _offer(column, counts, width, rest, tallest)
        for column, counts, width in zip(columns, lines, widths, strict=True)
    ]
    while offers:
        best = max(range(len(columns)), key=lambda i: offers[i][0])
        gain, width = offers[best]
        if gain <= 0:
            break
        if width - widths[best] <= rest:
            rest -= width - widths[best]
            widths[best] = width
            lines[best] = columns[best].lines(width)
            tallest = _tallest(columns, lines, rows)
        offers[best] = _offer(columns[best], lines[best], widths[best], rest, tallest)
    total = sum(widths)
    widths = [width + rest * width / total for width in widths]
    return _evened(columns, widths, rows)


def _evened(columns: Sequence[Column], widths: list[float], rows: int) -> tuple[list[float], float]:
    """Widths from which no shift between two columns takes lines off the table, and its lines.

    The spreading above looks at one column at a time. Where two columns of prose stand side by
    side, merged over the same rows, only narrowing one for the other helps.
    """
    spans = [
        (place, number, column)
        for place, first in enumerate(columns)
        for number, column in first.across.items()
    ]
    every = [*columns, *(column for _, _, column in spans)]

    def lines_at(given: Sequence[float]) -> list[list[int]]:
        over = [
            sum(given[place : place + number]) + 2 * INSET_X * (number - 1)
            for place, number, _ in spans
        ]
        return [column.lines(width) for column, width in zip(every, [*given, *over], strict=True)]

    lines = lines_at(widths)
    total = sum(_tallest(every, lines, rows))
    prose = {i for i in range(len(columns)) if any(count > 2 for count in lines[i])}
    for (place, number, _), counts in zip(spans, lines[len(columns) :], strict=True):
        if any(count > 1 for count in counts):
            prose.update(range(place, place + number))
    cost = len(prose) * len(columns) * (rows + sum(map(len, lines)))
    if not prose or cost > _MOST_WORK:
        return widths, total
    for step in (8.0, 4.0, 2.0, 1.0):
        better = True
        while better:
            better = False
            for wider in sorted(prose):
                for narrower in range(len(columns)):
                    least = columns[narrower].floor + step
                    if narrower == wider or widths[narrower] < least:
                        continue
                    tried = list(widths)
                    tried[wider] += step
                    tried[narrower] -= step
                    lower = sum(_tallest(every, lines_at(tried), rows))
                    if lower < total - 0.01:
                        widths, total, better = tried, lower, True
    return widths, total


def _tallest(columns: Sequence[Column], lines: Sequence[Sequence[int]], rows: int) -> list[float]:
    """The lines of every row; a merged cell counts evenly in each of its rows."""
    tallest = [1.0] * rows
    for column, counts in zip(columns, lines, strict=True):
        for (first, _, _, span), count in zip(column.long, counts, strict=True):
            if count > span:
                share = count / span
                for row in range(first, min(first + span, rows)):
                    if share > tallest[row]:
                        tallest[row] = share
    return tallest


def _offer(
    column: Column, lines: Sequence[int], width: float, rest: float, tallest: Sequence[float]
) -> tuple[float, float]:
    """The most lines that a little more width saves in a column, for an em, and that width."""
    breaks = {
        round(need / (count - 1) + 0.005, 2)
        for (_, need, least, _), count in zip(column.long, lines, strict=True)
        if count > least
    }
    best = (0.0, width)
    # The next few widths at which some cell needs a line less.
    for wider in sorted(wider for wider in breaks if width < wider <= width + rest)[:6]:
        saved = 0.0
        for (row, _, _, span), count, fewer in zip(
            column.long, lines, column.lines(wider), strict=True
        ):
            if fewer < count:
                # Lines beside a taller cell of the same row save nothing yet.
                share = 1.0 if count / span >= tallest[row] else 0.15
                saved += share * (count - fewer) / span
        best = max(best, (saved / (wider - width), wider))
    return best
