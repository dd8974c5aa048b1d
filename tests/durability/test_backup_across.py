"""A backup of one database is restored into the other, and back: the same bytes at every address."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.durability.own_site import manage, run

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def pages(env: dict[str, str]) -> dict[str, tuple[int, str]]:
    return dict(json.loads(run("-m", "tests.durability.own_site", env=env).stdout.splitlines()[-1]))


def test_a_site_moves_from_sqlite_to_postgresql_and_back(
    own_site: Callable[..., dict[str, str]], own_postgresql_site: dict[str, str], tmp_path: Path
) -> None:
    first, third = own_site("first"), own_site("third")
    run("-m", "tests.durability.actions", first["VAR_DIR"], "correct", "first", env=first)
    seen = pages(first)

    manage("backup", str(tmp_path / "1.tar"), env=first)
    manage("restore", str(tmp_path / "1.tar"), env=own_postgresql_site)
    on_postgresql = pages(own_postgresql_site)
    manage("backup", str(tmp_path / "2.tar"), env=own_postgresql_site)
    manage("restore", str(tmp_path / "2.tar"), env=third)

    assert len(seen) > 80
    assert on_postgresql == seen
    assert pages(third) == seen
