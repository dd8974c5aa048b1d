"""One claim against another: the same subject of the same year has one amount."""

from __future__ import annotations

from collections.abc import Iterator

from budgets.coordinates import Coordinates
from budgets.narrative.checks.context import ERROR, Context, Fault, Said
from budgets.narrative.checks.tables import AMOUNT, PRIOR
from budgets.narrative.checks.wording import money_like
from budgets.narrative.data import MONEY, FigureData
from budgets.vocabulary import normalise

# Kinds of documents whose tables tell budgets from accounts.
_TABLED = ("budget", "final-accounts")


def repeats_agree(context: Context) -> Iterator[Said]:
    """What is said twice is said alike. Where the tables have spoken they have settled it."""
    seen: dict[tuple[Coordinates, int, str, str], tuple[int, FigureData]] = {}
    for number, claim in context.numbered():
        if not claim.sure or not claim.meanings:
            continue
        for role, figure, year, basis in (
            (AMOUNT, claim.amount, claim.year, claim.basis or "own"),
            (PRIOR, claim.prior_amount, claim.prior_year, claim.prior_basis),
        ):
            if figure is None or figure.kind != MONEY or figure.vague:
                continue
            # Reports of what was done name the same money by its budget and by what was spent.
            words = "" if context.data.kind in _TABLED else normalise(claim.subject)
            key = (claim.meanings[0], year, "own" if basis == "prior" else basis, words)
            first = seen.setdefault(key, (claim.paragraph, figure))
            if first[1] is figure or (number, role) in context.known:
                continue
            other = first[1]
            assert figure.amount is not None
            assert other.amount is not None
            step = max(figure.amount.step, other.amount.step)
            if abs(figure.fen - other.fen) <= (step if step > 1 else 0):
                continue
            yield Fault(
                number,
                "claim-repeat",
                ERROR,
                figure,
                money_like(other.fen, figure),
                f"第{first[0] + 1}段写的是{other.printed}，同一个数前后不一",
                (figure.fen, other.fen),
            )
