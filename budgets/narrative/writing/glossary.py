"""The terms that an explanation uses, with what they mean (名词解释)."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("glossary.toml")


@dataclass(frozen=True, slots=True)
class Term:
    """A term, the words by which a text uses it, and its meaning in a sentence."""

    name: str
    words: tuple[str, ...]
    text: str


@cache
def terms() -> tuple[Term, ...]:
    """All terms that are explained, in the order printed."""
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        Term(one["name"], tuple(one.get("words", [one["name"]])), one["text"])
        for one in read["term"]
    )


def used_terms(texts: Sequence[str]) -> list[Term]:
    """The terms that these headings and paragraphs use, and no other."""
    whole = "\n".join(texts)
    return [term for term in terms() if any(word in whole for word in term.words)]
