"""PerformanceData -> the read model of published versions. The only writer of these tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction

from budgets.data import CellRef
from budgets.models import Department, Disclosure
from budgets.money import Amount
from performance import models
from performance.data import (
    Cells,
    EvaluationData,
    ExecutionData,
    GoalData,
    IndicatorData,
    ItemData,
    OverallData,
    PerformanceData,
    ProjectData,
    StatedAmountData,
    ValueData,
)
from performance.exports import decimal_text
from performance.identifying import Identities, Named, projects_named, settle
from performance.identity import indicator_key, name_key
from performance.likeness import link_indicators
from performance.models.common import hundredths
from performance.scoring import ItemScoring, Scoring, score_evaluation
from performance.scoring.engine import score_of

Owner = dict[str, models.ProjectBudget | models.OverallTarget]


@transaction.atomic
def publish_performance(disclosure: Disclosure, performance: PerformanceData) -> None:
    """Put what a version says of performance in place of what the version before it said.

    Called in the publishing transaction. The number of queries does not depend on how much a
    document says, but for the batches that a database takes rows in.
    """
    # Who publishes another document of this body waits: both must see what the names stand for.
    # Whoever only writes rows that point to the body (no_key) does not.
    department = Department.objects.select_for_update(no_key=True).get(pk=disclosure.department_id)
    names, touched = _forget(disclosure)
    named = [
        *(Named(project.code, project.name) for project in performance.projects),
        *(_named(evaluation) for evaluation in performance.evaluations),
    ]
    projects = projects_named(department, named)
    budgets = _write_budgets(disclosure, performance.projects, projects)
    overall = _write_overall(disclosure, performance.overall)
    _write_parts(performance, budgets, overall)
    _write_evaluations(disclosure, performance.evaluations, projects)
    names |= {name_key(one.name) for one in named}
    settle(department, names - {""}, touched | {project.pk for project in projects.values()})


@transaction.atomic
def withdraw_performance(disclosure: Disclosure) -> None:
    """Take back what a document says of performance. Called in the withdrawing transaction."""
    department = Department.objects.select_for_update(no_key=True).get(pk=disclosure.department_id)
    names, touched = _forget(disclosure)
    settle(department, names - {""}, touched)


def _forget(disclosure: Disclosure) -> tuple[set[str], set[int]]:
    """Delete the rows of every version of this document; the names and projects they were of."""
    names: set[str] = set()
    projects: set[int] = set()
    for model in (models.Evaluation, models.OverallTarget, models.ProjectBudget):
        rows = model.objects.filter(
            disclosure__department=disclosure.department_id,
            disclosure__fiscal_year=disclosure.fiscal_year_id,
            disclosure__kind=disclosure.kind,
        )
        if model is not models.OverallTarget:
            for name, project in rows.values_list("name_key", "project_id"):
                names.add(name)
                projects |= {project} - {None}
        rows.delete()
    return names, projects


# --- Targets -------------------------------------------------------------------------------------


def _write_budgets(
    disclosure: Disclosure, projects: Sequence[ProjectData], known: Identities
) -> list[models.ProjectBudget]:
    return models.ProjectBudget.objects.bulk_create(
        models.ProjectBudget(
            disclosure=disclosure,
            department_id=disclosure.department_id,
            year=disclosure.fiscal_year.year,
            project=known.get(Named(project.code, project.name).identity),
            position=position,
            code=project.code,
            name=project.name,
            name_key=name_key(project.name),
            total_fen=_fen(project.amount("total")),
            fiscal_fen=_fen(project.amount("fiscal")),
            other_fen=_fen(project.amount("other")),
            medium_total_fen=_fen(project.amount("medium_total")),
            category=project.category,
            purpose=project.purpose,
            authority=project.authority,
            unit=project.unit,
            attribute=project.attribute,
            period=project.period,
            total_weight=_text(project.total_weight),
            execution_weight=_text(project.execution_weight),
            form=project.form,
            **_place(project.cells, "name", "code", n=project.n),
        )
        for position, project in enumerate(projects)
    )


def _write_overall(
    disclosure: Disclosure, overall: OverallData | None
) -> models.OverallTarget | None:
    if overall is None:
        return None
    return models.OverallTarget.objects.create(
        disclosure=disclosure,
        department_id=disclosure.department_id,
        year=disclosure.fiscal_year.year,
        body=overall.body,
        remarks=overall.remarks,
        total_weight=_text(overall.total_weight),
        form=overall.form,
        **_place(overall.cells, "body", n=overall.n),
    )


def _write_parts(
    performance: PerformanceData,
    budgets: Sequence[models.ProjectBudget],
    overall: models.OverallTarget | None,
) -> None:
    """Amounts, plans, goals and indicators of all targets, a statement for each kind of row."""
    targets: list[tuple[Owner, ProjectData | OverallData]] = [
        ({"budget": budget}, project)
        for budget, project in zip(budgets, performance.projects, strict=True)
    ]
    whole = performance.overall
    amounts = [one for owner, target in targets for one in _amounts(owner, target.amounts)]
    activities: dict[str, models.Activity] = {}
    if overall is not None and whole is not None:
        activities, of_tasks = _write_activities(overall, whole)
        amounts += _amounts({"overall": overall}, whole.amounts)
        start = len(whole.amounts)
        for activity, stated in of_tasks:
            amounts += _amounts({"overall": overall}, stated, start, activity=activity)
            start += len(stated)
    models.StatedAmount.objects.bulk_create(amounts)
    models.SpendingPlan.objects.bulk_create(
        models.SpendingPlan(
            budget=budget,
            position=position,
            month=step.month,
            printed=step.printed,
            hundredths=hundredths(step.percent),
            **_place(step.cells, "percent", n=project.n),
        )
        for budget, project in zip(budgets, performance.projects, strict=True)
        for position, step in enumerate(project.plan)
    )
    goals = [one for owner, target in targets for one in _goals(owner, target.goals, target.n)]
    if overall is not None and whole is not None:
        goals += _goals({"overall": overall}, whole.goals, whole.n)
    models.Goal.objects.bulk_create(goals)
    said = {
        (place, position): _indicator(owner, position, one, target.n)
        for place, (owner, target) in enumerate(targets)
        for position, one in enumerate(target.indicators)
    }
    models.Indicator.objects.bulk_create(said.values())
    if overall is not None and whole is not None:
        same = _links(performance)
        models.Indicator.objects.bulk_create(
            _indicator(
                {"overall": overall},
                position,
                one,
                whole.n,
                activity=activities.get(one.activity),
                same_as=said.get(same[position]) if position in same else None,
            )
            for position, one in enumerate(whole.indicators)
        )


def _links(performance: PerformanceData) -> Mapping[int, tuple[int, int]]:
    """Place of an overall indicator -> place of the project and of its indicator that it means."""
    return {one.overall: (one.project, one.indicator) for one in link_indicators(performance)}


def _write_activities(
    overall: models.OverallTarget, whole: OverallData
) -> tuple[dict[str, models.Activity], list[tuple[models.Activity, tuple[StatedAmountData, ...]]]]:
    """The tasks, then what else the indicators stand under; by name, and the tasks' money."""
    known = {task.name for task in whole.tasks}
    rows = [
        models.Activity(
            overall=overall,
            name=task.name,
            content=task.content,
            is_total=task.total,
            **_place(task.cells, "name", "content", n=whole.n),
        )
        for task in whole.tasks
    ]
    for indicator in whole.indicators:
        if indicator.activity and indicator.activity not in known:
            known.add(indicator.activity)
            place = _place(indicator.cells, "activity", n=whole.n)
            rows.append(models.Activity(overall=overall, name=indicator.activity, **place))
    for position, row in enumerate(rows):
        row.position = position
    models.Activity.objects.bulk_create(rows)
    by_name = {row.name: row for row in reversed(rows) if not row.is_total}
    money = [
        (row, task.amounts) for row, task in zip(rows, whole.tasks, strict=False) if task.amounts
    ]
    return by_name, money


