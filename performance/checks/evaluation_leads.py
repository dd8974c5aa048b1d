"""One wrong figure breaks sums, rates and scores around it: which finding the others follow from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from budgets.data import CellRef, FindingData
from performance.scoring.figures import HUNDRED
from performance.scoring.grades import grade_of
from performance.scoring.judging import alike

# A finding follows only from one further to the left: no circles.
_ORDER = (
    "money-sum",
    "execution-rate",
    "overspent",
    "carry-over",
    "score-coefficient",
    "score-rule",
    "score-unexplained",
    "heading-weight",
    "part-weight",
    "weight-total",
    "part-score",
    "score-total",
    "score-limit",
    "grade",
    "text-score",
    "text-part",
    "text-grade",
    "text-execution",
    "text-carry-over",
)
_OF_THE_WHOLE = ("execution-rate", "overspent", "carry-over", "score-rule")
_WEIGHTS = ("heading-weight", "part-weight", "weight-total")
_SUMS_OF_SCORES = ("part-score", "score-total")
_SUMS = (*_WEIGHTS, *_SUMS_OF_SCORES)
# What is doubtful by itself, and wrong where a sum that fails bears it out.
_OF_A_SCORE = ("score-rule", "score-unexplained", "score-coefficient", "score-limit")
_FIGURE = re.compile(r"\d+(?:\.\d+)?")


def with_leads(found: Iterable[FindingData]) -> tuple[FindingData, ...]:
    """The findings, those that another one's correction would settle marked with its key.

    A score that its rule only doubts is an error where it also explains a sum that does not add up.
    """
    listed = list(found)
    leads = [_lead(one, listed) for one in listed]
    borne_out = {lead.key for lead in leads if lead is not None}
    return tuple(
        replace(
            one,
            explained_by=lead.key if lead is not None else "",
            severity="error" if one.key in borne_out and lead is None else one.severity,
        )
        for one, lead in zip(listed, leads, strict=True)
    )


def _lead(one: FindingData, others: Sequence[FindingData]) -> FindingData | None:
    return next(
        (
            other
            for other in others
            if other is not one and _before(other, one) and _settles(other, one)
        ),
        None,
    )


def _before(other: FindingData, one: FindingData) -> bool:
    if other.severity != "error":
        return (
            other.severity == "warning"
            and other.kind in _OF_A_SCORE
            and one.kind in _SUMS_OF_SCORES
            and one.severity == "error"
        )
    if one.kind == "money-sum" and other.kind == "execution-rate":
        return True
    if one.kind not in _ORDER or other.kind not in _ORDER:
        return False
    if other.kind == one.kind:
        # A figure stated twice follows from the sum that is wrong at the other place.
        return one.against == (other.at,)
    if other.kind == "score-limit" and one.kind in _SUMS_OF_SCORES:
        return other.at != one.at
    return _ORDER.index(other.kind) < _ORDER.index(one.kind)


def _settles(lead: FindingData, one: FindingData) -> bool:
    """Whether the figure that `lead` expects at its cell would make `one` hold."""
    if one.kind.startswith("text-"):
        return _settles_text(lead, one)
    if lead.kind == "money-sum":
        # Both the total's own rate and its sum contradict it: the total is wrong.
        return one.kind in _OF_THE_WHOLE and _speaks_of(one, lead.at)
    if one.kind == "money-sum":
        # The rate of one of its lines contradicts that line.
        return bool(set(lead.against) & set(one.against)) and lead.at.row != one.at.row
    if one.kind == "score-rule" and lead.kind == "score-coefficient":
        return one.at == lead.at
    if one.kind == "score-limit" and lead.kind == "weight-total":
        # The whole's weight is wrong, and its score is held against that.
        return one.expected_text == lead.stated_text
    if lead.kind == "execution-rate":
        return one.kind == "score-rule" and _by_that_rate(lead, one)
    if one.kind in _SUMS:
        return _settles_sum(lead, one)
    expected = _decimal(lead.expected_text)
    if expected is None:
        return False
    if one.kind == "score-limit":
        limit = _decimal(one.expected_text)
        return one.at == lead.at and limit is not None and expected <= limit
    if one.kind == "grade":
        return lead.at in one.against and grade_of(expected) == one.stated_text
    return False


def _settles_sum(lead: FindingData, one: FindingData) -> bool:
    stated = _decimal(lead.stated_text)
    here, summed = _decimal(one.stated_text), _decimal(one.expected_text)
    if stated is None or here is None or summed is None:
        return False
    if one.at == lead.at:
        expected = _decimal(lead.expected_text)
        return expected is not None and summed == expected
    addend = lead.at in one.against
    if lead.kind == "score-unexplained" and not addend:
        # Lines that share a weight: any of them.
        addend = bool(set(lead.against) & set(one.against))
    if lead.kind in _WEIGHTS and one.kind in _WEIGHTS and not addend:
        # Two sums of the same weights, off by as much: one of the weights is wrong.
        expected = _decimal(lead.expected_text)
        same = set(lead.against) & set(one.against)
        return bool(same) and expected is not None and expected - stated == summed - here
    if not addend:
        return False
    # What the addend must be for the sum to hold.
    return _allows(lead, stated + here - summed) or (
        one.against == (lead.at,) and _allows(lead, here)
    )


def _allows(lead: FindingData, value: Decimal) -> bool:
    """Whether a finding expects this very figure, or one of several (4、3.5), or a range (6—8)."""
    text = lead.expected_text
    if "—" in text and "、" not in text:
        low, _, high = text.partition("—")
        least, most = _decimal(low), _decimal(high)
        return least is not None and most is not None and least <= value <= most
    options = [Decimal(one) for one in text.split("、") if _FIGURE.fullmatch(one)]
    return any(alike(one, value) for one in options)


def _by_that_rate(lead: FindingData, one: FindingData) -> bool:
    """Whether a wrong score is that of the wrong rate: both are off in the same proportion."""
    if not set(lead.against) & set(one.against):
        return False
    rates = [_decimal(text.rstrip("%％")) for text in (lead.stated_text, lead.expected_text)]
    scores = [_decimal(text) for text in (one.stated_text, one.expected_text)]
    if None in (*rates, *scores) or not rates[1] or not scores[1]:
        return False
    by_rate, by_score = rates[0] / rates[1], scores[0] / scores[1]  # type: ignore[operator]
    return abs(by_rate - by_score) * HUNDRED < 1


def _settles_text(lead: FindingData, one: FindingData) -> bool:
    """What the explanation says against the tables: right where the tables contradict themselves."""
    if lead.at not in one.against or lead.kind.startswith("text-"):
        return False
    if one.kind == "text-grade":
        return lead.kind == "grade" and lead.expected_text == one.stated_text[:1]
    said, expected = _decimal(one.stated_text), _decimal(lead.expected_text)
    return said is not None and expected is not None and alike(said, expected)


def _speaks_of(one: FindingData, at: CellRef) -> bool:
    return at in one.against or one.kind == "score-rule"


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
