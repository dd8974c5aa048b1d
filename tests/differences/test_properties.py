"""Properties of a comparison: a known edit is told exactly, and nothing ever fails."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from budgets.coordinates import NOWHERE
from budgets.data import ColumnData, DisclosureData, RowData, SectionData, TableData
from budgets.differences import compare
from budgets.differences.aligning import align
from budgets.differences.paragraphs import pieces
from budgets.money import WAN, format_fen
from tests.builders import by_nature, disclosure_data, label, money, row, table, whole_document

quickly = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])

NAMES = ["行政运行", "住房公积金", "培训支出", "外事管理", "物业管理费", "水费", "差旅费", "会议费"]
fens = st.integers(-(10**9), 10**9).filter(bool)


def figure(fen: int) -> str:
    return format_fen(fen * 10_000, WAN, 2)


@st.composite
def listings(draw: st.DrawFn, *, unique: bool = False) -> TableData:
    """A plain list of figures; without `unique`, names and whole rows may repeat."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=8, unique=unique))
    return listed([(name, draw(fens), draw(fens)) for name in names])


def listed(lines: list[tuple[str, int, int]], title: str = "支出总表") -> TableData:
    return table(
        [label("项目"), money("基本支出", nature="basic"), money("项目支出", nature="project")],
        [row(name, figure(one), figure(two)) for name, one, two in lines],
        title=title,
    )


def lines_of(given_table: TableData) -> list[tuple[str, str, str]]:
    return [tuple(str(text) for text in one.cells) for one in given_table.rows]  # type: ignore[misc]


def rebuilt(lines: list[tuple[str, str, str]], title: str = "支出总表") -> TableData:
    return table(
        [label("项目"), money("基本支出", nature="basic"), money("项目支出", nature="project")],
        [row(*one) for one in lines],
        title=title,
    )


def document(*tables: TableData) -> DisclosureData:
    return disclosure_data(*tables)


@quickly
@given(listings())
def test_a_document_is_the_same_as_itself(one: TableData) -> None:
    assert compare(document(one), document(one)).is_same
    assert compare(document(one), document(one), same_year=False).is_same


@quickly
@given(listings(), st.data())
def test_a_changed_cell_is_the_only_difference(one: TableData, data: st.DataObject) -> None:
    lines = lines_of(one)
    at = data.draw(st.integers(0, len(lines) - 1))
    old = lines[at]
    new = (old[0], figure(data.draw(fens)), old[2])
    assume(new[1] != old[1] and new not in lines)
    lines[at] = new

    found = compare(document(one), document(rebuilt(lines)))

    [(_, cell)] = [pair for each in found.tables for pair in each.cells()]
    assert cell.before is not None
    assert cell.after is not None
    assert (cell.kind, cell.before.text, cell.after.text) == ("amount", old[1], new[1])
    assert cell.after.row == at
    assert found.counts.rows_added == found.counts.rows_removed == 0


@quickly
@given(listings(), st.data())
def test_an_added_row_leaves_all_others_alone(one: TableData, data: st.DataObject) -> None:
    lines = lines_of(one)
    at = data.draw(st.integers(0, len(lines)))
    lines.insert(at, ("从来没有的新项目", "1.00", "2.00"))

    found = compare(document(one), document(rebuilt(lines)))
    back = compare(document(rebuilt(lines)), document(one))

    [added] = [each for one_table in found.tables for each in one_table.rows]
    [removed] = [each for one_table in back.tables for each in one_table.rows]
    assert (added.what, added.after) == ("added", at)
    assert (removed.what, removed.before) == ("removed", at)
    assert [cell.place.text for cell in added.cells] == ["从来没有的新项目", "1.00", "2.00"]


@quickly
@given(listings(), st.data())
def test_a_removed_row_is_told_also_where_rows_repeat(one: TableData, data: st.DataObject) -> None:
    lines = lines_of(one)
    gone = lines.pop(data.draw(st.integers(0, len(lines) - 1)))

    found = compare(document(one), document(rebuilt(lines)))

    [removed] = [each for one_table in found.tables for each in one_table.rows]
    assert removed.what == "removed"
    assert tuple(cell.place.text for cell in removed.cells) == gone


@quickly
@given(listings(unique=True), st.data())
def test_a_moved_row_is_only_moved(one: TableData, data: st.DataObject) -> None:
    lines = lines_of(one)
    taken = lines.pop(data.draw(st.integers(0, len(lines) - 1)))
    lines.insert(data.draw(st.integers(0, len(lines))), taken)
    assume(lines != lines_of(one))

    found = compare(document(one), document(rebuilt(lines)))

    [moved] = [each for one_table in found.tables for each in one_table.rows]
    assert (moved.what, moved.cells) == ("moved", ())
    assert found.is_quiet
    assert compare(document(one), document(rebuilt(lines)), same_year=False).is_same


@quickly
@given(st.integers(0, 5), st.integers(0, 6), st.sampled_from(["实有人数", "情况", "Remarks"]))
def test_a_renamed_column_is_the_only_difference(n: int, column: int, name: str) -> None:
    before = whole_document()
    old = before.tables[n]
    assume(column < len(old.columns))
    columns = list(old.columns)
    columns[column] = replace(columns[column], path=(*columns[column].path[:-1], name))
    new = replace(old, columns=tuple(columns))
    after = replace(before, tables=(*before.tables[:n], new, *before.tables[n + 1 :]))

    found = compare(before, after)

    [changed] = found.tables
    [renamed] = changed.changed_columns
    assert (renamed.what, renamed.before, renamed.after) == ("changed", column, column)
    assert changed.rows == ()


