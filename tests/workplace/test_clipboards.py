"""Clipboards are read as the grids that they show, whichever program wrote them."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from budgets.confined import read_clip as read_confined
from budgets.pasting.clip import MOST_ROWS, SPACES, TABS, UnusablePaste
from budgets.pasting.reading import read_clip
from budgets.pasting.separated import read_separated, write_separated
from tests.workplace import clipboards


def test_tables_of_word_have_their_merged_and_wrapped_cells_and_the_lines_around() -> None:
    clip = read_clip("", clipboards.WORD)

    assert [list(line) for line in clip.rows] == [
        ["一般公共预算支出表", "", "", ""],
        ["单位：万元", "", "", ""],
        ["科目编码", "科目名称", "本年预算", ""],
        ["", "", "基本支出", "项目\n支出"],
        ["2010301", "机关事业单位基本养老保险缴费支出", "62.00", ""],
        ["2010302", "一般行政\n管理事务", "", "0.00"],
        ["注：空白表示没有此项。", "", "", ""],
    ]
    assert clip.merges == ((2, 0, 3, 0), (2, 1, 3, 1), (2, 2, 2, 3))


@pytest.mark.parametrize(
    ("html", "row", "exact", "hidden"),
    [
        (clipboards.WPS, ("2010301", "  行政运行", "62.00"), ["62.004999999999995"], (1,)),
        (clipboards.CALC, ("2010301", "行政运行", "62.01"), ["62.005"], ()),
        (clipboards.DOCS, ("2010301", "行政运行", "62.00"), [], ()),
    ],
)
def test_other_programs_are_read_with_what_they_tell_besides(
    html: str, row: tuple[str, ...], exact: list[str], hidden: tuple[int, ...]
) -> None:
    clip = read_clip("", html)

    assert clip.rows[0] == ("科目编码", "科目名称", "基本支出")
    assert clip.rows[1] == row
    assert [one.value for one in clip.exact] == exact
    assert clip.hidden == hidden


def test_a_text_that_excel_lets_run_over_is_no_merged_cell() -> None:
    html = "<table><tr><td colspan=3 style='mso-ignore:colspan'>很长的表名</td></tr>"
    clip = read_clip("", html + "<tr><td>1</td><td>2</td><td>3</td></tr></table>")

    assert clip.merges == ()
    assert clip.rows == (("很长的表名", "", ""), ("1", "2", "3"))


def test_a_page_around_a_table_is_no_row_of_it_and_nothing_of_it_runs() -> None:
    html = (
        "<script>alert(1)</script><table><tr><td><table><tr><td>甲<style>x</style></td>"
        "<td>1</td></tr><tr><td>乙</td><td>2</td></tr></table></td></tr></table>"
    )

    assert read_clip("甲\t1", html).rows == (("甲", "1"), ("乙", "2"))


def test_the_text_of_a_pdf_has_its_columns_labels_and_what_was_left_out() -> None:
    clip = read_clip(clipboards.PDF)

    assert clip.how == SPACES
    assert [list(line) for line in clip.rows[3:]] == [
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["201", "一般公共服务支出", "1,102.00", "1,082.00", "20.00"],
        ["2010301", "行政运行", "1,062.00", "1,062.00", "—"],
        ["2010302", "一般行政管理事务", "40.00", "20.00", "20.00"],
        ["2080505", "机关事业单位基本养老保险缴费支出", "120.50", "120.50", ""],
        ["", "合计", "1,222.50", "1,202.50", "20.00"],
    ]
    # 120.50 120.50 can't be told to two of three columns.
    assert clip.unsure == (7,)
    assert [(one.line, one.text) for one in clip.dropped] == [(11, "— 12 —"), (12, "部门公开表5")]


def test_places_in_the_text_of_a_pdf_tell_blank_cells() -> None:
    clip = read_clip(clipboards.PDF_WITH_PLACES)

    assert [list(line) for line in clip.rows[1:]] == [
        ["2010301", "行政运行", "62.00", "62.00", ""],
        ["2010302", "一般行政管理事务", "40.00", "", "40.00"],
        ["", "合计", "102.00", "62.00", "40.00"],
    ]
    assert not clip.unsure


def test_what_is_no_table_or_too_much_of_one_is_refused_in_words() -> None:
    for text, html, says in (
        ("", "<p>没有表格</p>", "没有表格"),
        ("  \n\t\n", "", "没有表格"),
        ("", "<table></table>", "没有表格"),
        ("1\t2\n" * (MOST_ROWS + 1), "", "太大"),
        ("", "<table><tr><td colspan=1000>1</td><td>2</td></tr></table>", "太大"),
    ):
        with pytest.raises(UnusablePaste, match=says):
            # As the site reads it: in a child process.
            read_confined(text, html)


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00"), max_size=8)
GRID = st.integers(1, 5).flatmap(
    lambda wide: st.lists(st.lists(CELL, min_size=wide, max_size=wide), min_size=1, max_size=6)
)


@given(GRID)
def test_rows_written_as_separated_text_are_read_as_they_were(rows: list[list[str]]) -> None:
    assert read_separated(write_separated(rows)).rows == tuple(map(tuple, rows))


WORDS = st.text(st.sampled_from("预算支出表合计甲乙丙 123.,-—%"), max_size=8).map(
    lambda text: " ".join(text.split())
)


@given(
    st.integers(2, 5).flatmap(
        lambda wide: st.lists(st.lists(WORDS, min_size=wide, max_size=wide), min_size=1, max_size=6)
    )
)
def test_rows_written_as_html_are_read_as_they_were(rows: list[list[str]]) -> None:
    # Corners that say something, so that no edge is cut off.
    rows = [["角", *rows[0][1:]], *rows[1:], [*rows[-1][:-1], "角"]]

    assert read_clip("", clipboards.plain_table(rows)).rows == tuple(map(tuple, rows))


@given(
    st.text(max_size=200) | st.text(st.sampled_from("甲乙 \t\n\"1234.,-—合计表()<>"), max_size=200),
    st.lists(
        st.sampled_from(
            ["<table>", "</table>", "<tr>", "<td>", "<td colspan=3>", "<td rowspan=9>", "</td>",
             "<p>", "<![if x]>", "<!--", "-->", "&nbsp;", "&#0;", "甲", "12.5", "<style>", "\x00"]
        ),
        max_size=30,
    ).map("".join),
)  # fmt: skip
@example('"', "")
@example("\ud800\t1", "<table><tr><td>\ud800")
@example("1 2\x0b3\x85 4", "")
def test_whatever_is_pasted_gives_a_grid_or_a_message(text: str, html: str) -> None:
    try:
        clip = read_clip(text, html)
    except UnusablePaste as error:
        said = str(error)
    else:
        said = "读到了。"
        assert any(part.strip() for line in clip.rows for part in line)
        assert all(len(line) == clip.width for line in clip.rows)
        assert clip.how != TABS or "\t" in text
        for top, left, bottom, right in clip.merges:
            assert 0 <= top <= bottom < len(clip.rows)
            assert 0 <= left <= right < clip.width
        clip.sheet()
    assert said.endswith("。")
