"""What a filled-in self-evaluation left empty: a line's target, what was reached of it, its score."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from budgets.data import ProblemData
from performance.reading.evaluation_drafts import ItemDraft

_MISSING = {
    "target": "指标“{name}”没有指标值，请补上。",
    "actual": "指标“{name}”没有完成值，请补上。",
}


def gaps(items: Sequence[ItemDraft]) -> Iterable[ProblemData]:
    """A message at every empty cell that the other lines of its table fill."""
    by_table: dict[int, list[ItemDraft]] = defaultdict(list)
    for item in items:
        by_table[id(item.grid)].append(item)
    for lines in by_table.values():
        yield from _missing_values(lines)
        yield from _missing_scores(lines)


def _missing_values(lines: Sequence[ItemDraft]) -> Iterable[ProblemData]:
    indicators = [item for item in lines if _has_values(item)]
    for role, other in (("target", "actual"), ("actual", "target")):
        filled = [item for item in indicators if role in item.blocks]
        for item in indicators:
            if role in item.blocks or 2 * len(filled) < len(indicators):
                continue
            # A line with neither is some other kind of line, unless it is the only one.
            if other not in item.blocks and (role == "actual" or len(indicators) - len(filled) > 1):
                continue
            column = filled[0].blocks[role].column
            if not item.grid.text(item.row, column):
                message = _MISSING[role].format(name=item.name)
                yield item.grid.problem(item.row, column, message)


def _has_values(item: ItemDraft) -> bool:
    """Whether a line asks for something and tells what was reached: no money, no ratio of years."""
    return not item.lines and "previous" not in item.blocks and "执行率" not in item.name


def _missing_scores(lines: Sequence[ItemDraft]) -> Iterable[ProblemData]:
    """A line without a score beside others that have one."""
    if all(item.score is None for item in lines):
        return
    for item in lines:
        if item.score is not None or "score" in item.blocks:
            continue
        if any(line.score is not None for line in item.lines):
            continue
        name = next(
            (item.blocks[role] for role in ("level3", "level2") if role in item.blocks), None
        )
        at = name.at if name else (item.row, 0)
        yield item.grid.problem(*at, f"“{item.name}”没有得分", "notice")
