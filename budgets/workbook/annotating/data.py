"""What is written into an annotated workbook: notes at cells, and the list of all of them."""

from __future__ import annotations

from dataclasses import dataclass

# Looks from the gravest to the lightest: the colour of a cell that has several. `fill` is the
# colour of the cell as RRGGBB: black stays readable on each, printed in grey they stay apart.
FILLS = {
    "error": "FFB3BA",
    "problem": "F8CBAD",
    "warning": "FFEB9C",
    "unknown": "E4DFEC",
    "rounding": "DDEBF7",
    "other": "E9EDF2",
}
LOOKS = tuple(FILLS)


@dataclass(frozen=True, slots=True)
class CellNote:
    """What is to be said at a cell. `look` is one of LOOKS, `cell` an A1 reference."""

    sheet: str
    cell: str
    look: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list. `at` and `others` are (sheet, A1) of cells, "" where there is none;
    figures are printed texts."""

    look: str
    severity: str
    at: tuple[str, str]
    message: str
    stated: str = ""
    expected: str = ""
    difference: str = ""
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """The sheet that lists everything. `heads` are those of its nine columns; `legend` tells what
    a colour means: (look, words)."""

    name: str
    title: str
    remarks: tuple[str, ...]
    legend: tuple[tuple[str, str], ...]
    heads: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Annotations:
    """Everything that goes into a workbook. `author` signs the comments, `more` is the sentence
    for a cell with more notes than its comment holds, with {n}."""

    author: str
    notes: tuple[CellNote, ...]
    listing: Listing
    more: str
