"""The tables of documents that are being edited, kept by the process as they were stored last.

Loading thirteen tables takes longer than checking them after a change. A document's revision counts
every change of its tables (storage.py), so tables of the same revision are the same; they are kept
only once the transaction that wrote or read them is there for good.
"""

from __future__ import annotations

from threading import Lock

from django.db import transaction

from budgets import models
from budgets.data import DisclosureData, TableData
from budgets.storage import load_disclosure

_ROOM = 12
_Name = tuple[object, ...]
_held: dict[_Name, tuple[TableData, ...]] = {}
_lock = Lock()


def recall(disclosure: models.Disclosure) -> DisclosureData:
    """The content of a disclosure, its tables from memory where they are known."""
    name = _name(disclosure)
    tables = _held.get(name)
    data = load_disclosure(disclosure, tables)
    if tables is None:
        _keep(name, data.tables)
    return data


def remember(disclosure: models.Disclosure, data: DisclosureData) -> None:
    """Keep the tables of a disclosure as this transaction has just written them."""
    _keep(_name(disclosure), data.tables)


def _name(disclosure: models.Disclosure) -> _Name:
    last = disclosure.changes.values_list("number", "at").first()
    # A database that was brought back from a copy gives numbers away once more.
    return disclosure.pk, disclosure.created_at, disclosure.revision, last


def _keep(name: _Name, tables: tuple[TableData, ...]) -> None:
    def keep() -> None:
        with _lock:
            _held.pop(name, None)
            while len(_held) >= _ROOM:
                del _held[next(iter(_held))]
            _held[name] = tables

    transaction.on_commit(keep)
