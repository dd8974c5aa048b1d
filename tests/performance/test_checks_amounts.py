"""Amounts, plans and costs of performance targets: what contradicts, and what stays silent."""

from __future__ import annotations

import pytest

from budgets.coordinates import Coordinates
from budgets.data import TableData
from tests.builders import label, money, row, table, total
from tests.performance.building import (
    findings,
    indicator,
    overall,
    project,
    steps,
    told,
)


def project_table(*rows: tuple[str, str]) -> TableData:
    """部门项目支出表 with a row a project and a total of them, in 万元."""
    lines = [row(name, figure, project=name) for name, figure in rows]
    return table(
        [label("项目名称"), money("合计")],
        [*lines, total("合计", f"{sum(float(figure) for _, figure in rows):.6f}")],
        n=4,
        code="表4",
        title="部门项目支出表",
        slice=Coordinates.of(side="out", use="spent", nature="project", basis="budget"),
    )


# --- Sources ---------------------------------------------------------------------------------------


def test_sources_that_do_not_add_up_are_found_at_the_total():
    one = project(total="90", fiscal="80", other="9")

    (found,) = findings([one])

    assert (found.kind, found.severity) == ("project-sources", "error")
    assert (found.stated, found.expected) == (90_000_000, 89_000_000)
    assert found.at == one.amounts[0].cells["amount"]
    assert "相差 1.00 万元" in found.message


def test_a_blank_source_counts_as_nothing():
    assert not findings([project(total="10.70", fiscal="10.70", other="")])


def test_a_total_alone_says_nothing_of_its_sources():
    assert not findings([project(total="10.70", fiscal="", other="")])


def test_sources_without_a_total_are_no_contradiction():
    assert not findings([project(total="", fiscal="10.70", other="")])


def test_a_source_that_the_form_has_no_column_for_may_hold_the_rest():
    assert not findings([project(total="90", fiscal="80")])


def test_a_source_is_no_more_than_the_whole():
    assert told(findings([project(total="80", fiscal="90")])) == [("project-sources", "error")]


def test_last_years_money_of_the_central_form_belongs_to_the_total():
    assert not findings([project(total="100", fiscal="80", other="5", carried="15")])


def test_medium_term_sources_add_up_too():
    one = project(medium_total="258.82371", medium_fiscal="258.82370", medium_other="0")

    assert told(findings([one])) == [("project-sources", "error")]


def test_figures_of_two_decimals_may_differ_by_their_last_place():
    found = findings([project(total="10.71", fiscal="6.35", other="4.35")])

    assert told(found) == [("project-sources", "rounding")]


def test_a_bodys_money_adds_up_by_source_and_by_kind():
    whole = overall(
        total="648.875784",
        fiscal="648.875784",
        fiscal_basic="529.065784",
        fiscal_project="119.81",
        other="0",
        other_basic="0",
        other_project="0",
    )

    assert not findings([], whole)


def test_a_wrong_part_of_a_bodys_money_is_found():
    whole = overall(
        total="648.875784", fiscal="648.875784", fiscal_basic="529", fiscal_project="119", other="0"
    )

    (found,) = findings([], whole)

    assert (found.kind, found.stated, found.expected) == ("body-sums", 648875784, 648000000)


def test_a_form_without_a_column_for_other_projects_does_not_contradict():
    whole = overall(
        total="10018.162211",
        fiscal="9274.719302",
        fiscal_basic="5950.314991",
        fiscal_project="3324.404311",
        other="743.442909",
        other_basic="",
    )

    assert not findings([], whole)


def test_money_remitted_is_neither_basic_nor_project():
    spent = table(
        [label("科目"), money("合计"), money("上缴上级支出", nature="remitted")],
        [row("行政运行", "20", "20", function="2010301")],
        slice=Coordinates.of(side="out", basis="budget"),
    )
    whole = overall(total="100", basic="50", project="30")

    kinds = [finding.kind for finding in findings([], whole, tables=[spent])]

    assert "body-sums" not in kinds


