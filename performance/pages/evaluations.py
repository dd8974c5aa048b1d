"""A self-evaluation as a page shows it: the score, its parts, and how each line came to its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import quote

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from budgets.pages.figures import split_figure
from performance.data import EvaluationData, ExecutionData, ItemData, ValueData
from performance.identity import code_of
from performance.pages.drawings import (
    GRADE_LIMITS,
    HUNDRED,
    Bullet,
    bullet,
    share_of,
    whole,
)
from performance.pages.shown import (
    Words,
    address_of,
    cell_of,
    figure,
    plain,
    same_words,
    words,
)
from performance.scoring import (
    AGREES,
    CONSISTENT,
    CONTRADICTS,
    OPEN,
    UNEXPLAINED,
    ItemScoring,
    PartScoring,
    Scoring,
    ShareScoring,
)
from performance.values import format_value, meets

VERDICTS: dict[str, str | Promise] = {
    AGREES: _("与规则算得的一致"),
    CONSISTENT: _("在规则允许的范围内"),
    CONTRADICTS: _("与规则不符"),
    UNEXPLAINED: _("没有规则能说明"),
    OPEN: _("没有评分"),
}
ZERO = Decimal(0)
_CELLS_OF_ITEM = ("score", "level3", "level2", "level1", "weight", "actual", "target")


@dataclass(frozen=True, slots=True)
class Verdict:
    code: str
    text: str | Promise


@dataclass(frozen=True, slots=True)
class Money:
    """A line of money of an execution rate; figures are "" where nothing is printed."""

    name: str
    budget: str
    budget_address: str
    executed: str
    executed_address: str
    rate: str
    address: str
    width: int


@dataclass(frozen=True, slots=True)
class Item:
    """A scored line. `full` says that nothing was lost; `share` what a common weight belongs to.

    `alone`: judged by itself, not with others of one weight. `repeats`: named as its part is.
    """

    anchor: str
    name: str
    path: str
    address: str
    alone: bool
    repeats: bool
    score: str
    weight: str
    width: int
    full: bool
    verdict: Verdict
    share: str = ""
    share_weight: str = ""
    target: str = ""
    target_address: str = ""
    actual: str = ""
    actual_address: str = ""
    previous: str = ""
    met: bool | None = None
    bullet: Bullet | None = None
    money: tuple[Money, ...] = ()
    rule: str = ""
    source: str = ""
    recomputed: str = ""
    inputs: tuple[tuple[str, str], ...] = ()
    steps: tuple[str, ...] = ()
    standard: Words | None = None
    meaning: Words | None = None
    reason: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """Lines that stand together under one heading; with a verdict where they share one weight.

    Lines that share a weight are judged together, and their reckoning stands here once.
    """

    name: str
    weight: str
    items: tuple[Item, ...]
    score: str = ""
    verdict: Verdict | None = None
    rule: str = ""
    source: str = ""
    inputs: tuple[tuple[str, str], ...] = ()
    steps: tuple[str, ...] = ()
    standard: Words | None = None
    meaning: Words | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A part; `score` and `weight` as printed, or `added` up from its lines where it has none."""

    anchor: str
    name: str
    address: str
    score: str
    weight: str
    width: int
    verdict: Verdict
    steps: tuple[str, ...]
    groups: tuple[Share, ...]
    added: bool = False


@dataclass(frozen=True, slots=True)
class Evaluation:
    """An evaluation as shown; `marker` is its place on a scale of a hundred points, else None."""

    anchor: str
    name: str
    project_address: str
    score: str
    score_parts: tuple[str, str]
    total: str
    grade: str
    address: str
    grade_address: str
    marker: int | None
    limits: tuple[int, ...]
    recomputed: str
    recomputed_grade: str
    agrees: bool
    steps: tuple[str, ...]
    unexplained: tuple[str, ...]
    parts: tuple[Part, ...]
    goal: Words | None
    reached: Words | None
    facts: tuple[tuple[str | Promise, str], ...]


