"""What staff enter in a draft: a project, the overall goal, an evaluation. Each in one transaction.

What is entered becomes the printed table that says it, in the form that it came in or in the chosen
one, and is read back like an upload: nothing is stored in a second form, and nothing is stored that
would read as something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from budgets import models
from budgets.changing import record_tables, tables_of
from budgets.checking import check
from budgets.data import CellRef, DisclosureData, FindingData, ProblemData, TableData
from budgets.importing import begin_again
from budgets.rewriting import store_content
from budgets.states import UNPUBLISHED, NotADraft, lock_draft
from budgets.storage import load_disclosure
from performance.data import EvaluationData, OverallData, PerformanceData, ProjectData
from performance.forms.names import (
    BEIJING_EVALUATION,
    BEIJING_OVERALL,
    BEIJING_PROJECTS,
    NATIONAL_PROJECT_EVALUATION,
)
from performance.forms.official import FORMS, lay_out, relaid
from performance.readback import Mistake, lost, untold, untold_items
from performance.reading import Reading, read_performance

PERFORMANCE = "performance"
GONE = "这一项已经不在草稿里，可能刚被别人删去。"
ELSEWHERE = "这张表里还有表样放不下的内容，在这里保存会丢失；请在工作簿里改好后重新上传。"


class NotEntered(Exception):
    """What was entered can't stand in the draft; `mistakes` say where and why, in Chinese."""

    def __init__(self, mistakes: Sequence[Mistake | str]) -> None:
        self.mistakes = tuple(Mistake(one) if isinstance(one, str) else one for one in mistakes)
        super().__init__("；".join(one.message for one in self.mistakes))

    @property
    def problems(self) -> tuple[str, ...]:
        return tuple(one.message for one in self.mistakes)


class NoDraft(NotEntered):
    """The draft was submitted, published or deleted meanwhile."""


@dataclass(frozen=True, slots=True)
class Entered:
    """A draft as it would be: its data, what reading it says, and all findings.

    `subject` is what was entered as it is read back, None for what was taken out; `tables` are the
    places (n) of the tables that hold it.
    """

    data: DisclosureData
    reading: Reading
    findings: tuple[FindingData, ...]
    tables: tuple[int, ...]
    subject: ProjectData | OverallData | EvaluationData | None = None

    def found_here(self) -> tuple[FindingData, ...]:
        """The findings that speak of what was entered, those that only follow from another last."""
        here = [
            finding
            for finding in self.findings
            if self.holds(finding.at) or any(self.holds(ref) for ref in finding.against)
        ]
        return tuple(sorted(here, key=lambda finding: bool(finding.explained_by)))

    def problems_here(self) -> Iterator[tuple[CellRef, ProblemData]]:
        """What could not be read of what was entered, with the cell of the table that it is about."""
        for n in self.tables:
            table = self.data.table(n)
            rows = {row.origin.row + 1: place for place, row in enumerate(table.rows)}
            for problem in self.reading.problems:
                if problem.sheet != table.sheet:
                    continue
                digits = re.sub(r"\D", "", problem.cell)
                row = rows.get(int(digits), 0) if digits else 0
                ref = CellRef(n, table.code, problem.cell, row, 0)
                if self.holds(ref):
                    yield ref, problem

    def holds(self, ref: CellRef) -> bool:
        """Whether a cell is one of what was entered: of its table, or of its rows in a list."""
        if ref.n not in self.tables:
            return False
        subject = self.subject
        if not isinstance(subject, ProjectData):
            return True
        projects = self.reading.performance.projects
        if sum(one.n == subject.n for one in projects) < 2:
            return True
        first, last = span(subject)
        return first <= ref.row <= last


def span(project: ProjectData) -> tuple[int, int]:
    """The first and the last row of a project in its table."""
    parts = (*project.amounts, *project.plan, *project.goals, *project.indicators)
    cells = [project.cells, *(one.cells for one in parts)]
    rows = [ref.row for one in cells for ref in one.values() if ref.row >= 0]
    return (min(rows), max(rows)) if rows else (0, 0)


def performance_of(draft: models.Disclosure) -> PerformanceData:
    """What a draft says of performance now."""
    return read_performance(load_disclosure(draft)).performance


