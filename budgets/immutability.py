"""What the database itself refuses: to change what is or was public, and what the log says.

Each rule is one trigger, told once for SQLite and PostgreSQL. They are put in after every
`migrate` (apps.py) and not by a migration: SQLite rebuilds a table to alter it, and its triggers
go with the old one. `manage.py verify` names what is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connections, transaction
from django.db import models as fields

from budgets import models

PUBLIC = "('published', 'superseded', 'withdrawn')"
# The only steps that a public version still takes, and what they write.
STEP_COLUMNS = ("status", "withdrawn_at", "withdrawal_notice")
PREFIX = "kept_"

CONTENT = "已经公开的版本不能改动：只能由新的版本更正，或者撤下。"
READ_MODEL = "由公开版本得出的数据不能改动。"
LOG = "日志只能追加，不能改动或删除。"
EVENTS = "公开文件的办理记录只能追加，不能改动或删除。"
COMMENTS = "公开文件的批注不能改动或删除。"
REPLACED = "这个编号或键已有一行，不能用另一行顶替。"
ADDRESS = "有公开的文件，不能再改：公开的网址要一直有效。"

_TYPES = {"INSERT": 7, "DELETE": 11, "UPDATE": 19, "TRUNCATE": 34}  # pg_trigger.tgtype
_NO_TRUNCATE = f"{PREFIX}truncate"


@dataclass(frozen=True, slots=True)
class Rule:
    """`event` (INSERT, UPDATE, DELETE) on a row of `table` is refused where `condition` holds.

    The condition is SQL over OLD and NEW that both databases understand.
    """

    table: str
    event: str
    condition: str
    message: str
    # Tells rules of the same table and event apart.
    about: str = ""

    @property
    def name(self) -> str:
        return f"{PREFIX}{self.table}_{self.about}{self.event.lower()}"

    def for_sqlite(self) -> str:
        # SQLite before 3.39 does not know IS DISTINCT FROM.
        condition = self.condition.replace("IS DISTINCT FROM", "IS NOT")
        return (
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} FOR EACH ROW"
            f" WHEN {condition} BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
        )

    def for_postgresql(self) -> str:
        """The body of the trigger's function."""
        row = "OLD" if self.event == "DELETE" else "NEW"
        return (
            f"BEGIN IF {self.condition} THEN RAISE EXCEPTION '{self.message}'"
            f" USING ERRCODE = 'check_violation'; END IF; RETURN {row}; END"
        )


# --- Rules ---------------------------------------------------------------------------------------


def status(row: str, model: type[fields.Model], path: str) -> str:
    """SQL for the state of the disclosure that a row belongs to; `path` as in a filter.

    `row` is OLD or NEW; NULL where the way there ends.
    """
    steps = [model._meta.get_field(path.split("__")[0])]
    for name in path.split("__")[1:]:
        steps.append(steps[-1].related_model._meta.get_field(name))
    key = f'{row}."{steps[0].column}"'
    for step in steps[1:]:
        key = f'(SELECT "{step.column}" FROM {step.model._meta.db_table} WHERE id = {key})'
    return f"(SELECT status FROM {models.Disclosure._meta.db_table} WHERE id = {key})"


def in_state(row: str, model: type[fields.Model], paths: Iterable[str], states: str) -> str:
    """SQL: the row's disclosure, by whichever path there is one, is in one of the states."""
    found = ", ".join(status(row, model, path) for path in paths)
    return f"COALESCE({found}, '') IN {states}"


def changed(model: type[fields.Model], *, but: Iterable[str] = ()) -> str:
    """SQL: some column differs between OLD and NEW, apart from those named."""
    columns = [field.column for field in model._meta.local_concrete_fields]
    kept = [f'OLD."{name}" IS DISTINCT FROM NEW."{name}"' for name in columns if name not in but]
    return "(" + " OR ".join(kept) + ")"


def content(model: type[fields.Model], *paths: str) -> list[Rule]:
    """Rows of a version: written while it is a draft, untouchable from publication on."""
    table = model._meta.db_table
    old, new = (in_state(row, model, paths, PUBLIC) for row in ("OLD", "NEW"))
    return [
        Rule(table, "INSERT", new, CONTENT),
        Rule(table, "UPDATE", f"{old} OR {new}", CONTENT),
        Rule(table, "DELETE", old, CONTENT),
    ]


def read_model(model: type[fields.Model], *paths: str, but: Iterable[str] = ()) -> list[Rule]:
    """Rows made of the current version, which go when it is no longer the current one.

    `but` names columns that later publications bring up to date.
    """
    table = model._meta.db_table
    current = [in_state(row, model, paths, "('published')") for row in ("OLD", "NEW")]
    return [
        Rule(table, "INSERT", in_state("NEW", model, paths, PUBLIC), READ_MODEL),
        Rule(
            table,
            "UPDATE",
            f"({current[0]} OR {current[1]}) AND {changed(model, but=but)}",
            READ_MODEL,
        ),
        Rule(table, "DELETE", current[0], READ_MODEL),
    ]


