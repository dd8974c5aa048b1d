"""An explanation as its page shows it: headed paragraphs cut at their figures, fields, and counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from budgets import models
from budgets.admin.marking import Marked, Piece, Told, marks_of, pieces_of, told_of
from budgets.admin.origins import origins_in
from budgets.admin.review import MANY_FINDINGS
from budgets.admin.slots import SlotField, digest, fields_of, places_of
from budgets.data import DisclosureData
from budgets.narrating import earlier_figures, written
from budgets.narrative.blocks import Rows, laid_out
from budgets.narrative.checking import check_narrative
from budgets.narrative.completeness import Completeness, completeness
from budgets.narrative.data import OK, UNCHECKED
from budgets.narrative.reasons import OwedReason, reasons_owed
from budgets.narrative.writing import CHOICE, PRIOR, SlotData, WrittenData
from budgets.rewriting import disclosure_before
from budgets.storage import load_disclosure, load_findings

# HTML has no heading below this.
LOWEST = 6


@dataclass(frozen=True, slots=True)
class ShownParagraph:
    """A paragraph; `n` counts from 0. `was` tells an editor whether it is still this text."""

    n: int
    text: str
    pieces: tuple[Piece, ...]
    was: str
    # Findings that stand at no figure of it.
    told: tuple[Told, ...] = ()
    fields: tuple[SlotField, ...] = ()

    @property
    def rows(self) -> int:
        return max(2, min(len(self.text) // 40 + 1, 14))


@dataclass(frozen=True, slots=True)
class ShownSection:
    """`level` is that of its HTML heading; `fields` stand in a section that says nothing yet."""

    heading: str
    level: int
    paragraphs: tuple[ShownParagraph, ...]
    fields: tuple[SlotField, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """Figures by what became of them, findings, and what staff still have to give."""

    ok: int
    contradicted: int
    unchecked: int
    owed: int
    sections: int


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything of the page. `writable`: the program knows a standard text for this document."""

    sections: tuple[ShownSection, ...]
    marks: tuple[Marked, ...]
    told: tuple[Told, ...]
    counts: Counts
    lacking: Completeness
    writable: bool
    fields: tuple[SlotField, ...] = ()
    earlier: tuple[SlotData, ...] = ()
    # Of a text that was brought; those of a written one are among its fields.
    reasons: tuple[OwedReason, ...] = ()

    @property
    def listed(self) -> tuple[Told, ...]:
        """The findings of the list; each of them stands at its figure as well."""
        return self.told[:MANY_FINDINGS]

    @property
    def hidden(self) -> int:
        return max(len(self.told) - MANY_FINDINGS, 0)

    @property
    def owed(self) -> tuple[SlotField, ...]:
        return tuple(field for field in self.fields if field.slot.owed)

    @property
    def earlier_owed(self) -> int:
        return sum(slot.owed for slot in self.earlier)

    @property
    def choices(self) -> tuple[SlotField, ...]:
        return tuple(field for field in self.fields if field.slot.kind == CHOICE)

    @property
    def folded(self) -> bool:
        """Whether the text has fields that a form around it must send."""
        return bool(self.fields)


def shown(
    disclosure: models.Disclosure,
    *,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> Shown:
    """The page of a disclosure's explanation; `typed` and `errors` (by key) of what was refused."""
    data = load_disclosure(disclosure)
    before = disclosure_before(disclosure)
    earlier = load_disclosure(before) if before else None
    check = check_narrative(data, earlier, earlier_figures(disclosure))
    documents = {data.fiscal_year: (disclosure, data)}
    if before is not None and earlier is not None:
        documents[earlier.fiscal_year] = (before, earlier)
    origin = origins_in(documents)
    texts = [text for section in data.narrative for text in section.paragraphs]
    said = dict(disclosure.findings.exclude(explanation="").values_list("key", "explanation"))
    told = told_of(load_findings(disclosure), said, check, texts, origin, data.fiscal_year)
    marks = marks_of(data, check, told, origin)
    written_now = written(disclosure, data)
    # Only a kind of document that has a standard explanation can lack a part of it.
    standard = bool(written_now.sections and data.narrative)
    # What a text was brought without, it owes as a sentence of its own.
    fills = written_now if disclosure.narrative_is_written else WrittenData()
    fields = fields_of(fills, typed, errors)
    threshold = disclosure.department.region.reason_threshold
    claims = () if fields else [one.claim for one in check.claims]
    reasons = tuple(reasons_owed(claims, texts, threshold)) if standard else ()
    at_figures = {mark.name: mark for line in marks.values() for mark in line}
    told = [
        one if one.figure[1:] in at_figures else replace(one, figure=f"p{one.at.row + 1}")
        for one in told
    ]
    lacking = completeness(data.narrative) if standard else Completeness((), ())
    states = Counter(mark.state for mark in at_figures.values())
    return Shown(
        sections=tuple(_sections(data, marks, told, fields)),
        marks=tuple(at_figures.values()),
        told=tuple(told),
        counts=Counts(
            ok=states[OK],
            contradicted=sum(one.finding.severity != "rounding" for one in told),
            unchecked=states[UNCHECKED],
            owed=len(fills.owed) + len(reasons),
            sections=len(lacking.missing) + len(lacking.empty),
        ),
        lacking=lacking,
        writable=bool(written_now.sections),
        fields=fields,
        earlier=tuple(
            slot for slot in fills.slots if slot.kind == PRIOR and (slot.owed or slot.by_staff)
        ),
        reasons=reasons,
    )


def _sections(
    data: DisclosureData,
    marks: Mapping[int, Sequence[Marked]],
    told: Sequence[Told],
    fields: Sequence[SlotField],
) -> Iterator[ShownSection]:
    places = places_of(fields, data.narrative)
    for number, section in enumerate(laid_out(data.narrative)):
        lines = [
            one
            for block in section.blocks
            for one in ([row for row, _ in block.rows] if isinstance(block, Rows) else [block])
        ]
        yield ShownSection(
            section.heading,
            min(section.level + 2, LOWEST),
            tuple(
                ShownParagraph(
                    one.n - 1,
                    one.text,
                    pieces_of(one.text, marks.get(one.n - 1, ())),
                    digest(one.text),
                    tuple(other for other in told if other.figure == f"p{one.n}"),
                    places.get(one.n - 1, ()),
                )
                for one in lines
            ),
            places.get(-1 - number, ()),
        )
