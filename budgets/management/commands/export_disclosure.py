"""export_disclosure SLUG YEAR KIND --format F --output PATH: a file of a disclosure."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from budgets import models
from budgets.exports import csv_bytes, json_bytes, json_document
from budgets.management.commands._disclosures import add_address, find_disclosure
from budgets.printing import PrintingUnavailable
from budgets.publishing import report_pdf
from budgets.storage import load_disclosure, load_findings
from budgets.workbook.writer import write_workbook

PUBLISHED = {"pdf": "report.pdf", "xlsx": "workbook.xlsx", "json": "data.json"}


class Command(BaseCommand):
    help = "导出一份公开文件：已公开的版本给出公开时的文件，草稿现场生成（csv 为每张表一个文件的压缩包）。"

    def add_arguments(self, parser: CommandParser) -> None:
        add_address(parser)
        parser.add_argument("--format", required=True, choices=["pdf", "xlsx", "csv", "json"])
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


def exported(disclosure: models.Disclosure, form: str) -> bytes:
    """The bytes of a disclosure in a form: the stored file of a public one, else made now."""
    if disclosure.is_public and form in PUBLISHED:
        file = disclosure.files.get(path=PUBLISHED[form])
        with default_storage.open(file.stored_name) as stored:
            return bytes(stored.read())
    data = load_disclosure(disclosure)
    if form == "pdf":
        return report_pdf(disclosure, data, now=timezone.now(), proof=True)
    if form == "xlsx":
        return write_workbook(data)
    if form == "json":
        said = dict(disclosure.findings.exclude(explanation="").values_list("key", "explanation"))
        findings = load_findings(disclosure)
        name = disclosure.department.name
        return json_bytes(json_document(data, name, "", findings, explanations=said))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in data.tables:
            title = "".join(c for c in table.name if c not in '/\\:*?"<>|')
            archive.writestr(zipfile.ZipInfo(f"{table.n:02} {title}.csv"), csv_bytes(table))
    return buffer.getvalue()
