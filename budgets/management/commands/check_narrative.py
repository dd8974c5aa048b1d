"""check_narrative FILE: what an explanation says, held against itself and against what is known."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from budgets import models
from budgets.confined import read_narrative
from budgets.data import DisclosureData, SectionData
from budgets.importing import preview_workbook
from budgets.management.commands._disclosures import find_disclosure
from budgets.narrative.data import CONTRADICTED, EXPLANATION, OK, UNCHECKED
from budgets.narrative.document import claim_document, finding_summary
from budgets.narrative.placing import of_the_text
from budgets.narrative.reading import UnusableNarrative
from budgets.rewriting import checked_beside
from budgets.storage import load_disclosure
from budgets.workbook.grid import UnusableWorkbook

DONE, REFUSED, UNUSABLE = 0, 1, 2
_STATUS = {OK: "核对相符", CONTRADICTED: "有不符", UNCHECKED: "没有核对"}


class Command(BaseCommand):
    help = "核对一份情况说明（.docx 或 .txt）：和它自己、和各张表、和上年的文件；什么都不存。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--department", required=True, metavar="SLUG")
        parser.add_argument("--year", required=True, type=int)
        parser.add_argument("--kind", default="budget", choices=models.Disclosure.Kind.values)
        parser.add_argument("--name", default="", help="部门的名称；没有登记的部门也可以核对")
        parser.add_argument(
            "--workbook", type=Path, metavar="FILE", help="与这个工作簿的表核对，不用系统里的表"
        )
        parser.add_argument("--json", action="store_true", help="标准输出只有一个 JSON 对象")

    def handle(self, **options: Any) -> None:
        try:
            narrative = read_narrative(options["file"].read_bytes(), options["file"].name)
            data = self._data(options, narrative)
        except (UnusableNarrative, UnusableWorkbook) as error:
            self._unusable(options, error.message)
        except OSError as error:
            self._unusable(options, f"读不了文件：{error.filename}")
        result = checked_beside(data, options["department"])
        # What targets and evaluations say of the text counts as well.
        findings = of_the_text(result.findings)
        summaries = [finding_summary(one, result.claims, data) for one in findings]
        if options["json"]:
            claims = [claim_document(one) for one in result.claims.claims]
            answer = {"claims": claims, "findings": summaries}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            for finding in findings:
                self.stdout.write(finding.message)
            counts = [one.status for one in result.claims.claims]
            told = "，".join(f"{counts.count(key)} 处{label}" for key, label in _STATUS.items())
            tables = f"{len(data.tables)} 张表" if data.tables else "没有表可以核对"
            self.stdout.write(f"{EXPLANATION}：{len(counts)} 处数字，{told}；{tables}。")
        if any(one.severity == "error" for one in findings):
            raise SystemExit(REFUSED)

    def _data(self, options: dict[str, Any], narrative: tuple[SectionData, ...]) -> DisclosureData:
        """The text with the tables it goes with: of a workbook, of the system, or none."""
        slug, year, kind = options["department"], options["year"], options["kind"]
        department = models.Department.objects.filter(slug=slug).first()
        name = options["name"] or (department.name if department else "")
        if options["workbook"]:
            return preview_workbook(
                options["workbook"].read_bytes(),
                name=options["workbook"].name,
                department=name,
                fiscal_year=year,
                kind=kind,
                region=department.region if department else None,
                slug=slug,
                narrative=narrative,
            ).data
        stored = find_disclosure({"slug": slug, "year": year, "kind": kind})
        if stored is not None:
            return replace(load_disclosure(stored), narrative=narrative)
        return DisclosureData(name, year, kind, (), slug=slug, narrative=narrative)

    def _unusable(self, options: dict[str, Any], message: str) -> None:
        if options["json"]:
            answer = {"claims": [], "findings": [], "problems": [{"message": message}]}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            self.stderr.write(message)
        raise SystemExit(UNUSABLE)
