"""The text that a PDF reader copies: lines of words, columns told by the spaces between them.

Blank cells leave no trace where a single space parts the columns. A row with fewer figures than
the others is then unsure: its words are read, its figures are nobody's until a person says whose.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from budgets.pasting.clip import SPACES, Clip, within_limits
from budgets.pasting.lines import (
    PrintedLine,
    by_gaps,
    by_words,
    joined,
    width_of,
    without_pages,
)


def read_printed(text: str) -> Clip:
    """The rows of a table in plain text. Raises UnusablePaste for too much of it."""
    kept, dropped = without_pages(text)
    within_limits([[line] for _, line in kept])
    spread = [by_gaps(number, line) for number, line in kept]
    worded = [by_words(number, line) for number, line in kept]
    telling = sum(bool(line.figures) for line in worded)
    unsure: list[int] = []
    if 2 * sum(len(line.parts) > 1 and bool(line.figures) for line in spread) >= max(telling, 1):
        rows = _by_place(joined(spread))
    else:
        rows, unsure = _by_figures(joined(worded))
    within_limits(rows)
    return Clip(SPACES, tuple(map(tuple, rows)), unsure=tuple(unsure), dropped=tuple(dropped))


def _by_place(lines: Sequence[PrintedLine]) -> list[list[str]]:
    """Rows whose columns are told by their places: what stands below each other is one column."""
    edges = _edges(lines)
    rows = []
    for line in lines:
        row: list[str] = []
        for part, start in zip(line.parts, line.starts, strict=True):
            # Words begin at one place, figures end at one: the middle tells both.
            column = bisect_right(edges, start + width_of(part) / 2)
            row += [""] * (column + 1 - len(row))
            row[column] = f"{row[column]} {part}".strip()
        rows.append(row)
    return rows


def _edges(lines: Sequence[PrintedLine]) -> list[float]:
    """The middles of the gaps in which no row with figures has anything."""
    telling = [line for line in lines if line.figures and len(line.parts) > 1] or list(lines)
    spans = sorted(
        (start, start + width_of(part))
        for line in telling
        for part, start in zip(line.parts, line.starts, strict=True)
    )
    edges: list[float] = []
    reach = spans[0][1] if spans else 0
    for start, end in spans:
        if start > reach:
            edges.append((reach + start) / 2)
        reach = max(reach, end)
    return edges


def _by_figures(lines: Sequence[PrintedLine]) -> tuple[list[list[str]], list[int]]:
    """Rows of words and then figures, all figures below each other; and which are unsure."""
    telling = [line for line in lines if line.figures]
    most = max((len(line.figures) for line in telling), default=0)
    labels = max((len(line.words) for line in telling), default=1)
    coded = any(line.coded for line in telling)
    rows: list[list[str]] = []
    unsure: list[int] = []
    for line in lines:
        if not line.figures and len(line.words) > labels:
            rows.append(list(line.words))
            continue
        # A name without a code stands in the column of names.
        free = labels - len(line.words)
        before = free if coded and not line.coded else 0
        words = [*[""] * before, *line.words, *[""] * (free - before)]
        if line.figures and len(line.figures) < most:
            unsure.append(len(rows))
        rows.append([*words, *line.figures])
    return rows, unsure
