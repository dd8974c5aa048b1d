"""How often one person, or one address, may ask for what costs: uploads, previews, exports, searches.

Generous for people and narrow for programs. Counts lie in the cache `limits`, which all processes
of a machine share, and all machines where CACHE_URL names a server.
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from api.problems import Problem, problem_response
from budgets.terms import Said

WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
ALL = WRITES | {"GET", "HEAD"}


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `times` in `seconds`; `per_person` counts a signed-in user wherever they sit."""

    name: str
    times: int
    seconds: int
    per_person: bool = True


# Reading a file, setting a PDF: seconds of a processor each.
_READ = (Rate("read", 40, 60), Rate("read-hour", 400, 3600))
_EXPORT = (Rate("export", 30, 60),)
_VERIFY = (
    Rate("verify", 20, 60, per_person=False),
    Rate("verify-hour", 200, 3600, per_person=False),
)
# Coming back from the single sign-on writes to the log, and nobody is known yet. Of a whole office
# behind one address all may come at nine.
_SIGN_ON = (Rate("sign-on", 120, 60, per_person=False),)
# Pages that are worked out for one question; nobody has to sign in for them.
_SEARCH = (Rate("search", 120, 60, per_person=False),)
# Programs that take lists page by page; a page costs a few queries.
_API = (Rate("api", 600, 60, per_person=False),)
_BULK = (Rate("bulk", 60, 60, per_person=False),)
# A picture is drawn by a process of its own.
_PICTURE = (Rate("picture", 30, 60, per_person=False),)
# Every form that staff send.
_FORM = (Rate("form", 300, 60),)

_ADMIN = "admin:budgets_disclosure_"
# Name of an address -> methods that count, and how often.
BY_NAME: Mapping[str, tuple[frozenset[str], tuple[Rate, ...]]] = {
    f"{_ADMIN}upload": (WRITES, _READ),
    f"{_ADMIN}preview": (ALL, _READ),
    f"{_ADMIN}accept": (WRITES, _READ),
    f"{_ADMIN}preview_meaning": (WRITES, _READ),
    f"{_ADMIN}meaning": (WRITES, _READ),
    f"{_ADMIN}read_again": (WRITES, _READ),
    f"{_ADMIN}narrative_text": (WRITES, _READ),
    f"{_ADMIN}export": (ALL, _EXPORT),
    f"{_ADMIN}annotated": (ALL, _EXPORT),
    f"{_ADMIN}preview_annotated": (ALL, _EXPORT),
    f"{_ADMIN}publish": (WRITES, _EXPORT),
    "verify": (WRITES, _VERIFY),
    "api:search": (ALL, _SEARCH),
    "bulk-file": (ALL, _BULK),
    "compare-png": (ALL, _PICTURE),
    "search-feed": (ALL, _SEARCH),
    "accounts:single-sign-on": (ALL, _SIGN_ON),
    "accounts:single-sign-on-back": (ALL, _SIGN_ON),
}


def limited_rates(get_response: Callable[[HttpRequest], HttpResponse]) -> Any:
    """Answers 429 in place of a view that is asked too often."""
    return _Limited(get_response)


class _Limited:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Counts a request once its address is known, before its view runs."""
        if not settings.RATE_LIMITS:
            return None
        for rate in rates_of(request):
            wait = counted(rate, who(request, rate))
            if wait:
                if "api" in request.resolver_match.namespaces:
                    return too_many_for_programs(wait)
                return too_many(wait)
        return None


def rates_of(request: HttpRequest) -> tuple[Rate, ...]:
    """The rates that this request counts towards."""
    match = request.resolver_match
    if match is None or match.url_name is None:
        return ()
    methods, rates = BY_NAME.get(match.view_name, (ALL, ()))
    if rates and request.method in methods:
        return rates
    if match.namespaces[:1] == ["api"]:
        return _API
    if request.method in WRITES:
        return _FORM
    # A question to a public page (a filter, a search) is answered by the database.
    is_public = match.namespaces[:1] != ["admin"] and "admin" not in match.view_name
    return _SEARCH if is_public and request.GET else ()


def who(request: HttpRequest, rate: Rate) -> str:
    """Whose requests are counted together: a person's, or else those of an address."""
    if rate.per_person and request.user.is_authenticated:
        return f"user-{request.user.pk}"
    return f"address-{network_of(request.META.get('REMOTE_ADDR', ''))}"


def network_of(address: str) -> str:
    """An address as it is counted: of IPv6 its 64 bits, since one machine has all of such a network."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if known.version == 6:
        return str(ipaddress.ip_network((known, 64), strict=False).network_address)
    return str(known)


def counted(rate: Rate, name: str, now: float | None = None) -> int:
    """Counts one request; the seconds until the next is allowed, 0 where this one is."""
    now = time.time() if now is None else now
    cache = caches["limits"]
    window = int(now // rate.seconds)
    key = f"{rate.name}-{name}-{window}"
    # Not one step where the cache is a folder: two requests at once may count as one.
    cache.add(key, 0, rate.seconds)
    try:
        times = cache.incr(key)
    except ValueError:  # it has just expired
        return 0
    return 0 if times <= rate.times else int((window + 1) * rate.seconds - now) + 1


def too_many(wait: int) -> HttpResponse:
    """429, and when to come back."""
    text = _("操作太频繁，请 %(wait)s 秒后再试。您填写的内容没有保存，返回上一页可以继续。")
    response = HttpResponse(
        text % {"wait": wait}, status=429, content_type="text/plain; charset=utf-8"
    )
    response["Retry-After"] = str(wait)
    response["Cache-Control"] = "no-store"
    return response


def too_many_for_programs(wait: int) -> HttpResponse:
    """The same as a problem document."""
    detail = Said(f"请 {wait} 秒后再试。", f"Try again in {wait} seconds.")
    response = problem_response(Problem("too-many-requests", detail, wait=wait))
    response["Retry-After"] = str(wait)
    return response
