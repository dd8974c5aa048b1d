"""What every test may use: isolated files, the shared documents, a live site in a real browser."""

from __future__ import annotations

import ctypes
import gc
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typst
from django.conf import settings as django_settings
from django.db import connection
from django.db.backends.signals import connection_created
from django.test import TransactionTestCase, override_settings
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from budgets import isolation
from tests import typeset
from tests.durability.own_site import environment, manage

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django import DjangoDbBlocker
    from pytest_django.live_server_helper import LiveServer

# How long an example takes is no property of the code: the machine may be busy.
hypothesis_settings.register_profile("unhurried", deadline=None)
hypothesis_settings.load_profile("unhurried")

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
HOSTILE = ROOT / "tests" / "hostile"
PRINTING = ROOT / "tests" / "printing"
# What this checkout runs on, before pytest-django puts the tests' own database in its place.
NOT_FOR_TESTS = connection.settings_dict["NAME"]
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[sqlite3.Connection | None]:
    """The database of pytest-django, which tests that commit put back to what it was at first.

    Every test runs with the triggers that keep public rows, and they keep a table from being
    emptied too. Django would besides make the rows of permissions anew each time. SQLite copies the
    whole empty database back, which takes a millisecond; PostgreSQL deletes, which is quicker than
    to truncate where there are few rows, in a role that no trigger and no key is asked for.
    """
    if connection.settings_dict["NAME"] == NOT_FOR_TESTS:
        # No test that was collected asks for a database, so none was made: this one is somebody's.
        yield None
        return
    empty = None
    if connection.vendor == "sqlite":
        with django_db_blocker.unblock():
            connection.ensure_connection()
        kept = empty = sqlite3.connect(":memory:")
        connection.connection.backup(kept)

        def put_back(case: TransactionTestCase) -> None:
            kept.backup(connection.connection, progress=_not_for_ever())

    else:
        with django_db_blocker.unblock():
            emptied = _emptying()

        def put_back(case: TransactionTestCase) -> None:
            with connection.cursor() as cursor:
                cursor.execute(
                    f"BEGIN; SET LOCAL session_replication_role = replica; {emptied}; COMMIT"
                )

    flush = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = put_back
    yield empty
    TransactionTestCase._fixture_teardown = flush


def _emptying() -> str:
    """SQL that brings PostgreSQL back to the rows of now, of which it keeps a copy: permissions."""
    tables = connection.introspection.django_table_names(only_existing=True)
    deleted = [f'DELETE FROM "{table}"' for table in tables]
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA kept")
        for table in tables:
            cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}")')
            if cursor.fetchone()[0]:
                cursor.execute(f'CREATE TABLE kept."{table}" AS TABLE "{table}"')
                deleted.append(f'INSERT INTO "{table}" TABLE kept."{table}"')
    return "; ".join(deleted)


@pytest.fixture(scope="session")
def migrated(
    django_db_setup: sqlite3.Connection | None, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """An empty SQLite database of a site, to be copied by tests that start programs of their own."""
    folder = tmp_path_factory.mktemp("migrated")
    if django_db_setup is None:
        manage("migrate", "--verbosity", "0", env=environment(folder))
    else:
        with closing(sqlite3.connect(folder / "mingzhang.sqlite3")) as file:
            django_db_setup.backup(file)
    return folder / "mingzhang.sqlite3"


def _not_for_ever() -> Callable[[int, int, int], None]:
    """Waits for who still reads, which `backup` would do without end."""
    until = time.monotonic() + 30

    def step(_status: int, remaining: int, _pages: int) -> None:
        if remaining and time.monotonic() > until:
            raise TimeoutError("something still holds the tests' database")

    return step


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--every-kill",
        action="store_true",
        help="tests/durability/test_killed.py: kill at every moment, which takes minutes",
    )


