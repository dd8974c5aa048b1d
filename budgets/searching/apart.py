"""A question that runs its words together (西城区外事办接待费), taken apart where the texts do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from budgets.searching import engine
from budgets.searching.asking import Question, question
from budgets.searching.finding import Answer, find
from budgets.searching.tokens import Piece, pieces

# Longer questions are prose; each look for a part is a look into the index.
_MANY, _LOOKS = 30, 80
# What stands between words and says nothing by itself.
_BETWEEN = frozenset("的和与及在是了为年度、")


def find_or_apart(asked: Question) -> Answer:
    """What is found; where that is nothing, what the same characters find as several words.

    The answer's question then is the one that found it. All of its words must be in a text, or
    around it: a question about what nobody published goes on finding nothing.
    """
    answer = find(asked)
    if answer.found or not asked.terms:
        return answer
    words = _Looking(asked).words()
    return find(question(" ".join(words), dict(asked.narrowed))) if words else answer


@dataclass
class _Looking:
    """Looks for parts that some text has all of, the longest first, and counts its looks."""

    asked: Question
    looks: int = 0

    def words(self) -> list[str]:
        runs = [list(pieces(word)) for word in self.asked.words]
        if sum(map(len, runs)) > _MANY:
            return []
        return next(self._split(runs, ()), [])

    def _split(self, runs: list[list[Piece]], chosen: tuple[str, ...]) -> Iterator[list[str]]:
        """All ways to go on from what was chosen, best first: from the end, where nouns end."""
        if not runs:
            yield list(chosen)
            return
        *rest, run = runs
        if not run:
            yield from self._split(rest, chosen)
            return
        for count in reversed(self._lengths(run, chosen)):
            yield from self._split([*rest, run[:-count]], (_text(run[-count:]), *chosen))
        if run[-1].text in _BETWEEN and chosen:
            yield from self._split([*rest, run[:-1]], chosen)

    def _lengths(self, run: list[Piece], chosen: tuple[str, ...]) -> list[int]:
        """How many pieces a last part may have; what no text has, no longer one has."""
        if not run[-1].is_han:
            return [1] if self._is_there((run[-1].text, *chosen)) else []
        found: list[int] = []
        for count in range(2, len(run) + 1):
            if not run[-count].is_han or not self._is_there((_text(run[-count:]), *chosen)):
                break
            found.append(count)
        return found

    def _is_there(self, words: tuple[str, ...]) -> bool:
        self.looks += 1
        if self.looks > _LOOKS:
            return False
        groups = question(" ".join(words), dict(self.asked.narrowed)).groups()
        return bool(engine.found(engine.Wanted(groups), 1))


def _text(run: list[Piece]) -> str:
    return "".join(piece.text for piece in run)
