"""A request comes from someone only once that person has signed in completely."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from accounts import second_factor

GetResponse = Callable[[HttpRequest], HttpResponse]


def completely_signed_in(get_response: GetResponse) -> GetResponse:
    """While a second factor is still owed, `request.user` is nobody: no page has to ask.

    It stays lazy: a public page that asks for no user reads no session. `half_signed_in(request)`
    is for the pages that take the second factor.
    """

    def middleware(request: Any) -> HttpResponse:
        signed_in = request.user
        request.user = SimpleLazyObject(lambda: _complete(request, signed_in))

        async def auser() -> Any:
            await sync_to_async(bool)(request.user.is_authenticated)
            return request.user

        request.auser = auser
        return get_response(request)

    return middleware


def half_signed_in(request: Any) -> Any:
    """Who gave a password in this session, whether or not that is enough; None for nobody."""
    if request.user.is_authenticated:
        return request.user
    return getattr(request, "_owes_second_factor", None)


def _complete(request: Any, signed_in: Any) -> Any:
    if not signed_in.is_authenticated:
        return signed_in
    if second_factor.due(request.session, signed_in) is None:
        return signed_in
    request._owes_second_factor = signed_in
    return AnonymousUser()
