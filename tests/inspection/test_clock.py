"""Approval days: whose day counts for whom, and how many days there are."""

from __future__ import annotations

import datetime as dt

import pytest

from budgets.inspection.clock import DayKey, Deadline, deadline

REGION, UNITS = DayKey(None, False), DayKey(None, True)
DAY = dt.date(2026, 2, 6)


def due(days: dict[DayKey, dt.date], body: int = 2, above: tuple[int, ...] = ()) -> str:
    found = deadline(days, body, above)
    return f"{found.due}{' presumed' if found.presumed else ''}" if found else ""


def test_twenty_calendar_days_weekends_as_they_are() -> None:
    # 26 February 2026; the Spring Festival lies between.
    assert due({REGION: DAY}) == "2026-02-26"


def test_without_a_day_nothing_is_due() -> None:
    assert due({}) == ""


def test_a_body_s_own_day_comes_first() -> None:
    assert due({REGION: DAY, DayKey(2, False): dt.date(2026, 3, 1)}) == "2026-03-21"


def test_a_unit_goes_by_the_day_on_which_its_department_approved_it() -> None:
    days = {REGION: DAY, UNITS: dt.date(2026, 2, 10), DayKey(1, True): dt.date(2026, 2, 20)}

    assert due(days, above=(1,)) == "2026-03-12"


def test_a_unit_goes_by_the_region_s_day_for_units_where_its_department_tells_none() -> None:
    assert due({REGION: DAY, UNITS: dt.date(2026, 2, 10)}, above=(1,)) == "2026-03-02"


def test_the_last_day_on_which_a_department_could_approve_its_units_is_presumed() -> None:
    assert due({REGION: DAY}, above=(1,)) == "2026-03-13 presumed"
    assert due({REGION: DAY, DayKey(1, False): dt.date(2026, 3, 1)}, above=(1,)) == (
        "2026-04-05 presumed"
    )


def test_the_nearest_above_counts() -> None:
    days = {DayKey(1, True): DAY, DayKey(7, True): dt.date(2026, 1, 1)}

    assert due(days, above=(1, 7)) == "2026-02-26"


def test_a_department_s_day_for_its_units_is_not_its_own() -> None:
    assert due({REGION: DAY, DayKey(2, True): dt.date(2026, 3, 1)}) == "2026-02-26"


@pytest.mark.parametrize(
    ("published", "late"), [("2026-02-26", 0), ("2026-02-27", 1), ("2026-03-05", 7)]
)
def test_the_last_day_is_in_time_and_the_next_one_late(published: str, late: int) -> None:
    held = Deadline(DAY, dt.date(2026, 2, 26))

    assert held.late(dt.date.fromisoformat(published), dt.date(2026, 12, 1)) == late


def test_what_is_not_published_is_late_as_of_today() -> None:
    held = Deadline(DAY, dt.date(2026, 2, 26))

    assert held.late(None, dt.date(2026, 3, 1)) == 3
    assert held.left(dt.date(2026, 2, 20)) == 6
