"""Which standard sections an explanation lacks, and which stand there without a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from budgets.data import SectionData
from budgets.narrative.standard import StandardSection, section_key, standard_sections

# A heading over others, and no section that a document is asked for.
_OVERVIEW = "overview"
# What its sections are called are terms.
_GLOSSARY = "glossary"


@dataclass(frozen=True, slots=True)
class Completeness:
    """Standard sections that have no heading, and those with nothing under theirs."""

    missing: tuple[StandardSection, ...]
    empty: tuple[StandardSection, ...]


def completeness(sections: Sequence[SectionData]) -> Completeness:
    """Of every standard section whether it is there, and whether it says anything."""
    said: dict[str, bool] = {}
    within_glossary = 0
    for place, section in enumerate(sections):
        if within_glossary and section.level > within_glossary:
            continue
        key = section_key(section.heading)
        within_glossary = section.level if key == _GLOSSARY else 0
        if key:
            said[key] = said.get(key, False) or _says_anything(sections, place)
    asked = [one for one in standard_sections() if one.key != _OVERVIEW]
    return Completeness(
        missing=tuple(one for one in asked if one.key not in said),
        empty=tuple(one for one in asked if said.get(one.key) is False),
    )


def _says_anything(sections: Sequence[SectionData], place: int) -> bool:
    """Whether a section, or one that it contains, has a paragraph."""
    for other in sections[place:]:
        if other is not sections[place] and other.level <= sections[place].level:
            return False
        if other.paragraphs:
            return True
    return False
