"""Answers to the public: what may be kept and for how long, and who holds it already."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import translate_url
from django.utils import translation
from django.utils.cache import get_conditional_response

from budgets.pages.rendering import official

MINUTE = "public, max-age=60"
# The bytes of a version never change, but it may be withdrawn: caches ask again before long.
AN_HOUR = "public, max-age=3600"
NOT_KEPT = "no-store"


def public_page(
    request: HttpRequest, template: str, context: Mapping[str, Any]
) -> HttpResponseBase:
    """A page that is the same for everyone; with a query it is not kept ahead of Django."""
    response = render(request, template, {**context, **_shell(request)})
    if not request.GET:
        response["X-Public-Page"] = "1"
    response["Cache-Control"] = MINUTE
    return with_etag(request, response, hashlib.sha256(response.content).hexdigest())


def live_page(request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """A view made for this one question: kept by nobody, in no index."""
    response = render(request, template, {**context, **_shell(request), "noindex": True})
    response["Cache-Control"] = NOT_KEPT
    response["X-Robots-Tag"] = "noindex"
    return response


def shell_page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int
) -> HttpResponse:
    """A page that is no document: kept ahead of Django by nobody."""
    return render(request, template, {**_shell(request), **context}, status=status)


def open_to_others(response: HttpResponseBase) -> HttpResponseBase:
    """Pages and scripts of other sites may show and read it: nothing in it depends on who asks."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def with_etag(request: HttpRequest, response: HttpResponse, tag: str) -> HttpResponseBase:
    """The response under its entity tag, or 304 where the reader has that already."""
    etag = f'"{tag}"'
    response["ETag"] = etag
    return get_conditional_response(request, etag, response=response) or response


def _shell(request: HttpRequest) -> dict[str, Any]:
    """What the shell says about the address: its canonical form, and itself in other languages."""
    query = urlencode([(k, v) for k, values in request.GET.lists() for v in values])
    languages = [
        {
            "code": code,
            "name": name,
            "address": _in_language(request, code),
            "current": code == translation.get_language(),
        }
        for code, name in settings.LANGUAGES
    ]
    return {
        "canonical": request.build_absolute_uri(request.path),
        "languages": languages,
        "query": f"?{query}" if query else "",
        "zh": official(),
        "noindex": bool(request.GET),
    }


def _in_language(request: HttpRequest, code: str) -> str:
    return translate_url(request.path, code)


def page_number(request: HttpRequest, pages: int, name: str = "page") -> int:
    """The page that is asked for, of so many; the nearest there is to a wrong one."""
    text = request.GET.get(name, "")
    asked = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
    return min(max(asked, 1), pages)
