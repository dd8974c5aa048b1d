"""A worker is killed in the middle of a job: the next one does it, and nothing is stored twice."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.durability.own_site import ROOT, run

_BEGIN = """
import django
django.setup()
from pathlib import Path
from django.contrib.auth import get_user_model
from budgets import jobs, models
from budgets.admin import uploads
from tests.builders import department
by = get_user_model().objects.create_superuser("officer")
content = Path("budgets/samples/xicheng-fao-2024-budget.xlsx").read_bytes()
upload = uploads.keep(
    content, by=by, department=department(name="北京市西城区人民政府外事办公室"), year=2024,
    kind="budget", name="budget.xlsx",
)
print(jobs.begin(models.Job.Kind.PREVIEW, by=by, upload=upload).token)
"""
_READ = """
import django
django.setup()
from budgets import jobs, models
preview = jobs.stored_preview(models.Upload.objects.get())
print(len(preview.data.tables), len(preview.reconciliation.findings) > 0)
"""


@contextmanager
def worker(env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "manage.py", "work", "--every", "60"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_a_killed_worker_s_job_is_done_by_the_next(
    own_site: Callable[..., dict[str, str]], tmp_path: Path
) -> None:
    env = own_site()
    database = tmp_path / "site" / "mingzhang.sqlite3"

    def job() -> tuple[str, int]:
        with closing(sqlite3.connect(database, timeout=30)) as opened:
            found: tuple[str, int] = opened.execute(
                "SELECT state, attempts FROM budgets_job"
            ).fetchone()
            return found

    def until(state: str, seconds: float) -> None:
        end = time.monotonic() + seconds
        while job()[0] != state:
            if time.monotonic() > end:
                pytest.fail(f"{job()} instead of {state}")
            time.sleep(0.01)

    run("-c", _BEGIN, env=env)
    with worker(env) as first:
        until("running", 60)
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    assert job() == ("running", 1)
    # Half a minute later, which nobody waits for here.
    with closing(sqlite3.connect(database, timeout=30)) as opened:
        opened.execute("UPDATE budgets_job SET beat_at = datetime(beat_at, '-31 seconds')")
        opened.commit()

    with worker(env):
        until("done", 60)

    assert job() == ("done", 2)
    assert len(list((tmp_path / "site" / "media" / "private" / "jobs").iterdir())) == 1
    assert run("-c", _READ, env=env).stdout.split() == ["14", "True"]
