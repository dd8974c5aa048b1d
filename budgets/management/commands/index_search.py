"""index_search: let what is public be found, where it was published before there was an index."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from budgets.searching.index import index_all


class Command(BaseCommand):
    help = "为还没有检索文本的公开文件建立检索文本。bin/serve 启动时会做；已有的不重做。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--again", action="store_true", help="全部重做，例如地区改名之后")

    def handle(self, **options: Any) -> None:
        count = index_all(again=options["again"])
        self.stdout.write(f"建立了 {count} 份公开文件的检索文本。")
