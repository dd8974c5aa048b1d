"""kill -9 at any moment of import, save and publication: the old state or the new one, whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from tests.durability.own_site import run

# How many moments of each action the suite looks at; `--every-kill` looks at all of them.
MOMENTS = {"explained": 3, "told": 2, "accept": 4, "correct": 5, "first": 3}


def kill(
    env: dict[str, str], actions: dict[str, int], every: bool, *options: str
) -> dict[str, Any]:
    wanted = [name if every else f"{name}:{moments}" for name, moments in actions.items()]
    program = "tests.durability.kill_everywhere"
    done = run("-m", program, env["VAR_DIR"], *options, *wanted, env=env)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def check(told: dict[str, Any]) -> None:
    problems = [problem for one in told.values() for problem in one["problems"]]
    assert problems == []
    for name, one in told.items():
        # Both were met: an action that is killed before its first act, and after its last.
        assert one["old"] >= 1, name
        assert one["new"] >= 1, name
        assert one["old"] + one["new"] + one["between"] == one["killed"], name
        # One transaction, with nothing in between; the others store a body and a draft first.
        assert name in ("correct", "first") or one["between"] == 0, name


def test_whenever_it_is_killed_a_site_shows_the_old_or_the_new(
    own_site: Callable[..., dict[str, str]], request: pytest.FixtureRequest
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("there is another test for PostgreSQL")

    check(kill(own_site(), MOMENTS, request.config.getoption("--every-kill")))


def test_a_killed_restore_leaves_an_empty_site_or_a_whole_one(
    own_site: Callable[..., dict[str, str]], request: pytest.FixtureRequest
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("once is enough")

    check(kill(own_site(), {"restored": 4}, request.config.getoption("--every-kill"), "--empty"))


@pytest.mark.database
@pytest.mark.django_db
def test_on_postgresql_too(
    own_postgresql_site: dict[str, str], request: pytest.FixtureRequest
) -> None:
    every = request.config.getoption("--every-kill")

    check(kill(own_postgresql_site, {"accept": 3, "correct": 4}, every))
