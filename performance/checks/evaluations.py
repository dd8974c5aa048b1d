"""Checks of self-evaluations (绩效自评): scores against their rules, reasons, the grade.

Money and ratios stand in evaluation_money, points and their sums in evaluation_sums, what the
explanation says in evaluation_text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from budgets.data import CellRef, DisclosureData, FindingData
from performance.checks.evaluation_leads import with_leads
from performance.checks.evaluation_money import MONEY_RULES
from performance.checks.evaluation_sums import SUM_RULES, score_cell, total_cell
from performance.checks.evaluation_text import check_evaluation_text
from performance.checks.evaluation_values import VALUE_RULES
from performance.checks.rules import (
    ERROR,
    ROUNDING,
    WARNING,
    Document,
    Fault,
    Rule,
    cell,
    place,
)
from performance.data import EvaluationData, ItemData, PerformanceData
from performance.scoring.data import (
    AGREES,
    CONSISTENT,
    CONTRADICTS,
    PRINTED,
    UNEXPLAINED,
    ItemScoring,
    Scoring,
    ShareScoring,
)
from performance.scoring.engine import (
    score_evaluation,
    score_of,
    total_weight_of,
)
from performance.scoring.figures import HUNDRED, ZERO, points, show
from performance.scoring.grades import grade_named, grade_of
from performance.scoring.judging import alike, nearly, same
from performance.scoring.rules import reason_of
from performance.values import meets

__all__ = ["EVALUATION_RULES", "check_evaluation_text", "check_evaluations"]

_BASIS = "财预〔2020〕10号"
# Columns that can say why a line has less than its points.
_EXPLAINING = frozenset({"actual", "reason", "action"})
# Rules with an aim of their own: their lines need no target.
_OWN_AIMS = frozenset({"carry-over", "difference", "above-limit", "below-limit"})


@dataclass(frozen=True)
class _Evaluated(Document):
    """A document whose evaluations are scored once for all rules."""

    @cached_property
    def scorings(self) -> tuple[Scoring, ...]:
        return tuple(map(score_evaluation, self.performance.evaluations))


def check_evaluations(
    data: DisclosureData, performance: PerformanceData
) -> tuple[FindingData, ...]:
    """All findings about the evaluations of a document and its explanation, rule by rule."""
    document = _Evaluated(data, performance)
    found = [finding for rule in EVALUATION_RULES for finding in rule.findings(document)]
    return with_leads([*found, *check_evaluation_text(performance, tuple(data.paragraphs()))])


def _grades(document: Document) -> Iterator[Fault]:
    for evaluation in document.performance.evaluations:
        named = grade_named(evaluation.grade)
        if evaluation.score is None or named is None:
            continue
        given = grade_of(evaluation.score, total_weight_of(evaluation))
        if named.name != given:
            at = total_cell(evaluation, "grade")
            yield Fault(
                at,
                f"{place(at)}：评定级别“{evaluation.grade}”与得分{show(evaluation.score)}分不符，"
                f"按90、80、60分划分应为“{given}”",
                against=(total_cell(evaluation),),
                stated_text=evaluation.grade,
                expected_text=given,
            )


def _scorings(document: Document) -> Sequence[Scoring]:
    if isinstance(document, _Evaluated):
        return document.scorings
    return tuple(map(score_evaluation, document.performance.evaluations))


def _single(scoring: Scoring) -> Iterator[ItemScoring]:
    """Lines that are judged by themselves, their score within their weight."""
    shared = {where for share in scoring.shares for where in share.items}
    for where, one in enumerate(scoring.items):
        score = score_of(one.item)
        if where in shared or score is None or score < 0:
            continue
        if one.lost is None or one.lost >= 0:
            yield one


def _scores_by_rules(document: Document) -> Iterator[Fault]:
    for scoring in _scorings(document):
        for one in _single(scoring):
            if one.verdict == CONTRADICTS or one.rounding:
                yield _against_rule(one)
        for share in scoring.shares:
            over = share.stated is not None and share.stated > share.weight
            if share.verdict == CONTRADICTS and not over:
                yield _share_fault(scoring, share)


def _against_rule(one: ItemScoring) -> Fault:
    at, stated = score_cell(one.item), score_of(one.item) or ZERO
    expected = points(one.score) if one.score is not None else _ranges(one)
    if one.rounding:
        severity = ROUNDING
    elif one.basis == PRINTED or one.rule == "execution":
        severity = ERROR
    else:
        # Not the document's own rule: a local method of scoring may differ.
        severity = WARNING
    by = "评分标准" if one.basis == PRINTED else one.source
    why = "；".join(one.steps)
    return Fault(
        at,
        f"{place(at, one.item.name)}：得分{points(stated)}与规则“{one.rule_name}”"
        f"应得的{expected}不一致。{why}（依据：{by}）",
        against=_grounds(one.item),
        stated_text=points(stated),
        expected_text=expected,
        severity=severity,
    )


def _ranges(one: ItemScoring) -> str:
    """What a rule allows, in words: 0—6分, 4、3.5、3."""
    if all(low == high for low, high in one.possible):
        return "、".join(show(low) for low, _ in reversed(one.possible))
    return "、".join(f"{show(low)}—{show(high)}" for low, high in one.possible)


def _share_fault(scoring: Scoring, share: ShareScoring) -> Fault:
    first = scoring.items[share.items[0]].item
    at = _odd_one(scoring, share) or share.cell or score_cell(first)
    cells = tuple(score_cell(scoring.items[where].item) for where in share.items)
    stated = points(share.stated) if share.stated is not None else ""
    return Fault(
        at,
        f"{place(at, share.name)}：{'；'.join(share.steps)}",
        against=cells,
        stated_text=stated,
        expected_text=points(share.weight),
        severity=WARNING,
    )


def _odd_one(scoring: Scoring, share: ShareScoring) -> CellRef | None:
    """The one line that has less than the equal part that all the others have."""
    items = [scoring.items[where].item for where in share.items]
    most = max((item.score or ZERO for item in items), default=ZERO)
    less = [item for item in items if item.score != most]
    if len(items) > 2 and len(less) == 1 and most * len(items) == share.weight:
        return score_cell(less[0])
    return None


def _full_without_reaching(document: Document) -> Iterator[Fault]:
    """Full points although the actual value is worse than the target, where no rule says it yet."""
    for scoring in _scorings(document):
        for one in _single(scoring):
            item = one.item
            if one.verdict == CONTRADICTS or one.lost or item.execution or one.lost is None:
                continue
            if one.rule in _OWN_AIMS:
                continue
            if meets(item.target, item.actual) is not False or reason_of(item):
                continue
            at = score_cell(item)
            yield Fault(
                at,
                f"{place(at, item.name)}：指标值“{item.target.printed}”，完成值“{item.actual.printed}”，"
                f"没有达到却得满分{show(score_of(item) or ZERO)}分",
                against=_cells_of(item, "actual", "target"),
                stated_text=points(score_of(item) or ZERO),
                expected_text=f"低于{show(one.weight or ZERO)}",
            )


def _coefficients(document: Document) -> Iterator[Fault]:
    """得分＝得分系数×分值, where the form prints the coefficient."""
    for evaluation in document.performance.evaluations:
        for item in evaluation.items:
            weight, score = item.weight, item.score
            if item.coefficient is None or weight is None or score is None:
                continue
            exact = weight * item.coefficient / HUNDRED
            if same(score, exact):
                continue
            at = score_cell(item)
            yield Fault(
                at,
                f"{place(at, item.name)}：得分{points(score)}，按得分系数"
                f"{show(item.coefficient)}%×分值{show(weight)}计算应为{show(exact, 2)}",
                against=_cells_of(item, "coefficient", "weight"),
                stated_text=points(score),
                expected_text=show(exact, 2),
                severity=ROUNDING if nearly(score, exact) else ERROR,
            )


def _grounds(item: ItemData) -> tuple[CellRef, ...]:
    """The cells that a line's score is made of."""
    if item.execution:
        whole = item.execution[0].cells
        found = tuple(whole[name] for name in ("executed", "budget") if name in whole)
        return found or tuple(whole[name] for name in ("rate",) if name in whole)
    return _cells_of(item, "actual", "previous", "target", "weight")


