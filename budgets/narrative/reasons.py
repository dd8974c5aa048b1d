"""Changes in a text that was brought that are large enough to owe a reason, and have none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from budgets.narrative.data import ClaimData
from budgets.narrative.writing.phrases import Change

# How a reason begins, behind the figures that it is for: in their paragraph or at the next one's start.
_GIVEN = re.compile(r"原因|由于|因为|主要是|主要系|主要为|源于|用于")


@dataclass(frozen=True, slots=True)
class OwedReason:
    """A figure at a place of the text; `demanded` is why it owes a reason, in Chinese."""

    paragraph: int
    start: int
    subject: str
    demanded: str


def reasons_owed(
    claims: Sequence[ClaimData], texts: Sequence[str], threshold: Decimal
) -> Iterator[OwedReason]:
    """The claims whose amount changed by more than `threshold` percent without a word of why.

    A reason at the end of a paragraph is taken as one for all figures before it.
    """
    for claim in claims:
        change = _change(claim)
        demanded = change.demand(threshold) if change else ""
        if claim.amount is None or not demanded:
            continue
        behind = texts[claim.paragraph][claim.amount.start :]
        following = texts[claim.paragraph + 1] if claim.paragraph + 1 < len(texts) else ""
        if not _GIVEN.search(behind) and not _GIVEN.match(following.lstrip("其")):
            yield OwedReason(claim.paragraph, claim.amount.start, claim.subject, demanded)


def _change(claim: ClaimData) -> Change | None:
    """How an amount of money compares with that of the year before, where the text states both."""
    now, before = claim.amount, claim.prior_amount
    if now is None or before is None or now.amount is None or before.amount is None:
        return None
    return Change(now.fen, before.fen)
