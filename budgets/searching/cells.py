"""The cells of found rows that hold an amount that was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q

from budgets.models import Fact, SearchText
from budgets.searching.amounts import Span

_MANY = 500


@dataclass(frozen=True, slots=True)
class Held:
    """A cell of a row by its column, from 1, and its amount in fen."""

    column: int
    fen: int


def cells_holding(
    rows: Sequence[SearchText], spans: Sequence[Span]
) -> dict[tuple[int | None, int, int], Held]:
    """By document, table and row (from 1): the first cell that holds one of the amounts.

    One query, and none where no amount was asked for.
    """
    documents = {row.disclosure_id for row in rows if row.disclosure_id is not None}
    if not spans or not documents:
        return {}
    asked = (
        Q(fen__range=(span.first, span.last)) | Q(fen__range=(-span.last, -span.first))
        for span in spans
    )
    facts = Fact.objects.filter(reduce(or_, asked), disclosure__in=documents)
    found: dict[tuple[int | None, int, int], Held] = {}
    told = facts.order_by("disclosure", "table_n", "row", "column")
    for document, table, row, column, fen in told.values_list(
        "disclosure_id", "table_n", "row", "column", "fen"
    )[:_MANY]:
        found.setdefault((document, table, row + 1), Held(column + 1, fen))
    return found
