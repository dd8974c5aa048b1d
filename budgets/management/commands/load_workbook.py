"""load_workbook FILE: read a finance office's workbook, check it, store or publish it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandParser

from budgets import models
from budgets.confined import read_narrative
from budgets.importing import (
    ImportRefused,
    Preview,
    department_for,
    preview_workbook,
    report,
    store_draft,
)
from budgets.narrative.reading import UnusableNarrative
from budgets.printing import PrintingUnavailable
from budgets.publishing import publish_directly
from budgets.states import NotADraft, StepRefused
from budgets.workbook.grid import UnusableWorkbook

DONE, REFUSED, UNUSABLE = 0, 1, 2


class Command(BaseCommand):
    help = "读入部门预算公开表工作簿：核对、存为草稿，或公开。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--department", required=True, metavar="SLUG")
        parser.add_argument("--year", required=True, type=int)
        parser.add_argument("--kind", default="budget", choices=models.Disclosure.Kind.values)
        parser.add_argument("--region", default="", metavar="CODE")
        parser.add_argument("--name", default="", help="部门还没有登记时，用这个名称登记")
        parser.add_argument(
            "--narrative",
            type=Path,
            metavar="FILE",
            help="情况说明（.docx 或 .txt），一同核对和存入",
        )
        parser.add_argument("--publish", action="store_true")
        parser.add_argument(
            "--as-published", action="store_true", help="照原样公开，矛盾列出而不更正"
        )
        parser.add_argument("--dry-run", action="store_true", help="只读入和核对，什么都不存")
        parser.add_argument("--json", action="store_true", help="标准输出只有一个 JSON 对象")

    def handle(self, **options: Any) -> None:
        self.json = options["json"]
        status = self._run(options)
        if status:
            raise SystemExit(status)

    def _run(self, options: dict[str, Any]) -> int:
        try:
            preview, department = self._preview(options)
        except UnusableWorkbook as error:
            return self._unusable(error.message, error.sheet, error.cell)
        except UnusableNarrative as error:
            return self._unusable(error.message)
        except (OSError, models.Department.DoesNotExist, ValidationError) as error:
            return self._unusable(self._explained(error, options))
        if preview.refusals:
            self._answer(preview, options, status="refused")
            return UNUSABLE
        if options["dry_run"]:
            self._answer(preview, options, status="dry-run")
            return DONE
        try:
            if department is None:
                department = department_for(
                    options["department"], name=options["name"], region=options["region"]
                )
            draft = store_draft(preview, department=department)
        except (ImportRefused, NotADraft, ValidationError) as error:
            return self._unusable(self._explained(error, options))
        if options["publish"] or options["as_published"]:
            try:
                draft = publish_directly(draft, as_published=options["as_published"])
            except StepRefused as error:
                self._answer(preview, options, draft, status=draft.status, said=str(error))
                return REFUSED
            except PrintingUnavailable as error:
                self._answer(preview, options, draft, status=draft.status, said=str(error))
                return UNUSABLE
        self._answer(preview, options, draft, status=draft.status)
        return DONE

    def _preview(self, options: dict[str, Any]) -> tuple[Preview, models.Department | None]:
        department = (
            models.Department.objects.select_related("region")
            .filter(slug=options["department"])
            .first()
        )
        if department is None and not options["name"]:
            raise models.Department.DoesNotExist(options["department"])
        region = (
            department.region
            if department
            else models.Region.objects.filter(code=options["region"]).first()
        )
        preview = preview_workbook(
            options["file"].read_bytes(),
            name=options["file"].name,
            department=department.name if department else options["name"],
            fiscal_year=options["year"],
            kind=options["kind"],
            region=region,
            slug=options["department"],
            narrative=read_narrative(explanation.read_bytes(), explanation.name)
            if (explanation := options["narrative"])
            else (),
        )
        return preview, department

    def _explained(self, error: Exception, options: dict[str, Any]) -> str:
        if isinstance(error, models.Department.DoesNotExist):
            slug = options["department"]
            return f"没有登记过部门“{slug}”：加上 --name 名称 --region 地区代码 可以登记。"
        if isinstance(error, FileNotFoundError):
            return f"找不到文件：{error.filename}"
        if isinstance(error, ValidationError):
            return "；".join(error.messages)
        return str(error)

    def _unusable(self, message: str, sheet: str = "", cell: str = "") -> int:
        if self.json:
            problem = {"sheet": sheet, "cell": cell, "message": message, "severity": "error"}
            empty = {"disclosure": None, "tables": [], "problems": [problem], "findings": []}
            self.stdout.write(json.dumps(empty, ensure_ascii=False))
        else:
            where = " ".join(part for part in (sheet, cell) if part)
            self.stderr.write(f"{where}：{message}" if where else message)
        return UNUSABLE

    def _answer(
        self,
        preview: Preview,
        options: dict[str, Any],
        draft: models.Disclosure | None = None,
        *,
        status: str,
        said: str = "",
    ) -> None:
        about = {
            "department": options["department"],
            "fiscal_year": options["year"],
            "kind": options["kind"],
            "version": draft.version if draft else None,
            "status": status,
        }
        if self.json:
            self.stdout.write(json.dumps(report(preview, about), ensure_ascii=False))
            return
        for table in preview.data.tables:
            lost = (
                sum(item.row >= 0 for item in table.uninterpreted) if table.kind == "money" else 0
            )
            self.stdout.write(
                f"{table.n:>3} {table.name}  {len(table.rows)} 行"
                + (f"，{lost} 个数字没有读懂" if lost else "")
            )
        if preview.data.narrative:
            paragraphs = sum(1 for _ in preview.data.paragraphs())
            self.stdout.write(f"    情况说明  {len(preview.data.narrative)} 节 {paragraphs} 段")
        for problem in preview.problems:
            self.stdout.write(f"  {problem.sheet} {problem.cell}：{problem.message}")
        for finding in preview.reconciliation.findings:
            if not finding.explained_by:
                self.stdout.write(f"  {finding.message}")
        if said:
            self.stderr.write(said)
        self.stdout.write(f"状态：{status}")
