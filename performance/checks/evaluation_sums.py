"""Points of self-evaluations: weights and scores add up, agree wherever printed, keep their limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from budgets.data import CellRef
from performance.checks.rules import ERROR, ROUNDING, WARNING, Document, Fault, Rule, cell, place
from performance.data import EvaluationData, ItemData, PartData
from performance.scoring.engine import belongs, score_of, total_weight_of, weight_of
from performance.scoring.figures import HUNDRED, ZERO, bare, points, show, unit_of
from performance.scoring.judging import alike, same

_BASIS = "财预〔2020〕10号"
# Some forms leave the ten points of the execution rate outside their table.
_USUAL_TOTALS = (HUNDRED, Decimal(90))


@dataclass(frozen=True, slots=True)
class Heading:
    """Neighbouring lines under one heading: `own` sums their own weights, None if one has none."""

    name: str
    weight: Decimal | None
    items: tuple[ItemData, ...]

    @property
    def own(self) -> Decimal | None:
        return _sum(weight_of(item) for item in self.items)


def _headings(items: Sequence[ItemData]) -> list[Heading]:
    runs: list[list[ItemData]] = []
    for item in items:
        here = (item.part, item.group, item.group_weight)
        before = runs[-1][-1] if runs else None
        if before and here == (before.part, before.group, before.group_weight):
            runs[-1].append(item)
        else:
            runs.append([item])
    return [Heading(run[0].group, run[0].group_weight, tuple(run)) for run in runs]


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    """The sum, None where one is unknown."""
    known = list(values)
    if any(value is None for value in known):
        return None
    return sum((value for value in known if value is not None), ZERO)


def score_cell(item: ItemData) -> CellRef:
    if item.score is None and item.execution:
        return cell(item.execution[0].cells, "score")
    return cell(item.cells, "score", "weight", "level3", "level2", "level1")


def _weight_cell(item: ItemData) -> CellRef:
    if item.weight is None and item.execution and "weight" in item.execution[0].cells:
        return item.execution[0].cells["weight"]
    return cell(item.cells, "weight", "score", "level3", "level2", "level1")


def total_cell(evaluation: EvaluationData, name: str = "score") -> CellRef:
    if name in evaluation.cells:
        return evaluation.cells[name]
    if evaluation.scores:
        return evaluation.scores[0][1]
    return cell(evaluation.cells, "score", "total_weight")


def _severity_of_sum(stated: Decimal, addends: Sequence[Decimal]) -> str:
    """ "" where the sum holds; rounding within what the print leaves open; else error."""
    total = sum(addends, ZERO)
    off = abs(stated - total)
    finest = min([unit_of(stated), *(unit_of(one) for one in addends)])
    if not off or (unit_of(stated) < 1 and same(stated, total)):
        return ""
    # A sum in more places than its addends was made of what these were before their rounding.
    hidden = sum((unit_of(one) / 2 for one in addends if 1 > unit_of(one) > unit_of(stated)), ZERO)
    if finest < 1 and (off <= max(finest, hidden) or same(stated, total)):
        return ROUNDING
    whole_numbers = all(unit_of(one) >= 1 for one in addends)
    # Rounded to whole points each way: what that comes to grows with the root of their number.
    if whole_numbers and unit_of(stated) < 1 and off * off * 4 <= len(addends):
        return ROUNDING
    return ERROR


Placed = tuple[Decimal, CellRef]


def _wrong_sum(
    at: CellRef, name: str, what: str, stated: Decimal, placed: Sequence[Placed], of: str
) -> Iterator[Fault]:
    addends = [value for value, _ in placed]
    severity = _severity_of_sum(stated, addends)
    if not severity:
        return
    total = sum(addends, ZERO)
    listed = "＋".join(show(one) for one in addends)
    worked = f"{listed}＝{show(total)}" if 1 < len(addends) <= 16 else show(total)
    yield Fault(
        at,
        f"{place(at, name)}：{what}{show(stated)}，与{of}之和{worked}不一致"
        + ("（尾差）" if severity == ROUNDING else ""),
        against=tuple(ref for _, ref in placed),
        stated_text=points(stated),
        expected_text=points(total),
        severity=severity,
    )


def _of_part(evaluation: EvaluationData, part: PartData) -> list[ItemData]:
    return [item for item in evaluation.items if belongs(item, part)]


def _covered(evaluation: EvaluationData) -> bool:
    """Whether every line stands in a part, so that the parts make up the whole."""
    return bool(evaluation.parts) and all(
        any(belongs(item, part) for part in evaluation.parts) for item in evaluation.items
    )


def _all(placed: Iterable[tuple[Decimal | None, CellRef]]) -> list[Placed]:
    """The figures with their cells; none at all where one of them is not printed."""
    listed = list(placed)
    known = [(value, ref) for value, ref in listed if value is not None]
    return known if len(known) == len(listed) else []


def _weights_of_headings(document: Document) -> Iterator[Fault]:
    for evaluation in document.performance.evaluations:
        for heading in _headings(evaluation.items):
            if heading.weight is None:
                continue
            yield from _heading_and_weight(evaluation, heading)
            own = _all((weight_of(item), _weight_cell(item)) for item in heading.items)
            if own:
                at = _heading_cell(heading)
                name = bare(heading.name)
                yield from _wrong_sum(at, name, "标题写明分值", heading.weight, own, "各项分值")
        yield from _higher_headings(evaluation)


def _higher_headings(evaluation: EvaluationData) -> Iterator[Fault]:
    """产出（30） over 产出数量（12） and its like: the points of all lines below it."""
    below: dict[tuple[str, Decimal, CellRef], list[ItemData]] = {}
    for item in evaluation.items:
        for heading in item.headings:
            below.setdefault(heading, []).append(item)
    for (name, stated, at), items in below.items():
        own = _points_of(_headings(items))
        if own:
            yield from _wrong_sum(at, name, "标题写明分值", stated, own, "所属各项分值")


def _heading_and_weight(evaluation: EvaluationData, heading: Heading) -> Iterator[Fault]:
    """产出（32） beside a weight of 30: the one that its part's points bear out is right."""
    first, weight = heading.items[0], heading.weight
    for stated, ref in first.group_stated:
        assert weight is not None
        name, at = bare(heading.name), _weight_cell(first)
        part = next((one for one in evaluation.parts if belongs(first, one)), None)
        points = _points_of(_headings(_of_part(evaluation, part))) if part else []
        summed = sum((value for value, _ in points), ZERO)
        if part and points and part.weight == summed - weight + stated:
            yield _stated_twice(at, name, "分值", weight, ref, stated)
        else:
            yield _stated_twice(ref, name, "标题写明分值", stated, at, weight)


