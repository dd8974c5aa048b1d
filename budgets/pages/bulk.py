"""All data to take away: the files of every region and year, where they lie and what is in them."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from budgets.bulk.columns import COLUMNS
from budgets.bulk.making import CSV
from budgets.models import BulkSet, Region
from budgets.pages.answers import MINUTE, open_to_others, public_page, with_etag
from budgets.pages.ranges import part_of

_BOM = 3


@require_safe
def data_page(request: HttpRequest) -> HttpResponseBase:
    """Every set of files with size, rows, date and digest, and what the columns mean."""
    regions = dict(Region.objects.values_list("code", "name"))
    sets = list(BulkSet.objects.exclude(stamp="").exclude(files=[]))
    language = get_language() or ""
    return public_page(
        request,
        "pages/data.html",
        {
            "groups": [
                {
                    "scope": scope,
                    "label": scope.label,
                    "sets": [
                        {"set": one, "name": regions.get(one.key, one.key), "files": shown(one)}
                        for one in sets
                        if one.scope == scope
                    ],
                }
                for scope in BulkSet.Scope
            ],
            "any": bool(sets),
            "columns": [(column.name, column.said.within(language)) for column in COLUMNS],
            "licence": settings.DATA_LICENCE,
            "licence_address": settings.DATA_LICENCE_ADDRESS,
        },
    )


def shown(one: BulkSet) -> list[dict[str, Any]]:
    """The files of a set as pages list them."""
    return [
        {**file, "address": reverse("bulk-file", args=[one.scope, one.key, file["name"]])}
        for file in one.files
    ]


@require_safe
def bulk_file(request: HttpRequest, scope: str, key: str, name: str) -> HttpResponseBase:
    """A file of a set, whole or a part of it; ?bom=0 leaves out the byte order mark of the CSV.

    503 while what was withdrawn is being taken out of it.
    """
    one = BulkSet.objects.filter(scope=scope, key=key).first()
    if one is None:
        raise Http404
    file = one.file(name)
    if file is None or one.made_at is None:
        return _being_made()
    plain = name == CSV and request.GET.get("bom") == "0"
    response: HttpResponseBase = HttpResponse(content_type=file["type"])
    response = with_etag(request, response, file["sha256"] + ("-plain" if plain else ""))  # type: ignore[arg-type]
    if response.status_code != 304:
        response = _whole(request, one, file, skipped=_BOM if plain else 0)
    return _open(response, one.made_at)


def _whole(
    request: HttpRequest, one: BulkSet, file: Mapping[str, Any], *, skipped: int
) -> HttpResponseBase:
    try:
        stored = default_storage.open(file["stored"])
    except FileNotFoundError:
        # Another set of files has just taken its place.
        return _being_made()
    size = file["size"] - skipped
    tag = f'"{file["sha256"]}{"-plain" if skipped else ""}"'
    part = part_of(request, size, tag)
    if part is None:
        stored.close()
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
        return response
    first, last = part
    stored.seek(skipped + first)
    is_whole = (first, last) == (0, size - 1)
    answer = FileResponse(
        stored if last == size - 1 else _Part(stored, last - first + 1),
        as_attachment=True,
        filename=f"mingzhang-{one.scope}-{one.key}-{file['name']}",
        content_type=file["type"],
        status=200 if is_whole else 206,
    )
    answer["Content-Length"] = str(last - first + 1)
    if not is_whole:
        answer["Content-Range"] = f"bytes {first}-{last}/{size}"
    answer["Accept-Ranges"] = "bytes"
    answer["ETag"] = tag
    return answer


class _Part(io.RawIOBase):
    """So many bytes of an open file, from where it stands."""

    def __init__(self, file: Any, length: int) -> None:
        self.file, self.left = file, length

    def read(self, size: int = -1) -> bytes:
        wanted = self.left if size < 0 else min(size, self.left)
        content: bytes = self.file.read(wanted)
        self.left -= len(content)
        return content

    def close(self) -> None:
        self.file.close()
        super().close()


def _open(response: HttpResponseBase, made_at: dt.datetime) -> HttpResponseBase:
    """Programs on other sites may read it too."""
    response["Cache-Control"] = MINUTE
    response["Last-Modified"] = http_date(made_at.timestamp())
    return open_to_others(response)


def _being_made() -> HttpResponse:
    response = HttpResponse(
        "这组文件正在重新生成，请过几分钟再来。 These files are being made again; try in some minutes.\n",
        status=503,
        content_type="text/plain; charset=utf-8",
    )
    response["Cache-Control"] = "no-store"
    response["Retry-After"] = "120"
    return response


def sets_of_region(code: str) -> list[dict[str, Any]]:
    """The files of a region for its own page, if they are there."""
    one = BulkSet.objects.filter(scope=BulkSet.Scope.REGION, key=code).exclude(stamp="").first()
    return shown(one) if one and one.is_ready else []
