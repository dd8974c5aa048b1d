"""The explanation on a document's page: its figures lead to their cells, what is wrong is marked.

Its first sections stand open, the rest is folded behind them; a long one has a list of headings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from budgets import models
from budgets.data import DisclosureData
from budgets.narrative.blocks import Paragraph, Rows, Section, laid_out
from budgets.narrative.data import NarrativeCheck
from budgets.narrative.document import finding_summary
from budgets.narrative.marking import Marking, Piece
from budgets.pages.findings import Note, place_of
from budgets.storage import finding_data

# So many characters stand open; what would hide less than as many again is not folded.
OPEN_CHARACTERS = 700
# A list of headings has so many entries at most: of the narrower ones only what fits.
MOST_HEADINGS = 24
FEWEST_HEADINGS = 3


@dataclass(frozen=True, slots=True)
class Said:
    """Some of a text, where its figure stands and how that reads, and its findings' numbers."""

    text: str
    address: str = ""
    origin: str = ""
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """A finding that staff explained, as it stands beside its sentence.

    `address` is that of the cell with the right figure, "" where no single one has it.
    """

    number: int
    figure: str
    expected: str
    address: str
    reason: str
    explanation: str


@dataclass(frozen=True, slots=True)
class ToldParagraph:
    """`n` counts from 1; `numbers` are the findings that stand at all of it."""

    n: int
    numbers: tuple[int, ...]
    cells: tuple[tuple[Said, ...], ...]
    beside: tuple[Beside, ...]

    @property
    def pieces(self) -> tuple[Said, ...]:
        return self.cells[0]


@dataclass(frozen=True, slots=True)
class ToldRows:
    """Rows of a table; the first one names the columns, `figures` are those of figures alone."""

    rows: tuple[ToldParagraph, ...]
    figures: tuple[bool, ...]
    beside: tuple[Beside, ...]


@dataclass(frozen=True, slots=True)
class ToldSection:
    """A section with its place among the headings of the page, from 1."""

    n: int
    heading: str
    level: int
    blocks: tuple[ToldParagraph | ToldRows, ...]


@dataclass(frozen=True, slots=True)
class Narrative:
    """Sections to show and to fold; `hidden` counts the folded paragraphs."""

    shown: tuple[ToldSection, ...]
    folded: tuple[ToldSection, ...]
    hidden: int
    contents: tuple[ToldSection, ...]
    # Whether any figure leads to its cell.
    linked: bool


def narrative_of(
    data: DisclosureData,
    notes: Sequence[Note] = (),
    check: NarrativeCheck | None = None,
    versions: Mapping[int, int] | None = None,
) -> Narrative:
    """The explanation with the numbered findings at it.

    `versions` are those of the same body's published documents of other years, to which figures of
    these years lead.
    """
    telling = _Telling(data, notes, check or NarrativeCheck(), versions or {})
    sections = tuple(
        telling.section(n, section) for n, section in enumerate(laid_out(data.narrative), 1)
    )
    cut = _cut([sum(map(len, section.paragraphs)) for section in data.narrative])
    return Narrative(
        sections[:cut],
        sections[cut:],
        sum(len(section.paragraphs) for section in data.narrative[cut:]),
        _contents(sections) if cut < len(sections) else (),
        any(piece.address for section in sections for piece in _pieces(section)),
    )


def published_versions(disclosure: models.Disclosure, check: NarrativeCheck) -> dict[int, int]:
    """The versions that are public now of the other years whose cells a check names, by year."""
    years = {origin.year for one in check.claims for origin in one.origins}
    years -= {disclosure.fiscal_year.year}
    if not years:
        return {}
    others = models.Disclosure.objects.published().filter(
        department=disclosure.department_id, kind=disclosure.kind, fiscal_year__year__in=years
    )
    return dict(others.order_by().values_list("fiscal_year__year", "version"))


