"""Texts and questions as tokens that both databases index alike. Pure.

A text becomes a sequence: every Chinese character with the one after it (外事, 事办), the last one
of a run alone; everything else (codes, years, English words) by whole words. A question of two or
more characters is then a phrase of such tokens, and finds exactly the texts that contain it,
whatever punctuation and spaces stand in between. Tokens are written in ASCII letters and digits:
no database's idea of a letter, a case or a locale counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from budgets.searching.simplified import simplified

# Chinese characters and what is written among them; U+3007 is the zero of years.
_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"(?P<han>[{_HAN}])|(?P<word>[^\W_{_HAN}]+)")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
# Longer texts are indexed by their beginning, longer questions asked by theirs.
MANY_CHARACTERS, MANY_ASKED = 4000, 60


@dataclass(frozen=True, slots=True)
class Piece:
    """A Chinese character, or a whole word of another script, folded; where it stands."""

    text: str
    start: int
    end: int
    is_han: bool


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens that must follow each other; the last one may only begin so if `opens`."""

    tokens: tuple[str, ...]
    opens: bool = False


def fold(text: str) -> str:
    """The text without differences of width, case and form, nor of traditional and simplified."""
    return simplified(unicodedata.normalize("NFKC", text).casefold())


def pieces(text: str) -> Iterator[Piece]:
    """The characters and words of a text, with their places in it as it stands."""
    for match in _RUN.finditer(text[:MANY_CHARACTERS]):
        # Folding may lengthen a character (㊣, ﬁ): what it becomes stands where it stood.
        folded = fold(match[0])
        is_han = match["han"] is not None
        if is_han and len(folded) == 1:
            yield Piece(folded, match.start(), match.end(), True)
            continue
        for inner in _RUN.finditer(folded):
            yield Piece(inner[0], match.start(), match.end(), inner["han"] is not None)


def tokens(text: str) -> list[str]:
    """The tokens of a text, one a piece, in their order."""
    found = list(pieces(text))
    made = []
    for piece, after in zip(found, (*found[1:], None), strict=False):
        if not piece.is_han:
            made.append(_word(piece.text))
        elif after is not None and after.is_han:
            made.append(_han(piece.text + after.text))
        else:
            made.append(_han(piece.text))
    return made


def phrase(question: str) -> Phrase | None:
    """A question without spaces as a phrase; None where it asks for nothing that is indexed.

    What it ends with may go on in a text: a character, a code or a word of two letters or more.
    """
    found = list(pieces(question[:MANY_ASKED]))
    if not found:
        return None
    made = tokens(question[:MANY_ASKED])
    last = found[-1]
    if not last.is_han:
        return Phrase(tuple(made), opens=len(last.text) > 1)
    if len(found) > 1 and found[-2].is_han:
        # The pair before holds the last character already.
        return Phrase(tuple(made[:-1]))
    return Phrase(tuple(made), opens=True)


def is_plain(question: str) -> bool:
    """Whether it is written in Latin letters alone, and so may be meant as pinyin."""
    return fold(question).isascii() and fold(question).isalpha()


def _han(characters: str) -> str:
    return "x" + "".join(map(_coded, characters))


def _word(word: str) -> str:
    return "w" + "".join(
        letter if letter.isascii() and letter.isalnum() else f"0{_coded(letter)}" for letter in word
    )


@lru_cache(maxsize=16_384)
def _coded(character: str) -> str:
    """A character in four letters and digits."""
    number, coded = ord(character), ""
    for _place in range(4):
        number, rest = divmod(number, 36)
        coded = _DIGITS[rest] + coded
    return coded
