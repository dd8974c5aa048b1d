"""Reading, reconciling and storing a 13-sheet workbook, against openpyxl merely walking its cells.

Both in one process, in turn, on a fresh in-memory database. Run: python -m bench.importing
"""

from __future__ import annotations

import io
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

ROUNDS = 9
FILE = Path(__file__).resolve().parent.parent / "budgets/samples/beijing-fao-2026-budget.xlsx"


def walk(content: bytes) -> int:
    """What openpyxl needs to open the workbook and look at every cell."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content))
    return sum(
        cell.value is not None for sheet in book for row in sheet.iter_rows() for cell in row
    )


def load(content: bytes) -> int:
    """What an upload needs: read, reconcile, store as a draft."""
    from budgets import models
    from budgets.importing import preview_workbook, store_draft

    department = models.Department.objects.get(slug="bench")
    preview = preview_workbook(
        content, name=FILE.name, department=department.name, fiscal_year=2026, kind="budget"
    )
    return store_draft(preview, department=department).pk


def timed(task: Callable[[bytes], int], content: bytes) -> float:
    start = time.perf_counter()
    task(content)
    return time.perf_counter() - start


def main() -> None:
    os.environ["DATABASE_URL"] = "sqlite:///:memory:"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from budgets import models

    call_command("migrate", verbosity=0)
    region = models.Region.objects.create(code="110000", name="北京市")
    models.Department.objects.create(
        slug="bench", name="北京市人民政府外事办公室（本级）", region=region
    )
    content = FILE.read_bytes()
    walk(content), load(content)
    walked, loaded = [], []
    for _ in range(ROUNDS):
        walked.append(timed(walk, content))
        loaded.append(timed(load, content))
    base, ours = statistics.median(walked), statistics.median(loaded)
    ratio = statistics.median(b / a for a, b in zip(walked, loaded, strict=True))
    print(f"importing: openpyxl opens and walks the workbook in {base * 1000:.0f} ms")
    print(
        f"importing: read, reconcile and store it in {ours * 1000:.0f} ms, "
        f"{ratio:.2f} times as long (target: at most 5)"
    )


if __name__ == "__main__":
    main()
