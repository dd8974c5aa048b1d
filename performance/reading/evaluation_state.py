"""Where the reading of a self-evaluation stands: the drafts, the headings that hold, single cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from budgets.data import CellRef, ProblemData
from budgets.money import Unit, unit_named
from performance.data import ExecutionData, ScoreListData
from performance.reading.evaluation_drafts import (
    OVERALL,
    PROJECT,
    Draft,
    ItemDraft,
    PartDraft,
    Points,
)
from performance.reading.evaluation_layout import Layout
from performance.reading.evaluation_words import is_of_a_project, parse_points, split_points
from performance.reading.grids import Block, Grid


@dataclass(slots=True)
class Book:
    """The evaluations of a document as far as they were read."""

    drafts: list[Draft] = field(default_factory=list)
    score_lists: list[ScoreListData] = field(default_factory=list)
    problems: list[ProblemData] = field(default_factory=list)
    # The unit of money that holds where a table names none.
    unit: Unit | None = None

    def new(self, subject: str, sheet: str) -> Draft:
        draft = Draft(subject, sheet)
        self.drafts.append(draft)
        return draft

    def overall(self, sheet: str, body: str = "") -> Draft:
        """The body's evaluation: one, unless tables name different bodies."""
        of_bodies = [one for one in self.drafts if one.subject == OVERALL]
        for one in of_bodies:
            if not body or one.texts.get("unit", body) == body:
                return one
        return self.new(OVERALL, sheet)


@dataclass(slots=True)
class Level:
    """A level's text as it holds for the rows below."""

    text: str
    points: Decimal | None
    block: Block
    stated: Block


class State:
    """What holds at a row of a grid: its header, part and levels, and the evaluation it goes to."""

    def __init__(self, grid: Grid, book: Book) -> None:
        self.grid = grid
        self.book = book
        self.draft = self._begin()
        self.layout: Layout | None = None
        self.section: PartDraft | None = None
        self.levels: dict[str, Level] = {}
        self.money: ItemDraft | None = None
        self.last: ItemDraft | None = None
        # The points that the heading beside a header says (预算执行情况（10分）).
        self.beside: Points | None = None
        # The money of a list of projects so far, and its line of sums.
        self.listed: list[ExecutionData] = []
        self.list_total: ExecutionData | None = None
        self.unit = self._unit()
        self.unitless = False
        # Whether anything in the table was known: a header, a key, a total.
        self.known = False

    def _begin(self) -> Draft:
        """Where a table goes that names no project: on with its sheet's, or to the body's own."""
        sheet = self.grid.sheet(0)
        title = self.grid.table.title
        last = self.book.drafts[-1] if self.book.drafts else None
        goes_on = last is not None and last.subject == PROJECT and last.sheet == sheet
        if is_of_a_project(title):
            if last is not None and goes_on and not last.items:
                return last
            return self.book.new(PROJECT, sheet)
        titled = bool(title) and split_points(title)[1] is not None
        if last is not None and goes_on and not titled:
            return last
        return self.book.overall(sheet)

    def _unit(self) -> Unit | None:
        table = self.grid.table
        lines = (table.unit, table.unit_line, *table.title_lines)
        own = next((unit for line in lines if line and (unit := unit_named(line))), None)
        return own or self.book.unit

    def end_list(self) -> None:
        """A line of sums holds for the projects above it, or below where it stands first."""
        if self.list_total is not None and self.listed:
            n = self.grid.table.n
            self.book.score_lists.append(ScoreListData(self.list_total, tuple(self.listed), n))
            self.list_total, self.listed = None, []

    def points_at(self, cells: dict[str, Block], role: str) -> Points | None:
        block = cells.get(role)
        if block is None:
            return None
        value = self.points(block, "得分" if role == "score" else "分值")
        return None if value is None else Points(value, self.grid.ref(*block.at))

    def points(self, block: Block, what: str) -> Decimal | None:
        """The points of a cell; what is none is a problem at it, told once."""
        try:
            value = parse_points(block.text)
        except ValueError:
            message = f"“{block.text}”不是{what}"
            problem = self.grid.problem(*block.at, message)
            if problem not in self.book.problems:
                self.book.problems.append(problem)
            self.grid.doubt(*block.at, message)
            return None
        self.grid.mark_all([block])
        return value

    def compare(self, cells: dict[str, Block], weight: Points | None, score: Points | None) -> None:
        """A score above its weight."""
        if weight is None or score is None or score.value <= weight.value:
            return
        self.problem(
            cells["score"],
            f"得分 {cells['score'].text} 高于分值 {cells['weight'].text}",
        )

    def problem(self, block: Block, message: str, severity: str = "error") -> None:
        problem = self.grid.problem(*block.at, message, severity)
        if problem not in self.book.problems:
            self.book.problems.append(problem)

    def part_of(self, name: str, ref: CellRef | None) -> PartDraft:
        """The part of a row: the one that its first level names, the section's, or a new one."""
        return (
            self.draft.exact_part(name)
            or (self.draft.part(name) if self.section is not None or self.draft.stated else None)
            or self.section
            or self.draft.new_part(name, ref)
        )
