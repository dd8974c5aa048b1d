"""How passwords are kept, and which are refused besides what Django refuses."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# OWASP ASVS 2.1.2: at least 64 characters are taken, more than 128 are not.
LONGEST = 128


class Argon2(Argon2PasswordHasher):
    """Argon2id with the memory that OWASP's Password Storage Cheat Sheet names (19 MiB, two passes,
    one lane). Django's own setting takes 100 MiB and eight threads: a few people who sign in at
    once would take a small machine down."""

    memory_cost = 19_456
    time_cost = 2
    parallelism = 1


class NotTooLong:
    """A limit that no phrase meets, and that keeps megabytes from being hashed."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) > LONGEST:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self) -> str:
        return _("密码最多 %(longest)s 个字符。") % {"longest": LONGEST}


class NotStretched(CommonPasswordValidator):
    """A common password made longer is still one: repeated, or with digits and signs around it.

    Hardly any of the common ones that are known has twelve characters itself.
    """

    def validate(self, password: str, user: Any = None) -> None:
        given = password.lower().strip()
        unit = given[: (given + given).find(given, 1)]
        core = given.strip("0123456789!@#$%^&*()-_=+.,?~ ")
        stretched = len(unit) < len(given) and (len(unit) <= 4 or unit in self.passwords)
        if stretched or len(core) < 4 or core in self.passwords:
            raise ValidationError(
                _("这个密码是常见密码加长而成的，容易被猜到。"), code="password_stretched"
            )

    def get_help_text(self) -> str:
        return _("不能由常见密码重复或加上数字、符号而成。")
