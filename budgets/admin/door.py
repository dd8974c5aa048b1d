"""The door of pages that are typed into: what was typed is not lost there when the session ends.

Signing in again in another window changes the token that forms carry, so a page that was open
meanwhile is refused too. Both are shown once more, to be sent again; a script gets a new token.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponse]


def _unreached(request: HttpRequest) -> HttpResponse:
    raise AssertionError  # The check is asked, not passed through.


_TOKEN = CsrfViewMiddleware(_unreached)


def kept_door(
    view: View,
    refused: Callable[..., HttpResponse],
    sent: Callable[[HttpRequest], object],
) -> View:
    """A view for staff who are signed in. What `sent` says was typed is not turned away at it:
    `refused(request, signed_out=…)` answers with it instead."""
    behind = admin.site.admin_view(view)

    @csrf_exempt  # The token is checked below, by the same middleware.
    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and _ours(request) and sent(request):
            if not admin.site.has_permission(request):
                return refused(request, signed_out=True)
            if _TOKEN.process_view(request, behind, args, kwargs) is not None:
                return refused(request, signed_out=False)
        return behind(request, *args, **kwargs)

    return door


def script_door(view: View) -> View:
    """A view that a script asks: refused, it says whether one has to sign in, and the token of now."""
    kept = kept_door(view, script_refused, lambda request: request.body)

    @csrf_exempt
    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "GET" and not admin.site.has_permission(request):
            return script_refused(request, signed_out=True)
        return kept(request, *args, **kwargs)

    return door


def why_refused(*, signed_out: bool) -> str:
    """What a page says above that which was typed."""
    if signed_out:
        return _("登录已过期，填写的内容还没有存入。请在另一个窗口登录，再回到这里重新提交。")
    return _("打开这一页以后重新登录过，填写的内容还没有存入。请重新提交。")


def script_refused(request: HttpRequest, *, signed_out: bool) -> HttpResponse:
    answer = {
        "signed_out": signed_out,
        "sign_in": reverse("admin:login"),
        "token": get_token(request),
    }
    return JsonResponse(answer, status=403)


def _ours(request: HttpRequest) -> bool:
    """Whether a page of ours sent it: what another site made up is not offered to be sent again."""
    origin = request.headers.get("Origin")
    own = f"{request.scheme}://{request.get_host()}"
    return origin in (None, own, *settings.CSRF_TRUSTED_ORIGINS)
