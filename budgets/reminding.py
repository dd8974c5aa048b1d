"""A bureau reminds bodies of what they owe: stored, shown to their staff, and mailed where that is set up."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from budgets import log, models
from budgets.access import Access, Action

_logger = logging.getLogger(__name__)
_SUBJECT = "[预决算公开] {year}年{kind}"


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of reminding: the reminders, and bodies that had one on that day already."""

    reminders: tuple[models.Reminder, ...]
    already: tuple[models.Department, ...]


@transaction.atomic
def remind(
    wanted: Mapping[models.Department, Sequence[str]],
    *,
    region: models.Region,
    year: models.FiscalYear,
    text: str,
    by: Any,
    again: bool = False,
    now: dt.datetime | None = None,
) -> Sent:
    """Remind each body of documents of these kinds.

    A body that was reminded of anything on the same day is left out, unless `again` is meant; the
    same document is never reminded of twice a day.
    """
    now = now or timezone.now()
    today = timezone.localtime(now).date()
    earlier: dict[int, set[tuple[int, str]]] = {}
    # The lock of the bodies makes two who remind at once wait for each other.
    list(
        models.Department.objects.select_for_update()
        .filter(pk__in=[one.pk for one in wanted])
        .order_by("pk")
    )
    for body, other_year, kind in models.Reminder.objects.filter(
        department__in=[one.pk for one in wanted], sent_on=today
    ).values_list("department", "fiscal_year", "kind"):
        earlier.setdefault(body, set()).add((other_year, kind))
    sent, already = [], []
    for department, kinds in wanted.items():
        had = earlier.get(department.pk, set())
        left = [kind for kind in kinds if (year.pk, kind) not in had]
        if (had and not again) or not left:
            already.append(department)
            continue
        for kind in left:
            reminder = models.Reminder(
                department=department,
                fiscal_year=year,
                kind=kind,
                region=region,
                text=text,
                sent_by=by,
                sent_at=now,
                sent_on=today,
            )
            reminder.full_clean(validate_unique=False, validate_constraints=False)
            sent.append(reminder)
    models.Reminder.objects.bulk_create(sent)
    for reminder in sent:
        log.append(
            "remind",
            by=by,
            subject=reminder.department,
            detail={"year": year.year, "kind": reminder.kind, "text": text},
            now=now,
        )
    if sent and settings.EMAIL_CONFIGURED:
        transaction.on_commit(lambda: _mail(sent))
    return Sent(tuple(sent), tuple(already))


@transaction.atomic
def dismiss(reminder: models.Reminder, *, by: Any, now: dt.datetime | None = None) -> bool:
    """Staff have taken note; whether it was open until now."""
    now = now or timezone.now()
    closed = models.Reminder.objects.filter(pk=reminder.pk, dismissed_at__isnull=True).update(
        dismissed_by=by, dismissed_at=now
    )
    if closed:
        log.append(
            "dismiss-reminder",
            by=by,
            subject=reminder.department,
            detail={"year": reminder.fiscal_year.year, "kind": reminder.kind},
            now=now,
        )
    return bool(closed)


def with_outcome() -> QuerySet[models.Reminder]:
    """All reminders, each with whether its document was published since (`done`)."""
    published = models.Disclosure.objects.filter(
        department=OuterRef("department"),
        fiscal_year=OuterRef("fiscal_year"),
        kind=OuterRef("kind"),
        published_at__gte=OuterRef("sent_at"),
    )
    return models.Reminder.objects.annotate(done=Exists(published)).select_related(
        "department", "fiscal_year", "sent_by", "dismissed_by"
    )


def open_for(user: Any) -> QuerySet[models.Reminder]:
    """The reminders that still ask something of the bodies that a user works for."""
    bodies = Access.of(user).departments(Action.EDIT).order_by()
    return with_outcome().filter(done=False, dismissed_at__isnull=True, department__in=bodies)


# ---- Mail


def _mail(reminders: Iterable[models.Reminder]) -> None:
    """One message a body; one that can't be sent is in the log of the program, and stops nothing."""
    by_body: dict[int, list[models.Reminder]] = {}
    for reminder in reminders:
        by_body.setdefault(reminder.department_id, []).append(reminder)
    for body, theirs in by_body.items():
        addresses = _addresses(theirs[0].department)
        if not addresses:
            continue
        kinds = "、".join(one.get_kind_display() for one in theirs)
        subject = _SUBJECT.format(year=theirs[0].fiscal_year.year, kind=kinds)
        count = 0
        for address in addresses:
            # One by one: nobody sees the addresses of others.
            try:
                count += send_mail(subject, theirs[0].text, None, [address])
            except (SMTPException, OSError):
                _logger.exception("A reminder to body %s could not be mailed.", body)
        models.Reminder.objects.filter(pk__in=[one.pk for one in theirs]).update(mailed=count)


def _addresses(department: models.Department) -> list[str]:
    """Mail addresses of those who prepare the documents of a body."""
    chain: list[int] = []
    place: models.Department | None = department
    while place is not None and place.pk not in chain:
        chain.append(place.pk)
        place = place.parent
    grants = models.RoleGrant.objects.filter(
        Q(role=models.Role.STAFF), department__in=chain, user__is_active=True
    ).exclude(user__email="")
    return sorted(set(grants.order_by().values_list("user__email", flat=True)))
