"""How a printed score stands to what its rule allows, within the rounding of its print."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from performance.scoring.data import AGREES, CONSISTENT, CONTRADICTS, OPEN, UNEXPLAINED, Range
from performance.scoring.figures import places_of, unit_of
from performance.scoring.kinds import Outcome

HALF = Decimal("0.5")
# Whole scores are entered by hand and rounded by nobody; what is computed may be, to whole points.
_MOST = Decimal("0.05")


def same(stated: Decimal, exact: Decimal) -> bool:
    """Whether a printed figure is an exact one, rounded to its places either way at the half."""
    return abs(stated - exact) <= HALF * unit_of(stated)


def alike(one: Decimal, other: Decimal) -> bool:
    """Whether two printed figures can be the same one, printed with different numbers of places."""
    coarse, fine = sorted((one, other), key=places_of)
    return same(coarse, fine)


def nearly(stated: Decimal, exact: Decimal) -> bool:
    """Off by no more than one unit in the last of at least one printed decimals (尾差)."""
    return places_of(stated) > 0 and abs(stated - exact) <= unit_of(stated)


def slack_of(stated: Decimal) -> Decimal:
    """What rounding may have done to a score that a person gave: nothing to a whole number."""
    return min(HALF * unit_of(stated), _MOST)


def allowed(stated: Decimal, ranges: Sequence[Range]) -> bool:
    """Whether a score lies in one of the ranges, its rounding allowed for."""
    slack = slack_of(stated)
    return any(low - slack <= stated <= high + slack for low, high in ranges)


def verdict_of(
    stated: Decimal | None, outcome: Outcome, *, reason: str, told: bool, whole: bool = False
) -> tuple[str, bool]:
    """The verdict on a score, and whether it is off by a rounding only.

    `told`: the document itself prints the rule. Where it does not, a body may follow a stricter
    local method, and a stated reason for lost points is taken for its explanation. `whole`: the
    document gives whole points only, computed ones rounded to them.
    """
    if stated is None:
        return OPEN, False
    if outcome.certain and outcome.score is not None:
        near = abs(stated - outcome.score) <= slack_of(stated)
        rounded = outcome.proportional and (whole or places_of(stated) > 0)
        if near or (rounded and same(stated, outcome.score)):
            return AGREES, False
        if nearly(stated, outcome.score):
            return CONSISTENT, True
    if allowed(stated, outcome.possible):
        return CONSISTENT, False
    if outcome.possible and stated < min(low for low, _ in outcome.possible):
        if reason and not told and stated >= 0:
            return CONSISTENT, False
        if outcome.lenient:
            return UNEXPLAINED, False
    return CONTRADICTS, False
