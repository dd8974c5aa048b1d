"""Whatever its amounts are, a document's page says what its tables say."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings

from budgets.reconcile import reconcile
from tests.builders import published
from tests.understanding.auditing.document_page import Audit
from tests.understanding.auditing.made import Shape, document, shapes
from tests.understanding.auditing.other_pages import audit_other_pages

pytestmark = pytest.mark.django_db


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shape=shapes())
def test_a_made_document_is_told_as_its_tables_say(client: Client, shape: Shape) -> None:
    data = document(shape)

    with transaction.atomic():
        disclosure = published(data, findings=reconcile(data).findings)
        page = client.get(disclosure.get_absolute_url()).content.decode()
        told = Audit(data, page).audit()
        audit_other_pages(client, data, told)
        transaction.set_rollback(True)
