"""Everyday words and what documents call it, what asks and says nothing, kinds: words.toml. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from budgets.narrative.writing.glossary import terms
from budgets.searching.tokens import pieces

_FILE = Path(__file__).with_name("words.toml")
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """What people say: the official terms for it, and the measure that it names, "" if none."""

    means: tuple[str, ...]
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """Words that say nothing by themselves; `whole` ask for the whole sum (words.toml)."""

    anywhere: frozenset[Key]
    edges: frozenset[Key]
    whole: frozenset[Key]


def key(text: str) -> Key:
    """A word by its characters and words, without what stands between them."""
    return tuple(piece.text for piece in pieces(text))


def known(word: str) -> Word | None:
    """The everyday word or term of the glossary that this is."""
    return words().get(key(word))


def besides(word: str) -> tuple[str, ...]:
    """Official terms to look for besides a word: those that do not hold it anyway."""
    meant, asked = known(word), "".join(key(word))
    if meant is None:
        return ()
    return tuple(term for term in meant.means if asked not in "".join(key(term)))


@cache
def words() -> dict[Key, Word]:
    """Every everyday word, and the terms of the glossary with their English."""
    found: dict[Key, Word] = {}
    for one in _read()["word"]:
        word = Word(tuple(one["means"]), one.get("measure", ""))
        for said in one["said"]:
            found.setdefault(key(said), word)
    for term in terms():
        for said in (term.name, *term.words, term.english):
            if key(said):
                found.setdefault(key(said), Word((term.name,)))
    return found


@cache
def asking() -> Asking:
    """What only asks."""
    told = _read()["asking"]
    return Asking(*(frozenset(map(key, told[name])) for name in ("anywhere", "edges", "whole")))


@cache
def kinds() -> dict[Key, str]:
    """A word for a kind of document -> the kind."""
    return {key(said): kind for kind, all_said in _read()["kinds"].items() for said in all_said}


def offered() -> Iterator[tuple[str, Word]]:
    """Everyday words as they are written, for suggestions."""
    for one in _read()["word"]:
        word = Word(tuple(one["means"]), one.get("measure", ""))
        yield from ((said, word) for said in one["said"])


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
