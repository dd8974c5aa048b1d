"""The first account, and the way back for whom no administrator can help."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import Client

from accounts import second_factor
from tests.accounts.people import (
    SET_UP,
    WORKPLACE,
    body,
    logged,
    person,
    sign_in,
    signed_in,
    with_factor,
)

pytestmark = pytest.mark.django_db


def run(*args: Any, **options: Any) -> str:
    out = io.StringIO()
    call_command(*args, stdout=out, **options)
    return out.getvalue()


def test_the_first_account_is_made_once_and_sets_up_a_second_factor(client: Client) -> None:
    password = run("first_account").split("密码  ")[1].split()[0]

    assert run("first_account") == ""
    assert get_user_model().objects.get().is_superuser
    assert logged("person")[0].subject == "admin"
    sign_in(client, "admin", password)
    assert client.get(WORKPLACE, follow=True).request["PATH_INFO"] == SET_UP


def test_no_account_is_made_beside_others() -> None:
    person("zhang", "staff", department=body())

    assert run("first_account") == ""

    assert get_user_model().objects.count() == 1


@pytest.mark.parametrize("lost", [False, True])
def test_the_only_superuser_is_let_in_again(lost: bool) -> None:
    root = person("root", superuser=True)
    with_factor(root)
    inside = signed_in(root)

    link = run("rescue", "root", second_factor=lost, site="https://budget.example/").strip()

    assert link.startswith("https://budget.example/admin/account/password/")
    assert inside.get("/admin/account/").status_code == 302
    page = Client().get(link.removeprefix("https://budget.example"), follow=True)
    assert page.context["validlink"]
    assert (second_factor.device_of(root) is None) is lost
    assert [one.actor for one in logged("password-link")] == [""]
    assert len(logged("second-factor-removed")) == lost


def test_who_is_not_there_or_disabled_is_not_let_in() -> None:
    user = person("zhang", "staff", department=body())
    user.is_active = False
    user.save()

    for name in ("nobody", "zhang"):
        with pytest.raises(CommandError):
            run("rescue", name)
