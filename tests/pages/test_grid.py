"""A table's cells as HTML needs them: spans, scopes, ids and the heads of every cell."""

from __future__ import annotations

from hypothesis import given as for_all
from hypothesis import strategies as st

from budgets.pages.grid import Cell, Grid, grid_of
from tests.builders import (
    by_nature,
    goals,
    label,
    money,
    overview,
    row,
    spending,
    table,
    text_column,
)


def cell(grid: Grid, row: int, text: str) -> Cell:
    return next(it for it in grid.body[row].cells if it.text == text)


def head(grid: Grid, text: str) -> Cell:
    return next(it for line in grid.head for it in line if it.text == text)


def test_a_merged_head_reaches_over_its_columns_and_has_a_groups_scope() -> None:
    grid = grid_of(spending())

    basic = head(grid, "基本支出")

    assert (basic.colspan, basic.rowspan, basic.scope) == (3, 1, "colgroup")
    assert head(grid, "科目编码").rowspan == 2
    assert [len(line) for line in grid.head] == [2, 5, 3]


def test_a_figure_names_every_head_above_it_and_the_labels_beside_it() -> None:
    grid = grid_of(spending())

    public = cell(grid, 0, "10.00")

    texts = {it.id: it.text for line in grid.head for it in line}
    texts |= {it.id: it.text for line in grid.body for it in line.cells if it.id}
    assert [texts[name] for name in public.headers.split()] == [
        "预算数",
        "基本支出",
        "公用经费",
        "2010301",
        "行政运行",
    ]


def test_every_head_that_a_cell_names_exists_once() -> None:
    for given in (overview(), spending(), by_nature(), goals()):
        grid = grid_of(given)
        cells = [it for line in grid.head for it in line]
        cells += [it for line in grid.body for it in line.cells]
        ids = [it.id for it in cells if it.id]

        named = {name for it in cells for name in it.headers.split()}

        assert len(ids) == len(set(ids))
        assert named <= set(ids)


def test_the_two_sides_of_a_table_keep_their_labels_apart() -> None:
    grid = grid_of(overview())

    income, spent = cell(grid, 0, "100.00"), cell(grid, 0, "90.50")

    assert income.headers == "h0-0 h1-1 r1c1"
    assert spent.headers == "h0-2 h1-3 r1c3"


def test_cells_have_addresses_and_a_plain_table_links_no_heads() -> None:
    grid = grid_of(by_nature())

    assert [it.id for it in grid.body[0].cells] == ["r1c1", "r1c2", "r1c3", ""]
    assert not any(it.headers for line in grid.body for it in line.cells)
    assert grid.body[0].cells[0].scope == "row"


def test_a_label_merged_over_rows_names_the_cells_of_all_of_them() -> None:
    grid = grid_of(goals())

    assert grid.body[0].cells[0].rowspan == 3
    assert [len(line.cells) for line in grid.body] == [5, 3, 3]
    assert cell(grid, 2, "≥85%").headers.endswith("r1c1")


def test_rows_have_anchors_from_one() -> None:
    assert [line.id for line in grid_of(by_nature()).body] == ["r1", "r2", "r3", "r4"]


def test_a_text_over_several_columns_makes_none_of_them_wide() -> None:
    goal = "服务区域经济社会发展，" * 10
    given = table(
        [text_column("一"), text_column("二"), text_column("三")],
        [row("目标", goal, None), row("指标", "次数", goal)],
        header=(),
        merges=[(0, 1, 0, 2)],
    )

    grid = grid_of(given)

    assert [it.look for it in grid.body[0].cells] == ["short", ""]
    assert [it.look for it in grid.body[1].cells] == ["short", "short", "prose"]
    assert (grid.width, grid.breadth) == (3, 4)


def test_merges_that_overlap_or_leave_the_table_lose_no_cell() -> None:
    given = table(
        [label("项目"), money("数")],
        [row("甲", "1.00"), row("乙", "2.00")],
        merges=[(1, 0, 9, 0), (1, 0, 1, 1), (0, 1, 1, 1), (5, 5, 6, 6)],
    )

    grid = grid_of(given)

    assert grid.body[0].cells[0].rowspan == 2
    assert [it.text for it in grid.head[0]] == ["项目", "数"]
    assert [it.text for line in grid.body for it in line.cells] == ["甲", "1.00", "2.00"]


def test_an_empty_label_is_no_heading() -> None:
    total = grid_of(spending()).body[3].cells

    assert not total[0].heading
    assert total[1].heading


def test_a_table_without_a_header_is_still_shown() -> None:
    given = table([label("项目"), money("数")], [row("甲", "1.00")], header=[])

    grid = grid_of(given)

    assert grid.head == ()
    assert [it.text for it in grid.body[0].cells] == ["甲", "1.00"]


areas = st.tuples(*(st.integers(0, 6) for _ in range(4))).map(
    lambda area: (*map(min, area[:2], area[2:]), *map(max, area[:2], area[2:]))
)


@for_all(st.lists(areas, max_size=8))
def test_whatever_is_merged_the_cells_fill_the_table_exactly(
    merges: list[tuple[int, int, int, int]],
) -> None:
    columns = [label("甲"), label("乙"), money("丙"), money("丁")]
    rows = [row("一", "二", "1.00", "2.00") for _ in range(4)]
    header = [["甲", "乙", "丙", "丁"], ["甲", "乙", "丙", "丁"]]

    grid = grid_of(table(columns, rows, header=header, merges=merges))

    for part in (grid.head, [line.cells for line in grid.body]):
        taken: set[tuple[int, int]] = set()
        for r, cells in enumerate(part):
            c = 0
            for it in cells:
                while (r, c) in taken:
                    c += 1
                area = {(r + i, c + j) for i in range(it.rowspan) for j in range(it.colspan)}
                assert not area & taken
                taken |= area
        assert taken == {(r, c) for r in range(len(part)) for c in range(4)}
