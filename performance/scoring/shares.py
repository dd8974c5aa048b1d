"""Lines that share one weight (产出 30 分 over four lines): judged together.

The body splits such points itself (合理确定各项指标权重). A score s of a line that reached the share
f of its target stands for points of s ÷ f; these must sum to the shared weight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from performance.data import ItemData
from performance.scoring.data import AGREES, CONSISTENT, CONTRADICTS, OPEN, UNEXPLAINED, Range
from performance.scoring.figures import HUNDRED, ZERO, bare, show
from performance.scoring.judging import slack_of
from performance.scoring.kinds import Outcome
from performance.scoring.rules import reason_of


@dataclass(frozen=True, slots=True)
class Share:
    """`items`: their places in the evaluation. `weight`: the points that they share."""

    name: str
    part: str
    weight: Decimal
    items: tuple[int, ...]


def shares_of(items: Sequence[ItemData]) -> tuple[Share, ...]:
    """The lines without a weight of their own, under each heading that has one.

    A heading with lines that have weights leaves the rest of its own to the others.
    """
    found: list[Share] = []
    for places in _runs(items):
        members = [items[place] for place in places]
        sharing = tuple(place for place in places if items[place].weight is None)
        group = members[0]
        if group.group_weight is None or not sharing:
            continue
        rest = group.group_weight - sum((one.weight or ZERO for one in members), ZERO)
        if rest > 0:
            found.append(Share(bare(group.group or group.part), group.part, rest, sharing))
    return tuple(found)


def _runs(items: Sequence[ItemData]) -> list[list[int]]:
    """Neighbouring lines under one heading."""
    runs: list[list[int]] = []
    before: tuple[str, str, Decimal | None] | None = None
    for place, item in enumerate(items):
        here = (item.part, item.group, item.group_weight)
        if here != before:
            runs.append([])
        runs[-1].append(place)
        before = here
    return runs


def judge(
    share: Share, items: Sequence[ItemData], outcomes: Sequence[Outcome | None]
) -> tuple[str, Decimal | None, tuple[str, ...]]:
    """Verdict, sum of the printed scores, and the steps. Outcomes are out of 100 points each."""
    scores = [items[place].score for place in share.items]
    count = len(share.items)
    told = f"{share.name}{count}项共用{show(share.weight)}分"
    if any(score is None for score in scores):
        return OPEN, None, (told,)
    stated = sum((score for score in scores if score is not None), ZERO)
    ranges = [_fraction(one) for one in outcomes]
    full = all(one == (HUNDRED, HUNDRED) for one in ranges)
    listed = "＋".join(show(score) for score in scores if score is not None)
    sums = f"各项得分合计{listed}＝{show(stated)}分"
    reached = "各项完成值均达到指标值，" if full else ""
    slack = sum((slack_of(score) for score in scores if score is not None), ZERO)
    least, most = ZERO, ZERO
    endless = False
    for score, (low, high) in zip(scores, ranges, strict=True):
        assert score is not None
        least += score * HUNDRED / high if high else ZERO
        most += score * HUNDRED / low if low else ZERO
        endless = endless or not low
    if least - slack > share.weight:
        return CONTRADICTS, stated, (told, f"{sums}，超过按完成情况可得的分数")
    if endless or most + slack >= share.weight:
        verdict = AGREES if full else CONSISTENT
        return verdict, stated, (told, f"{reached}{sums}")
    lost = show(share.weight - stated)
    if any(reason_of(items[place]) for place in share.items):
        return CONSISTENT, stated, (told, f"{sums}，所失分数已说明原因")
    why = f"{sums}，比{show(share.weight)}分少{lost}分：{reached}没有规则或原因能说明"
    return UNEXPLAINED, stated, (told, why)


def _fraction(outcome: Outcome | None) -> Range:
    if outcome is None or not outcome.possible:
        return ZERO, HUNDRED
    return min(low for low, _ in outcome.possible), max(high for _, high in outcome.possible)
