"""A publication at a set time: when it is due, when it can't be, and the loop that does it."""

from __future__ import annotations

import datetime as dt
import io
import os
import subprocess
import sys
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError

from budgets import models, publishing, scheduling
from budgets.management.commands.work import _Work
from budgets.scheduling import UnusableTime, publish_due, schedule
from tests.builders import disclosure_data, overview, stored
from tests.conftest import ROOT
from tests.flow.conftest import In, People, fresh, later

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def another(people: People, year: int) -> models.Disclosure:
    draft = publishing.submit(
        stored(disclosure_data(overview(), fiscal_year=year)), by=people.staff
    )
    return publishing.approve(draft, by=people.reviewer, sha256=draft.sha256)


def test_what_is_due_is_published_and_what_is_not_waits(in_state: In, people: People) -> None:
    due, waiting = in_state("approved"), another(people, 2025)
    schedule(due, by=people.publisher, at=later(1))
    schedule(waiting, by=people.publisher, at=later(3))

    done = list(publish_due(now=later(2)))

    assert [(one.disclosure, one.failure) for one in done] == [(due, "")]
    assert (fresh(due).status, fresh(waiting).status) == ("published", "approved")
    assert fresh(due).publish_at is None
    event = due.events.get(what="公开")
    assert event.by == people.publisher
    assert list(publish_due(now=later(2))) == []


@pytest.mark.parametrize("hours", [0, -1])
def test_a_time_that_is_past_is_no_schedule(hours: int, in_state: In, people: People) -> None:
    disclosure = in_state("approved")

    with pytest.raises(UnusableTime):
        schedule(disclosure, by=people.publisher, at=later(hours) - dt.timedelta(seconds=1))

    assert fresh(disclosure).publish_at is None


def test_another_time_takes_the_place_of_the_first_and_can_be_taken_back(
    in_state: In, people: People
) -> None:
    disclosure = in_state("approved")
    schedule(disclosure, by=people.publisher, at=later(1))

    schedule(disclosure, by=people.publisher, at=later(5))
    assert list(publish_due(now=later(2))) == []
    scheduling.unschedule(disclosure, by=people.publisher)

    assert list(publish_due(now=later(9))) == []
    assert fresh(disclosure).status == "approved"


def test_what_is_taken_back_or_put_off_while_a_round_goes_on_stays(
    in_state: In, people: People
) -> None:
    first, back, off = in_state("approved"), another(people, 2025), another(people, 2024)
    for hours, one in enumerate((first, back, off), 1):
        schedule(one, by=people.publisher, at=later(hours))

    published = publish_due(now=later(4))
    assert next(published).disclosure == first
    scheduling.unschedule(back, by=people.publisher)
    schedule(off, by=people.publisher, at=later(9))

    assert list(published) == []
    assert [fresh(one).status for one in (back, off)] == ["approved", "approved"]


def test_a_publication_for_a_time_needs_that_time_still(in_state: In, people: People) -> None:
    disclosure = in_state("approved")
    first, second = later(1), later(5)
    schedule(disclosure, by=people.publisher, at=first)
    schedule(disclosure, by=people.publisher, at=second)

    with pytest.raises(publishing.IllegalStep):
        publishing.publish(disclosure, by=people.publisher, set_for=first)

    assert fresh(disclosure).publish_at == second


def test_a_failure_is_told_stops_no_other_and_is_not_tried_again(
    in_state: In, people: People
) -> None:
    broken, whole = in_state("approved"), another(people, 2025)
    schedule(broken, by=people.publisher, at=later(1))
    schedule(whole, by=people.publisher, at=later(2))
    row = models.BudgetRow.objects.filter(table__disclosure=broken).first()
    row.cells[0] = "改过的字"
    row.save()

    done = {one.disclosure.pk: one.failure for one in publish_due(now=later(3))}

    assert done[whole.pk] == ""
    assert "核对的结果有了变化" in done[broken.pk]
    assert (fresh(broken).status, fresh(broken).publish_at) == ("approved", None)
    event = broken.events.get(what="定时公开未成")
    assert event.note == done[broken.pk]
    entry = models.LogEntry.objects.get(action="miss")
    assert entry.subject_id == str(broken.pk)
    assert list(publish_due(now=later(4))) == []


@pytest.mark.parametrize("lost", ["role", "account"])
def test_the_right_to_publish_must_still_be_there_when_it_is_due(
    lost: str, in_state: In, people: People
) -> None:
    disclosure = in_state("approved")
    schedule(disclosure, by=people.publisher, at=later(1))
    if lost == "role":
        people.publisher.grants.all().delete()
    else:
        people.publisher.is_active = False
        people.publisher.save()

    (due,) = publish_due(now=later(2))

    assert "没有发布的权限" in due.failure
    assert fresh(disclosure).status == "approved"


def test_the_command_publishes_and_says_so(in_state: In, people: People) -> None:
    disclosure = in_state("approved")
    schedule(disclosure, by=people.publisher, at=later(1))
    models.Disclosure.objects.filter(pk=disclosure.pk).update(publish_at=later(-1))
    out = io.StringIO()

    call_command("publish_due", stdout=out)

    assert "已公开" in out.getvalue()
    assert fresh(disclosure).status == "published"


def test_a_round_of_work_survives_a_database_that_is_away(
    in_state: In, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    disclosure = in_state("approved")
    schedule(disclosure, by=people.publisher, at=later(1))
    models.Disclosure.objects.filter(pk=disclosure.pk).update(publish_at=later(-1))
    work = _Work()

    def away(*_given: Any, **_named: Any) -> None:
        raise OperationalError("the connection is closed")

    with monkeypatch.context() as broken:
        broken.setattr(scheduling, "publish", away)
        work.round()
    assert fresh(disclosure).publish_at is not None
    work.round()

    assert fresh(disclosure).status == "published"


def test_the_loop_ends_with_what_started_it(tmp_path: Any) -> None:
    environment = {**os.environ, "VAR_DIR": str(tmp_path), "LOG_LEVEL": "CRITICAL"}
    environment.pop("DATABASE_URL", None)
    # The shell goes away at once, as a server that is killed.
    command = f"{sys.executable} manage.py work --parent $$ --every 0.2 >/dev/null 2>&1 & echo $!; sleep 1"
    started = subprocess.run(
        ["sh", "-c", command], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    pid = int(started.stdout.split()[0])

    ended = subprocess.run(
        ["timeout", "60", "tail", f"--pid={pid}", "-f", "/dev/null"], check=False
    )

    assert ended.returncode == 0
