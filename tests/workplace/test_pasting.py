"""A paste finds its table, its columns and its rows, and says what it can't place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from budgets.data import DisclosureData, TableData
from budgets.pasting.columns import place_columns
from budgets.pasting.fitting import best_fit
from budgets.pasting.laying import Laid, Mode, lay, place_rows, unit_suspected
from budgets.pasting.reading import read_clip
from budgets.pasting.recognising import Pasted, read_as, read_pasted
from budgets.pasting.separated import write_separated
from budgets.vocabulary import shipped_vocabulary
from budgets.workbook.parsing import Context
from tests.documents import BEIJING, XICHENG_2024, sample
from tests.workplace.clipboards import excel, lines_of

DATA = sample(XICHENG_2024)


def context(data: DisclosureData = DATA) -> Context:
    return Context(shipped_vocabulary(), data.fiscal_year, data.kind)


def table(code: str) -> TableData:
    return next(one for one in DATA.tables if one.code == code)


def pasted(text: str, html: str = "", data: DisclosureData = DATA) -> Pasted:
    return read_pasted(read_clip(text, html), context(data), data.tables)


def laid(target: TableData, text: str, html: str = "", mode: Mode = Mode.REPLACE) -> Laid:
    read = read_as(read_clip(text, html), target, context(), pasted(text, html))
    columns = place_columns(read, target)
    return lay(target, place_rows(read, target, columns.places, read.unit), mode)


def changes(target: TableData, of: Laid) -> dict[tuple[int, int], str]:
    return {(row, at): of.lines[row].cells[at] or "" for row, at in of.touched}


@pytest.mark.parametrize("data", [DATA, sample(BEIJING)], ids=["xicheng", "beijing"])
def test_every_table_copied_in_any_manner_is_itself_again(data: DisclosureData) -> None:
    for target in data.tables:
        if not target.rows:
            continue
        whole, bare = write_separated(lines_of(target)), write_separated(
            lines_of(target, header=False)
        )  # fmt: skip
        for text, html in (
            ("", excel(target)),
            ("", excel(target, title=False, header=False)),
            (whole, ""),
            (bare, ""),
        ):
            read = pasted(text, html, data)
            if html and target.header and "class=xl66" in html:
                assert data.tables[best_fit(read.table, data.tables) or 0].n == target.n
            read = read_as(read.clip, target, context(data), read)
            columns = place_columns(read, target)
            result = lay(target, place_rows(read, target, columns.places, read.unit), Mode.REPLACE)
            name = (target.code, bool(html), text == bare)
            assert not result.touched, name
            assert (result.new, result.missing) == (0, 0), name
            assert not result.left, name


def test_columns_in_another_order_and_without_some_go_where_their_heads_say() -> None:
    target = table("表7")
    heads = [column.path[-1] for column in target.columns]
    assert heads[2:] == ["合计", "人员经费", "公用经费"]
    lines = lines_of(target, header=False)
    text = write_separated(
        [[heads[3], heads[1], heads[0]], *([line[3], line[1], line[0]] for line in lines)]
    )

    read = pasted(text)
    assert DATA.tables[best_fit(read.table, DATA.tables) or 0].code == "表7"
    assert place_columns(read, target).places == (3, 1, 0)
    result = laid(target, text.replace("65.715600", "66"))
    assert changes(target, result) == {(0, 3): "66.000000"}


def test_a_body_alone_with_a_label_column_less_finds_its_columns_by_what_stands_there() -> None:
    target = table("表7")
    text = write_separated([line[1:] for line in lines_of(target, header=False)])

    assert place_columns(pasted(text), target).places == (1, 2, 3, 4)
    assert not laid(target, text).touched


def test_blank_dash_and_zero_are_three_things_and_print_is_none() -> None:
    target = table("表7")
    lines = lines_of(target, header=False)
    assert (lines[0][3], lines[0][4], lines[5][3]) == ("65.715600", "", "")
    lines[0][3], lines[0][4], lines[5][3] = "６５．７１５６", "0", "—"

    result = laid(target, write_separated(lines))

    assert changes(target, result) == {(0, 4): "0.000000", (5, 3): "—"}


def test_rows_are_told_by_their_labels_and_what_the_paste_leaves_out_by_the_mode() -> None:
    target = table("表7")
    lines = lines_of(target, header=False)
    assert target.rows[-1].kind == "total"
    new = ["50201-办公经费", "30202-印刷费", "1.5", "", "1.5"]
    # Without the total and two rows, in another order, with a row that is not there.
    some = [lines[4], [*lines[2][:2], "29", "29", ""], new, *lines[5:-1], lines[0]]
    text = write_separated(some)

    whole = laid(target, text)
    assert (whole.matched, whole.new, whole.missing, whole.totals) == (25, 1, 2, 1)
    assert [line.was for line in whole.lines][:3] == [4, 2, None]
    assert whole.lines[-1].was == len(lines) - 1
    assert whole.lines[2].cells == ("50201-办公经费", "30202-印刷费", "1.500000", None, "1.500000")
    same = laid(target, text, mode=Mode.SAME)
    assert changes(target, same) == {(2, 2): "29.000000", (2, 3): "29.000000"}
    assert [line.was for line in same.lines] == list(range(len(lines)))
    assert not laid(target, text, mode=Mode.FILL).touched
    blanked = replace(
        target,
        rows=(replace(target.rows[0], cells=(*target.rows[0].cells[:3], None, None)),
              *target.rows[1:]),
    )  # fmt: skip
    filled = laid(blanked, write_separated([[*lines[0][:2], "1", "2", ""]]), mode=Mode.FILL)
    assert changes(blanked, filled) == {(0, 3): "2.000000"}


def test_another_unit_is_converted_where_it_is_told_and_suspected_where_not() -> None:
    target = table("表7")
    lines = lines_of(target)
    yuan = [
        [f"{float(text) * 10_000:.2f}" if "." in text else text for text in line] for line in lines
    ]

    html = excel(target, unit="单位：元")
    for line, told in zip(lines, yuan, strict=True):
        for text, other in zip(line, told, strict=True):
            html = html.replace(f">{text}<", f">{other}<") if text != other else html
    read = pasted("", html)
    assert read.unit is not None
    assert read.unit.name == "元"
    result = laid(target, "", html)
    # 5.449300 万元 are 54493 元: what yuan can say comes back as it was.
    assert {at for _, at in result.touched} <= {2, 3, 4}
    assert all(
        abs(float(text) - float(target.text(*place))) < 0.000001
        for place, text in changes(target, result).items()
    )
    untold = pasted(write_separated(yuan))
    rows = place_rows(untold, target, place_columns(untold, target).places, None)
    assert unit_suspected(target, rows) == "元"


def test_what_can_not_be_placed_is_told_at_its_line() -> None:
    target = table("表7")
    lines = lines_of(target)
    text = write_separated(
        [
            ["附送的话"],
            [table("表7").title],
            *([*line, "备注甲" if at == 3 else ""] for at, line in enumerate(lines)),
            ["制表：某人"],
        ]
    )

    read = read_as(read_clip(text), target, context(), pasted(text))
    result = laid(target, text)

    told = [(one.line, one.text) for one in (*read.left, *result.left)]
    assert (1, "附送的话") in told
    assert (len(lines) + 3, "制表：某人") in told
    assert (6, "备注甲") in told
    assert not result.touched


def test_figures_of_an_unsure_row_are_nobodys() -> None:
    target = table("表6")
    lines = lines_of(target, header=False)
    text = f"{lines[0][0]} 1.00 2.00 3.00\n{lines[1][0]} 9.00 9.00\n"

    result = laid(target, text, mode=Mode.SAME)

    assert {row for row, _ in result.touched} == {0}
    assert [one.text for one in result.left] == ["9.00", "9.00"]
