"""Where an entry page can take its beginning from: last year's projects, this year's targets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from budgets import models
from budgets.storage import load_disclosure
from performance.data import (
    NONE,
    EvaluationData,
    GoalData,
    OverallData,
    PerformanceData,
    ProjectData,
    ValueData,
)
from performance.reading import read_performance
from performance.scoring.prefilling import prefill

WITH_TARGETS = ("performance", "budget")
OVERALL = "overall"


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to begin from: `key` names it in an address (disclosure:place).

    `there`: the draft holds it already.
    """

    key: str
    label: str
    note: str = ""
    there: bool = False


def last_years_projects(draft: models.Disclosure) -> list[Choice]:
    """The projects that the body had targets for a year earlier."""
    year = draft.fiscal_year.year - 1
    return [
        Choice(f"{document.pk}:{place}", f"{project.name} {project.code}".strip())
        for document, performance in _documents(draft, year)
        for place, project in enumerate(performance.projects)
    ]


def copied(draft: models.Disclosure, key: str) -> ProjectData | None:
    """Last year's project as the beginning of this year's: all but its money and its plan."""
    for document, performance in _documents(draft, draft.fiscal_year.year - 1):
        for place, project in enumerate(performance.projects):
            if key == f"{document.pk}:{place}":
                return replace(project, amounts=(), plan=(), goals=_undated(project.goals), n=0)
    return None


def _undated(goals: Sequence[GoalData]) -> tuple[GoalData, ...]:
    """Goals without their headings, which name last year's years."""
    return tuple(replace(goal, heading="") for goal in goals)


def last_years_overall(draft: models.Disclosure) -> OverallData | None:
    """Last year's overall goal as the beginning of this year's: all but its money."""
    for _document, performance in _documents(draft, draft.fiscal_year.year - 1):
        if performance.overall is not None:
            overall = performance.overall
            return replace(overall, amounts=(), goals=_undated(overall.goals), n=0)
    return None


def usual_form(draft: models.Disclosure, present: PerformanceData) -> str:
    """The form that the body's projects come in: this draft's, else last year's; "" if unknown."""
    last_year = (one for _, one in _documents(draft, draft.fiscal_year.year - 1))
    named = (one.form for source in (present, *last_year) for one in source.projects)
    return next(named, "")


def targets_of_the_year(
    draft: models.Disclosure, present: Sequence[EvaluationData] = ()
) -> list[Choice]:
    """What an evaluation of this year can be made ready from: the overall goal, each project."""
    found = []
    for document, performance in _documents(draft, draft.fiscal_year.year):
        note = str(document.get_kind_display())
        if performance.overall is not None:
            there = any(one.subject == OVERALL for one in present)
            found.append(Choice(f"{document.pk}:{OVERALL}", "部门整体", note, there))
        for place, project in enumerate(performance.projects):
            there = any(
                (one.project_code, one.project_name) == (project.code, project.name)
                for one in present
            )
            label = f"{project.name} {project.code}".strip()
            found.append(Choice(f"{document.pk}:{place}", label, note, there))
    return found


def made_ready(draft: models.Disclosure, key: str) -> EvaluationData | None:
    """The evaluation of a body or a project with its targets, weights and this year's lines."""
    for document, performance in _documents(draft, draft.fiscal_year.year):
        if key == f"{document.pk}:{OVERALL}" and performance.overall is not None:
            return prefill(performance.overall.indicators, subject=OVERALL)
        for place, project in enumerate(performance.projects):
            if key == f"{document.pk}:{place}":
                return replace(
                    with_budget(prefill(project.indicators), project),
                    project_code=project.code,
                    project_name=project.name,
                    authority=project.authority,
                    unit=project.unit or draft.department.name,
                    goal=project.goal(),
                )
    return None


# What the lines of money of the national form state of a project's budget.
_LINES = {"年度资金总额": "total", "其中：当年财政拨款": "fiscal", "其他资金": "other"}


def with_budget(evaluation: EvaluationData, project: ProjectData) -> EvaluationData:
    """The evaluation with the project's budget as 年初预算数 of its lines of money."""
    items = (
        replace(
            item,
            execution=tuple(
                replace(line, initial=project.amount(_LINES.get(line.name, "-")))
                for line in item.execution
            ),
        )
        for item in evaluation.items
    )
    return replace(evaluation, items=tuple(items))


def with_ratios(evaluation: EvaluationData) -> EvaluationData:
    """The evaluation with room for last year's figure in the lines that compare with it."""
    if evaluation.subject != OVERALL:
        return evaluation
    items = (
        replace(item, previous=ValueData(""))
        if item.previous is None
        and item.standard
        and item.target.kind == NONE
        and not item.execution
        else item
        for item in evaluation.items
    )
    return replace(evaluation, items=tuple(items))


def _documents(
    draft: models.Disclosure, year: int
) -> list[tuple[models.Disclosure, PerformanceData]]:
    """The body's documents of a year that state targets: of each kind the public one, else a draft."""
    found: dict[str, models.Disclosure] = {}
    documents = models.Disclosure.objects.filter(
        department=draft.department_id, fiscal_year__year=year, kind__in=WITH_TARGETS
    ).exclude(status__in=[models.Disclosure.Status.SUPERSEDED, models.Disclosure.Status.WITHDRAWN])
    for document in documents.select_related("department__region", "fiscal_year"):
        held = found.get(document.kind)
        if held is None or document.status == models.Disclosure.Status.PUBLISHED:
            found[document.kind] = document
    return [
        (document, read_performance(load_disclosure(document)).performance)
        for kind in WITH_TARGETS
        if (document := found.get(kind)) is not None
    ]
