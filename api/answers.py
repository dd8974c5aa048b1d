"""Answers to programs: canonical JSON with an entity tag, open to scripts of every site."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import http_date

from api.problems import Problem, problem_response
from budgets.freshness import current_mark
from budgets.pages.answers import MINUTE, with_etag
from budgets.terms import Said

JSON = "application/json; charset=utf-8"
_METHODS = "GET, HEAD, OPTIONS"

View = Callable[..., HttpResponseBase]


def json_answer(request: HttpRequest, document: Any, *, next_: str = "") -> HttpResponseBase:
    """The document, or 304 where the reader has it already."""
    content = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    body = content.encode()
    response = HttpResponse(body, content_type=JSON)
    response["Cache-Control"] = MINUTE
    if not request.GET:
        response["X-Public-Page"] = "1"
    if next_:
        response["Link"] = f'<{next_}>; rel="next"'
    # When anything public changed last: nothing here is newer than that.
    if changed := current_mark()[0]:
        response["Last-Modified"] = http_date(changed / 10**9)
    return with_etag(request, response, hashlib.sha256(body).hexdigest())


def for_programs(view: View) -> View:
    """A view that reads only, answers problems as documents, and may be asked from any site."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        response: HttpResponseBase
        if request.method == "OPTIONS":
            response = HttpResponse(status=204)
            response["Access-Control-Allow-Methods"] = _METHODS
            response["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
            response["Access-Control-Max-Age"] = "86400"
        elif request.method not in ("GET", "HEAD"):
            response = problem_response(
                Problem(
                    "method-not-allowed", Said("这个接口只能读取。", "This interface is read only.")
                )
            )
            response["Allow"] = _METHODS
        else:
            try:
                response = view(request, *args, **named)
            except Problem as problem:
                response = problem_response(problem)
        return open_to_all(response)

    return answer


def open_to_all(response: HttpResponseBase) -> HttpResponseBase:
    """Scripts of other sites may read it: nothing here depends on who asks."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Link, Retry-After"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
