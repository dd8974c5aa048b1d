"""Documents that nobody prepared: what their pages say is checked against their tables alone."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from budgets.data import DisclosureData
from budgets.reconcile import reconcile
from budgets.vocabulary import shipped_vocabulary
from budgets.workbook.document import read_document
from tests.builders import published
from tests.documents import SAMPLES
from tests.regions.test_regions import BUILDERS, read
from tests.understanding.auditing.document_page import Audit
from tests.understanding.auditing.other_pages import audit_other_pages

pytestmark = pytest.mark.django_db
PREFIXES = {"": "zh-hans", "/en": "en"}
REAL = tomllib.loads((SAMPLES / "samples.toml").read_text(encoding="utf-8"))["sample"]


def audited(client: Client, data: DisclosureData) -> None:
    """Publish a document and audit its page in both languages, and the pages beside it."""
    disclosure = published(data, findings=reconcile(data).findings)
    chinese, english = (
        Audit(
            data, client.get(prefix + disclosure.get_absolute_url()).content.decode(), language
        ).audit()
        for prefix, language in PREFIXES.items()
    )
    assert {key: one.fen for key, one in chinese.items()} == {
        key: one.fen for key, one in english.items()
    }
    audit_other_pages(client, data, chinese)


@pytest.mark.parametrize("name", BUILDERS)
def test_a_region_s_document_is_told_as_its_tables_say(client: Client, name: str) -> None:
    audited(client, replace(read(BUILDERS[name]()).data, slug="body", region="110000"))


@pytest.mark.parametrize("real", REAL, ids=lambda it: it["file"])
def test_a_real_document_is_told_as_its_tables_say(client: Client, real: dict[str, Any]) -> None:
    data = read_document(
        SAMPLES / real["file"],
        department=real["department"]["name"],
        fiscal_year=int(real["year"]),
        kind=real["kind"],
        vocabulary=shipped_vocabulary(),
    ).data

    audited(client, replace(data, slug="body", region="110000"))
