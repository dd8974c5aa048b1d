"""Whatever its amounts are, a document's page says what its tables say."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budgets.data import DisclosureData
from budgets.models import Disclosure
from budgets.reconcile import reconcile
from tests.builders import published
from tests.understanding.auditing.document_page import Audit
from tests.understanding.auditing.made import Shape, document, shapes
from tests.understanding.auditing.other_pages import audit_other_pages

pytestmark = pytest.mark.django_db


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shape=shapes(), before=shapes(), gap=st.integers(1, 4), namesake=st.booleans())
def test_a_made_document_is_told_as_its_tables_say(
    client: Client, shape: Shape, before: Shape, gap: int, namesake: bool
) -> None:
    """After an earlier one of its body, so many years ago, or of another body of the same name."""
    data = document(shape)
    earlier = replace(
        document(replace(before, kind=shape.kind)), fiscal_year=data.fiscal_year - gap
    )
    if namesake:
        earlier = replace(earlier, slug="namesake", region="110102")

    with transaction.atomic():
        publish(earlier)
        page = client.get(publish(data).get_absolute_url()).content.decode()
        told = Audit(data, page, earlier=None if namesake or gap > 3 else earlier).audit()
        audit_other_pages(client, data, told)
        transaction.set_rollback(True)


def publish(data: DisclosureData) -> Disclosure:
    return published(data, findings=reconcile(data).findings)
