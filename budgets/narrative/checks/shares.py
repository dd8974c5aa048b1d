"""Lists of shares whose whole stands somewhere before: 甲支出430.34万元，占62.1%；乙支出…，占9.9%."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from budgets.narrative.checks.context import ERROR, Context, Fault, Held, Said
from budgets.narrative.checks.wording import HUNDRED, off_by, percent_like
from budgets.narrative.data import MONEY, ClaimData, FigureData

# How far back the whole of a list may stand, in claims.
_BACK = 12


def lists_of_shares(context: Context) -> Iterator[Said]:
    """The whole is the figure before on which most of a sentence's shares agree; others are wrong."""
    lists: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, claim in context.numbered():
        if _is_open(claim):
            lists[claim.paragraph, claim.start].append(number)
    for numbers in lists.values():
        shares = [context.claims[number] for number in numbers]
        whole = _whole(context, numbers[0], shares) if len(numbers) > 2 else None
        if whole is None:
            continue
        for number, claim in zip(numbers, shares, strict=True):
            part, percent = claim.amount, claim.share
            assert part is not None
            assert percent is not None
            if _fits(part, percent, whole):
                yield Held(number, percent)
            else:
                right = percent_like(HUNDRED * part.fen / Decimal(whole.fen), percent)
                yield Fault(
                    number,
                    "claim-share",
                    ERROR,
                    percent,
                    right,
                    f"{part.printed}÷{whole.printed}应为{right}",
                    fix=(percent.start, percent.end),
                )


def _is_open(claim: ClaimData) -> bool:
    part, share = claim.amount, claim.share
    if part is None or share is None or claim.whole is not None or claim.share_of is not None:
        return False
    return part.kind == MONEY and not part.vague and not share.vague


def _whole(context: Context, first: int, shares: list[ClaimData]) -> FigureData | None:
    for claim in reversed(context.claims[max(0, first - _BACK) : first]):
        whole = claim.amount
        if whole is None or whole.kind != MONEY or whole.fen <= 0:
            continue
        fitting = [
            one
            for one in shares
            if one.amount and one.share and _fits(one.amount, one.share, whole)
        ]
        if 3 * len(fitting) >= 2 * len(shares):
            return whole
    return None


def _fits(part: FigureData, percent: FigureData, whole: FigureData) -> bool:
    step = max(one.amount.step for one in (part, whole) if one.amount)
    slack = step // 2 if step > 1 else 0
    low = HUNDRED * (part.fen - slack) / Decimal(whole.fen + slack)
    high = HUNDRED * (part.fen + slack) / Decimal(max(whole.fen - slack, 1))
    return off_by(percent, low, high) != ERROR
