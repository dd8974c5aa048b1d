"""A full disk and a database that is away are told as what they are."""

from __future__ import annotations

import errno
import sqlite3
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, ProgrammingError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from config import failing
from config.failing import database_is_away, no_space

handler500 = failing.server_error


def full(_request: HttpRequest) -> HttpResponse:
    raise OSError(errno.ENOSPC, "No space left on device")


def mistaken(_request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM nothing")
    return HttpResponse()


urlpatterns = [
    path("full/", full),
    path("mistaken/", mistaken),
    # Whose addresses are answered otherwise.
    path("api/v1/", include("api.urls")),
]

client = Client(raise_request_exception=False)


def raised(kind: type[Exception], cause: Exception) -> Exception:
    try:
        raise kind(str(cause)) from cause
    except kind as error:
        return error


def of_sqlite(code: int) -> Exception:
    cause = sqlite3.OperationalError("x")
    cause.sqlite_errorcode = code
    return raised(OperationalError, cause)


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
        raised(ValueError, OSError(errno.ENOSPC, "No space left on device")),
        of_sqlite(sqlite3.SQLITE_FULL),
        raised(OperationalError, psycopg.errors.DiskFull("could not extend file")),
    ],
)
def test_a_full_disk_is_known_by_every_sign(error: Exception) -> None:
    assert no_space(error)


@pytest.mark.parametrize(
    "error",
    [
        of_sqlite(sqlite3.SQLITE_BUSY),
        of_sqlite(sqlite3.SQLITE_IOERR_WRITE),
        of_sqlite(sqlite3.SQLITE_CANTOPEN),
        raised(OperationalError, psycopg.OperationalError("connection refused")),
        raised(OperationalError, psycopg.errors.AdminShutdown("terminating connection")),
        raised(OperationalError, psycopg.errors.CannotConnectNow("the system is starting up")),
        raised(OperationalError, psycopg.errors.TooManyConnections("too many clients")),
    ],
)
def test_a_database_that_is_away_is_known_by_every_sign(error: Exception) -> None:
    assert database_is_away(error)
    assert not no_space(error)


@pytest.mark.parametrize(
    "error",
    [
        None,
        ValueError("x"),
        FileNotFoundError(errno.ENOENT, "x"),
        of_sqlite(sqlite3.SQLITE_ERROR),
        raised(ProgrammingError, psycopg.errors.UndefinedTable("x")),
        raised(OperationalError, psycopg.errors.LockNotAvailable("x")),
    ],
)
def test_a_mistake_of_ours_is_neither(error: Exception | None) -> None:
    assert not no_space(error)
    assert not database_is_away(error)


@pytest.mark.urls(__name__)
def test_a_full_disk_is_told_to_whoever_acted(settings: Any) -> None:
    settings.DEBUG = False

    answer = client.get("/full/")

    assert answer.status_code == 507
    assert "磁盘已满" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert "default-src" in answer["Content-Security-Policy"]


@pytest.mark.urls(__name__)
@pytest.mark.django_db
def test_a_mistake_of_ours_stays_an_error(settings: Any) -> None:
    settings.DEBUG = False

    answer = client.get("/mistaken/")

    assert answer.status_code == 500