@quickly
@given(st.integers(0, 5))
def test_a_dropped_table_is_the_only_difference(n: int) -> None:
    whole = whole_document()
    rest = replace(whole, tables=(*whole.tables[:n], *whole.tables[n + 1 :]))

    [removed] = compare(whole, rest).tables
    [added] = compare(rest, whole).tables

    assert (removed.what, added.what) == ("removed", "added")
    assert removed.table == added.table == whole.tables[n]
    assert len(removed.rows) == len(added.rows) > 0


@quickly
@given(listings(unique=True), listings(unique=True))
def test_what_one_way_adds_the_other_way_removes(one: TableData, other: TableData) -> None:
    there, back = (
        compare(document(one), document(other)).counts,
        compare(document(other), document(one)).counts,
    )

    assert (there.rows_added, there.rows_removed) == (back.rows_removed, back.rows_added)
    assert there.cells == back.cells


# --- Documents of any shape ----------------------------------------------------------------------

texts = st.one_of(
    st.none(),
    st.sampled_from(
        ["", "—", "0.00", "1,234.50", "1234.5", "合计", "一、收入", "（一）其他", "85%"]
    ),
    st.text(max_size=6),
)
columns = st.builds(
    ColumnData,
    path=st.lists(st.text(max_size=4), max_size=2).map(tuple),
    kind=st.sampled_from(["label", "amount", "rate", "number", "text"]),
    block=st.integers(0, 1),
    unit=st.sampled_from(["", "元", "个"]),
)
rows = st.builds(
    RowData,
    cells=st.lists(texts, max_size=5).map(tuple),
    kind=st.sampled_from(["item", "total", "heading", "text", "count"]),
    level=st.integers(0, 3),
)
small = st.integers(0, 6)
tables = st.builds(
    TableData,
    n=st.integers(1, 4),
    kind=st.sampled_from(["money", "performance", "other"]),
    code=st.sampled_from(["", "表1", "表2"]),
    title=st.sampled_from(["", "支出表", "收入表"]),
    unit=st.sampled_from(["", "元", "万元"]),
    header=st.lists(st.lists(texts, max_size=4).map(tuple), max_size=2).map(tuple),
    rows=st.lists(rows, max_size=6).map(tuple),
    columns=st.lists(columns, max_size=4).map(tuple),
    merges=st.lists(st.tuples(small, small, small, small), max_size=2).map(tuple),
    slice=st.just(NOWHERE),
    notes=st.lists(st.text(max_size=4), max_size=2).map(tuple),
)
sections = st.builds(
    SectionData,
    heading=st.text(max_size=5),
    level=st.integers(1, 4),
    paragraphs=st.lists(st.text(max_size=12), max_size=3).map(tuple),
)
documents = st.builds(
    DisclosureData,
    department=st.just("某局"),
    fiscal_year=st.just(2026),
    kind=st.just("budget"),
    tables=st.lists(tables, max_size=3).map(tuple),
    narrative=st.lists(sections, max_size=3).map(tuple),
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(documents, documents, st.booleans())
def test_any_two_documents_can_be_compared(
    before: DisclosureData, after: DisclosureData, same_year: bool
) -> None:
    found = compare(before, after, same_year=same_year)

    assert found.counts.tables_added <= len(after.tables)
    assert found.counts.tables_removed <= len(before.tables)
    for one in found.tables:
        for difference in one.rows:
            assert difference.before is None or difference.before < len(one.before.rows)  # type: ignore[union-attr]
            assert difference.after is None or difference.after < len(one.after.rows)  # type: ignore[union-attr]
        [*one.cells()]
    found.largest()


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(tables.filter(lambda one: any(each.cells for each in one.rows)), st.data())
def test_no_printed_change_goes_untold(given_table: TableData, data: st.DataObject) -> None:
    heads = len(given_table.header)
    covered = {
        (at - heads, place)
        for top, left, bottom, right in given_table.merges
        for at in range(top, bottom + 1)
        for place in range(left, right + 1)
    }
    places = [
        (at, place) for at, one in enumerate(given_table.rows) for place in range(len(one.cells))
    ]
    r, c = data.draw(st.sampled_from(places))
    text = data.draw(st.text(min_size=1, max_size=5))
    cells = list(given_table.rows[r].cells)
    # What a merged area covers is not printed.
    assume((cells[c] or "") != text and (r, c) not in covered)
    cells[c] = text
    lines = list(given_table.rows)
    lines[r] = replace(lines[r], cells=tuple(cells))
    changed = replace(given_table, rows=tuple(lines))

    assert not compare(document(given_table), document(changed)).is_same


@quickly
@given(st.lists(st.integers(0, 5), max_size=30), st.lists(st.integers(0, 5), max_size=30))
def test_aligned_members_are_equal_and_in_order(before: list[int], after: list[int]) -> None:
    pairs = align(before, after)

    assert all(before[one] == after[two] for one, two in pairs)
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(pairs))


@quickly
@given(st.text(max_size=60), st.text(max_size=60))
def test_the_pieces_of_a_paragraph_are_both_its_texts(before: str, after: str) -> None:
    found = pieces(before, after)

    assert "".join(piece.text for piece in found if piece.what != "added") == before
    assert "".join(piece.text for piece in found if piece.what != "removed") == after


def test_a_year_told_otherwise_in_the_same_year_is_told() -> None:
    before = by_nature()
    after = replace(before, title="2025年支出总表")

    assert not compare(document(before), document(after)).is_same
    assert compare(document(before), document(after), same_year=False).is_same
