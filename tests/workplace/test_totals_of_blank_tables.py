"""In a table that begins blank the totals compute as their parts are typed, in whatever order."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from budgets.data import DisclosureData, TableData
from budgets.edits import typed as typed_text
from budgets.edits import with_cells, with_lines
from budgets.money import UNITS
from budgets.standards import standard
from budgets.vocabulary import shipped_vocabulary
from budgets.workbook.blank import blank_document
from budgets.workbook.parsing import Context
from budgets.workbook.rereading import Line, lines_of, reread

WORDS = shipped_vocabulary()
LABELS = (
    ("2010301-行政运行", "50101-工资奖金津补贴", "30101-基本工资"),
    ("2010301-行政运行", "50201-办公经费", "30201-办公费"),
    ("2080505-机关事业单位基本养老保险缴费支出", "50102-社会保障缴费", "30108-养老保险缴费"),
)
# Of 表3: 合计, 基本支出, 项目支出.
TOTAL, BASIC, PROJECT = 3, 4, 5


def begun() -> DisclosureData:
    """表3 of the forms of 2024 with three rows and 合计, without a figure."""
    blank = blank_document(standard("xicheng-department-2024"), 2024, "某局", WORDS)
    context = Context(WORDS, 2024, "budget", UNITS["万元"])
    lines = [Line((*labels, *[None] * 6)) for labels in LABELS]
    table = reread(blank.table(3), [*lines, Line(("合计", *[None] * 8))], context).table
    return DisclosureData("某局", 2024, "budget", (table,))


def told(table: TableData, row: int, column: int) -> Decimal | None:
    text = table.text(row, column)
    return Decimal(text) if text else None


typed = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from((BASIC, PROJECT)),
        st.decimals(0, 9999, places=2).map(str) | st.just(""),
    ),
    max_size=6,
)


@settings(max_examples=25)
@given(typed)
def test_totals_are_the_sums_of_what_is_typed(
    changes: list[tuple[int, int, str]],
) -> None:
    data = begun()
    stands: dict[tuple[int, int], Decimal] = {}

    for row, column, text in changes:
        data = with_cells(data, 3, {(row, column): text}, WORDS).data
        stands.pop((row, column), None)
        if text:
            stands[row, column] = Decimal(text)

    table = data.table(3)
    for row, column in ((0, TOTAL), (1, TOTAL), (2, TOTAL), (3, TOTAL), (3, BASIC), (3, PROJECT)):
        parts = [
            amount
            for (at, of), amount in stands.items()
            if row in (at, 3) and column in (of, TOTAL)
        ]
        assert (told(table, row, column) or 0) == sum(parts)


def test_a_total_whose_parts_are_all_taken_out_is_blank_again_and_not_zero() -> None:
    data = with_cells(begun(), 3, {(0, BASIC): "5.00", (1, BASIC): "1.00"}, WORDS).data
    assert told(data.table(3), 3, TOTAL) == Decimal("6.00")

    data = with_cells(data, 3, {(0, BASIC): "", (1, BASIC): ""}, WORDS).data

    assert told(data.table(3), 0, TOTAL) is None
    assert told(data.table(3), 3, TOTAL) is None


def test_a_row_that_comes_or_gets_its_words_has_its_total() -> None:
    data = with_cells(begun(), 3, {(0, BASIC): "5.00"}, WORDS).data
    wordless = Line((None, None, None, None, None, "2.00", None, None, None))
    lines = lines_of(data.table(3))

    data = with_lines(data, 3, [*lines[:3], wordless, lines[3]], WORDS).data
    assert told(data.table(3), 3, TOTAL) is None
    words = {(3, 0): "2010302", (3, 1): "50299", (3, 2): "30299"}
    data = with_cells(data, 3, words, WORDS).data

    assert told(data.table(3), 3, TOTAL) == Decimal("2.00")
    assert told(data.table(3), 4, TOTAL) == Decimal("7.00")
    assert told(data.table(3), 4, PROJECT) == Decimal("2.00")


def test_a_row_whose_codes_are_typed_one_by_one_takes_no_sum_of_others_for_its_own() -> None:
    data = with_cells(begun(), 3, {(0, BASIC): "5.00"}, WORDS).data
    lines = lines_of(data.table(3))
    data = with_lines(data, 3, [*lines[:3], Line((None,) * 9), lines[3]], WORDS).data

    for column, code in ((1, "50101"), (0, "2010301"), (2, "30102")):
        data = with_cells(data, 3, {(3, column): code}, WORDS).data
        assert [told(data.table(3), 3, at) for at in (TOTAL, BASIC)] == [None, None]
    data = with_cells(data, 3, {(3, BASIC): "1.50"}, WORDS).data

    assert told(data.table(3), 3, TOTAL) == Decimal("1.50")
    assert told(data.table(3), 4, TOTAL) == Decimal("6.50")


def test_rows_with_the_same_codes_have_each_its_own_total() -> None:
    data = with_cells(begun(), 3, {(0, BASIC): "5.00"}, WORDS).data
    lines = lines_of(data.table(3))
    again = Line((*LABELS[0], *[None] * 6))
    data = with_lines(data, 3, [*lines[:3], again, lines[3]], WORDS).data

    data = with_cells(data, 3, {(3, BASIC): "1.50"}, WORDS).data
    data = with_cells(data, 3, {(0, PROJECT): "2.00"}, WORDS).data

    assert [told(data.table(3), row, TOTAL) for row in (0, 3, 4)] == [
        Decimal("7.00"),
        Decimal("1.50"),
        Decimal("8.50"),
    ]
    data = with_cells(data, 3, {(3, BASIC): ""}, WORDS).data
    assert told(data.table(3), 3, TOTAL) is None


def test_a_blank_total_of_figures_that_were_brought_is_left_alone() -> None:
    data = begun()
    lines = lines_of(data.table(3))
    brought = Line((*LABELS[0], "5.00", "5.00", *[None] * 4), 0)
    context = Context(WORDS, 2024, "budget", UNITS["万元"])
    table = reread(data.table(3), [brought, *lines[1:]], context).table
    data = DisclosureData("某局", 2024, "budget", (table,))

    data = with_cells(data, 3, {(1, BASIC): "1.00"}, WORDS).data

    assert told(data.table(3), 1, TOTAL) == Decimal("1.00")
    assert told(data.table(3), 3, TOTAL) is None


def test_the_first_figures_of_a_table_keep_the_decimals_that_were_written() -> None:
    blank = begun().table(3)

    texts = [typed_text(text, blank, 0, BASIC) for text in ("70.000000", "1,234.5", "3", "1.5万")]

    assert texts == ["70.000000", "1234.50", "3.00", "1.50"]
