"""words.toml, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from budgets.vocabulary import normalise

_FILE = Path(__file__).with_name("words.toml")


@dataclass(frozen=True, slots=True)
class Words:
    """`words` and `titles` by the normalised Chinese; `rates` in the order in which they are tried."""

    words: Mapping[str, str]
    titles: Mapping[str, str]
    rates: tuple[tuple[str, tuple[str, ...]], ...]
    subjects: Mapping[str, str]
    units: Mapping[str, str]


@cache
def words() -> Words:
    """All of it. Raises ValueError for a word that has two meanings."""
    told = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return Words(
        turned(told["words"]),
        turned(told["titles"]),
        tuple((english, tuple(texts)) for english, texts in told["rates"].items()),
        told["subjects"],
        told["units"],
    )


def turned(told: Mapping[str, list[str]]) -> dict[str, str]:
    """English -> its Chinese texts, as normalised text -> English."""
    found: dict[str, str] = {}
    for english, texts in told.items():
        for text in texts:
            if (key := normalise(text)) in found:
                raise ValueError(f"{text} has two meanings")
            found[key] = english
    return found
