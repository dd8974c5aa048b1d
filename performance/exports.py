"""Performance as open data: the JSON shapes of projects and evaluations in data.json.

Money leaves as decimal strings in yuan, percentages, scores and values as decimal strings as
printed; never as floats. What a form has no place for is null, or has no key where said so.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from budgets.money import Amount, yuan
from performance.data import (
    ANNUAL,
    NUMBER,
    EvaluationData,
    ExecutionData,
    GoalData,
    IndicatorData,
    OverallData,
    ParticularData,
    PlanStepData,
    ProjectData,
    TaskData,
    ValueData,
)
from performance.scoring.data import ItemScoring, PartScoring, Scoring
from performance.scoring.engine import score_of
from performance.values import format_value

_MEDIUM_MEASURES = ("medium_total", "medium_fiscal", "medium_other")
_WORDS_OF_A_PROJECT = ("category", "attribute", "period", "authority", "unit")


def project_document(project: ProjectData) -> dict[str, Any]:
    """A project's targets, in the shape of the open data.

    Keys beyond those stand only where the form states them: medium_total, medium_fiscal,
    medium_other, category, attribute, period, authority, unit, total_weight, execution_weight,
    particulars (heading, text), and goals (term, heading, text) where there is more than the one annual goal.
    """
    document: dict[str, Any] = {
        "code": project.code,
        "name": project.name,
        "total": _money(project.amount("total")),
        "fiscal": _money(project.amount("fiscal")),
        "other": _money(project.amount("other")),
        "purpose": project.purpose,
        "plan": {f"{step.month:02}": _percent(step) for step in project.plan},
        "goal": project.goal(),
        "indicators": [indicator_document(indicator) for indicator in project.indicators],
        "table": project.n,
    }
    for measure in _MEDIUM_MEASURES:
        if (amount := project.amount(measure)) is not None:
            document[measure] = _money(amount)
    document |= {name: said for name in _WORDS_OF_A_PROJECT if (said := getattr(project, name))}
    for name in ("total_weight", "execution_weight"):
        if (points := getattr(project, name)) is not None:
            document[name] = decimal_text(points)
    if [goal.term for goal in project.goals] not in ([], [ANNUAL]):
        document["goals"] = [_goal(goal) for goal in project.goals]
    if project.particulars:
        document["particulars"] = [_particular(one) for one in project.particulars]
    return document


def overall_document(overall: OverallData) -> dict[str, Any]:
    """A body's overall goal: its money by measure and heading, its activities and indicators.

    Keys that stand only where the form states them: tasks (主要任务, 活动; with their money, what they
    hold and what they are to reach) and particulars (heading, text).
    """
    document: dict[str, Any] = {
        "body": overall.body,
        "amounts": [
            {"measure": one.measure, "name": one.name, "amount": _money(one.amount)}
            for one in overall.amounts
        ],
        "goal": overall.goal(),
        "remarks": overall.remarks,
        "activities": list(overall.activities),
        "indicators": [indicator_document(indicator) for indicator in overall.indicators],
        "table": overall.n,
    }
    if overall.tasks:
        document["tasks"] = [_task(task) for task in overall.tasks]
    if overall.particulars:
        document["particulars"] = [_particular(one) for one in overall.particulars]
    return document


def _particular(one: ParticularData) -> dict[str, str]:
    return {"heading": one.heading, "text": one.text}


def _task(task: TaskData) -> dict[str, Any]:
    return {
        "name": task.name,
        "duty": task.duty,
        "content": task.content,
        "goal": task.goal,
        "total": task.total,
        "amounts": [
            {"measure": one.measure, "name": one.name, "amount": _money(one.amount)}
            for one in task.amounts
        ],
    }


def indicator_document(indicator: IndicatorData) -> dict[str, Any]:
    """An indicator; `value` is its number (or range), else its words, `printed` the value cell.

    Keys that stand only where stated: term (where it is not annual), activity, weight, direction,
    core (是否核心), actual, score, reason, action.
    """
    document: dict[str, Any] = {
        "level1": indicator.level1,
        "level2": indicator.level2,
        "level3": indicator.level3,
        "description": indicator.description,
        "operator": indicator.value.operator,
        "value": value_text(indicator.value),
        "unit": indicator.value.unit,
        "printed": indicator.value.printed,
        "basis": indicator.basis,
    }
    if indicator.term != ANNUAL:
        document["term"] = indicator.term
    for name in ("activity", "direction", "core", "reason", "action"):
        if said := getattr(indicator, name):
            document[name] = said
    for name in ("weight", "score"):
        if (points := getattr(indicator, name)) is not None:
            document[name] = decimal_text(points)
    if indicator.actual is not None:
        document["actual"] = indicator.actual.printed
    return document


def evaluation_document(evaluation: EvaluationData, scoring: Scoring) -> dict[str, Any]:
    """An evaluation in the shape of the open data, with how every score came about.

    Beyond that: `recomputed_score` and `recomputed_grade` of the whole, `verdict` of every line and
    part (agrees, consistent, contradicts, unexplained, open), `group` and `group_weight` of lines
    under one heading, `steps` of each computation, `unexplained`. A line's `weight` is null where
    it shares that of its group, `recomputed` null and `rule` "" where no rule determines a score.
    """
    document: dict[str, Any] = {
        "subject": evaluation.subject,
        "parts": [_part(one) for one in scoring.parts],
        "items": [_item(one) for one in scoring.items],
        "score": _points(evaluation.score),
        "grade": evaluation.grade,
        "total_weight": _points(evaluation.total_weight),
        "recomputed_score": _points(scoring.score),
        "recomputed_grade": scoring.grade,
        "steps": list(scoring.steps),
        "unexplained": list(scoring.unexplained),
        "tables": list(evaluation.tables),
    }
    for name in ("project_code", "project_name", "goal", "goal_reached"):
        if said := getattr(evaluation, name):
            document[name] = said
    return document


def _part(scored: PartScoring) -> dict[str, Any]:
    return {
        "name": scored.part.name,
        "weight": _points(scored.part.weight),
        "score": _points(scored.part.score),
        "recomputed": _points(scored.score),
        "verdict": scored.verdict,
        "steps": list(scored.steps),
        "unexplained": list(scored.unexplained),
    }


def _item(scored: ItemScoring) -> dict[str, Any]:
    item = scored.item
    document: dict[str, Any] = {
        "part": item.part,
        "level1": item.level1,
        "level2": item.level2,
        "level3": item.level3,
        "target": format_value(item.target),
        "actual": format_value(item.actual),
        "weight": _points(scored.weight),
        "score": _points(score_of(item)),
        "rule": scored.rule,
        "recomputed": _points(scored.score),
        "explanation": scored.explanation,
        "verdict": scored.verdict,
        "rule_name": scored.rule_name,
        "group": item.group,
        "group_weight": _points(item.group_weight),
        "inputs": [{"name": name, "printed": printed} for name, printed in scored.inputs],
        "steps": list(scored.steps),
    }
    if item.previous is not None:
        document["previous"] = item.previous.printed
    for name in ("reason", "action"):
        if said := getattr(item, name):
            document[name] = said
    if item.execution:
        document["execution"] = [_execution(line) for line in item.execution]
    return document


def _execution(line: ExecutionData) -> dict[str, Any]:
    return {
        "name": line.name,
        "initial": _money(line.initial),
        "budget": _money(line.budget),
        "executed": _money(line.executed),
        "rate": _points(line.rate),
    }


def _points(value: Decimal | None) -> str | None:
    return None if value is None else decimal_text(value)


def value_text(value: ValueData) -> str:
    """The number of a value without operator and unit (700, 3-5), else its words as printed."""
    if value.kind != NUMBER or value.number is None:
        return value.printed
    number = decimal_text(value.number)
    return number if value.upper is None else f"{number}-{decimal_text(value.upper)}"


def decimal_text(value: Decimal) -> str:
    """A decimal as plain digits, never with an exponent."""
    return format(value, "f")


def _money(amount: Amount | None) -> str | None:
    return None if amount is None or amount.fen is None else yuan(amount.fen)


def _percent(step: PlanStepData) -> str:
    return step.printed if step.percent is None else decimal_text(step.percent)


def _goal(goal: GoalData) -> dict[str, str]:
    return {"term": goal.term, "heading": goal.heading, "text": goal.text}
