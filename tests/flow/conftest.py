"""The people of one body and a small document, in whichever state a test begins with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from budgets import models, publishing
from budgets.models import Role
from tests.access.people import person, signed_in
from tests.builders import department, disclosure_data, overview, stored

HOME = "/departments/mou-shi-wai-ban/2026/budget/"
NOTICE = "因涉及不宜公开的内容，暂时撤下，更正后重新公开。"


@dataclass(frozen=True)
class People:
    """Who takes part; each has one role over the body."""

    staff: Any
    reviewer: Any
    publisher: Any

    def client(self, who: str) -> Client:
        return signed_in(getattr(self, who))


@pytest.fixture
def people(db: None) -> People:
    body = department()
    return People(
        person("lu", (Role.STAFF, body)),
        person("shen", (Role.REVIEWER, body)),
        person("fa", (Role.PUBLISHER, body)),
    )


def a_draft(total_in: str = "120.50", *, version: int = 1) -> models.Disclosure:
    """A small document that adds up; with another total it does not."""
    return stored(disclosure_data(overview(total_in), version=version))


def fresh(disclosure: models.Disclosure) -> models.Disclosure:
    return models.Disclosure.objects.get(pk=disclosure.pk)


In = Callable[..., models.Disclosure]


@pytest.fixture
def in_state(people: People, monkeypatch: pytest.MonkeyPatch) -> In:
    """Brings a document into a state, by the steps that lead there."""

    def bring(state: str) -> models.Disclosure:
        draft = a_draft()
        if state == "draft":
            return draft
        publishing.submit(draft, by=people.staff)
        if state == "submitted":
            return draft
        publishing.approve(draft, by=people.reviewer, sha256=draft.sha256)
        if state == "approved":
            return draft
        publishing.publish(draft, by=people.publisher)
        if state == "withdrawn":
            publishing.withdraw(draft, by=people.publisher, notice=NOTICE)
        if state == "superseded":
            newer = publishing.correct(draft, by=people.staff, reason="更正错字")
            publishing.publish_directly(newer)
        return fresh(draft)

    return bring


def later(hours: int = 1) -> Any:
    return timezone.now() + dt.timedelta(hours=hours)
