"""Our own small drawings: targets against results, scores, shares.

Lengths are proportional to what is printed, and only that; every drawing stands beside its text,
so that it is hidden from who does not see it. Coordinates are whole numbers of a view box.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from performance.data import ValueData
from performance.values import comparable, is_share, meets

HUNDRED = Decimal(100)
# The grades' limits on a scale of a hundred, as every evaluation has them (财预〔2020〕10号).
GRADE_LIMITS = (60, 80, 90)
# How far the larger of target and result reaches, so that both ends are seen.
_REACH = Decimal("0.86")


@dataclass(frozen=True, slots=True)
class Bullet:
    """A result as a bar to `actual`, its target as a mark at `target`, in per cent of the room.

    `side` says where a good result lies: "above" the mark, "below" it, "at" it.
    """

    actual: int
    target: int
    side: str
    met: bool | None


def bullet(target: ValueData, actual: ValueData) -> Bullet | None:
    """The drawing of a target and its result, None unless both are numbers of one unit."""
    pair = comparable(target, actual)
    if pair is None or target.upper is not None or min(pair) < 0 or not max(pair):
        return None
    asked, reached = pair
    share = is_share(target.unit) and max(pair) <= HUNDRED
    room = HUNDRED if share else max(pair) / _REACH
    side = {"≥": "above", "＞": "above", "≤": "below", "＜": "below"}.get(target.operator, "at")
    return Bullet(
        whole(reached * HUNDRED / room), whole(asked * HUNDRED / room), side, meets(target, actual)
    )


def share_of(part: Decimal | int | None, of: Decimal | int | None) -> int:
    """A part as per cent of its whole, 0 to 100; 0 where either is missing."""
    if not part or not of or part < 0 or of < 0:
        return 0
    return whole(min(Decimal(part) * HUNDRED / Decimal(of), HUNDRED))


def whole(number: Decimal) -> int:
    return int(number.quantize(Decimal(1), ROUND_HALF_UP))
