"""Who has a table of a draft open at this moment, and where in it they are."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from budgets import models
from budgets.states import person_told

# A page says every few seconds that it is there; one that has not for so long is gone.
GONE_AFTER = dt.timedelta(seconds=20)
# A page that stays where it is says so anew after so long.
_SAID_EVERY = dt.timedelta(seconds=8)
_PAGE = re.compile(r"[A-Za-z0-9_-]{8,40}")


@dataclass(frozen=True, slots=True)
class Present:
    """Another page on the same table: whose, its cell if one is chosen, and whether they type."""

    page: str
    who: str
    key: int | None
    column: int | None
    typing: bool


def is_page(name: str) -> bool:
    """Whether a page may call itself so: random letters that it made up when it was opened."""
    return bool(_PAGE.fullmatch(name))


def say_here(
    draft: models.Disclosure,
    n: int,
    page: str,
    *,
    by: Any,
    key: int | None = None,
    column: int | None = None,
    typing: bool = False,
    now: dt.datetime | None = None,
) -> None:
    """Write down that this page is here; pages that are gone are forgotten on the way.

    A page of somebody else is left alone: names are made up by browsers.
    """
    now = now or timezone.now()
    here = {
        "disclosure_id": draft.pk,
        "table_n": n,
        "key": key,
        "column": column,
        "typing": typing,
    }
    held = models.Presence.objects.filter(page=page, by=by).first()
    if (
        held is not None
        and held.at > now - _SAID_EVERY
        and all(getattr(held, name) == value for name, value in here.items())
    ):
        return  # Who only asks does not hold up those who write.
    if held is None:
        models.Presence.objects.get_or_create(page=page, defaults={**here, "by": by, "at": now})
    else:
        models.Presence.objects.filter(pk=held.pk).update(**here, at=now)
    gone = models.Presence.objects.filter(at__lt=now - GONE_AFTER)
    if gone.exists():
        gone.delete()


def others_at(
    draft: models.Disclosure, n: int, page: str, now: dt.datetime | None = None
) -> list[Present]:
    """The other pages on a table, the longest there first."""
    since = (now or timezone.now()) - GONE_AFTER
    found = models.Presence.objects.filter(disclosure=draft, table_n=n, at__gte=since)
    return [
        Present(one.page, person_told(one.by), one.key, one.column, one.typing)
        for one in found.exclude(page=page).select_related("by").order_by("pk")
    ]
