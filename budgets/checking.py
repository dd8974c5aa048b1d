"""Everything that is checked in a document: the coordinates, and what each part knows of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from budgets.data import DisclosureData
from budgets.narrative.data import EarlierFigure
from budgets.narrative.remembered import contradicted_figures
from budgets.parts import parts
from budgets.reconcile import Reconciliation, reconcile


def check(data: DisclosureData, *, remembered: Sequence[EarlierFigure] = ()) -> Reconciliation:
    """The findings of coordinates first, then those of the parts, and what held.

    `remembered` are figures of this very document that staff told before it was there.
    """
    result = reconcile(data)
    more = tuple(finding for part in parts() for finding in part.check(data))
    told = tuple(contradicted_figures(data, remembered))
    return replace(result, findings=(*result.findings, *more, *told))
