"""What a correction changed, made once when it is published: a page body, and files for others.

Files of version n hold the differences from the version that was public before it. Both never
change, so neither does what stands between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation

from budgets import models
from budgets.data import DisclosureData
from budgets.differences import compare
from budgets.differences.data import DocumentDifference, TableDifference
from budgets.differences.telling import (
    changes_csv,
    changes_document,
    changes_xlsx,
    fits_a_workbook,
)
from budgets.exports import json_bytes
from budgets.pages.beside import Address, Beside, beside, nowhere
from budgets.pages.rendering import official, render
from budgets.pages.units import UNIT_NAMES
from budgets.states import versions_of
from budgets.storage import load_disclosure

# Files of a version that corrects another one.
CHANGES = {"changes.xlsx": "XLSX", "changes.csv": "CSV", "changes.json": "JSON"}
_TYPES = {
    "changes.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "changes.csv": "text/csv; charset=utf-8",
    "changes.json": "application/json; charset=utf-8",
}
# So many findings of a kind are told.
_MANY = 30


@dataclass(frozen=True, slots=True)
class Explained:
    """A finding whose explanation is another one now."""

    message: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Said:
    """What became of the contradictions that a document has: gone, new, explained otherwise."""

    settled: tuple[str, ...]
    new: tuple[str, ...]
    explained: tuple[Explained, ...]
    more: int = 0


def changes_path(language: str) -> str:
    """Where the body that tells a correction's changes stands among the version's files."""
    return f"bodies/{language}/changes.html"


def change_files(
    disclosure: models.Disclosure, data: DisclosureData
) -> dict[str, tuple[bytes, str]]:
    """Files of a version that is about to take the place of the public one, path -> (content,
    type); none for a first version."""
    public = versions_of(disclosure).published().exclude(pk=disclosure.pk)
    before = public.select_related("department__region", "fiscal_year").first()
    if before is None:
        return {}
    difference = compare(load_disclosure(before), data)
    document = changes_document(
        difference, before_sha256=before.sha256, after_sha256=disclosure.sha256
    )
    contents = {
        "changes.json": json_bytes(document),
        "changes.csv": changes_csv(difference),
    }
    if fits_a_workbook(difference):
        contents["changes.xlsx"] = changes_xlsx(difference)
    files = {path: (content, _TYPES[path]) for path, content in contents.items()}
    said = said_of(before, disclosure)
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            body = changes_body(difference, said)
        files[changes_path(language)] = (body.encode(), "text/html; charset=utf-8")
    return files


def changes_body(difference: DocumentDifference, said: Said | None = None) -> str:
    """The body of one correction on the page of versions, which stands at …/versions/."""
    before, after = difference.before.version, difference.after.version

    def address(table: TableDifference, row: int) -> str:
        # A version's own address: a later correction may have other rows.
        version = before if table.after is None else after
        return f"../v{version}/tables/{table.table.n}/" + (f"#r{row}" if row else "")

    return rendered(difference, said, prefix=f"v{after}-", address=address, level=3)


def rendered(
    difference: DocumentDifference,
    said: Said | None = None,
    *,
    prefix: str = "",
    address: Address = nowhere,
    quiet: bool = False,
    level: int = 2,
) -> str:
    """The HTML of a comparison (escaped), headings from `level` down, in the active language."""
    shown: Beside = beside(difference, prefix=prefix, address=address, quiet=quiet)
    return render(
        "changes.html",
        {
            "zh": official(),
            "shown": shown,
            "said": said,
            "prefix": prefix,
            "level": level,
            "unit_names": UNIT_NAMES,
        },
    )


def said_of(before: models.Disclosure, after: models.Disclosure) -> Said | None:
    """What is different about the findings of two versions; None where nothing is."""
    left, right = (_leading(version) for version in (before, after))
    settled = [one.message for key, one in left.items() if key not in right]
    new = [one.message for key, one in right.items() if key not in left]
    explained = [
        Explained(one.message, left[key].explanation, one.explanation)
        for key, one in right.items()
        if key in left and left[key].explanation != one.explanation
    ]
    explained += [
        Explained(one.message, "", one.explanation)
        for key, one in right.items()
        if key not in left and one.explanation
    ]
    if not (settled or new or explained):
        return None
    told: Sequence[Sequence[object]] = settled, new, explained
    more = sum(max(len(each) - _MANY, 0) for each in told)
    return Said(tuple(settled[:_MANY]), tuple(new[:_MANY]), tuple(explained[:_MANY]), more)


def _leading(disclosure: models.Disclosure) -> dict[str, models.Finding]:
    findings = disclosure.findings.filter(explained_by="").exclude(
        severity=models.Finding.Severity.ROUNDING
    )
    return {finding.key: finding for finding in findings}
