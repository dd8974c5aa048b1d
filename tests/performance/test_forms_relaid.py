"""A printed table with another content: what stays keeps its cell, what changes is read again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budgets.data import RowData, TableData
from budgets.vocabulary import shipped_vocabulary
from budgets.workbook.document import read_document
from performance.data import ProjectData
from performance.forms import names
from performance.forms.official import lay_out, relaid
from performance.values import parse_value
from tests.performance import form_subjects as subjects
from tests.performance.test_forms import FOUND, read, unnamed

TARGETS = [form for form in FOUND if form not in names.EVALUATION_FORMS]
every_target_form = pytest.mark.parametrize("form", TARGETS)


def laid(form: str, subject: Any) -> TableData:
    made = lay_out(form, subject, n=1, fiscal_year=2024)
    assert isinstance(made, TableData)
    return made


def found_in(form: str, table: TableData) -> Any:
    found = read(replace(table, unit="万元"))
    if form in names.OVERALL_FORMS:
        return [unnamed(found.overall)]
    return [unnamed(one) for one in found.projects]


@every_target_form
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_another_content_is_read_again_as_it_was(form: str, data: st.DataObject) -> None:
    before, after = data.draw(FOUND[form]), data.draw(FOUND[form])

    table = relaid(laid(form, before), after)

    wanted = after if isinstance(after, list) else [after]
    assert found_in(form, table) == [unnamed(one) for one in wanted]


@every_target_form
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_the_same_content_changes_nothing(form: str, data: st.DataObject) -> None:
    table = laid(form, data.draw(FOUND[form]))
    found = read(replace(table, unit="万元"))

    again = relaid(table, found.overall or found.projects)

    assert again == table


def rows(table: TableData) -> list[tuple[str | None, ...]]:
    return [row.cells for row in table.rows]


LIST = TableData(
    n=3,
    kind="performance",
    code="附表9",
    title="2025年部门项目绩效目标公开表",
    unit="万元",
    header=(
        ("序号", "单位名称", "项目编码", "预算项目名称", "年度预算数", "总体目标", "绩效指标", None, None, None),
        (None, None, None, None, None, None, "三级指标", "二级指标", "一级指标", "目标值"),
    ),
    rows=tuple(
        RowData(cells, "text")
        for cells in (
            ("1", "某局本级", "13010024P00971", "设备购置", "10.70", "保障办公。", "购置 数量", "数量指标", "产出指标", "≥ 8台"),
            (None, None, None, None, None, None, "验收合格率", "质量指标", "产出指标", "95％以上"),
            ("2", "某局本级", "13010024P00972", "业务培训", "6.56", "提升能力。", "培训人次", "数量指标", "产出指标", "≥450人"),
            ("合计", None, None, None, "17.26", None, None, None, None, None),
        )
    ),
    columns=(),
    merges=(
        *((0, c, 1, c) for c in range(6)),
        (0, 6, 0, 9),
        *((2, c, 3, c) for c in range(6)),
    ),
    unit_line="单位：万元",
    notes=("注：本表不含涉密项目。",),
)  # fmt: skip


def test_a_list_keeps_its_head_its_order_of_columns_and_its_own_words() -> None:
    first, second = read(LIST).projects
    more = replace(second.indicators[0], level3="培训覆盖率", value=parse_value("≥75%"), cells={})

    table = relaid(LIST, [first, replace(second, indicators=(*second.indicators, more))])

    assert (table.code, table.title, table.header, table.notes) == (
        LIST.code,
        LIST.title,
        LIST.header,
        LIST.notes,
    )
    assert rows(table)[:3] == rows(LIST)[:3]
    assert rows(table)[3] == (*[None] * 6, "培训覆盖率", "数量指标", "产出指标", "≥75%")
    assert rows(table)[4] == rows(LIST)[3]
    assert set(LIST.merges) | {(4, c, 5, c) for c in range(6)} == set(table.merges)


def test_a_project_is_put_into_a_list_and_taken_out_of_it() -> None:
    first, second = read(LIST).projects
    third = ProjectData(
        "13010024P00973",
        "文件印刷",
        second.amounts,
        goals=second.goals,
        indicators=second.indicators,
    )

    more = relaid(LIST, [first, second, third])
    fewer = relaid(LIST, [second])

    assert rows(more)[3][:6] == (
        "3",
        "某局本级",
        "13010024P00973",
        "文件印刷",
        "6.56",
        "提升能力。",
    )
    assert rows(fewer) == [("1", *rows(LIST)[2][1:]), rows(LIST)[3]]


def test_what_a_list_has_no_column_for_takes_the_standard_layout() -> None:
    first, second = read(LIST).projects

    table = relaid(LIST, [first, replace(second, purpose="培训全市外事干部")])

    assert (table.n, table.code, table.title) == (LIST.n, LIST.code, LIST.title)
    assert table.header[0][0] == "项目名称"


def stacked(*tables: TableData) -> TableData:
    """Forms below each other in one sheet, each under its title."""
    lines: list[RowData] = []
    merges: list[tuple[int, int, int, int]] = []
    for number, one in enumerate(tables):
        if number:
            merges.append((len(lines), 0, len(lines), 6))
            lines.append(RowData((one.title, *[None] * 6), "text"))
        merges += [(t + len(lines), c, b + len(lines), r) for t, c, b, r in one.merges]
        lines += one.rows
    return replace(tables[0], rows=tuple(lines), merges=tuple(sorted(merges)))


@settings(max_examples=10, deadline=None)
@given(
    projects=st.lists(subjects.hebei_project(), min_size=3, max_size=3, unique_by=lambda p: p.code)
)
def test_of_forms_below_each_other_only_the_changed_one_changes(
    projects: list[ProjectData],
) -> None:
    table = stacked(*(laid(names.HEBEI_PROJECT, one) for one in projects))
    first, second, third = read(table).projects
    other = replace(second, indicators=second.indicators[:1], purpose="另作他用")

    changed = relaid(table, [first, other, third])
    fewer = relaid(table, [first, third])

    assert [unnamed(one) for one in read(changed).projects] == [
        unnamed(one) for one in (first, other, third)
    ]
    assert [unnamed(one) for one in read(fewer).projects] == [unnamed(first), unnamed(third)]


DOCUMENTS = (
    ("beijing-fao-2026-budget", "budget", 2026),
    ("xicheng-fao-2022-budget", "budget", 2022),
    ("xicheng-fao-2024-budget", "budget", 2024),
    ("shijiazhuang-fao-2024-performance", "performance", 2024),
)


@pytest.mark.parametrize(("folder", "kind", "year"), DOCUMENTS, ids=[d[0] for d in DOCUMENTS])
def test_published_tables_keep_every_cell_but_the_changed_one(
    shared_documents: Path, folder: str, kind: str, year: int
) -> None:
    document = read_document(
        shared_documents / folder / "tables.xlsx",
        department="某市人民政府外事办公室",
        fiscal_year=year,
        kind=kind,
        vocabulary=shipped_vocabulary(),
    ).data
    for table in (one for one in document.tables if one.kind == "performance"):
        found = read(replace(table, unit=table.unit or "万元"))
        subject: Any = found.overall or list(found.projects)
        last = subject if found.overall else subject[-1]
        indicator = last.indicators[-1]
        value = parse_value("77", indicator.value.operator, indicator.value.unit)
        changed = replace(last, indicators=(*last.indicators[:-1], replace(indicator, value=value)))

        same = relaid(table, subject)
        other = relaid(table, changed if found.overall else [*subject[:-1], changed])

        assert same == table
        assert other.merges == table.merges
        differing = [
            (number, column)
            for number, (a, b) in enumerate(zip(rows(table), rows(other), strict=True))
            for column, (x, y) in enumerate(zip(a, b, strict=True))
            if x != y
        ]
        ref = indicator.cells["value"]
        assert differing == [(ref.row, ref.column)]
