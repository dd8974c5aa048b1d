"""The change is the difference of the two figures, and goes the way that its word says.

Which of three figures is wrong is told by what is known of them from outside the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from budgets.narrative.checks.context import ERROR, ROUNDING, Context, Fault, Held, Said
from budgets.narrative.checks.tables import AMOUNT, PRIOR
from budgets.narrative.checks.values import (
    comparable,
    fen_pair,
    like_figure,
    slack_of,
    step_of,
    value_of,
)
from budgets.narrative.checks.wording import HUNDRED, money_like, off_by
from budgets.narrative.data import DOWN, MONEY, SAME, UP, ClaimData, FigureData

_OPPOSITE = {
    "增加": "减少",
    "增加额": "减少额",
    "增长": "下降",
    "增长率": "下降率",
    "增幅": "降幅",
    "上升": "下降",
    "提高": "降低",
    "上涨": "下降",
    "上浮": "下浮",
    "增多": "减少",
    "减少": "增加",
    "减少额": "增加额",
    "下降": "增长",
    "下降率": "增长率",
    "降低": "提高",
    "降幅": "增幅",
    "减幅": "增幅",
    "压减": "增加",
    "压缩": "增加",
    "缩减": "增加",
    "下浮": "上浮",
    "削减": "增加",
}
_WAYS = {UP: "增加", DOWN: "减少", SAME: "持平"}


def changes_agree(context: Context) -> Iterator[Said]:
    """The change is the difference of the two figures, and its direction that of its sign."""
    for number, claim in context.numbered():
        amount, prior, change = claim.amount, claim.prior_amount, claim.change
        if claim.rate_direction and claim.percent is not None and not _is_turned(claim):
            yield from _rate_turned(number, claim, claim.percent)
        if prior is None and change is not None:
            if amount is None:
                yield from _change_alone(context, number, claim, change)
            elif amount.kind == MONEY and change.kind == MONEY:
                yield from _against_known(context, number, claim, amount, change)
                yield from _too_small(number, claim, amount, change)
        if amount is None or prior is None or not comparable(amount, prior):
            continue
        if claim.direction == SAME or change is None:
            yield from _direction_alone(number, claim, amount, prior)
            continue
        if not comparable(amount, change) or any(f.vague for f in (amount, prior, change)):
            continue
        gap = value_of(amount) - value_of(prior)
        off = abs(abs(gap) - abs(value_of(change)))
        slack = slack_of(amount, prior, change)
        if off > slack:
            yield from _difference(context, number, claim, gap)
            continue
        yield Held(number, change)
        if gap and claim.direction in (UP, DOWN) and (gap > 0) != (claim.direction == UP):
            yield _turned(number, claim, change, gap)
        elif off:
            yield Fault(
                number,
                "claim-change",
                ROUNDING,
                change,
                like_figure(abs(gap), change),
                f"{amount.printed}与{prior.printed}之差为{like_figure(abs(gap), change)}",
                fen_pair(change, abs(gap)),
            )


def _is_turned(claim: ClaimData) -> bool:
    """Whether the two figures themselves refute the direction of the change."""
    amount, prior = claim.amount, claim.prior_amount
    if claim.direction == SAME:
        return True
    if amount is None or prior is None or not comparable(amount, prior):
        return False
    gap = value_of(amount) - value_of(prior)
    return gap != 0 and (gap > 0) != (claim.direction == UP)


def _rate_turned(number: int, claim: ClaimData, percent: FigureData) -> Iterator[Said]:
    """减少5万元，增长3%: the rate goes the other way than the change."""
    if claim.rate_direction == claim.direction or not percent.number:
        return
    start, end = claim.rate_turned_at
    right = _OPPOSITE.get(
        claim.text[start - claim.start : end - claim.start], _WAYS[claim.direction]
    )
    yield Fault(
        number,
        "claim-direction",
        ERROR,
        percent,
        right,
        f"前面说{_WAYS[claim.direction]}，这里的方向相反，应为“{right}”",
        fix=claim.rate_turned_at,
    )


def _against_known(
    context: Context, number: int, claim: ClaimData, amount: FigureData, change: FigureData
) -> Iterator[Said]:
    """A change whose earlier figure only the tables or last year's document know."""
    options = context.priors.get(number, ())
    if not options or amount.vague or change.vague:
        return
    if context.known.get((number, AMOUNT), amount.fen) != amount.fen:
        return
    known = min(options, key=lambda one: abs(abs(amount.fen - one) - abs(change.fen)))
    off, slack = abs(abs(amount.fen - known) - abs(change.fen)), slack_of(amount, change)
    if off > slack:
        # None fits; the percentage may tell which was meant, else it is the plainest reading.
        known = next((one for one in options if _fits_rate(claim, amount, one)), options[0])
        gap = abs(amount.fen - known)
        yield Fault(
            number,
            "claim-change",
            ROUNDING if off <= 2 * slack else ERROR,
            change,
            like_figure(gap, change),
            f"{amount.printed}与上年的{money_like(known, amount)}之差为{like_figure(gap, change)}",
            (change.fen, gap),
            fix=(change.start, change.end),
        )
        return
    yield Held(number, change)
    gap = amount.fen - known
    if gap and claim.direction in (UP, DOWN) and (gap > 0) != (claim.direction == UP):
        yield _turned(number, claim, change, gap, money_like(known, amount))


