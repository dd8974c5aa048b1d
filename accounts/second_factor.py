"""The second factor: who must have one, whether a session has shown it, and how one is set up.

A code of six digits from an app on one's own device (TOTP), or one of ten codes on paper. What
they are checked with, and that no code works twice, is django-otp's.
"""

from __future__ import annotations

import base64
import hashlib
import io
import secrets
import time
from enum import StrEnum
from typing import Any

import segno
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_otp import verify_token
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from budgets import log
from budgets.access import ACTIONS, Action, may

# Whoever may do one of these must have a second factor.
DEMANDING = (Action.REVIEW, Action.PUBLISH, Action.GRANT)

BACKUP_CODES = 10
# Where a session says what it has shown: the device, or that the single sign-on vouched for it.
MARK = "second_factor"
BY_PROVIDER = "provider"
# Each wrong code doubles the wait for the next; beyond this it stays at a quarter of an hour.
MOST_FAILURES_COUNTED = 10


class Step(StrEnum):
    """What a person has to do before a session is whole."""

    CODE = "code"
    SET_UP = "set up"


class TooManyCodes(Exception):
    """Codes were wrong too often; `seconds` until the next one is looked at."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds


def demanded(user: Any) -> bool:
    """Whether this person can't do without a second factor."""
    return settings.SECOND_FACTOR and any(may(user, action) for action in DEMANDING)


def demanded_of(role: str) -> bool:
    """Whether a role comes with the demand."""
    return settings.SECOND_FACTOR and not ACTIONS[role].isdisjoint(DEMANDING)


def device_of(user: Any) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user_id=user.pk, confirmed=True).order_by("pk").first()


def due(session: Any, user: Any) -> Step | None:
    """What is still to be done before this session may act for the person who signed in."""
    shown = session.get(MARK)
    if shown == BY_PROVIDER and settings.OIDC_SECOND_FACTOR:
        return None
    device = device_of(user)
    if device is not None:
        return None if shown == device.persistent_id else Step.CODE
    return Step.SET_UP if demanded(user) else None


def check(user: Any, typed: str) -> str | None:
    """ "app" or "paper" for a right code, which has then been used up; None for a wrong one.

    Raises TooManyCodes while codes are not looked at.
    """
    code = "".join(typed.split()).replace("-", "").upper()
    if code.isdecimal():
        device: Any = device_of(user)
        told, kind = code, "app"
    else:
        device = StaticDevice.objects.filter(user_id=user.pk, confirmed=True).first()
        told, kind = _digest(device.name, code) if device else "", "paper"
    if device is None:
        return None
    type(device).objects.filter(
        pk=device.pk, throttling_failure_count__gt=MOST_FAILURES_COUNTED
    ).update(throttling_failure_count=MOST_FAILURES_COUNTED)
    device.refresh_from_db()
    allowed, why = device.verify_is_allowed()
    if not allowed:
        wait = (why["locked_until"] - timezone.now()).total_seconds()
        raise TooManyCodes(max(1, round(wait)))
    return kind if verify_token(user, device.persistent_id, told) else None


def new_key() -> str:
    """A fresh secret, in hexadecimal as django-otp keeps it."""
    return secrets.token_hex(20)


def as_text(key: str) -> str:
    """The secret as people type it into an app: base32 in groups of four."""
    text = base64.b32encode(bytes.fromhex(key)).decode()
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def as_picture(user: Any, key: str) -> bytes:
    """The secret as a QR code, an SVG without styles or scripts."""
    out = io.BytesIO()
    segno.make(TOTPDevice(user=user, key=key).config_url, error="m").save(
        out, kind="svg", scale=5, border=4, dark="#000", light="#fff", svgclass=None, lineclass=None
    )
    return out.getvalue()


@transaction.atomic
def set_up(user: Any, key: str, typed: str) -> tuple[TOTPDevice, list[str]] | None:
    """Make this secret the person's second factor, in the place of any other, if the code is right.

    Gives the device and ten codes for the paper; None for a wrong code.
    """
    device = TOTPDevice(user=user, name="app", key=key)
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = time.time()
    code = "".join(typed.split())
    if not (code.isdecimal() and totp.verify(int(code), device.tolerance)):
        return None
    remove(user)
    # This very code must not work again for signing in.
    device.last_t, device.drift = totp.t(), totp.drift
    device.save()
    return device, _new_backup_codes(user)


@transaction.atomic
def new_backup_codes(user: Any) -> list[str]:
    """Ten new codes for the paper; those of before are void."""
    codes = _new_backup_codes(user)
    log.append("backup-codes", by=user, subject=user)
    return codes


def backup_codes_left(user: Any) -> int:
    return sum(device.token_set.count() for device in StaticDevice.objects.filter(user_id=user.pk))


def remove(user: Any) -> None:
    """Take the second factor away; who asks for it, and who may, is decided before."""
    TOTPDevice.objects.filter(user_id=user.pk).delete()
    StaticDevice.objects.filter(user_id=user.pk).delete()


def _new_backup_codes(user: Any) -> list[str]:
    StaticDevice.objects.filter(user_id=user.pk).delete()
    # The name of the device is the salt of the digests that its codes are kept as.
    device = StaticDevice.objects.create(user_id=user.pk, name=secrets.token_hex(16))
    codes = []
    for _ in range(BACKUP_CODES):
        # 80 bits: a digest of it is not to be searched through.
        code = base64.b32encode(secrets.token_bytes(10)).decode()
        device.token_set.create(token=_digest(device.name, code))
        codes.append("-".join(code[i : i + 4] for i in range(0, len(code), 4)))
    return codes


def _digest(salt: str, code: str) -> str:
    digest = hashlib.sha256(f"{salt}:{code}".encode()).digest()
    return base64.b32encode(digest).decode()[:16]
