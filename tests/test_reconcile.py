"""Reconciliation: true contradictions at their cells, none that is false, culprits first."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budgets.data import TableData
from budgets.money import BLANK
from budgets.reconcile import reconcile
from tests.documents import (
    ALL,
    BEIJING,
    XICHENG_2022,
    XICHENG_2024,
    changed,
    document,
    sample,
    sheet,
)

OVERVIEW = """
收支总表
单位：万元
收入 | 预算数 | 支出 | 预算数
一、一般公共预算拨款收入 | 100.00 | 一、一般公共服务支出 | 90.00
二、政府性基金预算拨款收入 | | 二、教育支出 | 40.00
三、其他收入 | 20.00 | |
本年收入合计 | 120.00 | 本年支出合计 | 130.00
上年结转 | 10.00 | 年终结转 |
收入总计 | 130.00 | 支出总计 | 130.00
"""
SPENDING = """
支出总表
单位：万元
科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
2010301 | 行政运行 | 60.00 | 60.00 |
2010302 | 一般行政管理事务 | 30.00 | | 30.00
2050201 | 学前教育 | 40.00 | 10.00 | 30.00
 | 合计 | 130.00 | 70.00 | 60.00
"""


def test_a_consistent_document_has_no_finding() -> None:
    result = reconcile(document(sheet(OVERVIEW, "1"), sheet(SPENDING, "2")))

    assert result.findings == ()
    assert result.comparisons > 10


@pytest.mark.parametrize("which", [BEIJING, XICHENG_2022], ids=lambda which: which[0])
def test_a_real_document_that_adds_up_has_no_finding(which: tuple[str, str, int]) -> None:
    result = reconcile(sample(which))

    assert result.findings == ()
    assert len(result.checks) > 150


def test_a_table_that_lacks_a_row_is_found_at_its_total() -> None:
    """表7 of 2024 leaves 购房补贴 out: its rows sum to 490.033384 under 529.065784."""
    findings = reconcile(sample(XICHENG_2024)).findings

    lead = [finding for finding in findings if not finding.explained_by]
    assert [(f.severity, f.at.table, f.at.cell, f.stated, f.expected) for f in lead] == [
        ("error", "表7", "C32", 529_065_784, 490_033_384)
    ]
    assert {(f.at.table, f.at.cell) for f in findings} == {
        ("表7", "C32"),
        ("表7", "D32"),
        ("表7", "C6"),
        ("表3", "E35"),
        ("表6", "D13"),
    }
    assert "529.065784 万元" in lead[0].message
    assert "490.033384 万元" in lead[0].message
    assert "39.0324 万元" in lead[0].message


def test_the_document_is_whole_again_once_the_missing_money_is_there() -> None:
    whole = changed(sample(XICHENG_2024), "表7", "C6", "224.620200")

    assert reconcile(changed(whole, "表7", "D6", "224.620200")).findings == ()


@pytest.mark.parametrize(
    ("code", "cell", "printed", "expected"),
    [
        ("预算03表", "D5", "777.476000", 770_476_000),
        ("预算03表", "F35", "1,945.097646", 1_945_097_640),
        ("预算02表", "M5", "342.505964", 242_505_964),
        ("预算05表", "E18", "5,239.627781", 5_239_627_782),
        ("预算05表", "H7", "3,144.556311", 3_145_556_311),
        ("预算09表", "E5", "19.880000", 18_880_000),
        ("预算10表", "B6", "1,863.429070", 1_863_429_060),
    ],
)
def test_one_wrong_digit_reads_like_one_problem_at_its_cell(
    code: str, cell: str, printed: str, expected: int
) -> None:
    findings = reconcile(changed(sample(BEIJING), code, cell, printed)).findings

    lead = [finding for finding in findings if not finding.explained_by]
    assert len(lead) == 1
    named = {(lead[0].at.table, lead[0].at.cell)} | {(r.table, r.cell) for r in lead[0].against}
    assert (code, cell) in named
    if (lead[0].at.table, lead[0].at.cell) == (code, cell):
        assert lead[0].expected == expected


def test_two_wrong_digits_are_two_problems() -> None:
    wrong = changed(sample(BEIJING), "预算03表", "E5", "771.476000")
    wrong = changed(wrong, "预算06表", "E22", "66.973663")

    lead = [finding for finding in reconcile(wrong).findings if not finding.explained_by]

    assert {(f.at.table, f.at.cell) for f in lead} == {("预算03表", "E5"), ("预算06表", "E22")}


def test_general_and_all_money_are_compared_where_there_is_no_other() -> None:
    """西城 2022 has general money alone: 表3 of all money must say what 表6 says of it."""
    findings = reconcile(changed(sample(XICHENG_2022), "表6", "C7", "33.006061")).findings

    assert any(
        {finding.at.table, *(ref.table for ref in finding.against)} >= {"表6", "表3"}
        for finding in findings
    )


def test_general_and_all_money_are_not_compared_where_there_is_other_money() -> None:
    general = """
    一般公共预算支出表
    单位：万元
    科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
    2010301 | 行政运行 | 60.00 | 60.00 |
    2010302 | 一般行政管理事务 | 20.00 | | 20.00
    2050201 | 学前教育 | 30.00 | 10.00 | 20.00
     | 合计 | 110.00 | 70.00 | 40.00
    """

    result = reconcile(document(sheet(OVERVIEW, "1"), sheet(SPENDING, "2"), sheet(general, "3")))

    assert result.findings == ()


def test_a_part_may_not_exceed_its_whole() -> None:
    general = """
    一般公共预算支出表
    单位：万元
    科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
    2010301 | 行政运行 | 61.00 | 61.00 |
     | 合计 | 61.00 | 61.00 |
    """

    findings = reconcile(document(sheet(OVERVIEW, "1"), sheet(SPENDING, "2"), sheet(general, "3")))

    assert any(f.kind == "exceeds" and f.stated == 60_000_000 for f in findings.findings)


def test_the_central_form_leaves_carried_money_out_of_appropriations() -> None:
    """There 一般公共预算支出表 is this year's appropriation; elsewhere it holds the carry-over."""
    both = """
    财政拨款收支总表
    单位：万元
    收入 | 预算数 | 支出 | 预算数
    一、本年收入 | 100.00 | 一、本年支出 | 110.00
    （一）一般公共预算拨款 | 100.00 | （一）一般公共服务支出 | 110.00
    二、上年结转 | 10.00 | 二、结转下年 |
    （一）一般公共预算拨款 | 10.00 | |
    收入总计 | 110.00 | 支出总计 | 110.00
    """
    appropriation = """
    一般公共预算支出表
    单位：万元
    科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
    2010301 | 行政运行 | 100.00 | 60.00 | 40.00
     | 合计 | 100.00 | 60.00 | 40.00
    """

    with_carried = appropriation.replace("100.00", "110.00").replace("40.00", "50.00")

    assert reconcile(document(sheet(both, "1"), sheet(appropriation, "2"))).findings == ()
    assert reconcile(document(sheet(both, "1"), sheet(with_carried, "2"))).findings == ()
    neither = appropriation.replace("100.00", "105.00").replace("40.00", "45.00")
    assert reconcile(document(sheet(both, "1"), sheet(neither, "2"))).errors


