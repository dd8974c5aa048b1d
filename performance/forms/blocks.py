"""The rows of indicators of a printed table, and how further ones are drawn in its own manner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from budgets.money import WAN
from performance.data import ANNUAL, MEDIUM, IndicatorData
from performance.forms.drawing import Drawing
from performance.forms.laying import pairs
from performance.forms.rewriting import Irregular
from performance.forms.shapes import ABOVE, LEFT, OWN, SAME, WHOLE, Layout, Line, Slot
from performance.forms.wording import indicator_words
from performance.reading.grids import Grid
from performance.reading.heads import Head
from performance.reading.indicators import halves_of

_LEVELS = ("activity", "level1", "level2")
# What columns say of an indicator; all others are of its project, or labels beside the grid.
INDICATOR_FIELDS = frozenset(
    {
        *("level1", "level2", "level3", "indicator", "activity", "value", "operator", "core"),
        *("measure_unit", "direction", "weight", "description", "basis", "remarks"),
    }
)
# The cells of an indicator that stand in its own row.
_OWN = ("level3", "value", "operator", "unit", "description", "basis", "weight", "direction")
_FIELDS = {"unit": "measure_unit"}
# How a level is printed that holds for several rows: merged, in the first row only, in every row.
MERGED, FIRST, EACH = "merged", "first", "each"


def row_of(indicator: IndicatorData, depth: int) -> int:
    """The grid row that an indicator was read from. Raises Irregular where no cell tells it."""
    rows = [ref.row + depth for name, ref in indicator.cells.items() if name in _OWN]
    rows = rows or [ref.row + depth for ref in indicator.cells.values()]
    if not rows:
        raise Irregular("an indicator without cells")
    return max(rows)


@dataclass(slots=True)
class Manner:
    """How the indicators of one head are printed: which column says what, how levels hold.

    `fields` are column -> (half, field). `left` are columns beside the grid: a label that goes on.
    """

    grid: Grid
    head: Head
    terms: tuple[str, ...]
    fields: dict[int, tuple[int, str]] = field(default_factory=dict)
    widths: dict[int, int] = field(default_factory=dict)
    levels: dict[int, str] = field(default_factory=dict)

    @property
    def layout(self) -> Layout:
        """The fields of the head as a layout, for wording."""
        slots = tuple(Slot(f"{{{name}}}") for _, name in self.fields.values())
        return Layout("", "", "", "", "", "", WAN, (), (), (), slots)


def manner_of(
    grid: Grid, head: Head, rows: Sequence[int], indicators: Iterable[IndicatorData]
) -> Manner:
    """How a printed head and the indicators below it are laid out."""
    halves = halves_of(head)
    terms = tuple(half.term for half in halves)
    manner = Manner(grid, head, terms)
    known = list(indicators)
    for side, half in enumerate(halves):
        for column in half.columns:
            known_field = column.field in INDICATOR_FIELDS
            if known_field and column.first not in half.shared | manner.fields.keys():
                manner.fields[column.first] = (side, _field(column.field, head))
    if len(halves) > 1:
        # A level printed once for both sides belongs to the first one.
        for column in halves[0].columns:
            if column.field in _LEVELS:
                manner.fields[column.first] = (0, column.field)
    for one in known:
        side = terms.index(one.term) if one.term in terms else 0
        for name, ref in one.cells.items():
            said = _FIELDS.get(name, name)
            # ≥ | 5 | 个 under one heading 指标值: the cells say more closely what stands where.
            close = name in ("operator", "value", "unit")
            if close or (ref.column not in manner.fields and said not in ("level3", *_LEVELS)):
                manner.fields[ref.column] = (side, said)
    spans = {(top, left): right - left + 1 for top, left, _, right in grid.table.merges}
    for place in manner.fields:
        # An empty merged cell is as wide as a filled one.
        found = [spans.get((row, place), 1) for row in rows] or [_head_width(head, place)]
        manner.widths[place] = max(set(found), key=lambda width: (found.count(width), width))
        if manner.fields[place][1] in _LEVELS:
            manner.levels[place] = _holding(grid, place, rows)
    return manner


def _field(name: str, head: Head) -> str:
    if name == "indicator" and head.has("level1", "level3"):
        return "level3"
    return name


def _head_width(head: Head, column: int) -> int:
    return next((c.last - c.first + 1 for c in head.columns if c.first == column), 1)


def _holding(grid: Grid, column: int, rows: Sequence[int]) -> str:
    blocks = [grid.block(row, column) for row in rows]
    if any(block.height > 1 for block in blocks):
        return MERGED
    if any(not block.text for block in blocks):
        return FIRST
    return EACH if len(rows) > 1 else MERGED


def lines_of(manner: Manner, first: int, taken: dict[int, Slot]) -> Line:
    """The slots of a row; `taken` are those of columns that indicators do not fill."""
    slots: list[Slot] = []
    column = 0
    width = manner.grid.width
    while column < width:
        if column in manner.fields:
            half, name = manner.fields[column]
            said = f"{{{half}.{name}}}"
            merge = SAME if manner.levels.get(column) == MERGED else OWN
            slots.append(Slot(said, merge))
            span = manner.widths.get(column, 1)
        else:
            slots.append(taken.get(column) or _beside(manner.grid, first, column))
            span = 1
        rest = range(column + 1, min(column + span, width))
        slots += [Slot("", LEFT) for place in rest if place not in manner.fields]
        column = len(slots)
    return tuple(slots)


def _beside(grid: Grid, first: int, column: int) -> Slot:
    """A column that indicators do not fill: a label that goes on, or nothing."""
    if first >= grid.height:
        return Slot("")
    block = grid.block(first, column)
    if block.column < column:
        return Slot("", LEFT)
    if block.row < first and block.last_row >= first:
        return Slot("", ABOVE)
    if block.height > 1 and block.text:
        return Slot(block.text, WHOLE)
    return Slot(f"{{column.{column}}}")


class Words:
    """What the rows of indicators say, as the printed cells say it where nothing changed."""

    def __init__(self, manner: Manner, old: Sequence[IndicatorData]) -> None:
        self.manner = manner
        self.grid = manner.grid
        self.depth = manner.grid.depth
        self.layout = manner.layout
        self._old = list(old)
        self._free = list(old)

    def twin(self, indicator: IndicatorData) -> IndicatorData | None:
        """The printed indicator that this one is, each once: the same name, else the same place."""
        for same in (
            lambda one: one == indicator,
            lambda one: (
                (one.term, one.level3, one.level2, one.activity)
                == (indicator.term, indicator.level3, indicator.level2, indicator.activity)
            ),
            lambda one: (one.term, one.level3) == (indicator.term, indicator.level3),
        ):
            for one in self._free:
                if same(one):
                    self._free.remove(one)
                    return one
        return None

    def of(self, indicator: IndicatorData | None, half: int, number: int) -> dict[str, str]:
        """The fields of one half of a row, as half.field."""
        if indicator is None:
            return {}
        numbered = number if self._numbered else 0
        new = indicator_words(indicator, self.layout, own=True, number=numbered)
        twin = self.twin(indicator)
        if twin is not None:
            row = row_of(twin, self.depth)
            was = indicator_words(twin, self.layout, own=True, number=numbered)
            for column, (place, name) in self.manner.fields.items():
                if place == half and new.get(name, "") == was.get(name, ""):
                    new[name] = self.grid.text(row, column)
            for column in range(self.grid.width):
                block = self.grid.block(row, column)
                if column not in self.manner.fields and block.row == row and block.height == 1:
                    new[f"column.{column}"] = block.text
        return {
            name if name.startswith("column.") else f"{half}.{name}": text
            for name, text in new.items()
        }

    @property
    def _numbered(self) -> bool:
        """Whether the form prints 指标1： in front of names."""
        for one in self._old:
            if "level3" in one.cells:
                ref = one.cells["level3"]
                text = self.grid.text(ref.row + self.depth, ref.column)
                return text.startswith("指标") and text != one.level3
        return False


def draw(
    drawing: Drawing,
    manner: Manner,
    line: Line,
    rows: Iterable[tuple[IndicatorData | None, ...]],
    words: Words,
    more: dict[str, str],
) -> None:
    """Add a row for each tuple of indicators, one a half; `more` are the fields of their project."""
    before: dict[str, str] = {}
    group: tuple[str, str] = ("", "")
    number = 0
    for place, halves in enumerate(rows):
        one = next(one for one in halves if one is not None)
        number = number + 1 if (one.level1, one.level2) == group else 1
        group = one.level1, one.level2
        said: dict[str, str] = dict(more)
        for half, indicator in enumerate(halves):
            said |= words.of(indicator, half, number)
        said.setdefault("0.level1", one.level1)
        said.setdefault("0.activity", one.activity)
        held = dict(said)
        for column, how in manner.levels.items():
            half, name = manner.fields[column]
            key = f"{half}.{name}"
            above = [
                f"{half}.{level}"
                for level in _LEVELS[: _LEVELS.index(name)]
                if f"{half}.{level}" in held
            ]
            same = all(held.get(k) == before.get(k) for k in (*above, key))
            if how == FIRST and place and same:
                said[key] = ""
        before = held
        drawing.add(line, said, goes_on=place > 0)


def paired_rows(
    indicators: Sequence[IndicatorData], terms: Sequence[str]
) -> list[tuple[IndicatorData | None, ...]]:
    """Indicators as the rows of a head with as many halves as `terms`."""
    if len(terms) == 1:
        return [(one,) for one in indicators]
    if set(terms) != {MEDIUM, ANNUAL}:
        raise Irregular("halves of one term")
    found: list[tuple[IndicatorData | None, ...]] = []
    for medium, annual, _ in pairs(indicators):
        row = {MEDIUM: medium, ANNUAL: annual}
        found.append(tuple(row[term] for term in terms))
    return found
