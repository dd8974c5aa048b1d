"""Published documents: stored bodies in today's shell, and stored files as they are."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from budgets.models import BudgetTable, Disclosure, PublishedFile
from budgets.pages.answers import AN_HOUR, MINUTE, open_to_others, public_page, with_etag
from budgets.pages.bodies import body_path
from budgets.pages.citing import FORMS, citation_of
from budgets.pages.datasets import CARD, taken_from
from budgets.pages.live import asks_for_more, live_table
from budgets.pages.standing import public_versions, standing_of
from budgets.pages.understanding.over_years import over_years
from budgets.pages.understanding.page import HERE
from budgets.pages.withdrawn import Withdrawn, or_notice

DOWNLOADS = {"report.pdf": "PDF", "workbook.xlsx": "XLSX", "data.json": "JSON"}
# Where a document's body leaves room for what changes with others (jinja/index.html).
LIVE = "<!--live-->"
# What a browser shows by itself; the rest it is asked to save.
SHOWN_IN_PLACE = ("application/pdf", "application/json", "image/png")


def find(slug: str, year: int, kind: str, version: int | None = None) -> Disclosure:
    """The newest published version, or the version asked for if it is or was published.

    Raises Http404, and Withdrawn where a notice has taken its place.
    """
    found = Disclosure.objects.select_related("department__region", "fiscal_year").filter(
        department__slug=slug, fiscal_year__year=year, kind=kind
    )
    wanted = found if version is None else found.filter(version=version)
    shown = wanted.published() if version is None else wanted.public()
    if (disclosure := shown.first()) is not None:
        return disclosure
    if (gone := wanted.withdrawn().order_by("-version").first()) is not None:
        raise Withdrawn(gone, found.published().first())
    raise Http404


@require_safe
@or_notice
def disclosure_page(
    request: HttpRequest, slug: str, year: int, kind: str, version: int | None = None
) -> HttpResponseBase:
    """The page of a document: key figures, flow, tables, findings, downloads, versions."""
    disclosure = find(slug, year, kind, version)
    path = body_path(translation.get_language())
    files = {file.path: file for file in disclosure.files.filter(path__in=[path, CARD, *DOWNLOADS])}
    return public_page(
        request,
        "pages/disclosure.html",
        {
            "disclosure": disclosure,
            **_parted(_body(files, path), request.build_absolute_uri("/").rstrip("/")),
            "over_years": over_years(disclosure),
            "downloads": [
                {"file": files[name], "name": label}
                for name, label in DOWNLOADS.items()
                if name in files
            ],
            "versions": public_versions(disclosure),
            "standing": standing_of(disclosure),
            **taken_from(request, disclosure, files=files.values()),
        },
    )


@require_safe
@or_notice
def table_page(
    request: HttpRequest, slug: str, year: int, kind: str, n: int, version: int | None = None
) -> HttpResponseBase:
    """The page of one table as printed; with a unit, a search or an order, a live view of it."""
    disclosure = find(slug, year, kind, version)
    table = get_object_or_404(disclosure.tables.all(), n=n)
    if asks_for_more(request.GET):
        return live_table(request, disclosure, table)
    path = body_path(translation.get_language(), n)
    files = {file.path: file for file in disclosure.files.filter(path__in=[path, CARD])}
    return public_page(
        request,
        "pages/table.html",
        {
            **shell_of(disclosure, table),
            **taken_from(request, disclosure, table, files.values()),
            "body": _body(files, path),
        },
    )


@require_safe
@or_notice
def published_file(
    request: HttpRequest,
    slug: str,
    year: int,
    kind: str,
    name: str = "",
    n: int = 0,
    suffix: str = "",
    version: int | None = None,
) -> HttpResponseBase:
    """A file of a version, byte for byte as it was made: the document's, or that of table `n`."""
    disclosure = find(slug, year, kind, version)
    path = name or f"tables/{n}.{suffix}"
    file = get_object_or_404(disclosure.files, path=path)
    response: HttpResponse | FileResponse
    response = HttpResponse(content_type=file.content_type)
    unchanged = with_etag(request, response, file.sha256)
    if unchanged.status_code == 304:
        return _lasting(unchanged, version)
    response = FileResponse(
        default_storage.open(file.stored_name),
        as_attachment=file.content_type.partition(";")[0] not in SHOWN_IN_PLACE,
        filename=_file_name(disclosure, file, n),
        content_type=file.content_type,
    )
    response["ETag"] = f'"{file.sha256}"'
    response["X-Public-Page"] = "1"
    return _lasting(response, version)


@require_safe
@or_notice
def citation_file(
    request: HttpRequest,
    slug: str,
    year: int,
    kind: str,
    citation: str,
    n: int = 0,
    version: int | None = None,
) -> HttpResponseBase:
    """…/cite.ris, …/tables/<n>/cite.bib: how it is cited, for a program that keeps references."""
    disclosure = find(slug, year, kind, version)
    table = get_object_or_404(disclosure.tables.all(), n=n) if n else None
    content = citation_of(request, disclosure, table).form(citation).encode()
    response = HttpResponse(content, content_type=FORMS[citation])
    parts = [slug, str(year), kind, f"v{disclosure.version}", *([str(n)] if n else [])]
    response["Content-Disposition"] = f'attachment; filename="{"-".join(parts)}.{citation}"'
    # It names the day on which it was read.
    response["Cache-Control"] = MINUTE
    response = open_to_others(response)  # type: ignore[assignment]
    return with_etag(request, response, hashlib.sha256(content).hexdigest())


def shell_of(disclosure: Disclosure, table: BudgetTable) -> dict[str, Any]:
    return {"disclosure": disclosure, "table": table, "standing": standing_of(disclosure, table)}


def _lasting(response: HttpResponseBase, version: int | None) -> HttpResponseBase:
    """The bytes of a named version stay the same; those of the newest change with a correction."""
    response["Cache-Control"] = MINUTE if version is None else AN_HOUR
    return open_to_others(response)


def _body(files: dict[str, PublishedFile], path: str) -> str:
    if path not in files:
        raise Http404
    with default_storage.open(files[path].stored_name) as stored:
        # Our own rendering, escaped when it was made (bodies.py).
        return mark_safe(stored.read().decode())  # noqa: S308


def _parted(body: str, here: str) -> dict[str, str]:
    """A document's body around the place of what is told live; an older one has no such place."""
    before, _live, after = body.replace(HERE, str(escape(here))).partition(LIVE)
    # Each a part of what is safe.
    return {"body": mark_safe(before), "rest": mark_safe(after)}  # noqa: S308


def _file_name(disclosure: Disclosure, file: PublishedFile, n: int) -> str:
    """市外办 2026年预算 预算05表 一般公共预算支出表.csv: tells what it is in any folder."""
    parts = [
        str(disclosure.department),
        f"{disclosure.fiscal_year}年{Disclosure.Kind(disclosure.kind).label}",
    ]
    if n:
        parts.append(str(disclosure.tables.get(n=n)))
    if file.path.startswith("charts/"):
        parts.append(file.path.rpartition("/")[2].partition(".")[0])
    if disclosure.version > 1:
        parts.append(f"第{disclosure.version}版")
    stem = " ".join(parts).translate({ord(c): "_" for c in '/\\:*?"<>|\r\n\t'})
    return f"{stem}.{file.path.rpartition('.')[2]}"