def _of_disclosures() -> list[Rule]:
    model = models.Disclosure
    table = model._meta.db_table
    same = [f'NOT (OLD."{name}" IS DISTINCT FROM NEW."{name}")' for name in STEP_COLUMNS]
    steps = " OR ".join(
        [
            f"({' AND '.join(same)})",
            f"(OLD.status = 'published' AND NEW.status = 'superseded' AND {same[1]} AND {same[2]})",
            "(OLD.status IN ('published', 'superseded') AND NEW.status = 'withdrawn')",
        ]
    )
    return [
        Rule(
            table,
            "UPDATE",
            f"OLD.status IN {PUBLIC} AND ({changed(model, but=STEP_COLUMNS)} OR NOT ({steps}))",
            CONTENT,
        ),
        Rule(table, "DELETE", f"OLD.status IN {PUBLIC}", CONTENT),
    ]


def _of_what_happened() -> list[Rule]:
    event, comment = models.DisclosureEvent, models.CellComment
    kept, entry = models.KeptExplanation, models.LogEntry
    settling = ("settled_by_id", "settled_at")
    return [
        Rule(event._meta.db_table, "UPDATE", changed(event), EVENTS),
        # Those of a draft go with it.
        Rule(
            event._meta.db_table,
            "DELETE",
            in_state("OLD", event, ["disclosure"], PUBLIC),
            EVENTS,
        ),
        *(
            Rule(kept._meta.db_table, rule.event, rule.condition, EVENTS)
            for rule in content(kept, "event__disclosure")
        ),
        Rule(
            comment._meta.db_table,
            "UPDATE",
            f"{in_state('OLD', comment, ['disclosure'], PUBLIC)}"
            f" AND {changed(comment, but=settling)}",
            COMMENTS,
        ),
        Rule(
            comment._meta.db_table,
            "DELETE",
            in_state("OLD", comment, ["disclosure"], PUBLIC),
            COMMENTS,
        ),
        # A new entry goes to the end, and names the one before it.
        Rule(
            entry._meta.db_table,
            "INSERT",
            f"NEW.position <> COALESCE((SELECT MAX(position) FROM {entry._meta.db_table}), 0) + 1",
            LOG,
        ),
        Rule(entry._meta.db_table, "UPDATE", "OLD.id = OLD.id", LOG),
        Rule(entry._meta.db_table, "DELETE", "OLD.id = OLD.id", LOG),
    ]


def _of_addresses() -> list[Rule]:
    """What stands in a public address stays."""
    documents = models.Disclosure._meta.db_table
    return [
        Rule(
            model._meta.db_table,
            "UPDATE",
            f"OLD.{column} IS DISTINCT FROM NEW.{column} AND EXISTS (SELECT 1 FROM {documents}"
            f" WHERE {key} = OLD.id AND status IN {PUBLIC})",
            ADDRESS,
        )
        for model, column, key in (
            (models.Department, "slug", "department_id"),
            (models.FiscalYear, "year", "fiscal_year_id"),
        )
    ]


def _own_rules() -> list[Rule]:
    return [
        *_of_disclosures(),
        *content(models.BudgetTable, "disclosure"),
        *content(models.BudgetRow, "table__disclosure"),
        *content(models.Problem, "disclosure"),
        *content(models.Finding, "disclosure"),
        *content(models.ExplanationText, "disclosure"),
        *content(models.PublishedFile, "disclosure"),
        *content(models.Change, "disclosure"),
        *read_model(models.Fact, "disclosure"),
        # They may be told of what was public before they were (manage.py index_public), and then stay.
        *(rule for rule in read_model(models.KeyAmount, "disclosure") if rule.event != "INSERT"),
        *_of_what_happened(),
        *_of_addresses(),
    ]


_sources: list[Callable[[], Iterable[Rule]]] = [_own_rules]


def register(source: Callable[[], Iterable[Rule]]) -> None:
    """Add the rules of a part of the program, once."""
    if source not in _sources:
        _sources.append(source)
        rules.cache_clear()
        _not_replaced.cache_clear()


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """Every rule, as the models are now."""
    return tuple(rule for source in _sources for rule in source())


# Other keys than the number by which a row that is kept could be in the way of one that is not.
_KEYS: dict[str, tuple[tuple[str, ...], ...]] = {
    models.Disclosure._meta.db_table: (("department_id", "fiscal_year_id", "kind", "version"),),
    models.LogEntry._meta.db_table: (("previous",), ("sha256",)),
    models.Department._meta.db_table: (("slug",),),
    models.FiscalYear._meta.db_table: (("year",),),
}


