"""Rows of every table <-> lines of JSON, the same from either database."""

from __future__ import annotations

import base64
import datetime as dt
import decimal
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import connection, models
from django.utils.duration import duration_string

# What a restored site begins without: signed-in browsers, and counts of the last minutes.
LEFT_OUT = {
    "sessions.session",
    "accounts.session",
    "accounts.failedsignin",
    "budgets.job",
    "budgets.presence",
    # Made again of what is public, and of nothing else.
    "budgets.bulkset",
}
BATCH = 1000

Model = type[models.Model]


def all_models() -> list[Model]:
    """Every model that has a table of its own, the links between models included."""
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]


def kept_models() -> list[Model]:
    """What a backup holds. Order does not matter: keys are checked at the end of a transaction."""
    return [model for model in all_models() if model._meta.label_lower not in LEFT_OUT]


def columns(model: Model) -> list[models.Field[Any, Any]]:
    return list(model._meta.local_concrete_fields)


def lines(model: Model) -> Iterator[str]:
    """A line for each row, in the order of their keys: a list of the values of `columns(model)`."""
    names = [field.attname for field in columns(model)]
    rows = model._base_manager.order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=BATCH):
        yield json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=_plain)


def insert(model: Model, names: list[str], given: Iterable[str]) -> int:
    """Put lines into the empty table of a model, as they are; `names` are their columns."""
    try:
        fields = [model._meta.get_field(name) for name in names]
    except FieldDoesNotExist as error:
        raise ValueError(str(error)) from error
    quote = connection.ops.quote_name
    statement = (
        f"INSERT INTO {quote(model._meta.db_table)}"  # noqa: S608  (names of our own models)
        f" ({', '.join(quote(field.column) for field in fields)})"
        f" VALUES ({', '.join(['%s'] * len(fields))})"
    )
    count = 0
    given = iter(given)
    with connection.cursor() as cursor:
        while batch := list(islice(given, BATCH)):
            cursor.executemany(
                statement,
                [
                    [_stored(field, value) for field, value in zip(fields, values, strict=True)]
                    for values in map(json.loads, batch)
                ],
            )
            count += len(batch)
    return count


def _plain(value: Any) -> Any:
    """What JSON has no form for, as the field's `to_python` reads it."""
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, decimal.Decimal | uuid.UUID):
        return str(value)
    if isinstance(value, dt.timedelta):
        return duration_string(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    raise TypeError(f"{type(value)} has no form in a backup")


def _stored(field: Any, value: Any) -> Any:
    if isinstance(field, models.JSONField):
        # JSON has a null of its own; only a column that allows none holds that one.
        if value is None and field.null:
            return None
        return field.get_db_prep_value(value, connection)
    return field.get_db_prep_save(field.to_python(value), connection)


# --- Keys that come next --------------------------------------------------------------------------


def last_keys(wanted: Iterable[Model]) -> dict[str, int]:
    """The last key that each table gave out, be the row still there or not.

    A key that is given out twice would make the log tell of another object than it meant.
    """
    found = {}
    with connection.cursor() as cursor:
        for model in wanted:
            if not isinstance(model._meta.pk, models.AutoField):
                continue
            if connection.vendor == "sqlite":
                cursor.execute(
                    "SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table]
                )
                row = cursor.fetchone()
                found[model._meta.label_lower] = row[0] if row else 0
            else:
                # The name comes from the server.
                cursor.execute(f"SELECT last_value, is_called FROM {_sequence(cursor, model)}")  # noqa: S608
                last, used = cursor.fetchone()
                found[model._meta.label_lower] = last if used else 0
    return found


def set_last_keys(last: Mapping[str, int]) -> None:
    with connection.cursor() as cursor:
        for label, key in last.items():
            model = apps.get_model(label)
            if connection.vendor == "sqlite":
                table = model._meta.db_table
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence VALUES (%s, %s)", [table, key])
            else:
                cursor.execute(
                    "SELECT setval(%s, %s, %s)", [_sequence(cursor, model), max(key, 1), key > 0]
                )


def _sequence(cursor: Any, model: Model) -> str:
    cursor.execute(
        "SELECT pg_get_serial_sequence(%s, %s)",
        [connection.ops.quote_name(model._meta.db_table), model._meta.pk.column],
    )
    return str(cursor.fetchone()[0])
