"""Publications at a set time: set by a publisher for what was approved, done by `manage.py work`."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import InterfaceError, OperationalError
from django.utils import timezone
from django.utils.translation import gettext as _

from budgets import models
from budgets.access import Action, may
from budgets.printing import PrintingUnavailable
from budgets.publishing import publish
from budgets.states import IllegalStep, Step, StepRefused, move, person_told

logger = logging.getLogger(__name__)

_Status = models.Disclosure.Status


class UnusableTime(StepRefused):
    """A publication is scheduled for a time to come."""


def schedule(
    disclosure: models.Disclosure, *, by: Any, at: dt.datetime, now: dt.datetime | None = None
) -> models.Disclosure:
    """定时公开: what was approved is published at a time to come, or at another one than before."""
    now = now or timezone.now()
    if at <= now:
        raise UnusableTime(_("没有定时：请选择将来的时间；要现在公开，请直接公开。"))
    move(
        disclosure,
        Step.SCHEDULE,
        (_Status.APPROVED,),
        by=by,
        now=now,
        note=f"{timezone.localtime(at):%Y-%m-%d %H:%M}",
        publish_at=at,
        scheduled_by=by,
    )
    return disclosure


def unschedule(
    disclosure: models.Disclosure, *, by: Any, now: dt.datetime | None = None
) -> models.Disclosure:
    """取消定时: approved it stays."""
    move(
        disclosure,
        Step.UNSCHEDULE,
        (_Status.APPROVED,),
        by=by,
        now=now,
        where={"publish_at__isnull": False},
        publish_at=None,
        scheduled_by=None,
    )
    return disclosure


@dataclass(frozen=True, slots=True)
class Due:
    """A publication that was due, and why it did not happen ("": it did)."""

    disclosure: models.Disclosure
    failure: str = ""


def publish_due(*, now: dt.datetime | None = None) -> Iterator[Due]:
    """Publish what is due, each in a transaction of its own.

    One that fails stays approved, without its time, so that it is not tried for ever; its history
    tells staff why. Raises OperationalError or InterfaceError: the database is away, and the next
    round will do it.
    """
    due = models.Disclosure.objects.filter(
        status=_Status.APPROVED, publish_at__lte=now or timezone.now()
    )
    for key in list(due.order_by("publish_at", "pk").values_list("pk", flat=True)):
        # A round takes its time: what counts is what stands when this one's turn comes.
        disclosure = (
            due.select_related("department__region", "fiscal_year", "scheduled_by")
            .filter(pk=key)
            .first()
        )
        if disclosure is None:
            continue
        set_for, person = disclosure.publish_at, disclosure.scheduled_by
        try:
            if not may(person, Action.PUBLISH, disclosure.department):
                who = person_told(person)
                raise StepRefused(_("没有公开：%(who)s已经没有发布的权限。") % {"who": who})
            publish(disclosure, by=person, set_for=set_for, now=now)
        except (OperationalError, InterfaceError):
            raise
        except (StepRefused, PrintingUnavailable) as error:
            failure = str(error)
        except Exception:
            logger.exception("A scheduled publication failed: %s", disclosure.pk)
            failure = _("没有公开：程序出错，情况已经记录，请联系管理员。")
        else:
            yield Due(disclosure)
            continue
        if _give_up(disclosure, set_for, failure, now):
            yield Due(disclosure, failure)


def _give_up(
    disclosure: models.Disclosure, set_for: Any, failure: str, now: dt.datetime | None
) -> bool:
    """Take the time of a failed publication away; False where somebody else has settled it."""
    try:
        move(
            disclosure,
            Step.MISS,
            (_Status.APPROVED,),
            by=None,
            now=now,
            note=failure,
            where={"publish_at": set_for},
            publish_at=None,
            scheduled_by=None,
        )
    except IllegalStep:
        return False
    return True