def evaluation_of(scoring: Scoring, number: int) -> Evaluation:
    """An evaluation with what scoring it gave; `number` counts a document's evaluations from 1."""
    printed = scoring.evaluation
    score, total = printed.score, printed.total_weight
    agrees = scoring.score is not None and score is not None and scoring.score == score
    return Evaluation(
        anchor=f"score-{number}",
        name=printed.project_name if printed.subject == "project" else "",
        project_address=_project_address(printed),
        score="" if score is None else format(score, "f"),
        score_parts=("", "") if score is None else split_figure(format(score, "f")),
        total=plain(total) if total is not None else plain(HUNDRED),
        grade=printed.grade,
        address=address_of(printed.cells.get("score")),
        grade_address=address_of(printed.cells.get("grade")),
        marker=_marker(score, total),
        limits=GRADE_LIMITS,
        recomputed="" if scoring.score is None else format(scoring.score, "f"),
        recomputed_grade=scoring.grade,
        agrees=agrees,
        steps=scoring.steps,
        unexplained=scoring.unexplained,
        parts=tuple(_parts(scoring, number)),
        goal=words(printed.goal) if printed.goal else None,
        reached=words(printed.goal_reached) if printed.goal_reached else None,
        facts=tuple(
            (name, said)
            for name, said in (
                (_("主管部门"), printed.authority),
                (_("实施单位"), printed.unit),
            )
            if said
        ),
    )


def _project_address(printed: EvaluationData) -> str:
    named = code_of(printed.project_code) or printed.project_name
    if printed.subject != "project" or not named:
        return ""
    return f"projects/{quote(named, safe='')}/"


def _marker(score: Decimal | None, total: Decimal | None) -> int | None:
    if score is None or (total is not None and total != HUNDRED):
        return None
    return whole(score) if 0 <= score <= HUNDRED else None


def _parts(scoring: Scoring, number: int) -> Iterator[Part]:
    """The parts in the order printed, each with its lines; lines of no part come last."""
    shares = {place: share for share in scoring.shares for place in share.items}
    by_part: dict[str, list[int]] = {}
    for place, scored in enumerate(scoring.items):
        by_part.setdefault(_plain(scored.item.part), []).append(place)
    for order, part in enumerate(scoring.parts, start=1):
        places = by_part.pop(_plain(part.part.name), [])
        groups = _groups(scoring.items, places, shares, number)
        yield _part(part, order, number, groups, _weights(scoring.items, places, shares))
    for order, (name, places) in enumerate(by_part.items(), start=len(scoring.parts) + 1):
        first = scoring.items[places[0]].item
        yield Part(
            anchor=f"part-{number}-{order}",
            name=first.part if name else "",
            address="",
            score="",
            weight="",
            width=0,
            verdict=Verdict("", ""),
            steps=(),
            groups=_groups(scoring.items, places, shares, number),
        )


def _plain(name: str) -> str:
    """A heading without its points: 预算管理情况（20） is 预算管理情况."""
    bare = name.replace("(", "（").split("（")[0]
    return "".join(bare.split()).lstrip("一二三四五六七八九十、.")


def _part(
    scored: PartScoring, order: int, number: int, groups: tuple[Share, ...], weights: Decimal | None
) -> Part:
    part = scored.part
    score = part.score if part.score is not None else scored.score
    weight = part.weight if part.weight is not None else weights
    return Part(
        anchor=f"part-{number}-{order}",
        name=part.name,
        address=address_of(cell_of(part.cells, ("score", "name", "weight"))),
        score="" if score is None else format(score, "f"),
        weight="" if weight is None else plain(weight),
        width=share_of(score, weight),
        verdict=Verdict(scored.verdict, VERDICTS[scored.verdict]),
        steps=scored.steps if sum(len(group.items) for group in groups) > 1 else (),
        groups=groups,
        added=part.score is None and score is not None,
    )


def _weights(
    items: Sequence[ItemScoring], places: Sequence[int], shares: dict[int, ShareScoring]
) -> Decimal | None:
    """The points of lines together, None where one has none."""
    of_shares = {shares[place].name: shares[place].weight for place in places if place in shares}
    single = [items[place].weight for place in places if place not in shares]
    if any(weight is None for weight in single):
        return None
    return sum((weight for weight in single if weight is not None), sum(of_shares.values(), ZERO))


def _groups(
    items: Sequence[ItemScoring],
    places: Sequence[int],
    shares: dict[int, ShareScoring],
    number: int,
) -> tuple[Share, ...]:
    """Lines that follow each other under one heading."""
    found: list[tuple[str, list[int]]] = []
    for place in places:
        item = items[place].item
        name = item.group
        if not found or found[-1][0] != name:
            found.append((name, []))
        found[-1][1].append(place)
    return tuple(_group(name, of_one, items, shares, number) for name, of_one in found)


