"""A body's performance page: overall target, projects, grades over the years, what changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import ngettext

from performance import models
from performance.matching import IndicatorHistory, indicator_histories
from performance.pages.shown import (
    Figure,
    by_activity,
    by_level,
    figure,
    indicators_said,
    shortened,
    words,
)
from performance.pages.stored import Score, at, figures_of, goals_of, lines_of, score_of
from performance.queries import BodyTargets
from performance.values import format_value


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project of the year, as the template of lists takes it."""

    name: str
    code: str
    address: str
    total: Figure | None
    said: str
    score: Score | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """What an indicator asked for in a year; `whole` without space tells whether it is the same."""

    text: str
    whole: str
    address: str


@dataclass(frozen=True, slots=True)
class Change:
    """An indicator of the overall target, before and after; None where it is not listed."""

    name: str
    before: Value | None
    after: Value | None


@dataclass(frozen=True, slots=True)
class Changes:
    """What the newer year has that the older has not, and the other way round."""

    newer: int
    older: int
    added: tuple[Change, ...]
    dropped: tuple[Change, ...]
    changed: tuple[Change, ...]
    kept: int
    new_projects: tuple[tuple[str, str], ...]
    ended_projects: tuple[tuple[str, str], ...]

    @property
    def kept_said(self) -> str:
        """How many indicators are the same."""
        return ngettext(
            "另有 %(n)s 项整体指标没有变化。", "另有 %(n)s 项整体指标没有变化。", self.kept
        ) % {"n": self.kept}

    def __bool__(self) -> bool:
        return bool(
            self.added
            or self.dropped
            or self.changed
            or self.kept
            or self.new_projects
            or self.ended_projects
        )


def page_of(
    targets: BodyTargets,
    before: BodyTargets | None,
    evaluations: Sequence[models.Evaluation],
    years: Sequence[int],
) -> dict[str, object]:
    """All that the template of a body's performance page shows."""
    rows = list(_projects(targets))
    changes = changes_between(targets, before) if before else None
    return {
        "year": targets.year,
        "years": [
            {
                "year": year,
                "address": reverse(
                    "department-performance-year", args=[targets.department.slug, year]
                ),
                "current": year == targets.year,
            }
            for year in years
        ],
        "scores": [score_of(one) for one in evaluations],
        "overall": overall_of(targets),
        "projects": rows,
        "changes": changes if changes else None,
    }


def overall_of(targets: BodyTargets) -> dict[str, object] | None:
    stated = targets.overall_target
    if stated is None:
        return None
    of = stated.disclosure
    lines = lines_of(stated.indicators.all(), of, targets.results)
    amounts = list(stated.amounts.all())
    activities = any(line.activity for line in lines)
    return {
        "title": of.title,
        "address": at(of, stated),
        "figures": figures_of((one for one in amounts if not one.activity_id), of, as_printed=True),
        "goals": goals_of(stated.goals.all(), of),
        "remarks": words(stated.remarks) if stated.remarks.strip("无—-/ ") else None,
        "groups": by_activity(lines) if activities else by_level(lines),
        "by_activity": activities,
        "tasks": [
            {
                "name": task.name,
                "content": words(task.content) if task.content else None,
                "figures": figures_of(
                    (one for one in amounts if one.activity_id == task.pk), of, as_printed=True
                ),
                "total": task.is_total,
            }
            for task in stated.activities.all()
            if task.content or any(one.activity_id == task.pk for one in amounts)
        ],
    }


def _projects(targets: BodyTargets) -> Iterator[ProjectRow]:
    """Projects of the year as its documents list them, each once, and those only evaluated."""
    scores = {
        one.project_id: score_of(one)
        for one in reversed(targets.evaluations)
        if one.subject == models.Evaluation.Subject.PROJECT
    }
    largest = max((one.total_fen or 0 for one in targets.projects), default=0)
    seen: set[int] = set()
    for budget in targets.projects:
        if budget.project_id in seen:
            continue
        if budget.project_id:
            seen.add(budget.project_id)
        of = budget.disclosure
        count = len(budget.indicators.all())
        total = next((one for one in budget.amounts.all() if one.measure == "total"), None)
        stated = budget.total_fen is not None
        yield ProjectRow(
            name=budget.name,
            code=budget.code,
            address=budget.project.get_absolute_url() if budget.project else at(of, budget),
            total=figure("", budget.total_fen, at(of, total or budget), largest)
            if stated
            else None,
            said=indicators_said(count) if count else "",
            score=scores.get(budget.project_id),
        )
    for one in targets.evaluations:
        if one.project_id and one.project_id not in seen:
            seen.add(one.project_id)
            yield ProjectRow(
                name=one.name,
                code=one.code,
                address=one.project.get_absolute_url(),
                total=None,
                said="",
                score=scores.get(one.project_id),
            )


def changes_between(newer: BodyTargets, older: BodyTargets) -> Changes:
    """How the overall target's indicators and the list of projects differ between two years."""
    histories: Sequence[IndicatorHistory] = ()
    if newer.overall and older.overall:
        histories = indicator_histories(
            ([list(one.indicators.all()) for one in year.overall[:1]], [])
            for year in (newer, older)
        )
    now, then = newer.overall_target, older.overall_target
    added, dropped, changed, kept = [], [], [], 0
    for history in histories:
        new, old = (point.target for point in history.points)
        if new and old:
            assert now is not None
            assert then is not None
            before, after = _value(then, old), _value(now, new)
            if before.whole == after.whole:
                kept += 1
            else:
                changed.append(Change(_name(new), before, after))
        elif new:
            assert now is not None
            added.append(Change(_name(new), None, _value(now, new)))
        elif old:
            assert then is not None
            dropped.append(Change(_name(old), _value(then, old), None))
    projects_now, projects_then = _by_project(newer), _by_project(older)
    both = projects_now and projects_then
    return Changes(
        newer.year,
        older.year,
        tuple(added),
        tuple(dropped),
        tuple(changed),
        kept,
        _named(projects_now, projects_then) if both else (),
        _named(projects_then, projects_now) if both else (),
    )


def _name(indicator: models.Indicator) -> str:
    """Its name after that of its activity: 期次 alone does not say of what."""
    return " · ".join(part for part in (str(indicator.activity or ""), indicator.name) if part)


def _value(target: models.OverallTarget, indicator: models.Indicator) -> Value:
    printed = format_value(indicator.value)
    return Value(
        shortened(printed) or "—", "".join(printed.split()), at(target.disclosure, indicator)
    )


def _by_project(targets: BodyTargets) -> dict[int, models.ProjectBudget]:
    return {one.project_id: one for one in reversed(targets.projects) if one.project_id}


def _named(
    some: dict[int, models.ProjectBudget], others: dict[int, models.ProjectBudget]
) -> tuple[tuple[str, str], ...]:
    return tuple(
        (one.name, one.project.get_absolute_url())
        for key, one in reversed(some.items())
        if key not in others
    )
