"""The tokens of an indexed text: its own, those of what it belongs to, and what it is. Pure.

A question of several words finds a row by its own words and by its body, region, table and year
together (西城 接待费 2024), but no row by these alone: they carry a mark of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from budgets.searching import amounts, pinyin
from budgets.searching.data import NAMED
from budgets.searching.tokens import Phrase, tokens

_AROUND, _FACET, _GAP = "c", "f", "s"


def stream(
    what: str,
    text: str,
    code: str,
    around: Iterable[str],
    facets: Iterable[tuple[str, object]],
    *,
    called: Iterable[str] = (),
    english: str = "",
    fen: Iterable[int] = (),
) -> str:
    """All tokens of a text, in one line. `around` are the words of what it belongs to.

    `called` are other names of what the text names, `english` is what it means in English, `fen` the
    amounts that it states.
    """
    own = tokens(text)
    if code:
        own += [_GAP, *tokens(code)]
    names = (text, *called) if what in NAMED else ()
    for name in names[1:]:
        own += [_GAP, *tokens(name)]
    for name in names:
        own += [_GAP, *pinyin.tokens(name)]
    if english:
        own += [_GAP, *tokens(english)]
    own += [_GAP, *amounts.tokens(fen)]
    for words in around:
        own += [_GAP, *_tokens_around(words)]
    own += [_GAP, *(facet(name, value).tokens[0] for name, value in facets)]
    return " ".join(own)


@lru_cache(maxsize=512)
def _tokens_around(words: str) -> tuple[str, ...]:
    """All texts of a document stand among the same few words."""
    return tuple(_AROUND + token for token in tokens(words))


def beside(phrase: Phrase) -> Phrase:
    """The phrase as it stands among the words of what a text belongs to."""
    return replace(phrase, tokens=tuple(_AROUND + token for token in phrase.tokens))


def facet(name: str, value: object) -> Phrase:
    """What a text is: of a region, a body, a year, a kind, a sort (`what`)."""
    plain = "".join(letter for letter in str(value).casefold() if letter.isalnum())
    # Region codes are GB/T 2260 or a slug of the site's own, in ASCII.
    return Phrase((f"{_FACET}{name}9{plain}",))
