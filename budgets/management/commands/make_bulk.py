"""make_bulk: the files of all facts of each region and year, made now where they are due."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from budgets.bulk.making import make_due


class Command(BaseCommand):
    help = "生成各地区、各年度的整批数据文件（只生成内容有变的）。manage.py work 会自动做这件事。"

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"生成了 {make_due()} 组。")
