"""Approval days -> the day by which a document is due, and how long it is late. Calendar days, weekends as they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class DayKey(NamedTuple):
    """Whose approval a day is: of a body (None: of all of a region), or of the units below it."""

    department: int | None
    for_units: bool


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a document was approved, and when it is due. `presumed`: the day of a unit's approval is
    not known, so the last day on which its department could approve it stands for it."""

    approved: dt.date
    due: dt.date
    presumed: bool = False

    def late(self, published: dt.date | None, today: dt.date) -> int:
        """Days after the due day on which it was published, or today where it was not; 0 in time."""
        return max(((published or today) - self.due).days, 0)

    def left(self, today: dt.date) -> int:
        """Days that are left, 0 on the last one; negative when it is over."""
        return (self.due - today).days


def deadline(
    days: Mapping[DayKey, dt.date],
    body: int,
    above: Sequence[int],
    *,
    within: int = 20,
    unit_days: int = 15,
) -> Deadline | None:
    """The deadline of a body; `above` are the bodies that it stands under, nearest first.

    The nearest day that was entered counts: its own, then what those above say of their units or
    of themselves, then the region's. None where no day was entered.
    """
    if (own := days.get(DayKey(body, False))) is not None:
        return _due(own, within)
    for other in above:
        if (approved := days.get(DayKey(other, True))) is not None:
            return _due(approved, within)
        if (approved := days.get(DayKey(other, False))) is not None:
            return _presumed(approved, within, unit_days)
    if above and (approved := days.get(DayKey(None, True))) is not None:
        return _due(approved, within)
    if (approved := days.get(DayKey(None, False))) is None:
        return None
    return _presumed(approved, within, unit_days) if above else _due(approved, within)


def _due(approved: dt.date, within: int) -> Deadline:
    return Deadline(approved, approved + dt.timedelta(days=within))


def _presumed(approved: dt.date, within: int, unit_days: int) -> Deadline:
    latest = approved + dt.timedelta(days=unit_days)
    return Deadline(latest, latest + dt.timedelta(days=within), presumed=True)


def first(days: Iterable[dt.date | None]) -> dt.date | None:
    """The earliest day there is."""
    return min((day for day in days if day is not None), default=None)
