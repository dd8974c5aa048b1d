"""Sessions end: unused, after some hours, with a password, with the person; roles count at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import people as writing
from accounts.models import Session
from budgets.models import RoleGrant
from tests.accounts.people import MINE, body, is_in, logged, person, signed_in

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

pytestmark = [pytest.mark.django_db, pytest.mark.database]

DRAFTS = "/admin/budgets/disclosure/"


@pytest.fixture
def zhang() -> Any:
    return person("zhang", "staff", department=body())


def test_a_session_ends_when_it_was_not_used_for_half_an_hour(
    zhang: Any, later: Callable[..., None]
) -> None:
    client = signed_in(zhang)
    for _ in range(4):
        later(minutes=29)
        assert is_in(client)

    later(minutes=31)

    assert not is_in(client)


def test_a_session_ends_after_twelve_hours_however_much_it_is_used(
    zhang: Any, later: Callable[..., None]
) -> None:
    client = signed_in(zhang)
    for _ in range(28):
        later(minutes=25)
        assert is_in(client)

    later(minutes=25)

    assert not is_in(client)


def test_the_limits_are_settings(
    zhang: Any, later: Callable[..., None], settings: SettingsWrapper
) -> None:
    settings.SESSION_IDLE_MINUTES, settings.SESSION_COOKIE_AGE = 5, 8 * 60
    client = signed_in(zhang)

    later(minutes=4)
    assert is_in(client)
    later(minutes=4, seconds=1)
    assert not is_in(client)


def test_a_request_within_a_minute_of_the_last_writes_nothing(
    zhang: Any, later: Callable[..., None]
) -> None:
    client = signed_in(zhang)

    def writes() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert is_in(client)
        return sum("SELECT" not in query["sql"][:6] for query in queries)

    assert writes() == 0
    later(seconds=61)
    assert writes() == 1
    assert writes() == 0


def test_noting_a_request_undoes_nothing_that_another_one_stored(
    zhang: Any, later: Callable[..., None]
) -> None:
    client = signed_in(zhang)
    slow = client.session
    slow["by the slow one"] = 1
    quick = client.session
    quick["by the quick one"] = 1
    quick.save()

    later(minutes=2)
    assert is_in(client)

    assert client.session["by the quick one"] == 1


def test_ended_sessions_are_cleared_away(zhang: Any, later: Callable[..., None]) -> None:
    signed_in(zhang)
    later(minutes=40)
    signed_in(zhang)

    call_command("clearsessions")

    assert Session.objects.count() == 1


def test_a_disabled_person_is_out_at_the_next_request_and_stays_out(zhang: Any) -> None:
    chief = person("chief", "administrator")
    client = signed_in(zhang)
    held = writing.Person.objects.get(pk=zhang.pk)

    writing.change(held, by=chief, name="", region=None, active=False)

    assert not is_in(client)
    writing.change(held, by=chief, name="", region=None, active=True)
    assert not is_in(client)
    assert is_in(signed_in(zhang))


def test_a_role_that_was_taken_counts_no_more_at_the_next_request(zhang: Any) -> None:
    chief = person("chief", "administrator")
    RoleGrant.objects.create(user=zhang, role="auditor", region=body().region)
    client = signed_in(zhang)
    upload = DRAFTS + "upload/"
    assert client.get(upload).status_code == 200

    writing.revoke(zhang.grants.get(role="staff"), by=chief)
    assert client.get(upload).status_code == 403
    assert client.get(DRAFTS).status_code == 200

    writing.revoke(zhang.grants.get(role="auditor"), by=chief)
    assert client.get(DRAFTS, follow=True).request["PATH_INFO"] == MINE


def test_a_role_that_was_given_counts_at_the_next_request() -> None:
    chief, user = person("chief", "administrator"), person("zhang")
    client = signed_in(user)
    assert client.get(DRAFTS).status_code == 302

    writing.grant(user, by=chief, role="staff", department=body())

    assert client.get(DRAFTS).status_code == 200


def test_one_signs_out_everywhere_else(zhang: Any) -> None:
    here, there, yonder = signed_in(zhang), signed_in(zhang), signed_in(zhang)
    other = signed_in(person("wang", "staff", department=body()))
    assert "退出其他各处" in here.get(MINE).content.decode()

    here.post("/admin/account/sessions/")

    assert is_in(here)
    assert is_in(other)
    assert not is_in(there)
    assert not is_in(yonder)
    assert logged("sessions-ended")[0].detail == '{"ended":2}'


def test_a_session_of_nobody_has_the_same_limits(
    client: Client, later: Callable[..., None]
) -> None:
    session = client.session
    session["something"] = 1
    session.save()
    client.cookies["sessionid"] = session.session_key
    row = Session.objects.get()
    assert row.user is None

    later(minutes=31)

    assert "something" not in client.session
