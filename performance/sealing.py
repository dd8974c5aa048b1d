"""One digest over what a version says of performance in the read model, for the log.

The tables can't be compared with the document again: a later release may read it otherwise. What
was written at publication stays, and so a digest of it is kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.db.models import Model, Q

from budgets.models import Disclosure
from performance.immutability import KEPT


def read_model_digest(disclosure: Disclosure) -> str:
    """SCHEMA:DIGEST of the rows of this version; digests under another schema tell nothing.

    Empty where it says nothing of performance.
    """
    schema, rows, any_row = hashlib.sha256(), hashlib.sha256(), False
    for model, paths, but in KEPT:
        columns = [
            field.attname for field in model._meta.local_concrete_fields if field.attname not in but
        ]
        schema.update(_line([model._meta.db_table, *sorted(columns)]))
        for row in _rows(model, paths, sorted(columns), disclosure):
            any_row = True
            rows.update(_line([model._meta.db_table, *row]))
    return f"{schema.hexdigest()[:16]}:{rows.hexdigest()}" if any_row else ""


def _rows(
    model: type[Model], paths: tuple[str, ...], columns: list[str], disclosure: Disclosure
) -> Iterator[tuple[Any, ...]]:
    of_it = Q()
    for path in paths:
        of_it |= Q(**{path: disclosure.pk})
    rows = model._default_manager.filter(of_it).order_by("pk").values_list(*columns)
    return rows.iterator(chunk_size=2_000)


def _line(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, default=str).encode() + b"\n"
