"""A site whose disk is full: the old state stays, whole and public, and all works once there is room."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.durability.own_site import run

OwnSite = Callable[..., dict[str, str]]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 12 MB, in memory."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0:
        pytest.skip("only root may mount")
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        pytest.skip("this machine allows no mount")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def starve(env: dict[str, str], *options: str) -> dict[str, Any]:
    done = run("-m", "tests.durability.starve", env["VAR_DIR"], *options, env=env)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_a_full_disk_changes_nothing_and_room_brings_all_back(
    own_site: OwnSite, small_disk: Path, tmp_path: Path
) -> None:
    result = starve(own_site(folder=small_disk, WORKBOOKS=str(tmp_path)))

    assert result["problems"] == []
    assert set(result["raised"].values()) == {"full"}
    assert len(result["raised"]) == 5


def test_a_limit_for_files_changes_nothing_either(own_site: OwnSite, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root has a small file system for this, which is the harder test")
    # SQLite's index of its log has 32 KiB, without which nothing can be read.
    result = starve(own_site(WORKBOOKS=str(tmp_path)), "--limit", "34000")

    assert result["problems"] == []
    refused = {name for name, what in result["raised"].items() if what in ("full", "away")}
    assert refused >= {"first", "correct", "accept"}
