"""The scored lines of a self-evaluation: levels, target, actual value, points, standard."""

from __future__ import annotations

from dataclasses import replace

from performance.reading.evaluation_drafts import ItemDraft, PartDraft
from performance.reading.evaluation_keys import put
from performance.reading.evaluation_state import Level, State
from performance.reading.evaluation_words import (
    coefficient_of,
    impossible_date,
    is_top_level,
    key_of,
    says_points,
    split_points,
    without_ordinal,
)
from performance.reading.grids import Block

_NAMES = ("level1", "level2", "level3")
_POINTS = {"level1": "points1", "level2": "points2"}
_VALUES = ("target", "actual", "previous", "weight", "score")
# Indicators without any level above them.
INDICATORS_PART = "绩效指标"
TEXTS = ("explanation", "standard", "reason", "action")


def read_item(walk: State, row: int) -> None:
    layout = walk.layout
    assert layout is not None
    cells = layout.cells(walk.grid, row)
    own = {role for role, block in cells.items() if block.row == row}
    if "project" in own:
        put(walk, "project_name", cells["project"].text, cells["project"])
    named = [role for role in (*_NAMES, "part") if role in own]
    valued = [role for role in _VALUES if role in own]
    if not named and not valued:
        more_text(walk, cells, row, walk.last)
        return
    if not named and not any(role in cells for role in _NAMES):
        return
    if _is_heading(walk, cells, own, row):
        _heading(walk, cells)
        return
    if not valued and not any(role in cells for role in (*_VALUES, *TEXTS)):
        # A name and nothing else: no item.
        _carry(walk, cells)
        return
    _new_item(walk, cells, row)


def _carry(walk: State, cells: dict[str, Block]) -> dict[str, Level]:
    """The levels that hold for a row: its own, and those printed once for several rows."""
    found: dict[str, Level] = {}
    fresh = False
    for role in ("level1", "level2"):
        block = cells.get(role)
        before = walk.levels.get(role)
        if block is not None:
            fresh = fresh or before is None or before.block is not block
            words, points = split_points(without_ordinal(block.text), bare=True)
            beside = cells.get(_POINTS[role])
            stated = walk.points_at(cells, _POINTS[role])
            if beside is not None and stated is not None:
                found[role] = Level(words, stated.value, block, beside)
            else:
                found[role] = Level(words, points, block, block)
        elif before is not None and not fresh and _holds(walk, role, before):
            found[role] = before
    walk.levels = found
    return found


def _holds(walk: State, role: str, level: Level) -> bool:
    """Whether a level printed above goes on: not past the end of a merged cell."""
    layout = walk.layout
    if layout is None or (role == "level2" and not layout.has("level2")):
        return False
    return level.block.height == 1 or (role == "level1" and not layout.has("level1"))


def _is_heading(walk: State, cells: dict[str, Block], own: set[str], row: int) -> bool:
    """Whether a row is a heading with the points of the rows below (产出指标 | 50 | 48)."""
    layout = walk.layout
    assert layout is not None
    deep = {"level2", "level3", "target", "actual"}
    block = cells.get("level1")
    if block is None or "level1" not in own or block.height > 1 or deep & cells.keys():
        return False
    if not layout.has("level2", "level3"):
        return False
    below = next((r for r in range(row + 1, walk.grid.height) if not walk.grid.is_empty(r)), None)
    if below is None:
        return False
    after = layout.cells(walk.grid, below)
    return "level1" not in after and bool(after.keys() & {"level2", "level3"})


def _heading(walk: State, cells: dict[str, Block]) -> None:
    _carry(walk, cells)
    level = walk.levels["level1"]
    ref = walk.grid.ref(*level.block.at)
    part = walk.part_of(level.text, ref)
    weight, score = walk.points_at(cells, "weight"), walk.points_at(cells, "score")
    walk.grid.mark_all([level.block])
    if key_of(part.name) != key_of(level.text):
        walk.levels["level1"] = replace(level, points=weight.value if weight else level.points)
        return
    if weight:
        part.state(weight.value, weight.ref)
    if level.points is not None:
        part.state(level.points, walk.grid.ref(*level.stated.at))
    if score and part.score is None:
        part.score = score


