"""The official layouts: what is laid out is read again as it was, and prints as the originals do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budgets.data import DisclosureData, TableData
from budgets.vocabulary import shipped_vocabulary
from budgets.workbook.document import read_document
from budgets.workbook.writer import write_workbook
from performance.data import EvaluationData, PerformanceData
from performance.forms import names
from performance.forms.official import lay_out
from performance.reading import read_performance
from tests.performance import form_subjects as subjects


def read(*tables: TableData) -> PerformanceData:
    return read_performance(DisclosureData("某局", 2024, "performance", tables)).performance


def unnamed(subject: Any) -> Any:
    """A subject without what is its form's: heading paths, blank amounts, points over lines."""
    if isinstance(subject, EvaluationData):
        items = tuple(
            replace(
                item,
                execution=tuple(
                    replace(one, weight=None, score=None, initial=None) for one in item.execution
                ),
            )
            for item in subject.items
        )
        # The parts of a project's evaluation are its levels.
        parts = () if subject.subject == "project" else subject.parts
        return replace(subject, items=items, parts=parts)
    if hasattr(subject, "amounts"):
        stated = (one for one in subject.amounts if one.amount.printed)
        amounts = tuple(replace(one, name="") for one in stated)
        goals = tuple(replace(one, heading="") for one in subject.goals)
        return replace(subject, amounts=amounts, goals=goals)
    return subject


def reloaded(*tables: TableData) -> tuple[TableData, ...]:
    """The tables written as a workbook and loaded again."""
    document = DisclosureData("某局", 2024, "performance", tables)
    read_again = read_document(
        write_workbook(document),
        department="某局",
        fiscal_year=2024,
        kind="performance",
        vocabulary=shipped_vocabulary(),
    )
    assert read_again.problems == ()
    return read_again.data.tables


FOUND = {
    names.BEIJING_PROJECTS: subjects.listed_projects(names.BEIJING_PROJECTS),
    names.XICHENG_PROJECTS: subjects.listed_projects(names.XICHENG_PROJECTS),
    names.HEBEI_PROJECT: subjects.hebei_project(),
    names.TWO_SIDED_PROJECT: subjects.two_sided_project(),
    names.NATIONAL_PROJECT: subjects.national_project(),
    names.BEIJING_OVERALL: subjects.beijing_overall(),
    names.XICHENG_OVERALL_2022: subjects.xicheng_overall(),
    names.BEIJING_EVALUATION: subjects.beijing_evaluation(),
    names.NATIONAL_PROJECT_EVALUATION: subjects.national_evaluation(),
}
every_form = pytest.mark.parametrize("form", FOUND)
few = settings(max_examples=20, deadline=None)


def laid(form: str, subject: Any) -> tuple[TableData, ...]:
    made = lay_out(form, subject, n=1, fiscal_year=2024)
    return made if isinstance(made, tuple) else (made,)


@every_form
@few
@given(data=st.data())
def test_what_is_laid_out_is_read_again_as_it_was(form: str, data: st.DataObject) -> None:
    subject = data.draw(FOUND[form])

    found = read(*laid(form, subject))

    if form in names.EVALUATION_FORMS:
        assert [unnamed(one) for one in found.evaluations] == [subject]
    elif form in names.OVERALL_FORMS:
        assert unnamed(found.overall) == unnamed(subject)
    else:
        given_ones = subject if isinstance(subject, list) else [subject]
        assert [unnamed(one) for one in found.projects] == [unnamed(one) for one in given_ones]


@every_form
@settings(max_examples=6, deadline=None)
@given(data=st.data())
def test_a_workbook_of_a_form_loads_to_the_identical_table(form: str, data: st.DataObject) -> None:
    tables = laid(form, data.draw(FOUND[form]))

    again = reloaded(*tables)

    assert again == tables
    assert read(*again) == read(*tables)
