"""A project's page: its money and targets over the years, and where it stands in the tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.functional import Promise

from budgets.models import BudgetTable, Disclosure, Fact
from performance import models
from performance.data import ValueData
from performance.matching import IndicatorPoint
from performance.pages.shown import (
    Figure,
    Goal,
    Group,
    Line,
    PlanStep,
    Words,
    address,
    by_level,
    facts_of,
    figure,
    level_place,
    line_of,
    purpose_of,
    shortened,
    standard_level,
    with_one_basis,
)
from performance.pages.stored import (
    Result,
    at,
    base_of,
    figures_of,
    goals_of,
    lines_of,
    plan_of,
    score_of,
    stored_line,
)
from performance.queries import ProjectHistory, ProjectYear
from performance.values import format_value, meets


@dataclass(frozen=True, slots=True)
class Target:
    """What one document says that the project is to achieve."""

    title: str
    address: str
    year: int
    body: str
    name: str
    figures: tuple[Figure, ...]
    facts: tuple[tuple[str | Promise, str], ...]
    purpose: Words | None
    goals: tuple[Goal, ...]
    plan: tuple[PlanStep, ...]
    groups: tuple[Group, ...]
    basis: str
    reached: bool


@dataclass(frozen=True, slots=True)
class YearOfMoney:
    """A row of the money over the years: what a document states."""

    year: int
    body: str
    title: str
    address: str
    total: Figure | None
    others: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """An indicator in one year; `met` as in Line."""

    value: str = ""
    address: str = ""
    whole: str = ""
    actual: str = ""
    actual_address: str = ""
    met: bool | None = None
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    level: str
    name: str
    medium: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A row of a money table that names the project, with its figures by their column heads."""

    document: str
    table: str
    address: str
    figures: tuple[Figure, ...]


def page_of(
    history: ProjectHistory, facts: Sequence[Fact], tables: Iterable[BudgetTable]
) -> dict[str, object]:
    """All that the template of a project's page shows."""
    budgets = [budget for year in history.years for budget in year.budgets]
    newest = next((year for year in history.years if year.budgets), None)
    several = len(history.bodies) > 1
    return {
        "project": history.project,
        "money": list(_money(budgets, several)),
        "results": _results(history, newest.budgets[0] if newest else None),
        "scores_of_project": [score_of(one) for year in history.years for one in year.evaluations],
        "target": target_of(newest.budgets[0], _reached(history, newest)) if newest else None,
        "earlier": [
            target_of(one) for one in budgets if not newest or one is not newest.budgets[0]
        ],
        "years": [(year.year, year.department.name if several else "") for year in history.years],
        "over_years": len(history.years) > 1,
        "rows": list(_rows(history)) if len(history.years) > 1 else [],
        "places": list(_places(facts, tables)),
        "namesakes": history.namesakes,
    }


def target_of(
    budget: models.ProjectBudget, results: dict[int, models.EvaluationItem] | None = None
) -> Target:
    of = budget.disclosure
    basis, lines = with_one_basis(lines_of(budget.indicators.all(), of, results))
    return Target(
        title=of.title,
        address=at(of, budget),
        year=budget.year,
        body=of.department.name,
        name=budget.name,
        figures=figures_of(budget.amounts.all(), of),
        facts=facts_of(budget),
        purpose=purpose_of(budget.purpose, budget.goal()),
        goals=goals_of(budget.goals.all(), of),
        plan=plan_of(budget.plan.all(), of),
        groups=by_level(lines),
        basis=basis,
        reached=any(line.actual for line in lines),
    )


def _money(budgets: Sequence[models.ProjectBudget], several: bool) -> Iterator[YearOfMoney]:
    """Newest first; bars are shares of the largest total."""
    largest = max((one.total_fen or 0 for one in budgets), default=0)
    for budget in budgets:
        of = budget.disclosure
        stated = [one for one in budget.amounts.all() if one.fen is not None]
        total = next((one for one in stated if one.measure == "total"), None)
        yield YearOfMoney(
            year=budget.year,
            body=of.department.name if several else "",
            title=of.title,
            address=at(of, budget),
            total=figure("", total.fen or 0, at(of, total), largest) if total else None,
            others=figures_of((one for one in stated if one is not total), of),
        )


