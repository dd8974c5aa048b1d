"""Rows of the read model as pages show them: every figure with the address of its document's cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from budgets.models import Disclosure
from performance import models
from performance.models.common import AtCell, decimal_of
from performance.pages.drawings import share_of
from performance.pages.shown import (
    Figure,
    Goal,
    Line,
    PlanStep,
    Words,
    address,
    line_of,
    named_figure,
    place_of,
    plain,
    plan_step,
    words,
)


def base_of(disclosure: Disclosure) -> str:
    """The address of the document that a row was read from."""
    return disclosure.get_absolute_url()


def at(disclosure: Disclosure, row: AtCell) -> str:
    return address(base_of(disclosure), row.table_n, row.row)


def figures_of(
    stated: Iterable[models.StatedAmount], of: Disclosure, *, as_printed: bool = False
) -> tuple[Figure, ...]:
    """Stated amounts, the usual measures first, or in the order and the words printed."""
    ordered = stated if as_printed else sorted(stated, key=lambda one: place_of(one.measure))
    return tuple(
        named_figure(one.measure, one.name, one.fen, at(of, one), as_printed=as_printed)
        for one in ordered
        if one.fen is not None
    )


def goals_of(goals: Iterable[models.Goal], of: Disclosure) -> tuple[Goal, ...]:
    return tuple(
        Goal(one.heading, words(one.text), at(of, one), one.term == models.Term.MEDIUM)
        for one in goals
        if one.text.strip()
    )


def plan_of(plan: Iterable[models.SpendingPlan], of: Disclosure) -> tuple[PlanStep, ...]:
    return tuple(
        plan_step(
            one.month,
            None if one.hundredths is None else decimal_of(str(one.hundredths)) / 100,
            one.printed,
            at(of, one),
        )
        for one in plan
        if one.hundredths is not None or one.printed.strip()
    )


def lines_of(
    indicators: Iterable[models.Indicator],
    of: Disclosure,
    results: Mapping[int, models.EvaluationItem] | None = None,
) -> list[Line]:
    """Indicators with what evaluations say that they reached, by the indicators' primary keys."""
    return [stored_line(one, of, (results or {}).get(one.pk)) for one in indicators]


def stored_line(
    one: models.Indicator, of: Disclosure, result: models.EvaluationItem | None = None
) -> Line:
    line = line_of(
        one,
        at(of, one),
        actual=result.actual if result else None,
        actual_link=at(result.evaluation.disclosure, result) if result else at(of, one),
        weight=_plain(result.weight if result else one.weight),
        score=_plain(result.score if result else one.score),
        reason=result.reason if result else "",
        action=result.action if result else "",
    )
    budget = one.same_as.budget if one.overall_id and one.same_as else None
    if budget is None or budget.project is None:
        return line
    return replace(line, project=budget.name, project_address=budget.project.get_absolute_url())


@dataclass(frozen=True, slots=True)
class Result:
    """A line of an evaluation that has no target beside it elsewhere, as `line_of` takes it."""

    item: models.EvaluationItem
    activity: object = ""
    term: str = models.Term.ANNUAL
    description: str = ""
    basis: str = ""

    def __getattr__(self, name: str) -> object:
        return getattr(self.item, "target" if name == "value" else name)


@dataclass(frozen=True, slots=True)
class Score:
    """An evaluation's score in a list; `width` in per cent of its points."""

    year: int
    name: str
    title: str
    score: str
    total: str
    grade: str
    width: int
    address: str
    parts: tuple[tuple[str, str, str], ...] = ()
    goal: Words | None = None
    reached: Words | None = None


def score_of(one: models.Evaluation) -> Score:
    """An evaluation's score, leading to where the document's page explains it."""
    total = decimal_of(one.total_weight)
    score = decimal_of(one.score)
    return Score(
        year=one.year,
        name=one.name,
        title=one.disclosure.title,
        score=one.score,
        total=plain(total) if total is not None else "100",
        grade=one.grade,
        width=share_of(score, total if total is not None else 100),
        address=f"{base_of(one.disclosure)}#score-{one.position + 1}",
        parts=tuple(
            (part.name, part.score or part.recomputed, _plain(part.weight))
            for part in one.parts.all()
            if part.score or part.recomputed
        ),
        goal=words(one.goal) if one.goal.strip() else None,
        reached=words(one.goal_reached) if one.goal_reached.strip() else None,
    )


def _plain(text: str) -> str:
    number = decimal_of(text)
    return "" if number is None else plain(number)
