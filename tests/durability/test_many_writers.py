"""Six processes write at once through the real writers: none is refused, and the chain of the log holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from tests.durability.own_site import run

PROCESSES, TRANSACTIONS = 6, 30


def write_at_once(env: dict[str, str]) -> dict[str, Any]:
    done = run(
        "-m",
        "tests.durability.write_at_once",
        env["VAR_DIR"],
        str(PROCESSES),
        str(TRANSACTIONS),
        env=env,
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def check(told: dict[str, Any]) -> None:
    # What `manage.py verify` finds wrong (the chain of the log, versions, files) is among it.
    assert told["wrong"] == []
    assert told["ended"] == [0] * PROCESSES
    assert told["transactions"] >= PROCESSES * TRANSACTIONS
    assert set(told["done"]) == {"bring", "say", "tell", "sign_in", "log", "publish"}
    assert told["published"] == told["done"]["publish"] >= PROCESSES
    assert told["entries"] >= told["done"]["log"] + told["published"]


def test_nobody_is_told_that_the_database_is_locked(
    own_site: Callable[..., dict[str, str]],
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("there is another test for PostgreSQL")

    check(write_at_once(own_site()))


@pytest.mark.database
@pytest.mark.django_db
def test_nobody_meets_a_deadlock_on_postgresql(own_postgresql_site: dict[str, str]) -> None:
    check(write_at_once(own_postgresql_site))
