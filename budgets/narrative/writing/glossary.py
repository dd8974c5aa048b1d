"""The glossary: the terms of budgets with what they mean (名词解释), on pages and in explanations."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("glossary.toml")


@dataclass(frozen=True, slots=True)
class Term:
    """A term, the words by which a text uses it, and its meaning in a sentence of either language.

    `source` is the law or notice behind it, "" where none is sure; `see` are names of other terms.
    `explained`: an explanation that uses it explains it. `marked`: a page may mark it in its texts.
    """

    name: str
    words: tuple[str, ...]
    text: str
    english: str = ""
    english_text: str = ""
    source: str = ""
    see: tuple[str, ...] = ()
    explained: bool = True
    marked: bool = True


@cache
def terms() -> tuple[Term, ...]:
    """All terms, in the order printed."""
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        Term(
            one["name"],
            tuple(one.get("words", [one["name"]])),
            one["text"],
            one["english"],
            one["english_text"],
            one.get("source", ""),
            tuple(one.get("see", ())),
            one.get("explained", True),
            one.get("marked", True),
        )
        for one in read["term"]
    )


@cache
def _by_name() -> dict[str, Term]:
    return {term.name: term for term in terms()}


def term_named(name: str) -> Term:
    """The term of this name, as `see` has it. KeyError where there is none."""
    return _by_name()[name]


def used_terms(texts: Sequence[str]) -> list[Term]:
    """The terms of explanations that these headings and paragraphs use, and no other."""
    whole = "\n".join(texts)
    return [
        term for term in terms() if term.explained and any(word in whole for word in term.words)
    ]
