"""Which findings a draft would lose and get by a change that is only looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from budgets import models
from budgets.data import DisclosureData, FindingData
from budgets.rewriting import checked
from budgets.storage import load_findings

_ROUNDING = "rounding"


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Leading findings, those of rounding left out: what appears, what settles, how many stay."""

    appear: tuple[FindingData, ...]
    settle: tuple[FindingData, ...]
    stay: int


def foresee(draft: models.Disclosure, data: DisclosureData) -> Foreseen:
    """The findings of a draft beside those that it would have with this content."""
    return beside(load_findings(draft), checked(draft, data).findings)


def beside(before: Iterable[FindingData], after: Iterable[FindingData]) -> Foreseen:
    """Two lists of findings, told apart by their keys."""
    left, right = _leading(before), _leading(after)
    return Foreseen(
        tuple(one for key, one in right.items() if key not in left),
        tuple(one for key, one in left.items() if key not in right),
        len(left.keys() & right.keys()),
    )


def _leading(findings: Iterable[FindingData]) -> dict[str, FindingData]:
    return {one.key: one for one in findings if not one.explained_by and one.severity != _ROUNDING}
