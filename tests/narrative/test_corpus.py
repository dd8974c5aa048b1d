"""Explanations in the manner of many places: right ones pass in silence, each planted error is seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

import pytest

from budgets.checking import check
from budgets.data import DisclosureData, FindingData
from budgets.narrative.checking import check_narrative
from budgets.narrative.data import NarrativeCheck
from tests.narrative.explanations import NAMES, Explanation, Planted, explanation

every_text = pytest.mark.parametrize("name", NAMES)


@cache
def corpus(name: str) -> Explanation:
    return explanation(name)


def checked(given: Explanation, document: DisclosureData) -> NarrativeCheck:
    """With what the performance forms know of their own explanations."""
    if document.kind not in ("evaluation", "performance"):
        return check_narrative(document, given.asking_before, given.figures, given.asking)
    result = check(document, earlier=given.earlier, figures=given.figures)
    findings = tuple(one for one in result.findings if one.at.n == 0)
    return replace(result.claims, findings=findings)


def said(findings: Sequence[FindingData], paragraphs: Sequence[str]) -> list[str]:
    return [f"{paragraphs[f.at.row][f.at.column :][:14]}… {f.message}" for f in findings]


def found(planted: Planted, check: NarrativeCheck, document: DisclosureData) -> bool:
    """Whether a finding stands at the wrong figure, or in its sentence where that can't be told."""
    first, last = planted.sentence if planted.anywhere else (planted.start, planted.end)
    paragraphs = list(document.paragraphs())
    return any(
        paragraphs[finding.at.row] == planted.line.strip() and first <= finding.at.column < last
        for finding in check.findings
    )


@every_text
def test_a_right_explanation_has_no_finding(name: str) -> None:
    given = corpus(name)
    document = given.document

    check = checked(given, document)

    assert said(check.findings, list(document.paragraphs())) == []


@every_text
def test_most_figures_of_a_right_explanation_are_checked(name: str) -> None:
    given = corpus(name)
    if not any(table.kind == "money" for table in given.tables.tables):
        pytest.skip("nothing to check the figures against")

    check = checked(given, given.document)

    status = [claim.status for claim in check.claims]
    assert 2 * status.count("ok") >= len(status) > 0


# The right figure can be told by these; of a sum that doesn't add up, any figure may be the wrong one.
TOLD = ("wrong-base", "percent", "share", "rate", "change", "unit")


@every_text
def test_every_planted_error_is_found_at_its_figure_and_only_the_right_one_offered(
    name: str,
) -> None:
    given = corpus(name)

    missed, wrong = [], []
    for planted in given.planted:
        if planted.unseen or planted.missed:
            continue
        document = given.with_text(planted.text)
        check = checked(given, document)
        if not found(planted, check, document):
            missed.append(str(planted))
        offered = list(_offered(planted, check, document))
        if planted.kind in TOLD and offered and planted.mended not in offered:
            wrong.append((str(planted), offered))

    assert missed == []
    assert wrong == []


def _offered(planted: Planted, check: NarrativeCheck, document: DisclosureData) -> Iterator[str]:
    """The line of a planted error as each fix at it would leave it."""
    paragraphs = list(document.paragraphs())
    for fix in check.fixes:
        text = paragraphs[fix.paragraph]
        here = text == planted.line.strip()
        if here and fix.start < planted.end and planted.start < fix.end:
            yield text[: fix.start] + fix.text + text[fix.end :]


def test_the_corpus_is_wide() -> None:
    planted = [one for name in NAMES for one in corpus(name).planted if not one.unseen]
    told = [one for one in planted if not one.missed]

    assert len(NAMES) >= 16
    assert len(told) >= 550
    # Most of what a reader could tell is told.
    assert 100 * len(told) >= 85 * len(planted)
    assert len({one.kind for one in told}) >= 14
