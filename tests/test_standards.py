"""Every standard reads by the vocabulary alone, and is recognised in the documents made with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from budgets.standards import Standard, header_of, recognise, standards
from budgets.vocabulary import ROW, shipped_vocabulary, split_label
from budgets.workbook.blank import blank_document
from tests.documents import ALL, sample

EVERY = pytest.mark.parametrize("standard", standards(), ids=lambda standard: standard.key)


@EVERY
def test_a_blank_document_of_a_standard_is_understood_whole(standard: Standard) -> None:
    data = blank_document(standard, standard.first_year, "某局", shipped_vocabulary())

    assert [table.code for table in data.tables] == [
        form.code for form in standard.forms if form.columns
    ]
    for table in data.tables:
        if table.kind == "money":
            assert table.uninterpreted == ()
            assert not [column.path for column in table.columns if column.kind == "unknown"]
            assert "subject" not in table.slice or table.slice["subject"] == "转移支付"


@EVERY
def test_every_fixed_row_has_a_meaning(standard: Standard) -> None:
    words = shipped_vocabulary()
    for form in standard.forms:
        for row in form.rows:
            for label in filter(None, row):
                text = split_label(label).words
                slice_ = words.read(form.title, "title").coordinates
                known = words.read(text, ROW, slice_).known or words.code_named(text, "function")
                assert known, (form.code, label)


@EVERY
def test_every_derived_form_names_forms_of_its_standard(standard: Standard) -> None:
    codes = {form.code for form in standard.forms}

    assert any(form.derived_from for form in standard.forms)
    assert all(set(form.derived_from) <= codes for form in standard.forms)


@pytest.mark.parametrize("which", ALL, ids=lambda which: which[0])
def test_the_samples_are_of_their_years_standard(which: tuple[str, str, int]) -> None:
    found = recognise(sample(which))

    assert found is not None
    assert found.first_year == which[2]


@pytest.mark.parametrize("which", ALL, ids=lambda which: which[0])
def test_the_forms_have_the_header_that_was_printed(which: tuple[str, str, int]) -> None:
    data = sample(which)
    standard = recognise(data)
    assert standard is not None
    for table in data.tables:
        form = standard.form(table.code)
        if table.kind == "money":
            printed = [tuple("".join(t.split()) for t in column.path) for column in table.columns]
            made = [tuple("".join(t.split()) for t in path) for path in form.columns_of(which[2])]
            assert made == printed, table.name


def test_a_document_of_other_forms_is_of_no_known_standard() -> None:
    data = sample(ALL[0])
    renamed = tuple(replace(table, title=f"某{table.n}") for table in data.tables)

    assert recognise(replace(data, tables=renamed)) is None


def test_a_header_merges_what_begins_alike_and_what_ends_early() -> None:
    rows, merges = header_of([("科目",), ("预算数", "合计"), ("预算数", "基本支出")])

    assert rows == (("科目", "预算数", None), (None, "合计", "基本支出"))
    assert merges == ((0, 0, 1, 0), (0, 1, 0, 2))
