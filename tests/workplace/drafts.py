"""Drafts of the shipped samples and of real documents, and what the grid's script sends for them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import reverse

from budgets import models
from budgets.data import TableData
from budgets.importing import Preview, preview_workbook, store_draft
from budgets.storage import keys_of, load_disclosure
from tests.builders import department
from tests.documents import BEIJING, SAMPLES, XICHENG_2022, XICHENG_2024

__all__ = ["BEIJING", "XICHENG_2022", "XICHENG_2024"]


def draft_of(
    document: tuple[str, str, int], slug: str = "fao", path: Path | None = None
) -> models.Disclosure:
    """A draft of a shipped sample, or of the workbook at `path`, brought as staff bring it."""
    name, body, _year = document
    file = path or SAMPLES / f"{name}.xlsx"
    return store_draft(_read(document, slug, file), department=department(slug, body))


@cache
def _read(document: tuple[str, str, int], slug: str, file: Path) -> Preview:
    """A workbook as it is read without any word that users taught; it takes longer than storing."""
    _name, body, year = document
    return preview_workbook(
        file.read_bytes(),
        name=file.name,
        department=body,
        fiscal_year=year,
        kind="budget",
        slug=slug,
    )


def table_of(draft: models.Disclosure, code: str) -> TableData:
    return next(one for one in load_disclosure(draft).tables if one.code == code)


class Script:
    """A page of the grid as its script speaks to the server, one table of a draft."""

    def __init__(self, client: Client, draft: models.Disclosure, code: str, page: str) -> None:
        self.client, self.draft, self.page = client, draft, page
        self.table = table_of(draft, code)
        self.n = self.table.n
        self.keys = keys_of(draft, self.n)
        self.since: int | None = None

    def address(self, name: str) -> str:
        return reverse(f"admin:budgets_disclosure_{name}", args=[self.draft.pk, self.n])

    def post(self, name: str, **told: Any) -> Any:
        body = json.dumps({"page": self.page, "since": self.since, **told})
        return self.client.post(
            self.address(f"cells_{name}"), body, content_type="application/json"
        )

    def taken(self, answer: Any) -> Any:
        """The answer's content; what it says of the moment is remembered as the script does."""
        told = answer.json()
        assert answer.status_code == 200, told
        self.since = told["revision"]
        return told

    def state(self, **asked: Any) -> Any:
        query = {"page": self.page, **({"since": self.since} if self.since else {}), **asked}
        return self.client.get(self.address("cells_state"), query)

    def spot(self, reference: str) -> tuple[int, int, str]:
        """The row's key, the column and the text of a cell by its address in the sheet."""
        for row, line in enumerate(self.table.rows):
            for column in range(len(self.table.columns)):
                if line.origin.cell(column) == reference:
                    return self.keys[row], column, self.table.text(row, column)
        raise AssertionError(reference)

    def typed(self, reference: str, text: str, seen: str | None = None, **told: Any) -> Any:
        key, column, was = self.spot(reference)
        cell = {"key": key, "column": column, "seen": was if seen is None else seen, "text": text}
        return self.post("cells", cells=[cell], **told)
