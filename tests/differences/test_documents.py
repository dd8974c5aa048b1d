"""What a comparison says of real documents, and of the edits that a correction makes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from budgets.data import DisclosureData, RowData, SectionData
from budgets.differences import compare
from budgets.differences.data import CellDifference, DocumentDifference, RowDifference
from budgets.money import UNITS
from tests.builders import (
    by_nature,
    disclosure_data,
    goals,
    label,
    money,
    overview,
    row,
    spending,
    table,
    total,
    whole_document,
)
from tests.differences.editing import printed
from tests.documents import ALL, BEIJING, XICHENG_2022, XICHENG_2024, changed, sample
from tests.regions import central, chongqing, hunan
from tests.regions.documents import Published
from tests.regions.test_regions import read


def cells_of(found: DocumentDifference) -> list[tuple[RowDifference, CellDifference]]:
    return [pair for one in found.tables for pair in one.cells()]


# --- Cells ---------------------------------------------------------------------------------------


def test_a_changed_amount_is_told_with_its_change_and_percentage() -> None:
    before = disclosure_data(spending())
    after = disclosure_data(printed(spending(), 0, 2, "66.00"))

    [(line, cell)] = cells_of(compare(before, after))

    assert line.label == "2010301 行政运行"
    assert (cell.kind, cell.change, cell.percent) == ("amount", 6_000_000, Decimal("10.0"))


def test_the_same_amount_printed_otherwise_is_quiet() -> None:
    before = disclosure_data(spending())
    after = disclosure_data(printed(spending(), 0, 2, "60"))

    found = compare(before, after)

    [(_, cell)] = cells_of(found)
    assert (cell.kind, cell.change) == ("print", None)
    assert found.is_quiet
    assert not found.is_same
    assert (found.counts.cells, found.counts.prints) == (0, 1)


@pytest.mark.parametrize("text", ["0.00", "—", "0"])
def test_a_zero_or_a_dash_for_a_blank_is_no_other_amount(text: str) -> None:
    before = disclosure_data(by_nature())
    after = disclosure_data(printed(by_nature(), 0, 3, text))

    [(_, cell)] = cells_of(compare(before, after))

    assert cell.kind == "print"


def test_there_is_no_percentage_of_nothing() -> None:
    after = disclosure_data(printed(by_nature(), 0, 3, "5.00"))

    [(_, cell)] = cells_of(compare(disclosure_data(by_nature()), after))

    assert (cell.change, cell.percent) == (5_000_000, None)


def test_another_unit_of_all_figures_is_one_change() -> None:
    lines = [("一、教育", "1.50"), ("二、卫生", "12.00")]
    in_wan = table([label("项目"), money("金额")], [row(*line) for line in lines])
    in_yuan = table(
        [label("项目"), money("金额")],
        [row("一、教育", "15,000.00"), row("二、卫生", "120,000.00")],
        unit="元",
    )

    found = compare(disclosure_data(in_wan), disclosure_data(in_yuan))

    [changed_table] = found.tables
    assert [(text.what, text.before, text.after) for text in changed_table.texts] == [
        ("unit", "万元", "元")
    ]
    assert found.counts.cells == 0
    assert found.counts.prints == 2


def test_a_number_without_a_unit_is_compared_as_a_number() -> None:
    after = goals()
    lines = list(after.rows)
    lines[0] = replace(lines[0], cells=(*lines[0].cells[:4], "≥ 700"))
    lines[1] = replace(lines[1], cells=(*lines[1].cells[:4], "≥10"))

    found = compare(disclosure_data(goals()), disclosure_data(replace(after, rows=tuple(lines))))

    told = [(cell.kind, cell.before.text, cell.after.text) for _, cell in cells_of(found)]  # type: ignore[union-attr]
    assert told == [("print", "≥700", "≥ 700"), ("text", "≥9", "≥10")]


# --- Rows ----------------------------------------------------------------------------------------


def test_a_new_item_does_not_change_those_below_it_nor_the_other_side() -> None:
    before = overview()
    after_rows = list(before.rows)
    income = [line.cells[:2] for line in after_rows]
    spent = [line.cells[2:] for line in after_rows]
    spent.insert(1, ("二、公共安全支出", "1.00"))
    spent[2] = ("三、教育支出", None)
    spent[3] = ("四、住房保障支出", "30.00")
    income.append((None, None))
    rows = [RowData((*one, *two)) for one, two in zip(income, spent, strict=True)]
    after = replace(before, rows=tuple(rows), facts=())

    found = compare(
        disclosure_data(replace(before, facts=())), disclosure_data(after), same_year=True
    )

    [changed_table] = found.tables
    assert [(line.what, line.label, line.block) for line in changed_table.loud_rows] == [
        ("added", "二、公共安全支出", 1)
    ]
    # 二、 becomes 三、 because of the row above it: no other words.
    assert found.counts.prints == 2


def test_rows_of_one_name_under_different_headings_are_different_rows() -> None:
    def listing(current: str, carried: str) -> DisclosureData:
        return disclosure_data(
            table(
                [label("项目"), money("金额")],
                [
                    row("一、本年收入", "10.00", kind="heading"),
                    row("（一）一般公共预算", current),
                    row("二、上年结转", "20.00", kind="heading"),
                    row("（一）一般公共预算", carried),
                ],
            )
        )

    [(line, cell)] = cells_of(compare(listing("10.00", "20.00"), listing("10.00", "10.00")))

    assert line.before == line.after == 3
    assert cell.change == -10_000_000


def test_a_renamed_row_is_told_as_one_row() -> None:
    before = spending()
    lines = [replace(line, coordinates=line.coordinates) for line in before.rows]
    cells = lines[1].cells
    lines[1] = replace(lines[1], cells=(cells[0], "一般行政管理事务（外事）", *cells[2:]))
    after = replace(before, rows=tuple(lines))

    [(line, cell)] = cells_of(compare(disclosure_data(before), disclosure_data(after)))

    assert (line.what, cell.kind) == ("changed", "text")
    assert cell.after is not None
    assert cell.after.text == "一般行政管理事务（外事）"


def test_what_a_merged_area_says_is_told_once() -> None:
    before = goals()
    lines = list(before.rows)
    lines[0] = replace(lines[0], cells=("外事交流经费", *lines[0].cells[1:]))

    found = compare(disclosure_data(before), disclosure_data(replace(before, rows=tuple(lines))))

    [(line, cell)] = cells_of(found)
    assert line.after == 0
    assert cell.after is not None
    assert cell.after.text == "外事交流经费"


def test_a_row_that_goes_from_one_merged_area_to_another_is_told() -> None:
    before = goals()
    lines = [*before.rows, row("会议经费", "5.00", "产出指标", "会议次数", "≥2")]
    one = replace(before, rows=tuple(lines), merges=((1, 0, 3, 0), (1, 1, 3, 1)))
    moved = [*before.rows[:2], lines[3], before.rows[2]]
    two = replace(before, rows=tuple(moved), merges=((1, 0, 2, 0), (1, 1, 2, 1), (3, 0, 4, 0)))

    found = compare(disclosure_data(one), disclosure_data(two))

    assert not found.is_same


# --- Tables, columns, texts ----------------------------------------------------------------------


def test_tables_are_matched_by_what_they_are_about_not_by_their_number() -> None:
    before = disclosure_data(overview(), spending(), by_nature())
    renamed = replace(spending(), title="一般公共预算支出情况表", code="表9")
    after = disclosure_data(by_nature(), renamed, overview())

    found = compare(before, after)

    assert {(one, two) for one, two in found.pairs} == {(1, 3), (2, 2), (3, 1)}
    assert found.counts.cells == found.counts.tables_added == found.counts.tables_removed == 0


def test_a_form_that_is_another_one_is_removed_and_added() -> None:
    before = disclosure_data(goals())
    other = table(
        [label("指标"), label("说明"), label("得分"), label("备注")],
        [row("数量", "多", "9", None)],
        title="项目支出绩效目标表",
        kind="performance",
        facts=(),
    )

    found = compare(before, disclosure_data(other))
    [over_years] = compare(before, disclosure_data(other), same_year=False).tables

    assert [one.what for one in found.tables] == ["removed", "added"]
    assert over_years.reformed
    assert over_years.rows == ()


def test_notes_and_titles_are_told() -> None:
    before = whole_document()
    tables = list(before.tables)
    at = next(i for i, one in enumerate(tables) if one.notes)
    tables[at] = replace(tables[at], notes=(*tables[at].notes, "另注：单位均为万元。"))

    [one] = compare(before, replace(before, tables=tuple(tables))).tables

    assert [(text.what, text.before, text.after) for text in one.texts] == [
        ("note", "", "另注：单位均为万元。")
    ]


def test_a_changed_sentence_is_told_by_its_figure() -> None:
    def told(text: str) -> DisclosureData:
        sections = (
            SectionData("一、收支情况", 1, ("本部门共三人。", text)),
            SectionData("二、其他", 1, ("无。",)),
        )
        return replace(disclosure_data(), narrative=sections)

    found = compare(told("支出预算120.50万元，增长5%。"), told("支出预算110.50万元，增长5%。"))

    [paragraph] = found.paragraphs
    assert (paragraph.what, paragraph.before, paragraph.after) == ("changed", 2, 2)
    assert paragraph.heading == "一、收支情况"
    assert [(piece.what, piece.text) for piece in paragraph.pieces] == [
        ("kept", "支出预算"),
        ("removed", "120.50"),
        ("added", "110.50"),
        ("kept", "万元，增长5%。"),
    ]


# --- Years ---------------------------------------------------------------------------------------


def test_this_year_meets_last_year_in_columns_named_by_their_year() -> None:
    found = compare(sample(XICHENG_2022), sample(XICHENG_2024), same_year=False)

    three_public = next(one for one in found.tables if one.table.code == "表10")
    [reception] = [line for line in three_public.rows if "公务接待费" in line.label]
    changes = [
        (cell.before.text, cell.after.text)  # type: ignore[union-attr]
        for cell in reception.cells
        if cell.before and cell.after
    ]
    assert changes == [("0.200515", "0.214752"), ("0.214752", "0.214224")]
    assert three_public.changed_columns == ()


def test_the_parts_that_changed_most_over_two_years_come_first() -> None:
    found = compare(sample(XICHENG_2022), sample(XICHENG_2024), same_year=False)

    first, *rest = found.largest()

    assert first.row.label == "2010301 行政运行"
    assert (first.cell.change, first.cell.percent) == (-98_152_764, Decimal("-21.8"))
    assert [abs(one.cell.change or 0) for one in rest] == sorted(
        (abs(one.cell.change or 0) for one in rest), reverse=True
    )


def test_a_project_is_followed_over_the_years_by_its_name() -> None:
    found = compare(sample(XICHENG_2022), sample(XICHENG_2024), same_year=False)

    projects = next(one for one in found.tables if one.table.code == "表4")
    [followed] = [line for line in projects.rows if line.label.startswith("外事工作经费")]
    assert (followed.what, followed.before, followed.after) == ("changed", 0, 1)


# --- Real documents ------------------------------------------------------------------------------


@pytest.mark.parametrize("document", ALL, ids=lambda document: document[0])
def test_a_real_document_is_the_same_as_itself(document: tuple[str, str, int]) -> None:
    data = sample(document)

    assert compare(data, data).is_same
    assert compare(data, replace(data, fiscal_year=2030), same_year=False).is_same


def test_a_changed_amount_in_a_real_document_is_its_only_difference() -> None:
    before = sample(BEIJING)
    after = changed(before, "预算05表", "C8", "4.50")

    found = compare(before, after)

    assert found.counts.tables == 1
    [(line, cell)] = cells_of(found)
    assert line.label == "2050803 培训支出"
    assert (cell.place.cell, cell.change) == ("C8", 1_000_000)


@pytest.mark.parametrize("region", [central, chongqing, hunan])
def test_a_changed_amount_is_found_in_other_regions_forms(region: object) -> None:
    published: Published = region.document()  # type: ignore[attr-defined]
    before = read(published).data
    places = [
        (n, fact.row, fact.column)
        for n, one in enumerate(before.tables)
        for fact in one.facts
        if fact.amount.fen and one.unit in UNITS
    ]
    for n, r, c in places[:: len(places) // 7]:
        tables = list(before.tables)
        tables[n] = printed(tables[n], r, c, "987,654.32")

        [(line, cell)] = cells_of(compare(before, replace(before, tables=tuple(tables))))

        assert (cell.kind, line.after, cell.place.column) == ("amount", r, c)


def test_documents_with_nothing_in_common_are_all_added_and_removed() -> None:
    before = disclosure_data(overview(), goals())
    after = disclosure_data(table([label("姓名")], [total("无")], title="人员表", kind="other"))

    found = compare(before, after)

    assert [one.what for one in found.tables].count("removed") == 2
    assert [one.what for one in found.tables].count("added") == 1
