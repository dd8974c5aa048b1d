"""Programs of their own on databases of their own."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connection

from tests.durability.own_site import environment, manage


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database that `migrate` has made, to be copied."""
    folder = tmp_path_factory.mktemp("migrated")
    manage("migrate", "--verbosity", "0", env=environment(folder))
    return folder / "mingzhang.sqlite3"


@pytest.fixture
def own_site(migrated: Path, tmp_path: Path) -> Callable[..., dict[str, str]]:
    """The environment of programs whose empty site lies in a folder of this name."""

    def make(name: str = "site", folder: Path | None = None, **more: str) -> dict[str, str]:
        folder = folder or tmp_path / name
        folder.mkdir(exist_ok=True)
        shutil.copy(migrated, folder / "mingzhang.sqlite3")
        return environment(folder, **more)

    return make


@pytest.fixture
def own_postgresql_site(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of programs whose empty site has a database of its own on the server."""
    if connection.vendor != "postgresql":
        pytest.skip("no PostgreSQL is at hand")
    server = os.environ["DATABASE_URL"]
    name = f"durability_{secrets.token_hex(4)}"
    address = urlunsplit(
        urlsplit(server)._replace(path=f"{urlsplit(server).path.rpartition('/')[0]}/{name}")
    )
    with psycopg.connect(_libpq(server), autocommit=True) as on_server:
        on_server.execute(f"CREATE DATABASE {name}")
        try:
            env = environment(tmp_path / "on_postgresql", address)
            manage("migrate", "--verbosity", "0", env=env)
            yield env
        finally:
            for one in (name, f"{name}_kept"):
                on_server.execute(f"DROP DATABASE IF EXISTS {one} WITH (FORCE)")


def _libpq(address: str) -> str:
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
