"""Key figures and the flow of money, found by coordinates and never made up."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from budgets.coordinates import Coordinates
from budgets.pages.charts import flow_pictures
from budgets.pages.figures import key_figures
from budgets.pages.flows import flow_of
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
    three_public,
    total,
    whole_document,
)


def figures_of(*tables: object) -> dict[str, str | None]:
    found = key_figures(disclosure_data(*tables))
    return {it.measure.key: "".join(it.parts) if it.table else None for it in found}


def test_key_figures_are_the_facts_at_their_coordinates() -> None:
    assert figures_of(overview(), by_nature(), three_public()) == {
        "income": "120.50",
        "spending": "120.50",
        "basic": "100.50",
        "project": "20.00",
        "three_public": "3.50",
    }


def test_what_a_document_does_not_state_is_not_computed() -> None:
    assert set(figures_of(goals()).values()) == {None}
    # 一般公共预算 is not all money: its basic expenditure is not the body's.
    assert figures_of(spending())["basic"] is None


def test_a_table_of_targets_is_asked_after_the_tables_of_money() -> None:
    spent = table(
        [label("项目"), money("合计"), money("基本支出", nature="basic")],
        [total("合 计", "120.50", "100.50", side="out", use="spent")],
    )
    targets = table(
        [label("项目"), money("基本支出", nature="basic"), money("项目支出", nature="project")],
        [row("总体资金情况", "100.50", "20.00", side="out")],
        kind="performance",
    )

    found = {it.measure.key: it.table for it in key_figures(disclosure_data(spent, targets))}

    assert found["basic"] is not None
    assert found["basic"].kind == "money"
    # What no other table states is taken from there.
    assert found["project"] is not None
    assert found["project"].kind == "performance"


def test_the_figure_of_another_year_is_not_taken() -> None:
    prior = table(
        [label("项目"), money("上年预算数", basis="prior")],
        [row("收入总计", "99.00", side="in")],
    )

    assert figures_of(prior)["income"] is None


def test_final_accounts_state_what_was_spent_not_what_was_planned() -> None:
    columns = [
        label("项目"),
        money("年初预算数", basis="budget"),
        money("决算数", basis="final"),
    ]
    data = disclosure_data(
        table(columns, [row("支出总计", "90.00", "88.12", side="out")]), kind="final-accounts"
    )

    assert "".join(key_figures(data)[1].parts) == "88.12"


def test_a_flow_takes_both_sides_from_one_table() -> None:
    flow = flow_of(whole_document())

    assert flow is not None
    assert [(it.name, it.figure) for it in flow.sources] == [
        ("一般公共预算拨款收入", "100.00"),
        ("其他收入", "10.50"),
        ("上年结转结余", "10.00"),
    ]
    assert [(it.name, it.figure) for it in flow.uses] == [
        ("一般公共服务支出", "90.50"),
        ("住房保障支出", "30.00"),
    ]
    assert flow.adds_up


def test_a_flow_that_does_not_exhaust_its_total_says_so() -> None:
    flow = flow_of(disclosure_data(overview(total_in="130.50")))

    assert flow is not None
    assert flow.income is not None
    assert flow.income.figure == "130.50"
    assert not flow.adds_up


def test_without_both_sides_there_is_no_picture() -> None:
    assert flow_of(disclosure_data(by_nature(), spending())) is None


@pytest.mark.parametrize(
    ("fund", "names"),
    [("40.00", ["一般公共预算", "政府性基金"]), ("39.00", ["财政拨款"])],
)
def test_parts_stand_for_their_whole_only_where_they_make_it_up(
    fund: str, names: list[str]
) -> None:
    income = {"side": "in", "vintage": "current"}
    spent = Coordinates.of(side="out", use="spent", function="201")
    rows = [
        ("财政拨款", "100.00", income | {"source": "fiscal"}),
        ("一般公共预算", "60.00", income | {"source": "general"}),
        ("政府性基金", fund, income | {"source": "fund"}),
    ]
    given = table(
        [label("收入"), money("数"), label("支出", block=1), money("数", block=1)],
        [row(name, figure, "公共服务", "100.00") for name, figure, _ in rows],
        halves=[(Coordinates.of(where), spent) for *_, where in rows],
    )

    flow = flow_of(disclosure_data(given))

    assert flow is not None
    assert [it.name for it in flow.sources] == names


def test_bars_are_as_long_as_their_amounts() -> None:
    flow = flow_of(whole_document())
    assert flow is not None

    wide, narrow = flow_pictures(flow)

    for picture in (wide, narrow):
        hub, *bars = picture.bars
        general, service = bars[0], bars[3]
        assert general.height / hub.height == pytest.approx(100 / 120.5, abs=0.01)
        assert service.height / hub.height == pytest.approx(90.5 / 120.5, abs=0.01)
        assert all(0 <= bar.y <= bar.y + bar.height <= picture.height + 1 for bar in bars)


def test_labels_of_many_small_streams_do_not_lie_on_each_other() -> None:
    flow = flow_of(whole_document())
    assert flow is not None
    small = tuple(replace(flow.uses[1], fen=100, name=f"第{n}项支出") for n in range(20))

    for picture in flow_pictures(replace(flow, uses=small)):
        right = sorted(it.y for it in picture.texts if it.text.startswith("第"))
        gaps = [after - before for before, after in pairwise(right)]

        assert min(gaps) >= picture.frame.size * 2
