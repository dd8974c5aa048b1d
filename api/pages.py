"""/api/: the interface explained to people, made of the same declarations as the OpenAPI document."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from api.fields import Field
from api.openapi import CURSOR, LIMIT
from api.paging import DEFAULT, LARGEST
from api.problems import PROBLEMS
from api.resource import Resource
from api.resources import RESOURCES
from budgets.pages.answers import public_page


@require_safe
def api_page(request: HttpRequest) -> HttpResponseBase:
    """Every resource with its parameters and fields, paging, caching, refusals."""
    language = get_language() or ""
    return public_page(
        request,
        "pages/api.html",
        {
            "root": request.build_absolute_uri(reverse("api:index")),
            "resources": [_resource(one, language) for one in RESOURCES],
            "problems": [
                (name, status, said.within(language)) for name, (status, said) in PROBLEMS.items()
            ],
            "default": DEFAULT,
            "largest": LARGEST,
        },
    )


def _resource(one: Resource, language: str) -> dict[str, Any]:
    common = [("limit", LIMIT.within(language)), ("cursor", CURSOR.within(language))]
    return {
        "name": one.name,
        "said": one.said.within(language),
        "about": one.about.within(language),
        "parameters": [
            *((own.name, own.said.within(language)) for own in one.parameters),
            *common,
        ],
        "fields": list(_fields(one.fields, language)),
        "details": [
            {
                "path": detail.path,
                "said": detail.said.within(language),
                "fields": list(_fields(detail.fields[len(one.fields) :], language))
                if detail.fields[: len(one.fields)] == one.fields
                else list(_fields(detail.fields, language)),
            }
            for detail in one.details
        ],
        "example": f"{reverse('api:index')}{one.name}/{one.example}",
    }


def _fields(fields: tuple[Field, ...], language: str, above: str = "") -> list[dict[str, str]]:
    told = []
    for one in fields:
        kinds = one.schema["type"]
        kind = " | ".join(kinds) if isinstance(kinds, list) else str(kinds)
        name = f"{above}{one.name}"
        told.append({"name": name, "type": kind, "said": one.said.within(language)})
        told += _fields(one.inner, language, f"{name}.")
    return told