def _new_item(walk: State, cells: dict[str, Block], row: int) -> None:
    levels = _carry(walk, cells)
    one, two = levels.get("level1"), levels.get("level2")
    level1, level2 = (one.text if one else ""), (two.text if two else "")
    name = cells.get("level3")
    level3 = name.text if name else ""
    part = _item_part(walk, cells, one)
    weight, score = walk.points_at(cells, "weight"), walk.points_at(cells, "score")
    words, own_points = split_points(level3)
    if own_points is not None and (
        says_points(level3)
        or "previous" in cells
        or (weight is not None and weight.value == own_points)
    ):
        level3 = words
    else:
        own_points = None
    if one and key_of(part.name) == key_of(one.text):
        if one.points is not None:
            part.state(one.points, walk.grid.ref(*one.stated.at))
        if two and is_top_level(two.text) and not is_top_level(one.text):
            level1, level2 = level2, ""
    item = ItemDraft(walk.grid, row, part, level1, level2, level3)
    if two and two.points is not None:
        item.group, item.group_weight = two.text, two.points
        item.group_ref = walk.grid.ref(*two.stated.at)
    elif one and one.points is not None and key_of(part.name) != key_of(one.text):
        item.group, item.group_weight = one.text, one.points
        item.group_ref = walk.grid.ref(*one.stated.at)
    elif own_points is not None:
        item.group, item.group_weight = level3, own_points
    above = [level for level in (one, two) if level and level.points is not None]
    item.headings = tuple(
        (level.text, level.points, ref)
        for level in above
        if level.points is not None
        and (ref := walk.grid.ref(*level.stated.at)) != item.group_ref
        and key_of(level.text) != key_of(part.name)
    )
    item.blocks = {
        role: block
        for role, block in cells.items()
        if role not in ("project", "number", "side", "grade")
    }
    for role, level in levels.items():
        item.blocks.setdefault(role, level.block)
    if weight is None and "weight" not in cells and own_points is not None and name:
        item.weight, item.blocks["weight"] = own_points, name
    else:
        item.weight = weight.value if weight else None
    shared = walk.last is not None and walk.last.blocks.get("score") is cells.get("score")
    item.score = score.value if score and not (shared and cells["score"].height > 1) else None
    if block := cells.get("coefficient"):
        item.coefficient = coefficient_of(block.text)
    known = {"coefficient"} if item.coefficient is not None else set()
    known |= {"part", "number", "operator", "measure_unit", "remarks"}
    readable = {*known, *_NAMES, *_VALUES, *TEXTS}
    for role, block in cells.items():
        if role in readable and role not in ("weight", "score"):
            walk.grid.mark_all([block])
    for role in ("target", "actual"):
        if role in cells and (date := impossible_date(cells[role].text)):
            walk.problem(cells[role], f"“{cells[role].text}”里的“{date}”不是日期，请核对")
    initial = cells.get("target_initial")
    if initial and "target" not in cells:
        item.blocks["target"] = initial
        walk.grid.mark_all([initial])
    elif initial and initial.text == cells["target"].text:
        walk.grid.mark_all([initial])
    walk.draft.items.append(item)
    walk.last = item


def _item_part(walk: State, cells: dict[str, Block], one: Level | None) -> PartDraft:
    if block := cells.get("part"):
        words, points = split_points(without_ordinal(block.text), bare=True)
        part = walk.draft.new_part(words, walk.grid.ref(*block.at))
        if points is not None:
            part.state(points, walk.grid.ref(*block.at))
        return part
    if one:
        return walk.part_of(one.text, walk.grid.ref(*one.block.at))
    if walk.section:
        return walk.section
    if walk.last is not None and walk.last.grid is walk.grid and not walk.last.lines:
        return walk.last.part
    return walk.draft.new_part(INDICATORS_PART)


def more_text(walk: State, cells: dict[str, Block], row: int, item: ItemDraft | None) -> None:
    """A row of explanation or standard alone goes on with the item above."""
    if item is None or item.grid is not walk.grid:
        return
    for role in TEXTS:
        block = cells.get(role)
        if block is None or block.row != row:
            continue
        if role in item.blocks:
            item.more.setdefault(role, []).append(block.text)
        else:
            item.blocks[role] = block
        walk.grid.mark_all([block])
