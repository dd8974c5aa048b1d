"""Sections of an explanation as page and print lay them out: paragraphs, and rows as tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from budgets.data import SectionData

_FIGURE = re.compile(r"[-－+]?[\d,，.]+\s*[%％]?|[-－—/]")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`n` counts through the whole explanation, from 1; findings name it."""

    n: int
    text: str


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a table, each a paragraph of its own; all have the same number of cells.

    The first one names the columns; `figures` are those with nothing but figures below.
    """

    rows: tuple[tuple[Paragraph, tuple[str, ...]], ...]
    figures: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """`level` is its depth, 1 where no wider section is around it: none is skipped."""

    heading: str
    level: int
    blocks: tuple[Paragraph | Rows, ...]


def laid_out(sections: Iterable[SectionData]) -> Iterator[Section]:
    number = 0
    around: list[int] = []
    for section in sections:
        if section.heading:
            around = [*(level for level in around if level < section.level), section.level]
        paragraphs = [Paragraph(n, text) for n, text in enumerate(section.paragraphs, number + 1)]
        number += len(paragraphs)
        yield Section(section.heading, max(len(around), 1), tuple(_blocks(paragraphs)))


def _blocks(paragraphs: Iterable[Paragraph]) -> Iterator[Paragraph | Rows]:
    for tabbed, run in groupby(paragraphs, lambda one: "\t" in one.text):
        group = list(run)
        if not tabbed or len(group) == 1:
            yield from group
            continue
        cells = [tuple(text.strip() for text in one.text.split("\t")) for one in group]
        width = max(map(len, cells))
        padded = [line + ("",) * (width - len(line)) for line in cells]
        figures = tuple(
            any(column) and all(_FIGURE.fullmatch(text) for text in column if text)
            for column in zip(*padded[1:], strict=True)
        )
        yield Rows(tuple(zip(group, padded, strict=True)), figures)
