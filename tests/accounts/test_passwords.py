"""Passwords: which are taken, how they are kept, changed, and given anew by a link."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.test import Client

from accounts import people as writing
from accounts.forms import ChoosePasswordForm
from tests.accounts.people import (
    LOGIN,
    PASSWORD,
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

CHANGE = "/admin/password_change/"
NEW = "correct horse battery staple"


@pytest.fixture
def zhang() -> Any:
    return person("zhang", "staff", department=body())


def taken(user: Any, password: str) -> bool:
    return ChoosePasswordForm(
        user, {"new_password1": password, "new_password2": password}
    ).is_valid()


@pytest.mark.parametrize(
    "password",
    [
        "onlysmallletters",
        "十二个汉字也可以作为密码",
        "with spaces in the middle",
        "🐎🔋📎 and some words",
        "x" + "y1" * 63 + "z",
    ],
)
def test_a_long_password_is_taken_whatever_it_is_made_of(zhang: Any, password: str) -> None:
    assert taken(zhang, password)
    zhang.set_password(password)
    zhang.save()

    client = Client()
    sign_in(client, "zhang", password)

    assert is_in(client)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("Sh0rt!pass$", "eleven characters"),
        ("passwordpassword", "a common one twice"),
        ("Password!2026", "a common one with a year"),
        ("abcabcabcabcabc", "four characters, repeated"),
        ("293847561029384", "digits only"),
        ("zhangsanfeng1", "the account's name"),
        ("x" * 129, "too long"),
    ],
)
def test_a_weak_password_is_refused(password: str, why: str) -> None:
    user = person("zhangsanfeng", "staff", department=body())

    assert not taken(user, password), why


def test_a_password_that_is_too_long_is_no_shorter_one(zhang: Any) -> None:
    zhang.set_password("y" * 128)
    zhang.save()
    client = Client()

    sign_in(client, "zhang", "y" * 129)

    assert not is_in(client)


def test_passwords_are_kept_by_argon2_and_old_ones_moved_there(settings: SettingsWrapper) -> None:
    from config import settings as product

    settings.PASSWORD_HASHERS = product.PASSWORD_HASHERS
    user = person("zhang", "staff", department=body())
    assert user.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    user.password = make_password(PASSWORD, hasher="pbkdf2_sha256")
    user.save()

    assert is_in(signed_in(user))

    user.refresh_from_db()
    assert user.password.startswith("argon2$argon2id$")
    assert check_password(PASSWORD, user.password)


def change(client: Client, old: str = PASSWORD, new: str = NEW) -> Any:
    return client.post(CHANGE, {"old_password": old, "new_password1": new, "new_password2": new})


def test_changing_it_asks_for_the_present_one_and_ends_all_other_sessions(zhang: Any) -> None:
    here, there = signed_in(zhang), signed_in(zhang)
    assert change(here, old="not this").context["form"].errors["old_password"]
    key = here.cookies["sessionid"].value

    assert change(here).status_code == 302

    assert is_in(here)
    assert here.cookies["sessionid"].value != key
    assert not is_in(there)
    assert not is_in(_client_with("zhang", PASSWORD))
    assert is_in(_client_with("zhang", NEW))
    assert logged("password")[0].actor == "zhang"


def test_changing_it_keeps_the_second_factor_shown(zhang: Any) -> None:
    with_factor(zhang)
    client = signed_in(zhang)

    change(client)

    assert is_in(client)


def test_guessing_the_present_password_is_held_up_too(zhang: Any) -> None:
    client = signed_in(zhang)
    for _ in range(5):
        change(client, old="guess")

    answer = change(client)

    assert "15 分钟" in str(answer.context["form"].errors["old_password"])


def _client_with(username: str, password: str) -> Client:
    client = Client()
    sign_in(client, username, password)
    return client


# --- A link of an administrator ---


@pytest.fixture
def chief() -> Any:
    return person("chief", "administrator")


def follow(link: str) -> tuple[Client, Any]:
    client = Client()
    return client, client.get(link, follow=True)


def choose(link: str, password: str = NEW) -> Any:
    client, page = follow(link)
    return client.post(
        page.request["PATH_INFO"],
        {"new_password1": password, "new_password2": password},
        follow=True,
    )


def test_a_link_gives_a_new_password_once(zhang: Any, chief: Any) -> None:
    client = signed_in(zhang)

    link = writing.password_link(zhang, by=chief)

    assert not is_in(client)
    assert not is_in(_client_with("zhang", PASSWORD))
    page = choose(link)
    assert page.request["PATH_INFO"] == LOGIN
    assert "密码已设置" in page.content.decode()
    assert is_in(_client_with("zhang", NEW))
    assert "链接无效" in follow(link)[1].content.decode()
    assert [(entry.action, entry.actor) for entry in logged("password-link", "password")] == [
        ("password-link", "chief"),
        ("password", "zhang"),
    ]
    assert not any(link in entry.detail for entry in logged("password-link"))


def test_the_page_of_a_link_says_whose_password_and_holds_no_token(zhang: Any, chief: Any) -> None:
    link = writing.password_link(zhang, by=chief)

    _client, page = follow(link)

    text = page.content.decode()
    assert "“zhang”" in text
    assert page["Cache-Control"] == "no-store, private"
    assert page["Referrer-Policy"] == "same-origin"
    token = link.rstrip("/").rpartition("/")[2]
    assert token not in text
    assert token not in page.request["PATH_INFO"]


def test_a_weak_password_is_refused_there_too(zhang: Any, chief: Any) -> None:
    page = choose(writing.password_link(zhang, by=chief), "short")

    assert page.context["form"].errors
    assert not is_in(_client_with("zhang", "short"))


def test_a_link_is_void_after_a_day(
    zhang: Any, chief: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = writing.password_link(zhang, by=chief)
    tomorrow = writing.links._now() + dt.timedelta(hours=24, seconds=1)

    monkeypatch.setattr(writing.links, "_now", lambda: tomorrow)

    assert "链接无效" in follow(link)[1].content.decode()


def test_a_later_link_voids_the_one_before(zhang: Any, chief: Any) -> None:
    first = writing.password_link(zhang, by=chief)

    second = writing.password_link(zhang, by=chief)

    assert "链接无效" in follow(first)[1].content.decode()
    assert choose(second).request["PATH_INFO"] == LOGIN


@pytest.mark.parametrize("what", ["more roles", "fewer roles", "disabled"])
def test_a_link_is_void_once_the_person_is_another_one(zhang: Any, chief: Any, what: str) -> None:
    link = writing.password_link(zhang, by=chief)

    if what == "more roles":
        writing.grant(zhang, by=chief, role="reviewer", department=body("财政局"))
    elif what == "fewer roles":
        writing.revoke(zhang.grants.get(), by=chief)
    else:
        held = writing.Person.objects.get(pk=zhang.pk)
        writing.change(held, by=chief, name="", region=None, active=False)

    assert "链接无效" in follow(link)[1].content.decode()


def test_a_link_is_no_way_around_the_second_factor(zhang: Any, chief: Any) -> None:
    with_factor(zhang)

    choose(writing.password_link(zhang, by=chief))

    assert not is_in(_client_with("zhang", NEW))


def test_password_fields_can_be_pasted_into_and_filled_by_managers(zhang: Any) -> None:
    page = signed_in(zhang).get(CHANGE).content.decode()
    door = Client().get(LOGIN).content.decode()

    fields = re.findall(r"<input[^>]*type=\"password\"[^>]*>", page + door)
    assert len(fields) == 4
    assert not any(word in field for field in fields for word in ("onpaste", 'autocomplete="off"'))
    assert sum('autocomplete="new-password"' in field for field in fields) == 2
    assert sum('autocomplete="current-password"' in field for field in fields) == 2
