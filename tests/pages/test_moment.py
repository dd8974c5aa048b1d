"""A page that asks the database several times tells one moment of it, whatever is published meanwhile."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from budgets.pages import ranking
from tests.builders import published, whole_document

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def test_what_several_questions_tell_is_of_one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    published(whole_document())
    totals, seen = ranking.totals_of, []

    def within(*given: Any) -> Any:
        seen.append(connection.in_atomic_block)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SHOW transaction_isolation")
                assert cursor.fetchone() == ("repeatable read",)
        return totals(*given)

    monkeypatch.setattr(ranking, "totals_of", within)

    assert Client().get("/years/2026/budget/").status_code == 200
    assert Client().get("/years/1999/budget/").status_code == 404
    assert seen == [True, True]
    # The next one may write again.
    assert not connection.in_atomic_block
