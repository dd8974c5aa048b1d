"""The real workbooks with every merged cell taken apart, its text left in the first one."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from budgets.data import DisclosureData
from budgets.vocabulary import shipped_vocabulary
from budgets.workbook.document import read_document
from performance.data import OverallData, PerformanceData, ProjectData
from performance.reading import read_performance
from tests.performance.test_checks_documents import KINDS

KINDS_OF_ALL = {**KINDS, "beijing-fao-2023-evaluation": ("evaluation", 2023)}


def read(source: bytes, name: str) -> tuple[DisclosureData, PerformanceData]:
    kind, year = KINDS_OF_ALL[name]
    document = read_document(
        source,
        department="某办公室",
        fiscal_year=year,
        kind=kind,
        vocabulary=shipped_vocabulary(),
    )
    reading = read_performance(document.data)
    return DisclosureData("某办公室", year, kind, reading.tables), reading.performance


def unmerged(source: bytes) -> bytes:
    book = load_workbook(io.BytesIO(source))
    for sheet in book.worksheets:
        for area in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(area))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def said(form: ProjectData | OverallData) -> tuple[object, ...]:
    """What a form says, whatever stands over the headings of its amounts."""
    amounts = [(one.measure, one.amount) for one in form.amounts]
    return replace(form, amounts=()), amounts


@pytest.mark.parametrize("name", KINDS_OF_ALL)
def test_a_real_document_says_the_same_without_its_merges(shared_documents, name):
    source = (shared_documents / name / "tables.xlsx").read_bytes()

    data, performance = read(unmerged(source), name)

    _, whole = read(source, name)
    assert [said(one) for one in performance.projects] == [said(one) for one in whole.projects]
    assert (performance.overall is None) == (whole.overall is None)
    if performance.overall and whole.overall:
        assert said(performance.overall) == said(whole.overall)
    assert performance.evaluations == whole.evaluations
    assert [t.title for t in data.tables if t.kind == "performance" and t.uninterpreted] == []
