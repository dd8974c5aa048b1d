"""An evaluation made ready from its targets, and scores suggested where the rules give one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from performance.data import (
    MEDIUM,
    EvaluationData,
    ExecutionData,
    IndicatorData,
    ItemData,
    PartData,
    ValueData,
)
from performance.scoring.data import CONTRADICTS, PartScoring
from performance.scoring.engine import equal_parts, score_evaluation, score_of, weight_of
from performance.scoring.figures import ZERO
from performance.scoring.schemes import Group, Part, Scheme, scheme_for
from performance.values import parse_value

NOTHING = ValueData("")
# What every line of a scheme's own management part has for its kind of value.


def prefill(
    targets: Sequence[IndicatorData], scheme: Scheme | None = None, *, subject: str = "project"
) -> EvaluationData:
    """An evaluation of annual `targets`: the scheme's lines, with weights that sum to its points.

    A group's points are spread in equal parts over its indicators, the rest to the last; indicators
    that bring weights keep them where these sum to all the points that there are for indicators.
    The points of a group without indicators go to the nearest group that has some.
    """
    scheme = scheme or scheme_for(subject, targets)
    annual = [target for target in targets if target.term != MEDIUM]
    groups = [(part, group) for part in scheme.parts for group in part.groups if not group.items]
    placed = _placed(annual, [group for _, group in groups])
    weights = _weights([group for _, group in groups], placed)
    parts: list[PartData] = []
    items: list[ItemData] = []
    for part in scheme.parts:
        mine = [
            item for group in part.groups for item in _lines(part, group, placed, weights, groups)
        ]
        if part.execution:
            mine.insert(0, _money_line(part))
        weight = sum((item.weight or ZERO for item in mine), ZERO)
        if mine:
            parts.append(PartData(part.name, weight))
            items += mine
    total = sum((part.weight or ZERO for part in parts), ZERO)
    return EvaluationData(
        scheme.subject, tuple(parts), tuple(items), total_weight=total, form=scheme.code
    )


def _placed(targets: Sequence[IndicatorData], groups: Sequence[Group]) -> list[list[IndicatorData]]:
    """The targets of each group; what belongs to none goes to the first (产出)."""
    placed: list[list[IndicatorData]] = [[] for _ in groups]
    for target in targets:
        index = next((i for i, group in enumerate(groups) if group.holds(target)), 0)
        placed[index].append(target)
    return placed


def _weights(groups: Sequence[Group], placed: Sequence[Sequence[IndicatorData]]) -> list[Decimal]:
    """The points of each group: its own, and those of neighbours without indicators."""
    weights = [group.weight for group in groups]
    filled = [index for index, some in enumerate(placed) if some]
    if not filled:
        return weights
    for index, some in enumerate(placed):
        if not some:
            nearest = min(filled, key=lambda other, here=index: (abs(other - here), other))  # type: ignore[misc]
            weights[nearest] += weights[index]
            weights[index] = ZERO
    own = [target.weight for targets in placed for target in targets]
    known = [weight for weight in own if weight is not None]
    if len(known) == len(own) and sum(known, ZERO) == sum(weights, ZERO):
        return [sum((target.weight or ZERO for target in some), ZERO) for some in placed]
    return weights


def _lines(
    part: Part,
    group: Group,
    placed: Sequence[Sequence[IndicatorData]],
    weights: Sequence[Decimal],
    groups: Sequence[tuple[Part, Group]],
) -> list[ItemData]:
    if group.items:
        return [
            ItemData(
                part.name,
                part.name,
                group.name,
                fixed.name,
                parse_value(fixed.target) if fixed.target else NOTHING,
                NOTHING,
                weight=fixed.weight,
                group=group.name,
                group_weight=group.weight,
                standard=fixed.standard,
            )
            for fixed in group.items
        ]
    index = next(i for i, (_, other) in enumerate(groups) if other is group)
    targets, weight = placed[index], weights[index]
    if not targets:
        return []
    own = [target.weight for target in targets if target.weight is not None]
    keep = len(own) == len(targets) and sum(own, ZERO) == weight
    shares = own if keep else equal_parts(weight, len(targets))
    return [
        ItemData(
            part.name,
            target.level1 or group.name,
            target.level2,
            target.name,
            target.value,
            NOTHING,
            weight=share,
            group=group.name,
            group_weight=weight,
        )
        for target, share in zip(targets, shares, strict=True)
    ]


def _money_line(part: Part) -> ItemData:
    return ItemData(
        part.name,
        part.name,
        part.execution[0],
        "",
        NOTHING,
        NOTHING,
        weight=part.weight,
        group=part.name,
        group_weight=part.weight,
        execution=tuple(ExecutionData(name) for name in part.execution),
    )


def suggest_scores(evaluation: EvaluationData, *, overwrite: bool = False) -> EvaluationData:
    """The evaluation with scores where the rules give one, and the sums and grade that follow.

    A score that a person entered stays, unless `overwrite` and its rule contradicts it. Parts,
    total and grade are filled once every line below them has a score, else they are left empty.
    """
    scoring = score_evaluation(evaluation)
    items = []
    for one in scoring.items:
        item, given = one.item, score_of(one.item)
        if one.score is not None and (given is None or (overwrite and one.verdict == CONTRADICTS)):
            item = replace(item, score=one.score)
        items.append(item)
    scored = replace(evaluation, items=tuple(items))
    again = score_evaluation(_without_sums(scored))
    return replace(
        scored,
        parts=tuple(_with_score(part) for part in again.parts),
        score=again.score,
        grade=again.grade,
    )


def _without_sums(evaluation: EvaluationData) -> EvaluationData:
    parts = tuple(
        replace(part, score=None)
        if any(item.part == part.name for item in evaluation.items)
        else part
        for part in evaluation.parts
    )
    return replace(evaluation, parts=parts, score=None, grade="")


def _with_score(scored: PartScoring) -> PartData:
    return replace(scored.part, score=scored.score)


def weights_sum(evaluation: EvaluationData) -> Decimal:
    """What the weights of an evaluation's lines come to, for the live check beside the grid."""
    return sum((weight_of(item) or ZERO for item in evaluation.items), ZERO)
