"""load_samples: the sample disclosures, through the same import that users have."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from budgets import models
from budgets.catalogues import load_shipped
from budgets.importing import preview_workbook, store_draft
from budgets.publishing import publish_directly

FOLDER = Path(__file__).resolve().parents[2] / "samples"


class Command(BaseCommand):
    help = "载入分类目录和样例文件（已经载入的不再载入）。"

    def handle(self, **options: Any) -> None:
        added = load_shipped().added
        if added:
            self.stdout.write(f"分类目录：新增 {added} 个科目")
        samples = tomllib.loads((FOLDER / "samples.toml").read_text(encoding="utf-8"))["sample"]
        for sample in samples:
            self._load(sample)

    def _load(self, sample: dict[str, Any]) -> None:
        place = sample["region"]
        parent = models.Region.objects.filter(code=place.get("parent", "")).first()
        region, _created = models.Region.objects.get_or_create(
            code=place["code"],
            defaults={"name": place["name"], "name_en": place["name_en"], "parent": parent},
        )
        department, _created = models.Department.objects.get_or_create(
            slug=sample["department"]["slug"],
            defaults={
                "name": sample["department"]["name"],
                "name_en": sample["department"]["name_en"],
                "region": region,
            },
        )
        units = sample["department"].get("units", [])
        models.Department.objects.filter(slug__in=units, parent=None).update(parent=department)
        if models.Disclosure.objects.filter(
            department=department, fiscal_year__year=sample["year"], kind=sample["kind"]
        ).exists():
            return
        preview = preview_workbook(
            (FOLDER / sample["file"]).read_bytes(),
            name=sample["file"],
            department=department.name,
            fiscal_year=sample["year"],
            kind=sample["kind"],
            region=region,
            slug=department.slug,
        )
        draft = store_draft(preview, department=department)
        # These were published elsewhere, as they stand: what contradicts in them is shown.
        publish_directly(draft, as_published=True)
        self.stdout.write(f"样例：{department.name} {sample['year']} 年")
