"""The glossary: the terms of budgets in plain words."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from budgets.narrative.writing.glossary import terms
from budgets.pages.answers import public_page


@require_safe
def glossary_page(request: HttpRequest) -> HttpResponseBase:
    """Every term under its own address: /glossary/#基本支出."""
    return public_page(request, "pages/glossary.html", {"terms": terms()})
