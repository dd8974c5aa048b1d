"""What pages ask of the read model: published versions only, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from budgets.models import BudgetTable, Department, Disclosure, Fact
from performance import models
from performance.gathering import gather
from performance.identity import code_of, name_key
from performance.matching import IndicatorHistory, indicator_histories, results_of

_BODY_OF = ("disclosure__department__region", "disclosure__fiscal_year")


def find_project(code_or_key: str) -> models.Project | None:
    """The public project of a code or an address, also one that it had before; None for none.

    One query. A page whose address is not the project's `key` leads on to that.
    """
    text = code_or_key.strip()
    wanted = Q(key=text)
    if code := code_of(text):
        wanted |= Q(code=code)
    found = (
        models.Project.objects.filter(wanted)
        .select_related("moved_to")
        .annotate(is_public=_is_public(), is_public_there=_is_public("moved_to"))
    )
    # An address goes before a code that is spelt like it.
    for one in sorted(found, key=lambda one: one.key != text):
        if one.is_public_there if one.moved_to else one.is_public:
            return one.moved_to or one
    return None


def _is_public(project: str = "pk") -> Exists | Q:
    """A condition on projects, or on what they call `project`: a published version speaks of it."""
    own = {"project": OuterRef(project)}
    return Exists(models.ProjectBudget.objects.published().filter(**own)) | Exists(
        models.Evaluation.objects.published().filter(**own)
    )


# --- A project over the years --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ProjectYear:
    """What one body published of a project for one year.

    `budgets` holds one a document (or line) that states its targets, the budget's before others;
    `evaluations` the self-evaluations of the project.
    """

    year: int
    department: Department
    budgets: tuple[models.ProjectBudget, ...]
    evaluations: tuple[models.Evaluation, ...]

    @property
    def budget(self) -> models.ProjectBudget | None:
        return self.budgets[0] if self.budgets else None

    @property
    def evaluation(self) -> models.Evaluation | None:
        return self.evaluations[0] if self.evaluations else None

    @property
    def disclosures(self) -> tuple[Disclosure, ...]:
        """The documents, each once."""
        rows = (*self.budgets, *self.evaluations)
        return tuple({row.disclosure_id: row.disclosure for row in rows}.values())


@dataclass(frozen=True, slots=True)
class ProjectHistory:
    """A project's years, newest first, and its indicators over them.

    Every indicator has one point a year, in the order of `years`. `bodies` are those that publish
    it, `namesakes` public projects of the same body and name under other codes.
    """

    project: models.Project
    years: tuple[ProjectYear, ...]
    indicators: tuple[IndicatorHistory, ...]
    namesakes: tuple[models.Project, ...]

    @property
    def bodies(self) -> tuple[Department, ...]:
        return tuple({year.department.pk: year.department for year in self.years}.values())


def project_history(project: models.Project) -> ProjectHistory:
    """Everything public about a project. Four queries, however many years there are."""
    budgets = _budgets(project=project)
    evaluations = _evaluations(project=project)
    gather(budgets, evaluations)
    columns: dict[tuple[int, str], tuple[list[models.ProjectBudget], list[models.Evaluation]]] = {}
    for budget in sorted(budgets, key=_in_its_year):
        columns.setdefault(_column(budget), ([], []))[0].append(budget)
    for evaluation in sorted(evaluations, key=_in_its_year):
        columns.setdefault(_column(evaluation), ([], []))[1].append(evaluation)
    years = tuple(
        ProjectYear(
            -key[0],
            (of_budgets or of_evaluations)[0].disclosure.department,
            tuple(of_budgets),
            tuple(of_evaluations),
        )
        for key, (of_budgets, of_evaluations) in sorted(columns.items())
    )
    indicators = indicator_histories(
        (
            [list(budget.indicators.all()) for budget in year.budgets],
            [list(evaluation.items.all()) for evaluation in year.evaluations],
        )
        for year in years
    )
    return ProjectHistory(project, years, indicators, _namesakes(project))


def _column(row: models.ProjectBudget | models.Evaluation) -> tuple[int, str]:
    """Newest year first, then the bodies in order."""
    return (-row.year, row.disclosure.department.slug)


def _in_its_year(row: models.ProjectBudget | models.Evaluation) -> tuple[int, int]:
    return (Disclosure.Kind.values.index(row.disclosure.kind), row.position)


def _namesakes(project: models.Project) -> tuple[models.Project, ...]:
    if not project.name_key:
        return ()
    others = models.Project.objects.filter(
        _is_public(), department=project.department_id, name_key=project.name_key
    ).exclude(pk=project.pk)
    return tuple(others.order_by("-last_year", "key"))


def facts_of_project(history: ProjectHistory) -> list[Fact]:
    """Where a project stands in the published money tables: its facts, newest year first.

    One query. The tables name it by its name or code, or below a heading (heading/name).
    """
    places = {(year.department.pk, year.year) for year in history.years}
    rows = [row for year in history.years for row in (*year.budgets, *year.evaluations)]
    names = {name_key(row.name) for row in rows} | {history.project.name_key}
    codes = {history.project.code, *(row.code for row in rows)}
    named = Q(project__in=(names | codes) - {""})
    for name in sorted(names - {""}):
        named |= Q(project__endswith=f"/{name}")
    if not places:
        return []
    where = Q()
    for body, year in sorted(places):
        where |= Q(department=body, year=year)
    money = BudgetTable.objects.filter(
        disclosure=OuterRef("disclosure"), n=OuterRef("table_n"), kind="money"
    )
    return list(
        Fact.objects.filter(
            named, where, Exists(money), disclosure__status=Disclosure.Status.PUBLISHED
        )
        .select_related(*_BODY_OF)
        .order_by("-year", "disclosure", "table_n", "row", "column")
    )


# --- A body --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BodyTargets:
    """A body's targets and results of one year, from all its documents of that year.

    `overall` and `projects` have their amounts, plans, goals, activities and indicators fetched.
    `results` gives what was reached: primary key of an indicator -> line of an evaluation.
    """

    department: Department
    year: int
    overall: tuple[models.OverallTarget, ...]
    projects: tuple[models.ProjectBudget, ...]
    evaluations: tuple[models.Evaluation, ...]
    results: Mapping[int, models.EvaluationItem]

    @property
    def overall_target(self) -> models.OverallTarget | None:
        return self.overall[0] if self.overall else None

    @property
    def evaluation(self) -> models.Evaluation | None:
        """The body's own evaluation."""
        own = (one for one in self.evaluations if one.subject == models.Evaluation.Subject.OVERALL)
        return next(own, None)


