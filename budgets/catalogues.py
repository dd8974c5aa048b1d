"""Code lists: the shipped catalogues, and those that users bring as CSV, into the database."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from budgets.models import ClassificationCode

SHIPPED = {
    ClassificationCode.Catalogue.FUNCTION: "functional.csv",
    ClassificationCode.Catalogue.GOV_ECONOMIC: "gov_economic.csv",
    ClassificationCode.Catalogue.DEPT_ECONOMIC: "dept_economic.csv",
    ClassificationCode.Catalogue.SERVICE: "service_catalog.csv",
}
_FOLDER = Path(__file__).parent / "classifications"


class CatalogueError(ValueError):
    """The list can't be used; the message says in Chinese which line, and why."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many codes of a list were new, and how many changed their name or status."""

    added: int
    changed: int


def load_shipped() -> Loaded:
    """The catalogues that come with the program; codes that users added or changed stay."""
    added = 0
    for catalogue, name in SHIPPED.items():
        content = (_FOLDER / name).read_bytes()
        added += load_catalogue(catalogue, content, keep_existing=True).added
    return Loaded(added, 0)


@transaction.atomic
def load_catalogue(catalogue: str, content: bytes, *, keep_existing: bool = False) -> Loaded:
    """Add a CSV (code, name, and optionally level, status, edition, note) to a catalogue.

    Raises CatalogueError; then nothing has changed.
    """
    lines = _lines(content)
    held = {code.code: code for code in ClassificationCode.objects.filter(catalogue=catalogue)}
    added, changed = [], []
    for number, line in lines:
        code, name = (line.get("code") or "").strip(), (line.get("name") or "").strip()
        if not code and catalogue == ClassificationCode.Catalogue.SERVICE:
            continue  # The third level of the services' catalogue is printed without codes.
        if not code or not name:
            raise CatalogueError(_("第 %(n)s 行缺少代码或名称。") % {"n": number})
        if len(code) > 20 or len(name) > 200:
            raise CatalogueError(_("第 %(n)s 行的代码或名称太长。") % {"n": number})
        status = (line.get("status") or "").strip() or ClassificationCode.Status.PRINTED
        if status not in ClassificationCode.Status.values:
            raise CatalogueError(
                _("第 %(n)s 行的核实情况“%(status)s”不认识。") % {"n": number, "status": status}
            )
        values = {
            "name": name,
            "level": (line.get("level") or "").strip()[:20],
            "status": status,
            "edition": (line.get("edition") or "").strip()[:20],
            "note": (line.get("note") or "").strip()[:300],
        }
        if code not in held:
            held[code] = ClassificationCode(catalogue=catalogue, code=code, **values)
            added.append(held[code])
        elif not keep_existing and any(getattr(held[code], k) != v for k, v in values.items()):
            for field, value in values.items():
                setattr(held[code], field, value)
            changed.append(held[code])
    ClassificationCode.objects.bulk_create(added)
    stored = [code for code in changed if code.pk]
    ClassificationCode.objects.bulk_update(stored, ["name", "level", "status", "edition", "note"])
    return Loaded(len(added), len(stored))


def _lines(content: bytes) -> list[tuple[int, dict[str, str]]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise CatalogueError(_("文件不是 UTF-8 或 GB18030 编码的 CSV。"))
    reader = csv.DictReader(io.StringIO(text))
    if not {"code", "name"} <= set(reader.fieldnames or ()):
        raise CatalogueError(_("第一行应为栏目名，至少要有 code（代码）和 name（名称）。"))
    return list(enumerate(reader, 2))
