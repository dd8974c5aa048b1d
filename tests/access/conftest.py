"""The world of the tests that ask it for everything: built once a module, and never changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.test import override_settings

from tests.access.world import World, build

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker
    from pytest_django.fixtures import SettingsWrapper


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database for all tests of a module at once, put back at their end.

    Its name is pytest-django's, which makes a database only for tests that ask for one. Tests with
    the mark django_db have a transaction of their own, and nothing to do with this.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="module")
def shared_world(db: None, folder: Path) -> World:
    """Built once; every request to it is rolled back."""
    with override_settings(MEDIA_ROOT=folder):
        return build()


@pytest.fixture
def world(shared_world: World, settings: SettingsWrapper, folder: Path) -> World:
    settings.MEDIA_ROOT = folder
    return shared_world
