"""Claims against the document's tables, and against what is known of the year before."""

from __future__ import annotations

from collections.abc import Iterator
from math import isqrt

from budgets.asking import Told
from budgets.money import YUAN, format_fen
from budgets.narrative.checks.causes import cause_of_amount
from budgets.narrative.checks.context import ERROR, ROUNDING, WARNING, Context, Fault, Held, Said
from budgets.narrative.checks.wording import cells_named, money_like
from budgets.narrative.claims.subjects import variants
from budgets.narrative.data import COUNT, MONEY, SAME, ClaimData, FigureData

AMOUNT, PRIOR = "amount", "prior"
# Dimensions whose rows are things that a text counts.
_COUNTED = ("service",)


def amounts_agree(context: Context) -> Iterator[Said]:
    """The amount of a claim is what the tables of its year say of its subject."""
    for number, claim in context.numbered():
        figure = claim.amount
        if figure is None or figure.kind != MONEY or not claim.meanings:
            continue
        if claim.basis == "final" and claim.year == context.data.fiscal_year:
            continue
        if claim.basis == "budget" and claim.year != context.data.fiscal_year:
            continue
        answers = list(context.answers(claim, claim.year, claim.basis))
        yield from _compared(context, number, AMOUNT, figure, answers, claim.year)


def priors_agree(context: Context) -> Iterator[Said]:
    """The earlier figure of a claim is what the tables, last year's document or staff say."""
    for number, claim in context.numbered():
        figure = claim.prior_amount
        if not claim.prior_year or not claim.meanings:
            continue
        if claim.amount is not None and claim.amount.kind != MONEY:
            continue
        for answers, year in _of_prior(context, claim):
            if not answers:
                continue
            if figure is None:
                sure = [told for told, whole in answers if whole]
                if sure:
                    context.priors[number] = tuple(dict.fromkeys(told.fen for told, _ in answers))
                    if claim.direction == SAME and claim.amount is not None:
                        yield from _unchanged(number, claim.amount, [t for t, _ in answers], year)
                break
            if figure.kind == MONEY:
                yield from _compared(context, number, PRIOR, figure, answers, year)
                break


def _of_prior(context: Context, claim: ClaimData) -> Iterator[tuple[list[tuple[Told, bool]], int]]:
    """What can be asked for the earlier figure, the nearest first."""
    year = context.data.fiscal_year
    if claim.year != year:
        return
    if claim.prior_basis == "budget":
        yield list(context.answers(claim, year, "budget")), year
        return
    if claim.prior_amount is None:
        yield list(_of_text(context, claim)), 0
    if claim.prior_year != year - 1:
        return
    yield list(context.answers(claim, year, claim.prior_basis)), year
    if claim.prior_basis == "prior":
        yield list(context.answers(claim, claim.prior_year)), claim.prior_year
        yield list(_as_told(context, claim)), claim.prior_year


def _of_text(context: Context, claim: ClaimData) -> Iterator[tuple[Told, bool]]:
    """The earlier figure where the text states it in a claim of its own: 2023年收支总计789.00万元."""
    for other in context.claims:
        figure = other.amount
        if figure is None or figure.amount is None or other.basis != claim.basis:
            continue
        if other.year == claim.prior_year and other.meanings == claim.meanings:
            yield Told(figure.fen, (), figure.amount.step, stated=True), claim.sure and other.sure


def _as_told(context: Context, claim: ClaimData) -> Iterator[tuple[Told, bool]]:
    """The figures of the year before that staff told once."""
    for meaning in claim.meanings:
        for one, whole in variants(meaning):
            for figure in context.figures:
                if figure.coordinates == one:
                    yield Told(figure.fen, (), 1, stated=True), whole and claim.sure


def _unchanged(number: int, figure: FigureData, answers: list[Told], year: int) -> Iterator[Said]:
    """A claim that nothing changed, without the earlier figure in the text."""
    for told in answers:
        if _off(figure, told) < 2:
            yield Held(number, figure, told.cells, year)
            return
    told = answers[0]
    place = cells_named(told.cells)
    yield Fault(
        number,
        "claim-direction",
        ERROR,
        figure,
        "",
        f"说与上年一致，而上年为{money_like(told.fen, figure)}{f'（{year}年 {place}）' if place else ''}",
        (figure.fen, told.fen),
        told.cells if year else (),
    )


