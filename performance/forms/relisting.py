"""A printed list of projects with other projects: its head stays, its rows are drawn anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from budgets.data import TableData
from performance.data import ProjectData
from performance.forms.blocks import (
    EACH,
    FIRST,
    MERGED,
    Manner,
    Words,
    draw,
    lines_of,
    manner_of,
    paired_rows,
    row_of,
)
from performance.forms.relaying import redrawn, unit_of
from performance.forms.rewriting import Irregular, Sheet
from performance.forms.shapes import LEFT, OWN, WHOLE, Layout, Slot
from performance.forms.wording import project_words
from performance.reading.amounts import measure_of
from performance.reading.forms import Segment
from performance.reading.grids import Grid
from performance.reading.heads import IDENTITY, Head
from performance.reading.indicators import is_sum

_TEXTS = ("category", "attribute", "period", "authority", "unit", "purpose", "remarks")


@dataclass(slots=True)
class _List:
    """A printed list: what its columns say of a project, and where each project stands.

    `said` is column -> field of a project; one that nobody reads is kept as printed (column.N).
    """

    grid: Grid
    head: Head
    manner: Manner
    old: Sequence[ProjectData]
    said: dict[int, str] = field(default_factory=dict)
    how: dict[int, str] = field(default_factory=dict)


def change_list(
    table: TableData,
    grid: Grid,
    segment: Segment,
    old: Sequence[ProjectData],
    new: Sequence[ProjectData],
) -> TableData:
    """The list with other projects. Raises Irregular where its columns do not say everything."""
    if len(segment.heads) != 1:
        raise Irregular("several heads")
    head, body = segment.heads[0]
    rows = [row_of(one, grid.depth) for project in old for one in project.indicators]
    manner = manner_of(grid, head, rows, [one for project in old for one in project.indicators])
    listed = _List(grid, head, manner, old)
    _project_columns(listed)
    first, last = body.start, _last_row(grid, body)
    drawing = redrawn(grid, first, last)
    above = len(drawing.texts)
    line = lines_of(manner, first, _slots(listed))
    unit = unit_of(table, old)
    wording = Layout("", "", "", "", "", "", unit, (), (), (), ())
    free = list(old)
    for place, project in enumerate(new):
        twin = _twin(project, free)
        more = _words(listed, project, twin, wording, place + 1)
        words = Words(manner, twin.indicators if twin is not None else ())
        wanted = paired_rows(project.indicators, manner.terms)
        begun = len(drawing.texts)
        if wanted:
            draw(drawing, manner, line, wanted, words, more)
        else:
            drawing.add(line, more)
        for column in listed.said:
            if listed.how[column] == FIRST:
                for row in range(begun + 1, len(drawing.texts)):
                    drawing.texts[row][column] = None
    merges = [
        (top - above, left, bottom - above, right) for top, left, bottom, right in drawing.merges()
    ]
    sheet = Sheet(table)
    sheet.splice(first, last, drawing.texts[above:], merges)
    return sheet.made()


def _last_row(grid: Grid, body: range) -> int:
    """The last row of the projects: sums below them stay as they are."""
    last = body.stop - 1
    while last > body.start:
        begins = next(iter(grid.starting(last)), None)
        if begins is not None and not is_sum(begins.text):
            break
        last -= 1
    return last


def _project_columns(listed: _List) -> None:
    """What each column says of a project, and whether it is merged over the project's rows."""
    for column in listed.head.columns:
        name = column.field
        if column.first in listed.manner.fields:
            continue
        if name == "amount":
            measure = measure_of([block.text for block in column.path])
            listed.said[column.first] = measure or f"column.{column.first}"
        elif name in IDENTITY:
            together = name == "code_and_name" or not listed.head.has(
                "code" if name == "name" else "name", "code_and_name"
            )
            listed.said[column.first] = "code_name" if together else name
        elif name in ("goal", "medium_goal"):
            listed.said[column.first] = "goal.medium" if name == "medium_goal" else "goal"
        elif name in _TEXTS:
            listed.said[column.first] = name
        elif name == "number":
            listed.said[column.first] = "number"
        else:
            listed.said[column.first] = f"column.{column.first}"
        listed.how[column.first] = _how(listed, column.first)


