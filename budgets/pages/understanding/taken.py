"""A chart of a document as a file, in the language of the address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from budgets.pages.published import published_file
from budgets.pages.understanding.chart_files import chart_path


@require_safe
def chart_file(
    request: HttpRequest,
    slug: str,
    year: int,
    kind: str,
    chart: str,
    suffix: str,
    version: int | None = None,
) -> HttpResponseBase:
    """…/charts/flow.svg: the bytes that were made when the version was published."""
    path = chart_path(get_language(), chart, suffix)
    return published_file(request, slug, year, kind, name=path, version=version)