def _amounts(
    owner: Owner,
    stated: Iterable[StatedAmountData],
    start: int = 0,
    activity: models.Activity | None = None,
) -> list[models.StatedAmount]:
    return [
        models.StatedAmount(
            **owner,
            activity=activity,
            position=position,
            measure=one.measure,
            name=one.name,
            fen=one.amount.fen,
            printed=one.amount.printed,
            **_place(one.cells, "amount"),
        )
        for position, one in enumerate(stated, start)
    ]


def _goals(owner: Owner, goals: Iterable[GoalData], n: int) -> list[models.Goal]:
    return [
        models.Goal(
            **owner,
            position=position,
            term=one.term,
            heading=one.heading,
            text=one.text,
            **_place(one.cells, "text", "heading", n=n),
        )
        for position, one in enumerate(goals)
    ]


def _indicator(
    owner: Owner,
    position: int,
    one: IndicatorData,
    n: int,
    *,
    activity: models.Activity | None = None,
    same_as: models.Indicator | None = None,
) -> models.Indicator:
    value = one.value
    return models.Indicator(
        **owner,
        activity=activity,
        same_as=same_as,
        position=position,
        term=one.term,
        level1=one.level1,
        level2=one.level2,
        level3=one.level3,
        name_printed=one.name_printed,
        source_key=indicator_key(one.name),
        description=one.description,
        value_printed=value.printed,
        value_kind=value.kind,
        operator=value.operator,
        number=_text(value.number),
        upper=_text(value.upper),
        value_unit=value.unit,
        scale=list(value.scale),
        month=value.month,
        day=value.day,
        direction=one.direction,
        weight=_text(one.weight),
        basis=one.basis,
        core=one.core,
        actual_printed=one.actual.printed if one.actual else "",
        actual_value=stored_value(one.actual),
        score=_text(one.score),
        reason=one.reason,
        action=one.action,
        **_place(one.cells, "level3", "level2", "level1", "value", n=n),
    )


