"""One project told twice: a code with two names, or one project with two contents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from budgets.data import ProblemData
from budgets.vocabulary import normalise
from performance.data import ProjectData
from performance.reading.grids import Grid


def stated_twice(projects: Sequence[ProjectData], grids: Sequence[Grid]) -> list[ProblemData]:
    """Problems of projects that a document states more than once, at the later one's cell."""
    return list(_twice(projects, {grid.table.n: grid for grid in grids}))


def _twice(projects: Sequence[ProjectData], grids: dict[int, Grid]) -> Iterator[ProblemData]:
    of_code: dict[str, ProjectData] = {}
    known: dict[tuple[object, ...], ProjectData] = {}
    for project in projects:
        name = normalise(project.name)
        first = of_code.setdefault(project.code, project) if project.code else None
        if first is not None and first is not project and name != normalise(first.name):
            yield _problem(
                grids,
                project,
                f"项目编码 {project.code} 在这里的名称是“{project.name}”，在"
                f"{_where(first)}是“{first.name}”，请核对。",
            )
            continue
        # A name alone tells a project apart within one table only.
        key = (project.code, name, "" if project.code else (project.unit, project.n))
        same = known.setdefault(key, project)
        if same is project or same.form != project.form:
            continue
        if _content(same) == _content(project):
            message = f"项目“{project.name}”与{_where(same)}的内容相同，印了两次，请核对。"
            yield _problem(grids, project, message, "notice")
        else:
            message = f"项目“{project.name}”在{_where(same)}已经写过，两处内容不同，请核对。"
            yield _problem(grids, project, message)


def _content(project: ProjectData) -> tuple[object, ...]:
    return (
        [(one.measure, one.name, one.amount.fen) for one in project.amounts],
        project.plan,
        project.goals,
        project.indicators,
    )


def _where(project: ProjectData) -> str:
    ref = project.cells.get("code") or project.cells.get("name")
    return f"{ref.table} {ref.cell} " if ref is not None else "前面"


def _problem(
    grids: dict[int, Grid], project: ProjectData, message: str, severity: str = "error"
) -> ProblemData:
    grid = grids[project.n]
    ref = project.cells.get("code") or project.cells.get("name")
    if ref is None:
        return ProblemData(grid.table.sheet, "", message, severity)
    return ProblemData(grid.sheet(max(ref.row + grid.depth, 0)), ref.cell, message, severity)
