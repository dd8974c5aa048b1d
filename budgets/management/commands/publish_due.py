"""publish_due: publish what was approved and scheduled for a time that has come."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from budgets.scheduling import publish_due


class Command(BaseCommand):
    help = "公开已到时间的文件。没有公开成的写明原因，不再自动重试。"

    def handle(self, **options: Any) -> None:
        failed = False
        for due in publish_due():
            if due.failure:
                failed = True
                self.stderr.write(f"{due.disclosure}：{due.failure}")
            else:
                self.stdout.write(f"已公开：{due.disclosure}")
        if failed:
            raise SystemExit(1)
