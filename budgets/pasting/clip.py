"""What was pasted, as a grid of printed texts, and what of it was left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from budgets.money import looks_like_figure
from budgets.workbook.grid import Area, GridCell, Sheet

# A paste is one table; more than this is a workbook.
MOST_CHARACTERS = 4_000_000
MOST_ROWS = 5_000
MOST_COLUMNS = 200
MOST_CELLS = 200_000

TOO_LARGE = "粘贴的内容太大，没有读入：一次最多 5000 行、200 栏。请分次粘贴，或上传整个工作簿。"
NOTHING = "粘贴的内容里没有表格：请在 Excel、WPS、Word 或 PDF 里选中整张表，复制后再粘贴。"

# What the places of a paste are called.
SHEET = "粘贴的内容"

HTML, TABS, SPACES = "html", "tabs", "spaces"


class UnusablePaste(Exception):
    """What was pasted can't be read as a table; the message says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A line of the paste that is no part of its table; `line` counts from 1."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Exact:
    """A cell whose program keeps more digits than it shows."""

    row: int
    column: int
    value: str


@dataclass(frozen=True, slots=True)
class Clip:
    """The rows of a paste, each as long as it was; merges as (row, column, last row, last column).

    `unsure` are rows whose figures can't be told to their columns, since blank cells leave no trace
    in the text of a PDF; `how` is html, tabs or spaces.
    """

    how: str
    rows: tuple[tuple[str, ...], ...]
    merges: tuple[tuple[int, int, int, int], ...] = ()
    hidden: tuple[int, ...] = ()
    exact: tuple[Exact, ...] = ()
    unsure: tuple[int, ...] = ()
    dropped: tuple[Dropped, ...] = ()

    @property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)

    def sheet(self) -> Sheet:
        """The same as a sheet of a workbook, for its readers."""
        exact = {(one.row, one.column): one.value for one in self.exact}
        cells = {
            (row, column): GridCell(text, looks_like_figure(text), exact.get((row, column), ""))
            for row, line in enumerate(self.rows)
            for column, text in enumerate(line)
            if text.strip()
        }
        return Sheet(SHEET, False, cells, self.merges, frozenset(self.hidden))


def within_limits(rows: Sequence[Sequence[str]]) -> None:
    """Raises UnusablePaste where there is more than a table has."""
    width = max(map(len, rows), default=0)
    if len(rows) > MOST_ROWS or width > MOST_COLUMNS or len(rows) * width > MOST_CELLS:
        raise UnusablePaste(TOO_LARGE)


def trimmed(clip: Clip) -> Clip:
    """The clip without empty rows around it and empty columns beside it. Raises UnusablePaste."""
    filled = [row for row, line in enumerate(clip.rows) if any(text.strip() for text in line)]
    if not filled:
        raise UnusablePaste(NOTHING)
    top, bottom = filled[0], filled[-1]
    columns = [column for line in clip.rows for column, text in enumerate(line) if text.strip()]
    # A merged area says that its columns belong to the table, though nothing stands in them.
    left = min(columns)
    right = max([*columns, *(area[3] for area in clip.merges if top <= area[0] <= bottom)])

    def moved(area: Area) -> Area:
        return area[0] - top, max(area[1] - left, 0), min(area[2], bottom) - top, area[3] - left

    return Clip(
        clip.how,
        tuple(tuple(line[left : right + 1]) for line in clip.rows[top : bottom + 1]),
        tuple(moved(area) for area in clip.merges if top <= area[0] <= bottom and area[3] >= left),
        tuple(row - top for row in clip.hidden if top <= row <= bottom),
        tuple(
            Exact(one.row - top, one.column - left, one.value)
            for one in clip.exact
            if top <= one.row <= bottom and one.column >= left
        ),
        tuple(row - top for row in clip.unsure if top <= row <= bottom),
        clip.dropped,
    )
