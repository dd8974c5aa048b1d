"""How well what was pasted fits a table: by title, code, header, labels and width."""

from __future__ import annotations

from collections.abc import Sequence

from budgets.data import TableData
from budgets.differences.listings import Sheet as Listed
from budgets.differences.wording import figure_of, label_key, likeness, without_years
from budgets.vocabulary import fold

# How much each sign of a table counts, and what all of them must come to.
_TITLE, _CODE, _HEAD, _LABELS, _WIDTH = 3.0, 1.0, 3.0, 3.0, 0.5
_ENOUGH = 1.5
# A title that is less alike is another one.
_LEAST_TITLE = 0.6


def best_fit(read: TableData, targets: Sequence[TableData]) -> int | None:
    """The place among the targets of the table that was read; None where nothing tells it."""
    scores = [fit(read, target) for target in targets]
    best = max(range(len(targets)), key=lambda at: scores[at], default=None)
    if best is None or scores[best] < _ENOUGH:
        return None
    return best


def fit(read: TableData, target: TableData) -> float:
    """How well a paste fits a table: by title, code, header, labels and width."""
    score = 0.0
    if read.title and target.title:
        alike = likeness(read.title, target.title)
        if without_years(read.title) == without_years(target.title):
            score += _TITLE
        elif alike >= _LEAST_TITLE:
            score += alike * _TITLE / 2
    if read.code and label_key(read.code) == label_key(target.code):
        score += _CODE
    if read.header:
        score += _HEAD * shared_heads(read, target) / max(len(read.columns), len(target.columns))
    mine, theirs = labels_of(read), labels_of(target)
    if mine and theirs:
        score += _LABELS * len(mine & theirs) / len(mine)
    if read.columns and len(read.columns) == len(target.columns):
        score += _WIDTH
    return score


def labels_of(table: TableData) -> frozenset[str]:
    """What the rows of a table are called: their words and codes, no figures.

    Without a header no column is known to hold labels: then every word counts.
    """
    listed = Listed.of(table)
    known = [at for at, column in enumerate(listed.columns) if column.kind == "label"]
    columns = known if table.header and known else range(len(listed.columns))
    return frozenset(
        key
        for row in range(len(table.rows))
        for at in columns
        if (text := listed.raw(row, at)) and is_label(text) and (key := label_key(text))
    )


def is_label(text: str) -> bool:
    plain = fold(text).strip()
    return figure_of(text) is None or (plain.isdecimal() and 3 <= len(plain) <= 9)


def heads_of(table: TableData) -> list[str]:
    """The last word over each column, without years; "" where there is none."""
    return [without_years(column.path[-1]) if column.path else "" for column in table.columns]


def shared_heads(read: TableData, target: TableData) -> int:
    """How many columns of a paste have a head that the table knows, each of it once."""
    waiting = [head for head in heads_of(target) if head]
    shared = 0
    for head in heads_of(read):
        if head in waiting:
            waiting.remove(head)
            shared += 1
    return shared
