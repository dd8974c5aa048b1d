"""A question cut at the words that it knows: 西城外办 | 2024年 | 公务接待 | 花了多少钱. Pure.

What is left between them names bodies, projects, rows: finding.py and apart.py look for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from budgets.searching import amounts
from budgets.searching.tokens import Piece, fold, pieces
from budgets.searching.words import Word, asking, kinds, words

# What a part of a question is.
WORD, YEAR, KIND, AMOUNT, ASKS, REST = "word", "year", "kind", "amount", "asks", "rest"
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_LONGEST = 16
# A question of more pieces is prose: what it says besides is not looked for.
_PROSE = 30


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a question, folded. `word` is set for a WORD, `value` is a year or a kind."""

    what: str
    text: str
    word: Word | None = None
    value: str = ""
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """The parts in their order."""

    parts: tuple[Part, ...]
    is_prose: bool = False

    def all(self, *whats: str) -> list[Part]:
        return [part for part in self.parts if part.what in whats]

    @property
    def only_asks(self) -> bool:
        """Whether it says nothing that could be found."""
        return bool(self.parts) and all(part.what == ASKS for part in self.parts)

    @property
    def asks_for_whole(self) -> bool:
        """Whether it asks how much, or for a budget, and so for the whole sum if nothing else."""
        return any(part.is_whole for part in self.parts)


def read(question: str) -> Reading:
    """The question in parts; everything of it that is a letter, a character or a digit is in one."""
    cutting = _Cutting(fold(question))
    return Reading(tuple(cutting.parts()), len(cutting.pieces) > _PROSE)


class _Cutting:
    def __init__(self, text: str) -> None:
        self.text = text
        self.pieces = list(pieces(text))
        self.texts = [piece.text for piece in self.pieces]
        self.found: dict[int, tuple[Part | None, int]] = {}

    def parts(self) -> Iterator[Part]:
        rest: list[Piece] = []
        at = 0
        while at < len(self.pieces):
            part, count = self._known(at)
            if part is None:
                if rest and self._is_apart(at):
                    yield from self._rest(rest)
                    rest = []
                rest.append(self.pieces[at])
                at += 1
                continue
            yield from self._rest(rest)
            rest = []
            yield part
            at += count
        yield from self._rest(rest)

    def _is_apart(self, at: int) -> bool:
        """Whether something stands between a piece and the one before it."""
        return at == 0 or self.pieces[at].start > self.pieces[at - 1].end

    def _known(self, at: int) -> tuple[Part | None, int]:
        """The known part that begins here, and of how many pieces it is; looked up once."""
        if at not in self.found:
            self.found[at] = self._look(at)
        return self.found[at]

    def _look(self, at: int) -> tuple[Part | None, int]:
        if (found := self._amount(at)) is not None:
            return found
        if _YEAR.fullmatch(self.texts[at]):
            year = self.texts[at]
            count = 1
            while self._text(at + count) in ("年", "度") and not self._is_apart(at + count):
                count += 1
            return Part(YEAR, year, value=year), count
        for count in range(min(_LONGEST, len(self.pieces) - at), 0, -1):
            part = self._word(at, count)
            if part is not None:
                return part, count
        return None, 0

    def _text(self, at: int) -> str:
        return self.texts[at] if at < len(self.texts) else ""

    def _amount(self, at: int) -> tuple[Part, int] | None:
        first = self.pieces[at]
        if first.is_han or not first.text[0].isdigit():
            return None
        match = amounts.ASKED.match(self.text, first.start)
        if match is None or not amounts.is_amount(match[0]):
            return None
        count = sum(first.start <= piece.start < match.end() for piece in self.pieces)
        return Part(AMOUNT, match[0]), count

    def _word(self, at: int, count: int) -> Part | None:
        run = self.pieces[at : at + count]
        if any(piece.is_han and self._is_apart(at + n) for n, piece in enumerate(run) if n):
            return None
        said = tuple(self.texts[at : at + count])
        text = self.text[run[0].start : run[-1].end]
        whole = said in asking().whole
        if said in asking().anywhere:
            return Part(ASKS, text, is_whole=whole)
        word, kind = words().get(said), kinds().get(said)
        # 教育 is a word, but not in 教育局: nothing unknown may go on where it ends.
        if (word is None and kind is None) or not self._ends(at + count):
            return None
        if kind is not None:
            return Part(KIND, text, value=kind, is_whole=whole)
        return Part(WORD, text, word)

    def _ends(self, at: int) -> bool:
        if at >= len(self.pieces) or self._is_apart(at) or not self.pieces[at].is_han:
            return True
        return (self.texts[at],) in asking().edges or self._known(at)[0] is not None

    def _rest(self, run: list[Piece]) -> Iterator[Part]:
        while run and (run[0].text,) in asking().edges:
            run = run[1:]
        while run and (run[-1].text,) in asking().edges:
            run = run[:-1]
        if run:
            yield Part(REST, self.text[run[0].start : run[-1].end])