def test_a_medium_term_total_below_the_annual_one_is_found():
    found = findings([project(medium_total="70", total="86.27457")])

    assert told(found) == [("medium-amount", "error")]


def test_a_medium_term_of_one_year_equals_the_annual_total():
    assert not findings([project(medium_total="70", total="70")])


# --- The money tables -------------------------------------------------------------------------------


def test_a_project_with_another_amount_than_in_the_money_tables_is_found():
    one = project("外事工作经费", total="86.27", fiscal="86.27", other="")

    found = findings([one], tables=[project_table(("外事工作经费", "70.00"), ("机动费", "3.00"))])

    assert told(found)[0] == ("money-tables", "error")
    assert (found[0].stated, found[0].expected) == (86_270_000, 70_000_000)
    assert found[0].against[0].table == "表4"


def test_a_project_that_agrees_with_one_table_is_not_reported_again():
    one = project("外事工作经费", total="70", fiscal="70", other="")

    assert not findings(
        [one], tables=[project_table(("外事工作经费", "70.00"), ("机动费", "3.00"))]
    )


def test_a_project_that_the_money_tables_do_not_name_says_nothing():
    one = project("能力提升", total="2")

    assert not findings([one], tables=[project_table(("外事工作经费", "70.00"))])


def test_a_figure_rounded_for_the_form_agrees():
    one = project("外事工作经费", total="86.27", fiscal="86.27", other="")

    assert not findings([one], tables=[project_table(("外事工作经费", "86.274570"))])


def test_two_projects_of_one_name_are_not_held_against_one_line():
    pair = [project("运转经费", code="A1", total="3"), project("运转经费", code="A2", total="4")]

    assert not findings(pair, tables=[project_table(("运转经费", "7.00"))])


def test_a_form_in_another_unit_is_one_finding():
    one = project("外事工作经费", total="862745.70", fiscal="862745.70", other="")

    found = findings([one], tables=[project_table(("外事工作经费", "86.274570"))])

    assert [finding.kind for finding in found] == ["unit-heading"]
    assert "正好大一万倍" in found[0].message


def test_projects_together_exceed_the_project_expenditure():
    pair = [project("能力提升", total="50"), project("信息平台", total="30")]

    found = findings(pair, tables=[project_table(("外事工作经费", "70.00"))])

    assert told(found) == [("projects-exceed", "warning")]


def test_projects_for_lower_levels_need_not_be_in_the_bodys_expenditure():
    pair = [project("对下转移支付", total="500"), project("信息平台", total="30")]

    assert not findings(pair, tables=[project_table(("外事工作经费", "70.00"))])


def test_a_wrong_total_explains_the_sum_that_it_breaks():
    one = project("外事工作经费", total="80", fiscal="70", other="")

    found = {
        finding.kind: finding
        for finding in findings([one], tables=[project_table(("外事工作经费", "70.00"))])
    }

    assert found["project-sources"].explained_by == found["money-tables"].key


def test_a_form_whose_amounts_all_differ_may_be_of_another_body():
    tables = [project_table(("外事工作经费", "70.00")), basic_table("100.00")]
    whole = overall(basic="300", project="200", fiscal_project="200", fiscal_basic="300")

    found = findings([], whole, tables=tables)

    assert told(found) == [("money-tables", "warning")]
    assert "口径" in found[0].message


def test_one_amount_that_differs_is_an_error():
    tables = [project_table(("外事工作经费", "70.00")), basic_table("100.00")]
    whole = overall(basic="100", project="71", fiscal_basic="100")

    assert ("money-tables", "error") in told(findings([], whole, tables=tables))


def basic_table(figure: str) -> TableData:
    return table(
        [label("科目编码"), money("合计")],
        [row("30101", figure, dept_economic="30101"), total("合计", figure)],
        n=7,
        code="表7",
        title="基本支出表",
        slice=Coordinates.of(side="out", use="spent", nature="basic", basis="budget"),
    )


