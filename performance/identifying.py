"""Which project a document means: found or made, the same whatever was published first.

A code names a project. A document that prints none means the project of its body and name: the one
whose code is printed beside that name in the nearest year, an earlier one before a later one as
near. Two codes that stand as near leave it open, and the name is then a project of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from budgets.models import Department
from performance.identity import (
    LONGEST_ADDRESS,
    address_of_code,
    code_of,
    invented_address,
    name_key,
)
from performance.models import Evaluation, Project, ProjectBudget

# How often somebody else may take an address or a code in the moment that we take it.
_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Named:
    """A project as a document names it: its code ("" for none) and name as printed."""

    code: str
    name: str

    @property
    def identity(self) -> tuple[str, str]:
        """The code, or else what counts of the name; ("", "") names nothing."""
        code = code_of(self.code)
        return (code, "") if code else ("", name_key(self.name))


Identities = Mapping[tuple[str, str], Project]


def projects_named(department: Department, named: Iterable[Named]) -> Identities:
    """The project of every identity, made where there is none yet; nothing for ("", "").

    What has no code gets the project that stands for its name; settle() moves it on.
    """
    wanted = {one.identity: one for one in named if any(one.identity)}
    for attempt in range(_ATTEMPTS):
        found = _found(department, wanted)
        missing = {key: one for key, one in wanted.items() if key not in found}
        if not missing:
            return found
        Project.objects.bulk_create(
            _new(department, missing),
            # Another publication may make the same project now: it is there the next time round.
            ignore_conflicts=attempt + 1 < _ATTEMPTS,
        )
    return _found(department, wanted)


def _found(department: Department, wanted: Collection[tuple[str, str]]) -> Identities:
    codes = [code for code, _name in wanted if code]
    names = [name for code, name in wanted if not code]
    found = {(one.code, ""): one for one in Project.objects.filter(code__in=codes)} if codes else {}
    if names:
        bare = Project.objects.filter(department=department, code="", name_key__in=names)
        found |= {("", one.name_key): one for one in bare}
    return found


def _new(department: Department, missing: Mapping[tuple[str, str], Named]) -> list[Project]:
    bases = {
        identity: address_of_code(identity[0])
        if identity[0]
        else invented_address(department.slug, one.name)
        for identity, one in missing.items()
    }
    addresses = _free(bases)
    return [
        Project(
            code=identity[0],
            key=addresses[identity],
            name=one.name,
            name_key=name_key(one.name),
            department=department,
        )
        # In one order everywhere, so that two publications wait for each other and do not cross.
        for identity, one in sorted(missing.items())
    ]


def _free(bases: Mapping[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    """An address that nobody has for every identity: its base, or the base and a number."""
    chosen: dict[tuple[str, str], str] = {}
    used: set[str] = set()
    number = 1
    waiting = dict(sorted(bases.items()))
    while waiting:
        tried = {
            identity: base[:LONGEST_ADDRESS] + (f"-{number}" if number > 1 else "")
            for identity, base in waiting.items()
        }
        taken = Project.objects.filter(key__in=set(tried.values())).values_list("key", flat=True)
        used.update(taken)
        for identity, address in tried.items():
            if address not in used:
                used.add(address)
                chosen[identity] = address
                del waiting[identity]
        number += 1
    return chosen


# --- Names without a code ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Told:
    """A published row that names a project."""

    model: type[ProjectBudget] | type[Evaluation]
    pk: int
    year: int
    coded: bool
    project: int


def settle(department: Department, names: Collection[str], projects: Collection[int]) -> None:
    """Lead every name without a code to its project, and bring the projects' own lines up to date.

    `names` (name_key) and `projects` (primary keys) are those that a publication touched. The
    outcome depends on what is published, never on the order of publishing.
    """
    told = _told(department, names)
    bare = Project.objects.filter(department=department, code="", name_key__in=names)
    affected = {*projects, *(one.project for rows in told.values() for one in rows)}
    moves: dict[type[ProjectBudget] | type[Evaluation], list[ProjectBudget | Evaluation]] = {}
    moved = []
    for home in bare:
        rows = told.get(home.name_key, [])
        led: list[tuple[int, int]] = []
        for one in rows:
            if one.coded:
                continue
            target = _nearest(one.year, rows) or home.pk
            led.append((one.year, target))
            if target != one.project:
                moves.setdefault(one.model, []).append(one.model(pk=one.pk, project_id=target))
        affected.update(target for _year, target in led)
        gone = bool(led) and all(target != home.pk for _year, target in led)
        goal = max(led)[1] if gone else None
        if home.moved_to_id != goal:
            home.moved_to_id = goal
            moved.append(home)
    for model, changed in moves.items():
        model.objects.bulk_update(changed, ["project"])
    Project.objects.bulk_update(moved, ["moved_to"])
    _refresh(affected)


def _told(department: Department, names: Collection[str]) -> dict[str, list[_Told]]:
    """What is published of this body under each name."""
    told: dict[str, list[_Told]] = {}
    for model in (ProjectBudget, Evaluation):
        rows = model.objects.filter(
            department=department, name_key__in=names, project__isnull=False
        ).values_list("pk", "year", "code", "name_key", "project_id")
        for pk, year, printed, name, project in rows:
            coded = bool(code_of(printed))
            told.setdefault(name, []).append(_Told(model, pk, year, coded, project))
    return told


def _nearest(year: int, told: Sequence[_Told]) -> int | None:
    """The project with a code that a name stands for in the nearest year, None if two do."""
    coded: dict[tuple[int, int], set[int]] = {}
    for one in told:
        if one.coded:
            coded.setdefault((abs(one.year - year), one.year), set()).add(one.project)
    nearest = coded[min(coded)] if coded else set()
    return next(iter(nearest)) if len(nearest) == 1 else None


def _refresh(projects: Collection[int]) -> None:
    """The name, body and years of these projects, from what is published of them."""
    lines: dict[int, list[tuple[tuple[int, int, str, str, int], int, str]]] = {}
    for rank, model in ((1, ProjectBudget), (0, Evaluation)):
        rows = model.objects.filter(project__in=projects).values_list(
            "project_id",
            "year",
            "department__slug",
            "disclosure__kind",
            "position",
            "department_id",
            "name",
        )
        for project, year, slug, kind, position, body, name in rows:
            order = (year, rank, slug, kind, -position)
            lines.setdefault(project, []).append((order, body, name))
    changed = []
    for project in Project.objects.filter(pk__in=projects):
        before = (project.name, project.department_id, project.first_year, project.last_year)
        own = lines.get(project.pk, [])
        years = [order[0] for order, _body, _name in own]
        project.first_year, project.last_year = (min(years), max(years)) if own else (None, None)
        named = [line for line in own if line[2]]
        if named:
            _order, body, project.name = max(named)
            if project.code:
                # What has no code is known by its body and name.
                project.department_id, project.name_key = body, name_key(project.name)
        after = (project.name, project.department_id, project.first_year, project.last_year)
        if after != before:
            changed.append(project)
    Project.objects.bulk_update(
        changed, ["name", "name_key", "department", "first_year", "last_year"]
    )