def pytest_configure() -> None:
    """The site starts before any test has its own folder, and warns when this is missing."""
    Path(django_settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    connection_created.connect(_read_without_locks)
    # A power cut is for tests/durability, in programs of their own; here the disk need not follow.
    os.fsync = lambda _descriptor: None
    isolation.configure(here=True)


def pytest_collection_finish() -> None:
    """Whatever is loaded by now stays: the collector need not look at it in every test again."""
    gc.collect()
    gc.freeze()
    # Django makes and drops some thousands of objects a request, hardly any of them in circles.
    gc.set_threshold(20_000, 10, 50)


def _read_without_locks(connection: Any, **_given: Any) -> None:
    """The threads of a live site share one SQLite in memory, where a reader locks a table against
    every writer, and nobody waits: a file, which the product has, knows no such lock."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA read_uncommitted = 1")


@pytest.fixture(autouse=True)
def _confined_where_it_matters(request: pytest.FixtureRequest) -> Iterator[None]:
    """Readers and printers run in this process, but for tests in a real browser, and those of
    hostile files: there they run in children, as on a site at work. Here a document that was set
    once is not set again, but for tests of printing."""
    real = request.node.get_closest_marker("browser") or HOSTILE in request.path.parents
    isolation.configure(here=not real)
    printed = real or PRINTING in request.path.parents
    typst.compile = typeset.real if printed else typeset.once
    yield
    isolation.configure(here=True)


@pytest.fixture(autouse=True)
def _official_language() -> Iterator[None]:
    """A request to an English page leaves its language behind in the thread."""
    with translation.override(django_settings.LANGUAGE_CODE):
        yield


@pytest.fixture(scope="session", autouse=True)
def _settings_of_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What every test has, set once: static files need not be collected."""
    with override_settings(
        STATIC_ROOT=tmp_path_factory.mktemp("static"),
        STORAGES={
            **django_settings.STORAGES,
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
        # A test sends in a second what a person sends in an hour.
        RATE_LIMITS=False,
        # Hashing a password for good takes longer than most tests.
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        # Tests that sign someone in by force would all have to set up a second factor.
        SECOND_FACTOR=False,
    ):
        yield


@pytest.fixture(scope="session")
def _places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folders that no test has had yet. pytest's own way to one looks at all that there are."""
    place = tmp_path_factory.mktemp("media")
    return (place / str(number) for number in count())


@pytest.fixture(autouse=True)
def _isolated_files(_places: Iterator[Path]) -> Iterator[None]:
    """Every test has its own folder of files, which is there once something is stored in it."""
    folder = next(_places)
    with override_settings(MEDIA_ROOT=folder):
        yield
    if folder.exists():
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def shared_documents() -> Path:
    """Real published documents, which are not part of the product."""
    folder = SHARED / "documents"
    if not folder.is_dir():
        pytest.skip("the shared documents are not at hand")
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, one process for the whole run."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        pytest.skip("chromium is not installed")
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        pytest.skip("libatomic1, which Playwright's driver needs, is not installed")
    from playwright.sync_api import sync_playwright

    # Playwright runs an event loop in this thread, and Django then refuses the database here.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A fresh window on the live site: `page.goto("/")` opens its home page.

    The test fails when the browser refuses something (Content-Security-Policy) or a script stops.
    """
    context = browser.new_context(base_url=live_server.url, locale="zh-CN")
    context.set_default_timeout(10_000)
    # A colour that is still fading into another one is read as neither: no contrast test is a race.
    context.add_init_script(
        "const still = new CSSStyleSheet();"
        "still.replaceSync('*, *::before, *::after { transition: none !important }');"
        "document.adoptedStyleSheets = [still];"
    )
    window = context.new_page()
    complaints: list[str] = []
    window.on("pageerror", lambda error: complaints.append(str(error)))
    window.on(
        "console",
        lambda message: (
            complaints.append(message.text)
            if message.type == "error" and "Content Security Policy" in message.text
            else None
        ),
    )
    yield window
    context.close()
    assert not complaints