# --- The spending plan -------------------------------------------------------------------------------


def test_a_plan_that_falls_is_found_at_the_step_that_falls():
    one = project(total="10", plan=steps("30%", "60%", "40%", "100%"))

    (found,) = findings([one])

    assert (found.kind, found.stated_text) == ("spending-plan", "40%")
    assert found.at == one.plan[2].cells["percent"]


def test_a_plan_that_does_not_end_at_the_whole_is_found():
    (found,) = findings([project(total="10", plan=steps("30%", "60%", "90%", "95%"))])

    assert found.expected_text == "100%"


def test_a_share_over_the_whole_is_found():
    found = findings([project(total="10", plan=steps("30%", "60%", "190%", "100%"))])

    assert [finding.stated_text for finding in found] == ["190%", "100%"]


@pytest.mark.parametrize(
    "shares",
    [
        ("30%", "60%", "90%", "100%"),
        ("30%", "40%", "90%", "100%"),
        ("100%", "100%", "100%", "100%"),
        ("0%", "0%", "0%", "100%"),
        ("", "", "", ""),
        ("", "50%", "", "100%"),
        # Each quarter by itself.
        ("25%", "25%", "25%", "25%"),
        ("40%", "30%", "20%", "10%"),
        # Fractions of one.
        ("0.3", "0.6", "0.9", "1"),
        # Money instead of shares.
        ("300", "600", "900", "1000"),
    ],
)
def test_a_plan_stays_silent(shares):
    assert not findings([project(total="10", plan=steps(*shares))])


# --- Cost -------------------------------------------------------------------------------------------


def capped(name: str, value: str, total: str = "10.70", description: str = "", **more: str):
    cap = indicator(name, value, of=more.pop("of", "成本"), description=description, **more)
    return findings([project("办公设备购置", total=total, indicators=[cap])])


def kinds(found) -> list[str]:
    return [finding.kind for finding in found if finding.kind != "levels"]


def test_a_cap_below_the_budget_is_found_where_it_speaks_of_the_whole():
    found = capped("预算控制数", "≤10万元")

    (cap,) = [finding for finding in found if finding.kind == "cost-cap"]
    assert (cap.severity, cap.stated, cap.expected) == ("error", 100_000_00, 107_000_00)


def test_a_cap_above_the_budget_is_found_whatever_it_speaks_of():
    assert kinds(capped("印刷成本", "≤107万元")) == ["cost-cap"]


def test_a_cap_in_yuan_is_compared_in_fen():
    assert kinds(capped("预算控制数", "≤106000元")) == ["cost-cap"]
    assert not kinds(capped("预算控制数", "≤107000元"))


@pytest.mark.parametrize(
    ("name", "value", "description"),
    [
        ("预算控制数", "≤10.7万元", ""),
        ("印刷成本", "≤3万元", ""),
        ("人均培训成本", "≤100元", ""),
        ("人均培训成本", "人均费用不超过100元", ""),
        ("制作宣传品单位成本", "≤30元/个", ""),
        ("国际信息参阅成本", "≤1250元/月", ""),
        ("工程总投资", "≤5000万元", "项目概算总成本"),
        ("节约成本", "≥5万元", ""),
        ("成本节约率", "≥5%", ""),
        ("预算控制数", "≤11万元", "不超预算"),
        ("带动社会投资", "≥500万元", ""),
    ],
)
def test_a_cost_that_is_no_cap_of_the_whole_stays_silent(name, value, description):
    found = capped(name, value, description=description)

    assert not [
        finding for finding in found if finding.kind == "cost-cap" and finding.severity == "error"
    ]


def test_caps_of_parts_that_come_to_the_budget_are_in_order():
    parts = [
        indicator("项目成本：印刷", "≤7.70万元", of="成本"),
        indicator("项目成本：邮寄", "≤3.00万元", of="成本"),
    ]

    assert not kinds(findings([project(total="10.70", indicators=parts)]))
