"""What bodies owe in a year, how far each document is, and what it still lacks; the most urgent first.

Everything is told from what is stored, in as many queries for five hundred bodies as for one. What
is looked at more closely (reasons that are owed) is looked at for a handful of drafts only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils import timezone

from budgets import models
from budgets.access import Access, Action
from budgets.inspection.clock import DayKey, Deadline, deadline
from budgets.inspection.rules import RuleSet
from budgets.region_rules import rules_for
from budgets.states import Step

_Status = models.Disclosure.Status
_Kind = models.Disclosure.Kind
# A document is worked on in a year: its own for what is planned, the one after it for accounts.
YEARS_BACK = {_Kind.BUDGET: 0, _Kind.PERFORMANCE: 0, _Kind.FINAL_ACCOUNTS: 1, _Kind.EVALUATION: 1}
# Of days that are left: from when on it is urgent.
SOON = 5
WORKING = (_Status.DRAFT, _Status.SUBMITTED, _Status.APPROVED)

# How a document stands. The order is that of urgency where no day decides.
NOT_BEGUN, DRAFT, SENT_BACK = "not-begun", "draft", "sent-back"
SUBMITTED, APPROVED, SCHEDULED = "submitted", "approved", "scheduled"
PUBLISHED, WITHDRAWN, EXCUSED, WITHIN = "published", "withdrawn", "excused", "within"
DONE = (PUBLISHED, EXCUSED, WITHIN)


@dataclass(slots=True)
class Todo:
    """A document that a body owes, or works on; `disclosure` is the version to go on with."""

    body: Body
    kind: str
    fiscal_year: int
    state: str
    required: bool
    disclosure: int | None = None
    version: int = 0
    deadline: Deadline | None = None
    # Days that are left; negative when it is over. None: no day is known, or it is done.
    left: int | None = None
    published: dt.date | None = None
    excuse: str = ""
    # Kind of the document of the same body that contains this one.
    within: str = ""
    submitted_by: int | None = None
    publish_at: dt.datetime | None = None
    # What the person who sent it back said.
    note: str = ""
    waits_for: tuple[str, ...] = ()
    # What this person may do next, as `steps` names it; "" for nothing.
    step: str = ""

    @property
    def is_done(self) -> bool:
        return self.state in DONE

    @property
    def urgency(self) -> tuple[int, int]:
        """Sorts: what is over, what this person is waited for, what has a day, the rest, what is done."""
        if self.is_done or (self.state == NOT_BEGUN and not self.required):
            return 5, 0
        if self.left is not None and self.left < 0:
            return 0, self.left
        if self.step in ("review", "publish") or self.state == SENT_BACK:
            return 1, self.left if self.left is not None else 999
        if self.left is not None:
            return 2, self.left
        return (3, 0) if self.disclosure else (4, 0)


@dataclass(slots=True)
class Body:
    """A body with its documents of the year. `region_id` lets access.py ask for it."""

    pk: int
    name: str
    slug: str
    region_id: int
    region: str
    above: tuple[int, ...] = ()
    actions: frozenset[Action] = frozenset()
    todos: list[Todo] = field(default_factory=list)

    @property
    def urgency(self) -> tuple[int, int]:
        return min((one.urgency for one in self.todos), default=(9, 0))


# ---- Which documents


def todos(user: Any, year: int, *, today: dt.date | None = None) -> list[Body]:
    """The bodies that a person sees with what each owes in a year of work, the most urgent first."""
    today = today or timezone.localdate()
    access = Access.of(user)
    bodies = _bodies(access)
    if not bodies:
        return []
    rules = rules_for({body.region_id for body in bodies})
    years = sorted({year - back for back in YEARS_BACK.values()})
    versions = _versions(access, years)
    days, excused = _days(bodies, years), _excused(years)
    for body in bodies:
        own = rules[body.region_id]
        for duty in own.duties:
            kind = duty.kind
            fiscal_year = year - YEARS_BACK.get(_Kind(kind), 0)
            found = versions.get((body.pk, fiscal_year, kind), [])
            todo = _todo(body, kind, fiscal_year, duty.required, found)
            todo.excuse = excused.get((body.pk, fiscal_year, kind), "")
            if todo.excuse and todo.state == NOT_BEGUN:
                todo.state = EXCUSED
            _set_deadline(todo, own, days, duty.clock, today)
            body.todos.append(todo)
        _tell_contained(body, own, versions)
    _tell_sent_back(access, [todo for body in bodies for todo in body.todos])
    for body in bodies:
        for todo in body.todos:
            todo.step = _step(todo, user)
        body.todos.sort(key=lambda one: one.urgency)
    return sorted(bodies, key=lambda body: (body.urgency, body.region, body.name))


def _bodies(access: Access) -> list[Body]:
    rows = access.departments().order_by("region__code", "name")
    columns = ("pk", "name", "slug", "region", "region__code")
    bodies = [Body(*row) for row in rows.values_list(*columns)]
    regions = {body.region_id for body in bodies}
    parents = dict(
        models.Department.objects.filter(region__in=regions).order_by().values_list("pk", "parent")
    )
    for body in bodies:
        body.above = _upwards(parents, parents.get(body.pk))
        body.actions = access.actions(body)  # type: ignore[arg-type]
    return bodies


def _upwards(parents: Mapping[int, int | None], key: int | None) -> tuple[int, ...]:
    found: list[int] = []
    while key is not None and key not in found:
        found.append(key)
        key = parents.get(key)
    return tuple(found)


_COLUMNS = (
    "department",
    "fiscal_year__year",
    "kind",
    "pk",
    "status",
    "version",
    "published_at",
    "submitted_by",
    "publish_at",
    "inspection__covers",
)
_Row = dict[str, Any]


def _versions(access: Access, years: Collection[int]) -> dict[tuple[int, int, str], list[_Row]]:
    """Every version of these years by body, year and kind, the oldest first."""
    found: dict[tuple[int, int, str], list[_Row]] = {}
    rows = access.disclosures().filter(fiscal_year__year__in=years).order_by("version")
    for row in rows.values(*_COLUMNS):
        at = row["department"], row["fiscal_year__year"], row["kind"]
        found.setdefault(at, []).append(row)
    return found


def _todo(
    body: Body, kind: str, fiscal_year: int, required: bool, versions: Sequence[_Row]
) -> Todo:
    todo = Todo(body, kind, fiscal_year, NOT_BEGUN, required)
    public = [one for one in versions if one["published_at"]]
    current = next((one for one in public if one["status"] == _Status.PUBLISHED), None)
    working = next((one for one in versions if one["status"] in WORKING), None)
    if public:
        first = min(public, key=lambda one: one["published_at"])
        todo.published = timezone.localtime(first["published_at"]).date()
    chosen = working or current or (public[-1] if public else None)
    if chosen is None:
        return todo
    todo.disclosure, todo.version = chosen["pk"], chosen["version"]
    todo.submitted_by, todo.publish_at = chosen["submitted_by"], chosen["publish_at"]
    match chosen["status"]:
        case _Status.DRAFT:
            todo.state = DRAFT
        case _Status.SUBMITTED:
            todo.state = SUBMITTED
        case _Status.APPROVED:
            todo.state = SCHEDULED if chosen["publish_at"] else APPROVED
        case _Status.PUBLISHED:
            todo.state = PUBLISHED
        case _:
            todo.state = WITHDRAWN
    return todo


def _days(
    bodies: Iterable[Body], years: Collection[int]
) -> dict[tuple[int, int, str], dict[DayKey, dt.date]]:
    found: dict[tuple[int, int, str], dict[DayKey, dt.date]] = {}
    regions = {body.region_id for body in bodies}
    entered = models.ApprovalDay.objects.filter(region__in=regions, fiscal_year__year__in=years)
    columns = ("region", "fiscal_year__year", "kind", "department", "for_units", "day")
    for region, year, kind, department, for_units, day in entered.order_by().values_list(*columns):
        found.setdefault((region, year, kind), {})[DayKey(department, for_units)] = day
    return found


def _excused(years: Collection[int]) -> dict[tuple[int, int, str], str]:
    rows = models.Excused.objects.filter(fiscal_year__year__in=years).order_by()
    columns = ("department", "fiscal_year__year", "kind", "reason")
    return {(body, year, kind): why for body, year, kind, why in rows.values_list(*columns)}


def _set_deadline(
    todo: Todo,
    rules: RuleSet,
    days: Mapping[tuple[int, int, str], Mapping[DayKey, dt.date]],
    clock_kind: str,
    today: dt.date,
) -> None:
    """The day by which it is due: of its own approval, else of the kind that starts its clock."""
    clock, body = rules.clock, todo.body
    for kind in (todo.kind, clock_kind):
        own = days.get((body.region_id, todo.fiscal_year, kind), {})
        todo.deadline = todo.deadline or deadline(
            own, body.pk, body.above, within=clock.days, unit_days=clock.unit_days
        )
    # A correction is worked on in peace: what is or was public has no day to lose any more.
    waits = todo.published is None and not todo.is_done and (todo.required or todo.disclosure)
    if todo.deadline is not None and waits:
        todo.left = todo.deadline.left(today)


def _tell_sent_back(access: Access, todos_: Iterable[Todo]) -> None:
    """A draft that was sent back is told as such, with the words of who did."""
    drafts = {todo.disclosure: todo for todo in todos_ if todo.state == DRAFT}
    if not drafts:
        return
    steps = models.DisclosureEvent.objects.filter(
        disclosure__in=access.disclosures().filter(status=_Status.DRAFT).order_by(),
        what__in=[Step.SEND_BACK, Step.SUBMIT, Step.CALL_BACK],
    )
    for key, what, note in steps.order_by("at", "pk").values_list("disclosure", "what", "note"):
        if (todo := drafts.get(key)) is not None:
            todo.state = SENT_BACK if what == Step.SEND_BACK else DRAFT
            todo.note = note if what == Step.SEND_BACK else ""


def _step(todo: Todo, user: Any) -> str:
    """The one step that this person can take next."""
    actions = todo.body.actions
    match todo.state:
        case "not-begun" if Action.EDIT in actions:
            return "begin"
        case "draft" | "sent-back" if Action.EDIT in actions:
            return "go-on"
        case "submitted" if Action.REVIEW in actions and todo.submitted_by != user.pk:
            return "review"
        case "approved" if Action.PUBLISH in actions:
            return "publish"
        case "published" | "withdrawn" if Action.EDIT in actions:
            return "correct"
    return ""


def _tell_contained(
    body: Body, rules: RuleSet, versions: Mapping[tuple[int, int, str], Sequence[_Row]]
) -> None:
    """A document that a public one contains is published with it."""
    for todo in body.todos:
        holder = rules.duty(todo.kind).within
        rows = versions.get((body.pk, todo.fiscal_year, holder), ()) if holder else ()
        public = next((row for row in rows if row["status"] == _Status.PUBLISHED), None)
        if todo.state == NOT_BEGUN and public and todo.kind in (public["inspection__covers"] or ()):
            todo.state, todo.within, todo.left, todo.step = WITHIN, holder, None, ""


# ---- What is told of those that are shown


def tell_people(shown: Sequence[Body]) -> None:
    """Tell of the documents of these bodies whom they wait for."""
    todos_ = [todo for body in shown for todo in body.todos]
    _tell_people([todo for todo in todos_ if todo.state in (SUBMITTED, APPROVED)])


def _tell_people(waiting: Sequence[Todo]) -> None:
    """Who can take the step that a document waits for, by their roles over its body or region."""
    if not waiting:
        return
    wanted = {SUBMITTED: models.Role.REVIEWER, APPROVED: models.Role.PUBLISHER}
    bodies = {key for todo in waiting for key in (todo.body.pk, *todo.body.above)}
    regions = dict(models.Region.objects.order_by().values_list("pk", "parent"))
    chains = {todo.body.region_id: _with(regions, todo.body.region_id) for todo in waiting}
    grants = models.RoleGrant.objects.filter(
        Q(department__in=bodies) | Q(region__in={key for keys in chains.values() for key in keys}),
        role__in=list(wanted.values()),
        user__is_active=True,
    ).select_related("user")
    held = list(grants.order_by("user__username"))
    for todo in waiting:
        own = {todo.body.pk, *todo.body.above}
        people = [
            grant.user
            for grant in held
            if grant.role == wanted[todo.state]
            and (grant.department_id in own or grant.region_id in chains[todo.body.region_id])
            and not (todo.state == SUBMITTED and grant.user_id == todo.submitted_by)
        ]
        names = (user.get_full_name() or user.get_username() for user in people)
        todo.waits_for = tuple(dict.fromkeys(names))


def _with(parents: Mapping[int, int | None], key: int) -> frozenset[int]:
    return frozenset({key, *_upwards(parents, parents.get(key))})
