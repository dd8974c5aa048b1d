"""Documents that nobody prepared: what their pages say is checked against their tables alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from budgets.data import DisclosureData
from budgets.reconcile import reconcile
from tests.builders import published
from tests.regions.test_regions import BUILDERS, read
from tests.understanding.auditing.document_page import Audit

pytestmark = pytest.mark.django_db
PREFIXES = {"": "zh-hans", "/en": "en"}


def audited(client: Client, data: DisclosureData) -> None:
    """Publish a document and audit its page in both languages."""
    disclosure = published(data, findings=reconcile(data).findings)
    said = [
        Audit(
            data, client.get(prefix + disclosure.get_absolute_url()).content.decode(), language
        ).audit()
        for prefix, language in PREFIXES.items()
    ]
    assert said[0] == said[1]


@pytest.mark.parametrize("name", BUILDERS)
def test_every_figure_of_a_region_s_document_is_what_its_tables_say(
    client: Client, name: str
) -> None:
    audited(client, replace(read(BUILDERS[name]()).data, slug="body", region="110000"))
