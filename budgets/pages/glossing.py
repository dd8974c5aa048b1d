"""Terms in the texts of a page lead to the glossary: each once in a section, with its meaning at hand.

A link says its term's meaning as its title and works by keyboard and touch, without a script.
"""

from __future__ import annotations

import re
from functools import cache

from django.urls import reverse
from markupsafe import Markup, escape

from budgets.narrative.writing.glossary import Term, terms
from budgets.pages.english import in_english

_LINK = Markup('<a class="term" href="{address}" title="{title}">{label}</a>')
# On an English page the meaning is English and the word is not.
_CHINESE_LINK = Markup(
    '<a class="term" href="{address}" title="{title}" lang="en"><span lang="zh-Hans">{label}</span></a>'
)


class Glossing:
    """Marks the terms of one section: the first use of each becomes a link."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def __call__(self, name: str, label: object = None) -> Markup:
        """A term that the page itself uses, under the label of the active language."""
        shown = str(name if label is None else label)
        term = _by_word().get(name)
        return escape(shown) if term is None else self._linked(term, shown)

    def text(self, text: str) -> Markup:
        """A text of the document, with the terms that it uses; it is Chinese in any language."""
        parts: list[Markup] = []
        end = 0
        for match in _pattern().finditer(text):
            term = _by_word()[match[0]]
            if term.name not in self._seen:
                parts += [escape(text[end : match.start()]), self._official(term, match[0])]
                end = match.end()
        return Markup("").join([*parts, escape(text[end:])])

    def _official(self, term: Term, word: str) -> Markup:
        """A word of the document; who reads no Chinese is told what it is called, too."""
        if not in_english():
            return self._linked(term, word)
        self._seen.add(term.name)
        title = f"{term.english}: {meaning(term)}"
        return _CHINESE_LINK.format(address=address_of(term), title=title, label=word)

    def _linked(self, term: Term, label: str) -> Markup:
        if term.name in self._seen:
            return escape(label)
        self._seen.add(term.name)
        return _LINK.format(address=address_of(term), title=meaning(term), label=label)


def address_of(term: Term) -> str:
    """The place of a term in the glossary of the active language."""
    # As it is written: a browser encodes it by itself, and pages stay short.
    return f"{reverse('glossary')}#{term.name}"


def meaning(term: Term) -> str:
    """What a term means, in a few words: without the term itself."""
    if in_english():
        return term.english_text
    text = term.text.removeprefix(term.name)
    return re.sub(r"^(?:在这里)?(?:是指|是|指)", "", text)


@cache
def _by_word() -> dict[str, Term]:
    return {word: term for term in terms() for word in (term.name, *term.words)}


@cache
def _pattern() -> re.Pattern[str]:
    """Any word of a term that may be marked, the longest first."""
    words = [word for term in terms() if term.marked for word in term.words]
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