def _compared(
    context: Context,
    number: int,
    role: str,
    figure: FigureData,
    answers: list[tuple[Told, bool]],
    year: int,
) -> Iterator[Said]:
    """A figure against several answers: one that agrees confirms it, none refutes it."""
    if not answers:
        return
    for told, _whole in answers:
        if _off(figure, told) == 0:
            context.known[number, role] = figure.fen
            yield Held(number, figure, told.cells, year)
            return
    whole = [told for told, whole in answers if whole]
    if not whole or figure.vague:
        return
    told = next((one for one in whole if _off(figure, one) == 1), whole[0])
    context.known[number, role] = told.fen
    own = year == context.data.fiscal_year
    where = cells_named(told.cells)
    if where:
        source = where if own else f"{year}年 {where}"
    else:
        source = "以前录入的上年数" if not own else "各表"
    right = money_like(told.fen, figure)
    cause = cause_of_amount(figure.fen, told.fen)
    yield Fault(
        number,
        "claim-table" if own else "claim-prior",
        ROUNDING if _off(figure, told) == 1 else ERROR,
        figure,
        right,
        f"{source}{'相加' if len(told.cells) > 1 else ''}为{right}{f'（{cause}）' if cause else ''}",
        (figure.fen, told.fen),
        told.cells if own else (),
        (figure.start, figure.end),
    )


def _off(figure: FigureData, told: Told) -> int:
    """0: the same, rounded to the coarser of both; 1: a last place apart; 2: another figure."""
    assert figure.amount is not None
    # A whole number of 元 or 万元 may stand for what a table prints finer.
    step = max(figure.amount.step, told.step)
    gap = abs(figure.fen - told.fen)
    if told.step > 1 and len(told.cells) > 1 and gap <= told.step * isqrt(len(told.cells)):
        # A sum of rounded cells; the text has the rounded sum.
        return 0
    if gap == 0 or (step > 1 and gap * 2 <= step):
        return 0
    return 1 if step > 1 and gap <= step else 2


def counts_agree(context: Context) -> Iterator[Said]:
    """How many services are bought: none where the tables have money, or as many as rows."""
    for number, claim in context.numbered():
        figure = claim.amount
        if figure is None or figure.kind != COUNT or not claim.sure or figure.vague:
            continue
        if claim.year != context.data.fiscal_year:
            continue
        if not any(name in claim.meanings[0] for name in ("procurement", "service")):
            continue
        answers = [told for told, _ in context.answers(claim, claim.year)]
        if not answers:
            continue
        money = [told for told in answers if told.fen]
        told = (money or answers)[0]
        if bool(figure.number) != bool(money):
            said = "没有金额" if not money else f"有{format_fen(told.fen, YUAN)}元"
            yield Fault(
                number, "claim-count", ERROR, figure, "", f"{_home(told)}{said}", against=told.cells
            )
        elif not figure.number:
            yield Held(number, figure, told.cells, claim.year)
        elif any(name in claim.meanings[0] for name in _COUNTED):
            listed = max(answers, key=lambda one: len({cell.row for cell in one.cells}))
            rows = len({cell.row for cell in listed.cells})
            if rows == figure.number:
                yield Held(number, figure, listed.cells, claim.year)
            elif rows > 1:
                right = f"{rows}{figure.unit}"
                yield Fault(
                    number,
                    "claim-count",
                    WARNING,
                    figure,
                    right,
                    f"{cells_named(listed.cells)}列有{right}",
                    against=listed.cells,
                    fix=(figure.start, figure.end),
                )


def absences_agree(context: Context) -> Iterator[Said]:
    """What a sentence says is not there has no money in the tables."""
    for number, claim in context.numbered():
        if not claim.absent or claim.year != context.data.fiscal_year:
            continue
        answers = [told for told, whole in context.answers(claim, claim.year) if whole]
        money = [told for told in answers if told.fen]
        if answers and len(money) < len(answers):
            yield Held(number, None, (), claim.year)
        elif money:
            told = money[0]
            yield Fault(
                number,
                "claim-none",
                ERROR,
                None,
                f"{format_fen(told.fen, YUAN)}元",
                f"说没有{claim.subject}，而{_home(told)}有{format_fen(told.fen, YUAN)}元",
                against=told.cells,
            )


def _home(told: Told) -> str:
    return cells_named(told.cells) or "各表"
