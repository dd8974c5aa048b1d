"""The text of an explanation cut at its figures, and of each figure where it comes from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from budgets.admin.origins import Origin
from budgets.admin.sheets import SYMBOLS
from budgets.data import CellRef, DisclosureData, FindingData
from budgets.narrative.data import (
    CONTRADICTED,
    OK,
    UNCHECKED,
    CheckedData,
    ClaimData,
    FigureData,
    FixData,
    NarrativeCheck,
)

STATES = {OK: _("已核对"), CONTRADICTED: _("不符"), UNCHECKED: _("未核对")}
# What a figure is in its claim: the names of ClaimData's fields.
ROLES = {
    "amount": _("本项数额"),
    "prior_amount": _("对比的数"),
    "change": _("增减额"),
    "percent": _("增减幅度"),
    "share": _("占比"),
    "whole": _("总数"),
    "done": _("完成比例"),
}
PART, ABSENT = _("其中一项"), _("说明没有这项")
# The worst that was said of a figure counts; checked by one claim, it is checked.
_WEIGHT = {CONTRADICTED: 2, OK: 1, UNCHECKED: 0}
# A sum of more cells than this is not told cell by cell.
MANY_CELLS = 12

Origins = Callable[[CellRef, int], Origin]


@dataclass(frozen=True, slots=True)
class Told:
    """A finding on the page, with what would put it right; `at` is its place in the text.

    `figure` is the id of what its figure is, or of its paragraph where it is at no figure.
    """

    number: int
    finding: FindingData
    at: CellRef
    symbol: str
    figure: str
    against: tuple[Origin, ...]
    fix: FixData | None = None
    wrong: str = ""
    explanation: str = ""

    @property
    def id(self) -> str:
        return f"f{self.number}"


@dataclass(frozen=True, slots=True)
class Marked:
    """A figure (or the words that there is none) of a paragraph, `start` to `end`."""

    paragraph: int
    start: int
    end: int
    printed: str
    state: str
    subject: str
    role: str
    origins: tuple[Origin, ...] = ()
    more: int = 0
    told: tuple[Told, ...] = ()

    @property
    def name(self) -> str:
        """Its place as a part of ids: the mark is a<name>, what it is k<name>."""
        return f"{self.paragraph}-{self.start}"

    @property
    def label(self) -> str:
        return str(STATES[self.state])


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph; a figure has its mark."""

    text: str
    mark: Marked | None = None


def marks_of(
    data: DisclosureData,
    check: NarrativeCheck,
    told: Sequence[Told],
    origin: Origins,
) -> dict[int, list[Marked]]:
    """The marks of every paragraph in the order of the text, none over another."""
    texts = [text for section in data.narrative for text in section.paragraphs]
    by_place: dict[tuple[int, int], list[Told]] = defaultdict(list)
    for one in told:
        by_place[one.at.row, one.at.column].append(one)
    found: dict[tuple[int, int], Marked] = {}
    for checked in check.claims:
        for mark in _marks(checked, texts, by_place, origin):
            known = found.get((mark.paragraph, mark.start))
            found[mark.paragraph, mark.start] = _worse(known, mark) if known else mark
    lines: dict[int, list[Marked]] = defaultdict(list)
    for mark in sorted(found.values(), key=lambda one: (one.paragraph, one.start, one.end)):
        line = lines[mark.paragraph]
        if not line or line[-1].end <= mark.start:
            line.append(mark)
        elif mark.told and not line[-1].told:
            line[-1] = mark
    return lines


def _worse(one: Marked, other: Marked) -> Marked:
    first, second = sorted((one, other), key=lambda mark: -_WEIGHT[mark.state])
    return replace(
        first,
        origins=first.origins or second.origins,
        more=first.more or second.more,
    )