class _Telling:
    """Lays out sections for one page."""

    def __init__(
        self,
        data: DisclosureData,
        notes: Sequence[Note],
        check: NarrativeCheck,
        versions: Mapping[int, int],
    ) -> None:
        self._data = data
        self._check = check
        self._versions = versions
        self._notes = [note for note in notes if not note.at.n]
        self._marking = Marking(
            check,
            [(note.number, (note.finding.row, note.finding.column)) for note in self._notes],
        )

    def section(self, n: int, section: Section) -> ToldSection:
        blocks = tuple(
            self._rows(block) if isinstance(block, Rows) else self._paragraph(block)
            for block in section.blocks
        )
        return ToldSection(n, section.heading, section.level, blocks)

    def _paragraph(self, one: Paragraph) -> ToldParagraph:
        said = tuple(map(self._said, self._marking.pieces(one.n - 1, one.text)))
        return self._told(one, (said,))

    def _rows(self, block: Rows) -> ToldRows:
        rows = tuple(
            self._told(
                one,
                tuple(
                    tuple(map(self._said, pieces))
                    for pieces in self._marking.row(one.n - 1, one.text, len(cells))
                ),
            )
            for one, cells in block.rows
        )
        return ToldRows(rows, block.figures, tuple(note for row in rows for note in row.beside))

    def _told(self, one: Paragraph, cells: tuple[tuple[Said, ...], ...]) -> ToldParagraph:
        paragraph = one.n - 1
        beside = tuple(
            self._beside(note)
            for note in self._notes
            if note.finding.row == paragraph and note.finding.explanation
        )
        return ToldParagraph(one.n, self._marking.on_paragraph(paragraph), cells, beside)

    def _beside(self, note: Note) -> Beside:
        told = finding_summary(finding_data(note.finding), self._check, self._data)
        return Beside(
            number=note.number,
            figure=told["figure"],
            expected=told["expected"],
            address=note.against[0].address if len(note.against) == 1 else "",
            reason=told["reason"],
            explanation=note.finding.explanation,
        )

    def _said(self, piece: Piece) -> Said:
        address = self._address(piece)
        return Said(piece.text, address, _origin(piece) if address else "", piece.numbers)

    def _address(self, piece: Piece) -> str:
        """That of the first cell; "" where its document is not public."""
        if not piece.cells:
            return ""
        place = place_of(piece.cells[0])
        if piece.year == self._data.fiscal_year:
            return place.address
        if piece.year not in self._versions:
            return ""
        # A version's own address: a later correction may have other rows.
        version = self._versions[piece.year]
        base = [self._data.slug, piece.year, self._data.kind, version]
        return reverse("disclosure-version", args=base) + place.address


def _origin(piece: Piece) -> str:
    """Where a figure stands, in words: 表3 C6; 表3 C6 等 4 格."""
    first = piece.cells[0]
    where = f"{first.table or first.n} {first.cell}"
    if len(piece.cells) > 1:
        where = _("%(cell)s 等 %(n)s 格") % {"cell": where, "n": len(piece.cells)}
    return where


def _pieces(section: ToldSection) -> Iterator[Said]:
    for block in section.blocks:
        for line in block.rows if isinstance(block, ToldRows) else (block,):
            for cell in line.cells:
                yield from cell


def _contents(sections: Sequence[ToldSection]) -> tuple[ToldSection, ...]:
    """The headings down to the narrowest level with which the list stays short."""
    headed = [section for section in sections if section.heading]
    fitting: tuple[ToldSection, ...] = ()
    for level in sorted({section.level for section in headed}):
        wider = tuple(section for section in headed if section.level <= level)
        if len(wider) > MOST_HEADINGS and len(fitting) >= FEWEST_HEADINGS:
            break
        fitting = wider
    return fitting if len(fitting) >= FEWEST_HEADINGS else ()


def _cut(sizes: Sequence[int]) -> int:
    """How many sections stand open; the last of them has text, not only a heading."""
    total = shown = 0
    for place, size in enumerate(sizes, 1):
        total += size
        if total >= OPEN_CHARACTERS and size:
            shown = place
            break
    rest = sum(sizes[shown:])
    return shown if shown and rest > OPEN_CHARACTERS else len(sizes)
