"""What the grid's script sends, checked: numbers, texts, cells and rows, or NotUnderstood."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from budgets.changing import CellChange, RowChange

_LONGEST = 32_767


class NotUnderstood(ValueError):
    """What was sent is not what the script sends."""


def sent_json(request: HttpRequest) -> dict[str, Any]:
    """The object that a request holds; this and all below raise NotUnderstood."""
    try:
        told = json.loads(request.body)
    except ValueError as error:
        raise NotUnderstood from error
    if not isinstance(told, dict):
        raise NotUnderstood
    return told


def list_of(sent: Mapping[str, Any], name: str) -> list[Any]:
    told = sent.get(name)
    if not isinstance(told, list):
        raise NotUnderstood
    return told


def whole_number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise NotUnderstood
    return value


def number_of(sent: Mapping[str, Any], name: str) -> int | None:
    value = sent.get(name)
    return None if value is None else whole_number(value)


def small_number(text: str | None, digits: int = 4) -> int | None:
    """A number of an address that fits the database's columns."""
    return int(text) if text and text.isdecimal() and len(text) <= digits else None


def page_of(sent: Mapping[str, Any]) -> str:
    page = sent.get("page")
    return page if isinstance(page, str) else ""


def cell_of(told: Any) -> CellChange:
    if not isinstance(told, dict):
        raise NotUnderstood
    return CellChange(
        whole_number(told.get("key")),
        whole_number(told.get("column")),
        text_of(told.get("seen")),
        text_of(told.get("text")),
    )


def row_of(told: Any) -> RowChange:
    if not isinstance(told, dict):
        raise NotUnderstood
    key, texts = told.get("key"), told.get("cells")
    if texts is not None and not isinstance(texts, list):
        raise NotUnderstood
    return RowChange(
        None if key is None else whole_number(key),
        None if texts is None else tuple(None if one is None else text_of(one) for one in texts),
    )


def text_of(value: Any) -> str:
    """A text that a cell can hold: of characters that a database can, and no longer than Excel's."""
    if not isinstance(value, str) or len(value) > _LONGEST or "\0" in value:
        raise NotUnderstood
    try:
        value.encode()
    except UnicodeEncodeError as error:  # Half a pair of surrogates
        raise NotUnderstood from error
    return value