def _marks(
    checked: CheckedData,
    texts: Sequence[str],
    told: Mapping[tuple[int, int], Sequence[Told]],
    origin: Origins,
) -> Iterator[Marked]:
    claim = checked.claim
    roles = list(_roles(claim))
    for figure, subject, role in roles:
        said = tuple(told.get((figure.paragraph, figure.start), ()))
        cells = [
            (cell, one.year)
            for one in checked.origins
            if one.figure == figure
            for cell in one.cells
        ]
        yield Marked(
            figure.paragraph,
            figure.start,
            figure.end,
            figure.printed,
            _state(checked.status, figure in checked.held, said),
            subject,
            role,
            tuple(origin(*cell) for cell in cells[:MANY_CELLS]),
            max(len(cells) - MANY_CELLS, 0),
            said,
        )
    starts = {figure.start for figure, _subject, _role in roles}
    # A word may be wrong too, and a sentence that says there is none has no figure at all.
    words = [
        (one.fix.start, one.fix.end, one)
        for start in {claim.start, claim.turned_at[0]} - starts
        for one in told.get((claim.paragraph, start), ())
        if one.fix
    ]
    for start, end, one in words:
        printed = texts[claim.paragraph][start:end]
        yield Marked(
            claim.paragraph,
            start,
            end,
            printed,
            CONTRADICTED,
            claim.subject,
            "",
            told=(one,),
        )
    if claim.absent and not roles and not words:
        said = tuple(told.get((claim.paragraph, claim.start), ()))
        yield Marked(
            claim.paragraph,
            claim.start,
            claim.end,
            texts[claim.paragraph][claim.start : claim.end],
            _state(checked.status, False, said),
            claim.subject,
            str(ABSENT),
            told=said,
        )


def _state(status: str, held: bool, said: Sequence[Told]) -> str:
    """Of one figure: its claim may be contradicted at another one."""
    if any(one.finding.severity != "rounding" for one in said):
        return CONTRADICTED
    if status == CONTRADICTED:
        return OK if held else UNCHECKED
    return status


def _roles(claim: ClaimData) -> Iterator[tuple[FigureData, str, str]]:
    """The figures of a claim, what each is of, and as what."""
    for name, role in ROLES.items():
        if figure := getattr(claim, name):
            yield figure, claim.subject, str(role)
    for part in claim.parts:
        yield part.figure, part.name or claim.subject, str(PART)


def pieces_of(text: str, marks: Sequence[Marked]) -> tuple[Piece, ...]:
    """A paragraph, cut at its marks; cells of a row of a table are parted visibly."""
    pieces, at = [], 0
    for mark in marks:
        pieces += [Piece(text[at : mark.start]), Piece(text[mark.start : mark.end], mark)]
        at = mark.end
    pieces.append(Piece(text[at:]))
    return tuple(
        replace(piece, text=" ｜ ".join(piece.text.split("\t"))) for piece in pieces if piece.text
    )


def place_in_text(finding: FindingData) -> CellRef | None:
    """Where the text has what a finding is about: it may stand at a cell, against the text."""
    return next((cell for cell in (finding.at, *finding.against) if cell.n == 0), None)


def _cells(finding: FindingData) -> list[CellRef]:
    """The cells of tables that a finding is about, each once."""
    cells = dict.fromkeys(cell for cell in (finding.at, *finding.against) if cell.n)
    return list(cells)[:MANY_CELLS]


def told_of(
    findings: Sequence[FindingData],
    said: Mapping[str, str],
    check: NarrativeCheck,
    texts: Sequence[str],
    origin: Origins,
    year: int,
) -> list[Told]:
    """The findings of the explanation in the order of the text, each with what puts it right."""
    fixes = {fix.key: fix for fix in check.fixes}
    told = []
    placed = [(finding, at) for finding in findings if (at := place_in_text(finding))]
    placed.sort(key=lambda one: (one[1].row, one[1].column))
    for number, (finding, at) in enumerate(placed, 1):
        fix = fixes.get(finding.key)
        told.append(
            Told(
                number,
                finding,
                at,
                SYMBOLS[finding.severity],
                f"k{at.row}-{fix.start if fix else at.column}",
                tuple(origin(cell, year) for cell in _cells(finding)),
                fix,
                texts[fix.paragraph][fix.start : fix.end] if fix else "",
                said.get(finding.key, ""),
            )
        )
    return told
