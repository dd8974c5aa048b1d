"""Lists of what belongs to documents: a few documents at a time, those after the cursor first.

A page looks at a bounded number of documents, so that a question that few rows answer costs no more
than others, and no page sorts all rows there are: a page may be short, or empty, while there are
more. Two queries, whatever is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.db.models import Q, QuerySet

from api.paging import Page, Query
from api.resources.documents import narrowed
from budgets.models import Disclosure

# Documents that a page looks through. Where rows are narrowed, few of each are told.
PLAIN, NARROWED = 20, 60

Rows = Callable[[Collection[int]], QuerySet[Any]]
Tell = Callable[[Any, Disclosure], dict[str, Any]]


def by_document(
    query: Query, rows: Rows, order: tuple[str, ...], tell: Tell, *, is_narrowed: bool = False
) -> Page:
    """A page of the rows of current documents, by `order`, whose first is the document's key.

    `rows` gives those of documents with these keys; a cursor has a number for each of `order`.
    """
    look = NARROWED if is_narrowed else PLAIN
    documents = narrowed(Disclosure.objects.published(), query.given)
    if query.after:
        documents = documents.filter(pk__gte=query.after[0])
    documents = documents.select_related("department__region", "fiscal_year").defer("narrative")
    looked = list(documents.order_by("pk")[: look + 1])
    by_pk = {one.pk: one for one in looked[:look]}
    found = rows(by_pk)
    if query.after:
        found = found.filter(_beyond(order, query.after))
    told = list(found.order_by(*order)[: query.limit + 1])
    shown = told[: query.limit]
    items = [tell(one, by_pk[getattr(one, order[0])]) for one in shown]
    if len(told) > query.limit:
        return Page(items, tuple(getattr(shown[-1], name) for name in order))
    # Everything of these documents is told: the next page begins with the next one.
    rest = (0,) * (len(order) - 1)
    return Page(items, (looked[look].pk, *rest) if len(looked) > look else ())


def _beyond(order: tuple[str, ...], key: tuple[int, ...]) -> Q:
    """The rows that stand after a key, in this order."""
    beyond, same = Q(), Q()
    for name, value in zip(order, key, strict=True):
        beyond |= same & Q(**{f"{name}__gt": value})
        same &= Q(**{name: value})
    return beyond
