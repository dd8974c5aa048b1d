"""verify: recompute the digests of all public versions and the chain of the log."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from budgets.evidence.chain import Head
from budgets.evidence.verifying import verify


class Command(BaseCommand):
    help = "重算所有公开版本的摘要、文件和日志的链，指出被改动之处。有问题时退出码为 1。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head",
            default="",
            metavar="N:HASH",
            help="另行保存的日志末条（序号:摘要），用来发现末尾被截去或整条链被重写",
        )
        parser.add_argument("--json", action="store_true", help="标准输出只有一个 JSON 对象")

    def handle(self, **options: Any) -> None:
        try:
            kept = Head.of(options["head"]) if options["head"] else None
        except ValueError as error:
            raise CommandError(
                "--head 要写成 序号:摘要，摘要为 64 位十六进制。", returncode=2
            ) from error
        report = verify(kept)
        if options["json"]:
            self.stdout.write(json.dumps(report.document(), ensure_ascii=False))
        else:
            for sentence in (*report.wrong, *report.notices):
                self.stdout.write(sentence)
            self.stdout.write(
                f"已核对 {report.versions} 个公开版本、{report.files} 个文件、{report.entries} 条日志；"
                f"发现 {len(report.wrong)} 处问题。"
            )
            if report.head:
                self.stdout.write(f"日志末条：{report.head}")
        if report.wrong:
            raise SystemExit(1)
