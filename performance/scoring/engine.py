"""Recomputing an evaluation: every line by its rule, then parts, total and grade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from performance.data import EvaluationData, ItemData, PartData
from performance.scoring.data import (
    AGREES,
    CONSISTENT,
    CONTRADICTS,
    OPEN,
    PRINTED,
    SCHEME,
    UNEXPLAINED,
    ItemScoring,
    PartScoring,
    Scoring,
    ShareScoring,
)
from performance.scoring.figures import HUNDRED, ZERO, bare, places_of, round_to, show
from performance.scoring.grades import grade_of
from performance.scoring.judging import same, verdict_of
from performance.scoring.kinds import Outcome, outcome
from performance.scoring.rules import Applied, Bands, bands_of, reason_of, rule_of
from performance.scoring.schemes import scheme_of
from performance.scoring.shares import Share, judge, shares_of

# Scores that nobody has printed yet are given with two decimals.
_PLACES = 2


def score_evaluation(evaluation: EvaluationData) -> Scoring:
    """The evaluation recomputed by the rules that its document prints, else by its scheme's.

    Where no rule determines a line's score, its printed score stands in sums.
    """
    scheme = scheme_of(evaluation)
    bands = bands_of(
        (item.standard for item in evaluation.items),
        of_scheme=bool(scheme and scheme.bands),
    )
    left = _execution_weight(evaluation)
    whole = _whole_points(evaluation)
    single = [_score(item, bands, left, whole=whole) for item in evaluation.items]
    items = list(single)
    shares: list[ShareScoring] = []
    for share in shares_of(evaluation.items):
        judged = _shared(share, evaluation.items, bands, items)
        shares.append(judged)
    parts = tuple(_part(part, items) for part in evaluation.parts)
    score, steps = _total(evaluation, parts, items)
    total = total_weight_of(evaluation)
    grade = grade_of(score, total) if score is not None else ""
    if grade:
        steps = (*steps, f"{show(score or ZERO, 2)}分，等级为{grade}")
    return Scoring(
        evaluation,
        scheme.code if scheme else "",
        tuple(items),
        parts,
        tuple(shares),
        score,
        grade,
        steps,
    )


def weight_of(item: ItemData) -> Decimal | None:
    """The points at stake in a line alone: its own, or those of its money line."""
    if item.weight is not None:
        return item.weight
    return item.execution[0].weight if item.execution else None


def score_of(item: ItemData) -> Decimal | None:
    if item.score is not None:
        return item.score
    return item.execution[0].score if item.execution else None


def _execution_weight(evaluation: EvaluationData) -> Decimal | None:
    """What the points of all other lines leave to an execution rate that prints none (100－90)."""
    lines = [item for item in evaluation.items if weight_of(item) is None and not item.group_weight]
    if len(lines) != 1 or not lines[0].execution or evaluation.score is None:
        return None
    groups = {
        (item.part, item.group, item.group_weight)
        for item in evaluation.items
        if weight_of(item) is None and item.group_weight
    }
    told = [weight_of(item) or ZERO for item in evaluation.items]
    rest = sum(told, ZERO) + sum((weight or ZERO for _, _, weight in groups), ZERO)
    left = (evaluation.total_weight or HUNDRED) - rest
    return left if ZERO < left < rest else None


def _whole_points(evaluation: EvaluationData) -> bool:
    """Whether every score is a whole number: then computed ones were rounded to it."""
    scores = [score_of(item) for item in evaluation.items]
    scores += [evaluation.score, *(part.score for part in evaluation.parts)]
    return all(score is None or score == score.to_integral_value() for score in scores)


def _score(
    item: ItemData, bands: Bands, left: Decimal | None = None, *, whole: bool = False
) -> ItemScoring:
    weight, stated = weight_of(item), score_of(item)
    if weight is None and item.execution:
        weight = left
    applied = rule_of(item)
    lost = weight - stated if weight is not None and stated is not None else None
    if weight is None or applied is None:
        return _without_rule(item, weight, stated, lost)
    found = outcome(item, weight, applied, bands)
    if found is None:
        return _without_rule(item, weight, stated, lost, applied)
    verdict, rounding = verdict_of(
        stated, found, reason=reason_of(item), told=applied.told, whole=whole
    )
    steps = found.steps
    if verdict == UNEXPLAINED and lost:
        steps = (*steps, f"实得{show(stated or ZERO)}分，失{show(lost)}分：没有规则或原因能说明")
    elif verdict == CONTRADICTS and stated is not None:
        steps = (*steps, f"填写的{show(stated)}分与规则不符")
    return ItemScoring(
        item,
        applied.rule.code,
        applied.rule.name,
        verdict,
        source=applied.rule.source,
        basis=PRINTED if applied.told else SCHEME,
        weight=weight,
        score=_recomputed(found, stated, verdict),
        possible=found.possible,
        inputs=found.inputs,
        steps=steps,
        rounding=rounding,
        lost=lost,
    )


def _recomputed(found: Outcome, stated: Decimal | None, verdict: str) -> Decimal | None:
    """The score that the rule gives; the printed one where the rule leaves room for it."""
    if found.score is None or (verdict == CONSISTENT and not found.certain):
        return stated if verdict == CONSISTENT else None
    places = _PLACES if stated is None else places_of(stated)
    if verdict == CONTRADICTS:
        places = max(places, _PLACES)
    return round_to(found.score, places)


def _without_rule(
    item: ItemData,
    weight: Decimal | None,
    stated: Decimal | None,
    lost: Decimal | None,
    applied: Applied | None = None,
) -> ItemScoring:
    """Nothing lost needs no rule; points lost for a stated reason are explained by it."""
    reason = reason_of(item)
    steps: tuple[str, ...]
    if stated is None:
        verdict, steps = OPEN, ()
    elif lost is None:
        verdict, steps = CONSISTENT, ("没有单独的分值",)
    elif lost < 0:
        verdict, steps = CONTRADICTS, (f"得{show(stated)}分，超过分值{show(weight or ZERO)}分",)
    elif lost == 0:
        verdict, steps = CONSISTENT, (f"得满分{show(stated)}分，没有失分",)
    elif reason:
        verdict, steps = CONSISTENT, (f"失{show(lost)}分，已说明原因",)
    else:
        verdict, steps = UNEXPLAINED, (f"失{show(lost)}分：没有规则或原因能说明",)
    return ItemScoring(
        item,
        applied.rule.code if applied else "",
        applied.rule.name if applied else "",
        verdict,
        source=applied.rule.source if applied else "",
        basis=PRINTED if applied and applied.told else SCHEME,
        weight=weight,
        score=stated if applied and verdict == CONSISTENT else None,
        steps=steps,
        lost=lost,
    )


def _shared(
    share: Share, items: Sequence[ItemData], bands: Bands, scored: list[ItemScoring]
) -> ShareScoring:
    """Judge lines that share a weight, and put what was found in their places in `scored`."""
    applied = [rule_of(items[place]) for place in share.items]
    outcomes = [
        outcome(items[place], HUNDRED, rule, bands) if rule else None
        for place, rule in zip(share.items, applied, strict=True)
    ]
    verdict, stated, steps = judge(share, items, outcomes)
    count = len(share.items)
    for place, rule, found in zip(share.items, applied, outcomes, strict=True):
        item = items[place]
        # What no rule explains has no rule: it would say more than is known.
        known = rule if verdict != UNEXPLAINED else None
        certain = verdict == AGREES or (count == 1 and verdict != UNEXPLAINED)
        equal = equal_parts(share.weight, count)[share.items.index(place)]
        score = item.score if verdict in (AGREES, CONSISTENT) else None
        if item.score is None and found and found.score is not None:
            score = round_to(found.score * equal / HUNDRED, _PLACES)
        told = list(steps)
        if known and certain and item.score is not None and same(item.score, equal):
            told.append(f"平均每项{show(equal)}分")
        scored[place] = replace(
            scored[place],
            rule=known.rule.code if known else "",
            rule_name=known.rule.name if known else "",
            source=known.rule.source if known else "",
            basis=PRINTED if known and known.told else SCHEME,
            verdict=verdict,
            score=score,
            inputs=found.inputs if found else (),
            steps=tuple(told),
            share=share.name,
        )
    cells = items[share.items[0]].cells
    cell = cells.get("weight") or cells.get("score")
    return ShareScoring(
        share.name, share.part, share.weight, share.items, stated, verdict, steps, cell
    )


def equal_parts(weight: Decimal, count: int) -> tuple[Decimal, ...]:
    """A weight in `count` equal parts of two decimals, the rest to the last."""
    one = round_to(weight / count, _PLACES)
    return (*(one for _ in range(count - 1)), weight - one * (count - 1))


def belongs(item: ItemData, part: PartData) -> bool:
    """Whether a line is one of a part's: by the part's name, a bracketed weight aside."""
    return bare(item.part) == bare(part.name) and bool(bare(part.name))


def _part(part: PartData, items: Sequence[ItemScoring]) -> PartScoring:
    mine = [one for one in items if belongs(one.item, part)]
    if not mine:
        verdict = OPEN if part.score is None else CONSISTENT
        return PartScoring(part, part.score, verdict)
    score, steps = _sum(mine, part.score)
    unexplained = tuple(
        dict.fromkeys(one.share or one.item.name for one in mine if one.verdict == UNEXPLAINED)
    )
    if score is None:
        return PartScoring(part, None, OPEN, steps, unexplained)
    if part.score is not None and not same(part.score, score):
        verdict = CONTRADICTS
    else:
        verdict = UNEXPLAINED if unexplained else AGREES
    return PartScoring(part, score, verdict, steps, unexplained)


def _sum(
    items: Sequence[ItemScoring], stated: Decimal | None
) -> tuple[Decimal | None, tuple[str, ...]]:
    scores = [_counted(one) for one in items]
    if any(score is None for score in scores):
        return None, ()
    known = [score for score in scores if score is not None]
    places = max([*(places_of(score) for score in known), places_of(stated or ZERO)])
    total = round_to(sum(known, ZERO), places)
    if len(known) == 1:
        return total, ()
    return total, ("＋".join(show(score) for score in known) + f"＝{format(total, 'f')}",)


def _counted(one: ItemScoring) -> Decimal | None:
    """What a line counts in a sum: its recomputed score, else the printed one."""
    return one.score if one.score is not None else score_of(one.item)


def _total(
    evaluation: EvaluationData, parts: Sequence[PartScoring], items: Sequence[ItemScoring]
) -> tuple[Decimal | None, tuple[str, ...]]:
    """The total of the parts where they hold all lines, else of the lines."""
    covered = all(any(belongs(one.item, part.part) for part in parts) for one in items)
    if parts and covered:
        scores = [part.score for part in parts]
        if any(score is None for score in scores):
            return None, ()
        known = [score for score in scores if score is not None]
        places = max([*(places_of(one) for one in known), places_of(evaluation.score or ZERO)])
        total = round_to(sum(known, ZERO), places)
        return total, ("＋".join(format(one, "f") for one in known) + f"＝{format(total, 'f')}",)
    if not items:
        return None, ()
    return _sum(items, evaluation.score)


def total_weight_of(evaluation: EvaluationData) -> Decimal:
    """Out of how many points: as printed where the parts sum to it, else a hundred."""
    total = evaluation.total_weight
    weights = [part.weight for part in evaluation.parts]
    known = [weight for weight in weights if weight is not None]
    if total is None or total <= 0:
        return HUNDRED
    if known and len(known) == len(weights) and sum(known, ZERO) != total:
        return HUNDRED
    return total