def _heading_cell(heading: Heading) -> CellRef:
    """The cell that names a group: the level that bears its name, else its weight."""
    first = heading.items[0]
    for level in ("level2", "level1"):
        beside = first.cells.get(f"points{level[-1]}")
        if beside and bare(getattr(first, level)) == bare(heading.name):
            return beside
    for level in ("level2", "level1", "level3"):
        if level in first.cells and bare(getattr(first, level)) == bare(heading.name):
            return first.cells[level]
    return _weight_cell(first)


def _points_of(headings: Iterable[Heading]) -> list[Placed]:
    """What the lines of these headings are worth: their own weights, or the ones they share."""
    found: list[tuple[Decimal | None, CellRef]] = []
    for heading in headings:
        if heading.own is None:
            found.append((heading.weight, _weight_cell(heading.items[0])))
        else:
            found += [(weight_of(item), _weight_cell(item)) for item in heading.items]
    return _all(found)


def _weights_of_parts(document: Document) -> Iterator[Fault]:
    for evaluation in document.performance.evaluations:
        for part in evaluation.parts:
            if part.weight is None:
                continue
            at = cell(part.cells, "weight", "name")
            weights = _points_of(_headings(_of_part(evaluation, part)))
            if weights:
                yield from _wrong_sum(at, part.name, "分值", part.weight, weights, "所属各项分值")
            for stated, ref in part.stated:
                if stated != part.weight and ref != at:
                    yield _stated_twice(ref, part.name, "写明分值", stated, at, part.weight)


def _stated_twice(
    ref: CellRef, name: str, what: str, stated: Decimal, at: CellRef, other: Decimal
) -> Fault:
    return Fault(
        ref,
        f"{place(ref, name)}：{what}{show(stated)}，与{place(at)}的{show(other)}不一致",
        against=(at,),
        stated_text=points(stated),
        expected_text=points(other),
    )


def _weights_below(evaluation: EvaluationData) -> list[Placed]:
    """The weights that make up the whole: of the parts where these hold all lines.

    A part that prints no weight is worth what its lines are.
    """
    if not _covered(evaluation):
        return _points_of(_headings(evaluation.items))
    found: list[Placed] = []
    for part in evaluation.parts:
        if part.weight is not None:
            found.append((part.weight, cell(part.cells, "weight")))
            continue
        own = _points_of(_headings(_of_part(evaluation, part)))
        if not own:
            return []
        found += own
    return found


