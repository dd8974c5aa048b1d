"""Keys of self-evaluations and their values: 项目名称 | …, 主管部门：…, 评价等级 | 优."""

from __future__ import annotations

import re

from budgets.money import UNITS, looks_like_figure
from budgets.vocabulary import normalise
from performance.reading.evaluation_drafts import OVERALL, PROJECT, Points, Total
from performance.reading.evaluation_layout import ITEMS, LEVELS, PROJECTS
from performance.reading.evaluation_state import State
from performance.reading.evaluation_words import is_row, roles_of
from performance.reading.grids import Block

_KEYS = {
    "project": "project_name",
    "project_code": "project_code",
    "code_and_name": "code_and_name",
    "authority": "authority",
    "unit": "unit",
    "body": "body",
    "grade": "grade",
    "goal": "goal",
    "goal_initial": "goal_initial",
    "reached": "goal_reached",
    "person": "person",
    "money_unit": "money_unit",
}
_COLON = re.compile(r"\s*([^:：]{2,20}?)\s*[:：]\s*(.*\S)?\s*", re.DOTALL)
_CODE_AND_NAME = re.compile(r"([0-9A-Za-z]{6,})\s*[-－—–:：\s]+\s*(\S.*)", re.DOTALL)


def read_keys(walk: State, row: int) -> bool:
    """项目名称 | … | 主管部门 | …: whether the row begins with a key."""
    first, *_ = blocks = list(walk.grid.starting(row))
    if _is_weighed(walk, first, row):
        return False
    if not _key_of(first.text):
        return _keys_with_colons(walk, blocks)
    if walk.layout is not None and walk.layout.family == PROJECTS:
        return False
    read = False
    for block in blocks:
        if _key_of(block.text):
            read = read_key(walk, block, row) or read
        elif read and is_row(block.text, "total_row"):
            _read_score(walk, block, row)
    return read


def _is_weighed(walk: State, block: Block, row: int) -> bool:
    """绩效目标（6分） among the levels of a grid, its line with points of its own: no key."""
    layout = walk.layout
    if layout is None or layout.family != ITEMS or layout.role_at(block.column) not in LEVELS:
        return False
    weight = layout.cells(walk.grid, row).get("weight")
    return weight is not None and weight.row == row and looks_like_figure(weight.text)


def _read_score(walk: State, block: Block, row: int) -> None:
    """The total score among keys (项目名称 | … | 自评总分 | 96.50)."""
    value = _value_of(walk, block, row)
    if value is None or value.row != row:
        walk.grid.mark_all([block])
    elif looks_like_figure(value.text.removesuffix("分")):
        score = walk.points(value, "得分")
        walk.grid.mark_all([block])
        if score is not None:
            at = Points(score, walk.grid.ref(*value.at))
            walk.draft.totals.append(Total(None, at, None))


def read_key(walk: State, block: Block, row: int) -> bool:
    """Read the value to the right of a key."""
    role = _key_of(block.text)
    value = _value_of(walk, block, row)
    if role == "person":
        walk.grid.mark_all([block])
        return True
    if value is None or value.row != row or _key_of(value.text):
        walk.grid.mark_all([block])
        return value is None
    if role == "money_unit":
        unit = UNITS.get(normalise(value.text))
        if unit is None:
            return False
        walk.unit = unit
        walk.grid.mark_all([block, value])
        return True
    if roles_of(value.text) and role != "grade":
        return False
    walk.grid.mark_all([block])
    put(walk, role, value.text, value)
    return True


def _value_of(walk: State, block: Block, row: int) -> Block | None:
    """The next cell with words to the right of a key."""
    value = walk.grid.right_of(block, row)
    while value is not None and not value.text:
        value = walk.grid.right_of(value, row)
    return value


def _keys_with_colons(walk: State, blocks: list[Block]) -> bool:
    """项目名称：…: key and value in one cell."""
    read = False
    for block in blocks:
        match = _COLON.fullmatch(block.text)
        role = _key_of(match[1]) if match else ""
        if match and role and role != "person" and match[2]:
            put(walk, role, match[2], block)
            read = True
    return read


def put(walk: State, role: str, text: str, block: Block) -> None:
    """Keep what a key says; a second project begins a second evaluation."""
    ref = walk.grid.ref(*block.at)
    walk.known = True
    walk.grid.mark_all([block])
    if role == "code_and_name":
        match = _CODE_AND_NAME.fullmatch(text)
        if match:
            begin_project(walk, "project_name")
            walk.draft.put("project_code", match[1], ref)
            walk.draft.put("project_name", match[2], ref)
            return
        role = "project_name"
    if role in ("project_name", "project_code"):
        begin_project(walk, role)
    elif role == "body":
        if walk.draft.subject == OVERALL:
            walk.draft = walk.book.overall(walk.draft.sheet, text)
        role = "unit"
    if role in walk.draft.texts and walk.draft.texts[role] != text:
        walk.grid.doubt(*block.at, "这一项前面已经写过，内容不同")
        return
    walk.draft.put(role, text, ref)


def begin_project(walk: State, role: str) -> None:
    draft = walk.draft
    if draft.subject == PROJECT and role not in draft.texts and not draft.items:
        return
    if walk.draft:
        walk.draft.seen(walk.grid.table.n)
    walk.draft = walk.book.new(PROJECT, walk.grid.sheet(0))
    walk.section, walk.last, walk.money, walk.levels = None, None, None, {}
    walk.layout = walk.layout if walk.layout and walk.layout.has("project") else None


def _key_of(text: str) -> str:
    """The key that a label is, "" for none."""
    roles = roles_of(text)
    return next((_KEYS[role] for role in _KEYS if role in roles), "")
