"""Asks, ranks, counts: what a question finds of what is public, and near words where it finds nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from budgets.models import SearchText
from budgets.searching import engine, pinyin
from budgets.searching.asking import Question, question
from budgets.searching.data import BODY, NAMED, PROJECT, WHAT
from budgets.searching.streams import facet
from budgets.searching.tokens import Phrase, fold, is_plain, pieces, tokens

# So many texts are ranked and counted; of what is found beyond them only that there is more.
MANY = 2000
# Bodies and projects are asked for apart: they must not drown in newer rows.
_FEW = 300
_FIRST = (BODY, PROJECT)
# What has no name: to leave it out costs less than to ask for all that has one.
_PROSE = tuple(facet("w", what) for what in WHAT if what not in NAMED)
_NEAR = 6
# Fewer letters than these, changed round, sound like anything.
_FEW_LETTERS = 5
_ORDINAL = re.compile(r"^[（(]?[0-9一二三四五六七八九十]{1,3}[)）]?[.、．]?\s*(?=\D)")


@dataclass(frozen=True, slots=True)
class Found:
    """One text that was found, before its row is loaded."""

    pk: int
    what: str
    department: int
    year: int | None
    kind: str
    text: str
    code: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything that a question finds, best first; `is_cut` where there is more than was ranked.

    `counts`: facet name -> value -> how many of the ranked texts; bodies by their key.
    """

    question: Question
    found: tuple[Found, ...]
    is_cut: bool
    counts: Mapping[str, Mapping[str, int]]


def find(asked: Question) -> Answer:
    """What is found, ranked. A question without terms finds nothing, never everything."""
    if not asked.terms and not asked.bodies:
        return Answer(asked, (), False, {})
    groups = asked.groups()
    rows = engine.found(engine.Wanted(groups), MANY + 1)
    is_cut = len(rows) > MANY
    seen = {row[0]: Found(*row) for row in rows[:MANY]}
    if is_cut:
        for what in _FIRST:
            for row in engine.found(engine.Wanted((*groups, (facet("w", what),))), _FEW):
                seen.setdefault(row[0], Found(*row))
    ranked = sorted(seen.values(), key=_rank(asked))
    return Answer(asked, tuple(ranked), is_cut, _counts(ranked))


def loaded(found: Sequence[Found]) -> list[SearchText]:
    """The rows of what is shown, in the order given."""
    rows = (
        SearchText.objects.select_related(
            "department__region", "disclosure__department", "disclosure__fiscal_year"
        )
        .defer("tokens")
        .in_bulk([one.pk for one in found])
    )
    # What was withdrawn a moment ago is gone.
    return [rows[one.pk] for one in found if one.pk in rows]


def _rank(asked: Question) -> Callable[[Found], tuple[object, ...]]:
    """Exact before beginning before elsewhere, names before rows before prose, newest first."""
    whole = squeezed(asked.text)
    # A word, or an official term for it, is as good as the other.
    words = [tuple(map(squeezed, (term.text, *term.also))) for term in asked.terms]
    each = {word for alike in words for word in alike}

    def rank(one: Found) -> tuple[object, ...]:
        # What a row is numbered with (2.、一、) is no part of its name.
        text, code = fold(one.text), squeezed(one.code)
        text = squeezed(_ORDINAL.sub("", text) or text)
        return (
            not (whole in (text, code) or text in each or code in each),
            WHAT.index(one.what) if one.what in _FIRST else len(_FIRST),
            sum(
                all(word not in text and not code.startswith(word) for word in alike)
                for alike in words
            ),
            not (text.startswith(whole) or code.startswith(whole)),
            WHAT.index(one.what),
            -(one.year or 9999),
            len(text),
            text,
            -one.pk,
        )

    return rank


def squeezed(text: str) -> str:
    """A text folded, without spaces and punctuation: “三公”经费 and 三公经费 are the same."""
    return "".join(filter(str.isalnum, fold(text)))


def _counts(found: Sequence[Found]) -> dict[str, dict[str, int]]:
    return {
        "what": _by_size(Counter(one.what for one in found)),
        "year": _by_size(Counter(str(one.year) for one in found if one.year)),
        "kind": _by_size(Counter(one.kind for one in found if one.kind)),
        "body": _by_size(Counter(str(one.department) for one in found)),
    }


def _by_size(counter: Counter[str]) -> dict[str, int]:
    return dict(counter.most_common())


