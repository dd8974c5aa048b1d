"""Programs of their own on databases of their own."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connection

from tests.durability.own_site import environment, manage


@pytest.fixture
def own_site(migrated: Path, tmp_path: Path) -> Callable[..., dict[str, str]]:
    """The environment of programs whose empty site lies in a folder of this name."""

    def make(name: str = "site", folder: Path | None = None, **more: str) -> dict[str, str]:
        folder = folder or tmp_path / name
        folder.mkdir(exist_ok=True)
        shutil.copy(migrated, folder / "mingzhang.sqlite3")
        return environment(folder, **more)

    return make


@pytest.fixture(scope="session")
def migrated_postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of an empty database of a site on the server, to be copied."""
    with _database() as name:
        env = environment(tmp_path_factory.mktemp("migrated_postgresql"), _address(name))
        manage("migrate", "--verbosity", "0", env=env)
        yield name


@pytest.fixture
def own_postgresql_site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of programs whose empty site has a database of its own on the server."""
    if connection.vendor != "postgresql":
        pytest.skip("no PostgreSQL is at hand")
    with _database(request.getfixturevalue("migrated_postgresql")) as name:
        yield environment(tmp_path / "on_postgresql", _address(name))


@contextmanager
def _database(template: str = "template1") -> Iterator[str]:
    """A new database on the server, which goes at the end with what tests made of it."""
    name = f"durability_{secrets.token_hex(4)}"
    with psycopg.connect(_libpq(), autocommit=True) as on_server:
        on_server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield name
        finally:
            for one in (name, f"{name}_kept"):
                on_server.execute(f"DROP DATABASE IF EXISTS {one} WITH (FORCE)")


def _address(name: str) -> str:
    """The address of a database beside the server's own."""
    server = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(server._replace(path=f"{server.path.rpartition('/')[0]}/{name}"))


def _libpq() -> str:
    """What psycopg takes: django-environ has the folder of a socket before the name of the database."""
    settings = connection.settings_dict
    parts = {
        "dbname": "postgres",
        "user": settings["USER"],
        "password": settings["PASSWORD"],
        "host": settings["HOST"],
        "port": str(settings["PORT"] or ""),
    }
    return psycopg.conninfo.make_conninfo(**{key: value for key, value in parts.items() if value})
