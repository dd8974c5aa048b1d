"""Two people take the same step in the same moment: one does it, the other is told."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction

from budgets import models, publishing
from budgets.coordinates import Coordinates
from budgets.narrating import begin_writing, tell_earlier
from budgets.narrative.data import EarlierFigure
from budgets.publishing import IllegalStep
from tests.conftest import ROOT
from tests.flow.conftest import NOTICE, In, People, fresh

SCRIPT = Path(__file__).with_name("one_of_many.py")
Take = Callable[[models.Disclosure, People], Any]
STEPS: dict[str, tuple[str, Take]] = {
    "approve": (
        "submitted",
        lambda one, who: publishing.approve(one, by=who.reviewer, sha256=one.sha256),
    ),
    "publish": ("approved", lambda one, who: publishing.publish(one, by=who.publisher)),
    "withdraw": (
        "published",
        lambda one, who: publishing.withdraw(one, by=who.publisher, notice=NOTICE),
    ),
    "correct": ("published", lambda one, who: publishing.correct(one, by=who.staff, reason="错字")),
}


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """What came of acts that begin in the same moment, each with a connection of its own."""
    begun = Barrier(len(acts), timeout=30)

    def take(act: Callable[[], Any]) -> str:
        try:
            begun.wait()
            act()
        except IllegalStep as error:
            return str(error)
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return [done.result(timeout=60) for done in [pool.submit(take, act) for act in acts]]


@pytest.mark.django_db(transaction=True)
@pytest.mark.database
@pytest.mark.parametrize("name", STEPS)
def test_a_step_that_is_taken_twice_at_once_is_taken_once(
    name: str, in_state: In, people: People
) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the database of a test is in memory here; see the test with processes below")
    state, take = STEPS[name]
    disclosure = in_state(state)
    copies = [fresh(disclosure) for _ in range(3)]
    entries = models.LogEntry.objects.count()

    outcomes = at_once(*(lambda copy=copy: take(copy, people) for copy in copies))

    assert outcomes.count("done") == 1, outcomes
    assert all("现在的状态是" in told for told in outcomes if told != "done")
    assert models.LogEntry.objects.count() == entries + 1
    assert models.Disclosure.objects.published().count() <= 1
    files = models.PublishedFile.objects
    assert files.count() == files.values("disclosure", "path").distinct().count()


@pytest.mark.django_db(transaction=True)
@pytest.mark.database
def test_calling_back_and_approving_at_once_leaves_one_of_both(
    in_state: In, people: People
) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the database of a test is in memory here")
    disclosure = in_state("submitted")
    one, other = fresh(disclosure), fresh(disclosure)

    outcomes = at_once(
        lambda: publishing.call_back(one, by=people.staff),
        lambda: publishing.approve(other, by=people.reviewer, sha256=other.sha256),
    )

    assert outcomes.count("done") == 1
    now = fresh(disclosure)
    assert (now.status, now.approved_by) == (
        ("draft", None) if outcomes[0] == "done" else ("approved", people.reviewer)
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.database
def test_figures_of_the_year_before_do_not_reach_what_is_submitted_meanwhile(
    in_state: In, people: People
) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("a writer waits for the other one's end here, before it reads anything")
    draft = in_state("draft")
    begin_writing(draft, by=people.staff)
    figure = EarlierFigure(Coordinates.of(side="in"), 100)

    def enter() -> None:
        try:
            tell_earlier(draft.department, draft.fiscal_year.year - 1, [figure], by=people.staff)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            publishing.submit(draft, by=people.staff)
            entering = pool.submit(enter)
            while not _somebody_waits():
                time.sleep(0.01)
        entering.result(timeout=60)

    assert not draft.events.filter(what="填写上年数").exists()
    publishing.approve(fresh(draft), by=people.reviewer, sha256=draft.sha256)


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)")
        return bool(cursor.fetchone()[0])


def test_two_processes_that_publish_at_once_give_one_version_on_sqlite(
    tmp_path: Path, migrated: Path
) -> None:
    shutil.copy(migrated, tmp_path / "mingzhang.sqlite3")
    environment = {
        **{key: value for key, value in os.environ.items() if key != "DATABASE_URL"},
        "VAR_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }

    def start(*arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(*arguments: str) -> str:
        process = start(*arguments)
        told, _nothing = process.communicate(timeout=120)
        assert process.returncode == 0
        return told

    key = run(str(SCRIPT), "prepare")
    both = [start(str(SCRIPT), "publish", key, str(tmp_path)) for _ in range(2)]
    while len(list(tmp_path.glob("ready-*"))) < 2:
        assert all(process.poll() is None for process in both)
        time.sleep(0.05)
    (tmp_path / "go").touch()

    outcomes = sorted(process.communicate(timeout=120)[0] for process in both)

    assert outcomes[0] == "published"
    assert outcomes[1].startswith("refused 没有公开")
    told = json.loads(run(str(SCRIPT), "tell"))
    assert (told["events"], told["entries"]) == (1, 1)
    assert told["files"] == told["paths"] > 5
    assert told["facts"] == 9
