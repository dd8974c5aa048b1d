"""The session store: it ends a session that was not used for a while, and any after some hours.

Both limits are in `expire_date`, which the store looks at whenever it reads: no page has to. The
cookie itself has no date; what counts is kept here. A session knows its user, so that all of a
person's can be ended.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from accounts.models import Session

# Requests within this time of the last one that was noted write nothing.
NOTED_EVERY = dt.timedelta(minutes=1)
_BEGAN = "_began"


class SessionStore(DatabaseStore):
    """Django's sessions in the database, with an idle and an absolute limit."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        now = timezone.now()
        began = dt.datetime.fromtimestamp(data.setdefault(_BEGAN, now.timestamp()), dt.UTC)
        row: Session = super().create_model_instance(data)
        row.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.began_at, row.seen_at = began, now
        row.expire_date = _end(began, now)
        return row

    def cycle_key(self) -> None:
        """A new key, as Django gives one to who signs in: the session begins there."""
        self.pop(_BEGAN, None)
        super().cycle_key()

    def _get_session_from_db(self) -> Session | None:
        row: Session | None = super()._get_session_from_db()
        now = timezone.now()
        if row is not None and now - row.seen_at >= NOTED_EVERY:
            # The row alone: writing the data too could undo what another request has just stored.
            Session.objects.filter(pk=row.pk).update(
                seen_at=now, expire_date=_end(row.began_at, now)
            )
        return row


def end_sessions(user: Any, *, but: str | None = None) -> int:
    """Sign a person out everywhere, except in the session of this key."""
    ended = Session.objects.filter(user_id=user.pk).exclude(session_key=but or "").delete()
    return int(ended[0])


def _end(began: dt.datetime, seen: dt.datetime) -> dt.datetime:
    idle = dt.timedelta(minutes=settings.SESSION_IDLE_MINUTES)
    return min(seen + idle, began + dt.timedelta(seconds=settings.SESSION_COOKIE_AGE))