@transaction.atomic
def begin(
    department: models.Department, year: int, kind: str, *, by: Any = None
) -> models.Disclosure:
    """A draft to enter into: the one that is there, a copy of what is public, or an empty one."""
    fiscal_year, _created = models.FiscalYear.objects.get_or_create(year=year)
    document = models.Disclosure.objects.filter(
        department=department, fiscal_year=fiscal_year, kind=kind
    )
    if (draft := document.filter(status__in=UNPUBLISHED).first()) is not None:
        return draft
    public = document.filter(status=models.Disclosure.Status.PUBLISHED).first()
    if public is not None:
        draft, note = begin_again(public), f"由第 {public.version} 版复制"
    else:
        newest = document.aggregate(newest=Max("version"))["newest"] or 0
        draft, note = (
            models.Disclosure(
                department=department, fiscal_year=fiscal_year, kind=kind, version=newest + 1
            ),
            "",
        )
        draft.full_clean()
        draft.save()
    draft.events.create(at=timezone.now(), by=by, what="新建草稿", note=note)
    return draft


# --- What the draft would be ------------------------------------------------------------------


def with_project(
    draft: models.Disclosure, project: ProjectData, place: int | None = None
) -> Entered:
    """The draft with a project put at a place among its projects, or added (None).

    `project.form` names the form of one that is added. Raises NotEntered.
    """
    data = load_disclosure(draft)
    before = read_performance(data).performance
    present = list(before.projects)
    _refuse_the_same(project, [one for at, one in enumerate(present) if at != place])
    if place is not None:
        old = _at(present, place)
        new = present[place] = replace(project, form=old.form, n=old.n)
        table = _relaid(data, old.n, [one for one in present if one.n == old.n], (old, new))
        return _project(data, before, new, _with_tables(data, {old.n: (table,)}), (old,))
    form = project.form or _usual_form(present)
    if FORMS[form].subject == "projects":
        home = next((one.n for one in present if one.form == form), None)
        if home is not None:
            new = replace(project, form=form, n=home)
            table = _relaid(data, home, [*(one for one in present if one.n == home), new])
            return _project(data, before, new, _with_tables(data, {home: (table,)}))
    new = replace(project, form=form, n=_next_place(data))
    title = f"{project.name}绩效目标表" if FORMS[form].subject == "project" else ""
    table = lay_out(form, new, n=new.n, title=title, fiscal_year=data.fiscal_year)
    return _project(data, before, new, _with_tables(data, {}, (table,)))


def without_project(draft: models.Disclosure, place: int) -> Entered:
    """The draft without a project. Raises NotEntered."""
    data = load_disclosure(draft)
    before = read_performance(data).performance
    present = list(before.projects)
    gone = _at(present, place)
    left = [one for at, one in enumerate(present) if at != place and one.n == gone.n]
    tables = (_relaid(data, gone.n, left),) if left else ()
    entered = _entered(_with_tables(data, {gone.n: tables}))
    _refuse_losses(before, entered, (gone,))
    return entered


def with_overall(draft: models.Disclosure, overall: OverallData) -> Entered:
    """The draft with this overall goal in place of its own, or as its first. Raises NotEntered."""
    data = load_disclosure(draft)
    before = read_performance(data).performance
    old = before.overall
    if old is None:
        form, n = overall.form or BEIJING_OVERALL, _next_place(data)
        new = replace(overall, form=form, n=n)
        body = draft.department.name
        table = lay_out(form, new, n=n, body=body, fiscal_year=data.fiscal_year)
        made = _with_tables(data, {}, (table,))
    else:
        new = replace(overall, form=old.form, n=old.n)
        made = _with_tables(data, {old.n: (_relaid(data, old.n, new),)})
    entered = _entered(made)
    found = entered.reading.performance.overall
    body = new.body or (found.body if found else "")
    if mistakes := untold(replace(new, body=body), found):
        raise NotEntered(mistakes)
    _refuse_losses(before, entered, (old,) if old else ())
    return replace(entered, subject=found)


