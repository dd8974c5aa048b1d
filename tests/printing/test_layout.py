"""Widths, type and direction: no figure is broken, no column is one character wide."""

from __future__ import annotations

from pathlib import Path

import pytest

from budgets.money import looks_like_figure
from budgets.printing.layout import LANDSCAPE, PORTRAIT, lay_out
from budgets.printing.measuring import balanced, pieces, width_of
from budgets.printing.placing import place
from tests.builders import label, money, overview, row, spending, table
from tests.printing.documents import SAMPLES, read


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.xlsx")), ids=lambda path: path.stem)
def test_no_figure_is_broken_and_no_table_is_wider_than_its_page(sample: Path) -> None:
    for given in read(sample).tables:
        placed = place(given)

        sheet = lay_out(placed)

        page = (LANDSCAPE if sheet.flipped else PORTRAIT)[0]
        assert page - 2 <= sum(sheet.widths) <= page + 1, given.name
        assert sheet.size >= 7, given.name
        for cell in (cell for line in [*placed.header, *placed.body] for cell in line):
            if looks_like_figure(cell.text):
                assert width_of(cell.text) <= sheet.room(cell) + 0.01, (given.name, cell)
            assert sheet.room(cell) >= min(width_of(cell.text), 3.0) - 0.01, (given.name, cell)


def test_few_columns_stand_upright_and_many_lie() -> None:
    wide = table(
        [label("科目名称"), *(money(f"一般公共预算资金{i}") for i in range(15))],
        [row("行政运行", *["12,345.678901"] * 15)],
    )

    assert not lay_out(place(overview())).flipped
    assert lay_out(place(wide)).flipped


def test_merged_cells_cover_rows_and_columns() -> None:
    placed = place(spending())

    assert [(cell.text, cell.columns, cell.rows) for cell in placed.header[0]] == [
        ("功能分类科目", 2, 1),
        ("预算数", 5, 1),
    ]
    assert [cell.text for cell in placed.header[2]] == ["小计", "人员经费", "公用经费"]
    assert placed.blocks == ((0, 0), (1, 1), (2, 2), (3, 3))


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("政府支出经济分类科目", 9.0, ["政府支出经济", "分类科目"]),
        ("国有资本经营预算资金", 4.2, ["国有资本", "经营预算", "资金"]),
        ("编码(代码)", 4.2, ["编码", "(代码)"]),
        ("对附属单位补助支出", 4.2, ["对附属", "单位补", "助支出"]),
    ],
)
def test_a_header_has_no_lone_character_in_its_last_line(
    text: str, room: float, lines: list[str]
) -> None:
    assert balanced(text, room) == [[line] for line in lines]


def test_only_words_wider_than_their_column_are_cut() -> None:
    assert pieces("2010301-行政运行", 8.0) == "2010301-行政运行"
    assert pieces("甲\n乙", 8.0) == [["甲"], ["乙"]]
    ((first, *cut),) = pieces("代码" + "1" * 40, 10.0)

    assert first == "代码"
    assert "".join(cut) == "1" * 40
    assert all(width_of(piece) <= 10.0 for piece in cut)
