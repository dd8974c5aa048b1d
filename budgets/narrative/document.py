"""Claims and their findings as data for others: data.json and the check of a draft on its own.

Money leaves as decimal strings in yuan, anything else as the number printed; never as floats.
"""

from __future__ import annotations

from typing import Any

from budgets.data import DisclosureData, FindingData
from budgets.money import yuan
from budgets.narrative.checks.wording import money_like
from budgets.narrative.data import (
    DOWN,
    MONEY,
    SAME,
    UP,
    CheckedData,
    ClaimData,
    FigureData,
    NarrativeCheck,
)

_DIRECTIONS = {UP: "increase", DOWN: "decrease", SAME: "same"}


def claim_document(checked: CheckedData) -> dict[str, Any]:
    """A claim: what it says, what became of it, and the cells where its figures stand.

    `unit` is 元 for money, otherwise the unit printed; `percent` stands without its sign; what the
    text does not say is null. `paragraph` counts from 1, as findings and the page's anchors do;
    `cells` are those of every figure of the claim, by the year of their document.
    """
    claim = checked.claim
    amount = claim.amount
    return {
        "text": claim.text,
        "paragraph": claim.paragraph + 1,
        "subject": claim.subject,
        "year": claim.year or None,
        "amount": _number(amount),
        "unit": None if amount is None else "元" if amount.kind == MONEY else amount.unit,
        "prior_year": claim.prior_year or None,
        "prior_amount": _number(claim.prior_amount),
        "change": _number(claim.change),
        "direction": _DIRECTIONS.get(claim.direction),
        "percent": _number(claim.percent),
        "status": checked.status,
        "cells": [
            {"year": origin.year, "table": cell.table, "cell": cell.cell}
            for origin in checked.origins
            for cell in origin.cells
        ],
    }


def finding_summary(
    finding: FindingData, check: NarrativeCheck, data: DisclosureData
) -> dict[str, Any]:
    """A finding of an explanation: its sentence, what is printed, what should be, and why.

    Printing `expected` in the place of `figure` puts the sentence right; `expected` is "" where
    nothing can tell the right one. A sentence without a claim is its whole paragraph.
    """
    claim = claim_at(finding, check)
    figure = figure_at(finding, claim)
    paragraph = list(data.paragraphs())[finding.at.row]
    printed = figure.printed if figure else finding.stated_text
    fix = next((one for one in check.fixes if one.key == finding.key), None)
    return {
        "sentence": claim.text if claim else paragraph,
        "paragraph": finding.at.row + 1,
        "figure": paragraph[fix.start : fix.end] if fix else printed,
        "expected": fix.text if fix else _expected(finding, figure),
        "reason": reason_of(finding, printed),
        "severity": finding.severity,
    }


def claim_at(finding: FindingData, check: NarrativeCheck) -> ClaimData | None:
    """The claim that a finding of the explanation is about."""
    at = finding.at
    ours = [c.claim for c in check.claims if c.claim.paragraph == at.row]
    with_figure = (one for one in ours if figure_at(finding, one) is not None)
    around = (one for one in ours if one.start <= at.column < one.end)
    return next(with_figure, None) or next(around, None)


def figure_at(finding: FindingData, claim: ClaimData | None) -> FigureData | None:
    """The figure of a claim that a finding stands at; None where it is about words."""
    if claim is None:
        return None
    figures = (*claim.figures, *(part.figure for part in claim.parts))
    return next((one for one in figures if one.start == finding.at.column), None)


def reason_of(finding: FindingData, printed: str) -> str:
    """Why, without the quotation that the message of a finding begins with."""
    _, found, reason = finding.message.rpartition(f"”中的{printed}：")
    return (reason if found else finding.message).removesuffix("。")


def _expected(finding: FindingData, figure: FigureData | None) -> str:
    """The right figure of a finding that no replaced characters would put right."""
    if finding.is_money:
        return money_like(finding.expected, figure) if figure and figure.amount else ""
    # Where the right figure can't be told, the finding says there why the stated one is wrong.
    why = reason_of(finding, finding.stated_text)
    return "" if finding.expected_text == why else finding.expected_text


def _number(figure: FigureData | None) -> str | None:
    if figure is None:
        return None
    return yuan(figure.fen) if figure.kind == MONEY else f"{figure.number:f}"
