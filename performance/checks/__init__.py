"""The rules of performance and what they find: every rule run over a document, findings in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from budgets.data import DisclosureData, FindingData
from performance.checks import (
    against_tables,
    amounts,
    bands,
    between_forms,
    costs,
    evaluations,
    explanation,
    plans,
    repeats,
    staff,
    structure,
    sums,
    values,
    years,
)
from performance.checks.explanation import check_text
from performance.checks.rules import Document, Rule
from performance.data import PerformanceData

RULES: tuple[Rule, ...] = (
    *amounts.RULES,
    *sums.RULES,
    *against_tables.RULES,
    *plans.RULES,
    *costs.RULES,
    *values.RULES,
    *repeats.RULES,
    *between_forms.RULES,
    *structure.RULES,
    *explanation.RULES,
    *staff.RULES,
    *years.RULES,
    *bands.RULES,
)
__all__ = ["RULES", "check", "check_text"]

# An amount that the money tables contradict makes the sums that it is in fail as well.
_FOLLOWING = frozenset(
    {
        "project-sources",
        "body-sums",
        "medium-amount",
        "cost-cap",
        "projects-exceed",
        "text-project",
        "list-sums",
    }
)
_LEADING = frozenset({"money-tables", "unit-heading"})


def check(data: DisclosureData, performance: PerformanceData) -> tuple[FindingData, ...]:
    """Every finding about performance in a document, by place; keys are unique."""
    document = Document(data, performance)
    found = [finding for rule in RULES for finding in rule.findings(document)]
    found += evaluations.check_evaluations(data, performance)
    return tuple(sorted(_with_leads(_distinct(found)), key=_place))


def _place(finding: FindingData) -> tuple[int, int, int, str]:
    # The explanation (table 0) comes after the tables.
    at = finding.at
    return at.n or 1_000_000, at.row, at.column, finding.key


def _distinct(found: Iterable[FindingData]) -> Iterator[FindingData]:
    """Findings with unique keys: the same thing told twice once, others of one cell numbered."""
    seen: dict[str, set[str]] = {}
    for finding in found:
        told = seen.setdefault(finding.key, set())
        if finding.message in told:
            continue
        told.add(finding.message)
        yield finding if len(told) == 1 else replace(finding, key=f"{finding.key}+{len(told)}")


def _with_leads(found: Iterable[FindingData]) -> Iterator[FindingData]:
    """Findings that only follow from an amount that the money tables contradict say so."""
    listed = list(found)
    leads = {
        (finding.at.n, finding.at.row, finding.at.column): finding
        for finding in listed
        if finding.kind in _LEADING and finding.severity == "error"
    }
    for finding in listed:
        if finding.kind in _FOLLOWING:
            for ref in (finding.at, *finding.against):
                lead = leads.get((ref.n, ref.row, ref.column))
                if lead is not None:
                    finding = replace(finding, explained_by=lead.key)
                    break
        yield finding
