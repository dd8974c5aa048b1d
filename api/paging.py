"""Pages by keys: a page begins after the last row of the one before, whatever comes in between.

Page 10,000 costs what page 1 costs, and no row is told twice or left out while others are published.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from api.problems import Problem
from budgets.terms import Said

DEFAULT, LARGEST = 100, 1000
_LARGEST_KEY = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of a list: parsed parameters, how many rows, after which key; `absolute` makes
    an address whole."""

    given: dict[str, Any]
    limit: int
    after: tuple[int, ...]
    absolute: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Page:
    """Rows as they are told; `after` is the key that the next page begins after, () at the end."""

    items: list[dict[str, Any]]
    after: tuple[int, ...] = ()
    more: dict[str, Any] = field(default_factory=dict)


def cursor(key: Sequence[int]) -> str:
    return base64.urlsafe_b64encode(json.dumps(list(key)).encode()).decode().rstrip("=")


def read_cursor(text: str, length: int) -> tuple[int, ...]:
    """The key of a cursor that was handed out. Raises Problem."""
    try:
        key = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        right = isinstance(key, list) and len(key) == length
        if not right or any(type(n) is not int or not 0 <= n <= _LARGEST_KEY for n in key):
            raise ValueError
    except (ValueError, RecursionError):
        raise Problem(
            "invalid-cursor",
            Said("cursor 要原样使用上一页给出的值。", "Use the cursor as the page before gave it."),
        ) from None
    return tuple(key)


def by_key(rows: QuerySet[Any], query: Query, tell: Callable[[Any], dict[str, Any]]) -> Page:
    """A page of rows in the order of their primary key."""
    if query.after:
        rows = rows.filter(pk__gt=query.after[0])
    found = list(rows.order_by("pk")[: query.limit + 1])
    shown = found[: query.limit]
    return Page([tell(one) for one in shown], (shown[-1].pk,) if len(found) > query.limit else ())
