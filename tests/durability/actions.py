"""What staff and operators do, as programs that a test may end at any moment.

`python -m tests.durability.actions FOLDER ACTION...` prepares a site and does them.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection

if not apps.ready:
    django.setup()

from budgets import models
from budgets.admin import uploads
from budgets.backup import make_backup, restore_backup
from budgets.data import SectionData
from budgets.explaining import explain
from budgets.importing import preview_workbook, store_draft
from budgets.narrating import put_text
from budgets.workbook.writer import write_workbook
from tests.builders import by_nature, department, disclosure_data, overview, spending

BODY = "mou-shi-wai-ban"
OTHER = "ling-yi-bu-men"
WORKBOOK = Path("workbook.xlsx")
BACKUP = Path("site.tar")


def _workbook(total: str = "120.50") -> bytes:
    return write_workbook(disclosure_data(overview(total_in=total), by_nature()))


def _preview(content: bytes, body: models.Department, year: int = 2026) -> Any:
    return preview_workbook(
        content,
        name="budget.xlsx",
        department=body.name,
        fiscal_year=year,
        kind="budget",
        region=body.region,
        slug=body.slug,
    )


def load(folder: Path, content: bytes, slug: str, *more: str) -> None:
    """load_workbook --publish, as an operator types it."""
    file = folder / WORKBOOK
    file.write_bytes(content)
    said = StringIO()
    call_command(
        "load_workbook",
        str(file),
        "--department",
        slug,
        "--year",
        "2026",
        "--publish",
        "--json",
        *more,
        stdout=said,
    )
    assert json.loads(said.getvalue())["disclosure"]["status"] == "published", said.getvalue()


def warm_up() -> None:
    """Read a workbook once, so that what reading needs is loaded."""
    _preview(_workbook(), models.Department.objects.get(slug=BODY))


def prepare(folder: Path) -> None:
    """A site with one public document, a contradicting draft of the year after, and an upload."""
    body = department()
    load(folder, _workbook(), body.slug)
    draft = store_draft(_preview(_workbook("130.50"), body, 2027), department=body)
    assert draft.findings.exists()
    uploads.keep(_workbook(), by=None, department=body, year=2025, kind="budget", name="a.xlsx")


def prepare_empty(folder: Path) -> None:
    """An empty site on SQLite, and beside it the backup of one that is not."""
    database = Path(connection.settings_dict["NAME"])
    connection.close()
    shutil.copy(database, folder / "empty")
    prepare(folder)
    make_backup(folder / BACKUP)
    connection.close()
    for path in database.parent.glob(f"{database.name}*"):
        path.unlink()
    shutil.copy(folder / "empty", database)
    shutil.rmtree(settings.MEDIA_ROOT)


def first(folder: Path) -> None:
    """The first document of a body that is not registered yet, imported and published."""
    load(folder, _workbook(), OTHER, "--name", "另一部门", "--region", "310000")


def correct(folder: Path) -> None:
    """A second version in place of the public one, with a table more."""
    content = write_workbook(disclosure_data(overview(), by_nature(), spending()))
    load(folder, content, BODY)


def accept(_folder: Path) -> None:
    """An upload becomes a draft; a cell of it must not be kept with the file."""
    kept = models.Upload.objects.filter(disclosure=None).first()
    if kept is None:
        return
    read = _preview(uploads.content_of(kept), kept.department, 2025)
    withheld = ((read.data.tables[0].sheet, "A4"),)
    object.__setattr__(read, "withheld", withheld)
    uploads.accept(kept, read, by=None)
    source = models.Upload.objects.get(disclosure__isnull=False)
    assert uploads.content_of(source)


def explained(_folder: Path) -> None:
    draft = models.Disclosure.objects.get(fiscal_year__year=2027)
    keys = draft.findings.values_list("key", flat=True)
    explain(draft, explanations=dict.fromkeys(keys, "上年结转未列入。"))


def told(_folder: Path) -> None:
    """Another text for the explanation of a draft."""
    draft = models.Disclosure.objects.get(fiscal_year__year=2027)
    put_text(draft, sections=[SectionData("一、基本情况", 1, ("收入总计130.50万元。",))])


def restored(folder: Path) -> None:
    restore_backup(folder / BACKUP)


ACTIONS: dict[str, Callable[[Path], None]] = {
    one.__name__: one for one in (first, correct, accept, explained, told, restored)
}

if __name__ == "__main__":
    where = Path(sys.argv[1])
    prepare(where)
    for wanted in sys.argv[2:]:
        ACTIONS[wanted](where)
