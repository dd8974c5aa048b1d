"""Documents that were published the whole way, small and large, for the tests of evidence."""

from __future__ import annotations

from django.core.files.storage import default_storage

from budgets import models
from budgets.data import DisclosureData
from budgets.publishing import publish_directly, withdraw
from tests.builders import disclosure_data as of
from tests.builders import overview, spending, stored
from tests.performance import pages_building as given

__all__ = ["file_of", "performed", "put_out", "two_tables", "withdraw"]


def performed() -> models.Disclosure:
    """A published document with targets of a body and of two projects."""
    return given.published(given.targets())


def two_tables(version: int = 1, *, general: str = "100.00") -> DisclosureData:
    return of(overview(general=general), spending(), version=version)


def put_out(data: DisclosureData, reason: str = "") -> models.Disclosure:
    """Published with everything that publishing makes: PDF, workbooks, log, read model."""
    return publish_directly(stored(data), as_published=True, reason=reason)


def file_of(disclosure: models.Disclosure, path: str) -> bytes:
    """The bytes of a file of a published version."""
    with default_storage.open(disclosure.files.get(path=path).stored_name) as stored_file:
        return bytes(stored_file.read())
