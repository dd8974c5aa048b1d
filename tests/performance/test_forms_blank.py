"""Blank forms: they load as they were written, and a filled one says what was filled in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from budgets.data import RowData, TableData
from performance.forms import names
from performance.forms.official import FORMS, blank
from tests.performance.test_forms import read, reloaded


@pytest.mark.parametrize("form", FORMS)
def test_a_blank_form_loads_as_it_was_written(form: str) -> None:
    tables = blank(form, fiscal_year=2024)

    assert reloaded(*tables) == tables


@pytest.mark.parametrize("form", FORMS)
def test_every_form_has_a_chinese_label_and_a_title(form: str) -> None:
    info = FORMS[form]

    assert info.name == form
    assert info.label.isprintable()
    assert not info.label.isascii()
    assert all("绩效" in table.title or "预算" in table.title for table in blank(form)[:1])


def filled(table: TableData, cells: dict[tuple[int, int], str]) -> TableData:
    rows = [list(row.cells) for row in table.rows]
    for (row, column), text in cells.items():
        rows[row][column] = text
    return replace(table, rows=tuple(RowData(tuple(row), "text") for row in rows))


def test_what_is_filled_into_a_blank_form_is_read() -> None:
    (form,) = blank(names.HEBEI_PROJECT)
    cells = {
        (0, 1): "13010024P00971210054H",
        (0, 4): "办公设备购置",
        (1, 2): "10.70",
        (4, 1): "30%",
        (4, 5): "100%",
        (5, 1): "保障日常办公。",
        (10, 2): "购置数量",
        (10, 5): "≥8台",
    }

    (project,) = read(*reloaded(filled(form, cells))).projects

    assert (project.code, project.name) == ("13010024P00971210054H", "办公设备购置")
    assert [step.printed for step in project.plan] == ["30%", "", "", "100%"]
    assert project.goal() == "保障日常办公。"
    named = [one for one in project.indicators if one.level3]
    assert [(one.level1, one.level2, one.value.printed) for one in named] == [
        ("产出指标", "数量指标", "≥8台")
    ]
