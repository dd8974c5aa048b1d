"""What the site answers when a request makes no sense, when its disk is full or its database is away.

Set as `handler400`, `handler404` and `handler500`, and so asked for whatever was raised wherever: in
a view, at the saving of a session, in a middleware. A program that asked the interface gets a
problem document, everybody else a page of ours. What is not foreseen stays an error 500 that is
logged.
"""

from __future__ import annotations

import errno
import sqlite3
import sys
from collections.abc import Iterator

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views import defaults

from api.answers import open_to_all
from api.problems import Problem, problem_response
from budgets.pages.nearest import nearest_page
from budgets.terms import Said

# EFBIG: a limit for files that the system sets for this user.
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_DISK_FULL = "53100"  # PostgreSQL's, when its own disk is full
# Classes of its other errors: connection lost, no room for another connection, being shut down.
_AWAY = ("08", "53", "57")
_SQLITE_AWAY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
}
RETRY_AFTER = "10"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400. The host may be what is wrong with it: the page asks the request for nothing."""
    del exception  # not told to whoever asked
    if _asked_by_a_program(request):
        said = Said("请求里有不能用的内容。", "The request holds something that cannot be used.")
        return _for_programs("bad-request", said)
    return HttpResponse(render_to_string("400.html"), status=400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, with the way to the body or the region that the address lies below."""
    del exception  # what was looked for is nobody's business
    if _asked_by_a_program(request):
        said = Said("接口里没有这个地址。", "There is no such address in this interface.")
        return _for_programs("not-found", said)
    return render(request, "404.html", {"nearest": nearest_page(request)}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """507 for a full disk, 503 for a database that does not answer, 500 for anything else."""
    error = sys.exc_info()[1]
    if _asked_by_a_program(request):
        if database_is_away(error):
            said = Said(
                "数据库暂时连不上，请稍后再试。", "The database is away; try again in a while."
            )
            response = _for_programs("unavailable", said)
            response["Retry-After"] = RETRY_AFTER
            return response
        said = Said(
            "服务器遇到了意外，已经记录下来。", "Something went wrong and has been recorded."
        )
        return _for_programs("internal-error", said)
    if no_space(error):
        response = HttpResponse(render_to_string("507.html"), status=507)
    elif database_is_away(error):
        response = HttpResponse(render_to_string("503.html"), status=503)
        response["Retry-After"] = RETRY_AFTER
    else:
        return defaults.server_error(request)
    response["Cache-Control"] = "no-store"
    return response


def _asked_by_a_program(request: HttpRequest) -> bool:
    return request.path_info.startswith(reverse("api:index"))


def _for_programs(name: str, said: Said) -> HttpResponse:
    response = problem_response(Problem(name, said))
    open_to_all(response)
    return response


def no_space(error: BaseException | None) -> bool:
    """Whether something could not be written because there is no room for it."""
    for one in _behind(error):
        if isinstance(one, OSError) and one.errno in _NO_SPACE:
            return True
        if getattr(one, "sqlstate", None) == _DISK_FULL:
            return True
        if getattr(one, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            return True
    return False


def database_is_away(error: BaseException | None) -> bool:
    """Whether the database could not be asked; a question that it can't answer is our mistake."""
    for one in _behind(error):
        if not isinstance(one, OperationalError | InterfaceError):
            continue
        cause = one.__cause__
        if isinstance(cause, sqlite3.Error):
            code = getattr(cause, "sqlite_errorcode", None)
            # The lower byte is the kind of an extended code.
            return code is not None and code & 0xFF in _SQLITE_AWAY
        state = getattr(cause, "sqlstate", None)
        # Without one the server was not reached at all.
        return state is None or str(state).startswith(_AWAY)
    return False


def _behind(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what gave rise to it."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
