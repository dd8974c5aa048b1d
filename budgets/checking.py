"""Everything that is checked in a document: the coordinates, and what each part knows of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from budgets.data import DisclosureData, FindingData
from budgets.narrative.checking import check_narrative
from budgets.narrative.data import EarlierFigure
from budgets.narrative.remembered import contradicted_figures
from budgets.parts import parts
from budgets.reconcile import Reconciliation, reconcile


def check(
    data: DisclosureData,
    *,
    earlier: DisclosureData | None = None,
    figures: Sequence[EarlierFigure] = (),
    remembered: Sequence[EarlierFigure] = (),
) -> Reconciliation:
    """The findings of coordinates first, then those of the parts and of the explanation, and what held.

    `earlier` is the same body's document of the year before, and `figures` what staff told of that
    year; `remembered` are figures of this very document that staff told before it was there.
    """
    result = reconcile(data)
    more = [finding for part in parts() for finding in part.check(data)]
    told = contradicted_figures(data, remembered)
    claims = check_narrative(data, earlier, figures).findings
    return replace(result, findings=(*result.findings, *more, *told, *_new(claims, more)))


def _new(claims: Sequence[FindingData], others: Sequence[FindingData]) -> Iterator[FindingData]:
    """Findings of claims, but for those of a paragraph and figures that a part has found already."""
    known = {(one.at.row, one.stated, one.stated_text) for one in others if one.at.n == 0}
    for finding in claims:
        if (finding.at.row, finding.stated, finding.stated_text) not in known:
            yield finding
