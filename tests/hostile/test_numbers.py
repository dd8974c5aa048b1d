"""Numbers and characters that no database holds, in addresses and forms, are refused and no failure of ours."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tests.builders import stored, whole_document

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]

HUGE = "9" * 30
ADDRESSES = (
    "disclosure/{pk}/narrative/before/{huge}/",
    "disclosure/{pk}/comments/tables/{huge}/",
    "disclosure/{huge}/change/",
    "disclosure/?department={huge}",
    "disclosure/?submitted_by={huge}",
    "logentry/log.csv?position=x",
    "logentry/log.csv?at__gte=%00",
)


@pytest.fixture
def client() -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(get_user_model().objects.create_superuser("superuser"))
    return client


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_with_such_a_number_names_nothing(address: str, client: Client) -> None:
    draft = stored(whole_document())

    answer = client.get(f"/admin/budgets/{address.format(pk=draft.pk, huge=HUGE)}")

    # A list that holds nothing is an answer too; PostgreSQL gives it.
    assert answer.status_code < 500


def test_a_form_with_such_a_number_is_refused(client: Client) -> None:
    form = {"department": HUGE, "year": 2026, "kind": "budget"}

    assert client.post("/admin/budgets/disclosure/upload/", form).status_code in (400, 422)
    assert client.post("/admin/performance/start/", form).status_code in (400, 422)


@pytest.mark.parametrize("address", ["/compare/?y={}", "/en/compare.csv?b=a&y={}", "/search/?q=a&page={}",
                                     "/years/2026/budget/?page={}", "/api/v1/facts/?limit={}"])  # fmt: skip
def test_a_public_question_with_more_digits_than_python_reads_is_answered(address: str) -> None:
    assert Client().get(address.format("9" * 5000)).status_code in (200, 400, 404)


@pytest.mark.parametrize("address", ["/compare/?b=%00", "/en/search/?q=a&kind=%00", "/projects/%00/",
                                     "/api/v1/facts/?body=%00"])  # fmt: skip
def test_a_nul_in_an_address_is_refused(address: str) -> None:
    assert Client().get(address).status_code == 400
