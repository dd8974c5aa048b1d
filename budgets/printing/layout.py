"""How a table lies on paper: page direction, size of type, widths.

Widths are settled here, from what the cells hold, because a typesetter that guesses them breaks
figures or sets Chinese one character a line. The unit "em" is the size of type; a Han character is
one em wide. Everything else about a page is decided in report.typ.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from budgets.printing.measuring import INSET_X, INSET_Y, LINE, lines_in
from budgets.printing.placing import Cell, PlacedTable
from budgets.printing.widths import Column, demands, spread

# Points on an A4 page inside the margins that report.typ sets; heights without title and footer.
PORTRAIT = (493.0, 640.0)
LANDSCAPE = (739.5, 390.0)

# Sizes of type in points, best first. Below the last one print can't be read.
SIZES = (9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0)
# No smaller type only to save lines.
_COMFORTABLE = 8.5


@dataclass(frozen=True, slots=True)
class Sheet:
    """How a table lies on paper: size of type and widths in points."""

    flipped: bool
    size: float
    widths: tuple[float, ...]
    lines: float
    pages: float

    def room(self, cell: Cell) -> float:
        """The width in em that a cell leaves to its text."""
        points = sum(self.widths[cell.column : cell.column + cell.columns])
        return max(points / self.size - 2 * INSET_X, 1.0)

    def height(self, row: Sequence[Cell]) -> float:
        """About how much of a page a row takes, merged cells spread over their rows."""
        lines = max((lines_in(cell.text, self.room(cell)) / cell.rows for cell in row), default=1.0)
        page = (LANDSCAPE if self.flipped else PORTRAIT)[1]
        return (lines * LINE + 2 * INSET_Y) * self.size / page


def lay_out(placed: PlacedTable) -> Sheet:
    """The direction, size of type and widths that read best.

    Upright where the columns fit without crowding and it takes no more pages than lying, or where
    it is a form that fits on one page; else lying in the largest type that fits. What fits nowhere
    shrinks to the smallest type.
    """
    columns = demands(placed)
    upright = _fit(placed, columns, flipped=False, sizes=SIZES[:3])
    if upright and (placed.columns <= 3 or (placed.is_form and upright.pages <= 1)):
        return upright
    lying = _fit(placed, columns, flipped=True, sizes=SIZES) or _squeeze(columns)
    if upright and (upright.lines <= 1.2 * lying.lines + 1 or upright.pages <= 1 < lying.pages):
        return upright
    return lying


def lay_out_upright(placed: PlacedTable) -> Sheet:
    """The largest type in which a table stands inside a text, which has no page of its own."""
    columns = demands(placed)
    upright = _fit(placed, columns, flipped=False, sizes=SIZES)
    return upright or _squeeze(columns, flipped=False)


def _fit(
    placed: PlacedTable, columns: Sequence[Column], *, flipped: bool, sizes: Iterable[float]
) -> Sheet | None:
    """The largest type in which the columns fit, or one a little smaller that saves many lines."""
    width, height = LANDSCAPE if flipped else PORTRAIT
    insets = 2 * INSET_X * len(columns)
    floors = sum(column.floor for column in columns)
    chosen: Sheet | None = None
    largest = 0.0
    for size in sizes:
        room = width / size - insets
        if floors > room:
            continue
        largest = largest or size
        if chosen and (size < largest - 1 or size < _COMFORTABLE):
            break
        widths, lines = spread(columns, room, len(placed.body))
        tall = lines * LINE + len(placed.body) * (2 * INSET_Y + 1 - LINE)
        points = tuple(round((em + 2 * INSET_X) * size, 2) for em in widths)
        if chosen is None or lines < 0.9 * chosen.lines - 1:
            chosen = Sheet(flipped, size, points, lines, tall * size / height)
    return chosen


def _squeeze(columns: Sequence[Column], *, flipped: bool = True) -> Sheet:
    size = SIZES[-1]
    width = (LANDSCAPE if flipped else PORTRAIT)[0]
    total = sum(column.floor + 2 * INSET_X for column in columns)
    shares = [(column.floor + 2 * INSET_X) / total for column in columns]
    points = tuple(round(share * width, 2) for share in shares)
    return Sheet(flipped, size, points, float("inf"), float("inf"))