def _cells_of(item: ItemData, *names: str) -> tuple[CellRef, ...]:
    return tuple(item.cells[name] for name in names if name in item.cells)


def _unexplained(document: Document) -> Iterator[Fault]:
    for scoring in _scorings(document):
        # A bare table of scores (部门评价) leaves its reasons to the report that it goes with.
        if not any(one.item.cells.keys() & _EXPLAINING for one in scoring.items):
            continue
        for share in scoring.shares:
            if share.verdict == UNEXPLAINED:
                yield _share_fault(scoring, share)
        for one in _single(scoring):
            if one.verdict == UNEXPLAINED and one.lost:
                at = score_cell(one.item)
                yield Fault(
                    at,
                    f"{place(at, one.item.name)}：得{show(score_of(one.item) or ZERO)}分，"
                    f"比分值{show(one.weight or ZERO)}少{show(one.lost)}分，没有规则或原因能说明",
                    stated_text=points(score_of(one.item) or ZERO),
                    expected_text=points(one.weight or ZERO),
                )


def _reasons_owed(document: Document) -> Iterator[Fault]:
    for scoring in _scorings(document):
        # A form without a column for reasons owes none.
        if not any("reason" in one.item.cells for one in scoring.items):
            continue
        for one in _single(scoring):
            item = one.item
            if one.verdict not in (AGREES, CONSISTENT) or not one.lost or reason_of(item):
                continue
            if item.execution and "reason" not in item.cells:
                continue
            at = cell(item.cells, "reason", "score")
            yield Fault(
                at,
                f"{place(at, item.name)}：失{show(one.lost)}分，没有填写偏差原因",
                against=(score_cell(item),),
                stated_text="（空）",
                expected_text="偏差原因分析及改进措施",
            )


