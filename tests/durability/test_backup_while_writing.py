"""A backup of a site at work: nobody waits for it, and it holds one moment."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from tests.durability.own_site import ROOT, manage


def test_a_backup_made_while_others_write_is_one_moment_of_the_site(
    own_site: Callable[..., dict[str, str]], tmp_path: Path
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("once is enough")
    busy, other = own_site("busy"), own_site("other")
    writers = subprocess.Popen(
        [sys.executable, "-m", "tests.durability.write_at_once", busy["VAR_DIR"], "3", "30"],
        cwd=ROOT,
        env=busy,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    published = Path(busy["VAR_DIR"]) / "media" / "published"
    until = time.monotonic() + 120
    while not published.exists() and time.monotonic() < until:
        time.sleep(0.05)

    made = manage("backup", str(tmp_path / "busy.tar"), env=busy)
    written, _ = writers.communicate(timeout=300)
    restored = manage("restore", str(tmp_path / "busy.tar"), env=other)

    assert json.loads(written.splitlines()[-1])["wrong"] == []
    assert "已备份" in made.stdout
    # All of verify: the chain of the log, every version and every file.
    assert "发现 0 处问题" in restored.stdout
