"""The public history of a document: its versions, why each took the place of the one before, and
what changed in it cell by cell."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.models import Disclosure, PublishedFile
from budgets.pages.answers import public_page
from budgets.pages.changes import CHANGES, changes_path
from budgets.pages.citing import version_path
from budgets.pages.csv_files import csv_address, csv_file, wants_csv
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
    if wants_csv(request):
        return _versions_file(request, current, versions)
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
            "csv": csv_address(request),
        },
    )


def _versions_file(
    request: HttpRequest, current: Disclosure, versions: list[Disclosure]
) -> HttpResponseBase:
    """The versions; what each changed has files of its own."""
    header = (
        _("版本"),
        _("状态"),
        _("公开时间"),
        _("责任单位"),
        _("更正原因"),
        "SHA-256",
        "SM3",
        _("网址"),
    )
    lines = (
        (
            one.version,
            one.get_status_display(),
            timezone.localtime(one.published_at).isoformat() if one.published_at else "",
            one.department.name,
            one.reason if one.version > 1 else "",
            one.sha256,
            one.sm3,
            request.build_absolute_uri(version_path(one)),
        )
        for one in versions
    )
    return csv_file(f"{current} {_('各个版本')}", header, lines)


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
