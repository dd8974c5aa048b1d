"""The states of a disclosure: what may be done in each, and the one way from one to the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from budgets import log, models

_Status = models.Disclosure.Status
# Staff change a draft, and nothing else.
EDITABLE = (_Status.DRAFT,)
# The version that is being worked on: one a document, changed in the first of these states only.
UNPUBLISHED = (_Status.DRAFT, _Status.SUBMITTED, _Status.APPROVED)
# What is or was public: kept for good.
PUBLIC = (_Status.PUBLISHED, _Status.SUPERSEDED, _Status.WITHDRAWN)


class Step(StrEnum):
    """What moves a disclosure from state to state, as its history names it."""

    SUBMIT = "送审"
    CALL_BACK = "撤回送审"
    SEND_BACK = "退回"
    APPROVE = "审定"
    SCHEDULE = "定时公开"
    UNSCHEDULE = "取消定时"
    MISS = "定时公开未成"
    PUBLISH = "公开"
    LOAD = "直接公开"
    SUPERSEDE = "被更正"
    WITHDRAW = "撤下"
    CORRECT = "开始更正"

    @property
    def action(self) -> str:
        """The word of the log."""
        return self.name.lower().replace("_", "-")


class StepRefused(Exception):
    """A step was not taken, and nothing has changed. The message says why, to people."""


class IllegalStep(StepRefused):
    """The state does not allow the step: somebody else was faster, or the page is an old one."""

    @classmethod
    def of(cls, disclosure: models.Disclosure, what: str) -> IllegalStep:
        """`what` was to be done; the message tells the real state, and who brought it about."""
        return cls(_("没有%(what)s：%(state)s") % {"what": what, "state": state_told(disclosure)})


class NotADraft(IllegalStep):
    """Only a draft can be changed."""


class UnexplainedFindings(StepRefused):
    """Errors without an explanation block submission; `findings` are the leading ones."""

    def __init__(self, findings: list[models.Finding]) -> None:
        n = len(findings)
        super().__init__(_("还有 %(n)s 处数字不符，没有改正，也没有写明情况。") % {"n": n})
        self.findings = findings


class OwnSubmission(StepRefused):
    """Nobody approves what they submitted."""


class ContentChanged(StepRefused):
    """What would be approved or published is not what was submitted."""


class WordsMissing(StepRefused):
    """A reason or a notice is asked for, and there is none."""


def state_told(disclosure: models.Disclosure) -> str:
    """The state that the database has now, when it came about and by whom, in one sentence."""
    now = models.Disclosure.objects.filter(pk=disclosure.pk).first()
    if now is None:
        return _("这份草稿已被删除。")
    state = _("第 %(version)s 版现在的状态是“%(state)s”") % {
        "version": now.version,
        "state": now.get_status_display(),
    }
    steps = now.events.filter(what__in=list(Step)).select_related("by")
    last = steps.order_by("-at", "-pk").first()
    if last is None:
        return f"{state}。"
    return _("%(state)s（%(when)s %(who)s %(what)s）。") % {
        "state": state,
        "when": f"{timezone.localtime(last.at):%Y-%m-%d %H:%M}",
        "who": person_told(last.by),
        "what": last.what,
    }


def person_told(person: Any) -> str:
    """A person as the history names them; without one it was the program, or the shell."""
    return (person.get_full_name() or person.get_username()) if person else _("程序")


def lock_draft(disclosure: models.Disclosure, what: str = "改动") -> models.Disclosure:
    """The draft as it stands now, kept from everybody else until this transaction ends.

    Raises NotADraft once it is submitted, public or deleted. Call it first in a transaction.
    """
    found = (
        models.Disclosure.objects.select_for_update(of=("self",), no_key=True)
        .select_related("department__region", "fiscal_year")
        .filter(pk=disclosure.pk, status__in=EDITABLE)
        .first()
    )
    if found is None:
        raise NotADraft.of(disclosure, what)
    return found


def versions_of(disclosure: models.Disclosure) -> Any:
    """Every version of the document, in every state."""
    return models.Disclosure.objects.filter(
        department=disclosure.department_id,
        fiscal_year=disclosure.fiscal_year_id,
        kind=disclosure.kind,
    )


def move(
    disclosure: models.Disclosure,
    step: Step,
    expected: Sequence[str],
    *,
    by: Any,
    now: dt.datetime | None,
    note: str = "",
    where: dict[str, Any] | None = None,
    **fields: Any,
) -> None:
    """Take a step if the state is an expected one still, with its event and its entry in the log.

    `where` are further conditions. Raises IllegalStep, and then nothing has changed.
    """
    with transaction.atomic():
        before = swap(disclosure, step, expected, where=where, **fields)
        tell(disclosure, step, by=by, now=now or timezone.now(), note=note, before=before)


def swap(
    disclosure: models.Disclosure,
    step: Step,
    expected: Sequence[str],
    *,
    where: dict[str, Any] | None = None,
    **fields: Any,
) -> str:
    """Write the fields if the state is an expected one still; the state before. Raises IllegalStep.

    In a transaction that goes on: `tell` comes last there, since writers of the log wait for it.
    """
    same = models.Disclosure.objects.filter(pk=disclosure.pk, status__in=expected, **(where or {}))
    if not same.update(**fields):
        raise IllegalStep.of(disclosure, step)
    before = str(disclosure.status)
    disclosure.refresh_from_db()
    return before


def tell(
    disclosure: models.Disclosure,
    step: Step,
    *,
    by: Any,
    now: dt.datetime,
    note: str,
    before: str = "",
    more: Mapping[str, Any] | None = None,
) -> None:
    """Write the event and the entry in the log: who, when, what, with which note; `more` is for
    the log alone."""
    disclosure.events.create(at=now, by=by, what=step, note=note)
    detail = {
        "version": disclosure.version,
        "from": before,
        "to": disclosure.status,
        "sha256": disclosure.sha256,
        "note": note,
        **(more or {}),
    }
    with translation.override("zh-hans"):
        log.append(step.action, by=by, subject=disclosure, detail=detail, now=now)
