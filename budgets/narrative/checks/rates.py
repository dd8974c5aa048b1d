"""The percentage of a change is the change on the earlier figure, within its printed rounding."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from budgets.narrative.checks.causes import cause_of_percent
from budgets.narrative.checks.context import WARNING, Context, Fault, Held, Said
from budgets.narrative.checks.tables import PRIOR
from budgets.narrative.checks.values import like_figure, step_of, value_of
from budgets.narrative.checks.wording import HUNDRED, off_by, percent_like
from budgets.narrative.data import DOWN, MONEY, UP, ClaimData, FigureData


def rates_agree(context: Context) -> Iterator[Said]:
    """The percentage is the change on the earlier figure, within its printed rounding."""
    rates = [claim.percent for claim in context.claims if claim.percent]
    for number, claim in context.numbered():
        percent = claim.percent
        found = _base(context, number, claim)
        if percent is None or percent.vague or found is None:
            continue
        amount, prior, change, slack = found
        if not prior:
            # Some say that what came from nothing grew by 100 %.
            if abs(percent.number) not in (0, 100) and change:
                yield Fault(
                    number,
                    "claim-percent",
                    WARNING,
                    percent,
                    "",
                    "上年数为0，不能计算变动的百分比",
                )
            continue
        low = HUNDRED * max(change - slack, 0) / (prior + slack)
        high = HUNDRED * (change + slack) / max(prior - slack, 1)
        severity = off_by(percent, low, high)
        # A change that is wrong itself may stand beside the right percentage.
        plain = HUNDRED * abs(amount - prior) / Decimal(prior)
        if not severity or (amount and not off_by(percent, plain, plain)):
            yield Held(number, percent)
            continue
        right = percent_like(HUNDRED * change / Decimal(prior), percent)
        cause = cause_of_percent(percent, amount, prior, change, year=claim.year, others=rates)
        yield Fault(
            number,
            "claim-percent",
            severity,
            percent,
            right,
            f"{_shown(change, claim.change, claim)}÷{_shown(prior, claim.prior_amount, claim)}应为{right}{f'（{cause}）' if cause else ''}",
            fix=(percent.start, percent.end),
        )


def _base(context: Context, number: int, claim: ClaimData) -> tuple[int, int, int, int] | None:
    """(amount, prior, change, slack) in fen or units, of which two were enough."""
    amount, prior, change = claim.amount, claim.prior_amount, claim.change
    if claim.percent is None or (change is not None and change.vague):
        return None
    known = context.known.get((number, PRIOR))
    now = value_of(amount) if amount and not amount.vague else None
    before = value_of(prior) if prior and not prior.vague else None
    options = context.priors.get(number, ())
    if prior is None and len(options) == 1 and amount is not None and amount.kind == MONEY:
        before = options[0]
    elif prior is not None and known not in (None, before) and now is not None:
        # A wrong earlier figure was found; the change tells whether the right one was meant.
        assert known is not None
        if change is None or abs(abs(now - known) - abs(value_of(change))) <= 1:
            before = known
    if now is None and amount is None and (prior is None or prior.kind == MONEY):
        told = context.amounts_of(claim)
        now = told[0] if len(told) == 1 else None
    delta = abs(value_of(change)) if change is not None else None
    if delta is None and now is not None and before is not None:
        delta = abs(now - before)
    if before is None and now is not None and delta is not None and claim.direction in (UP, DOWN):
        before = now - delta if claim.direction == UP else now + delta
    if before is None or delta is None or before < 0:
        return None
    steps = [step_of(one) for one in (amount, prior, change) if one is not None]
    slack = max(steps, default=1)
    return (now or 0, before, delta, slack // 2 if slack > 1 else 0)


def _shown(value: int, figure: FigureData | None, claim: ClaimData) -> str:
    """A value in the form of its own figure, or of another of the claim."""
    like = figure or claim.change or claim.amount or claim.prior_amount
    assert like is not None
    return like_figure(value, like)
