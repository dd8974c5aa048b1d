"""check_disclosure SLUG YEAR KIND: reconcile a stored disclosure again."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from budgets.exports import finding_document
from budgets.importing import check_again
from budgets.management.commands._disclosures import add_address, find_disclosure


class Command(BaseCommand):
    help = "重新核对一份已存的公开文件（先看草稿，没有草稿看已公开的版本）。"

    def add_arguments(self, parser: CommandParser) -> None:
        add_address(parser)
        parser.add_argument("--json", action="store_true", help="标准输出只有一个 JSON 对象")

    def handle(self, **options: Any) -> None:
        disclosure = find_disclosure(options)
        if disclosure is None:
            raise CommandError("没有这份文件。", returncode=2)
        result = check_again(disclosure)
        if options["json"]:
            answer = {
                "disclosure": {
                    "department": disclosure.department.slug,
                    "fiscal_year": disclosure.fiscal_year.year,
                    "kind": disclosure.kind,
                    "version": disclosure.version,
                    "status": disclosure.status,
                },
                "comparisons": result.comparisons,
                "findings": [finding_document(finding) for finding in result.findings],
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            for finding in result.findings:
                self.stdout.write(("    " if finding.explained_by else "") + finding.message)
            self.stdout.write(f"比对 {result.comparisons} 处，{len(result.errors)} 处不符。")
        if result.errors:
            raise SystemExit(1)
