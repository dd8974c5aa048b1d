"""Changes in a text that was brought that are large enough to owe a reason, and have none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from budgets.narrative.data import DOWN, UP, ClaimData
from budgets.narrative.writing.phrases import Change, reason_of

# How a reason begins: behind its figures in their paragraph, or at the start of the next one.
_GIVEN = re.compile(r"原因|由于|因为|主要是|主要系|主要为|源于")
# 其主要的原因是 is the longest of them.
_START = 8
_YEAR_BEFORE = ("prior", "prior_final")


@dataclass(frozen=True, slots=True)
class OwedReason:
    """A figure at a place of the text; `demanded` is why it owes a reason, in Chinese.

    `given`: the text gives one.
    """

    paragraph: int
    start: int
    subject: str
    demanded: str
    change: Change
    given: bool = False


def reasons_owed(
    claims: Sequence[ClaimData], texts: Sequence[str], threshold: Decimal
) -> Iterator[OwedReason]:
    """The claims whose amount changed by more than `threshold` percent without a word of why."""
    return (one for one in reasons_demanded(claims, texts, threshold) if not one.given)


def reasons_demanded(
    claims: Sequence[ClaimData], texts: Sequence[str], threshold: Decimal
) -> Iterator[OwedReason]:
    """The claims whose amount changed by more than `threshold` percent, with a reason or without.

    A reason at the end of a paragraph is taken as one for all figures before it.
    """
    for claim in claims:
        change = _change(claim)
        if claim.amount is None or change is None or not change.passes(threshold):
            continue
        demanded = change.demand(threshold)
        behind = texts[claim.paragraph][claim.amount.start :]
        following = texts[claim.paragraph + 1] if claim.paragraph + 1 < len(texts) else ""
        given = bool(_GIVEN.search(behind) or _GIVEN.search(following[:_START]))
        yield OwedReason(
            claim.paragraph, claim.amount.start, claim.subject, demanded, change, given
        )


def reason_given(text: str, start: int) -> str:
    """The words of a reason in a paragraph behind a place, up to the end of their sentence; "" for none.

    A reason belongs to the figures before it as far as the sentence, or the one after it, goes.
    """
    match = _GIVEN.search(text, start)
    if match is None or text.count("。", start, match.start()) > 1:
        return ""
    end = text.find("。", match.start())
    return reason_of(text[match.start() : end if end >= 0 else len(text)])


def with_reason(text: str, start: int, reason: str) -> str:
    """A paragraph with a reason at the end of the sentence whose figure begins at `start`."""
    end = text.find("。", start)
    end = len(text.rstrip()) if end < 0 else end
    return f"{text[:end]}，主要原因是：{reason_of(reason)}{text[end:] or '。'}"


def _change(claim: ClaimData) -> Change | None:
    """How an amount of money compares with that of the year before, where the text tells it."""
    now, before, change = claim.amount, claim.prior_amount, claim.change
    if now is None or now.amount is None or claim.prior_basis not in _YEAR_BEFORE:
        return None
    if before is not None and before.amount is not None:
        return Change(now.fen, before.fen)
    if change is not None and change.amount is not None and claim.direction in (UP, DOWN):
        grew = change.fen if claim.direction == UP else -change.fen
        return Change(now.fen, now.fen - grew)
    return None
