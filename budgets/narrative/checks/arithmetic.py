"""A claim in itself: the change is the difference, rates and shares have the right base.

Which of three figures is wrong is told by what is known of them from outside the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from budgets.narrative.checks.causes import cause_of_percent
from budgets.narrative.checks.context import ERROR, ROUNDING, WARNING, Context, Fault, Held, Said
from budgets.narrative.checks.shares import lists_of_shares
from budgets.narrative.checks.tables import AMOUNT, PRIOR
from budgets.narrative.checks.wording import (
    HUNDRED,
    cells_named,
    money_like,
    off_by,
    percent_like,
)
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


def changes_agree(context: Context) -> Iterator[Said]:
    """The change is the difference of the two figures, and its direction that of its sign."""
    for number, claim in context.numbered():
        amount, prior, change = claim.amount, claim.prior_amount, claim.change
        if claim.rate_direction and claim.percent is not None and claim.direction != SAME:
            yield from _rate_turned(number, claim, claim.percent)
        if prior is None and change is not None:
            if amount is None:
                yield from _change_alone(context, number, claim, change)
            elif amount.kind == MONEY and change.kind == MONEY:
                yield from _against_known(context, number, claim, amount, change)
                yield from _too_small(number, claim, amount, change)
        if amount is None or prior is None or not _comparable(amount, prior):
            continue
        if claim.direction == SAME or change is None:
            yield from _direction_alone(number, claim, amount, prior)
            continue
        if not _comparable(amount, change) or any(f.vague for f in (amount, prior, change)):
            continue
        gap = _value(amount) - _value(prior)
        off = abs(abs(gap) - abs(_value(change)))
        slack = _slack(amount, prior, change)
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
                _like(abs(gap), change),
                f"{amount.printed}与{prior.printed}之差为{_like(abs(gap), change)}",
                _fen(change, abs(gap)),
            )


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
    off, slack = abs(abs(amount.fen - known) - abs(change.fen)), _slack(amount, change)
    if off > slack:
        # None fits; the plainest reading of the subject is the one to name.
        known = options[0]
        gap = abs(amount.fen - known)
        yield Fault(
            number,
            "claim-change",
            ROUNDING if off <= 2 * slack else ERROR,
            change,
            _like(gap, change),
            f"{amount.printed}与上年的{money_like(known, amount)}之差为{_like(gap, change)}",
            (change.fen, gap),
            fix=(change.start, change.end),
        )
        return
    yield Held(number, change)
    gap = amount.fen - known
    if gap and claim.direction in (UP, DOWN) and (gap > 0) != (claim.direction == UP):
        yield _turned(number, claim, change, gap, money_like(known, amount))


def _change_alone(
    context: Context, number: int, claim: ClaimData, change: FigureData
) -> Iterator[Said]:
    """其中基本支出增加3万元: both figures are the tables' only."""
    now, before = context.amounts_of(claim), context.priors.get(number, ())
    if not now or not before or change.vague or change.kind != MONEY:
        return
    sign = -1 if claim.direction == DOWN else 1
    slack = _slack(change)
    if any(abs(one - other - sign * change.fen) <= slack for one in now for other in before):
        yield Held(number, change)
        return
    gap = now[0] - before[0]
    right = _like(abs(gap), change)
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
    gap = _value(amount) - _value(prior)
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
            _fen(amount, _value(prior)),
        )


_WAYS = {UP: "增加", DOWN: "减少", SAME: "持平"}


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
    stated = abs(_value(change))
    known_prior = context.known.get((number, PRIOR))
    known_amount = context.known.get((number, AMOUNT))
    if amount.kind == MONEY:
        # The table has spoken already, and with its figure the change is right.
        mended = (
            (amount.fen, known_prior if known_prior is not None else prior.fen),
            (known_amount if known_amount is not None else amount.fen, prior.fen),
        )
        slack = _slack(amount, prior, change)
        if any(
            pair != (amount.fen, prior.fen) and abs(abs(pair[0] - pair[1]) - stated) <= slack
            for pair in mended
        ):
            return
    steps = max(_step(one) for one in (amount, prior, change))
    near = steps > 1 and abs(abs(gap) - stated) <= 2 * steps
    right = _like(abs(gap), change)
    told = f"{amount.printed}与{prior.printed}之差为{right}"
    sign = 1 if claim.direction == UP else -1
    sure = known_prior == prior.fen or known_amount == amount.fen
    if not sure and amount.kind == MONEY and claim.direction in (UP, DOWN):
        # Nothing outside the text tells which of the three it is.
        other = _like(_value(amount) - sign * stated, prior)
        told += f"；若变动额无误，上年数应为{other}"
    yield Fault(
        number,
        "claim-change",
        ROUNDING if near else ERROR,
        change,
        right,
        told,
        _fen(change, abs(gap)),
        fix=(change.start, change.end),
    )


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
        if not severity:
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
            f"{_shown(change, claim)}÷{_shown(prior, claim)}应为{right}{f'（{cause}）' if cause else ''}",
            fix=(percent.start, percent.end),
        )