def _fits_rate(claim: ClaimData, amount: FigureData, prior: int) -> bool:
    if claim.percent is None or prior <= 0:
        return False
    rate = HUNDRED * abs(amount.fen - prior) / Decimal(prior)
    return not off_by(claim.percent, rate, rate)


def _change_alone(
    context: Context, number: int, claim: ClaimData, change: FigureData
) -> Iterator[Said]:
    """其中基本支出增加3万元: both figures are the tables' only."""
    now, before = context.amounts_of(claim), context.priors.get(number, ())
    if not now or not before or change.vague or change.kind != MONEY:
        return
    sign = -1 if claim.direction == DOWN else 1
    slack = slack_of(change)
    if any(abs(one - other - sign * change.fen) <= slack for one in now for other in before):
        yield Held(number, change)
        return
    gap = now[0] - before[0]
    right = like_figure(abs(gap), change)
    way = _WAYS[UP if gap > 0 else DOWN if gap < 0 else SAME]
    yield Fault(
        number,
        "claim-change",
        ERROR,
        change,
        right,
        f"按两年的表应为{way}{right}",
        (change.fen, abs(gap)),
    )


def _too_small(
    number: int, claim: ClaimData, amount: FigureData, change: FigureData
) -> Iterator[Said]:
    """What grew by more than there is: a slip of the unit, most likely."""
    if claim.direction == UP and change.fen > amount.fen and not (amount.vague or change.vague):
        slip = amount.unit != change.unit
        yield Fault(
            number,
            "claim-change",
            ERROR,
            amount,
            "",
            f"小于增加额{change.printed}{'（万元与元混用）' if slip else ''}",
        )


def _direction_alone(
    number: int, claim: ClaimData, amount: FigureData, prior: FigureData
) -> Iterator[Said]:
    gap = value_of(amount) - value_of(prior)
    if not claim.direction or amount.vague or prior.vague:
        return
    true = UP if gap > 0 else DOWN if gap < 0 else SAME
    if claim.direction == true:
        yield Held(number, amount)
    elif claim.direction == SAME or (true != SAME and claim.percent is None):
        yield Fault(
            number,
            "claim-direction",
            ERROR,
            amount,
            "",
            f"{amount.printed}与{prior.printed}相比为{_WAYS[true]}",
            fen_pair(amount, value_of(prior)),
        )


def _turned(number: int, claim: ClaimData, change: FigureData, gap: int, prior: str = "") -> Fault:
    start, end = claim.turned_at
    word = claim.text[start - claim.start : end - claim.start]
    right = _OPPOSITE.get(word, _WAYS[UP if gap > 0 else DOWN])
    assert claim.amount is not None
    if claim.prior_amount is not None:
        prior = claim.prior_amount.printed
    return Fault(
        number,
        "claim-direction",
        ERROR,
        change,
        right,
        f"{claim.amount.printed}比{prior}{'多' if gap > 0 else '少'}，应为“{right}”",
        fix=claim.turned_at,
    )


def _difference(context: Context, number: int, claim: ClaimData, gap: int) -> Iterator[Said]:
    """The change is not the difference: who is to blame?"""
    amount, prior, change = claim.amount, claim.prior_amount, claim.change
    assert amount is not None
    assert prior is not None
    assert change is not None
    stated = abs(value_of(change))
    known_prior = context.known.get((number, PRIOR))
    known_amount = context.known.get((number, AMOUNT))
    if amount.kind == MONEY:
        # The table has spoken already, and with its figure the change is right.
        mended = (
            (amount.fen, known_prior if known_prior is not None else prior.fen),
            (known_amount if known_amount is not None else amount.fen, prior.fen),
        )
        slack = slack_of(amount, prior, change)
        if any(
            pair != (amount.fen, prior.fen) and abs(abs(pair[0] - pair[1]) - stated) <= slack
            for pair in mended
        ):
            return
    steps = max(step_of(one) for one in (amount, prior, change))
    near = steps > 1 and abs(abs(gap) - stated) <= 2 * steps
    right = like_figure(abs(gap), change)
    told = f"{amount.printed}与{prior.printed}之差为{right}"
    sign = 1 if claim.direction == UP else -1
    sure = known_prior == prior.fen or known_amount == amount.fen
    if not sure and amount.kind == MONEY and claim.direction in (UP, DOWN):
        # Nothing outside the text tells which of the three it is.
        other = like_figure(value_of(amount) - sign * stated, prior)
        told += f"；若变动额无误，上年数应为{other}"
    yield Fault(
        number,
        "claim-change",
        ROUNDING if near else ERROR,
        change,
        right,
        told,
        fen_pair(change, abs(gap)),
        fix=(change.start, change.end),
    )
