"""What a resource is: where it lies, what it says and can be asked, and what answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from api.fields import Field, Parameter
from api.paging import Page, Query
from budgets.terms import Said

Tell = Callable[..., dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing under its own address: `path` below /api/v1/ with {names}, `tell` answers it."""

    path: str
    said: Said
    fields: tuple[Field, ...]
    tell: Tell
    example: str


@dataclass(frozen=True, slots=True)
class Resource:
    """A list at `name`/, and its details. `key` is how many numbers its cursors have, `refusals` the
    statuses that the list may answer instead."""

    name: str
    schema: str
    said: Said
    about: Said
    fields: tuple[Field, ...]
    rows: Callable[[Query], Page]
    parameters: tuple[Parameter, ...] = ()
    details: tuple[Detail, ...] = ()
    key: int = 1
    refusals: tuple[str, ...] = ("400", "429")
    example: str = ""
    rate: str = field(default="list")
