"""The public history of a document: its versions, why each took the place of the one before, and
what changed in it cell by cell."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from budgets.models import Disclosure, PublishedFile
from budgets.pages.answers import public_page
from budgets.pages.changes import CHANGES, changes_path
from budgets.pages.published import find
from budgets.pages.standing import public_versions
from budgets.pages.withdrawn import or_notice


@dataclass(frozen=True, slots=True)
class Download:
    file: PublishedFile
    name: str


@dataclass(frozen=True, slots=True)
class Version:
    """A version on the page; `changes` is what it changed, "" for the first."""

    disclosure: Disclosure
    changes: SafeString | str
    downloads: tuple[Download, ...]


@require_safe
@or_notice
def versions_page(request: HttpRequest, slug: str, year: int, kind: str) -> HttpResponseBase:
    """Every public version with its date, digest, reason and changes; newest first."""
    current = find(slug, year, kind)
    versions = public_versions(current)
    path = changes_path(translation.get_language())
    files: dict[int, dict[str, PublishedFile]] = {}
    wanted = PublishedFile.objects.filter(disclosure__in=versions, path__in=[path, *CHANGES])
    for file in wanted:
        files.setdefault(file.disclosure_id, {})[file.path] = file
    return public_page(
        request,
        "pages/versions.html",
        {
            "disclosure": current,
            "versions": [_version(one, files.get(one.pk, {}), path) for one in versions],
        },
    )


def _version(disclosure: Disclosure, files: dict[str, PublishedFile], path: str) -> Version:
    changes: SafeString | str = ""
    if path in files:
        with default_storage.open(files[path].stored_name) as stored:
            # Our own rendering, escaped when it was made (changes.py).
            changes = mark_safe(stored.read().decode())  # noqa: S308
    downloads = tuple(
        Download(files[name], label) for name, label in CHANGES.items() if name in files
    )
    return Version(disclosure, changes, downloads)
