"""Findings about a paragraph: at the figure that they are about, and with what settles them too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from budgets.data import DisclosureData, FindingData
from budgets.narrative.claims.figures import figures_in, folded
from budgets.narrative.data import MONEY, FigureData, paragraph_ref


def at_its_figure(finding: FindingData, data: DisclosureData) -> FindingData:
    """The finding at the characters of its figure, where its paragraph has that figure just once."""
    if finding.at.n or finding.at.column:
        return finding
    texts = list(data.paragraphs())
    if not 0 <= finding.at.row < len(texts):
        return finding
    fitting = list(_fitting(finding, texts[finding.at.row]))
    if len(fitting) != 1:
        return finding
    return replace(finding, at=paragraph_ref(finding.at.row, fitting[0].start))


def _fitting(finding: FindingData, text: str) -> Iterator[FigureData]:
    for figure in figures_in(text):
        if finding.is_money:
            if figure.kind == MONEY and figure.fen == finding.stated:
                yield figure
        elif folded(finding.stated_text).rstrip("%分") == f"{figure.number:f}":
            yield figure


def settled_together(findings: Sequence[FindingData]) -> tuple[FindingData, ...]:
    """A sum that is off by just what one of its figures is off is explained by that figure."""
    leads = {
        (one.at.row, abs(one.difference)): one.key
        for one in findings
        if one.at.n == 0 and one.is_money and one.kind != "claim-sum" and one.difference
    }
    return tuple(
        replace(one, explained_by=lead)
        if one.kind == "claim-sum"
        and not one.explained_by
        and (lead := leads.get((one.at.row, abs(one.difference))))
        else one
        for one in findings
    )


def of_the_text(findings: Iterable[FindingData]) -> list[FindingData]:
    """The findings about an explanation, in its order, each thing that it says once.

    One that stands at a cell, against the text alone, is turned round: the text says what the cell
    does not.
    """
    found: dict[tuple[int, int, str], FindingData] = {}
    for finding in findings:
        one = finding if finding.at.n == 0 else _turned_round(finding)
        if one is not None:
            key = (one.at.row, one.at.column, one.stated_text or str(one.stated))
            found.setdefault(key, one)
    return sorted(found.values(), key=lambda one: (one.at.row, one.at.column))


def _turned_round(finding: FindingData) -> FindingData | None:
    if len(finding.against) != 1 or finding.against[0].n:
        return None
    return replace(
        finding,
        at=finding.against[0],
        against=(finding.at,),
        stated=finding.expected,
        expected=finding.stated,
        stated_text=finding.expected_text,
        expected_text=finding.stated_text,
    )
