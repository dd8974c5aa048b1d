"""The official layouts by name: laying out, laying anew, blank forms. The inverse of reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import overload

from budgets.data import DisclosureData, TableData
from budgets.money import WAN
from performance.data import EvaluationData, OverallData, ProjectData
from performance.forms.blanks import blank_subject
from performance.forms.evaluations import lay_evaluation
from performance.forms.laying import lay_overall, lay_projects
from performance.forms.names import EVALUATION_FORMS, OVERALL_FORMS, PROJECT_FORMS
from performance.forms.relaying import change_forms
from performance.forms.relisting import change_list
from performance.forms.rewriting import Irregular
from performance.forms.shapes import layout
from performance.reading import read_performance
from performance.reading.forms import segments
from performance.reading.grids import Grid
from performance.reading.private import without_persons

Subject = ProjectData | Sequence[ProjectData] | OverallData | EvaluationData


@dataclass(frozen=True, slots=True)
class FormInfo:
    """A form as it is offered. `subject`: projects (many in a table), project, overall, evaluation.

    `fields` are what it has a place for: level1, description, operator, weight, plan.1.percent,
    goal.medium, fiscal_basic, …
    """

    name: str
    label: str
    subject: str
    fields: frozenset[str]


def _info(name: str) -> FormInfo:
    drawn = layout(name)
    return FormInfo(name, drawn.label, drawn.subject, drawn.fields)


FORMS: dict[str, FormInfo] = {
    name: _info(name) for name in (*PROJECT_FORMS, *OVERALL_FORMS, *EVALUATION_FORMS)
}


@overload
def lay_out(
    form: str,
    subject: ProjectData | Sequence[ProjectData] | OverallData,
    *,
    n: int,
    code: str = "",
    title: str = "",
    body: str = "",
    fiscal_year: int = 0,
) -> TableData: ...


@overload
def lay_out(
    form: str,
    subject: EvaluationData,
    *,
    n: int,
    code: str = "",
    title: str = "",
    body: str = "",
    fiscal_year: int = 0,
) -> tuple[TableData, ...]: ...


def lay_out(
    form: str,
    subject: Subject,
    *,
    n: int,
    code: str = "",
    title: str = "",
    body: str = "",
    fiscal_year: int = 0,
) -> TableData | tuple[TableData, ...]:
    """The table that an official form makes of a subject; `n` is its place in the document.

    `code` and `title` replace those of the form; `body` stands where the subject names none. A form
    of one project takes one. Raises KeyError for an unknown form, ValueError for a subject that it
    is not made for.
    """
    drawn = layout(form)
    if form in EVALUATION_FORMS and isinstance(subject, EvaluationData):
        return lay_evaluation(drawn, subject, n=n, code=code, title=title, fiscal_year=fiscal_year)
    if form in OVERALL_FORMS and isinstance(subject, OverallData):
        return lay_overall(
            drawn, subject, n=n, code=code, title=title, body=body, fiscal_year=fiscal_year
        )
    if form in PROJECT_FORMS and not isinstance(subject, OverallData | EvaluationData):
        projects = (subject,) if isinstance(subject, ProjectData) else tuple(subject)
        if projects and (drawn.subject == "projects" or len(projects) == 1):
            return lay_projects(
                drawn, projects, n=n, code=code, title=title, fiscal_year=fiscal_year
            )
        raise ValueError(f"{form} holds one project a table, not {len(projects)}")
    raise ValueError(f"{form} is not made for {type(subject).__name__}")


def relaid(
    table: TableData,
    subject: ProjectData | Sequence[ProjectData] | OverallData,
    *,
    fiscal_year: int = 0,
) -> TableData:
    """A printed table with another content.

    What the subject says as before keeps its cell as printed, and so do headers, title, code and
    the order of columns. A table without a place for a change becomes its form's standard layout,
    with its own code and title.
    """
    bare = without_persons(table)
    grid = Grid(bare.table, bare.labels)
    alone = DisclosureData("", fiscal_year, "performance", (_with_unit(bare.table),))
    read = read_performance(alone).performance
    try:
        if isinstance(subject, OverallData):
            if read.overall is None:
                raise Irregular("no overall form")
            return change_forms(bare.table, grid, [read.overall], [subject])
        new = [subject] if isinstance(subject, ProjectData) else list(subject)
        found = segments(grid)
        if len(found) == 1 and found[0].is_list:
            return change_list(bare.table, grid, found[0], read.projects, new)
        return change_forms(bare.table, grid, read.projects, new)
    except Irregular:
        old = read.overall or next(iter(read.projects), None)
        return _standard(table, subject, old.form if old else "", fiscal_year)


def _with_unit(table: TableData) -> TableData:
    """The table as it is read alone: what names no unit takes that of all these forms."""
    return table if table.unit else replace(table, unit=WAN.name)


def _standard(
    table: TableData,
    subject: ProjectData | Sequence[ProjectData] | OverallData,
    form: str,
    fiscal_year: int,
) -> TableData:
    """The table in the standard layout of a form, or of that which the subject names."""
    if isinstance(subject, OverallData):
        form = subject.form or form or OVERALL_FORMS[0]
    else:
        projects = [subject] if isinstance(subject, ProjectData) else list(subject)
        form = projects[0].form or form or PROJECT_FORMS[0]
        if len(projects) > 1 and layout(form).subject != "projects":
            # Several forms below each other have no standard layout but the list.
            form = PROJECT_FORMS[0]
        subject = projects if layout(form).subject == "projects" else projects[0]
    laid = lay_out(
        form, subject, n=table.n, code=table.code, title=table.title, fiscal_year=fiscal_year
    )
    return replace(laid, notes=table.notes)


def blank(form: str, *, fiscal_year: int = 0) -> tuple[TableData, ...]:
    """The tables of a form with nothing filled in, to be filled in as a workbook and uploaded.

    Its rows are those of the official tree of levels. Raises KeyError for an unknown form.
    """
    made = lay_out(form, blank_subject(form), n=1, fiscal_year=fiscal_year)
    return made if isinstance(made, tuple) else (made,)
