"""The second factor: demanded of some, open to all, right once, and never a way around it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from defusedxml import ElementTree
from django.test import Client
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import people as writing
from accounts import second_factor
from budgets.models import RoleGrant
from tests.accounts.people import (
    CODE,
    LOGIN,
    MINE,
    SET_UP,
    WORKPLACE,
    body,
    code,
    is_in,
    logged,
    person,
    region,
    sign_in,
    signed_in,
    with_factor,
)

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MANAGE = "/admin/account/second-factor/"
PICTURE = SET_UP + "code.svg"


def set_up(client: Client) -> list[str]:
    """Go through the set-up page: the codes for the paper."""
    secret = client.get(SET_UP).context["secret"]
    key = second_factor.base64.b32decode(secret.replace(" ", "")).hex()
    answer = client.post(SET_UP, {"code": code(key), "next": WORKPLACE})
    assert answer.status_code == 200, answer
    assert "codes" in answer.context, answer.context["form"].errors
    return list(answer.context["codes"])


@pytest.mark.parametrize("role", ["reviewer", "publisher", "administrator"])
def test_who_approves_publishes_or_gives_roles_sets_one_up_before_anything_else(
    client: Client, role: str
) -> None:
    person("zhang", role, where=region())

    sign_in(client)

    for path in (WORKPLACE, MINE, "/admin/budgets/disclosure/", "/admin/password_change/"):
        assert client.get(path, follow=True).request["PATH_INFO"] == SET_UP
    assert client.post("/admin/password_change/").url.startswith(LOGIN)
    set_up(client)
    assert client.get(WORKPLACE).status_code == 200


def test_a_superuser_sets_one_up_too(client: Client) -> None:
    person("zhang", superuser=True)

    sign_in(client)

    assert client.get(WORKPLACE, follow=True).request["PATH_INFO"] == SET_UP


@pytest.mark.parametrize("role", ["staff", "auditor"])
def test_others_do_without_and_may_have_one(client: Client, role: str) -> None:
    user = person("zhang", role, department=body())
    sign_in(client)
    assert client.get(WORKPLACE).status_code == 200

    set_up(client)

    assert client.get(WORKPLACE).status_code == 200
    another = Client()
    sign_in(another)
    assert another.get(WORKPLACE, follow=True).request["PATH_INFO"] == CODE
    assert second_factor.device_of(user) is not None


def test_what_the_secret_says_is_what_the_picture_says(client: Client) -> None:
    person("zhang", "reviewer", department=body())
    sign_in(client)

    page = client.get(SET_UP)
    picture = client.get(PICTURE)

    assert picture["Content-Type"] == "image/svg+xml"
    assert picture["Cache-Control"] == "no-store, private"
    svg = ElementTree.fromstring(picture.content)
    assert {one.tag.split("}")[1] for one in svg.iter()} <= {"svg", "path", "g"}
    assert b"style" not in picture.content
    secret = page.context["secret"].replace(" ", "")
    assert len(second_factor.base64.b32decode(secret)) == 20
    # The same until it is confirmed: reloading the page does not undo what the app has scanned.
    assert client.get(SET_UP).context["secret"] == page.context["secret"]
    assert client.get(PICTURE).content == picture.content


def test_the_secret_is_shown_to_nobody_else(client: Client) -> None:
    user = person("zhang", "reviewer", department=body())
    assert client.get(PICTURE).status_code == 404
    assert client.get(SET_UP).url == LOGIN
    sign_in(client)
    set_up(client)

    # Neither afterwards in this session, nor to who only knows the password.
    assert client.get(PICTURE).status_code == 404
    thief = Client()
    sign_in(thief)
    assert thief.get(PICTURE).status_code == 404
    assert thief.get(SET_UP, follow=True).request["PATH_INFO"] == CODE
    assert thief.post(SET_UP, {"code": "000000"}, follow=True).request["PATH_INFO"] == CODE
    assert TOTPDevice.objects.filter(user=user).count() == 1


def test_a_wrong_first_code_sets_nothing_up(client: Client) -> None:
    user = person("zhang", "reviewer", department=body())
    sign_in(client)
    client.get(SET_UP)

    for typed in ("000000", "abc", "", "9" * 10):
        answer = client.post(SET_UP, {"code": typed})
        assert answer.context["form"].errors

    assert second_factor.device_of(user) is None
    assert not is_in(client)


def test_a_code_opens_the_session_and_works_once(client: Client) -> None:
    user = person("zhang", "reviewer", department=body())
    device = with_factor(user)
    sign_in(client)
    assert not is_in(client)
    shown = code(device.key)

    answer = client.post(CODE, {"code": f" {shown[:3]} {shown[3:]}", "next": MINE})

    assert answer.url == MINE
    assert is_in(client)
    onlooker = Client()
    sign_in(onlooker)
    again = onlooker.post(CODE, {"code": shown})
    assert "已经用过" in again.content.decode()
    assert not is_in(onlooker)
    assert [entry.action for entry in logged("second-factor", "second-factor-failed")] == [
        "second-factor",
        "second-factor-failed",
    ]


def test_the_code_that_set_it_up_does_not_open_another_session(client: Client) -> None:
    person("zhang", "reviewer", department=body())
    sign_in(client)
    secret = client.get(SET_UP).context["secret"]
    shown = code(second_factor.base64.b32decode(secret.replace(" ", "")).hex())
    client.post(SET_UP, {"code": shown})
    other = Client()
    sign_in(other)

    other.post(CODE, {"code": shown})

    assert not is_in(other)


@pytest.mark.parametrize("steps", [-3, 3])
def test_a_code_of_another_time_is_refused(client: Client, steps: int) -> None:
    device = with_factor(person("zhang", "reviewer", department=body()))
    sign_in(client)

    client.post(CODE, {"code": code(device.key, steps=steps)})

    assert not is_in(client)


def test_each_wrong_code_makes_the_next_wait_longer(
    client: Client, later: Callable[..., None]
) -> None:
    device = with_factor(person("zhang", "reviewer", department=body()))
    sign_in(client)

    client.post(CODE, {"code": "000000"})
    held = client.post(CODE, {"code": code(device.key)})

    assert "秒后再试" in held.content.decode()
    assert not is_in(client)
    later(seconds=2)
    client.post(CODE, {"code": code(device.key)})
    assert is_in(client)


def test_five_wrong_codes_ask_for_the_password_again(client: Client) -> None:
    with_factor(person("zhang", "reviewer", department=body()))
    sign_in(client)

    answers = [client.post(CODE, {"code": "000000"}) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [200] * 4 + [302]
    assert client.get(CODE).url == LOGIN


def test_a_guesser_makes_nobody_wait_for_more_than_a_quarter_of_an_hour(
    client: Client, later: Callable[..., None]
) -> None:
    device = with_factor(person("zhang", "reviewer", department=body()))
    device.throttle_increment(commit=False)
    device.throttling_failure_count = 40
    device.save()
    sign_in(client)

    later(minutes=10)
    client.post(CODE, {"code": code(device.key)})

    assert is_in(client)


def test_a_code_from_the_paper_works_once(client: Client) -> None:
    person("zhang", "reviewer", department=body())
    sign_in(client)
    codes = set_up(client)
    assert len(set(codes)) == 10
    typed = codes[3].lower().replace("-", " ")

    for works in (True, False):
        other = Client()
        sign_in(other)
        other.post(CODE, {"code": typed})
        assert is_in(other) is works

    assert StaticToken.objects.count() == 9


def test_codes_for_the_paper_are_kept_as_digests_and_shown_once(client: Client) -> None:
    person("zhang", "reviewer", department=body())
    sign_in(client)
    codes = [one.replace("-", "") for one in set_up(client)]

    kept = set(StaticToken.objects.values_list("token", flat=True))

    assert kept.isdisjoint(codes)
    assert not any(one[:8] in token for one in codes for token in kept)
    pages = client.get(MINE).content + client.get(MANAGE).content
    assert not any(one[:4].encode() in pages for one in codes)


def test_a_session_that_has_shown_it_is_not_asked_again_but_another_one_is() -> None:
    user = person("zhang", "reviewer", department=body())
    with_factor(user)
    client = signed_in(user)
    assert [client.get(MINE).status_code for _ in range(3)] == [200] * 3

    other = Client()
    sign_in(other)

    assert not is_in(other)


def test_signing_in_once_more_asks_for_the_code_once_more() -> None:
    user = person("zhang", "reviewer", department=body())
    with_factor(user)
    client = signed_in(user)

    sign_in(client)

    assert not is_in(client)


def test_who_gets_such_a_role_while_signed_in_is_led_to_the_set_up() -> None:
    user = person("zhang", "staff", department=body())
    client = signed_in(user)
    assert client.get(WORKPLACE).status_code == 200

    RoleGrant.objects.create(user=user, role="publisher", department=body())

    assert client.get(WORKPLACE, follow=True).request["PATH_INFO"] == SET_UP


def test_what_was_typed_is_kept_while_the_second_factor_is_owed() -> None:
    user = person("zhang", "staff", department=body())
    client = signed_in(user)
    RoleGrant.objects.create(user=user, role="reviewer", department=body())

    answer = client.post("/admin/performance/1/projects/new/", {"name": "校舍修缮"})

    # The door of the entry pages shows the form once more, as after any ended session.
    assert answer.status_code == 403
    assert "登录已过期" in answer.content.decode()
    assert "校舍修缮" in answer.content.decode()


def test_an_administrator_takes_a_lost_one_away_and_every_session_ends() -> None:
    chief = person("chief", "administrator")
    user = person("zhang", "reviewer", department=body())
    with_factor(user)
    client = signed_in(user)

    writing.take_second_factor(user, by=chief)

    assert not is_in(client)
    assert second_factor.device_of(user) is None
    entry = logged("second-factor-removed")[0]
    assert (entry.actor, entry.subject_id) == ("chief", str(user.pk))
    sign_in(client)
    assert client.get(WORKPLACE, follow=True).request["PATH_INFO"] == SET_UP


def manage(client: Client, device: Any, do: str) -> Any:
    TOTPDevice.objects.update(last_t=-1)
    return client.post(MANAGE, {"code": code(device.key), "do": do})


def test_another_device_takes_the_place_of_the_first_after_a_code_of_it() -> None:
    user = person("zhang", "reviewer", department=body())
    device = with_factor(user)
    client, elsewhere = signed_in(user), signed_in(user)
    assert client.get(SET_UP).url == MANAGE

    assert manage(client, device, "replace").url == SET_UP
    set_up(client)

    made = second_factor.device_of(user)
    assert made is not None
    assert made.key != device.key
    assert is_in(client)
    assert not is_in(elsewhere)


def test_new_codes_for_the_paper_void_those_of_before() -> None:
    user = person("zhang", "reviewer", department=body())
    device = with_factor(user)
    client = signed_in(user)
    first = manage(client, device, "codes").context["codes"]

    second = manage(client, device, "codes").context["codes"]

    assert second_factor.check(user, first[0]) is None
    StaticDevice.objects.update(throttling_failure_count=0)
    assert second_factor.check(user, second[0]) == "paper"


@pytest.mark.parametrize("do", ["codes", "replace", "remove"])
def test_nothing_is_changed_without_a_code(do: str) -> None:
    user = person("zhang", "staff", department=body())
    device = with_factor(user)
    client = signed_in(user)

    client.post(MANAGE, {"code": "000000", "do": do})

    assert second_factor.device_of(user) == device
    assert client.get(SET_UP).url == MANAGE


@pytest.mark.parametrize(("role", "left"), [("staff", 0), ("reviewer", 1)])
def test_only_who_may_do_without_turns_it_off(role: str, left: int) -> None:
    user = person("zhang", role, department=body())
    device = with_factor(user)
    client = signed_in(user)

    manage(client, device, "remove")

    assert TOTPDevice.objects.count() == left
    assert ("停用第二因素" in client.get(MANAGE, follow=True).content.decode()) is False


def test_an_installation_may_do_without(client: Client, settings: SettingsWrapper) -> None:
    settings.SECOND_FACTOR = False
    person("zhang", "reviewer", department=body())

    sign_in(client)

    assert client.get(WORKPLACE).status_code == 200


def test_public_pages_ask_for_no_session(client: Client) -> None:
    person("zhang", "reviewer", department=body())
    sign_in(client)

    answer = client.get("/about/")

    assert answer.status_code == 200
    assert not re.search("no-store", answer.get("Cache-Control", ""))