# --- As one types, and where nothing is found ----------------------------------------------------


def suggest(text: str, limit: int = 8) -> list[Found]:
    """Names that a question may be about, each text once: bodies, projects, indicators, lines."""
    asked = question(text)
    if not asked.terms:
        return []
    rows = engine.found(engine.Wanted(asked.groups(), without=_PROSE), _FEW)
    for what in _FIRST:
        rows += engine.found(engine.Wanted((*asked.groups(), (facet("w", what),))), limit)
    distinct: dict[tuple[str, str], Found] = {}
    ranked = sorted((Found(*row) for row in rows), key=_rank(asked))
    for one in ranked:
        distinct.setdefault((fold(one.text), one.code), one)
    return list(distinct.values())[:limit]


def near(asked: Question) -> list[str]:
    """What to ask instead of a question that finds nothing; each of these finds something."""
    offered: dict[str, str] = {}
    ways = (_respelled(asked), _same_sound(asked), _fewer_words(asked), _alike(asked))
    for text in chain.from_iterable(ways):
        # 2.公务接待费 and 公务接待费 are one suggestion.
        plain = _ORDINAL.sub("", text) or text
        offered.setdefault(squeezed(plain), plain)
    offered.pop(squeezed(asked.text), None)
    return list(offered.values())[:_NEAR]


def _same_sound(asked: Question) -> Iterator[str]:
    """Names that sound alike (外是办 -> 外事办): whole ones, which were mistyped from memory."""
    for term in asked.terms:
        spoken = pinyin.sounds(term.text)
        if len(spoken) < 2:
            continue
        rows = engine.found(engine.either([_heard(spoken)]), _FEW)
        for row in rows:
            found = Found(*row)
            said = _said(found.text, spoken, pinyin.sounds(found.text))
            if said:
                yield asked.text.replace(term.text, said)
                break


def _respelled(asked: Question) -> Iterator[str]:
    """Names that sound as the letters do with two of them changed round or one left out."""
    letters = "".join(map(fold, asked.words))
    if not all(map(is_plain, asked.words)) or not _FEW_LETTERS <= len(letters) <= pinyin.LONGEST:
        return
    spelled = [one for word in pinyin.respelled(letters) if len(one := pinyin.cut(word)) > 1]
    if not spelled:
        return
    # Only names are indexed by their sound.
    wanted = [_heard(syllables) for syllables in spelled]
    texts = {Found(*row).text for row in engine.found(engine.either(wanted), _FEW)}
    for text in sorted(texts, key=lambda one: (len(one), one)):
        sounds = pinyin.sounds(text)
        yield from filter(None, (_said(text, syllables, sounds) for syllables in spelled))


def _heard(syllables: Sequence[str]) -> Phrase:
    return Phrase(tuple(f"p{one}9{two}" for one, two in pairwise(syllables)))


def _said(text: str, spoken: Sequence[str], sounds: Sequence[str]) -> str:
    """The characters of a text that sound so; `sounds` are its own."""
    characters = [piece.text for piece in pieces(text) if piece.is_han]
    if len(sounds) != len(characters):
        return ""
    for first in range(len(sounds) - len(spoken) + 1):
        if list(sounds[first : first + len(spoken)]) == list(spoken):
            return "".join(characters[first : first + len(spoken)])
    return ""


def _fewer_words(asked: Question) -> Iterator[str]:
    if len(asked.terms) < 2:
        return
    narrowed = dict(asked.narrowed)
    for left_out in asked.words:
        text = " ".join(word for word in asked.words if word != left_out)
        if engine.found(engine.Wanted(question(text, narrowed).groups()), 1):
            yield text


def _alike(asked: Question) -> Iterator[str]:
    """Names that share most of the pairs of characters that were asked for."""
    for term in asked.terms:
        wanted = set(tokens(term.text))
        pairs = [Phrase((token,)) for token in sorted(wanted) if len(token) > 5]
        if not pairs:
            continue
        rows = engine.found(engine.Wanted((tuple(pairs),), without=_PROSE), _FEW)
        shared: dict[str, float] = {}
        for row in rows:
            found = Found(*row)
            held = set(tokens(found.text))
            alike = len(wanted & held) / len(wanted | held)
            shared[found.text] = max(alike, shared.get(found.text, 0.0))
        best = sorted(shared, key=lambda text: (-shared[text], len(text), text))
        yield from best[:3]
