"""Sheets about performance: what is a header there, what a title, and that no cell is lost."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from budgets.data import TableData
from budgets.vocabulary import shipped_vocabulary
from budgets.workbook.document import interpret
from budgets.workbook.grid import Area, GridCell, Sheet, Workbook

INDICATORS = ("一级指标", "二级指标", "三级指标", "指标值")


def sheet(rows: list[list[str]], merges: tuple[Area, ...] = (), name: str = "绩效") -> Sheet:
    cells = {
        (row, column): GridCell(text)
        for row, line in enumerate(rows)
        for column, text in enumerate(line)
        if text
    }
    return Sheet(name, False, cells, merges)


def tables(*sheets: Sheet, kind: str = "performance") -> tuple[TableData, ...]:
    return interpret(
        Workbook(sheets),
        department="某局",
        fiscal_year=2024,
        kind=kind,
        vocabulary=shipped_vocabulary(),
    ).data.tables


def everything(found: tuple[TableData, ...]) -> list[str]:
    """Every text of some tables, wherever it stands."""
    return sorted(
        text
        for one in found
        for text in (
            *one.name.split(),
            *one.title_lines,
            one.unit_line,
            *one.notes,
            *(cell for line in one.header for cell in line),
            *(cell for row in one.rows for cell in row.cells),
        )
        if text
    )


def test_a_form_of_blocks_has_no_header() -> None:
    rows = [
        ["项目支出绩效目标表", "", "", ""],
        ["项目编码", "P00971", "项目名称", "办公设备购置"],
        ["预算数", "10.70", "其他资金", ""],
        [*INDICATORS],
        ["产出指标", "数量指标", "购置数量", "≥8台"],
    ]

    (found,) = tables(sheet(rows, ((0, 0, 0, 3),)))

    assert found.header == ()
    assert [row.cells[0] for row in found.rows] == ["项目编码", "预算数", "一级指标", "产出指标"]


def test_a_label_that_reaches_from_the_head_into_the_rows_makes_it_no_header() -> None:
    rows = [
        ["部门整体支出绩效目标表", "", "", ""],
        ["总体资金情况", "支出总额", "基本支出", "项目支出"],
        ["", "586.48", "496.75", "89.73"],
    ]

    (found,) = tables(sheet(rows, ((0, 0, 0, 3), (1, 0, 2, 0))))

    assert found.header == ()
    assert len(found.rows) == 2


def test_a_list_of_projects_has_its_header() -> None:
    rows = [
        ["项目支出绩效目标表", "", "", "", ""],
        ["项目名称", "其中：", "", "三级指标", "指标值"],
        ["", "财政资金", "其他资金", "", ""],
        ["培训类项目", "90.00", "", "参训人数", "≥700人次"],
    ]
    merges = ((0, 0, 0, 4), (1, 0, 2, 0), (1, 1, 1, 2), (1, 3, 2, 3), (1, 4, 2, 4))

    (found,) = tables(sheet(rows, merges))

    assert len(found.header) == 2
    assert len(found.rows) == 1


def test_a_row_that_nobody_filled_in_stays_where_a_label_covers_it() -> None:
    rows = [
        ["项目支出绩效目标表", "", "", ""],
        ["项目名称", "办公设备购置", "", ""],
        ["预算规模及资金用途", "预算数", "10.70", "其他资金"],
        ["", "", "", ""],
        [*INDICATORS],
        ["产出指标", "数量指标", "购置数量", "≥8台"],
    ]
    merges = ((0, 0, 0, 3), (1, 1, 1, 3), (2, 0, 3, 0), (3, 1, 3, 3))

    (found,) = tables(sheet(rows, merges))

    assert [any(row.cells) for row in found.rows] == [True, True, False, True, True]
    assert (1, 0, 2, 0) in found.merges


def test_prose_within_a_block_is_no_title_and_no_note() -> None:
    rows = [
        ["项目支出绩效目标表", "", "", ""],
        ["项目名称", "报表编制", "", ""],
        [*INDICATORS],
        ["产出指标", "数量指标", "编制份数", "≥8份"],
        ["资金用途", "预算数", "10.70", ""],
        ["", "编制2024年部门预算绩效报表", "", ""],
        ["其他", "说明", "无", ""],
        ["", "说明：本表按年初预算编制。", "", ""],
    ]
    merges = ((0, 0, 0, 3), (4, 0, 5, 0), (5, 1, 5, 3), (6, 0, 7, 0), (7, 1, 7, 3))

    (found,) = tables(sheet(rows, merges))

    assert found.notes == ()
    assert found.rows[4].cells[1] == "编制2024年部门预算绩效报表"
    assert found.rows[6].cells[1] == "说明：本表按年初预算编制。"


def test_the_year_below_the_title_of_a_form_is_a_line_of_its_title() -> None:
    rows = [
        ["项目支出绩效自评表", "", "", ""],
        ["（2024年度）", "", "", ""],
        ["项目名称", "外事工作经费", "", ""],
        [*INDICATORS],
        ["产出指标", "数量指标", "活动次数", "≥9场"],
    ]

    (found,) = tables(sheet(rows, ((0, 0, 0, 3), (1, 0, 1, 3))), kind="evaluation")

    assert found.title_lines == ("（2024年度）",)
    assert found.rows[0].cells[0] == "项目名称"


def test_forms_below_each_other_lose_no_cell_whether_their_titles_are_known_or_not() -> None:
    form = [
        ["项目名称", "{}", "", ""],
        [*INDICATORS],
        ["产出指标", "数量指标", "{}次数", "≥9场"],
    ]

    for title in ("{}绩效目标表", "{}情况（20分）"):
        rows: list[list[str]] = []
        merges: list[Area] = []
        for name in ("甲", "乙", "丙"):
            merges.append((len(rows), 0, len(rows), 3))
            lines = [[title, "", "", ""], *form]
            rows += [[text.format(name) for text in line] for line in lines]

        found = tables(sheet(rows, tuple(merges)))

        assert everything(found) == sorted(text for line in rows for text in line if text)


def test_a_second_header_inside_a_body_stays_in_it() -> None:
    rows = [
        ["三 预算管理情况（20分）", "", "", "", ""],
        ["一级指标", "三级指标", "指标值", "完成值", "得分"],
        ["财务管理", "制度健全性", "优", "优", "1.00"],
        ["指标", "2022年", "2023年", "分值", "得分"],
        ["结转结余率", "6.81%", "5.85%", "4.00", "4.00"],
    ]

    (found,) = tables(sheet(rows, ((0, 0, 0, 4),)), kind="evaluation")

    assert len(found.header) == 1
    assert [row.cells[0] for row in found.rows] == ["财务管理", "指标", "结转结余率"]


WORDS = st.sampled_from(
    (
        *INDICATORS,
        *(
            "项目名称",
            "绩效目标",
            "其中：财政拨款",
            "项目支出绩效目标表",
            "单位：万元",
            "12.50",
            "85",
            "≥",
        ),
        *(
            "外事工作经费",
            "产出指标",
            "持续提升服务水平。",
            "（2024年度）",
            "说明：按年初预算编制。",
            "",
        ),
    )
)


@settings(max_examples=80, deadline=None)
@given(
    rows=st.lists(st.lists(WORDS, min_size=4, max_size=4), min_size=2, max_size=10),
    down=st.lists(st.tuples(st.integers(1, 8), st.integers(0, 3), st.integers(1, 3)), max_size=3),
)
def test_no_cell_of_any_sheet_is_lost(
    rows: list[list[str]], down: list[tuple[int, int, int]]
) -> None:
    rows = [["项目支出绩效目标表", "", "", ""], ["项目名称", "培训", "预算数", "9.00"], *rows]
    merges: list[Area] = [(0, 0, 0, 3)]
    taken = {0, 1}
    for top, column, height in down:
        area = range(top + 1, min(top + 1 + height, len(rows)))
        if len(area) > 1 and not taken.intersection(area):
            taken.update(area)
            merges.append((area[0], column, area[-1], column))
            for row in area[1:]:
                rows[row][column] = ""

    found = tables(sheet(rows, tuple(merges)))

    said = "".join("".join(everything(found)).split())
    assert [text for line in rows for text in line if "".join(text.split()) not in said] == []