# --- Evaluations ---------------------------------------------------------------------------------


def _named(evaluation: EvaluationData) -> Named:
    if evaluation.subject != models.Evaluation.Subject.PROJECT:
        return Named("", "")
    return Named(evaluation.project_code, evaluation.project_name)


def _write_evaluations(
    disclosure: Disclosure, evaluations: Sequence[EvaluationData], known: Identities
) -> None:
    scored = [score_evaluation(evaluation) for evaluation in evaluations]
    rows = models.Evaluation.objects.bulk_create(
        _evaluation(disclosure, position, scoring, known) for position, scoring in enumerate(scored)
    )
    models.EvaluationPart.objects.bulk_create(
        models.EvaluationPart(
            evaluation=row,
            position=position,
            name=part.part.name,
            weight=_text(part.part.weight),
            score=_text(part.part.score),
            score_hundredths=hundredths(part.part.score),
            recomputed=_text(part.score),
            verdict=part.verdict,
            explanation=list(part.steps),
            unexplained=list(part.unexplained),
            **_place(part.part.cells, "score", "name", n=_first_table(scoring.evaluation)),
        )
        for row, scoring in zip(rows, scored, strict=True)
        for position, part in enumerate(scoring.parts)
    )
    models.EvaluationItem.objects.bulk_create(
        _item(row, position, item, _first_table(scoring.evaluation))
        for row, scoring in zip(rows, scored, strict=True)
        for position, item in enumerate(scoring.items)
    )