def test_three_funds_together_make_fiscal_spending() -> None:
    both = """
    财政拨款收支总表
    单位：万元
    收入 | 预算数 | 支出 | 预算数
    一、一般公共预算拨款 | 60.00 | 一、一般公共服务支出 | 60.00
    二、政府性基金预算拨款 | 40.00 | 二、城乡社区支出 | 40.00
    本年收入合计 | 100.00 | 本年支出合计 | 100.00
    上年结转 | | 结转下年 |
    收入总计 | 100.00 | 支出总计 | 100.00
    """
    table = """
    {title}
    单位：万元
    科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
    {code} | 某项 | {amount} | | {amount}
     | 合计 | {amount} | | {amount}
    """
    general = table.format(title="一般公共预算支出表", code="2010301", amount="60.00")
    fund = table.format(title="政府性基金预算支出表", code="2120801", amount="40.00")

    good = reconcile(document(sheet(both, "1"), sheet(general, "2"), sheet(fund, "3")))
    bad = reconcile(
        document(sheet(both, "1"), sheet(general, "2"), sheet(fund.replace("40.00", "41.00"), "3"))
    )

    assert good.findings == ()
    assert bad.errors


def test_a_difference_of_one_last_place_is_rounding_and_no_error() -> None:
    rounded = SPENDING.replace("合计 | 130.00 | 70.00", "合计 | 130.01 | 70.00")

    findings = reconcile(document(sheet(rounded))).findings

    assert {finding.severity for finding in findings} == {"rounding"}


