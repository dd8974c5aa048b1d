"""Our own drawings: areas in proportion to amounts (squarified treemap). Pure geometry.

After Bruls, Huizing and van Wijk, Squarified Treemaps (2000): rows are laid along the shorter side,
each for as long as its rectangles come nearer to squares.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rectangle:
    x: float
    y: float
    width: float
    height: float

    @property
    def area(self) -> float:
        return self.width * self.height

    def within(self, margin: float) -> Rectangle:
        """The rectangle without a margin on each side, never less than nothing."""
        return Rectangle(
            self.x + margin,
            self.y + margin,
            max(self.width - 2 * margin, 0.0),
            max(self.height - 2 * margin, 0.0),
        )


def squarified(amounts: Sequence[int], frame: Rectangle) -> tuple[Rectangle, ...]:
    """A rectangle for each amount, in their order, which together fill the frame.

    Amounts are positive and come largest first, else the pictures get long and thin. Raises
    ValueError for one that is not positive: nothing and less than nothing have no area.
    """
    if any(amount <= 0 for amount in amounts):
        raise ValueError("an area stands for a positive amount")
    return tuple(_rows(amounts, frame))


def _rows(amounts: Sequence[int], frame: Rectangle) -> Iterator[Rectangle]:
    left, at = frame, 0
    rest = sum(amounts)
    while at < len(amounts):
        side = min(left.width, left.height)
        scale = left.area / rest
        length = _row_length(amounts, at, side, scale)
        row = amounts[at : at + length]
        whole = sum(row)
        last = at + length == len(amounts)
        yield from _laid(row, whole, left, whole / rest if not last else 1.0)
        left = _without(left, whole / rest)
        rest -= whole
        at += length


def _row_length(amounts: Sequence[int], at: int, side: float, scale: float) -> int:
    """How many amounts from `at` on make the row whose worst rectangle is nearest to a square."""
    whole = largest = amounts[at]
    best = _worst(whole, largest, largest, side, scale)
    length = 1
    for amount in amounts[at + 1 :]:
        longer = _worst(whole + amount, largest, amount, side, scale)
        if longer > best:
            break
        best, whole, length = longer, whole + amount, length + 1
    return length


def _worst(whole: int, largest: int, smallest: int, side: float, scale: float) -> float:
    """The longest sides' ratio in a row of this many fen along `side`; 1 is a square."""
    breadth = whole * scale
    if side <= 0 or breadth <= 0:
        return float("inf")
    square = side * side
    return max(
        square * largest * scale / (breadth * breadth),
        breadth * breadth / (square * smallest * scale),
    )


def _laid(row: Sequence[int], whole: int, left: Rectangle, part: float) -> Iterator[Rectangle]:
    """The rectangles of a row, which takes `part` of what is left, along its shorter side."""
    done = 0
    for amount in row:
        begin, end = done / whole, (done + amount) / whole
        if left.width >= left.height:
            yield Rectangle(
                left.x,
                left.y + left.height * begin,
                left.width * part,
                left.height * (end - begin),
            )
        else:
            yield Rectangle(
                left.x + left.width * begin,
                left.y,
                left.width * (end - begin),
                left.height * part,
            )
        done += amount


def _without(left: Rectangle, part: float) -> Rectangle:
    if left.width >= left.height:
        taken = left.width * part
        return Rectangle(left.x + taken, left.y, max(left.width - taken, 0.0), left.height)
    taken = left.height * part
    return Rectangle(left.x, left.y + taken, left.width, max(left.height - taken, 0.0))