@lru_cache(maxsize=1)
def _not_replaced() -> tuple[Rule, ...]:
    """For SQLite: OR REPLACE takes the row that is in the way out without a DELETE that a trigger
    would see. Nothing of ours writes so: whatever is in the way is a mistake, or an attempt."""
    found = []
    for table in sorted({rule.table for rule in rules()}):
        taken = [f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"]
        moved = ["OLD.id <> NEW.id"]
        for columns in _KEYS.get(table, ()):
            same = " AND ".join(f'"{name}" = NEW."{name}"' for name in columns)
            other = f"EXISTS (SELECT 1 FROM {table} WHERE {same} AND id <> NEW.id)"
            taken.append(other)
            moved.append(other)
        for event, ways in (("INSERT", taken), ("UPDATE", moved)):
            found.append(Rule(table, event, f"({' OR '.join(ways)})", REPLACED, "replacing_"))
    return tuple(found)


# --- In the database -----------------------------------------------------------------------------


def install(using: str = "default") -> None:
    """Put in every trigger that is missing or another one than it should be."""
    connection = connections[using]
    if not _has_tables(connection):
        return
    wrong = set(amiss(using))
    with transaction.atomic(using=using), connection.cursor() as cursor:
        own = _not_replaced() if connection.vendor == "sqlite" else ()
        for rule in (*rules(), *own):
            if rule.name not in wrong:
                continue
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {rule.name}")
                cursor.execute(rule.for_sqlite())
            else:
                _put_in(cursor, rule.name, rule.table, rule.for_postgresql(), rule.event)
        if connection.vendor == "postgresql":
            for table in _tables():
                name = f"{_NO_TRUNCATE}_{table}"
                if name in wrong:
                    _put_in(cursor, name, table, _refusal(), "TRUNCATE")


def _put_in(cursor: Any, name: str, table: str, body: str, event: str) -> None:
    each = "STATEMENT" if event == "TRUNCATE" else "ROW"
    cursor.execute(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $kept${body}$kept$"
    )
    cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
    cursor.execute(
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH {each} EXECUTE FUNCTION {name}()"
    )


def _refusal() -> str:
    return f"BEGIN RAISE EXCEPTION '{CONTENT}' USING ERRCODE = 'check_violation'; END"


def remove(using: str = "default") -> None:
    """Take every trigger of ours out, those of earlier releases too."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in _found_in_sqlite(cursor):
                cursor.execute(f'DROP TRIGGER "{name}"')
        elif connection.vendor == "postgresql":
            if connection.in_atomic_block:
                # A table that still has keys to check can't be altered.
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for name in sorted({name for name, *_ in _found_in_postgresql(cursor)}):
                cursor.execute(f'DROP FUNCTION IF EXISTS "{name}"() CASCADE')


@contextmanager
def suspended(using: str = "default") -> Iterator[None]:
    """Without the triggers inside: for restoring a backup into an empty database, and for tests."""
    remove(using)
    try:
        yield
    finally:
        install(using)


def amiss(using: str = "default") -> list[str]:
    """The names of triggers that are missing, switched off, or other ones than they should be."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            found = _found_in_sqlite(cursor)
            wanted_here = (*rules(), *_not_replaced())
            return [rule.name for rule in wanted_here if found.get(rule.name) != rule.for_sqlite()]
        if connection.vendor == "postgresql":
            active = {
                (name, table, kind, body)
                for name, table, kind, body, enabled in _found_in_postgresql(cursor)
                if enabled in ("O", "A")
            }
            wanted = [
                (rule.name, rule.table, _TYPES[rule.event], rule.for_postgresql())
                for rule in rules()
            ]
            wanted += [
                (f"{_NO_TRUNCATE}_{table}", table, _TYPES["TRUNCATE"], _refusal())
                for table in _tables()
            ]
            return [one[0] for one in wanted if one not in active]
    return []


def _tables() -> list[str]:
    """The tables that hold nothing but what is kept, or rows of versions."""
    shared = {models.Department._meta.db_table, models.FiscalYear._meta.db_table}
    return sorted({rule.table for rule in rules()} - shared)


def _has_tables(connection: Any) -> bool:
    """Whether all migrations have run; a database on the way there has no triggers yet."""
    there = set(connection.introspection.table_names())
    return {rule.table for rule in rules()} <= there


def _found_in_sqlite(cursor: Any) -> dict[str, str]:
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    return {name: sql for name, sql in cursor.fetchall() if name.startswith(PREFIX)}


def _found_in_postgresql(cursor: Any) -> list[tuple[str, str, int, str, str]]:
    cursor.execute(
        "SELECT p.proname, c.relname, t.tgtype, p.prosrc, t.tgenabled"
        " FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"
        " AND starts_with(p.proname, %s)",
        [PREFIX],
    )
    return list(cursor.fetchall())