def _reached(history: ProjectHistory, year: ProjectYear) -> dict[int, models.EvaluationItem]:
    place = history.years.index(year)
    return {
        point.target.pk: point.result
        for indicator in history.indicators
        if (point := indicator.points[place]).target and point.result
    }


def _results(
    history: ProjectHistory, shown: models.ProjectBudget | None
) -> list[tuple[int, str, tuple[Group, ...]]]:
    """What was reached beside what was asked, a year at a time, newest first.

    The lines of the target `shown` have their results with them already.
    """
    found = []
    for place, year in enumerate(history.years):
        lines = [
            line
            for indicator in history.indicators
            if (point := indicator.points[place])
            and not (shown and point.target and point.target.budget_id == shown.pk)
            and (line := _result_line(point))
        ]
        if lines:
            found.append((year.year, year.department.name, by_level(lines)))
    return found


def _result_line(point: IndicatorPoint) -> Line | None:
    target, result = point.target, point.result
    if target is not None and (result is not None or target.actual_printed.strip()):
        return stored_line(target, _owner(target), result)
    if result is None or not (result.actual_printed.strip() or result.score):
        return None
    of = result.evaluation.disclosure
    return line_of(
        Result(result),
        at(of, result),
        actual_link=at(of, result),
        weight=result.weight,
        score=result.score,
    )


def _owner(target: models.Indicator) -> Disclosure:
    return target.budget.disclosure if target.budget else target.overall.disclosure


def _rows(history: ProjectHistory) -> Iterator[Row]:
    """Indicators of more than one year; a value that differs from the year before is marked."""
    ordered = sorted(history.indicators, key=lambda one: level_place(standard_level(one.level1)))
    for indicator in ordered:
        if sum(bool(point) for point in indicator.points) < 2:
            continue
        cells = [_cell(point) for point in indicator.points]
        marked = []
        for place, cell in enumerate(cells):
            before = next((one for one in cells[place + 1 :] if one.value), None)
            changed = bool(before and cell.value and before.whole != cell.whole)
            marked.append(replace(cell, changed=changed))
        levels = (standard_level(indicator.level1), indicator.level2)
        yield Row(
            level=" · ".join(dict.fromkeys(level for level in levels if level)),
            name=indicator.name,
            medium=indicator.term == models.Term.MEDIUM,
            cells=tuple(marked),
        )


def _cell(point: IndicatorPoint) -> Cell:
    target, result = point.target, point.result
    value: ValueData | None = target.value if target else result.target if result else None
    if value is None:
        return Cell()
    of = _owner(target) if target else result.evaluation.disclosure if result else None
    line = target or result
    assert of is not None
    assert line is not None
    actual = (result.actual if result else None) or (target.actual if target else None)
    printed = format_value(value)
    return Cell(
        value=shortened(printed),
        address=at(of, line),
        whole="".join(printed.split()),
        actual=format_value(actual) if actual and actual.printed.strip() else "",
        actual_address=at(result.evaluation.disclosure, result) if result else "",
        met=meets(value, actual) if actual else None,
    )


def _places(facts: Sequence[Fact], tables: Iterable[BudgetTable]) -> Iterator[Place]:
    """The rows of money tables that name the project, each once."""
    known = {(table.disclosure_id, table.n): table for table in tables}
    rows: dict[tuple[int, int, int], list[Fact]] = {}
    for fact in facts:
        rows.setdefault((fact.disclosure_id, fact.table_n, fact.row), []).append(fact)
    for (disclosure, n, row), stated in rows.items():
        table = known.get((disclosure, n))
        of = stated[0].disclosure
        link = address(base_of(of), n, row)
        yield Place(
            document=of.title,
            table=str(table) if table else str(n),
            address=link,
            figures=tuple(figure(_head(table, fact.column), fact.fen, link) for fact in stated),
        )


def _head(table: BudgetTable | None, column: int) -> str:
    """The lowest head over a column, without the spaces that print spreads it with."""
    columns = table.layout.get("columns", []) if table else []
    path = columns[column]["path"] if column < len(columns) else []
    return "".join(path[-1].split()) if path else ""
