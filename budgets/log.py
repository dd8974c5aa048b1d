"""Appends to the log. Every entry holds the digest of the one before, so that none can be changed,
left out or put in between without breaking the chain (`manage.py verify` recomputes it)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from budgets.models import Department, LogEntry, Region

# What the first entry names as the one before it.
BEGINNING = "0" * 64
# Serialises writers on PostgreSQL; SQLite's write lock does it there. Any constant of our own.
_LOCK = 0x4D5A_4C4F_47


@transaction.atomic
def append(
    action: str,
    *,
    by: Any = None,
    subject: models.Model | None = None,
    about: str = "",
    concerning: models.Model | None = None,
    detail: Mapping[str, Any] | None = None,
    now: dt.datetime | None = None,
) -> LogEntry:
    """Write one entry, in the transaction of the act itself: both stand, or neither.

    `action` is a word such as "publish" or "login"; `by` a user, None for the program or the
    shell; `about` names the subject where it is no stored object. `detail` holds JSON values.
    Who may read the entry follows from the place of the subject (place_of), or of `concerning`
    where it has none; what has no subject, such as a sign-in, from where the person belongs.
    Call it late in a transaction: on PostgreSQL other writers of the log wait for its end.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    last = LogEntry.objects.order_by("-position").first()
    body, region = place_of(subject)
    if not region:
        body, region = place_of(concerning if concerning is not None else by)
    entry = LogEntry(
        position=last.position + 1 if last else 1,
        at=now or timezone.now(),
        actor_id=getattr(by, "pk", None),
        actor=by.get_username()[:150] if getattr(by, "pk", None) else "",
        action=action,
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        subject=(about or (str(subject) if subject is not None else ""))[:300],
        body=body,
        region=region,
        detail=canonical(detail or {}),
        previous=last.sha256 if last else BEGINNING,
    )
    entry.sha256 = digest(entry)
    entry.save(force_insert=True)
    return entry


def place_of(subject: Any) -> tuple[str, str]:
    """The slug of the body and the code of the region that a stored object belongs to, or "".

    By its keys `department` and `region`, whatever it is: a document, an upload, a grant, a word;
    a person by the region that keeps their account (accounts.models.Affiliation).
    """
    body = subject if isinstance(subject, Department) else getattr(subject, "department", None)
    if body is None and (document := getattr(subject, "disclosure", None)) is not None:
        body = document.department
    if body is not None:
        return body.slug, body.region.code
    held = getattr(subject, "affiliation", subject)
    region = held if isinstance(held, Region) else getattr(held, "region", None)
    return "", region.code if region is not None else ""


def digest(entry: LogEntry) -> str:
    """SHA-256 over every field of an entry but its own digest, as canonical JSON."""
    told = {
        "position": entry.position,
        "at": entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "actor_id": entry.actor_id,
        "actor": entry.actor,
        "action": entry.action,
        "subject_type": entry.subject_type,
        "subject_id": entry.subject_id,
        "subject": entry.subject,
        "body": entry.body,
        "region": entry.region,
        "detail": entry.detail,
        "previous": entry.previous,
    }
    return hashlib.sha256(canonical(told).encode()).hexdigest()


def canonical(value: Any) -> str:
    """JSON in the one form that is hashed: keys sorted, no spaces, characters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
