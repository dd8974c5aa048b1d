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
from tests.documents import SAMPLES, XICHENG_2024, sample
from tests.regions.test_regions import BUILDERS, document_of
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
    audited(client, replace(document_of(name).data, slug="body", region="110000"))


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


def test_the_auditor_sees_one_wrong_digit_anywhere(client: Client) -> None:
    data = replace(sample(XICHENG_2024), slug="body", region="110102")
    page = client.get(published(data).get_absolute_url()).content.decode()
    Audit(data, page).audit()

    for right, wrong in (
        (">648.88 万元</a>", ">648.89 万元</a>"),
        (">529.07 万元</a>", ">529.17 万元</a>"),
        ("占 81.5%", "占 81.9%"),
        ('<span class="value">119', '<span class="value">118'),
        (">351.740528</a>", ">351.740529</a>"),
        (">74.6%</td>", ">74.8%</td>"),
        ('<td class="figure">74.677284</td>', '<td class="figure">74.677285</td>'),
        ("+0.000528", "+0.000529"),
        ("+0.25%", "+0.26%"),
    ):
        assert right in page, right
        with pytest.raises(AssertionError):
            Audit(data, page.replace(right, wrong, 1)).audit()