def years_of_body(department: Department) -> list[int]:
    """The years for which a body published targets or evaluations, newest first. One query."""
    of_all: list[QuerySet[tuple[int]]] = [
        model.objects.published().filter(department=department).order_by().values_list("year")
        for model in (models.ProjectBudget, models.OverallTarget, models.Evaluation)
    ]
    return sorted({year for (year,) in of_all[0].union(*of_all[1:])}, reverse=True)


def targets_of_body(department: Department, year: int | None = None) -> BodyTargets | None:
    """A body's targets and results of a year, the newest without one; None where none is public.

    Five queries at most, however many projects and indicators there are.
    """
    if year is None:
        years = years_of_body(department)
        if not years:
            return None
        year = years[0]
    return targets_of_years(department, [year]).get(year)


def targets_of_years(department: Department, years: Collection[int]) -> dict[int, BodyTargets]:
    """A body's targets and results of several years, by year; years without any are left out.

    Four queries, however many years, projects and indicators there are.
    """
    here = {"department": department, "year__in": years}
    overall = list(
        models.OverallTarget.objects.published().filter(**here).select_related(*_BODY_OF)
    )
    projects = _budgets(**here)
    evaluations = _evaluations(**here)
    gather(overall, projects, evaluations)
    return {
        year: _targets(
            department,
            year,
            [one for one in overall if one.year == year],
            [one for one in projects if one.year == year],
            [one for one in evaluations if one.year == year],
        )
        for year in sorted({one.year for one in (*overall, *projects, *evaluations)})
    }


def _targets(
    department: Department,
    year: int,
    overall: list[models.OverallTarget],
    projects: list[models.ProjectBudget],
    evaluations: list[models.Evaluation],
) -> BodyTargets:
    return BodyTargets(
        department,
        year,
        tuple(sorted(overall, key=lambda one: Disclosure.Kind.values.index(one.disclosure.kind))),
        tuple(sorted(projects, key=_in_its_year)),
        tuple(sorted(evaluations, key=_in_its_year)),
        _results(overall, projects, evaluations),
    )


def _results(
    overall: Collection[models.OverallTarget],
    projects: Collection[models.ProjectBudget],
    evaluations: Collection[models.Evaluation],
) -> dict[int, models.EvaluationItem]:
    """Every target's indicators beside the lines of the evaluation of the same thing."""
    found: dict[int, models.EvaluationItem] = {}
    for subject in {one.project_id for one in evaluations}:
        lines = [list(one.items.all()) for one in evaluations if one.project_id == subject]
        # The evaluation of no project is that of the body.
        own = [one for one in projects if one.project_id == subject]
        for target in overall if subject is None else own:
            found |= results_of(list(target.indicators.all()), lines)
    return found


def evaluations_over_years(
    department: Department, *, projects: bool = False
) -> list[models.Evaluation]:
    """A body's evaluations, newest first, with their parts; with `projects` also its projects'.

    Two queries. `score_hundredths` and `grade` draw the line over the years.
    """
    rows = models.Evaluation.objects.published().filter(department=department)
    if not projects:
        rows = rows.filter(subject=models.Evaluation.Subject.OVERALL)
    return list(
        rows.select_related(*_BODY_OF, "project")
        .prefetch_related("parts")
        .order_by("-year", "disclosure", "position")
    )


# --- Rows with their document, before their parts are gathered -----------------------------------


def _budgets(**of: object) -> list[models.ProjectBudget]:
    rows = models.ProjectBudget.objects.published().filter(**of)
    return list(rows.select_related(*_BODY_OF, "project"))


def _evaluations(**of: object) -> list[models.Evaluation]:
    rows = models.Evaluation.objects.published().filter(**of)
    return list(rows.select_related(*_BODY_OF, "project"))
