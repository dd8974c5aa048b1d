"""Naming a disclosure on the command line: SLUG YEAR KIND."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from budgets import models
from budgets.states import UNPUBLISHED


def add_address(parser: CommandParser) -> None:
    parser.add_argument("slug", metavar="SLUG")
    parser.add_argument("year", type=int, metavar="YEAR")
    parser.add_argument("kind", choices=models.Disclosure.Kind.values, metavar="KIND")


def find_disclosure(
    options: dict[str, Any], *, published_only: bool = False
) -> models.Disclosure | None:
    """The draft of the document, or else its published version."""
    document = models.Disclosure.objects.select_related("department__region", "fiscal_year").filter(
        department__slug=options["slug"],
        fiscal_year__year=options["year"],
        kind=options["kind"],
    )
    published = document.published().first()
    if published_only:
        return published
    return document.filter(status__in=UNPUBLISHED).first() or published
