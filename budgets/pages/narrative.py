"""The explanation on a document's page: its first sections, and the rest folded behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from budgets.data import DisclosureData
from budgets.narrative.blocks import Section, laid_out

# So many characters stand open; what would hide less than as many again is not folded.
OPEN_CHARACTERS = 700


@dataclass(frozen=True, slots=True)
class Narrative:
    """Sections to show and to fold; `hidden` counts the folded paragraphs."""

    shown: tuple[Section, ...]
    folded: tuple[Section, ...]
    hidden: int


def narrative_of(data: DisclosureData) -> Narrative:
    sections = tuple(laid_out(data.narrative))
    sizes = [sum(map(len, section.paragraphs)) for section in data.narrative]
    cut = _cut(sizes)
    return Narrative(
        sections[:cut],
        sections[cut:],
        sum(len(section.paragraphs) for section in data.narrative[cut:]),
    )


def _cut(sizes: Sequence[int]) -> int:
    """How many sections stand open; the last of them has text, not only a heading."""
    total = shown = 0
    for place, size in enumerate(sizes, 1):
        total += size
        if total >= OPEN_CHARACTERS and size:
            shown = place
            break
    rest = sum(sizes[shown:])
    return shown if shown and rest > OPEN_CHARACTERS else len(sizes)
