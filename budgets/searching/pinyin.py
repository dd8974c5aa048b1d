"""Names by their sound: pinyin in full (waishi) and by initials (ws), for texts and questions. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise

from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PINYIN_DICT

from budgets.searching.tokens import Phrase, fold, pieces

# Only names and labels are indexed by sound, not prose.
LONGEST = 60
# A question may be cut into syllables in more than one way (xian, fangan): so many are tried.
_MANY_WAYS = 8
_LONGEST_SYLLABLE = 6


def sounds(text: str) -> list[str]:
    """The syllables of the Chinese characters of a text: 外事办 -> wai, shi, ban."""
    characters = [piece.text for piece in pieces(text) if piece.is_han]
    if not characters or len(characters) > LONGEST:
        return []
    return list(_spoken("".join(characters)))


@lru_cache(maxsize=8192)
def _spoken(characters: str) -> tuple[str, ...]:
    """Functions and headings are called the same in every document."""
    spoken = lazy_pinyin(characters, style=Style.NORMAL, errors="ignore", v_to_u=False)
    return tuple(one for syllable in spoken if (one := plain(syllable)))


def tokens(text: str) -> list[str]:
    """Syllables in pairs, then initials in pairs, as tokens.py makes pairs of characters."""
    spoken = sounds(text)
    if not spoken:
        return []
    after = [*spoken[1:], ""]
    return [
        *(f"p{one}9{two}" for one, two in zip(spoken, after, strict=True)),
        # Apart, so that no phrase reaches from the one into the other.
        "s",
        *(f"i{one[0]}{two[:1]}" for one, two in zip(spoken, after, strict=True)),
    ]


def phrases(question: str) -> list[Phrase]:
    """The ways in which letters can be meant as pinyin; the last syllable may be unfinished."""
    letters = fold(question).replace("ü", "v")
    found = []
    for syllables in _ways(letters):
        *pairs, last = [*pairwise(syllables), (syllables[-1], "")]
        if pairs:
            made = [f"p{one}9{two}" for one, two in pairs]
            found.append(Phrase(tuple(made), opens=True))
        elif len(last[0]) > 1:
            found.append(Phrase((f"p{last[0]}",), opens=True))
        if len(found) == _MANY_WAYS:
            break
    if 2 <= len(letters) <= LONGEST:
        initials = [f"i{one}{two}" for one, two in pairwise(letters)]
        found.append(Phrase(tuple(initials)))
    return found


def respelled(letters: str) -> list[str]:
    """The letters with two beside each other changed round, or one left out, each once."""
    found = dict.fromkeys(
        letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :]
        for at in range(len(letters) - 1)
    )
    found |= dict.fromkeys(letters[:at] + letters[at + 1 :] for at in range(len(letters)))
    found.pop(letters, None)
    return list(found)


def cut(letters: str) -> tuple[str, ...]:
    """The letters as whole syllables, in the first way that they can be cut; () if in none."""
    whole = (ones for ones in _ways(letters) if all(one in _syllables() for one in ones))
    return next(whole, ())


def _ways(letters: str) -> Iterator[tuple[str, ...]]:
    """The letters as syllables, longest first; the last may be the beginning of one."""

    # Rests that end in no syllable however they are cut: there are more cuts than anyone waits for.
    dead: set[str] = set()

    def go(rest: str, before: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        is_dead = True
        if rest in _beginnings():
            is_dead = False
            yield (*before, rest)
        for length in range(min(_LONGEST_SYLLABLE, len(rest) - 1), 0, -1):
            after = rest[length:]
            if rest[:length] in _syllables() and after not in dead:
                yield from go(after, (*before, rest[:length]))
                is_dead = is_dead and after in dead
        if is_dead:
            dead.add(rest)

    if 0 < len(letters) <= LONGEST and letters.isascii() and letters.isalpha():
        yield from go(letters, ())


@cache
def _syllables() -> frozenset[str]:
    spoken: set[str] = set()
    for one in PINYIN_DICT.values():
        for syllable in one.split(","):
            spoken.add(plain(syllable))
    return frozenset(one for one in spoken if one)


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(one[:length] for one in _syllables() for length in range(1, len(one) + 1))


@lru_cache(maxsize=4096)
def plain(syllable: str) -> str:
    """A syllable in the 26 letters: lǜ and lü as they are typed, lv."""
    spelled = unicodedata.normalize("NFD", syllable.replace("ü", "v").replace("ǖ", "v"))
    letters = "".join("v" if mark == "\u0308" else mark for mark in spelled)
    letters = letters.replace("uv", "v")
    plain = "".join(letter for letter in letters if letter.isascii() and letter.isalpha())
    return plain.casefold()
