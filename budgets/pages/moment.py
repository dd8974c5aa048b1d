"""A page that asks the database several times sees one moment of it.

A publication in between would put sums of the new version below rows of the old one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponseBase

from budgets.snapshot import snapshot

View = Callable[..., HttpResponseBase]


def at_one_moment(view: View) -> View:
    """The view within one reading transaction. It must write nothing."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        with one_moment():
            return view(request, *args, **named)

    return answer


@contextmanager
def one_moment() -> Iterator[None]:
    """The same of a part of a view, which goes on to long work when it has asked."""
    if connection.in_atomic_block:
        yield
        return
    with snapshot():
        yield
