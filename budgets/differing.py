"""Which cells differ between two stored forms of a table: what a change of whole tables tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

# A change tells no more cells than these; its tables as they were are kept whole besides.
MANY_TOLD = 3000

# [table n, row key, column, text before, text after, whether it is a total that followed]
ToldCell = list[Any]


def cells_between(
    before: Mapping[int, Mapping[str, Any] | None], now: Mapping[int, Mapping[str, Any] | None]
) -> list[ToldCell]:
    """The cells that differ, rows told by their keys; of a table that is new or gone none."""
    return list(islice(_cells(before, now), MANY_TOLD))


def _cells(
    before: Mapping[int, Mapping[str, Any] | None], now: Mapping[int, Mapping[str, Any] | None]
) -> Iterator[ToldCell]:
    for n, was in before.items():
        table = now.get(n)
        if was is None or table is None:
            continue
        old = {key: cells for key, _kind, cells, _meaning in was["rows"]}
        new = {key: cells for key, _kind, cells, _meaning in table["rows"]}
        for key in (*new, *(key for key in old if key not in new)):
            texts, left = new.get(key, ()), old.get(key, ())
            for column in range(max(len(texts), len(left))):
                one, other = _at(left, column), _at(texts, column)
                if one != other:
                    yield [n, key, column, one, other, False]


def _at(cells: Any, column: int) -> str:
    return (cells[column] or "") if column < len(cells) else ""
