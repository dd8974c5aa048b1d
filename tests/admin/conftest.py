"""Staff, and the way that a workbook takes through their pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from budgets import models, publishing
from budgets.models.roles import OVER_A_BODY
from tests.access.people import person, signed_in
from tests.admin import books
from tests.builders import department

UPLOAD = "/admin/budgets/disclosure/upload/"


@pytest.fixture
def officer(client: Client) -> Client:
    """A signed-in member of staff who may do everything."""
    user = get_user_model().objects.create_superuser("officer", password="a long password")
    client.force_login(user)
    return client


@pytest.fixture
def staff() -> Callable[..., Client]:
    """Signs in a person with these roles over the body of most tests, or its region."""

    def sign_in(*roles: str, over: models.Department | None = None) -> Client:
        number = get_user_model().objects.count()
        body = over or department()
        places = {role: body if role in OVER_A_BODY else body.region for role in roles}
        return signed_in(person(f"person{number}", *places.items()))

    return sign_in


def bring(client: Client, content: bytes, *, name: str = "budget.xlsx", **given: Any) -> Any:
    """Post an upload: the answer, which leads to the preview of a readable workbook."""
    return client.post(
        UPLOAD,
        {
            "department": department().pk,
            "year": 2026,
            "kind": "budget",
            "file": books.file(content, name),
            **given,
        },
    )


def previewed(client: Client, content: bytes, **given: Any) -> str:
    """The address of a workbook's preview."""
    answer = bring(client, content, **given)
    assert answer.status_code == 302, answer.context["form"].errors
    return str(answer.url)


def drafted(client: Client, content: bytes, **given: Any) -> models.Disclosure:
    """The draft that a workbook became."""
    answer = client.post(previewed(client, content, **given) + "accept/", follow=True)
    assert answer.status_code == 200
    return models.Disclosure.objects.get(status="draft")


def approved(client: Client, draft: models.Disclosure, **given: Any) -> models.Disclosure:
    """The draft, submitted by a client and approved by somebody else."""
    answer = client.post(address(draft, "submit"), given)
    assert answer.status_code == 302, answer.content.decode()
    draft.refresh_from_db()
    reviewer = person("reviewer", ("reviewer", draft.department))
    return publishing.approve(draft, by=reviewer, sha256=draft.sha256)


def address(disclosure: models.Disclosure, what: str = "change") -> str:
    return f"/admin/budgets/disclosure/{disclosure.pk}/{what}/"