def _base(context: Context, number: int, claim: ClaimData) -> tuple[int, int, int, int] | None:
    """(amount, prior, change, slack) in fen or units, of which two were enough."""
    amount, prior, change = claim.amount, claim.prior_amount, claim.change
    if claim.percent is None or (change is not None and change.vague):
        return None
    known = context.known.get((number, PRIOR))
    now = _value(amount) if amount and not amount.vague else None
    before = _value(prior) if prior and not prior.vague else None
    options = context.priors.get(number, ())
    if prior is None and len(options) == 1 and amount is not None and amount.kind == MONEY:
        before = options[0]
    elif prior is not None and known not in (None, before) and now is not None:
        # A wrong earlier figure was found; the change tells whether the right one was meant.
        assert known is not None
        if change is None or abs(abs(now - known) - abs(_value(change))) <= 1:
            before = known
    if now is None and amount is None and (prior is None or prior.kind == MONEY):
        told = context.amounts_of(claim)
        now = told[0] if len(told) == 1 else None
    delta = abs(_value(change)) if change is not None else None
    if delta is None and now is not None and before is not None:
        delta = abs(now - before)
    if before is None and now is not None and delta is not None and claim.direction in (UP, DOWN):
        before = now - delta if claim.direction == UP else now + delta
    if before is None or delta is None or before < 0:
        return None
    steps = [_step(one) for one in (amount, prior, change) if one is not None]
    slack = max(steps, default=1)
    return (now or 0, before, delta, slack // 2 if slack > 1 else 0)


def shares_agree(context: Context) -> Iterator[Said]:
    """占 and 完成预算的: the part on its whole, what was spent on its budget."""
    yield from lists_of_shares(context)
    for number, claim in context.numbered():
        pairs = (
            ("claim-share", claim.share, claim.whole),
            ("claim-done", claim.done, claim.prior_amount),
        )
        for kind, percent, whole in pairs:
            part = claim.amount
            if kind == "claim-share" and percent is not None and part is not None and whole is None:
                yield from _share_of_tables(context, number, claim, part, percent)
            if percent is None or part is None or whole is None or not _comparable(part, whole):
                continue
            if any(one.vague for one in (percent, part, whole)) or _value(whole) <= 0:
                continue
            slack = max(_step(part), _step(whole))
            slack = slack // 2 if slack > 1 else 0
            low = HUNDRED * (_value(part) - slack) / (_value(whole) + slack)
            high = HUNDRED * (_value(part) + slack) / max(_value(whole) - slack, 1)
            severity = off_by(percent, low, high)
            if not severity:
                yield Held(number, percent)
                continue
            right = percent_like(HUNDRED * _value(part) / Decimal(_value(whole)), percent)
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
    slack = _step(part) // 2 if _step(part) > 1 else 0
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


def _comparable(one: FigureData, other: FigureData) -> bool:
    return one.kind == other.kind and (one.kind == MONEY or one.unit == other.unit)


def _value(figure: FigureData) -> int:
    """Fen of money, the number itself of things (times 100, so that 1.5 counts)."""
    return figure.fen if figure.kind == MONEY else int(figure.number * 100)


def _step(figure: FigureData) -> int:
    return figure.amount.step if figure.amount else 1


def _slack(*figures: FigureData) -> int:
    """What rounding alone can come to between figures of which each was rounded by itself."""
    steps = [_step(one) for one in figures]
    return sum(steps) // 2 if max(steps) > 1 else 0


def _like(value: int, figure: FigureData) -> str:
    if figure.kind == MONEY:
        return money_like(value, figure)
    return f"{Decimal(value) / 100:f}{figure.unit}"


def _fen(figure: FigureData, expected: int) -> tuple[int, int] | None:
    return (figure.fen, expected) if figure.kind == MONEY else None


def _shown(value: int, claim: ClaimData) -> str:
    like = claim.change or claim.amount or claim.prior_amount
    assert like is not None
    return _like(value, like)
