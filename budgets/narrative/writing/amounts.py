"""Where the figures of a sentence come from: this year's tables, staff, and the year before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from budgets.asking import Asking
from budgets.coordinates import Coordinates
from budgets.data import DisclosureData
from budgets.narrative.data import EarlierFigure
from budgets.narrative.writing.patterns import SlotPattern, slot_patterns
from budgets.narrative.writing.phrases import fen_of

# Before the key of a sentence: its amount of this year, told by staff since no table tells it.
FIGURE = "figure:"
# What a document's figures of the year before are called.
PRIOR_BASIS = {"budget": "prior", "final-accounts": "prior_final"}


@dataclass(frozen=True, slots=True)
class Known:
    """An amount in fen at coordinates; `by_staff` where a person told it and no table."""

    fen: int
    coordinates: Coordinates
    by_staff: bool = False


@dataclass(frozen=True)
class Amounts:
    """Answers for one document. `figures` are of the year before, `told` is staff's, by slot."""

    data: DisclosureData
    earlier: DisclosureData | None = None
    figures: Sequence[EarlierFigure] = ()
    told: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def tables(self) -> Asking:
        return Asking(self.data)

    @cached_property
    def _tables_before(self) -> Asking | None:
        return Asking(self.earlier) if self.earlier else None

    @cached_property
    def _remembered(self) -> dict[Coordinates, int]:
        return {without_basis(one.coordinates): one.fen for one in self.figures}

    def at(self, coordinates: Coordinates) -> int | None:
        """What this year's tables say, in fen; None where they don't."""
        told = self.tables.tell(coordinates)
        return told.fen if told else None

    def now(self, pattern: SlotPattern) -> Known | None:
        """The amount of a sentence: by the first meaning that the tables decide, else by staff."""
        for meaning in pattern.meanings:
            if (fen := self.at(meaning)) is not None:
                return Known(fen, meaning)
        if (fen := fen_of(self.told.get(FIGURE + pattern.key, ""))) is not None:
            return Known(fen, pattern.meanings[0], by_staff=True)
        return None

    def before(self, known: Known, meanings: Sequence[Coordinates] = ()) -> Known | None:
        """The amount of the year before: by this document's own column of it, by the document of
        that year, by what staff told once.

        Another meaning of the sentence serves as well where it holds the same amount this year.
        """
        same = [known.coordinates]
        same += [
            other
            for other in meanings
            if other != known.coordinates and self.at(other) == known.fen
        ]
        return next(
            (found for at in same if (found := self._own_column(at))),
            next(
                (found for at in same if (found := self._earlier_document(at))),
                next((found for at in same if (found := self._by_staff(at))), None),
            ),
        )

    def _own_column(self, at: Coordinates) -> Known | None:
        basis = PRIOR_BASIS[self.data.kind]
        told = self.tables.tell(at.with_({"basis": basis}))
        return Known(told.fen, at) if told else None

    def _earlier_document(self, at: Coordinates) -> Known | None:
        told = self._tables_before.tell(at) if self._tables_before else None
        return Known(told.fen, at) if told else None

    def _by_staff(self, at: Coordinates) -> Known | None:
        fen = self._remembered.get(without_basis(at))
        return None if fen is None else Known(fen, at, by_staff=True)


def without_basis(coordinates: Coordinates) -> Coordinates:
    """Coordinates as a figure of the year before is kept: its document tells the basis."""
    return Coordinates.of({name: member for name, member in coordinates.items() if name != "basis"})


def figures_told(told: Mapping[str, str]) -> Iterator[EarlierFigure]:
    """The amounts that staff told for a document, as what the next year compares with."""
    for key, pattern in slot_patterns().items():
        fen = fen_of(told.get(FIGURE + key, ""))
        if fen is not None and pattern.meanings:
            yield EarlierFigure(pattern.meanings[0], fen)