def _twice(
    evaluations: Sequence[EvaluationData],
) -> Iterator[tuple[EvaluationData, EvaluationData]]:
    seen: dict[tuple[str, str], EvaluationData] = {}
    for evaluation in evaluations:
        key = (evaluation.project_code, evaluation.project_name)
        if any(key) and key in seen:
            yield seen[key], evaluation
        seen.setdefault(key, evaluation)


def _same_project_twice(document: Document) -> Iterator[Fault]:
    for first, second in _twice(document.performance.evaluations):
        if first.score is None or second.score is None or alike(first.score, second.score):
            continue
        at = total_cell(second)
        name = first.project_name or first.project_code
        yield Fault(
            at,
            f"{place(at, name)}：同一项目有两份自评，得分分别为{show(first.score)}和{show(second.score)}",
            against=(total_cell(first),),
            stated_text=points(second.score),
            expected_text=points(first.score),
        )


EVALUATION_RULES: tuple[Rule, ...] = (
    *MONEY_RULES,
    *SUM_RULES,
    *VALUE_RULES,
    Rule("score-rule", ERROR, "得分符合评分标准", _BASIS, _scores_by_rules),
    Rule("score-coefficient", ERROR, "得分等于得分系数乘以分值", _BASIS, _coefficients),
    Rule("score-target", WARNING, "没有达到指标值的不得满分", _BASIS, _full_without_reaching),
    Rule("score-unexplained", WARNING, "失分应有规则或原因", _BASIS, _unexplained),
    Rule("reason-owed", WARNING, "失分应填写偏差原因", _BASIS, _reasons_owed),
    Rule("grade", ERROR, "评定级别符合得分", _BASIS, _grades),
    Rule("evaluated-twice", ERROR, "同一项目只有一个得分", _BASIS, _same_project_twice),
)
