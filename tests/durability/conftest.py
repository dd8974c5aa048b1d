"""Programs of their own on databases of their own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

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
