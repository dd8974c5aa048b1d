"""Published rows and the log stay as they are, whoever asks the database to change them."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from budgets import immutability, log, models
from budgets.storage import write_content
from tests.builders import PUBLIC, department, published, stored, whole_document
from tests.evidence.publishing import performed

pytestmark = [pytest.mark.database, pytest.mark.django_db]

CONTENT = [
    models.BudgetTable,
    models.BudgetRow,
    models.Finding,
    models.Problem,
    models.ExplanationText,
    models.PublishedFile,
]


class Refused:
    """The database refuses what is done inside, in these words, and the transaction goes on."""

    def __init__(self, words: str) -> None:
        self.words = words

    def __enter__(self) -> None:
        self.block = transaction.atomic()
        self.block.__enter__()

    def __exit__(self, kind: Any, error: Any, trace: Any) -> bool:
        self.block.__exit__(kind, error, trace)
        assert isinstance(error, IntegrityError), "nothing was refused"
        assert self.words in str(error)
        return True


def refused(words: str) -> AbstractContextManager[None]:
    return Refused(words)


def sql(statement: str, *values: Any) -> int:
    """Past Django: the number of rows that a statement changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


@pytest.fixture
def public() -> models.Disclosure:
    """A public version with a row in every table below it."""
    data = whole_document()
    draft = stored(data, findings=[])
    draft.findings.create(
        position=0, severity="error", kind="roll-up", row=0, column=0, cell="A1",
        table_n=1, stated=1, expected=2, message="不符", key="k",
    )  # fmt: skip
    draft.problems.create(message="没有读懂", severity="notice")
    draft.told.create(slot="a", text="原因")
    file = {"path": "data.json", "content_type": "x", "sha256": "ab" * 32, "size": 1}
    draft.files.create(**file)
    models.Fact.objects.create(
        disclosure=draft, department=draft.department, year=2026, table_n=1, row=0, column=1, fen=5
    )
    event = draft.events.create(at=timezone.now(), what="载入工作簿")
    models.KeptExplanation.objects.create(event=event, narrative_is_written=False)
    reviewer = get_user_model().objects.create_user("reviewer")
    draft.comments.create(text="请核对", by=reviewer, at=timezone.now())
    draft.status, draft.published_at, draft.sha256 = "published", timezone.now(), "cd" * 32
    draft.save()
    return draft


@pytest.mark.parametrize("model", CONTENT, ids=lambda model: model.__name__)
@pytest.mark.parametrize("status", ["published", "superseded", "withdrawn"])
def test_content_of_a_public_version_is_neither_changed_nor_deleted_nor_added_to(
    public: models.Disclosure, model: Any, status: str
) -> None:
    notice = {"withdrawn_at": timezone.now(), "withdrawal_notice": "撤下"}
    models.Disclosure.objects.update(status=status, **(notice if status == "withdrawn" else {}))
    table = model._meta.db_table
    column = model._meta.local_concrete_fields[-1].column
    copied = [f for f in model._meta.local_concrete_fields if not f.primary_key]
    names = ", ".join(f'"{field.column}"' for field in copied)

    with refused("不能改动"):
        sql(f'UPDATE {table} SET "{column}" = "{column}"')
    with refused("不能改动"):
        sql(f"DELETE FROM {table}")
    with refused("不能改动"):
        sql(f"INSERT INTO {table} ({names}) SELECT {names} FROM {table}")
    assert model.objects.exists()


def test_rows_of_a_draft_can_not_be_moved_below_a_public_version(
    public: models.Disclosure,
) -> None:
    draft = stored(whole_document(version=2))

    with refused("不能改动"):
        draft.tables.update(disclosure=public, n=90)
    with refused("不能改动"):
        models.BudgetRow.objects.filter(table__disclosure=draft).update(
            table=public.tables.first(), position=9_999, key=9_999
        )


