"""One wrong figure does not read like several: what follows from it is marked quietly."""

from __future__ import annotations

import pytest
from django.test import Client

from budgets.importing import preview_workbook, store_draft
from budgets.publishing import publish_directly
from tests.builders import department
from tests.documents import SAMPLES, XICHENG_2024

pytestmark = pytest.mark.django_db


def test_tables_that_only_follow_from_anothers_error_say_so() -> None:
    content = (SAMPLES / f"{XICHENG_2024[0]}.xlsx").read_bytes()
    preview = preview_workbook(
        content, name="a.xlsx", department=XICHENG_2024[1], fiscal_year=2024, kind="budget"
    )
    body = department(slug="fao", name=XICHENG_2024[1])
    publish_directly(store_draft(preview, department=body), as_published=True)
    address = "/departments/fao/2024/budget/"

    index = Client().get(address).content.decode()
    third = Client().get(f"{address}tables/3/").content.decode()
    seventh = Client().get(f"{address}tables/7/").content.decode()

    assert index.count("受另一张表的问题影响") == 2
    assert index.count("3 处问题") == 1
    assert 'class="mark led"' in third
    assert "marked" not in third
    assert seventh.count(" marked") == 1
