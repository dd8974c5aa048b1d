"""A printed table with another content: its wording, order and cells stay, what changed is laid anew.

Everything that the subject says as before keeps its cell as printed. Where the table has no place
for a change, Irregular is raised, and the standard layout of the form is the way out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from budgets.data import CellRef, TableData
from budgets.money import UNITS, WAN, AmountError, Unit, parse_amount
from performance.data import ANNUAL, GoalData, IndicatorData, OverallData, ProjectData
from performance.forms.blocks import (
    Words,
    draw,
    lines_of,
    manner_of,
    paired_rows,
    row_of,
)
from performance.forms.drawing import Drawing
from performance.forms.rewriting import Irregular, Sheet
from performance.forms.wording import amount_text, code_and_name, percent_text, points_text
from performance.reading.forms import Segment, segments
from performance.reading.grids import Block, Grid
from performance.reading.heads import Head
from performance.reading.words import fields_of

Form = ProjectData | OverallData

_PROJECT_TEXTS = (
    "category",
    "purpose",
    "authority",
    "unit",
    "attribute",
    "period",
    "remarks",
    "total_weight",
    "execution_weight",
)
_OVERALL_TEXTS = ("body", "remarks", "total_weight")
_LABELS = {"body": ("body", "unit"), "total_weight": (), "execution_weight": ()}


def unit_of(table: TableData, subjects: Sequence[Form]) -> Unit:
    """The unit that a table prints its amounts in, told by what they were read as."""
    if table.unit in UNITS:
        return UNITS[table.unit]
    for subject in subjects:
        for stated in subject.amounts:
            for unit in (WAN, *UNITS.values()):
                try:
                    fen = parse_amount(stated.amount.printed, unit).fen
                except AmountError:
                    continue
                if fen and fen == stated.amount.fen:
                    return unit
    return WAN


@dataclass(slots=True)
class Change:
    """One form of a table, what it was read as and what it is to say."""

    sheet: Sheet
    grid: Grid
    segment: Segment
    old: Form
    new: Form
    unit: Unit

    def make(self) -> None:
        """Put the change into the sheet. Raises Irregular."""
        self._texts()
        self._amounts()
        self._goals()
        if isinstance(self.old, ProjectData) and isinstance(self.new, ProjectData):
            self._plan(self.old, self.new)
        elif getattr(self.old, "tasks", ()) != getattr(self.new, "tasks", ()):
            raise Irregular("tasks")
        if self.old.indicators != self.new.indicators:
            self._indicators()

    # --- Words ---

    def _texts(self) -> None:
        names = _PROJECT_TEXTS if isinstance(self.old, ProjectData) else _OVERALL_TEXTS
        for name in names:
            self._text(name, _said(self.old, name), _said(self.new, name), self.old.cells)
        if isinstance(self.old, ProjectData) and isinstance(self.new, ProjectData):
            self._identity(self.old, self.new)

    def _text(self, name: str, old: str, new: str, cells: Mapping[str, CellRef]) -> None:
        if old == new:
            return
        if name in cells:
            self._put(cells[name], old, new)
            return
        at = self._free(_LABELS.get(name, (name,)))
        if at is None:
            raise Irregular(f"no place for {name}")
        self.sheet.texts[at.row][at.column] = new or None

    def _put(self, ref: CellRef, old: str, new: str) -> None:
        self.sheet.put(ref.row + self.grid.depth, ref.column, old, new)

    def _free(self, names: Sequence[str]) -> Block | None:
        """The empty cell beside a heading that names a field."""
        for row in self.segment.rows:
            for block in self.grid.starting(row):
                if fields_of(block.text) & set(names):
                    right = self.grid.right_of(block)
                    if right is not None and not right.text:
                        return right
        return None

    def _identity(self, old: ProjectData, new: ProjectData) -> None:
        if (old.code, old.name) == (new.code, new.name):
            return
        both = old.cells.get("name"), old.cells.get("code")
        if both[0] is not None and both[0] == both[1]:
            ref = both[0]
            held = self.grid.text(ref.row + self.grid.depth, ref.column)
            self._put(ref, held, code_and_name(new))
            return
        if old.name != new.name and "name" not in old.cells and old.name in self.sheet.table.title:
            raise Irregular("the title names the project")
        self._text("name", old.name, new.name, old.cells)
        self._text("code", old.code, new.code, old.cells)

    # --- Money ---

    def _amounts(self) -> None:
        held = {one.measure: one for one in self.old.amounts}
        wanted = {one.measure: one for one in self.new.amounts if one.measure}
        for measure in {*held, *wanted}:
            if not measure:
                continue
            old, new = held.get(measure), wanted.get(measure)
            said = amount_text(new.amount, self.unit) if new else ""
            was = amount_text(old.amount, self.unit) if old else ""
            if said == was:
                continue
            if old is None:
                raise Irregular(f"no place for {measure}")
            self._put(old.cells["amount"], old.amount.printed, said)

    # --- Goals ---

    def _goals(self) -> None:
        terms = dict.fromkeys(goal.term for goal in (*self.old.goals, *self.new.goals))
        for term in terms:
            old, new = _goals_of(self.old, term), _goals_of(self.new, term)
            if [one.text for one in old] == [one.text for one in new]:
                continue
            text = "\n".join(one.text for one in new)
            if len(old) > 1:
                raise Irregular("several goals")
            if old:
                self._goal(old[0], text)
                continue
            names = ("goal",) if term == ANNUAL else ("medium_goal",)
            at = self._free(names)
            if at is None:
                raise Irregular(f"no place for the goal {term}")
            self.sheet.texts[at.row][at.column] = text or None

    def _goal(self, old: GoalData, text: str) -> None:
        """The whole text in its first cell; what stood below it is taken out."""
        ref = old.cells["text"]
        row = ref.row + self.grid.depth
        block = self.grid.block(row, ref.column)
        rest = old.text
        while block.text and rest.startswith(block.text):
            self.sheet.texts[block.row][block.column] = None
            rest = rest[len(block.text) :].lstrip("\n")
            below = self.grid.below(block)
            if not rest or below is None:
                break
            block = below
        if rest:
            raise Irregular("a goal whose cells are not told")
        self.sheet.texts[row][ref.column] = text or None

    # --- The spending plan ---

    def _plan(self, old: ProjectData, new: ProjectData) -> None:
        wanted = {step.month: percent_text(step) for step in new.plan}
        if not wanted.keys() <= {step.month for step in old.plan} or len(wanted) < len(new.plan):
            raise Irregular("other months")
        for was in old.plan:
            said = wanted.get(was.month, "")
            if percent_text(was) == said:
                continue
            if "percent" not in was.cells:
                raise Irregular("a step without a cell")
            self._put(was.cells["percent"], was.printed, said)

    # --- Indicators ---

    def _indicators(self) -> None:
        heads = [(head, rows) for head, rows in self.segment.heads if head.has_indicators]
        if len(heads) != 1:
            raise Irregular("indicators under several heads")
        head, body = heads[0]
        first, last = self._rows_of(head, body)
        rows = sorted({row_of(one, self.grid.depth) for one in self.old.indicators})
        manner = manner_of(self.grid, head, rows, self.old.indicators)
        drawing = redrawn(self.grid, first, last)
        line = lines_of(manner, first, {})
        words = Words(manner, self.old.indicators)
        wanted: Sequence[IndicatorData] = self.new.indicators
        draw(drawing, manner, line, paired_rows(wanted, manner.terms), words, {})
        if not wanted:
            raise Irregular("no indicators left")
        above = len(drawing.texts) - len(paired_rows(wanted, manner.terms))
        merges = [
            (top - above, left, bottom - above, right)
            for top, left, bottom, right in drawing.merges()
        ]
        self.sheet.splice(first, last, drawing.texts[above:], merges)

    def _rows_of(self, head: Head, body: range) -> tuple[int, int]:
        """The rows of the indicators; lines that nobody filled in are theirs, sums are not."""
        rows = [row_of(one, self.grid.depth) for one in self.old.indicators]
        if not rows:
            filled = [row for row in body if not self.grid.is_empty(row)]
            if not body:
                raise Irregular("no rows for indicators")
            return body.start, max([*filled, body.start])
        return body.start, max(rows)


def _said(subject: Form, name: str) -> str:
    value = getattr(subject, name)
    return value if isinstance(value, str) else points_text(value)


def _goals_of(subject: Form, term: str) -> list[GoalData]:
    return [goal for goal in subject.goals if goal.term == term]


def redrawn(grid: Grid, first: int, last: int) -> Drawing:
    """A drawing that holds the row above `first`, for what goes on from there."""
    drawing = Drawing(grid.width)
    drawing.begin([block.column for block in (grid.block(first - 1, c) for c in range(grid.width))])
    return drawing


def change_forms(
    table: TableData, grid: Grid, old: Sequence[Form], new: Sequence[Form]
) -> TableData:
    """The forms of a table (one, or several below each other) with another content.

    With fewer than before, those that no other one is named like go. Raises Irregular.
    """
    sheet = Sheet(table)
    unit = unit_of(table, old)
    found = segments(grid)
    if len(found) != len(old) or len(new) > len(old):
        raise Irregular("other forms than before")
    spans = _spans(found)
    wanted = _wanted(old, new)
    # From below, so that rows above keep their places.
    for place in reversed(range(len(found))):
        one = wanted[place]
        if one is None:
            sheet.drop(*spans[place])
        else:
            Change(sheet, grid, found[place], old[place], one, unit).make()
    return sheet.made()


def _spans(found: Sequence[Segment]) -> list[tuple[int, int]]:
    """The rows of each form, its title and the lines above it among them."""
    spans: list[tuple[int, int]] = []
    for segment in found:
        rows = [
            *segment.rows,
            *(row for head, body in segment.heads for row in (head.bottom, *body)),
        ]
        first = spans[-1][1] + 1 if spans else 0
        spans.append((first, max(rows)))
    return spans


def _wanted(old: Sequence[Form], new: Sequence[Form]) -> list[Form | None]:
    """What each printed form is to say: in order, or by name where some are gone."""
    if len(old) == len(new):
        return list(new)
    left = list(new)
    wanted: list[Form | None] = []
    for one in old:
        same = next((other for other in left if _name(other) == _name(one)), None)
        if same is not None:
            left.remove(same)
        wanted.append(same)
    if left:
        raise Irregular("forms of other names")
    return wanted


def _name(subject: Form) -> tuple[str, str]:
    if isinstance(subject, OverallData):
        return "", subject.body
    return subject.code, subject.name