def test_facts_stay_while_their_version_is_the_current_one(public: models.Disclosure) -> None:
    with refused("不能改动"):
        sql("UPDATE budgets_fact SET fen = fen + 1")
    with refused("不能改动"):
        sql("DELETE FROM budgets_fact")

    models.Disclosure.objects.update(status="superseded")

    assert sql("DELETE FROM budgets_fact") == 1
    with refused("不能改动"):
        models.Fact.objects.create(
            disclosure=public, department=public.department, year=2026,
            table_n=1, row=0, column=1, fen=5,
        )  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"sha256": "00" * 32},
        {"narrative": [{"heading": "别的", "level": 1, "paragraphs": []}]},
        {"reason": "另一个原因"},
        {"version": 7},
        {"status": "draft"},
        {"status": "superseded", "reason": "顺便改掉"},
        {"published_at": timezone.now()},
        {"as_published": True},
        {"withdrawal_notice": "没有撤下"},
    ],
    ids=lambda change: "+".join(change),
)
def test_a_public_version_takes_no_other_step(
    public: models.Disclosure, change: dict[str, Any]
) -> None:
    with refused("不能改动"):
        models.Disclosure.objects.filter(pk=public.pk).update(**change)
    with refused("不能改动"):
        sql("DELETE FROM budgets_disclosure WHERE id = %s", public.pk)


def test_a_public_version_is_superseded_then_withdrawn_and_never_comes_back(
    public: models.Disclosure,
) -> None:
    found = models.Disclosure.objects.filter(pk=public.pk)

    assert found.update(status="superseded") == 1
    with refused("不能改动"):
        found.update(status="published")
    gone = {"status": "withdrawn", "withdrawn_at": timezone.now(), "withdrawal_notice": "有误"}
    assert found.update(**gone) == 1
    with refused("不能改动"):
        found.update(status="superseded")
    with refused("不能改动"):
        found.update(withdrawal_notice="另一个说法")


def test_what_happened_to_a_public_version_is_only_added_to(public: models.Disclosure) -> None:
    with refused("只能追加"):
        sql("UPDATE budgets_disclosureevent SET note = 'x'")
    with refused("只能追加"):
        sql("DELETE FROM budgets_disclosureevent")
    with refused("只能追加"):
        sql("DELETE FROM budgets_keptexplanation")

    public.events.create(at=timezone.now(), what="被更正")


def test_a_comment_on_a_public_version_can_be_settled_and_not_reworded(
    public: models.Disclosure,
) -> None:
    comment = public.comments.get()

    with refused("批注"):
        public.comments.update(text="别的话")
    with refused("批注"):
        sql("DELETE FROM budgets_cellcomment")
    public.comments.update(settled_by=comment.by, settled_at=timezone.now())


def test_the_log_is_only_added_to_at_its_end() -> None:
    log.append("login", about="a")
    entry = log.append("logout", about="a")

    with refused("日志只能追加"):
        sql("UPDATE budgets_logentry SET action = 'x'")
    with refused("日志只能追加"):
        sql("DELETE FROM budgets_logentry WHERE position = 2")
    entry.pk, entry.position, entry.previous, entry.sha256 = None, 7, "1" * 64, "2" * 64
    with refused("日志只能追加"):
        entry.save(force_insert=True)
    assert models.LogEntry.objects.count() == 2


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="OR REPLACE is SQLite's")
def test_no_kept_row_is_replaced_by_another(public: models.Disclosure) -> None:
    """SQLite takes the row that is in the way out without asking the triggers of DELETE."""
    draft = stored(whole_document(version=2))
    ours, theirs = draft.tables.first(), public.tables.first()
    assert ours is not None
    assert theirs is not None
    entry = log.append("login", about="a")

    def copy(model: Any, pk: int, **other: str) -> str:
        names = [field.column for field in model._meta.local_concrete_fields]
        told = ", ".join(other.get(name, f'"{name}"') for name in names)
        into = ", ".join(f'"{name}"' for name in names)
        table = model._meta.db_table
        return f"INSERT OR REPLACE INTO {table} ({into}) SELECT {told} FROM {table} WHERE id = {pk}"

    for statement in (
        copy(models.Disclosure, public.pk, status="'draft'"),
        copy(models.Disclosure, public.pk, status="'draft'", id="9999"),
        copy(models.BudgetTable, ours.pk, id=str(theirs.pk), n="90"),
        f"UPDATE OR REPLACE budgets_budgettable SET id = {theirs.pk} WHERE id = {ours.pk}",
        f"UPDATE OR REPLACE budgets_disclosure SET version = 1 WHERE id = {draft.pk}",
        copy(models.LogEntry, entry.pk, position="2", previous="'x'", sha256="'y'"),
        copy(models.LogEntry, entry.pk, position="2", previous="'x'", id="9999"),
        copy(models.Department, public.department_id, slug="'another'"),
    ):
        with refused("不能用另一行顶替"):
            sql(statement)

    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER kept_budgets_logentry_replacing_insert")
    assert immutability.amiss() == ["kept_budgets_logentry_replacing_insert"]
    immutability.install()


