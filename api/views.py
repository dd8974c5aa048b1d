"""The addresses of resources: what is asked is checked, then the resource answers."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from api.answers import for_programs, json_answer
from api.fields import Unusable
from api.openapi import openapi
from api.paging import DEFAULT, LARGEST, Query, cursor, read_cursor
from api.problems import Problem
from api.resource import Detail, Resource
from api.resources import RESOURCES
from budgets.terms import Said


@csrf_exempt
@for_programs
def index(request: HttpRequest) -> HttpResponseBase:
    """What there is, with the address of each list."""
    root = reverse("api:index")
    return json_answer(
        request,
        {
            "openapi": request.build_absolute_uri(reverse("api:openapi")),
            "documentation": request.build_absolute_uri(reverse("api-docs")),
            "licence": settings.DATA_LICENCE or None,
            "resources": {
                one.name: request.build_absolute_uri(f"{root}{one.name}/") for one in RESOURCES
            },
        },
    )


@csrf_exempt
@for_programs
def openapi_document(request: HttpRequest) -> HttpResponseBase:
    return json_answer(request, _openapi(request.build_absolute_uri(reverse("api:index"))))


@lru_cache(maxsize=8)
def _openapi(server: str) -> dict[str, Any]:
    return openapi(RESOURCES, server.rstrip("/"))


@csrf_exempt
@for_programs
def listing(request: HttpRequest, resource: Resource) -> HttpResponseBase:
    """A page of a list: its rows, and where the next page is."""
    query = _asked(request, resource)
    page = resource.rows(query)
    following = ""
    if page.after:
        given = [(name, value) for name, value in request.GET.items() if name != "cursor"]
        given.append(("cursor", cursor(page.after)))
        following = request.build_absolute_uri(f"{request.path}?{urlencode(given)}")
    return json_answer(
        request,
        {"items": page.items, "limit": query.limit, "next": following or None, **page.more},
        next_=following,
    )


@csrf_exempt
@for_programs
def single(request: HttpRequest, detail: Detail, **named: Any) -> HttpResponseBase:
    """One thing."""
    for name in request.GET:
        raise _unknown(name, ())
    query = Query({}, 1, (), _absolute(request))
    return json_answer(request, detail.tell(query, **named))


def _asked(request: HttpRequest, resource: Resource) -> Query:
    known = {one.name: one for one in resource.parameters}
    given: dict[str, Any] = {}
    limit, after = DEFAULT, ()
    for name, values in request.GET.lists():
        if len(values) > 1:
            raise Problem(
                "invalid-parameter",
                Said(f"参数 {name} 只能给一次。", f"Give the parameter {name} once."),
                parameter=name,
            )
        value = values[0]
        if name == "limit":
            limit = _limit(value)
        elif name == "cursor":
            after = read_cursor(value, resource.key)
        elif name in known:
            try:
                given[name] = known[name].parse(value)
            except Unusable as error:
                wanted = error.expected
                raise Problem(
                    "invalid-parameter",
                    Said(
                        f"参数 {name} 应当是{wanted.zh}。",
                        f"The parameter {name} must be {wanted.en}.",
                    ),
                    parameter=name,
                ) from None
        else:
            raise _unknown(name, tuple(known))
    for one in resource.parameters:
        if one.required and one.name not in given:
            raise Problem(
                "invalid-parameter",
                Said(f"缺少参数 {one.name}。", f"The parameter {one.name} is missing."),
                parameter=one.name,
            )
    return Query(given, limit, after, _absolute(request))


def _absolute(request: HttpRequest) -> Callable[[str], str]:
    root = request.build_absolute_uri("/").rstrip("/")
    return lambda path: f"{root}{path}"


def _limit(value: str) -> int:
    if value.isascii() and value.isdecimal() and 1 <= int(value[:9]) <= LARGEST:
        return int(value[:9])
    raise Problem(
        "invalid-parameter",
        Said(f"limit 应当是 1 至 {LARGEST} 的整数。", f"limit must be 1 to {LARGEST}."),
        parameter="limit",
    )


def _unknown(name: str, known: tuple[str, ...]) -> Problem:
    listed = [*known, "limit", "cursor"] if known else []
    return Problem(
        "unknown-parameter",
        Said(f"没有参数 {name[:60]}。", f"There is no parameter {name[:60]}."),
        parameter=name[:60],
        parameters=listed,
    )
