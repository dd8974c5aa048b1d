"""One claim against another: the same subject of the same year has one amount."""

from __future__ import annotations

import re
from collections.abc import Iterator

from budgets.coordinates import Coordinates
from budgets.narrative.checks.context import ERROR, Context, Fault, Said
from budgets.narrative.checks.tables import AMOUNT, PRIOR
from budgets.narrative.checks.wording import money_like
from budgets.narrative.data import MONEY, FigureData
from budgets.vocabulary import normalise

# Kinds of documents whose tables tell budgets from accounts.
_TABLED = ("budget", "final-accounts")
# What a subject is called with or without.
_DRESSING = re.compile(r"预算|决算|安排|财政拨款|支出|费用|经费|年初|数|为|是|总额|合计|其中|的")
_OF_THE_YEAR = re.compile(r"当年|本年")


def _alike(one: str, other: str) -> bool:
    """Whether two subjects are called alike: 当年拨款 and 拨款 differ by what was carried over."""
    dated = [bool(_OF_THE_YEAR.search(core)) for core in (one, other)]
    return dated[0] == dated[1] and (one in other or other in one)


def repeats_agree(context: Context) -> Iterator[Said]:
    """What is said twice is said alike. Where the tables have spoken they have settled it."""
    seen: dict[tuple[Coordinates, int, str, str], tuple[int, FigureData, str]] = {}
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
            core = _DRESSING.sub("", normalise(claim.subject))
            key = (claim.meanings[0], year, "own" if basis == "prior" else basis, words)
            first = seen.setdefault(key, (claim.paragraph, figure, core))
            if first[1] is figure or (number, role) in context.known:
                continue
            if not _alike(core, first[2]):
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
