"""Builders of people, and the steps that they take at the door."""

from __future__ import annotations

import time
from typing import Any

from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import second_factor
from accounts.models import Affiliation
from budgets import models

PASSWORD = "十二个字以上的一句话 long enough"
LOGIN = "/admin/login/"
CODE = "/admin/account/code/"
SET_UP = "/admin/account/second-factor/set-up/"
MINE = "/admin/account/"
WORKPLACE = "/admin/"


def region(code: str = "110000", parent: models.Region | None = None) -> models.Region:
    made, _ = models.Region.objects.get_or_create(
        code=code, defaults={"name": f"地区{code}", "parent": parent}
    )
    return made


def body(name: str = "外事办公室", where: models.Region | None = None) -> models.Department:
    made, _ = models.Department.objects.get_or_create(
        slug=f"body-{name}", defaults={"name": name, "region": where or region()}
    )
    return made


def person(
    username: str = "zhang",
    role: str = "",
    *,
    department: models.Department | None = None,
    where: models.Region | None = None,
    home: models.Region | None = None,
    superuser: bool = False,
) -> Any:
    """A person with a password, and with one role where one is named (neither place: the site)."""
    user = get_user_model().objects.create_user(
        username, password=PASSWORD, is_staff=bool(role) or superuser, is_superuser=superuser
    )
    if role:
        models.RoleGrant.objects.create(user=user, role=role, department=department, region=where)
    if home is not None:
        Affiliation.objects.create(user=user, region=home)
    return user


def sign_in(
    client: Client, username: str = "zhang", password: str = PASSWORD, **given: Any
) -> HttpResponse:
    return client.post(LOGIN, {"username": username, "password": password}, **given)


def with_factor(user: Any) -> TOTPDevice:
    """The person with a second factor, whose codes so far were used long ago."""
    key = second_factor.new_key()
    return TOTPDevice.objects.create(user=user, name="app", key=key)


def code(key: str, *, steps: int = 0) -> str:
    """What an app with this secret shows now, or shows so many steps from now."""
    totp = TOTP(bytes.fromhex(key), drift=steps)
    totp.time = time.time()
    return f"{totp.token():06}"


def signed_in(user: Any, client: Client | None = None) -> Client:
    """A browser in which the person has gone the whole way in."""
    client = client or Client()
    assert sign_in(client, user.username).status_code == 302
    device = TOTPDevice.objects.filter(user=user).first()
    if device is not None:
        device.last_t = -1
        device.save()
        answer = client.post(CODE, {"code": code(device.key)})
        assert answer.status_code == 302, answer.context["form"].errors
    return client


def is_in(client: Client) -> bool:
    return client.get(MINE).status_code == 200


def logged(*actions: str) -> list[models.LogEntry]:
    return list(models.LogEntry.objects.filter(action__in=actions).order_by("position"))
