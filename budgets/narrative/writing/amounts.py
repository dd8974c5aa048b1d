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
    """An amount in fen of what a sentence is about; `by_staff` where a person told it and no table.

    `meaning` is the sentence's, `at` where the tables tell it: some print this year's money only, or
    do not part what is spent from what is kept.
    """

    fen: int
    meaning: Coordinates
    at: Coordinates
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
        for meaning, at in _ways(pattern.meanings):
            if (fen := self.at(at)) is not None:
                return Known(fen, meaning, at)
        first = pattern.meanings[0]
        if (fen := fen_of(self.told.get(FIGURE + pattern.key, ""))) is not None:
            return Known(fen, first, first, by_staff=True)
        # What did not come in does not go out.
        if pattern.none_of and all(self.at(one) == 0 for one in pattern.none_of):
            return Known(0, first, first)
        return None

    def before(self, known: Known, meanings: Sequence[Coordinates] = ()) -> Known | None:
        """The amount of the year before: by this document's own column of it, by the document of
        that year, by what staff told once.

        Another meaning of the sentence serves as well where it holds the same amount this year.
        """
        others = [
            at
            for _, at in _ways(meanings)
            if at not in (known.at, known.meaning) and self.at(at) == known.fen
        ]
        basis = {"basis": PRIOR_BASIS[self.data.kind]}
        # The figures of a column stand for the same money as those beside them.
        own = (known.at, known.meaning, *others)
        for at in own:
            if told := self.tables.tell(at.with_(basis)):
                return Known(told.fen, known.meaning, at)
        for at in (known.at, *others):
            if self._tables_before and (told := self._tables_before.tell(at)):
                return Known(told.fen, known.meaning, at)
        for at in own:
            if (fen := self._remembered.get(without_basis(at))) is not None:
                return Known(fen, known.meaning, at, by_staff=True)
        return None


def _ways(meanings: Sequence[Coordinates]) -> Iterator[tuple[Coordinates, Coordinates]]:
    """Each meaning, and the coordinates at which tables may print it, the plainest first."""
    for meaning in meanings:
        yield meaning, meaning
    for meaning in meanings:
        if "vintage" not in meaning:
            yield meaning, meaning.with_({"vintage": "current"})
    for meaning in meanings:
        if "use" in meaning:
            bare = {name: member for name, member in meaning.items() if name != "use"}
            yield meaning, Coordinates.of(bare)


def without_basis(coordinates: Coordinates) -> Coordinates:
    """Coordinates as a figure of the year before is kept: its document tells the basis."""
    return Coordinates.of({name: member for name, member in coordinates.items() if name != "basis"})


def figures_told(told: Mapping[str, str]) -> Iterator[EarlierFigure]:
    """The amounts that staff told for a document, as what the next year compares with."""
    for key, pattern in slot_patterns().items():
        fen = fen_of(told.get(FIGURE + key, ""))
        if fen is not None and pattern.meanings:
            yield EarlierFigure(pattern.meanings[0], fen)
