"""Everything that is checked in a document: the coordinates, and what each part knows of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from budgets.asking import Asking
from budgets.data import DisclosureData, FindingData
from budgets.narrative.checking import check_narrative
from budgets.narrative.data import EarlierFigure, NarrativeCheck
from budgets.narrative.placing import at_its_figure, settled_together
from budgets.narrative.remembered import contradicted_figures
from budgets.parts import parts
from budgets.reconcile import Reconciliation, reconcile


@dataclass(frozen=True, slots=True)
class Checked(Reconciliation):
    """What is wrong with a document and what held; `claims` are those of its explanation."""

    claims: NarrativeCheck = field(default_factory=NarrativeCheck)


def check(
    data: DisclosureData,
    *,
    earlier: DisclosureData | None = None,
    figures: Sequence[EarlierFigure] = (),
    remembered: Sequence[EarlierFigure] = (),
) -> Checked:
    """The findings of coordinates first, then those of the parts and of the explanation, and what held.

    `earlier` is the same body's document of the year before, and `figures` what staff told of that
    year; `remembered` are figures of this very document that staff told before it was there.
    """
    asking = Asking(data)
    result = reconcile(data, asking.cube)
    more = [at_its_figure(one, data) for part in parts() for one in part.check(data)]
    told = contradicted_figures(data, remembered)
    claims = check_narrative(data, earlier, figures, asking)
    said = settled_together((*more, *_new(claims.findings, more)))
    return Checked(
        findings=(*result.findings, *said, *told),
        checks=result.checks,
        comparisons=result.comparisons,
        claims=claims,
    )


def _new(claims: Sequence[FindingData], others: Sequence[FindingData]) -> Iterator[FindingData]:
    """Findings of claims, but for those of a paragraph and figures that a part has found already."""
    known = {(one.at.row, one.at.column) for one in others if one.at.n == 0 and one.at.column}
    for finding in claims:
        if (finding.at.row, finding.at.column) not in known:
            yield finding
