"""Signing in and out: one answer to everything that is wrong, and what the log keeps of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth import hashers
from django.test import Client

from accounts.models import FailedSignIn
from tests.accounts.people import (
    LOGIN,
    MINE,
    PASSWORD,
    WORKPLACE,
    body,
    is_in,
    logged,
    person,
    sign_in,
    signed_in,
    with_factor,
)

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.django_db

WRONG = "账号或密码不正确"


def test_a_person_signs_in_and_gets_where_they_wanted(client: Client) -> None:
    person("zhang", "staff", department=body())
    wanted = "/admin/budgets/disclosure/"

    door = client.get(wanted, follow=True)
    answer = client.post(
        LOGIN, {"username": "zhang", "password": PASSWORD, "next": door.context["next"]}
    )

    assert answer.status_code == 302
    assert answer.url == wanted
    assert client.get(answer.url).status_code == 200


def test_nobody_is_sent_to_another_site(client: Client) -> None:
    person("zhang", "staff", department=body())

    answer = client.post(
        LOGIN, {"username": "zhang", "password": PASSWORD, "next": "https://example.org/"}
    )

    assert answer.url == WORKPLACE


def answer_to(prepare: Callable[[], object]) -> tuple[int, str]:
    """The status and the page that a sign-in as zhang meets, without the token of the form."""
    prepare()
    client = Client()
    answer = sign_in(client, "zhang", "not the password")
    page = answer.content.decode()
    token = answer.context["csrf_token"]
    return answer.status_code, page.replace(str(token), "")


def disabled() -> None:
    user = person("zhang", "staff", department=body())
    user.is_active = False
    user.set_password("not the password")
    user.save()


def locked() -> None:
    for _ in range(5):
        sign_in(Client(), "zhang", "wrong")


@pytest.mark.parametrize(
    "prepare",
    [lambda: person("zhang", "staff", department=body()), disabled, locked],
    ids=["wrong password", "disabled", "locked"],
)
def test_the_answer_does_not_tell_what_was_wrong(prepare: Callable[[], object]) -> None:
    unknown = answer_to(lambda: None)
    FailedSignIn.objects.all().delete()

    answer = answer_to(prepare)

    assert answer == unknown
    assert answer[0] == 200
    assert WRONG in answer[1]
    assert "15 分钟" in answer[1]


@pytest.mark.parametrize("prepare", [lambda: None, lambda: person("zhang"), disabled, locked])
def test_a_password_is_hashed_once_whatever_is_wrong(
    prepare: Callable[[], object], settings: SettingsWrapper
) -> None:
    prepare()
    settings.PASSWORD_HASHERS = [f"{__name__}.Counting"]
    hashers.get_hashers.cache_clear()
    hashers.get_hashers_by_algorithm.cache_clear()
    Counting.times = 0

    sign_in(Client(), "zhang", "not the password at all")

    assert Counting.times == 1


class Counting(hashers.MD5PasswordHasher):
    """Counts how often a password is worked on, which is what takes the time."""

    times = 0

    def encode(self, password: str, salt: str) -> str:
        Counting.times += 1
        return super().encode(password, salt)


def test_what_was_typed_as_a_name_is_kept_nowhere(client: Client) -> None:
    sign_in(client, "hunter2-my-password", "zhang")

    entry = logged("login-failed")[0]
    assert (entry.actor, entry.subject) == ("", "")
    kept = json.dumps([*FailedSignIn.objects.values("name", "address")]) + entry.detail
    assert "hunter2" not in kept
    assert json.loads(entry.detail)["name"] == FailedSignIn.objects.get().name[:16]


def test_the_log_names_an_account_that_there_is(client: Client) -> None:
    user = person("zhang", "staff", department=body())

    sign_in(client, "zhang", "wrong", REMOTE_ADDR="203.0.113.7")
    sign_in(client, "zhang", REMOTE_ADDR="203.0.113.7")
    client.post("/admin/logout/")

    failed, done, out = logged("login-failed", "login", "logout")
    assert (failed.actor, failed.subject_id) == ("", str(user.pk))
    assert json.loads(failed.detail) == {"from": "203.0.113.7"}
    assert done.actor == out.actor == "zhang"
    assert json.loads(done.detail) == {"with": "password", "from": "203.0.113.7"}


def test_signing_out_ends_the_session(client: Client) -> None:
    person("zhang", "staff", department=body())
    sign_in(client)
    cookie = client.cookies["sessionid"].value

    answer = client.post("/admin/logout/")

    assert answer.status_code == 200
    assert "您已退出" in answer.content.decode()
    other = Client()
    other.cookies["sessionid"] = cookie
    assert not is_in(other)


def test_signing_out_is_no_link(client: Client) -> None:
    person("zhang", "staff", department=body())
    sign_in(client)

    assert client.get("/admin/logout/").status_code == 405
    assert is_in(client)


def test_a_person_without_a_role_gets_no_further_than_their_own_account(client: Client) -> None:
    person("zhang")

    answer = client.post(LOGIN, {"username": "zhang", "password": PASSWORD}, follow=True)

    assert answer.request["PATH_INFO"] == MINE
    assert "还没有岗位" in answer.content.decode()
    assert client.get("/admin/budgets/disclosure/", follow=True).request["PATH_INFO"] == MINE


def test_the_session_gets_a_new_key_at_the_door(client: Client) -> None:
    person("zhang", "staff", department=body())
    client.get("/admin/account/single-sign-on/")
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = session.session_key

    sign_in(client)

    assert client.cookies["sessionid"].value != session.session_key
    assert is_in(client)
    stranger = Client()
    stranger.cookies["sessionid"] = session.session_key
    assert not is_in(stranger)


def test_one_person_after_another_in_one_browser_inherits_nothing(client: Client) -> None:
    person("zhang", "staff", department=body())
    person("wang", "staff", department=body())
    sign_in(client, "zhang")
    session = client.session
    session["of zhang"] = True
    session.save()

    sign_in(client, "wang")

    assert "of zhang" not in client.session
    assert client.get(MINE).context["user"].username == "wang"


@pytest.mark.parametrize(
    "path", [LOGIN, MINE, "/admin/", "/admin/password_change/", "/admin/accounts/person/"]
)
def test_no_page_of_the_door_or_behind_it_is_stored(path: str) -> None:
    root = person("root", "administrator")
    with_factor(root)

    for client in (Client(), signed_in(root)):
        answer = client.get(path)
        assert answer["Cache-Control"] == "no-store, private"
        assert "unsafe" not in answer["Content-Security-Policy"]


def test_a_session_cookie_is_not_for_scripts_and_has_no_date(client: Client) -> None:
    person("zhang", "staff", department=body())

    sign_in(client)

    cookie: Any = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == cookie["expires"] == ""
    assert len(cookie.value) == 32


def test_a_form_from_elsewhere_is_refused() -> None:
    person("zhang", "staff", department=body())
    client = Client(enforce_csrf_checks=True)

    assert sign_in(client).status_code == 403
    assert client.post("/admin/logout/").status_code == 403
