"""A clipboard -> Clip: its HTML where that has a table, else its text."""

from __future__ import annotations

from dataclasses import replace

from budgets.pasting.clip import (
    MOST_CHARACTERS,
    NOTHING,
    TOO_LARGE,
    Clip,
    UnusablePaste,
    trimmed,
)
from budgets.pasting.markup import has_table, read_markup
from budgets.pasting.printed import read_printed
from budgets.pasting.separated import read_separated


def read_clip(text: str, html: str = "") -> Clip:
    """What both forms of a clipboard hold, as one grid without empty rows and columns around it.

    Raises UnusablePaste, whatever was pasted.
    """
    if len(text) > MOST_CHARACTERS or len(html) > MOST_CHARACTERS:
        raise UnusablePaste(TOO_LARGE)
    if has_table(html):
        return _even(trimmed(read_markup(html)))
    if not text.strip():
        raise UnusablePaste(NOTHING)
    return _even(trimmed(read_separated(text) if "\t" in text else read_printed(text)))


def _even(clip: Clip) -> Clip:
    """Every row as wide as the widest, so that whoever lays them need not ask."""
    width = clip.width
    return replace(clip, rows=tuple((*line, *[""] * (width - len(line))) for line in clip.rows))
