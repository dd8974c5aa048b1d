"""What holds for every performance table, whatever is printed in it and wherever it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budgets.data import CellRef, DisclosureData, Origin, RowData, TableData
from performance.reading import Reading, read_performance
from performance.reading.words import fields as known_words
from tests.performance.reading_building import document, performance_table

HEBEI = """
项目编码 | 13010024P00971210054H | < | 项目名称 | 甲项目 | < | <
预算规模及资金用途 | 预算数 | 10.7 | 其中:财政资金 | 10.7 | 其他资金 |
^ | 买东西 | < | < | < | < | <
资金支出计划(%) | 3月底 | < | 6月底 | 10月底 | 12月底 | <
^ | 30% | < | 60% | 90% | 100% | <
绩效目标 | 1.做好事 | < | < | < | < | <
一级指标 | 二级指标 | 三级指标 | 绩效指标描述 | < | 指标值 | 指标值确定依据
产出指标 | 数量指标 | 数量 | 描述 | < | ≥8台 | 计划
^ | 质量指标 | 质量 | 描述 | < | ≥95% | 计划
项目负责人 | 张三 | < | 联系电话 | 13800001111 | < | <
"""
LIST = """
项目名称 | 项目类别 | 项目总额 | 其中： | < | 绩效目标 | 一级指标 | 二级指标 | 三级指标 | 绩效指标性质 | 本年绩效指标值 | 绩效度量单位
^ | ^ | ^ | 财政资金 | 其他资金 | ^ | ^ | ^ | ^ | ^ | ^ | ^
11000022T000000391739-甲 | 31-部门项目 | 90 | 80 | 10 | 目标甲 | 产出指标 | 数量指标 | 人数 | ≥ | 5 | 人
^ | ^ | ^ | ^ | ^ | ^ | 产出指标 | 质量指标 | 合格率 | ≥ | 95 | %
11000022T000000391740-乙 | 31-部门项目 | 20 | 20 |  | 目标乙 | 产出指标 | 数量指标 | 场次 | ≥ | 3 | 场
"""
OVERALL = """
单位名称 | < | 某局 | < | < | < | < | <
总体资金情况（万元） | < | 预算支出总额 | 财政拨款 | < | < | 其他资金 | <
^ | ^ | ^ | 合计 | 基本支出 | 项目支出 | 合计 | 基本支出
^ | ^ | 100 | 90 | 60 | 30 | 10 | 10
整体绩效目标 | 整体绩效目标 | 做好工作 | < | < | < | < | <
^ | 其他说明 |  | < | < | < | < | <
^ | 活动 | 绩效指标 | 指标性质 | 指标值 | 度量单位 |  |
^ | 领事保护 | 产出指标数量指标大讲堂场次 | ≥ | 10 | 场次 |  |
^ | ^ | 产出指标质量指标合格率 | = | 100 | % |  |
"""
FORMS = {"Hebei": HEBEI, "list": LIST, "overall": OVERALL}
PERSON, PHONE = "张三", "13800001111"

_words = st.sampled_from(sorted(known_words()))
_levels = st.sampled_from(
    ["产出指标", "数量指标", "满意度指标", "指标1：", "合计", "产出指标数量指标场次"]
)
_figures = st.sampled_from(
    [
        "10",
        "10.50",
        "１０",
        "30%",
        "≥",
        "≥5台",
        "定性",
        "优良中低差",
        "-",
        "3月底",
        "12月底",
        "1,000",
        "1e5",
    ]
)
_anything = st.text(max_size=8)
_texts = st.one_of(st.none(), _words, _words, _levels, _figures, _anything)


@st.composite
def grids(draw: st.DrawFn) -> TableData:
    """A table of known headings, figures and anything, with merges at random."""
    width = draw(st.integers(1, 8))
    height = draw(st.integers(1, 9))
    depth = draw(st.integers(0, min(3, height)))
    lines = [tuple(draw(st.lists(_texts, min_size=width, max_size=width))) for _ in range(height)]
    area = st.tuples(
        st.integers(0, height), st.integers(0, width), st.integers(0, height), st.integers(0, width)
    )
    origins = [Origin("表", row, 1) for row in range(height)]
    return TableData(
        n=3,
        kind="performance",
        code="",
        title=draw(
            st.sampled_from(["项目支出绩效目标表", "整体支出绩效目标表", "自评表", "", "表"])
        ),
        unit=draw(st.sampled_from(["", "万元"])),
        header=tuple(lines[:depth]),
        rows=tuple(
            RowData(line, "text", origin=origin)
            for line, origin in zip(lines[depth:], origins[depth:], strict=True)
        ),
        columns=(),
        merges=tuple(draw(st.lists(area, max_size=6))),
        unit_line=draw(st.sampled_from(["", "单位：万元", "单位：元"])),
        sheet="表",
        header_origins=tuple(origins[:depth]),
    )


def refs(found: object) -> Iterator[CellRef]:
    """Every CellRef in a value."""
    if isinstance(found, CellRef):
        yield found
    elif is_dataclass(found) and not isinstance(found, type):
        for one in fields(found):
            yield from refs(getattr(found, one.name))
    elif isinstance(found, dict):
        yield from (ref for value in found.values() for ref in refs(value))
    elif isinstance(found, tuple | list):
        yield from (ref for value in found for ref in refs(value))


@settings(max_examples=400, deadline=None)
@given(st.lists(grids(), max_size=2), st.sampled_from(["budget", "performance", "evaluation"]))
def test_every_table_is_read_without_an_exception_and_keeps_what_it_prints(
    tables: list[TableData], kind: str
) -> None:
    tables = [replace(table, n=n) for n, table in enumerate(tables, 1)]

    reading = read_performance(document(*tables, kind=kind))

    assert [table.n for table in reading.tables] == [table.n for table in tables]
    for before, after in zip(tables, reading.tables, strict=True):
        assert [len(row.cells) for row in after.rows] == [len(row.cells) for row in before.rows]
        unread = {(one.row, one.column) for one in after.uninterpreted}
        for one in after.uninterpreted:
            printed = (
                [row[one.column] for row in after.header]
                if one.row < 0
                else [after.rows[one.row].cells[one.column]]
            )
            assert one.text in [(text or "").strip() for text in printed]
            assert one.why
        for fact in after.facts:
            assert (fact.row, fact.column) not in unread
            assert fact.amount.printed == after.text(fact.row, fact.column).strip()
    assert all(problem.message for problem in reading.problems)


@settings(max_examples=400, deadline=None)
@given(grids())
def test_every_cell_that_a_reading_names_is_a_cell_of_its_table(table: TableData) -> None:
    reading = read_performance(document(table))

    for ref in refs(reading.performance):
        assert ref.cell == table.cell(ref.row, ref.column)
        assert ref.n == 3


def _moved(data: DisclosureData, down: int, right: int, sheet: str) -> DisclosureData:
    """The same document with its forms elsewhere in sheets of other names."""

    def origin(one: Origin) -> Origin:
        return Origin(sheet, one.row + down, one.column + right)

    tables = tuple(
        replace(
            table,
            sheet=sheet,
            rows=tuple(replace(row, origin=origin(row.origin)) for row in table.rows),
            header_origins=tuple(map(origin, table.header_origins)),
        )
        for table in data.tables
    )
    return replace(data, tables=tables)


def _said(reading: Reading) -> tuple[object, ...]:
    return (
        reading.performance,
        [table.facts for table in reading.tables],
        [table.uninterpreted for table in reading.tables],
        [(problem.message, problem.severity) for problem in reading.problems],
    )


@pytest.mark.parametrize("form", FORMS)
@given(st.integers(0, 300), st.integers(0, 60), st.sampled_from(["甲", "Sheet1", "2 表（二）"]))
def test_where_a_form_stands_and_what_its_sheet_is_called_changes_nothing(
    form: str, down: int, right: int, sheet: str
) -> None:
    data = document(performance_table(FORMS[form], unit_line="单位：万元"))

    assert _said(read_performance(_moved(data, down, right, sheet))) == _said(
        read_performance(data)
    )


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("header", [1, 2, 3, 7])
def test_it_makes_no_difference_where_the_head_was_taken_to_end(form: str, header: int) -> None:
    lines = len(FORMS[form].strip().splitlines())
    plain = read_performance(document(performance_table(FORMS[form], unit="万元")))

    split = read_performance(
        document(performance_table(FORMS[form], unit="万元", header=min(header, lines)))
    )

    assert split.performance == plain.performance
    assert [p.cell for p in split.problems] == [p.cell for p in plain.problems]


@pytest.mark.parametrize("form", FORMS)
def test_a_blank_column_or_row_between_changes_nothing(form: str) -> None:
    lines = FORMS[form].strip().splitlines()
    spread = "\n".join(["| |", *(f" | {line} | " for line in lines)])
    plain = read_performance(document(performance_table(FORMS[form], unit="万元")))

    wider = read_performance(document(performance_table(spread, unit="万元")))

    assert wider.performance == plain.performance


@given(st.permutations(range(12)))
def test_the_columns_of_a_list_may_stand_in_any_order(order: list[int]) -> None:
    lines = [
        "项目编码 | 项目名称 | 项目类别 | 项目总额 | 财政资金 | 其他资金 | 绩效目标 | 一级指标 | 二级指标 | 三级指标 | 计算符号 | 指标值",
        "A1234567 | 甲 | 31 | 90 | 80 | 10 | 目标甲 | 产出指标 | 数量指标 | 人数 | ≥ | 5人",
        " | | | | | | | 产出指标 | 质量指标 | 合格率 | ≥ | 95%",
        "A1234568 | 乙 | 31 | 20 | 20 | 0 | 目标乙 | 效益指标 | 社会效益指标 | 影响 | 定性 | 好",
    ]
    cells = [[cell.strip() for cell in line.split("|")] for line in lines]
    mixed = "\n".join(" | ".join(line[place] for place in order) for line in cells)

    reading = read_performance(document(performance_table(mixed, unit_line="单位：元")))

    first, second = reading.performance.projects
    assert (first.code, first.name, first.category) == ("A1234567", "甲", "31")
    assert {one.measure: one.amount.fen for one in first.amounts} == {
        "total": 9000,
        "fiscal": 8000,
        "other": 1000,
    }
    assert [(i.level2, i.name, i.value.printed) for i in first.indicators] == [
        ("数量指标", "人数", "5人"),
        ("质量指标", "合格率", "95%"),
    ]
    assert [i.value.operator for i in second.indicators] == ["定性"]
    assert not reading.problems
    assert not reading.tables[0].uninterpreted


@pytest.mark.parametrize("form", FORMS)
def test_full_width_digits_read_the_same(form: str) -> None:
    wide = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
    lines = [
        " | ".join(
            c.translate(wide)
            if c.strip()[:1].isdigit() and "T" not in c and "P" not in c and "月" not in c
            else c
            for c in line.split(" | ")
        )
        for line in FORMS[form].strip().splitlines()
    ]
    plain = read_performance(document(performance_table(FORMS[form], unit="万元")))

    typed = read_performance(document(performance_table("\n".join(lines), unit="万元")))

    for one, other in zip(plain.performance.projects, typed.performance.projects, strict=True):
        assert [a.amount.fen for a in one.amounts] == [a.amount.fen for a in other.amounts]
        assert [s.percent for s in one.plan] == [s.percent for s in other.plan]
        assert [i.value.number for i in one.indicators] == [
            i.value.number for i in other.indicators
        ]
    assert [p.message for p in typed.problems] == [p.message for p in plain.problems]


@given(
    st.sampled_from(["项目负责人", "联 系 电 话", "填报人：", "负责人（签字）", "联系人及电话"]),
    st.integers(0, 9),
)
def test_a_private_person_is_nowhere_in_what_was_read(label: str, place: int) -> None:
    lines = HEBEI.strip().splitlines()[:-1]
    lines.insert(place, f"{label} | 赵钱孙 | < | 联系电话 | 010-66001122 | < | <")
    data = document(performance_table("\n".join(lines), unit_line="单位：万元"))

    said = repr(read_performance(data))

    assert "赵钱孙" not in said
    assert "66001122" not in said
