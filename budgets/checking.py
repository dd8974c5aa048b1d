"""Everything that is checked in a document: the coordinates, and what each part knows of."""

from __future__ import annotations

from dataclasses import replace

from budgets.data import DisclosureData
from budgets.parts import parts
from budgets.reconcile import Reconciliation, reconcile


def check(data: DisclosureData) -> Reconciliation:
    """The findings of coordinates first, then those of the parts, and what held."""
    result = reconcile(data)
    more = tuple(finding for part in parts() for finding in part.check(data))
    return replace(result, findings=(*result.findings, *more))