def _scores_below(evaluation: EvaluationData) -> tuple[list[Placed], str]:
    """The scores that make up the whole, like its weights, and what to call them."""
    if not _covered(evaluation):
        return _all((score_of(item), score_cell(item)) for item in evaluation.items), "各项得分"
    found: list[tuple[Decimal | None, CellRef]] = []
    of = "各部分得分"
    for part in evaluation.parts:
        mine = _of_part(evaluation, part)
        if part.score is not None or not mine:
            found.append((part.score, cell(part.cells, "score")))
        else:
            of = "各项得分"
            found += [(score_of(item), score_cell(item)) for item in mine]
    return _all(found), of


def _total_of_weights(document: Document) -> Iterator[Fault]:
    for evaluation in document.performance.evaluations:
        below, total = _weights_below(evaluation), evaluation.total_weight
        summed = sum((weight for weight, _ in below), ZERO)
        at = total_cell(evaluation, "total_weight")
        if total is None:
            if below and evaluation.score is not None and summed not in _USUAL_TOTALS:
                yield _not_a_hundred(below[0][1], summed)
            continue
        faults = list(_wrong_sum(at, "合计", "分值", total, below, "各部分分值")) if below else []
        yield from faults
        if not faults and total not in _USUAL_TOTALS:
            yield _not_a_hundred(at, total)
        for stated, ref in evaluation.weights:
            if stated != total and ref != at:
                yield _stated_twice(ref, "合计", "分值", stated, at, total)


def _not_a_hundred(at: CellRef, total: Decimal) -> Fault:
    return Fault(
        at,
        f"{place(at)}：分值合计{show(total)}，不是100分",
        stated_text=points(total),
        expected_text="100",
        severity=WARNING,
    )


def _scores_of_parts(document: Document) -> Iterator[Fault]:
    for evaluation in document.performance.evaluations:
        for part in evaluation.parts:
            mine = _all((score_of(one), score_cell(one)) for one in _of_part(evaluation, part))
            if part.score is not None and mine:
                at = cell(part.cells, "score", "name")
                yield from _wrong_sum(at, part.name, "得分", part.score, mine, "所属各项得分")


def _total_score(document: Document) -> Iterator[Fault]:
    for evaluation in document.performance.evaluations:
        total = evaluation.score
        if total is None:
            continue
        at = total_cell(evaluation)
        scores, of = _scores_below(evaluation)
        if scores:
            yield from _wrong_sum(at, "综合得分", "得分", total, scores, of)
        for stated, ref in evaluation.scores:
            if not alike(stated, total) and ref != at:
                yield _stated_twice(ref, "综合得分", "得分", stated, at, total)


def _scores_within_weights(document: Document) -> Iterator[Fault]:
    for evaluation in document.performance.evaluations:
        for item in evaluation.items:
            yield from _within(score_cell(item), item.name, score_of(item), weight_of(item))
        for part in evaluation.parts:
            yield from _within(cell(part.cells, "score"), part.name, part.score, part.weight)
        for heading in _headings(evaluation.items):
            summed = _sum(score_of(item) for item in heading.items)
            if heading.own is None:
                at = score_cell(heading.items[0])
                yield from _within(at, bare(heading.name), summed, heading.weight)
        most = total_weight_of(evaluation)
        yield from _within(total_cell(evaluation), "综合得分", evaluation.score, most)


def _within(
    at: CellRef, name: str, score: Decimal | None, weight: Decimal | None
) -> Iterator[Fault]:
    if score is None:
        return
    if weight is not None and score > weight:
        message = f"得分{show(score)}超过分值{show(weight)}"
        expected = weight
    elif score < 0:
        message, expected = f"得分{show(score)}小于0", ZERO
    else:
        return
    yield Fault(
        at,
        f"{place(at, name)}：{message}",
        stated_text=points(score),
        expected_text=points(expected),
    )


SUM_RULES: tuple[Rule, ...] = (
    Rule("heading-weight", ERROR, "标题分值等于各项分值之和", _BASIS, _weights_of_headings),
    Rule(
        "part-weight", ERROR, "各部分分值等于所属各项分值之和，各处一致", _BASIS, _weights_of_parts
    ),
    Rule("weight-total", ERROR, "分值合计为100分", _BASIS, _total_of_weights),
    Rule("score-limit", ERROR, "得分不超过分值", _BASIS, _scores_within_weights),
    Rule("part-score", ERROR, "各部分得分等于所属各项得分之和", _BASIS, _scores_of_parts),
    Rule("score-total", ERROR, "综合得分等于各部分得分之和，各处一致", _BASIS, _total_score),
)
