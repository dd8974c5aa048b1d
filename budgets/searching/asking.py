"""A question as people type it, as what texts must have. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from budgets.searching import amounts, pinyin
from budgets.searching.amounts import Span
from budgets.searching.reading import AMOUNT, KIND, WORD, YEAR, Part
from budgets.searching.streams import beside, facet
from budgets.searching.tokens import MANY_ASKED, Phrase, is_plain, phrase
from budgets.searching.words import besides

# More words than these are not asked for: each one narrows what the others found.
_MANY_TERMS = 8
# The ways in which what is found can be narrowed, by the names of their tokens.
FACETS = {"region": "r", "body": "b", "year": "y", "kind": "k", "what": "w"}


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the question: the phrases that it may be meant as, by its letters or its sound.

    `also` are official terms that are looked for besides, `spans` the amounts that it may stand
    for. `facets` are what a text may be instead; a text is not found by these alone.
    """

    text: str
    phrases: tuple[Phrase, ...]
    also: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    facets: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, folded into terms; `narrowed` are facets by their names in FACETS.

    `bodies` are the keys of those that the question names, where it names any; `dropped` are words
    of it that nothing was found by. `is_literal`: exactly these words, and no others besides.
    """

    text: str
    terms: tuple[Term, ...]
    narrowed: tuple[tuple[str, str], ...] = ()
    bodies: tuple[int, ...] = ()
    dropped: tuple[str, ...] = ()
    is_literal: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(term.text for term in self.terms)

    @property
    def also(self) -> tuple[str, ...]:
        """Official terms that are looked for besides the words of the question."""
        return tuple(dict.fromkeys(one for term in self.terms for one in term.also))

    @property
    def marks(self) -> tuple[str, ...]:
        """What is marked in a text that was found."""
        return (*self.words, *self.also)

    @property
    def spans(self) -> tuple[Span, ...]:
        return tuple(span for term in self.terms for span in term.spans)

    def groups(self) -> tuple[tuple[Phrase, ...], ...]:
        """What a text must have: each term in itself or around it, one of them in itself."""
        own = tuple(one for term in self.terms for one in term.phrases)
        facets: list[tuple[Phrase, ...]] = [
            (facet(FACETS[name], value),) for name, value in self.narrowed
        ]
        if self.bodies:
            facets.append(tuple(facet("b", body) for body in self.bodies))
        if not own:
            return tuple(facets)
        if len(self.terms) == 1 and not self.terms[0].facets:
            return (own, *facets)
        each = tuple(
            (*term.phrases, *map(beside, term.phrases), *term.facets) for term in self.terms
        )
        return (*each, own, *facets)


def question(
    text: str, narrowed: Mapping[str, str] | None = None, *, is_literal: bool = False
) -> Question:
    """The question; without terms where nothing in it is a letter, a character or a digit."""
    text = "".join(letter if letter.isprintable() else " " for letter in text[: 8 * MANY_ASKED])
    terms = [
        term for word in text.split() if (term := term_of(word, is_literal=is_literal)) is not None
    ]
    held = tuple((name, value) for name, value in (narrowed or {}).items() if value)
    return Question(" ".join(text.split()), distinct(terms), held, is_literal=is_literal)


def term_of(word: str, *, is_literal: bool = False) -> Term | None:
    """A word by its letters, its sound, the official terms for it and the amounts that it states."""
    meant = phrase(word)
    if meant is None:
        return None
    heard = pinyin.phrases(word) if is_plain(word) and len(word) > 1 else []
    if is_literal:
        return Term(word, (meant, *heard))
    return _meaning(word, (meant, *heard), amounts.spans(word) if amounts.is_amount(word) else ())


def as_amount(word: str) -> Term | None:
    """A whole number that is no code that anybody published, as money."""
    meant = phrase(word)
    if meant is None or not amounts.may_be_amount(word):
        return None
    return _meaning(word, (meant,), amounts.spans(word))


def _meaning(word: str, said: tuple[Phrase, ...], spans: tuple[Span, ...]) -> Term:
    also = besides(word)
    stated = (one for span in spans for one in amounts.phrases(span))
    official = (one for term in also if (one := phrase(term)) is not None)
    return Term(word, (*said, *official, *stated), also, spans)


def term_of_part(part: Part) -> Term | None:
    """A part of a question that was taken apart; None for what only asks."""
    if part.what in (WORD, AMOUNT, YEAR):
        return term_of(part.text)
    if part.what == KIND:
        meant = phrase(part.text)
        return Term(part.text, (meant,), facets=(facet("k", part.value),)) if meant else None
    return None


def distinct(terms: Iterable[Term]) -> tuple[Term, ...]:
    """Each term once, as many as are asked for."""
    found: Sequence[Term] = list({term.phrases: term for term in terms}.values())
    return tuple(found[:_MANY_TERMS])