def _evaluation(
    disclosure: Disclosure, position: int, scoring: Scoring, known: Identities
) -> models.Evaluation:
    one = scoring.evaluation
    named = _named(one)
    return models.Evaluation(
        disclosure=disclosure,
        department_id=disclosure.department_id,
        year=disclosure.fiscal_year.year,
        subject=one.subject,
        project=known.get(named.identity),
        position=position,
        code=one.project_code,
        name=one.project_name,
        name_key=name_key(named.name),
        authority=one.authority,
        unit=one.unit,
        goal=one.goal,
        goal_reached=one.goal_reached,
        total_weight=_text(one.total_weight),
        score=_text(one.score),
        score_hundredths=hundredths(one.score),
        grade=one.grade,
        recomputed_score=_text(scoring.score),
        recomputed_grade=scoring.grade,
        scheme=scoring.scheme,
        verdict=scoring.verdict(),
        explanation=list(scoring.steps),
        unexplained=list(scoring.unexplained),
        shares=[
            {
                "name": share.name,
                "part": share.part,
                "weight": _text(share.weight),
                "items": list(share.items),
                "stated": _text(share.stated),
                "verdict": share.verdict,
                "steps": list(share.steps),
            }
            for share in scoring.shares
        ],
        form=one.form,
        tables=list(one.tables),
        **_place(one.cells, "score", "grade", n=_first_table(one)),
    )


def _item(
    evaluation: models.Evaluation, position: int, scoring: ItemScoring, n: int
) -> models.EvaluationItem:
    one: ItemData = scoring.item
    weight = one.weight if one.weight is not None else scoring.weight
    return models.EvaluationItem(
        evaluation=evaluation,
        position=position,
        part=one.part,
        level1=one.level1,
        level2=one.level2,
        level3=one.level3,
        source_key=indicator_key(one.name),
        target_printed=one.target.printed,
        target_value=stored_value(one.target),
        actual_printed=one.actual.printed,
        actual_value=stored_value(one.actual),
        previous_printed=one.previous.printed if one.previous else "",
        previous_value=stored_value(one.previous),
        group=one.group,
        group_weight=_text(one.group_weight),
        weight=_text(weight),
        score=_text(score_of(one)),
        score_hundredths=hundredths(score_of(one)),
        interpretation=one.explanation,
        standard=one.standard,
        reason=one.reason,
        action=one.action,
        execution=[_execution(line) for line in one.execution],
        share=scoring.share,
        rule=scoring.rule,
        rule_name=scoring.rule_name,
        rule_source=scoring.source,
        rule_basis=scoring.basis if scoring.rule else "",
        recomputed=_text(scoring.score),
        verdict=scoring.verdict,
        inputs=[[name, printed] for name, printed in scoring.inputs],
        explanation=list(scoring.steps),
        **_place(one.cells, "level3", "level2", "level1", "score", n=n),
    )


def _execution(line: ExecutionData) -> dict[str, Any]:
    """A line of money: amounts as [fen, printed], null where the form has none."""

    def amount(given: Amount | None) -> list[Any] | None:
        return None if given is None else [given.fen, given.printed]

    return {
        "name": line.name,
        "initial": amount(line.initial),
        "budget": amount(line.budget),
        "executed": amount(line.executed),
        "rate": _text(line.rate),
        "rate_printed": line.rate_printed,
        "weight": _text(line.weight),
        "score": _text(line.score),
        **_place(line.cells, "name", "budget"),
    }


# --- Shared --------------------------------------------------------------------------------------


def stored_value(value: ValueData | None) -> dict[str, Any] | None:
    """A value as JSON, which models.common.value_of reads again."""
    if value is None:
        return None
    return {
        "printed": value.printed,
        "kind": value.kind,
        "operator": value.operator,
        "number": _text(value.number),
        "upper": _text(value.upper),
        "unit": value.unit,
        "scale": list(value.scale),
        "month": value.month,
        "day": value.day,
    }


def _text(value: Decimal | None) -> str:
    return "" if value is None else decimal_text(value)


def _fen(amount: Amount | None) -> int | None:
    return None if amount is None else amount.fen


def _first_table(evaluation: EvaluationData) -> int:
    return min(evaluation.tables, default=0)


def _place(cells: Cells, *fields: str, n: int = 0) -> dict[str, int]:
    """Where to find it: the first of these fields that has a cell, else any, else the table."""
    at: CellRef | None = next((cells[name] for name in fields if name in cells), None)
    at = at or next(iter(cells.values()), None)
    if at is None:
        return {"table_n": n, "row": 0, "column": 0}
    return {"table_n": at.n, "row": at.row, "column": at.column}
