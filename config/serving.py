"""Hands out the bytes of public pages ahead of Django.

A view that serves published content marks its response with `X-Public-Page: 1`. `PublishedBytes`
keeps such a response in memory (plain, gzip, ETag) and answers the next GET or HEAD of the same
address itself, so that a page costs a dictionary look-up. Nothing else is ever kept: a draft, a
page that looked at the session, a refusal or a redirect carries no mark and passes through.
What is worked out for one question is packed on its way out. `BoundedBodies` keeps slow uploads
from taking every thread.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from config.headers import BARE

FLAG = "X-Public-Page"

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
Key = tuple[str, ...]

_DROPPED = {"x-public-page", "content-length", "etag", "vary", "date", "connection"}
# Below that a packet holds it anyway.
_WORTH_PACKING = 1400
# What a 304 repeats (RFC 9110, 15.4.5), and the security headers that belong to every answer.
_NOT_IN_304 = {"content-type", "content-length", "content-language", "content-disposition"}
_COMPRESSED_TYPES = (
    "text/",
    "application/json",
    "application/xml",
    "application/atom+xml",
    "image/svg",
)


@dataclass(frozen=True, slots=True)
class _Variant:
    """One encoding of a page, ready to send."""

    etag: str
    headers: Headers
    unchanged: Headers
    body: list[bytes]


@dataclass(frozen=True, slots=True)
class _Entry:
    mark: object
    expires: float
    plain: _Variant
    packed: _Variant | None
    size: int


class PublishedBytes:
    """A WSGI application around `application` that remembers its public pages.

    `mark` gives a value that changes with every publication: a page kept under another mark is
    never sent. `lifetime` (seconds) bounds how long a node that cannot see the mark of another
    one may be behind; past it a page is sent only while the application answers 503. `limit`
    bounds the bytes of all pages. Host, scheme and `key_headers` (environ keys) are part of the
    address: only what Django itself answered for that very host is repeated for it.
    """

    def __init__(
        self,
        application: Application,
        *,
        mark: Callable[[], object],
        limit: int = 64 * 2**20,
        lifetime: float = 10.0,
        clock: Callable[[], float] = time.monotonic,
        key_headers: Sequence[str] = (),
    ) -> None:
        self.application = application
        self.mark = mark
        self.limit = limit
        self.largest = limit // 4
        self.lifetime = lifetime
        self.clock = clock
        self.key_headers = tuple(key_headers)
        self._entries: OrderedDict[Key, _Entry] = OrderedDict()
        self._bytes = 0
        self._seen: object = None
        self._lock = threading.Lock()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        if method not in ("GET", "HEAD") or environ.get("QUERY_STRING"):
            return self._pass_on(environ, start_response)

        key = self._key(environ)
        # Taken before Django reads the database: a publication in between makes the page stale.
        mark = self.mark()
        entry = self._entries.get(key)
        if entry is not None and entry.mark == mark and entry.expires > self.clock():
            try:  # noqa: SIM105  (a third of the time of suppress, at every request)
                self._entries.move_to_end(key)
            except KeyError:  # another thread has just dropped it
                pass
            return _send(entry, environ, start_response)

        def ask(start: StartResponse) -> Iterable[bytes]:
            if method == "HEAD":
                return self._pass_on(environ, start)
            return self._ask(environ, start, key, mark)

        if entry is not None and entry.mark == mark:
            return _or_spare(ask, entry, environ, start_response)
        return ask(start_response)

    @property
    def kept(self) -> int:
        """How many pages are in memory."""
        return len(self._entries)

    def _key(self, environ: Environ) -> Key:
        key = (
            environ.get("HTTP_HOST", ""),
            environ.get("PATH_INFO", ""),
            environ.get("SCRIPT_NAME", ""),
            environ.get("wsgi.url_scheme", ""),
        )
        if not self.key_headers:
            return key
        return key + tuple(environ.get(name, "") for name in self.key_headers)

    def _pass_on(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """What the application answers, packed where that is worth it and everybody may see it."""
        packs = environ["REQUEST_METHOD"] == "GET" and accepts_gzip(
            environ.get("HTTP_ACCEPT_ENCODING", "")
        )
        held: list[tuple[str, Headers]] = []
        written: list[bytes] = []

        def begin(status: str, headers: Headers, *rest: Any) -> Any:
            own = [h for h in headers if h[0].lower() != "x-public-page"]
            if self._may_be_packed(status, own):
                own.append(("Vary", "Accept-Encoding"))
                if packs and not rest:
                    held.append((status, own))
                    return written.append
            return start_response(status, own, *rest)

        result = self.application(environ, begin)
        if not held:
            return result
        body = _whole(written, result)
        status, headers = held[-1]
        # Packed for one reader, and so in a hurry.
        packed = gzip.compress(body, compresslevel=5, mtime=0)
        start_response(
            status, [*map(_of_packed(len(packed)), headers), ("Content-Encoding", "gzip")]
        )
        return [packed]

    def _may_be_packed(self, status: str, headers: Headers) -> bool:
        """Text for everybody: what depends on who asks could be guessed from its packed length."""
        by_name = {name.lower(): value for name, value in headers}
        length = by_name.get("content-length", "")
        return (
            status.startswith("200 ")
            and by_name.get("content-type", "").startswith(_COMPRESSED_TYPES)
            and "private" not in by_name.get("cache-control", "").lower()
            and not {"set-cookie", "content-encoding", "vary", "content-range", "accept-ranges"}
            & set(by_name)
            and length.isdecimal()
            and _WORTH_PACKING <= int(length) <= self.largest
        )

    def _ask(
        self, environ: Environ, start_response: StartResponse, key: Key, mark: object
    ) -> Iterable[bytes]:
        public: list[Headers] = []
        written: list[bytes] = []

        def begin(status: str, headers: Headers, *rest: Any) -> Any:
            public.clear()
            if self._may_be_kept(status, headers):
                public.append(headers)
                return written.append
            kept = [h for h in headers if h[0].lower() != "x-public-page"]
            return start_response(status, kept, *rest)

        result = self.application(environ, begin)
        if not public:
            return result
        entry = self._entry(public[0], _whole(written, result), mark)
        self._keep(key, entry)
        return _send(entry, environ, start_response)

    def _may_be_kept(self, status: str, headers: Headers) -> bool:
        if not status.startswith("200 "):
            return False
        by_name = {name.lower(): value for name, value in headers}
        control = by_name.get("cache-control", "").lower()
        varies = {part.strip().lower() for part in by_name.get("vary", "").split(",")}
        length = by_name.get("content-length", "")
        return (
            by_name.get("x-public-page") == "1"
            and "set-cookie" not in by_name
            and "content-encoding" not in by_name
            and "private" not in control
            and "no-store" not in control
            and varies <= {"", "accept-encoding"}
            # Without a length it may be a stream without an end.
            and length.isdecimal()
            and int(length) <= self.largest
        )

    def _entry(self, headers: Headers, body: bytes, mark: object) -> _Entry:
        own = {name.lower(): value for name, value in headers}
        common = [(name, value) for name, value in headers if name.lower() not in _DROPPED]
        tag = own.get("etag", "")
        if not tag.startswith('"'):  # none, or a weak one
            tag = f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'
        packed = None
        if own.get("content-type", "").startswith(_COMPRESSED_TYPES):
            smaller = gzip.compress(body, compresslevel=9, mtime=0)
            if len(smaller) < len(body) * 0.9:
                packed = smaller
        if packed is not None:
            common.append(("Vary", "Accept-Encoding"))
        return _Entry(
            mark=mark,
            expires=self.clock() + self.lifetime,
            plain=_variant(common, body, tag),
            packed=None
            if packed is None
            # A strong tag names bytes, so the two encodings need two.
            else _variant([*common, ("Content-Encoding", "gzip")], packed, f'{tag[:-1]}-gzip"'),
            # A page's headers and its place in the dictionary cost memory too.
            size=len(body) + len(packed or b"") + 2048,
        )

    def _keep(self, key: Key, entry: _Entry) -> None:
        if self.mark() != entry.mark:  # something was published while the page was made
            return
        with self._lock:
            if self._seen != entry.mark:
                self._entries.clear()
                self._bytes = 0
                self._seen = entry.mark
            old = self._entries.pop(key, None)
            self._bytes += entry.size - (old.size if old else 0)
            self._entries[key] = entry
            while self._bytes > self.limit:
                _, dropped = self._entries.popitem(last=False)
                self._bytes -= dropped.size


class BoundedBodies:
    """Lets at most `slots` requests with a body into `application` at once; others get a 503.

    The server reads a body while a thread waits for it. Measured: 40 half-sent forms held all 16
    threads, and every page of the site with them. With a bound the public pages stay reachable.
    """

    def __init__(self, application: Application, *, slots: int) -> None:
        self.application = application
        self._slots = threading.BoundedSemaphore(slots)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("CONTENT_LENGTH", "") in ("", "0") and not environ.get(
            "HTTP_TRANSFER_ENCODING"
        ):
            return self.application(environ, start_response)
        if not self._slots.acquire(blocking=False):
            message = "正在处理的请求太多，请稍后再试。 Too busy; try again in a moment.\n".encode()
            start_response(
                "503 Service Unavailable",
                [
                    ("Content-Type", "text/plain; charset=utf-8"),
                    ("Content-Length", str(len(message))),
                    ("Cache-Control", "no-store"),
                    ("Retry-After", "5"),
                    *BARE.items(),
                ],
            )
            return [message]
        try:
            # Django has read the body when it returns.
            return self.application(environ, start_response)
        finally:
            self._slots.release()


def _whole(written: list[bytes], result: Iterable[bytes]) -> bytes:
    """The body of an answer: what was written and what came after it, which is closed."""
    try:
        return b"".join([*written, *result])
    finally:
        if hasattr(result, "close"):
            result.close()


def _of_packed(size: int) -> Callable[[tuple[str, str]], tuple[str, str]]:
    """A header as packed bytes have it: a strong tag names others, a weak one the same content."""

    def told(header: tuple[str, str]) -> tuple[str, str]:
        name, value = header
        if name.lower() == "content-length":
            return name, str(size)
        if name.lower() == "etag" and value.startswith('"'):
            return name, f"W/{value}"
        return header

    return told


def _variant(common: Headers, body: bytes, etag: str) -> _Variant:
    headers = [*common, ("ETag", etag)]
    return _Variant(
        etag=etag,
        headers=[*headers, ("Content-Length", str(len(body)))],
        unchanged=[h for h in headers if h[0].lower() not in _NOT_IN_304],
        body=[body],
    )


def _or_spare(
    ask: Callable[[StartResponse], Iterable[bytes]],
    spare: _Entry,
    environ: Environ,
    start_response: StartResponse,
) -> Iterable[bytes]:
    """What is asked for; while the database is away (503), the page that has run out of time.

    It is as it was unless another node has published, which nobody can without the database.
    """
    away = False

    def begin(status: str, headers: Headers, *rest: Any) -> Any:
        nonlocal away
        away = status.startswith("503 ")
        return (lambda _piece: None) if away else start_response(status, headers, *rest)

    result = ask(begin)
    if not away:
        return result
    if hasattr(result, "close"):
        result.close()
    return _send(spare, environ, start_response)


def _send(entry: _Entry, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    variant = entry.plain
    if entry.packed is not None and accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")):
        variant = entry.packed
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known is not None and is_known(known, variant.etag):
        start_response("304 Not Modified", variant.unchanged.copy())
        return []
    start_response("200 OK", variant.headers.copy())
    return [] if environ["REQUEST_METHOD"] == "HEAD" else variant.body


@lru_cache(maxsize=512)
def accepts_gzip(header: str) -> bool:
    """Whether an Accept-Encoding header allows gzip (RFC 9110, 12.5.3)."""
    weights = {}
    for part in header.lower().split(","):
        name, _, parameter = part.partition(";")
        weight = parameter.replace(" ", "").removeprefix("q=")
        try:
            weights[name.strip()] = float(weight) if weight else 1.0
        except ValueError:
            weights[name.strip()] = 0.0
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0))) > 0


def is_known(header: str, etag: str) -> bool:
    """Whether an If-None-Match header names the tag; weak comparison, as for GET (RFC 9110, 13.1.2)."""
    if header.strip() == "*":
        return True
    return etag in {tag.strip().removeprefix("W/") for tag in header.split(",")}
