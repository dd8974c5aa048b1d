"""An explanation held against itself, the tables and the year before: claims, findings, fixes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from budgets.asking import Asking
from budgets.data import DisclosureData, FindingData
from budgets.narrative.belonging import misplaced
from budgets.narrative.checks.changes import changes_agree
from budgets.narrative.checks.context import ROUNDING, Context, Fault, Held
from budgets.narrative.checks.lists import lists_agree
from budgets.narrative.checks.rates import rates_agree
from budgets.narrative.checks.repeats import repeats_agree
from budgets.narrative.checks.shares import shares_agree
from budgets.narrative.checks.sums import meanings_agree, parts_agree
from budgets.narrative.checks.tables import (
    absences_agree,
    amounts_agree,
    counts_agree,
    priors_agree,
)
from budgets.narrative.claims.walk import claims_of
from budgets.narrative.data import (
    CONTRADICTED,
    EXPLANATION,
    OK,
    UNCHECKED,
    CheckedData,
    ClaimData,
    EarlierFigure,
    FigureData,
    FixData,
    NarrativeCheck,
    OriginData,
    paragraph_ref,
)

# What the tables say comes first: it tells which figure of a sentence is to blame.
CHECKS = (
    amounts_agree,
    priors_agree,
    counts_agree,
    absences_agree,
    meanings_agree,
    changes_agree,
    rates_agree,
    shares_agree,
    parts_agree,
    lists_agree,
    repeats_agree,
)
_QUOTED = 60


def check_narrative(
    data: DisclosureData,
    earlier: DisclosureData | Asking | None = None,
    figures: Sequence[EarlierFigure] = (),
    asking: Asking | None = None,
) -> NarrativeCheck:
    """Every claim of a document's explanation, what became of it, and what contradicts.

    `earlier` is the same body's document of the year before, or what asks it, `figures` what staff told of that year
    where it is not in the system; `asking` asks the document's tables, where it is at hand. Without
    tables a text is still held against itself.
    """
    claims = claims_of(data)
    others = tuple(misplaced(data))
    if not claims:
        return NarrativeCheck(findings=others)
    context = Context(
        data,
        claims,
        asking or Asking(data),
        Asking(earlier) if isinstance(earlier, DisclosureData) else earlier,
        tuple(figures),
    )
    faults: dict[int, list[Fault]] = defaultdict(list)
    held: dict[int, list[Held]] = defaultdict(list)
    for check in CHECKS:
        for said in check(context):
            if isinstance(said, Held):
                held[said.claim].append(said)
            elif not _known_already(said, faults[said.claim]):
                faults[said.claim].append(said)
    found = [(claims[n], fault) for n in sorted(faults) for fault in faults[n]]
    findings = {finding.key: finding for finding in (_finding(c, f) for c, f in found)}
    return NarrativeCheck(
        claims=tuple(
            CheckedData(
                claim,
                _status(faults[n], held[n]),
                tuple(_origins(held[n], claim, data)),
                tuple(one.figure for one in held[n] if one.figure is not None),
            )
            for n, claim in enumerate(claims)
        ),
        findings=(*others, *findings.values()),
        fixes=tuple(
            FixData(_key(claim, fault), claim.paragraph, *fault.fix, fault.expected)
            for claim, fault in found
            if fault.fix is not None and fault.expected
        ),
    )


def _known_already(fault: Fault, others: Sequence[Fault]) -> bool:
    """Whether a figure has a fault that says more: the first check that spoke of it did."""
    return any(one.figure is fault.figure for one in others)


def _status(faults: Sequence[Fault], held: Sequence[Held]) -> str:
    if any(fault.severity != ROUNDING for fault in faults):
        return CONTRADICTED
    return OK if held or faults else UNCHECKED


def _origins(held: Sequence[Held], claim: ClaimData, data: DisclosureData) -> list[OriginData]:
    return [
        OriginData(one.figure, one.cells, one.year or data.fiscal_year)
        for one in held
        if one.figure is not None and one.cells
    ]


def _finding(claim: ClaimData, fault: Fault) -> FindingData:
    figure = fault.figure
    at = paragraph_ref(claim.paragraph, figure.start if figure else claim.start)
    printed = figure.printed if figure else claim.subject
    money = fault.fen is not None
    return FindingData(
        severity=fault.severity,
        kind=fault.kind,
        at=at,
        stated=fault.fen[0] if fault.fen else 0,
        expected=fault.fen[1] if fault.fen else 0,
        against=fault.against,
        message=f"{EXPLANATION} {at.cell}“{_quoted(claim, figure)}”中的{printed}：{fault.reason}。",
        key=_key(claim, fault),
        stated_text="" if money else printed,
        expected_text="" if money else fault.expected or fault.reason,
    )


def _key(claim: ClaimData, fault: Fault) -> str:
    start = fault.figure.start if fault.figure else claim.start
    return f"{fault.kind}/0:{claim.paragraph}:{start}"


def _quoted(claim: ClaimData, figure: FigureData | None) -> str:
    """The sentence, cut around the figure where it is long."""
    text = claim.text
    if len(text) <= _QUOTED or figure is None:
        return text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"
    middle = figure.start - claim.start
    start = max(0, min(middle - _QUOTED // 2, len(text) - _QUOTED))
    piece = text[start : start + _QUOTED]
    return f"{'…' if start else ''}{piece}{'…' if start + _QUOTED < len(text) else ''}"
