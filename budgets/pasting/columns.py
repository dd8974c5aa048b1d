"""Which column of a paste is which of the table: by its header, or by what stands in it."""

from __future__ import annotations

from dataclasses import dataclass

from budgets.data import ColumnData, TableData
from budgets.differences.matching import match_columns
from budgets.differences.wording import figure_of, label_key
from budgets.money import is_nothing
from budgets.pasting.fitting import heads_of, is_label
from budgets.pasting.recognising import Pasted

SAME, HEADER, CONTENT = "same", "header", "content"
# Of the columns so many must have a known head; else what stands in them tells.
_MOST = 0.5
# What leaving out a column of the table, or one of the paste, costs.
_SKIPPED, _UNUSED = 0.05, 1.0
_FIGURES = frozenset({"amount", "rate", "number", "unknown"})


@dataclass(frozen=True, slots=True)
class Columns:
    """For each column of the paste its column in the table, or None; and what told so."""

    places: tuple[int | None, ...]
    how: str


def place_columns(pasted: Pasted, target: TableData) -> Columns:
    """Lay the columns of a paste over those of a table, each at most once."""
    if pasted.is_its_form:
        wide = len(target.columns)
        return Columns(tuple(at if at < wide else None for at in range(pasted.width)), SAME)
    if pasted.has_header:
        places = _by_header(pasted.table, target)
        if sum(place is not None for place in places) >= _MOST * len(places):
            return Columns(tuple(places), HEADER)
    return Columns(tuple(_by_content(pasted, target)), CONTENT)


def _by_header(read: TableData, target: TableData) -> list[int | None]:
    """By the whole path over a column, what it means, then by the last word of it alone."""
    places: list[int | None] = [None] * len(read.columns)
    for found in match_columns(target, read, same_year=False):
        if found.before is not None and found.after is not None and found.after < len(places):
            places[found.after] = found.before if found.before < len(target.columns) else None
    taken = {place for place in places if place is not None}
    mine, theirs = heads_of(read), heads_of(target)
    for at, head in enumerate(mine):
        free = [column for column, other in enumerate(theirs) if other == head]
        free = [column for column in free if column not in taken]
        if places[at] is None and head and len(free) == 1 and mine.count(head) == 1:
            places[at] = free[0]
            taken.add(free[0])
    return places


def _by_content(pasted: Pasted, target: TableData) -> list[int | None]:
    """The best way to lay the columns over the table's in their order, by what stands in them."""
    wide, deep = len(target.columns), pasted.width
    texts = [
        [text for row in range(len(pasted.table.rows)) if (text := pasted.text(row, at).strip())]
        for at in range(deep)
    ]
    present = [
        {_said(row.cells[at]) for row in target.rows if at < len(row.cells) and row.cells[at]}
        for at in range(wide)
    ]
    fits = [
        [_fit(texts[at], target.columns[column], present[column]) for column in range(wide)]
        for at in range(deep)
    ]
    best = [[0.0] * (wide + 1) for _ in range(deep + 1)]
    steps: dict[tuple[int, int], str] = {}
    for at in range(deep, -1, -1):
        for column in range(wide, -1, -1):
            ways: list[tuple[float, str]] = []
            if at < deep and column < wide:
                ways.append((best[at + 1][column + 1] + fits[at][column], "both"))
            if at < deep:
                ways.append((best[at + 1][column] - (_UNUSED if texts[at] else 0), "unused"))
            if column < wide:
                # What follows the last pasted column is not skipped.
                cost = _SKIPPED if 0 < at < deep else 0
                ways.append((best[at][column + 1] - cost, "skipped"))
            if ways:
                best[at][column], steps[at, column] = max(ways, key=lambda way: way[0])
    places: list[int | None] = [None] * deep
    at = column = 0
    while at < deep or column < wide:
        step = steps[at, column]
        if step == "both":
            places[at] = column
        at, column = at + (step != "skipped"), column + (step != "unused")
    return places


def _said(text: str | None) -> str:
    """A text by which the same content is found again, however it is printed."""
    figure = figure_of(text or "")
    return str(figure.normalize()) if figure is not None else label_key(text or "")


def _fit(texts: list[str], column: ColumnData, present: set[str]) -> float:
    """How well texts suit a column: their kind, and how many of them stand there already."""
    if not texts:
        return 0.1
    figures = sum(figure_of(text) is not None or is_nothing(text) for text in texts) / len(texts)
    known = sum(_said(text) in present for text in texts) / len(texts)
    if column.kind in _FIGURES:
        return (0.5 if figures >= 0.5 else figures - 0.5) + known
    if column.kind == "label":
        worded = sum(is_label(text) for text in texts) / len(texts)
        return 0.5 * worded + 2 * known
    return 0.3 + known