def test_six_decimals_leave_no_room_for_rounding() -> None:
    findings = reconcile(changed(sample(BEIJING), "预算03表", "D54", "10,018.162212")).findings

    assert findings[0].severity == "error"
    assert abs(findings[0].difference) == 1


def test_the_change_column_is_this_year_less_the_last() -> None:
    table = """
    一般公共预算支出表
    单位：万元
    科目编码 | 科目名称 | 2025年执行数 | 2026年预算数 | 增减额 | 增减%
    2010301 | 行政运行 | 50.00 | 60.00 | 10.00 | 20.00%
    2010302 | 一般行政管理事务 | 30.00 | 20.00 | {change} | -33.33%
     | 合计 | 80.00 | 80.00 | 0.00 | 0.00%
    """

    good = reconcile(document(sheet(table.format(change="-10.00"))))
    bad = reconcile(document(sheet(table.format(change="-12.00"))))

    assert good.findings == ()
    assert any(f.kind == "change" and f.at.cell == "E5" for f in bad.errors)


def test_an_unreadable_figure_silences_the_sums_that_need_it() -> None:
    broken = SPENDING.replace("| 30.00 | | 30.00", "| 3O.00 | | 30.00")

    data = document(sheet(broken))

    assert [item.text for item in data.tables[0].uninterpreted] == ["3O.00"]
    assert reconcile(data).errors == ()


def test_a_table_about_something_unknown_is_compared_with_itself_only() -> None:
    unknown = SPENDING.replace("支出总表", "课后托管支出表").replace("130.00", "131.00")

    findings = reconcile(document(sheet(OVERVIEW, "1"), sheet(unknown, "2"))).findings

    assert findings
    assert all(ref.n == 2 for finding in findings for ref in (finding.at, *finding.against))


@pytest.mark.parametrize("which", ALL, ids=lambda which: which[0])
def test_every_check_that_held_states_equal_amounts(which: tuple[str, str, int]) -> None:
    data = sample(which)
    values = {(table.n, fact.row, fact.column): fact.amount.value for table, fact in data.facts()}

    for check in reconcile(data).checks:
        assert sum(values[ref.n, ref.row, ref.column] for ref in check.against) == check.amount


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 10**7)), min_size=1, max_size=6),
    st.data(),
)
def test_sums_that_hold_are_silent_and_one_that_does_not_is_named(
    rows: list[tuple[int, int]], data: st.DataObject
) -> None:
    def written(fen: int) -> str:
        return f"{fen / 100:.2f}" if fen else ""

    lines = [
        f"20103{index + 1:02} | 某项 | {written(a + b)} | {written(a)} | {written(b)}"
        for index, (a, b) in enumerate(rows)
    ]
    basic, project = sum(a for a, _ in rows), sum(b for _, b in rows)
    lines.append(f" | 合计 | {written(basic + project)} | {written(basic)} | {written(project)}")
    head = ["支出总表", "单位：元", "科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出"]
    whole = document(sheet("\n".join([*head, *lines])))

    assert reconcile(whole).findings == ()

    stated = [fact for fact in whole.tables[0].facts if fact.amount.fen]
    if len(stated) > 1:
        fact = data.draw(st.sampled_from(stated))
        cell = whole.tables[0].cell(fact.row, fact.column)
        wrong = changed(
            whole, "", cell, written(fact.amount.value + data.draw(st.integers(2, 10**6)))
        )
        named = {
            ref.cell
            for finding in reconcile(wrong).errors
            for ref in (finding.at, *finding.against)
        }
        assert cell in named


def test_a_table_that_is_still_blank_is_one_finding_and_not_one_for_every_cell() -> None:
    data = sample(XICHENG_2024)
    tables = tuple(
        _without_figures(one) if one.code in ("表1", "表6") else one for one in data.tables
    )

    said = [
        one for one in reconcile(replace(data, tables=tables)).findings if "还空着" in one.message
    ]

    assert [(one.at.table, one.severity, one.explained_by) for one in said] == [
        ("表1", "error", ""),
        ("表6", "error", ""),
    ]
    assert "表2、表3" in said[0].message
    assert "648.875784 万元" in said[0].message
    found = reconcile(replace(data, tables=tables)).findings
    before = reconcile(data).findings
    assert len(found) <= len(before) + 2
    assert not any(one.at.table in ("表1", "表6") for one in found if one not in said)


def _without_figures(table: TableData) -> TableData:
    facts = tuple(replace(fact, amount=BLANK) for fact in table.facts)
    return replace(table, facts=facts)
