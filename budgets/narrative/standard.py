"""The standard sections of an explanation (情况说明), recognised by the words of their headings."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from budgets.vocabulary import normalise


@dataclass(frozen=True, slots=True)
class StandardSection:
    """A section that an explanation must have; `label` is what forms call it."""

    key: str
    label: str
    words: tuple[str, ...]
    but: tuple[str, ...] = ()


@cache
def standard_sections() -> tuple[StandardSection, ...]:
    """The sections of standard.toml, in the order in which headings are asked for them."""
    path = Path(__file__).with_name("standard.toml")
    return tuple(
        StandardSection(
            entry["key"],
            entry["label"],
            tuple(map(normalise, entry["words"])),
            tuple(map(normalise, entry.get("but", ()))),
        )
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["section"]
    )


@cache
def section_key(heading: str) -> str:
    """The key of the standard section that a heading opens, "" where it opens none."""
    plain = normalise(heading)
    for section in standard_sections():
        if any(word in plain for word in section.words) and not any(
            word in plain for word in section.but
        ):
            return section.key
    return ""
