"""A question as people type it, as what texts must have. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from budgets.searching import pinyin
from budgets.searching.streams import beside, facet
from budgets.searching.tokens import MANY_ASKED, Phrase, is_plain, phrase

# More words than these are not asked for: each one narrows what the others found.
_MANY_TERMS = 8
# The ways in which what is found can be narrowed, by the names of their tokens.
FACETS = {"region": "r", "body": "b", "year": "y", "kind": "k", "what": "w"}


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the question: the phrases that it may be meant as, by its letters or its sound."""

    text: str
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, folded into terms; `narrowed` are facets by their names in FACETS."""

    text: str
    terms: tuple[Term, ...]
    narrowed: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(term.text for term in self.terms)

    def groups(self) -> tuple[tuple[Phrase, ...], ...]:
        """What a text must have: each term in itself or around it, one of them in itself."""
        own = tuple(one for term in self.terms for one in term.phrases)
        facets = tuple((facet(FACETS[name], value),) for name, value in self.narrowed)
        if len(self.terms) == 1:
            return (own, *facets)
        each = tuple((*term.phrases, *map(beside, term.phrases)) for term in self.terms)
        return (*each, own, *facets)


def question(text: str, narrowed: Mapping[str, str] | None = None) -> Question:
    """The question; without terms where nothing in it is a letter, a character or a digit."""
    text = "".join(letter if letter.isprintable() else " " for letter in text[: 4 * MANY_ASKED])
    terms = [term for word in text.split() if (term := _term(word)) is not None]
    held = tuple((name, value) for name, value in (narrowed or {}).items() if value)
    return Question(" ".join(text.split()), tuple(_distinct(terms)[:_MANY_TERMS]), held)


def _term(word: str) -> Term | None:
    meant = phrase(word)
    if meant is None:
        return None
    heard = pinyin.phrases(word) if is_plain(word) and len(word) > 1 else []
    return Term(word, (meant, *heard))


def _distinct(terms: Sequence[Term]) -> list[Term]:
    return list({term.phrases: term for term in terms}.values())
