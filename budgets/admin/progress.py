"""How far a disclosure has come: its stages with person and time, what comes next, and who may do it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from budgets import models
from budgets.access import Action, people_with
from budgets.states import Step, person_told

_Status = models.Disclosure.Status
# More names than these are told as a number.
MANY_PEOPLE = 4
DONE, CURRENT, AHEAD, LEFT_OUT = "done", "current", "ahead", "left-out"


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the way; `state` is DONE, CURRENT, AHEAD or LEFT_OUT."""

    name: str
    state: str
    who: str = ""
    at: dt.datetime | None = None
    note: str = ""

    @property
    def state_told(self) -> str:
        """The state in a word, for those who do not see its look."""
        return {
            DONE: _("已完成"),
            CURRENT: _("进行中"),
            AHEAD: _("还没有到"),
            LEFT_OUT: _("没有经过"),
        }[self.state]


@dataclass(frozen=True, slots=True)
class Way:
    """A step that this person may take now; `main` is the one that it is waiting for."""

    label: str
    address: str
    main: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """Everything about the state that a page shows."""

    stages: tuple[Stage, ...]
    next: str
    ways: tuple[Way, ...]
    sent_back: models.DisclosureEvent | None = None
    missed: models.DisclosureEvent | None = None


def progress_of(disclosure: models.Disclosure, user: Any, actions: frozenset[Action]) -> Progress:
    """`actions` are those of the user for the body."""
    steps = disclosure.events.filter(what__in=list(Step)).select_related("by")
    last: dict[str, models.DisclosureEvent] = {
        event.what: event for event in steps.order_by("at", "pk")
    }
    newest = max(last.values(), key=lambda event: (event.at, event.pk), default=None)
    return Progress(
        stages=tuple(_stages(disclosure, last)),
        next=_next(disclosure, user),
        ways=tuple(_ways(disclosure, user, actions)),
        sent_back=newest if newest and newest.what == Step.SEND_BACK else None,
        missed=newest if newest and newest.what == Step.MISS else None,
    )


def _stages(
    disclosure: models.Disclosure, last: Mapping[str, models.DisclosureEvent]
) -> Iterator[Stage]:
    begun = disclosure.events.order_by("at", "pk").select_related("by").first()
    draft = CURRENT if disclosure.status == _Status.DRAFT else DONE
    who = person_told(begun.by) if begun and begun.by else ""
    yield Stage(_("起草"), draft, who, disclosure.created_at)
    loaded = last.get(Step.LOAD)
    yield _stage(_("送审"), disclosure.submitted_by, disclosure.submitted_at, loaded)
    review = _stage(_("审定"), disclosure.approved_by, disclosure.approved_at, loaded)
    if disclosure.status == _Status.SUBMITTED:
        review = Stage(_("审定"), CURRENT)
    yield review
    if disclosure.has_been_public:
        event = last.get(Step.PUBLISH) or loaded
        who = person_told(event.by) if event else ""
        yield Stage(_("公开"), DONE, who, disclosure.published_at)
    else:
        state = CURRENT if disclosure.status == _Status.APPROVED else AHEAD
        note = _("已定时") if disclosure.publish_at else ""
        yield Stage(_("公开"), state, "", disclosure.publish_at, note)
    for status, step, name in (
        (_Status.SUPERSEDED, Step.SUPERSEDE, _("被更正")),
        (_Status.WITHDRAWN, Step.WITHDRAW, _("撤下")),
    ):
        if disclosure.status == status:
            event = last.get(step)
            yield Stage(
                name,
                DONE,
                person_told(event.by) if event and event.by else "",
                event.at if event else disclosure.withdrawn_at,
                event.note if event and step == Step.SUPERSEDE else "",
            )


def _stage(
    name: str, person: Any, at: dt.datetime | None, loaded: models.DisclosureEvent | None
) -> Stage:
    if at is not None:
        return Stage(name, DONE, person_told(person), at)
    return Stage(name, LEFT_OUT, note=_("直接载入")) if loaded else Stage(name, AHEAD)


def _next(disclosure: models.Disclosure, user: Any) -> str:
    """What it waits for, and who can do that."""
    match disclosure.status:
        case _Status.DRAFT:
            return _("下一步：录入人员改好后送审。") + _people(disclosure, Action.SUBMIT)
        case _Status.SUBMITTED if disclosure.submitted_by_id == user.pk:
            own = _("下一步：由您以外的审核人审定，自己送审的不能自己审定。")
            return own + _people(disclosure, Action.REVIEW)
        case _Status.SUBMITTED:
            return _("下一步：由审核人审定，或退回。") + _people(disclosure, Action.REVIEW)
        case _Status.APPROVED if disclosure.publish_at:
            return _("下一步：到时自动公开。") + _people(disclosure, Action.PUBLISH)
        case _Status.APPROVED:
            return _("下一步：由发布人公开，或定时公开。") + _people(disclosure, Action.PUBLISH)
    return ""


def _people(disclosure: models.Disclosure, action: Action) -> str:
    people = people_with(action, disclosure.department)
    if action == Action.REVIEW:
        people = people.exclude(pk=disclosure.submitted_by_id)
    found = list(people[: MANY_PEOPLE + 1])
    if not found:
        return _("现在还没有人有这个岗位，请管理员授权。")
    names = "、".join(person_told(person) for person in found[:MANY_PEOPLE])
    return (
        _("可以办理的：%s等。") % names
        if len(found) > MANY_PEOPLE
        else _("可以办理的：%s。") % names
    )


def _ways(disclosure: models.Disclosure, user: Any, actions: frozenset[Action]) -> Iterator[Way]:
    def way(name: str, label: str, main: bool = False) -> Way:
        address = reverse(f"admin:budgets_disclosure_{name}", args=[disclosure.pk])
        return Way(label, address, main)

    match disclosure.status:
        case _Status.DRAFT:
            if Action.SUBMIT in actions:
                yield way("submit", _("送审……"), main=True)
        case _Status.SUBMITTED:
            if Action.REVIEW in actions:
                own = disclosure.submitted_by_id == user.pk
                yield way("review", _("审核……"), main=not own)
            if Action.SUBMIT in actions:
                yield way("call_back", _("撤回送审……"))
        case _Status.APPROVED:
            if Action.PUBLISH in actions:
                yield way("publish", _("公开……"), main=True)
            if actions & {Action.REVIEW, Action.PUBLISH}:
                yield way("send_back", _("退回……"))
        case _Status.PUBLISHED:
            if Action.EDIT in actions:
                yield way("correct", _("更正……"))
            if Action.PUBLISH in actions:
                yield way("withdraw", _("撤下……"))
        case _Status.WITHDRAWN:
            newer = models.Disclosure.objects.filter(
                department=disclosure.department_id,
                fiscal_year=disclosure.fiscal_year_id,
                kind=disclosure.kind,
                version__gt=disclosure.version,
            )
            if Action.EDIT in actions and not newer.exists():
                yield way("correct", _("改好后重新公开……"))
