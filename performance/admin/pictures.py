"""The small picture of a spending plan: the share spent by the end of each month, as steps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

# The room of the drawing in its own units; the page's script draws in the same one.
WIDTH, HEIGHT = 240, 80
MONTHS, FULL = 12, Decimal(100)


@dataclass(frozen=True, slots=True)
class Picture:
    """`line` are the points of the steps, `falls` those where the plan falls, "x,y" each."""

    line: str
    falls: tuple[tuple[int, int], ...]
    width: int = WIDTH
    height: int = HEIGHT


def plan_picture(steps: Iterable[tuple[int, Decimal | None]]) -> Picture:
    """Steps of (month, cumulative per cent); what is not told yet is left out."""
    points = [(0, HEIGHT)]
    falls = []
    before = Decimal(0)
    for month, percent in steps:
        if percent is None:
            continue
        x, y = _whole(Decimal(WIDTH * month) / MONTHS), _height(percent)
        points += [(x, points[-1][1]), (x, y)]
        if percent < before:
            falls.append((x, y))
        before = percent
    return Picture(" ".join(f"{x},{y}" for x, y in points), tuple(falls))


def _height(percent: Decimal) -> int:
    held = min(max(percent, Decimal(0)), FULL)
    return HEIGHT - _whole(HEIGHT * held / FULL)


def _whole(number: Decimal) -> int:
    return int(number.quantize(Decimal(1), ROUND_HALF_UP))