def _how(listed: _List, column: int) -> str:
    """Whether what is said of a project is merged over its rows, or printed once, or in each."""
    for project in listed.old:
        rows = sorted({row_of(one, listed.grid.depth) for one in project.indicators})
        if len(rows) < 2:
            continue
        blocks = [listed.grid.block(row, column) for row in rows]
        if blocks[0].height > 1:
            return MERGED
        if blocks[0].text:
            return EACH if all(block.text == blocks[0].text for block in blocks) else FIRST
    return MERGED


def _slots(listed: _List) -> dict[int, Slot]:
    slots: dict[int, Slot] = {}
    for column in listed.head.columns:
        if column.first not in listed.said:
            continue
        merge = WHOLE if listed.how[column.first] == MERGED else OWN
        slots[column.first] = Slot(f"{{{listed.said[column.first]}}}", merge)
        for place in range(column.first + 1, column.last + 1):
            if place not in listed.manner.fields:
                slots[place] = Slot("", LEFT)
    return slots


def _twin(project: ProjectData, free: list[ProjectData]) -> ProjectData | None:
    """The printed project that this one is, each once: by code, else by name."""
    found = next(
        (
            one
            for alike in (_equal, _of_one_code, _of_one_name)
            for one in free
            if alike(one, project)
        ),
        None,
    )
    if found is not None:
        free.remove(found)
    return found


def _equal(one: ProjectData, other: ProjectData) -> bool:
    return one == other


def _of_one_code(one: ProjectData, other: ProjectData) -> bool:
    return bool(one.code) and one.code == other.code


def _of_one_name(one: ProjectData, other: ProjectData) -> bool:
    return one.name == other.name


def _words(
    listed: _List, project: ProjectData, twin: ProjectData | None, wording: Layout, number: int
) -> dict[str, str]:
    """What a project says, as its printed cells say it where nothing changed."""
    new = project_words(project, wording) | {"number": str(number)}
    for name, text in new.items():
        missing = text and name not in listed.said.values()
        if (
            missing
            and name not in _IMPLIED
            and not _IMPLIED_BY.get(name, set()) & set(listed.said.values())
        ):
            raise Irregular(f"no column for {name}")
    if twin is None:
        shared = _shared(listed)
        return new | {name: text for name, text in shared.items() if not new.get(name)}
    was = project_words(twin, wording)
    row = _row_of(twin, listed.grid.depth)
    for column, name in listed.said.items():
        block = listed.grid.block(row, column)
        if name.startswith("column.") or (name in was and new.get(name, "") == was[name]):
            new[name] = block.text
    return new


def _shared(listed: _List) -> dict[str, str]:
    """What all projects print of their body, and in columns that nobody reads: the same for each."""
    shared = {}
    for column, name in listed.said.items():
        if name.startswith("column.") or name == "unit":
            rows = [_row_of(one, listed.grid.depth) for one in listed.old]
            texts = {listed.grid.text(row, column) for row in rows}
            shared[name] = texts.pop() if len(texts) == 1 else ""
    return shared


# What a list need not say, or says with something else.
_IMPLIED = {"number", "heading.annual", "heading.medium", "plan", "total_weight"}
_IMPLIED_BY = {
    "code": {"code_name"},
    "name": {"code_name"},
    "code_name": {"name", "code"},
}


def _row_of(project: ProjectData, depth: int) -> int:
    refs = [project.cells[name] for name in ("name", "code") if name in project.cells]
    if not refs:
        raise Irregular("a project without cells")
    return refs[0].row + depth