def with_evaluation(
    draft: models.Disclosure, evaluation: EvaluationData, place: int | None = None
) -> Entered:
    """The draft with an evaluation put at a place among its evaluations, or added (None).

    An evaluation is always laid out in its official form; its own tables go. Raises NotEntered.
    """
    data = load_disclosure(draft)
    before = read_performance(data).performance
    present = before.evaluations
    old = _at(present, place) if place is not None else None
    if any(_same_subject(evaluation, one) for one in present if one is not old):
        name = evaluation.project_name or "部门整体"
        raise NotEntered([f"“{name}”的自评已在这份草稿里。"])
    form = BEIJING_EVALUATION if evaluation.subject == "overall" else NATIONAL_PROJECT_EVALUATION
    made = lay_out(
        form,
        replace(evaluation, form=form),
        n=_next_place(data),
        title=_evaluation_title(data, evaluation, old),
        body=draft.department.name,
        fiscal_year=data.fiscal_year,
    )
    places: dict[int, tuple[TableData, ...]] = {}
    if old is not None:
        own = _own_tables(old)
        places = dict.fromkeys(own, ())
        places[own[0]] = made
    entered = _entered(_with_tables(data, places, () if old is not None else made))
    read = entered.reading.performance.evaluations
    found = next((one for one in read if _same_subject(evaluation, one)), None)
    if mistakes := untold_items(evaluation, found):
        raise NotEntered(mistakes)
    _refuse_losses(before, entered, (old,) if old is not None else ())
    return replace(entered, subject=found)


def without_subject(draft: models.Disclosure, subject: str, place: int) -> Entered:
    """The draft without its overall goal ("overall") or an evaluation. Raises NotEntered."""
    data = load_disclosure(draft)
    before = read_performance(data).performance
    present = before.evaluations if subject != "overall" else [before.overall]
    gone = _at([one for one in present if one is not None], place)
    tables = (gone.n,) if isinstance(gone, OverallData) else _own_tables(gone)
    entered = _entered(_with_tables(data, dict.fromkeys(tables, ())))
    _refuse_losses(before, entered, (gone,))
    return entered


# --- Storing it -------------------------------------------------------------------------------


@transaction.atomic
def enter(
    draft: models.Disclosure,
    change: Callable[[models.Disclosure], Entered],
    *,
    what: str,
    by: Any = None,
) -> Entered:
    """Change a draft, checked anew; whoever enters at the same time waits.

    Raises NoDraft once it is submitted, public or deleted, NotEntered where the entry can't stand; then
    nothing is stored.
    """
    try:
        locked = lock_draft(draft, "存入")
    except NotADraft as error:
        raise NoDraft([str(error)]) from error
    before = load_disclosure(locked)
    tables = tables_of(locked)
    entered = change(locked)
    store_content(locked, entered.data, _problems(locked, before, entered))
    # The draft no longer says what the file said that it was read from.
    locked.source_sha256 = ""
    locked.save(update_fields=["source_sha256"])
    record_tables(locked, tables, what=models.Change.What.ENTERED, by=by, note=what)
    locked.events.create(at=timezone.now(), by=by, what="录入绩效", note=what[:200])
    return entered


def _problems(
    draft: models.Disclosure, before: DisclosureData, entered: Entered
) -> Iterable[ProblemData]:
    """The problems of what was not touched, and what reading performance anew says."""
    ours = {table.sheet for table in before.tables if table.kind == PERFORMANCE}
    others = {table.sheet for table in before.tables if table.kind != PERFORMANCE}
    kept = (
        ProblemData(problem.sheet, problem.cell, problem.message, problem.severity)
        for problem in draft.problems.all()
        if problem.sheet not in ours - others
    )
    return [*kept, *entered.reading.problems]


# --- Pieces -----------------------------------------------------------------------------------


def _at(present: Sequence[Any], place: int) -> Any:
    if not 0 <= place < len(present):
        raise NotEntered([GONE])
    return present[place]


def _project(
    data: DisclosureData,
    before: PerformanceData,
    project: ProjectData,
    made: tuple[DisclosureData, tuple[int, ...]],
    instead: Sequence[ProjectData] = (),
) -> Entered:
    """What the document would be, unless the project or another one is not read back of it."""
    entered = _entered(made)
    read = [one for one in entered.reading.performance.projects if one.n in entered.tables]
    alike = [one for one in read if one.code == project.code and one.name == project.name]
    found = next(iter(alike), read[0] if len(read) == 1 else None)
    if mistakes := untold(project, found):
        raise NotEntered(mistakes)
    _refuse_losses(before, entered, instead)
    return replace(entered, subject=found)


