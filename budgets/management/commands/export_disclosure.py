"""export_disclosure SLUG YEAR KIND --format F --output PATH: a file of a disclosure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from budgets.exporting import FORMATS, exported
from budgets.management.commands._disclosures import add_address, find_disclosure
from budgets.printing import PrintingUnavailable


class Command(BaseCommand):
    help = "导出一份公开文件：已公开的版本给出公开时的文件，草稿现场生成（csv 为每张表一个文件的压缩包）。"

    def add_arguments(self, parser: CommandParser) -> None:
        add_address(parser)
        parser.add_argument("--format", required=True, choices=FORMATS)
        parser.add_argument("--output", required=True, type=Path, metavar="PATH")

    def handle(self, **options: Any) -> None:
        disclosure = find_disclosure(options, published_only=True) or find_disclosure(options)
        if disclosure is None:
            raise CommandError("没有这份文件。", returncode=2)
        try:
            content = exported(disclosure, options["format"])
            options["output"].write_bytes(content)
        except (OSError, PrintingUnavailable) as error:
            raise CommandError(f"不能写出：{error}", returncode=2) from error
        self.stderr.write(f"已写出 {options['output']}（{len(content):,} 字节）")
