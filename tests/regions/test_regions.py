"""Whole document sets of regions whose forms nobody here has seen are read by their words."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import cache

import pytest

from bench.mutation import with_amount
from budgets.reconcile import reconcile
from budgets.vocabulary import shipped_vocabulary
from budgets.workbook.document import ReadDocument, interpret
from budgets.workbook.reader import read_workbook
from tests.regions import (
    accounts,
    central,
    chongqing,
    guangzhou,
    hunan,
    shaanxi,
    shanghai,
    sichuan,
    suzhou,
    zhejiang,
)
from tests.regions.accounting import unaccounted
from tests.regions.documents import Published

BUILDERS: dict[str, Callable[[], Published]] = {
    "central": central.document,
    "central without fund or carry-over": lambda: central.document(plain=True),
    "suzhou": suzhou.document,
    "suzhou of one body": lambda: suzhou.document(plain=True),
    "shanghai": shanghai.document,
    "guangzhou": guangzhou.document,
    "chongqing": chongqing.document,
    "shaanxi": shaanxi.document,
    "sichuan": sichuan.document,
    "hunan": hunan.document,
    "county": zhejiang.document,
    "accounts": accounts.document,
}
every_region = pytest.mark.parametrize("name", BUILDERS)


def read(published: Published) -> ReadDocument:
    return interpret(
        read_workbook(published.book.content()),
        department=published.department,
        fiscal_year=published.fiscal_year,
        kind=published.kind,
        vocabulary=shipped_vocabulary(),
    )


@cache
def document_of(name: str) -> ReadDocument:
    """A region's document as it is read; frozen, so that it is read once for all tests."""
    return read(BUILDERS[name]())


@every_region
def test_every_figure_is_a_fact_or_listed_as_printed(name: str) -> None:
    published = BUILDERS[name]()

    assert unaccounted(read_workbook(published.book.content()), document_of(name)) == []


@every_region
def test_what_a_competent_reader_understands_is_understood(name: str) -> None:
    published = BUILDERS[name]()

    unread = {
        (table.sheet, table.cell(item.row, item.column))
        for table in document_of(name).data.tables
        for item in table.uninterpreted
    }

    assert unread == published.unread


@every_region
def test_every_table_is_found_and_compared_with_the_others(name: str) -> None:
    published = BUILDERS[name]()
    listed = sum(
        any(len(row) > 1 and "<" in row for row in rows) for _, rows, _ in published.book.sheets
    )

    document = document_of(name)

    assert len({table.sheet for table in document.data.tables}) >= listed - 1
    assert not [p.message for p in document.problems if "不在词汇中" in p.message]


@every_region
def test_a_consistent_document_has_no_false_finding(name: str) -> None:
    reconciled = reconcile(document_of(name).data)

    assert [finding.message for finding in reconciled.errors] == []
    assert reconciled.comparisons > 30


@every_region
def test_a_wrong_digit_is_seen_and_named(name: str) -> None:
    published = BUILDERS[name]()
    data = read(published).data
    chance = random.Random(7)
    places = [
        (table, index)
        for table in data.tables
        for index, fact in enumerate(table.facts)
        if fact.amount.fen and fact.coordinates["basis"] in ("budget", "final")
    ]
    missed = []
    sample = chance.sample(places, 24)
    for table, index in sample:
        fact = table.facts[index]
        fen = fact.amount.value + 300 * max(fact.amount.step, 100)
        at = (table.n, fact.row, fact.column)
        errors = reconcile(with_amount(data, table.n, index, fen)).errors
        if not any(
            at in ((f.at.n, f.at.row, f.at.column), *((r.n, r.row, r.column) for r in f.against))
            for f in errors
        ):
            missed.append(f"{table.name} {table.cell(fact.row, fact.column)}")

    assert 100 * len(missed) <= (100 - published.redundant) * len(sample), missed


@every_region
def test_problems_name_sheet_and_cell_in_plain_chinese(name: str) -> None:
    published = BUILDERS[name]()
    sheets = {sheet for sheet, _, _ in published.book.sheets}

    for problem in document_of(name).problems:
        assert problem.sheet in sheets
        assert re.fullmatch(r"[A-Z]{1,3}[1-9]\d*", problem.cell)
        assert re.search("[一-鿿]", problem.message)
        assert not re.search("[a-z]{3,}", problem.message)