def _entered(made: tuple[DisclosureData, tuple[int, ...]]) -> Entered:
    data, places = made
    reading = read_performance(data)
    told = replace(data, tables=reading.tables)
    return Entered(told, reading, tuple(check(told).findings), places)


def _refuse_losses(before: PerformanceData, entered: Entered, changed: Sequence[Any]) -> None:
    if lost(before, entered.reading.performance, changed):
        raise NotEntered([ELSEWHERE])


def _relaid(
    data: DisclosureData,
    n: int,
    subject: OverallData | Sequence[ProjectData],
    renamed: tuple[ProjectData, ProjectData] | None = None,
) -> TableData:
    """A table with another content; the title of a project's own table follows its name."""
    old = data.table(n)
    if not isinstance(subject, OverallData) and len(subject) == 1:
        subject = subject[0]
    made = relaid(old, subject, fiscal_year=data.fiscal_year)
    own = isinstance(subject, ProjectData) and FORMS[subject.form].subject == "project"
    if own and renamed is not None and renamed[0].name:
        return replace(made, title=made.title.replace(renamed[0].name, renamed[1].name))
    return made


def _with_tables(
    data: DisclosureData,
    instead: dict[int, tuple[TableData, ...]],
    more: tuple[TableData, ...] = (),
) -> tuple[DisclosureData, tuple[int, ...]]:
    """The document with tables put in the place of others or at its end, numbered through anew.

    Also the places of the new ones.
    """
    tables: list[TableData] = []
    places: list[int] = []
    for table in data.tables:
        for one in instead.get(table.n, (table,)):
            tables.append(replace(one, n=len(tables) + 1))
            if table.n in instead:
                places.append(len(tables))
    for one in more:
        tables.append(replace(one, n=len(tables) + 1))
        places.append(len(tables))
    return replace(data, tables=tuple(tables)), tuple(places)


def _next_place(data: DisclosureData) -> int:
    return max((table.n for table in data.tables), default=0) + 1


def _usual_form(present: Sequence[ProjectData]) -> str:
    return next((one.form for one in present if one.form in FORMS), BEIJING_PROJECTS)


def _own_tables(evaluation: EvaluationData) -> tuple[int, ...]:
    """The tables that something of an evaluation was read from; other evaluations have theirs."""
    parts = (*evaluation.parts, *evaluation.items)
    cells = [evaluation.cells, *(one.cells for one in parts)]
    named = {ref.n for one in cells for ref in one.values()}
    named |= {ref.n for _number, ref in (*evaluation.scores, *evaluation.weights)}
    return tuple(n for n in evaluation.tables if n in named) or evaluation.tables


def _evaluation_title(
    data: DisclosureData, evaluation: EvaluationData, old: EvaluationData | None
) -> str:
    """The title that it has, unless others have it too; a project's table names its project."""
    titles = [table.title for table in data.tables]
    if old is not None and titles.count(title := data.table(_own_tables(old)[0]).title) == 1:
        return title
    if evaluation.subject == "overall":
        return ""
    return f"{evaluation.project_name.removesuffix('项目')}项目支出绩效自评表"


def _same_subject(one: EvaluationData, other: EvaluationData) -> bool:
    if one.subject != other.subject or one.subject == "overall":
        return one.subject == other.subject
    return (one.project_code, one.project_name) == (other.project_code, other.project_name)


def _refuse_the_same(project: ProjectData, others: Sequence[ProjectData]) -> None:
    for other in others:
        if project.code and project.code == other.code and project.name != other.name:
            message = f"项目编码 {project.code} 已用于“{other.name}”，不能再用于“{project.name}”。"
            raise NotEntered([Mistake(message, "code")])
        if project.code == other.code and project.name == other.name:
            message = f"项目“{project.name}”{project.code}已在这份草稿里。"
            raise NotEntered([Mistake(message, "name")])
