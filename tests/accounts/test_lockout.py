"""Guessing is held up: an account from an address, an account from everywhere, an address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts import lockout
from accounts.models import FailedSignIn
from tests.accounts.people import body, is_in, logged, person, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.database]

HERE, THERE = "203.0.113.7", "198.51.100.9"


def fail(times: int, username: str = "zhang", address: str = HERE) -> None:
    for _ in range(times):
        sign_in(Client(), username, "wrong", REMOTE_ADDR=address)


def gets_in(username: str = "zhang", address: str = HERE) -> bool:
    client = Client()
    sign_in(client, username, REMOTE_ADDR=address)
    return is_in(client)


@pytest.fixture(autouse=True)
def _zhang() -> None:
    person("zhang", "staff", department=body())


def test_five_failures_lock_the_account_for_that_address() -> None:
    fail(4)
    assert gets_in()

    fail(5)

    assert not gets_in()
    assert gets_in(address=THERE)
    assert [entry.subject for entry in logged("lock-out")] == ["zhang"]


def test_a_right_password_forgets_the_failures_before_it() -> None:
    fail(4)
    assert gets_in()

    fail(4)

    assert gets_in()


def test_a_lock_ends_by_itself_and_trying_on_does_not_prolong_it(
    later: Callable[..., None],
) -> None:
    fail(5)

    later(minutes=14)
    fail(3)
    assert not gets_in()
    later(minutes=2)

    assert gets_in()


def test_failures_over_days_do_not_lock(later: Callable[..., None]) -> None:
    for _ in range(8):
        fail(1)
        later(minutes=10)

    assert gets_in()


def test_tries_on_a_locked_account_are_not_logged_one_by_one() -> None:
    fail(12)

    assert len(logged("login-failed")) == 5
    assert len(logged("lock-out")) == 1


def test_an_unknown_name_locks_just_as_a_known_one_does() -> None:
    fail(12, "nobody")

    assert len(logged("login-failed")) == 5
    assert FailedSignIn.objects.count() == 5


def test_many_addresses_lock_the_account() -> None:
    now = timezone.now()
    for n in range(lockout.OF_ACCOUNT.failures):
        assert lockout.attempt("zhang", f"10.0.0.{n}", now=now + timedelta(seconds=n)) is not None

    assert lockout.attempt("zhang", THERE, now=now + timedelta(seconds=99)) is None
    assert lockout.attempt("wang", THERE, now=now + timedelta(seconds=99)) is not None


def test_many_names_lock_the_address() -> None:
    for n in range(lockout.OF_ADDRESS.failures):
        assert lockout.attempt(f"name{n}", HERE) is not None

    assert lockout.attempt("zhang", HERE) is None
    assert lockout.attempt("zhang", THERE) is not None


def test_behind_a_proxy_that_is_not_configured_one_guesser_locks_no_office() -> None:
    for n in range(lockout.OF_ADDRESS.failures):
        lockout.attempt(f"name{n}", "127.0.0.1")

    assert lockout.attempt("zhang", "127.0.0.1") is not None


def test_attempts_at_once_get_no_more_tries() -> None:
    # None of these has been answered yet.
    noted = [lockout.attempt("zhang", HERE) for _ in range(9)]

    assert [one is not None for one in noted] == [True] * 5 + [False] * 4


def test_failures_are_not_kept_for_long(later: Callable[..., None]) -> None:
    fail(3)
    later(hours=2)

    fail(1, "wang")

    assert FailedSignIn.objects.count() == 1


def test_of_an_ipv6_address_its_network_counts(rf: Any) -> None:
    def seen(address: str) -> str:
        return lockout.address_of(rf.get("/", REMOTE_ADDR=address))

    assert seen("2001:db8:1:2:aaaa::1") == seen("2001:db8:1:2:bbbb::9") == "2001:db8:1:2::/64"
    assert seen("2001:db8:1:3::1") != seen("2001:db8:1:2::1")
    assert seen("203.0.113.7") == "203.0.113.7"
