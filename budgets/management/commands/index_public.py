"""index_public: what is public can be found and compared, also what was public before there was an index."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from budgets.key_amounts import tell_missing
from budgets.searching.index import index_all


class Command(BaseCommand):
    help = "为还没有检索文本和可比数的公开文件建立它们。bin/serve 启动时会做；已有的不重做。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--again",
            action="store_true",
            help="检索文本全部重做，例如地区改名之后；补上新版程序才会算的可比数",
        )

    def handle(self, **options: Any) -> None:
        count = index_all(again=options["again"])
        told = tell_missing(again=options["again"])
        self.stdout.write(f"建立了 {count} 份公开文件的检索文本、{told} 份的可比数。")