def test_public_addresses_stay(public: models.Disclosure) -> None:
    with refused("网址"):
        models.Department.objects.update(slug="another")
    with refused("网址"):
        models.FiscalYear.objects.update(year=2030)
    for place, field in ((public.department, "slug"), (public.fiscal_year, "year")):
        setattr(place, field, "2031")
        with pytest.raises(ValidationError, match="网址要一直有效"):
            place.full_clean()
    models.Department.objects.update(name="改了名称的办公室")
    department("without-documents", "没有文件的单位")
    models.Department.objects.filter(slug="without-documents").update(slug="renamed")


def test_a_person_who_did_something_can_not_be_deleted(public: models.Disclosure) -> None:
    person = get_user_model().objects.create_user("officer")
    public.events.create(at=timezone.now(), what="被更正", by=person)

    with pytest.raises(ProtectedError):
        person.delete()


def test_a_draft_goes_with_all_that_happened_to_it() -> None:
    draft = stored(whole_document())
    event = draft.events.create(at=timezone.now(), what="载入工作簿")
    models.KeptExplanation.objects.create(event=event, narrative_is_written=False)
    draft.told.create(slot="a", text="原因")

    draft.delete()

    assert not models.DisclosureEvent.objects.exists()
    assert not models.BudgetRow.objects.exists()


def test_a_draft_is_stored_anew_while_another_version_is_public(
    public: models.Disclosure,
) -> None:
    draft = stored(whole_document(version=2))

    write_content(draft, whole_document(version=2))

    assert draft.tables.count() == public.tables.count()


def test_what_a_public_version_says_of_performance_stays_while_it_is_current() -> None:
    shown = performed()
    rows = {rule.table for rule in immutability.rules() if rule.table.startswith("performance_")}
    filled = {table for table in rows if sql(f"UPDATE {table} SET id = id")}
    assert len(filled) >= 6

    for table in sorted(filled):
        number = "table_n"
        with refused("不能改动"):
            sql(f"UPDATE {table} SET {number} = {number} + 1")
        with refused("不能改动"):
            sql(f"DELETE FROM {table}")

    models.Disclosure.objects.filter(pk=shown.pk).update(status="superseded")
    shown.project_budgets.all().delete()
    assert not shown.project_budgets.exists()


def test_every_rule_stands_in_the_database_and_a_missing_one_is_named() -> None:
    assert immutability.amiss() == []

    immutability.remove()
    assert set(immutability.amiss()) >= {rule.name for rule in immutability.rules()}

    immutability.install()
    assert immutability.amiss() == []


def test_a_trigger_that_was_weakened_is_named() -> None:
    name = "kept_budgets_logentry_delete"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute(
                f"CREATE TRIGGER {name} BEFORE DELETE ON budgets_logentry BEGIN SELECT 1; END"
            )
        else:
            cursor.execute(f"ALTER TABLE budgets_logentry DISABLE TRIGGER {name}")

    assert immutability.amiss() == [name]

    immutability.install()
    assert immutability.amiss() == []


def test_every_table_of_a_version_has_its_rules() -> None:
    """A model that is added below a version must say whether it is kept."""
    known = {rule.table for rule in immutability.rules()}
    # Looks at a version, what it was read from, what was made of it: none of its content.
    private = {
        models.Upload,
        models.Inspection,
        models.Job,
        models.Presence,
        models.SearchText,
    }
    below = [models.Disclosure]
    for model in below:
        below += [
            relation.related_model
            for relation in model._meta.related_objects
            if relation.related_model not in (*below, *private)
        ]

    assert {model._meta.db_table for model in below} <= known


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("table", ["budgets_logentry", "budgets_budgetrow", "budgets_fact"])
def test_no_table_of_public_rows_is_emptied_at_once(table: str) -> None:
    with refused("不能改动"):
        sql(f"TRUNCATE {table} CASCADE")


def test_the_states_that_are_kept_are_the_public_ones() -> None:
    assert {*PUBLIC, "withdrawn"} == set(
        immutability.PUBLIC.strip("()").replace("'", "").split(", ")
    )
    assert published(whole_document()).status in PUBLIC
