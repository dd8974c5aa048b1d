"""The bytes of public pages: kept, handed out, dropped; and nothing but public pages."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import path

from budgets.freshness import current_mark, mark_change
from config.serving import BoundedBodies, PublishedBytes, accepts_gzip, is_known

PAGE = "<!doctype html><title>预算05表</title>" + "<p>一般公共预算支出表</p>" * 50


class Site:
    """A small WSGI application that counts how often it is asked."""

    def __init__(
        self, *, body: bytes = PAGE.encode(), status: str = "200 OK", **headers: str
    ) -> None:
        self.asked = 0
        self.body = body
        self.status = status
        self.headers = {
            "Content-Type": "text/html; charset=utf-8",
            "X-Public-Page": "1",
            "Cache-Control": "public, max-age=60",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.asked += 1
        length = (
            [] if "Content-Length" in self.headers else [("Content-Length", str(len(self.body)))]
        )
        start_response(self.status, [*self.headers.items(), *length])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [self.body]


class Answer:
    def __init__(
        self, application: Any, path: str = "/", method: str = "GET", **environ: str
    ) -> None:
        address, _, query = path.partition("?")
        result = application(
            {
                "REQUEST_METHOD": method,
                "PATH_INFO": address,
                "QUERY_STRING": query,
                "SERVER_NAME": "testserver",
                "SERVER_PORT": "80",
                "HTTP_HOST": "localhost",
                "wsgi.url_scheme": "http",
                "wsgi.input": BytesIO(),
                **environ,
            },
            self.start,
        )
        self.body = b"".join(result)
        if hasattr(result, "close"):
            result.close()

    def start(self, status: str, headers: list[tuple[str, str]], *_: Any) -> None:
        self.status = int(status.split()[0])
        self.headers = dict(headers)
        assert len(self.headers) == len(headers)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Mark:
    value = 1

    def __call__(self) -> int:
        return self.value


def kept(site: Site, **options: Any) -> PublishedBytes:
    return PublishedBytes(site, **{"mark": Mark(), **options})


def test_a_public_page_is_asked_for_once() -> None:
    site = Site()
    application = kept(site)

    answers = [Answer(application, "/a/") for _ in range(3)]

    assert site.asked == 1
    assert {answer.body for answer in answers} == {PAGE.encode()}
    assert [answer.headers for answer in answers[1:]] == [answers[0].headers] * 2
    assert answers[2].headers["Cache-Control"] == "public, max-age=60"
    assert answers[2].headers["Content-Length"] == str(len(PAGE.encode()))


def test_the_flag_never_leaves_the_house() -> None:
    for path_, method in [
        ("/", "GET"),
        ("/", "GET"),
        ("/?q=1", "GET"),
        ("/", "HEAD"),
        ("/", "POST"),
    ]:
        assert "X-Public-Page" not in Answer(kept(Site()), path_, method).headers


@pytest.mark.parametrize(
    "site",
    [
        Site(X_Public_Page="0"),
        Site(Set_Cookie="a=b"),
        Site(Vary="Cookie"),
        Site(Vary="Accept-Encoding, Cookie"),
        Site(Vary="*"),
        Site(Vary="Accept-Language"),
        Site(Cache_Control="private"),
        Site(Cache_Control="no-store"),
        Site(Content_Encoding="br"),
        Site(status="404 Not Found"),
        Site(status="302 Found", Location="/b/"),
        Site(Content_Length=""),
        Site(Content_Length=str(10**9)),
    ],
    ids=lambda site: f"{site.status} {site.headers}",
)
def test_what_is_not_plainly_public_is_never_kept(site: Site) -> None:
    application = kept(site)

    answers = [Answer(application), Answer(application)]

    assert site.asked == 2
    assert application.kept == 0
    assert [answer.body for answer in answers] == [site.body] * 2
    assert answers[0].status == int(site.status[:3])


def test_a_query_or_another_method_goes_to_django() -> None:
    site = Site()
    application = kept(site)
    Answer(application)

    Answer(application, "/?page=2")
    Answer(application, "/", "POST")

    assert site.asked == 3


def test_a_head_request_gets_the_headers_alone() -> None:
    site = Site()
    application = kept(site)
    page = Answer(application)

    head = Answer(application, "/", "HEAD")

    assert site.asked == 1
    assert head.body == b""
    assert head.headers == page.headers


def test_a_head_request_is_not_kept_as_the_page() -> None:
    site = Site()
    application = kept(site)

    Answer(application, "/", "HEAD")

    assert Answer(application).body == PAGE.encode()


def test_a_browser_that_reads_gzip_gets_gzip_under_a_tag_of_its_own() -> None:
    application = kept(Site())

    plain = Answer(application)
    packed = Answer(application, HTTP_ACCEPT_ENCODING="gzip, deflate, br")

    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Content-Length"] == str(len(packed.body))
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert packed.headers["ETag"] != plain.headers["ETag"]


def test_a_pdf_is_not_compressed_again() -> None:
    application = kept(Site(body=b"%PDF-" + b"0" * 5000, Content_Type="application/pdf"))

    answer = Answer(application, HTTP_ACCEPT_ENCODING="gzip")

    assert "Content-Encoding" not in answer.headers
    assert "Vary" not in answer.headers


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_an_unchanged_page_is_a_304(encoding: str) -> None:
    application = kept(Site())
    page = Answer(application, HTTP_ACCEPT_ENCODING=encoding)

    again = Answer(
        application, HTTP_ACCEPT_ENCODING=encoding, HTTP_IF_NONE_MATCH=page.headers["ETag"]
    )

    assert (again.status, again.body) == (304, b"")
    assert again.headers["ETag"] == page.headers["ETag"]
    assert again.headers["Cache-Control"] == "public, max-age=60"
    assert "Content-Length" not in again.headers


def test_the_tag_of_the_view_is_kept() -> None:
    assert Answer(kept(Site(ETag='"0123"'))).headers["ETag"] == '"0123"'
    assert (
        Answer(kept(Site(ETag='"0123"')), HTTP_ACCEPT_ENCODING="gzip").headers["ETag"]
        == '"0123-gzip"'
    )
    assert not Answer(kept(Site(ETag='W/"0123"'))).headers["ETag"].startswith("W/")


def test_security_headers_stay_on_every_answer() -> None:
    application = kept(Site(Content_Security_Policy="default-src 'self'", X_Frame_Options="DENY"))
    page = Answer(application)

    for answer in (
        Answer(application),
        Answer(application, HTTP_IF_NONE_MATCH=page.headers["ETag"]),
    ):
        assert answer.headers["Content-Security-Policy"] == "default-src 'self'"
        assert answer.headers["X-Frame-Options"] == "DENY"


def test_a_publication_drops_every_page() -> None:
    site, mark = Site(), Mark()
    application = kept(site, mark=mark)
    Answer(application, "/a/")
    Answer(application, "/b/")

    mark.value = 2
    site.body = b"corrected"

    assert Answer(application, "/a/").body == b"corrected"
    assert application.kept == 1


def test_a_page_made_while_something_was_published_is_not_kept() -> None:
    mark = Mark()

    class Publishing(Site):
        def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            mark.value += 1
            return super().__call__(environ, start_response)

    application = kept(Publishing(), mark=mark)

    assert Answer(application).body == PAGE.encode()
    assert application.kept == 0


def test_a_page_is_made_anew_after_ten_seconds() -> None:
    site, clock = Site(), Clock()
    application = kept(site, clock=clock)
    Answer(application)

    clock.now = 9.9
    Answer(application)
    clock.now = 10.1
    Answer(application)

    assert site.asked == 2


def test_host_scheme_and_named_headers_are_part_of_the_address() -> None:
    site = Site()
    application = kept(site, key_headers=["HTTP_X_FORWARDED_PROTO"])

    Answer(application)
    Answer(application, HTTP_HOST="evil.example")
    Answer(application, **{"wsgi.url_scheme": "https"})
    Answer(application, HTTP_X_FORWARDED_PROTO="https")

    assert site.asked == 4


def test_memory_is_bounded_and_the_page_used_last_stays() -> None:
    site = Site(body=bytes(10_000), Content_Type="application/pdf")
    application = kept(site, limit=50_000)
    for name in "abcd":
        Answer(application, f"/{name}/")
    Answer(application, "/a/")

    Answer(application, "/e/")

    assert application.kept == 4
    assert site.asked == 5
    Answer(application, "/a/")
    assert site.asked == 5
    Answer(application, "/b/")
    assert site.asked == 6


def test_the_closing_of_a_response_reaches_django() -> None:
    class Body(list[bytes]):
        closed = False

        def close(self) -> None:
            self.closed = True

    body = Body([b"x"])

    def site(environ: dict[str, Any], start_response: Any) -> Body:
        start_response("200 OK", [("X-Public-Page", "1"), ("Content-Length", "1")])
        return body

    Answer(PublishedBytes(site, mark=Mark()))

    assert body.closed


def test_slow_uploads_leave_room_for_readers() -> None:
    nested: list[int] = []

    def site(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        if len(nested) < 3:  # a request that comes in while this one is being worked on
            nested.append(Answer(bounded, "/", "POST", CONTENT_LENGTH="10").status)
            nested.append(Answer(bounded).status)
        start_response("200 OK", [])
        return []

    bounded = BoundedBodies(site, slots=2)

    Answer(bounded, "/", "POST", CONTENT_LENGTH="10")

    assert 503 in nested
    assert 200 in nested
    assert Answer(bounded, "/", "POST", CONTENT_LENGTH="10").status == 200


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", False),
        ("gzip", True),
        ("GZIP;q=0.5", True),
        ("gzip;q=0", False),
        ("gzip; q=0.0, br", False),
        ("*", True),
        ("*;q=0", False),
        ("*, gzip;q=0", False),
        ("identity, br", False),
        ("gzip;q=nonsense", False),
    ],
)
def test_accept_encoding_is_read_with_its_weights(header: str, expected: bool) -> None:
    assert accepts_gzip(header) is expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [('"a"', True), ('W/"a"', True), ('"b", "a"', True), ("*", True), ('"b"', False), ("", False)],
)
def test_if_none_match_names_tags(header: str, expected: bool) -> None:
    assert is_known(header, '"a"') is expected


# With Django behind it.


def public(request: HttpRequest) -> HttpResponse:
    return HttpResponse(
        f"{request.LANGUAGE_CODE} {datetime.now(UTC).timestamp()} " + PAGE,  # type: ignore[attr-defined]
        headers={"X-Public-Page": "1", "Cache-Control": "public, max-age=0, must-revalidate"},
    )


def looks_at_the_user(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(request.user.is_authenticated), headers={"X-Public-Page": "1"})


def draft(request: HttpRequest) -> HttpResponse:
    return HttpResponse("草稿")


def endless(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(iter([b"a", b"b"]), headers={"X-Public-Page": "1"})


urlpatterns = [
    path("public/", public),
    path("en/public/", public),
    path("user/", looks_at_the_user),
    path("draft/", draft),
    path("endless/", endless),
]


@pytest.fixture
def site(settings: Any, db: None) -> PublishedBytes:
    settings.ROOT_URLCONF = __name__
    return PublishedBytes(get_wsgi_application(), mark=current_mark)


def test_django_renders_a_public_page_once_until_something_is_published(
    site: PublishedBytes,
) -> None:
    first = Answer(site, "/public/")

    assert Answer(site, "/public/", HTTP_COOKIE="sessionid=staff").body == first.body
    mark_change()
    assert Answer(site, "/public/").body != first.body


def test_two_marks_in_a_row_differ() -> None:
    marks = [current_mark()]
    for _ in range(50):
        mark_change()
        marks.append(current_mark())

    assert len(set(marks)) == 51


@pytest.mark.parametrize("accepted", ["", "en-US,en;q=0.9", "zh-CN"])
def test_the_path_alone_decides_the_language(site: PublishedBytes, accepted: str) -> None:
    preference = {"HTTP_ACCEPT_LANGUAGE": accepted, "HTTP_COOKIE": "django_language=en"}

    chinese = Answer(site, "/public/", **preference)
    english = Answer(site, "/en/public/", **preference)

    assert chinese.body.startswith(b"zh-hans ")
    assert chinese.headers["Content-Language"] == "zh-hans"
    assert english.body.startswith(b"en ")
    assert site.kept == 2


@pytest.mark.parametrize("path_", ["/user/", "/draft/", "/endless/", "/missing/"])
def test_drafts_and_personal_pages_are_never_kept(site: PublishedBytes, path_: str) -> None:
    answer = Answer(site, path_)

    assert site.kept == 0
    assert "X-Public-Page" not in answer.headers


@pytest.mark.django_db
def test_a_page_that_looked_at_the_user_may_not_be_stored_anywhere(
    client: Client, settings: Any
) -> None:
    settings.ROOT_URLCONF = __name__

    response = client.get("/user/")

    assert response["Cache-Control"] == "no-store, private"
    assert "X-Public-Page" not in response


def test_a_foreign_host_is_refused_and_not_kept(site: PublishedBytes) -> None:
    answer = Answer(site, "/public/", HTTP_HOST="evil.example")

    assert answer.status == 400
    assert site.kept == 0


def test_every_answer_carries_the_security_headers(client: Client, settings: Any) -> None:
    settings.ROOT_URLCONF = __name__

    headers = client.get("/draft/").headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


def test_a_body_above_the_limit_is_refused_unread(client: Client, settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    settings.MAX_REQUEST_BYTES = 2**20

    response = client.post(
        "/draft/", b"x", content_type="text/plain", CONTENT_LENGTH=str(2**20 + 1)
    )

    assert response.status_code == 413
    assert "1 MB" in response.text


# --- While the database is away -------------------------------------------------------------------


def aged(site: Site) -> tuple[PublishedBytes, Mark]:
    """A kept page that has run out of its time, and the mark of the last publication."""
    mark, clock = Mark(), Clock()
    served = PublishedBytes(site, mark=mark, lifetime=10, clock=clock)
    Answer(served)
    clock.now += 11
    return served, mark


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_page_that_ran_out_of_time_is_sent_while_the_database_is_away(method: str) -> None:
    site = Site()
    served, _ = aged(site)
    site.status = "503 Service Unavailable"

    answer = Answer(served, method=method)

    assert answer.status == 200
    assert answer.body == (PAGE.encode() if method == "GET" else b"")
    assert site.asked == 2


def test_the_page_is_made_anew_once_the_database_is_back() -> None:
    site = Site()
    served, _ = aged(site)
    site.status = "503 Service Unavailable"
    Answer(served)
    site.status, site.body = "200 OK", b"new"

    assert Answer(served).body == b"new"


def test_a_page_of_before_a_publication_is_not_sent_while_the_database_is_away() -> None:
    site = Site()
    served, mark = aged(site)
    mark.value += 1
    site.status = "503 Service Unavailable"

    assert Answer(served).status == 503


def test_a_mistake_of_ours_is_not_covered_by_an_old_page() -> None:
    site = Site()
    served, _ = aged(site)
    site.status = "500 Internal Server Error"

    assert Answer(served).status == 500


def test_an_answer_to_one_question_is_packed_for_who_takes_it() -> None:
    site = Site(ETag='"a"')
    application = PublishedBytes(site, mark=lambda: 1)

    packed = Answer(application, "/search/?q=a", HTTP_ACCEPT_ENCODING="gzip")
    plain = Answer(application, "/search/?q=a")

    assert gzip.decompress(packed.body) == plain.body == PAGE.encode()
    assert packed.headers["Content-Length"] == str(len(packed.body))
    assert (packed.headers["ETag"], plain.headers["ETag"]) == ('W/"a"', '"a"')
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert "Content-Encoding" not in plain.headers
    assert application.kept == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Cache-Control": "no-store, private"},
        {"Set-Cookie": "a=b"},
        {"Vary": "Cookie"},
        {"Content-Type": "image/png"},
        {"Accept-Ranges": "bytes"},
    ],
)
def test_what_depends_on_who_asks_is_not_packed(headers: dict[str, str]) -> None:
    application = PublishedBytes(Site(**headers), mark=lambda: 1)

    answer = Answer(application, "/search/?q=a", HTTP_ACCEPT_ENCODING="gzip")

    assert answer.body == PAGE.encode()
    assert "Content-Encoding" not in answer.headers
