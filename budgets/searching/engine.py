"""The databases' own indexes over the tokens: FTS5 on SQLite, tsvector with GIN on PostgreSQL.

They are put in after every `migrate` (apps.py), like the triggers of immutability.py, and follow
their table by themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections

from budgets.models import SearchText
from budgets.searching.tokens import Phrase

_TABLE = SearchText._meta.db_table
_FTS = f"{_TABLE}_fts"
# PostgreSQL reads so many of the newest texts before it asks its index; what one in so many of them
# has is common.
_WINDOW_LEAST, _WINDOW_MOST, _COMMON = 500, 3_000, 33
_FOLLOWS = {
    "insert": (
        "AFTER INSERT",
        f"INSERT INTO {_FTS} (rowid, tokens) VALUES (NEW.id, NEW.tokens);",
    ),
    "delete": (
        "AFTER DELETE",
        f"INSERT INTO {_FTS} ({_FTS}, rowid, tokens) VALUES ('delete', OLD.id, OLD.tokens);",
    ),
    "update": (
        "AFTER UPDATE OF tokens",
        f"INSERT INTO {_FTS} ({_FTS}, rowid, tokens) VALUES ('delete', OLD.id, OLD.tokens);"
        f" INSERT INTO {_FTS} (rowid, tokens) VALUES (NEW.id, NEW.tokens);",
    ),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a text must have: one phrase of each group, and none of `without`."""

    groups: tuple[tuple[Phrase, ...], ...]
    without: tuple[Phrase, ...] = ()


def install(using: str = "default") -> None:
    """Put in what is missing of the index. The rows that are there are indexed too."""
    connection = connections[using]
    if _TABLE not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            _install_fts(cursor)
        else:
            cursor.execute(
                f"ALTER TABLE {_TABLE} ADD COLUMN IF NOT EXISTS vector tsvector"
                " GENERATED ALWAYS AS (to_tsvector('simple', tokens)) STORED"
            )
            cursor.execute(
                f"CREATE INDEX IF NOT EXISTS {_TABLE}_vector ON {_TABLE} USING gin (vector)"
            )


def _install_fts(cursor: Any) -> None:
    cursor.execute("SELECT 1 FROM sqlite_master WHERE name = %s", [_FTS])
    is_new = cursor.fetchone() is None
    if is_new:
        cursor.execute(
            f"CREATE VIRTUAL TABLE {_FTS} USING fts5(tokens, content='{_TABLE}',"
            " content_rowid='id', tokenize='ascii')"
        )
    for name, (event, then) in _FOLLOWS.items():
        cursor.execute(
            f"CREATE TRIGGER IF NOT EXISTS search_{name} {event} ON {_TABLE} BEGIN {then} END"
        )
    if is_new:
        cursor.execute(f"INSERT INTO {_FTS} ({_FTS}) VALUES ('rebuild')")


def set_aside(using: str = "default") -> None:
    """Take the triggers away while SQLite alters the table."""
    connection = connections[using]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for name in _FOLLOWS:
                cursor.execute(f"DROP TRIGGER IF EXISTS search_{name}")


# What is asked of each text that was found, for ranking and counting.
COLUMNS = ("id", "what", "department_id", "year", "kind", "text", "code")


_SELECTED = ", ".join(f"t.{name}" for name in COLUMNS)


def found(wanted: Wanted, limit: int, using: str = "default") -> list[tuple[Any, ...]]:
    """The newest texts that have it, at most `limit`: COLUMNS of each, newest first."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            return _in_fts(cursor, wanted, limit)
        return _in_gin(cursor, wanted, limit)


def _in_fts(cursor: Any, wanted: Wanted, limit: int) -> list[tuple[Any, ...]]:
    question = " AND ".join(f"({' OR '.join(map(_fts, group))})" for group in wanted.groups)
    question = " NOT ".join((f"({question})", *map(_fts, wanted.without)))
    cursor.execute(
        f"SELECT {_SELECTED} FROM {_FTS} f JOIN {_TABLE} t ON t.id = f.rowid"
        f" WHERE {_FTS} MATCH %s ORDER BY f.rowid DESC LIMIT %s",
        [question, limit],
    )
    return list(cursor.fetchall())


def _in_gin(cursor: Any, wanted: Wanted, limit: int) -> list[tuple[Any, ...]]:
    """Among the newest texts first, which tell how common it is, and so which way is the quicker.

    What is common is found by going back from the newest, what is rare in the index. PostgreSQL's
    own guess knows neither beginnings nor words that nobody wrote: it read every text, for seconds.
    """
    question = " & ".join(f"({' | '.join(map(_tsquery, group))})" for group in wanted.groups)
    question = " & !".join((question, *map(_tsquery, wanted.without)))
    window = min(_WINDOW_MOST, max(_WINDOW_LEAST, 5 * limit))
    # IS TRUE: no question for the index, so that texts are read from the newest back.
    back = f"SELECT {_SELECTED} FROM {_TABLE} t WHERE (t.vector @@ %s::tsquery) IS TRUE"
    newest = f"t.id > (SELECT max(id) - %s FROM {_TABLE})"
    cursor.execute(f"{back} AND {newest} ORDER BY t.id DESC LIMIT %s", [question, window, limit])
    rows = list(cursor.fetchall())
    if len(rows) == limit:
        return rows
    if len(rows) * _COMMON > window:
        cursor.execute(f"{back} ORDER BY t.id DESC LIMIT %s", [question, limit])
    else:
        cursor.execute(
            f"WITH hits AS MATERIALIZED (SELECT id FROM {_TABLE} WHERE vector @@ %s::tsquery)"
            f" SELECT {_SELECTED} FROM {_TABLE} t WHERE t.id IN"
            " (SELECT id FROM hits ORDER BY id DESC LIMIT %s) ORDER BY t.id DESC",
            [question, limit],
        )
    return list(cursor.fetchall())


def _fts(phrase: Phrase) -> str:
    # Tokens are letters and digits (tokens.py): nothing in them can end the quotes.
    return f'"{" ".join(phrase.tokens)}"{"*" if phrase.opens else ""}'


def _tsquery(phrase: Phrase) -> str:
    quoted = [f"'{token}'" for token in phrase.tokens]
    if phrase.opens:
        quoted[-1] += ":*"
    return f"({' <-> '.join(quoted)})"


def either(phrases: Sequence[Phrase]) -> Wanted:
    """Texts that have any of these."""
    return Wanted((tuple(phrases),))
