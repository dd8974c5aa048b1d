"""What a reader hands on: sheets as grids of printed texts, with merges and no meaning yet.

Rows and columns are zero-based and count from A1.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from budgets.data import ProblemData, column_letters

# (row, column, last row, last column)
Area = tuple[int, int, int, int]

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")


def address(row: int, column: int) -> str:
    """The A1 reference of a zero-based position."""
    return f"{column_letters(column)}{row + 1}"


def position(reference: str) -> tuple[int, int] | None:
    """The zero-based row and column of an A1 reference, None where it is not one."""
    match = _REFERENCE.fullmatch(reference)
    if not match:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


@dataclass(frozen=True, slots=True)
class GridCell:
    """A non-empty cell. `text` is what the sheet prints, number format applied.

    `exact` is the stored decimal, and only given where the number format hides digits of it:
    12.345678 printed as 12.35. It is "" where the text says all that is stored.
    """

    text: str
    is_number: bool = False
    exact: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `cells` holds the non-empty cells only; merges may reach past them."""

    name: str
    hidden: bool
    cells: Mapping[tuple[int, int], GridCell]
    merges: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    rows: int = field(init=False)
    columns: int = field(init=False)

    def __post_init__(self) -> None:
        rows = max((row for row, _ in self.cells), default=-1) + 1
        columns = max((column for _, column in self.cells), default=-1) + 1
        object.__setattr__(self, "rows", rows)
        object.__setattr__(self, "columns", columns)

    def text(self, row: int, column: int) -> str:
        """The printed text at a position, "" where the cell is empty."""
        cell = self.cells.get((row, column))
        return cell.text if cell else ""


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets in their order, and what a person must look at before relying on them."""

    sheets: tuple[Sheet, ...]
    problems: tuple[ProblemData, ...] = ()


class UnusableWorkbook(Exception):
    """The file cannot be read; `message` says in Chinese why, and what to do next."""

    def __init__(self, message: str, sheet: str = "", cell: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.sheet = sheet
        self.cell = cell
