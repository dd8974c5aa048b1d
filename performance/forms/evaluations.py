"""An evaluation -> the tables that its official layout makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from budgets.data import TableData
from budgets.money import BLANK
from performance.data import EvaluationData, ExecutionData, ItemData, PartData
from performance.forms.drawing import Drawing, fill
from performance.forms.names import NATIONAL_PROJECT_EVALUATION
from performance.forms.shapes import Layout
from performance.forms.wording import amount_text, joined_value, points_text
from performance.reading.evaluation_words import is_row, key_of

_ORDINALS = "一二三四五六七八九十"
# The lines of money of the national form, where an evaluation has none yet.
_LINES = ("年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金")
_NO_POINTS = "—"


def lay_evaluation(
    layout: Layout,
    evaluation: EvaluationData,
    *,
    n: int,
    code: str = "",
    title: str = "",
    fiscal_year: int = 0,
) -> tuple[TableData, ...]:
    """The tables of an evaluation, numbered from `n`; `code` and `title` are of the first one."""
    if layout.name == NATIONAL_PROJECT_EVALUATION:
        return (_national(layout, evaluation, n, code, title, fiscal_year),)
    tables = [_summary(layout, evaluation, n, code, title)]
    parts = _parts(evaluation)
    for place, part in enumerate(parts):
        items = [item for item in evaluation.items if key_of(item.part) == key_of(part.name)]
        last = place == len(parts) - 1
        if items or last:
            total = evaluation if last else None
            number = n + len(tables)
            tables.append(_sheet(layout, part, place, items, total, number, fiscal_year))
    return tuple(tables)


def _parts(evaluation: EvaluationData) -> list[PartData]:
    """The parts as stated, then those that only items name."""
    parts = list(evaluation.parts)
    known = {key_of(part.name) for part in parts}
    for item in evaluation.items:
        if key_of(item.part) not in known:
            known.add(key_of(item.part))
            parts.append(PartData(item.part))
    return parts


def _summary(
    layout: Layout, evaluation: EvaluationData, n: int, code: str, title: str
) -> TableData:
    pieces = layout.pieces
    drawing = Drawing(len(pieces["summary"][0]))
    drawing.add(pieces["summary"][0], {})
    for part in evaluation.parts:
        words = {
            "part": part.name,
            "weight": points_text(part.weight),
            "score": points_text(part.score),
        }
        drawing.add(pieces["part"][0], words)
    for line in pieces["conclusion"]:
        drawing.add(line, _totals(evaluation))
    return drawing.table(n=n, code=code, title=title or layout.title, depth=0)


def _totals(evaluation: EvaluationData) -> dict[str, str]:
    return {
        "total_weight": points_text(evaluation.total_weight),
        "score": points_text(evaluation.score),
        "total_score": points_text(evaluation.score),
        "grade": evaluation.grade,
    }


def _sheet(
    layout: Layout,
    part: PartData,
    place: int,
    items: Sequence[ItemData],
    total: EvaluationData | None,
    n: int,
    fiscal_year: int,
) -> TableData:
    """The scoring sheet of a part; the last one ends with the total."""
    pieces = layout.pieces
    drawing = Drawing(len(pieces["items"][0]))
    money = [item for item in items if item.execution]
    ratios = [item for item in items if item.previous is not None and not item.execution]
    others = [item for item in items if item not in money and item not in ratios]
    whole = with_points(part.name, part.weight)
    if money:
        drawing.add(pieces["money"][0], {})
        for item in money:
            _money_lines(drawing, layout, item, whole)
    if others or not (money or ratios):
        drawing.add(pieces["items"][0], {})
    for row, item in enumerate(others):
        words = _item_words(item, part)
        words["weight@"] = item.group or item.level1 if item.weight is None else f"#{row}"
        drawing.add(pieces["item"][0], words, goes_on=row > 0)
    if ratios:
        years = {"previous_year": f"{fiscal_year - 1}年", "this_year": f"{fiscal_year}年"}
        head = {"level1": _heading(ratios[0], part), **(years if fiscal_year else {})}
        drawing.add(pieces["ratios"][0], head, goes_on=bool(others))
    for item in ratios:
        drawing.add(pieces["ratio"][0], _item_words(item, part), goes_on=True)
    if total is not None:
        drawing.add(pieces["total"][0], _totals(total))
    ordinal = f"{_ORDINALS[place]} " if place < len(_ORDINALS) else ""
    ending = f"（{_plain(part.weight)}分）" if part.weight is not None else ""
    depth = 1 if money or others or not ratios else 0
    return drawing.table(n=n, code="", title=f"{ordinal}{part.name}{ending}", depth=depth)


def _plain(points: Decimal) -> str:
    """Points without the zeros that a column of figures prints: 20.00 -> 20."""
    text = f"{points:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def with_points(name: str, points: Decimal | None) -> str:
    """产出（30）."""
    return f"{name}（{_plain(points)}）" if name and points is not None else name


def _money_lines(drawing: Drawing, layout: Layout, item: ItemData, heading: str) -> None:
    words = {
        "level1": heading,
        "weight": points_text(item.weight),
        "score": points_text(item.score),
        "explanation": item.explanation,
        "standard": item.standard,
    }
    for row, line in enumerate(item.execution):
        drawing.add(
            layout.pieces["line"][0], {**words, **_line_words(line, layout)}, goes_on=row > 0
        )


def _line_words(line: ExecutionData, layout: Layout) -> dict[str, str]:
    rate = line.rate_printed or (f"{line.rate:f}%" if line.rate is not None else "")
    return {
        "line": line.name,
        "initial": amount_text(line.initial or BLANK, layout.unit),
        "budget": amount_text(line.budget or BLANK, layout.unit),
        "executed": amount_text(line.executed or BLANK, layout.unit),
        "rate": rate,
    }


def _heading(item: ItemData, part: PartData) -> str:
    """The level 1 of an item with its points: of the part where it is the part itself."""
    if key_of(item.level1) == key_of(part.name) or not item.level1:
        return with_points(part.name, part.weight)
    grouped = item.group == item.level1
    return with_points(item.level1, item.group_weight) if grouped else item.level1


def _item_words(item: ItemData, part: PartData) -> dict[str, str]:
    level2, level3 = item.level2, item.level3
    heading = _heading(item, part)
    if item.group and item.group == level2:
        level2 = with_points(level2, item.group_weight)
    elif item.group and item.group == level3:
        level3 = with_points(level3, item.group_weight)
    group = f"{heading}/{level2}/"
    weight = item.group_weight if item.weight is None else item.weight
    return {
        "level1": heading,
        "level2": level2,
        "level3": level3,
        "target": joined_value(item.target),
        "actual": joined_value(item.actual),
        "previous": joined_value(item.previous) if item.previous else "",
        "weight": points_text(weight),
        "score": points_text(item.score),
        "explanation": item.explanation,
        "explanation@": group + item.explanation,
        "standard": item.standard,
        "standard@": group + item.standard,
        "reason": "\n".join(text for text in (item.reason, item.action) if text),
    }


def _national(
    layout: Layout, evaluation: EvaluationData, n: int, code: str, title: str, fiscal_year: int
) -> TableData:
    """项目支出绩效自评表: money, goal and indicators of one project in one table."""
    pieces = layout.pieces
    drawing = Drawing(len(pieces["item"][0]))
    words = {
        "project_name": evaluation.project_name,
        "project_code": evaluation.project_code,
        "authority": evaluation.authority,
        "unit": evaluation.unit,
        "goal": evaluation.goal,
        "goal_reached": evaluation.goal_reached,
        **_totals(evaluation),
    }
    for line in pieces["head"]:
        drawing.add(line, words)
    money = next((item for item in evaluation.items if item.execution), None)
    for one in money.execution if money else tuple(ExecutionData(name) for name in _LINES):
        drawing.add(pieces["line"][0], {**_line_words(one, layout), **_line_points(one, money)})
    for line in pieces["goals"]:
        drawing.add(line, words)
    others = [item for item in evaluation.items if item is not money]
    for row, item in enumerate(others):
        said = _item_words(item, PartData(""))
        said |= {"level1": item.level1, "level2": item.level2, "level3": item.level3}
        said["weight@"] = item.group or item.level1 if item.weight is None else f"#{row}"
        drawing.add(pieces["item"][0], {**words, **said}, goes_on=row > 0)
    if not others:
        drawing.add(pieces["item"][0], {})
    for line in pieces["total"]:
        drawing.add(line, words)
    dated = {"year": str(fiscal_year)}
    lines = (fill(layout.title_line, dated),) if layout.title_line and fiscal_year else ()
    return drawing.table(n=n, code=code, title=title or layout.title, depth=0, title_lines=lines)


def _line_points(line: ExecutionData, item: ItemData | None) -> dict[str, str]:
    """Points stand beside the whole of the money; a dash beside its parts."""
    if not is_row(line.name, "whole_row") and line.weight is None and line.score is None:
        return {"weight": _NO_POINTS, "score": _NO_POINTS}
    weight = line.weight if line.weight is not None or item is None else item.weight
    score = line.score if line.score is not None or item is None else item.score
    return {"weight": points_text(weight), "score": points_text(score)}