def _group(
    name: str,
    places: Sequence[int],
    items: Sequence[ItemScoring],
    shares: dict[int, ShareScoring],
    number: int,
) -> Share:
    first = items[places[0]]
    share = shares.get(places[0])
    together = share is not None and len(places) > 1 and set(share.items) == set(places)
    shown = tuple(
        _item(items[place], place, shares.get(place), number, alone=not together)
        for place in places
    )
    weight = first.item.group_weight
    # A heading that names what its one line names says nothing more.
    heading = "" if _says_the_same(name, shown) else _plain(name)
    if share is None or not together:
        return Share(heading, "" if weight is None else plain(weight), shown)
    return Share(
        heading or share.name,
        plain(share.weight),
        shown,
        score="" if share.stated is None else format(share.stated, "f"),
        verdict=Verdict(share.verdict, VERDICTS[share.verdict]),
        rule=first.rule_name,
        source=_source(first),
        steps=share.steps,
        standard=words(first.item.standard) if first.item.standard else None,
        meaning=words(first.item.explanation) if first.item.explanation else None,
    )


def _source(scored: ItemScoring) -> str:
    return "" if same_words(scored.source, "本表评分标准") else scored.source


def _path(item: ItemData) -> str:
    """The levels above a line's own name, without those that its headings say."""
    said = {_plain(one) for one in (item.name, item.part, item.group)}
    above = [level for level in (item.level1, item.level2) if _plain(level) not in said]
    return " · ".join(dict.fromkeys(level for level in above if level))


def _says_the_same(heading: str, items: Sequence[Item]) -> bool:
    return len(items) == 1 and _plain(heading) in ("", _plain(items[0].name))


def _item(
    scored: ItemScoring, place: int, share: ShareScoring | None, number: int, *, alone: bool
) -> Item:
    item = scored.item
    score = item.score
    if score is None and item.execution:
        score = item.execution[0].score
    name = item.name or item.group
    return Item(
        anchor=f"item-{number}-{place + 1}",
        name=name,
        path=_path(item),
        address=address_of(cell_of(item.cells, _CELLS_OF_ITEM)),
        alone=alone,
        repeats=_plain(name) == _plain(item.part),
        score="" if score is None else format(score, "f"),
        weight="" if scored.weight is None else plain(scored.weight),
        width=share_of(score, scored.weight),
        full=scored.lost is not None and not scored.lost,
        verdict=Verdict(scored.verdict, VERDICTS[scored.verdict]),
        share=share.name if share else "",
        share_weight=plain(share.weight) if share else "",
        target=_value(item.target),
        target_address=address_of(item.cells.get("target")),
        actual=_value(item.actual),
        actual_address=address_of(item.cells.get("actual")),
        previous=_value(item.previous),
        met=meets(item.target, item.actual) if item.actual.printed else None,
        bullet=bullet(item.target, item.actual),
        money=tuple(_money(item.execution)),
        rule=scored.rule_name,
        source=_source(scored),
        recomputed="" if scored.score is None else format(scored.score, "f"),
        inputs=scored.inputs,
        steps=tuple(step for step in scored.steps if step),
        standard=words(item.standard) if item.standard else None,
        meaning=words(item.explanation) if item.explanation else None,
        reason=item.reason,
        action=item.action,
    )


def _value(value: ValueData | None) -> str:
    return format_value(value) if value and value.printed.strip() else ""


def _money(lines: Sequence[ExecutionData]) -> Iterator[Money]:
    for line in lines:
        budget, executed = line.budget, line.executed
        if not any(one and one.fen is not None for one in (line.initial, budget, executed)):
            continue
        yield Money(
            name=line.name,
            budget=_fen(budget.fen if budget else None),
            budget_address=address_of(line.cells.get("budget")),
            executed=_fen(executed.fen if executed else None),
            executed_address=address_of(line.cells.get("executed")),
            rate=line.rate_printed or ("" if line.rate is None else f"{plain(line.rate)}%"),
            address=address_of(cell_of(line.cells, ("rate", "executed", "budget", "name"))),
            width=share_of(executed.fen if executed else None, budget.fen if budget else None),
        )


def _fen(fen: int | None) -> str:
    if fen is None:
        return ""
    shown = figure("", fen)
    return shown.whole + shown.fraction
