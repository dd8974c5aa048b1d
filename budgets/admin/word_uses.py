"""Where a taught word is printed: the newest documents of its region, table by table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from budgets import models
from budgets.access import Access
from budgets.admin.unknowns import teachable
from budgets.data import TableData
from budgets.storage import load_disclosure
from budgets.vocabulary import normalise

# So many of the newest documents are looked through.
DOCUMENTS = 20


@dataclass(frozen=True, slots=True)
class Use:
    """A table that prints a word, and its address."""

    document: str
    table: str
    address: str


def uses_of(word: models.WordMeaning, user: Any) -> list[Use]:
    """The tables that print the word, of the newest documents that the user may see."""
    documents = Access.of(user).disclosures().select_related("department__region", "fiscal_year")
    if word.region is not None:
        documents = documents.filter(department__region=word.region)
    return [
        Use(
            f"{document.department} {document.title}",
            table.name or table.sheet,
            f"{reverse('admin:budgets_disclosure_change', args=[document.pk])}#t{table.n}",
        )
        for document in documents.order_by("-pk")[:DOCUMENTS]
        for table in load_disclosure(document).tables
        if any(word.word in text for text in _words_of(table, word.place))
    ]


def _words_of(table: TableData, place: str) -> Iterator[str]:
    """The texts of a table that a word of this place is looked up in, as they are looked up."""
    if place == models.WordMeaning.Place.TITLE:
        yield normalise(table.title)
    elif place == models.WordMeaning.Place.COLUMN:
        yield from (normalise(text) for line in table.header for text in line if text)
    else:
        labels = [at for at, column in enumerate(table.columns) if column.kind == "label"]
        for row in table.rows:
            for at in labels:
                if at < len(row.cells) and (text := row.cells[at]):
                    yield teachable(text, place)
