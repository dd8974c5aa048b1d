"""Look at published versions that nobody has looked at, and score anew what other rules scored."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from budgets import models
from budgets.access import below
from budgets.inspecting import bring_up_to_date


class Command(BaseCommand):
    help = (
        "检查已公开而尚未检查的文件，按现在的规则重新计分。升级以后运行一次，财政局的页面就不必等。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--region", metavar="CODE", help="只检查这个地区和它的下级地区")

    def handle(self, *args: Any, **options: Any) -> None:
        places = None
        if code := options["region"]:
            region = models.Region.objects.filter(code=code).first()
            if region is None:
                raise CommandError(f"没有这个地区：{code}")
            places = below(models.Region, [region.pk])
        looked, scored = bring_up_to_date(places)
        self.stdout.write(f"检查了 {looked} 份文件，重新计分 {scored} 份。")
