"""A paper copy says which site it comes from, where the site knows its address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from budgets.narrative.data import NarrativeCheck
from budgets.storage import load_disclosure
from budgets.version_files import report_pdf
from tests.builders import stored, whole_document

pytestmark = pytest.mark.django_db


def test_the_printed_addresses_have_the_host(
    settings: Any, pages: Callable[[bytes], list[str]]
) -> None:
    settings.SITE_ADDRESS = "https://budget.example"
    draft = stored(whole_document())
    draft.sha256 = "ab" * 32

    content = report_pdf(
        draft, load_disclosure(draft), NarrativeCheck(), now=dt.datetime(2026, 2, 1, tzinfo=dt.UTC)
    )

    printed = "".join("".join(pages(content)).split())
    assert "https://budget.example/departments/" in printed
    assert "https://budget.example/verify/" in printed
