"""What every page of ours in the admin shares: its context, and its way to answer."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse

from budgets import models
from budgets.pages.rendering import official


def page(
    request: HttpRequest, template: str, title: str, *, status: int = 200, **context: Any
) -> TemplateResponse:
    """A page in the shell of the admin."""
    request.current_app = admin.site.name  # type: ignore[attr-defined]
    return TemplateResponse(
        request,
        f"admin/budgets/{template}",
        {
            **admin.site.each_context(request),
            "title": title,
            "opts": models.Disclosure._meta,
            "app_label": "budgets",
            "zh": official(),
            **context,
        },
        status=status,
    )


def downloaded_name(disclosure: models.Disclosure, suffix: str) -> str:
    """The name of a file that leaves the house: body, year, kind, version."""
    parts = (
        disclosure.department.slug,
        disclosure.fiscal_year.year,
        disclosure.kind,
        f"v{disclosure.version}",
    )
    return "-".join(map(str, parts)) + suffix
