"""Reads all facts of what is public in a region or a year, a few documents at a time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.db.models import QuerySet

from budgets.models import BudgetTable, BulkSet, Disclosure, Fact
from budgets.terms import DIMENSIONS

# Documents whose tables and facts are read at once.
BATCH = 50
Row = tuple[str | int, ...]

_AT = ("disclosure_id", "table_n", "row", "column")


def documents(scope: str, key: str) -> QuerySet[Disclosure]:
    """What is published of a region (its own bodies, not those of regions below) or of a year."""
    found = Disclosure.objects.published()
    if scope == BulkSet.Scope.REGION:
        return found.filter(department__region__code=key)
    return found.filter(fiscal_year__year=int(key))


def rows(scope: str, key: str) -> Iterator[Row]:
    """The values of COLUMNS (columns.py) for every fact, but for the amount in yuan.

    By documents as they were made, and in each as the tables print them.
    """
    told = iter(
        documents(scope, key)
        .order_by("pk")
        .select_related("department__region", "fiscal_year")
        .defer("narrative", "withdrawal_notice")
        .iterator(chunk_size=BATCH)
    )
    while batch := list(islice(told, BATCH)):
        yield from _facts(batch)


def _facts(batch: list[Disclosure]) -> Iterator[Row]:
    heads = {
        one.pk: (
            one.department.region.code,
            one.department.region.name,
            one.department.slug,
            one.department.name,
            one.fiscal_year.year,
            one.kind,
            one.version,
        )
        for one in batch
    }
    tables = {
        (disclosure, n): (n, code, title)
        for disclosure, n, code, title in BudgetTable.objects.filter(disclosure__in=heads)
        .order_by()
        .values_list("disclosure_id", "n", "code", "title")
    }
    facts = Fact.objects.filter(disclosure__in=heads).order_by(*_AT)
    for disclosure, n, row, column, *members, fen in facts.values_list(
        *_AT, *DIMENSIONS, "fen"
    ).iterator(chunk_size=5000):
        yield (
            *heads[disclosure],
            *tables[disclosure, n],
            row + 1,
            column + 1,
            *members,
            fen,
        )
