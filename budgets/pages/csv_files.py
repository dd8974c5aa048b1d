"""Exactly what a page lists, as CSV: the same rows, order and narrowing, on all of its pages."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse

from budgets.exports import harmless
from budgets.money import looks_like_figure
from budgets.pages.answers import open_to_others

FORMAT = "format"


def wants_csv(request: HttpRequest) -> bool:
    return request.GET.get(FORMAT) == "csv"


def csv_address(request: HttpRequest) -> str:
    """The address of this page as CSV, of the same question."""
    query = request.GET.copy()
    query.pop("page", None)
    query[FORMAT] = "csv"
    return f"{request.path}?{query.urlencode()}"


def csv_file(name: str, header: Sequence[object], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """UTF-8 with a byte order mark, for Excel and WPS too; figures without thousands separators."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([harmless(str(one)) for one in header])
    writer.writerows([_text(one) for one in row] for row in rows)
    response = HttpResponse(
        out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8"
    )
    safe = "".join("_" if c in '/\\:*?"<>|\r\n\t' else c for c in name)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(safe)}.csv"
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    open_to_others(response)
    return response


def _text(one: object) -> object:
    if one is None:
        return ""
    if not isinstance(one, str):
        return one
    return one.replace(",", "").replace("，", "") if looks_like_figure(one) else harmless(one)
