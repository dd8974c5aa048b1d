"""Our own middleware: language from the path, no traces of staff in caches, a limit for requests."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import get_language_from_path
from django.utils.translation import gettext as _

from budgets.isolation import Busy
from config.failing import bad_request
from config.serving import FLAG

GetResponse = Callable[[HttpRequest], HttpResponse]


def language_of_the_path(get_response: GetResponse) -> GetResponse:
    """Chinese at the root, English below /en/, whatever the browser prefers.

    Django's LocaleMiddleware decides alike but adds `Vary: Accept-Language`, which would keep a
    page of one language out of every cache.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        language = get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def nothing_private_is_kept(get_response: GetResponse) -> GetResponse:
    """A response that looked at the session or the user is stored nowhere, and is not public."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        session = getattr(request, "session", None)
        if session is not None and (session.accessed or session.modified):
            del response[FLAG]
            response["Cache-Control"] = "no-store, private"
        return response

    return middleware


def address_behind_proxies(get_response: GetResponse) -> GetResponse:
    """REMOTE_ADDR as the outermost of our PROXIES saw it; without one, as the server says it.

    A proxy appends what it saw to X-Forwarded-For. What stands further left the client wrote.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.PROXIES:
            seen = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
            if len(seen) >= settings.PROXIES and (address := seen[-settings.PROXIES].strip()):
                request.META["REMOTE_ADDR"] = address
        return get_response(request)

    return middleware


class BusyIsAnswered:
    """All children are reading other files: the person hears when to try again (503)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, _request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Busy):
            return None
        response = HttpResponse(
            _("正在处理的文件太多，请过半分钟再试。这次操作没有完成，返回上一页可以继续。"),
            status=503,
            content_type="text/plain; charset=utf-8",
        )
        response["Retry-After"] = "30"
        response["Cache-Control"] = "no-store"
        return response


class NumbersOutOfRange:
    """A number that no database can hold names nothing: 400, and no mistake of ours.

    Django looks at the range of plain fields alone, not at keys of other tables.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        sqlite = isinstance(error, OverflowError) and "SQLite INTEGER" in str(error)
        postgresql = isinstance(error, DataError) and type(error.__cause__).__name__ in (
            "NumericValueOutOfRange",
            "DatetimeFieldOverflow",
        )
        return bad_request(request, error) if sqlite or postgresql else None


def addresses_without_nul(get_response: GetResponse) -> GetResponse:
    """400 where an address holds U+0000: nobody means it, and PostgreSQL has no way to be asked for it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return bad_request(request)
        return get_response(request)

    return middleware


def limited_requests(get_response: GetResponse) -> GetResponse:
    """Refuse a body above MAX_REQUEST_BYTES before any of it is read."""

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            return HttpResponse(status=400)
        if length > settings.MAX_REQUEST_BYTES:
            limit = settings.MAX_REQUEST_BYTES // 2**20
            return HttpResponse(
                _("文件太大：一次最多上传 %(limit)s MB。") % {"limit": limit},
                status=413,
                content_type="text/plain; charset=utf-8",
            )
        return get_response(request)

    return middleware
