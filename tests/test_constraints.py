"""What the database itself keeps, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError, Sum

from budgets.models import (
    BudgetRow,
    BudgetTable,
    Department,
    Disclosure,
    Fact,
    FiscalYear,
    PublishedFile,
    Region,
    WordMeaning,
)

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOON = datetime(2026, 2, 3, 4, tzinfo=UTC)


@pytest.fixture
def department() -> Department:
    region = Region.objects.create(code="110102", name="北京市西城区")
    return Department.objects.create(slug="xicheng-fao", name="西城区政府外办", region=region)


@pytest.fixture
def year() -> FiscalYear:
    return FiscalYear.objects.create(year=2026)


def published(department: Department, year: FiscalYear, **fields: Any) -> Disclosure:
    return Disclosure.objects.create(
        department=department,
        fiscal_year=year,
        **{"status": "published", "published_at": NOON, "sha256": "ab" * 32, **fields},
    )


def draft(department: Department, year: FiscalYear) -> Disclosure:
    return Disclosure.objects.create(department=department, fiscal_year=year)


def refused(name: str) -> Any:
    """The database refuses by the constraint of this name, and the transaction goes on."""

    class Refused:
        def __enter__(self) -> None:
            self.block = transaction.atomic()
            self.block.__enter__()

        def __exit__(self, kind: Any, error: Any, trace: Any) -> bool:
            self.block.__exit__(kind, error, trace)
            assert isinstance(error, IntegrityError), "nothing was refused"
            # SQLite names the columns of a plain unique constraint instead of the constraint.
            assert name in str(error) or connection.vendor == "sqlite"
            return True

    return Refused()


def test_a_document_has_one_published_version(department: Department, year: FiscalYear) -> None:
    published(department, year)

    with refused("one_published_version_per_document"):
        published(department, year, version=2)

    published(department, year, version=2, status="superseded")
    published(department, year, kind="final-accounts")


def test_a_document_has_one_working_version(department: Department, year: FiscalYear) -> None:
    published(department, year)
    Disclosure.objects.create(department=department, fiscal_year=year, version=2)

    with refused("one_working_version_per_document"):
        Disclosure.objects.create(
            department=department, fiscal_year=year, version=3, status="submitted"
        )


@pytest.mark.parametrize("missing", [{"published_at": None}, {"sha256": ""}])
def test_a_published_version_has_its_date_and_hash(
    department: Department, year: FiscalYear, missing: dict[str, Any]
) -> None:
    with refused("a_public_disclosure_has_its_date_and_hash"):
        published(department, year, **missing)


def test_a_body_that_published_cannot_be_deleted(department: Department, year: FiscalYear) -> None:
    published(department, year)

    with pytest.raises(ProtectedError):
        department.delete()
    with pytest.raises(ProtectedError):
        year.delete()


def test_a_name_stands_once_in_a_region(department: Department) -> None:
    with refused("one_department_of_a_name_per_region"):
        Department.objects.create(slug="other", name="西城区政府外办", region=department.region)


def test_a_word_has_one_general_meaning_and_one_a_region(department: Department) -> None:
    word = {"place": "column", "word": "基本支出"}
    WordMeaning.objects.create(**word)
    WordMeaning.objects.create(**word, region=department.region)

    with refused("one_general_meaning_per_word"):
        WordMeaning.objects.create(**word)
    with refused("one_meaning_per_word_and_region"):
        WordMeaning.objects.create(**word, region=department.region)


def test_a_file_has_one_address_in_a_version(department: Department, year: FiscalYear) -> None:
    disclosure = draft(department, year)
    file = {"path": "report.pdf", "content_type": "application/pdf", "size": 1}
    PublishedFile.objects.create(disclosure=disclosure, sha256="ab" * 32, **file)

    with refused("one_file_per_path"):
        PublishedFile.objects.create(disclosure=disclosure, sha256="cd" * 32, **file)


def test_rows_come_back_as_they_were_printed(department: Department, year: FiscalYear) -> None:
    table = BudgetTable.objects.create(
        disclosure=draft(department, year), n=1, kind="money", title="收支总表"
    )
    cells = ["一、一般公共预算拨款收入", "9,032.213338", None, "　", "𠮷"]
    BudgetRow.objects.create(table=table, position=0, cells=cells, meaning={"2": {"side": "in"}})

    row = BudgetRow.objects.get()

    assert row.cells == cells
    assert row.meaning == {"2": {"side": "in"}}


def test_fen_are_added_without_loss(department: Department, year: FiscalYear) -> None:
    disclosure = draft(department, year)
    Fact.objects.bulk_create(
        Fact(
            disclosure=disclosure,
            department=department,
            year=2026,
            table_n=1,
            row=row,
            column=1,
            fen=9_007_199_254_740_993,  # 2 ** 53 + 1: no double holds it
        )
        for row in range(3)
    )

    total = Fact.objects.aggregate(total=Sum("fen"))["total"]

    assert total == 27_021_597_764_222_979
