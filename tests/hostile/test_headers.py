"""Headers and cookies of every answer, whoever makes it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from config.headers import BARE, SAFE
from config.serving import BoundedBodies
from config.wsgi import application
from tests.builders import published, whole_document

pytestmark = pytest.mark.django_db

DOCUMENT = "/departments/mou-shi-wai-ban/2026/budget/"
# A value for each argument of an address; what is not there answers 404, which counts as well.
VALUES: dict[str, Any] = {
    "slug": "mou-shi-wai-ban", "year": 2026, "kind": "budget", "n": 1, "version": 1, "code": "110000",
    "suffix": "csv", "name": "report.pdf", "token": "a", "uidb64": "a", "object_id": "1", "deed": "unbind", "form": "pdf", "chart": "flow", "citation": "ris",
}  # fmt: skip


def addresses(
    patterns: list[Any] | None = None, namespaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, list[str]]]:
    """Name and arguments of every address of the site."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            inner = (*namespaces, one.namespace) if one.namespace else namespaces
            yield from addresses(one.url_patterns, inner)
        elif isinstance(one, URLPattern) and one.name:
            yield ":".join((*namespaces, one.name)), list(one.pattern.regex.groupindex)


def address_of(name: str, arguments: tuple[str, ...], given: dict[str, Any]) -> str:
    """The address of this name; "" where an argument has a form that is not foreseen here."""
    named = {one: given.get(one, 1) for one in arguments}
    # Django's own admin has arguments without a name.
    for way in ({"kwargs": named}, {"args": [str(given.get("pk", 1))]}):
        try:
            return reverse(name, **way)  # type: ignore[arg-type]
        except NoReverseMatch:
            continue
    return ""


NAMES = sorted({(name, tuple(arguments)) for name, arguments in addresses()})


# Open data and charts are there for other sites' pages; nothing in them depends on who asks.
_OPEN = re.compile(r"(/en)?/(api|data)/|/.*\.[a-z]+$|/.*feed/$")


def assert_safe(answer: Any) -> None:
    is_open = _OPEN.match(answer.wsgi_request.path) is not None
    for name, value in SAFE.items():
        if is_open and name == "Cross-Origin-Resource-Policy":
            assert answer.headers[name] in (value, "cross-origin")
        else:
            assert answer.headers[name] == value
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    for loose in ("unsafe", "*", "data:", "blob:", "http"):
        assert loose not in policy
    if answer.wsgi_request.session.accessed:
        assert "no-store" in answer.headers["Cache-Control"]


@pytest.fixture
def officer() -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(get_user_model().objects.create_superuser("officer"))
    return client


def test_every_address_answers_with_safe_headers(officer: Client) -> None:
    published(whole_document())
    stranger = Client(raise_request_exception=False)
    asked, unreached = 0, []

    for name, arguments in NAMES:
        address = address_of(name, arguments, VALUES)
        if not address:
            unreached.append(name)
            continue
        for answer in (stranger.get(address), officer.get(address), officer.put(address)):
            # A file that is handed out stays open until then.
            answer.close()
            assert_safe(answer)
            asked += 1
    assert asked > 300
    assert len(unreached) < 5, unreached


def broken(*_: Any) -> None:
    raise RuntimeError("broken")


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"path": DOCUMENT}, 200),
        ({"path": "/no/such/page"}, 404),
        ({"path": "/admin"}, 301),
        ({"path": "/", "HTTP_HOST": "evil.example"}, 400),
        ({"path": "/", "CONTENT_LENGTH": "99999999999"}, 413),
        ({"path": "/", "CONTENT_LENGTH": "many"}, 400),
        ({"path": "/static/tokens.css"}, 200),
        ({"path": "/static/../config/settings.py"}, 404),
    ],
)
def test_answers_without_a_view_have_them_too(
    given: dict[str, str], status: int, settings: Any, tmp_path: Path
) -> None:
    published(whole_document())
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "tokens.css").write_text(":root {}")

    answer = Client(raise_request_exception=False).get(**given)  # type: ignore[arg-type]

    answer.close()
    assert answer.status_code == status
    for name in BARE:
        assert name in answer.headers
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_a_page_that_breaks_has_them_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("budgets.pages.views.public_page", broken)

    answer = Client(raise_request_exception=False).get("/")

    assert answer.status_code == 500
    assert_safe(answer)


def test_a_page_that_has_not_changed_says_so_with_the_same_headers() -> None:
    published(whole_document())
    client = Client()
    first = client.get(DOCUMENT)

    again = client.get(DOCUMENT, HTTP_IF_NONE_MATCH=first["ETag"])

    assert again.status_code == 304
    assert_safe(again)


def test_what_is_answered_ahead_of_django_is_safe() -> None:
    told: dict[str, str] = {}

    def start(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
        told.update({"status": status, **dict(headers)})

    BoundedBodies(application, slots=0)({"CONTENT_LENGTH": "5"}, start)

    assert told["status"].startswith("503")
    assert BARE.items() <= told.items()


def test_the_bytes_kept_ahead_of_django_carry_the_policy() -> None:
    published(whole_document())
    environ = Client()._base_environ(PATH_INFO=DOCUMENT, HTTP_HOST="localhost")  # type: ignore[attr-defined]
    seen: list[dict[str, str]] = []

    for _ in range(2):
        list(application(dict(environ), lambda _, headers, *__: seen.append(dict(headers))))

    assert seen[0] == seen[1]
    assert SAFE.items() <= seen[1].items()
    assert "script-src 'self'" in seen[1]["Content-Security-Policy"]


# ---- Cookies


def test_cookies_are_out_of_reach_of_scripts_and_other_sites() -> None:
    get_user_model().objects.create_superuser("officer", password="a long password")
    client = Client()
    page = client.get("/admin/login/")
    given = {"username": "officer", "password": "a long password"}
    signed_in = client.post("/admin/login/", given)

    cookies = {**page.cookies, **signed_in.cookies}

    assert set(cookies) == {"sessionid", "csrftoken"}
    for cookie in cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert cookie["path"] == "/"


def test_public_pages_set_no_cookie() -> None:
    published(whole_document())

    for address in ("/", DOCUMENT, "/departments/mou-shi-wai-ban/", "/regions/110000/", "/verify/"):
        assert not Client().get(address).cookies


def test_over_https_cookies_belong_to_this_host_alone(tmp_path: Path) -> None:
    program = (
        "import django; django.setup()\n"
        "from django.conf import settings as s\n"
        "from config.settings import CONTENT_SECURITY_POLICY as p\n"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE,"
        " s.CSRF_COOKIE_SECURE, s.LANGUAGE_COOKIE_SECURE, s.SECURE_HSTS_SECONDS >= 31536000,"
        " s.SECURE_SSL_REDIRECT, p['DIRECTIVES']['upgrade-insecure-requests'])"
    )
    environment = {**os.environ, "HTTPS": "true", "VAR_DIR": str(tmp_path)}

    out = subprocess.run(
        [sys.executable, "-c", program],
        env={**environment, "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert out.stdout.split() == ["__Host-sessionid", "__Host-csrftoken", *["True"] * 6]
