"""A paragraph cut at its figures, as page and print mark them: where each stands, what is wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from budgets.data import CellRef
from budgets.narrative.data import NarrativeCheck, OriginData


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a paragraph. A figure has its cells where they are known, and its findings' numbers."""

    text: str
    cells: tuple[CellRef, ...] = ()
    # The year of the document whose cells they are.
    year: int = 0
    numbers: tuple[int, ...] = ()


class Marking:
    """Where the figures of an explanation stand, and the numbered findings at them.

    `numbered` are the places of findings, (paragraph, character) from 0, by their number.
    """

    def __init__(
        self, check: NarrativeCheck, numbered: Iterable[tuple[int, tuple[int, int]]] = ()
    ) -> None:
        ends = _ends(check)
        self._origins = _origins(check)
        self._numbers: dict[tuple[int, int], tuple[int, ...]] = {}
        self._whole: dict[int, tuple[int, ...]] = {}
        for number, (paragraph, start) in numbered:
            if (paragraph, start) in ends:
                place = (paragraph, start)
                self._numbers[place] = (*self._numbers.get(place, ()), number)
            else:
                self._whole[paragraph] = (*self._whole.get(paragraph, ()), number)
        self._figures: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for (paragraph, start), end in sorted(ends.items()):
            if (paragraph, start) in self._origins or (paragraph, start) in self._numbers:
                self._figures[paragraph].append((start, end))

    def on_paragraph(self, paragraph: int) -> tuple[int, ...]:
        """The numbers of the findings that stand at no figure of a paragraph, but at all of it."""
        return self._whole.get(paragraph, ())

    def pieces(self, paragraph: int, text: str, offset: int = 0) -> list[Piece]:
        """The text, which begins at `offset` of the paragraph, cut at the figures that say more."""
        pieces: list[Piece] = []
        done = 0
        for start, end in self._figures.get(paragraph, ()):
            first, last = start - offset, end - offset
            if first < done or last > len(text):
                continue
            if first > done:
                pieces.append(Piece(text[done:first]))
            origin = self._origins.get((paragraph, start))
            pieces.append(
                Piece(
                    text[first:last],
                    origin.cells if origin else (),
                    origin.year if origin else 0,
                    self._numbers.get((paragraph, start), ()),
                )
            )
            done = last
        return [*pieces, Piece(text[done:])] if done < len(text) else pieces

    def row(self, paragraph: int, text: str, cells: int) -> Iterator[list[Piece]]:
        """The pieces of each cell of a paragraph that tabs part, at least `cells` of them."""
        offset = 0
        parts = text.split("\t")
        for part in parts:
            stripped = part.strip()
            lead = len(part) - len(part.lstrip())
            yield self.pieces(paragraph, stripped, offset + lead)
            offset += len(part) + 1
        for _ in range(cells - len(parts)):
            yield []


def _ends(check: NarrativeCheck) -> Mapping[tuple[int, int], int]:
    """Where each figure of a claim ends, by its paragraph and start."""
    return {
        (figure.paragraph, figure.start): figure.end
        for checked in check.claims
        for figure in (
            *checked.claim.figures,
            *(part.figure for part in checked.claim.parts),
            *(origin.figure for origin in checked.origins),
        )
    }


def _origins(check: NarrativeCheck) -> Mapping[tuple[int, int], OriginData]:
    """The cells of each figure: those of the latest document, and the fewest of them."""
    found: dict[tuple[int, int], OriginData] = {}
    for checked in check.claims:
        for origin in checked.origins:
            place = (origin.figure.paragraph, origin.figure.start)
            known = found.get(place)
            if known is None or _rank(origin) < _rank(known):
                found[place] = origin
    return found


def _rank(origin: OriginData) -> tuple[int, int]:
    return (-origin.year, len(origin.cells))
