"""占 and 完成预算的: a part on its whole, which the sentence, the text or only the tables state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from budgets.narrative.checks.context import ERROR, Context, Fault, Held, Said
from budgets.narrative.checks.values import comparable, step_of, value_of
from budgets.narrative.checks.wording import (
    HUNDRED,
    cells_named,
    money_like,
    off_by,
    percent_like,
)
from budgets.narrative.data import MONEY, ClaimData, FigureData

# How far back the whole of a list may stand, in claims.
_BACK = 12


def shares_agree(context: Context) -> Iterator[Said]:
    """占 and 完成预算的: the part on its whole, what was spent on its budget."""
    yield from _lists(context)
    for number, claim in context.numbered():
        pairs = (
            ("claim-share", claim.share, claim.whole),
            ("claim-done", claim.done, claim.prior_amount),
        )
        for kind, percent, whole in pairs:
            part = claim.amount
            if kind == "claim-share" and percent is not None and part is not None and whole is None:
                yield from _share_of_tables(context, number, claim, part, percent)
            if percent is None or part is None or whole is None or not comparable(part, whole):
                continue
            if any(one.vague for one in (percent, part, whole)) or value_of(whole) <= 0:
                continue
            severity = off_by(percent, *_bounds(part, whole))
            if not severity:
                yield Held(number, percent)
                continue
            right = percent_like(HUNDRED * value_of(part) / Decimal(value_of(whole)), percent)
            yield Fault(
                number,
                kind,
                severity,
                percent,
                right,
                f"{part.printed}÷{whole.printed}应为{right}",
                fix=(percent.start, percent.end),
            )


def _share_of_tables(
    context: Context, number: int, claim: ClaimData, part: FigureData, percent: FigureData
) -> Iterator[Said]:
    """占本年支出合计的: of a whole that the text does not state and the tables do."""
    if claim.share_of is None or part.kind != MONEY or claim.year != context.data.fiscal_year:
        return
    if part.vague or percent.vague:
        return
    wholes = list(context.told_of(claim.share_of, claim.basis))
    slack = step_of(part) // 2 if step_of(part) > 1 else 0
    rates = []
    for told, sure in wholes:
        if told.fen <= 0:
            continue
        low, high = (HUNDRED * (part.fen + way * slack) / Decimal(told.fen) for way in (-1, 1))
        if off_by(percent, low, high) != ERROR:
            yield Held(number, percent)
            return
        if sure:
            rates.append(told)
    if rates:
        told = rates[0]
        right = percent_like(HUNDRED * part.fen / Decimal(told.fen), percent)
        yield Fault(
            number,
            "claim-share",
            ERROR,
            percent,
            right,
            f"{part.printed}÷{cells_named(told.cells)}的{money_like(told.fen, part)}应为{right}",
            against=told.cells,
            fix=(percent.start, percent.end),
        )


# --- Lists whose whole stands before: 甲支出430.34万元，占62.1%；乙支出…，占9.9% ---


def _lists(context: Context) -> Iterator[Said]:
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
    return off_by(percent, *_bounds(part, whole)) != ERROR


def _bounds(part: FigureData, whole: FigureData) -> tuple[Decimal, Decimal]:
    """Between what a share can lie, as both figures are rounded."""
    step = max(step_of(part), step_of(whole))
    slack = step // 2 if step > 1 else 0
    low = HUNDRED * (value_of(part) - slack) / Decimal(value_of(whole) + slack)
    high = HUNDRED * (value_of(part) + slack) / Decimal(max(value_of(whole) - slack, 1))
    return low, high
