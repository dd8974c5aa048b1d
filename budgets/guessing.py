"""What an unknown word may mean, the likeliest first: tried against the document, and by its letters.

A meaning is likely where the figures that it explains then agree with others, and contradict none;
or where words that look like it mean that. It knows no Django.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from time import thread_time

from budgets.comparing import ROLL_UP, comparisons, cube_of
from budgets.coordinates import Coordinates
from budgets.data import DisclosureData
from budgets.differences.wording import likeness
from budgets.vocabulary import COLUMN, ROW, TITLE, Vocabulary, Word
from budgets.workbook.rereading import reread_document

# Trying takes at most so many seconds of work; a document with more figures is not tried at all.
SECONDS = 1.5
MANY_FIGURES = 4_000
# How alike a known word must be to be told, and how many guesses and names are worth showing.
ALIKE = 0.5
SHOWN = 5
NAMES = 3
# So many figures must agree for each comparison that fails.
SLIPS = 4

# What a meaning is known by: whether its figures are money, whether it is a total, coordinates.
_Sense = tuple[str, bool, Coordinates]


@dataclass(frozen=True, slots=True)
class Guess:
    """A meaning by the key that it was asked under, with what speaks for it.

    `agree` figures would come to agree with others and `contradict` would not; `like` is the known
    word that looks most like the unknown one, "" where none does. `beside`: its neighbours tell
    members of the same dimension, and this one is not among them.
    """

    key: str
    like: str = ""
    alike: float = 0.0
    beside: bool = False
    agree: int = 0
    contradict: int = 0

    @property
    def is_proven(self) -> bool:
        """Whether the document itself speaks for it.

        Slips that a document has anyway come to light with the figures that they stand in.
        """
        return self.agree > 0 and SLIPS * self.contradict <= self.agree

    @property
    def rank(self) -> tuple[float, ...]:
        return (-self.is_proven, -self.beside, -round(self.alike, 2), -self.agree)


def guesses(
    data: DisclosureData,
    *,
    word: str,
    place: str,
    tables: Collection[int],
    meanings: Mapping[str, Word],
    vocabulary: Vocabulary,
    seconds: float = SECONDS,
) -> list[Guess]:
    """The likely ones of these meanings (key -> meaning) for a word, the likeliest first.

    `tables` are those that print it, by their n. At most SHOWN, none that nothing speaks for.
    """
    known = _known_words(vocabulary, place)
    told = _told_beside(data, tables, place)
    found = []
    for key, meaning in meanings.items():
        like, alike = _most_alike(word, known.get(_sense(meaning), ()))
        found.append(Guess(key, like, alike, _fits_beside(meaning, told)))
    # What is likely anyway is tried first, should time run out.
    found.sort(key=lambda guess: -guess.beside - 2 * guess.alike)
    until = thread_time() + seconds
    tried = _Trial(data, tables, vocabulary)
    if tried.is_worth_it:
        for at, guess in enumerate(found):
            if thread_time() > until:
                break
            # With one that is proven, nothing else needs trying but what speaks for itself.
            if not guess.beside and not guess.like and any(one.is_proven for one in found):
                break
            agree, contradict = tried.of(word, meanings[guess.key])
            found[at] = replace(guess, agree=agree, contradict=contradict)
    likely = [guess for guess in found if guess.is_proven or guess.like]
    # Many a meaning lets figures agree; where one that is like its neighbours does, it is that.
    if any(guess.is_proven and guess.beside for guess in likely):
        likely = [guess for guess in likely if guess.beside or guess.like]
    return sorted(likely, key=lambda guess: guess.rank)[:SHOWN]


def names_alike(word: str, place: str, vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """Official names of the catalogues that look like a word: (code, name), the likest first.

    Of a column only classes and groups, which heads are named for.
    """
    if place not in (COLUMN, ROW):
        return []
    scored = []
    for name, held in vocabulary.names.items():
        alike = likeness(word, name)
        if alike >= ALIKE:
            codes = sorted({code for _, code in held}, key=lambda code: (len(code), code))
            scored.append((-alike, len(codes[0]), codes[0], name))
    longest = 3 if place == COLUMN else 7
    best = [(code, name) for _, length, code, name in sorted(scored) if length <= longest]
    return best[:NAMES]


class _Trial:
    """Reads the tables with a word anew under one meaning after another, and counts what agrees."""

    def __init__(
        self, data: DisclosureData, tables: Collection[int], vocabulary: Vocabulary
    ) -> None:
        self.data = data
        self.tables = tables
        self.vocabulary = vocabulary
        figures = sum(len(table.facts) + len(table.uninterpreted) for table in data.tables)
        self.is_worth_it = 0 < figures <= MANY_FIGURES
        self.now = _held(data) if self.is_worth_it else (0, 0)

    def of(self, word: str, meaning: Word) -> tuple[int, int]:
        """How many figures more agree, and how many comparisons more fail."""
        known = self.vocabulary.with_words([(word, meaning)])
        agree, contradict = _held(reread_document(self.data, known, self.tables))
        return agree - self.now[0], contradict - self.now[1]


def _held(data: DisclosureData) -> tuple[int, int]:
    """How many figures of money agree with others, and how many comparisons fail."""
    agree: set[tuple[int, int, int]] = set()
    fail = 0
    for one in comparisons(cube_of(data)):
        if one.holds:
            if one.kind == ROLL_UP and one.stated.fen:
                agree.update(
                    (statement.table.n, fact.row, fact.column)
                    for statement in (one.stated, *one.leaves)
                    for fact in statement.facts
                    if fact.amount.value
                )
        elif not one.is_rounding:
            fail += 1
    return len(agree), fail


def _told_beside(
    data: DisclosureData, tables: Collection[int], place: str
) -> dict[str, frozenset[str]]:
    """The members that the neighbours of a word tell, by dimension: other columns, rows, titles."""
    told: dict[str, set[str]] = {}
    for table in data.tables:
        if place == TITLE:
            neighbours = [] if table.n in tables else [table.slice]
        elif table.n not in tables:
            neighbours = []
        elif place == COLUMN:
            neighbours = [column.coordinates for column in table.columns]
        else:
            neighbours = [row.coordinates for row in table.rows]
        for coordinates in neighbours:
            for dimension, member in coordinates.items():
                told.setdefault(dimension, set()).add(member)
    return {dimension: frozenset(members) for dimension, members in told.items()}


def _fits_beside(meaning: Word, told: Mapping[str, frozenset[str]]) -> bool:
    return any(
        dimension in told and member not in told[dimension]
        for dimension, member in meaning.coordinates.items()
    )


def _sense(word: Word) -> _Sense:
    return word.kind, word.total, word.coordinates


def _known_words(vocabulary: Vocabulary, place: str) -> dict[_Sense, list[str]]:
    known: dict[_Sense, list[str]] = {}
    for text, held in vocabulary.words.items():
        for word in held:
            if place in word.at and not word.role:
                known.setdefault(_sense(word), []).append(text)
    return known


def _most_alike(word: str, known: Collection[str]) -> tuple[str, float]:
    scored = max(((likeness(word, text), text) for text in known), default=(0.0, ""))
    return (scored[1], scored[0]) if scored[0] >= ALIKE else ("", 0.0)
