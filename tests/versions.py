"""Drafts of the shipped samples as a user brings them, their files, and where they are public."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

from django.core.files.storage import default_storage
from django.core.management import call_command

from budgets import models
from budgets.importing import preview_workbook, store_draft
from tests.builders import department
from tests.documents import SAMPLES, XICHENG_2024

# The tables of Beijing's budget that stand for all thirteen, where they are answered alike.
FIRST_AND_LAST = (1, 13)


def draft(which: tuple[str, str, int] = XICHENG_2024) -> models.Disclosure:
    content = (SAMPLES / f"{which[0]}.xlsx").read_bytes()
    preview = preview_workbook(
        content, name="a.xlsx", department=which[1], fiscal_year=which[2], kind="budget"
    )
    return store_draft(preview, department=department(slug=which[0], name=which[1]))


def stored_file(disclosure: models.Disclosure, path: str) -> bytes:
    with default_storage.open(disclosure.files.get(path=path).stored_name) as file:
        return bytes(file.read())


def public_paths(disclosure: models.Disclosure, *, tables: Iterable[int] = ()) -> list[str]:
    """Every address that a version has when it is public; of its tables, all or only those given."""
    address = f"/departments/{disclosure.department.slug}/{disclosure.fiscal_year.year}/budget/"
    paths = [address, f"{address}report.pdf", f"{address}workbook.xlsx", f"{address}data.json"]
    for n in tables or disclosure.tables.values_list("n", flat=True):
        paths += [f"{address}tables/{n}/", f"{address}tables/{n}/?unit=元"]
        paths += [f"{address}tables/{n}.{form}" for form in ("csv", "xlsx", "json")]
    version = f"{address}v{disclosure.version}/"
    paths += [path.replace(address, version) for path in paths]
    return [*paths, *(f"/en{path}" for path in paths)]


def exported(disclosure: models.Disclosure, form: str, folder: Path) -> bytes:
    """What `manage.py export_disclosure` writes."""
    path = folder / f"out.{form}"
    call_command(
        "export_disclosure",
        disclosure.department.slug,
        str(disclosure.fiscal_year.year),
        "budget",
        format=form,
        output=path,
        stderr=io.StringIO(),
    )
    return path.read_bytes()
