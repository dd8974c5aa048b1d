"""Makes the first account of an installation, and says its password once."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.db import transaction

from budgets import log


class Command(BaseCommand):
    help = (
        "Makes the superuser 'admin' where there is no account yet, and prints the password once."
    )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        users = get_user_model().objects
        if users.exists():
            return
        password = secrets.token_urlsafe(15)
        user = users.create_superuser("admin", password=password)
        log.append("person", subject=user, detail={"created": True, "superuser": True})
        self.stdout.write(
            "\n    First account / 首个账号:  user name / 用户名  admin"
            f"    password / 密码  {password}\n"
            "    It is shown only once, and asks for a second factor when you sign in.\n"
            "    只显示一次；登录后按提示设置第二因素（手机验证器应用）。\n"
        )
