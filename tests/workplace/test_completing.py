"""Codes are completed as each table prints them: in levels, behind ordinals, with their wholes."""

from __future__ import annotations

import pytest

from budgets.completing import complete
from budgets.models import ClassificationCode
from budgets.vocabulary import shipped_vocabulary
from tests.documents import document, sheet

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalogues() -> None:
    ClassificationCode.objects.bulk_create(
        ClassificationCode(catalogue=catalogue, code=code, name=name, level=level)
        for catalogue, code, name, level in (
            ("function", "201", "一般公共服务支出", "类"),
            ("function", "20103", "政府办公厅（室）及相关机构事务", "款"),
            ("function", "2010301", "行政运行", "项"),
            ("function", "2010302", "一般行政管理事务", "项"),
            ("service", "01", "公共服务", "一级"),
            ("service", "0118", "其他公共服务", "二级"),
        )
    )


def test_levels_in_columns_of_their_own_are_read_together_and_filled_together() -> None:
    data = document(
        sheet(
            """
            一般公共预算支出表
            单位：万元
            科目编码|||科目名称|合计
            类|款|项||
            201|03|01|行政运行|50.00
            201|03|02|一般行政管理事务|20.00
            """,
            merges=("A3:C3", "D3:D4", "E3:E4"),
        )
    )

    offered = complete(data, 1, 2, "02", shipped_vocabulary(), row=1)

    assert [(one.text, one.cells) for one in offered] == [
        ("02", ((0, "201"), (1, "03"), (3, "一般行政管理事务")))
    ]
    by_name = complete(data, 1, 3, "xzyx", shipped_vocabulary(), row=1)
    assert [(one.text, one.cells) for one in by_name] == [
        ("行政运行", ((0, "201"), (1, "03"), (2, "01")))
    ]


def test_an_ordinal_stays_before_the_name_that_is_completed() -> None:
    data = document(
        sheet(
            """
            收支总表
            单位：万元
            收入||支出|
            项目|预算数|项目|预算数
            一、一般公共预算拨款收入|70.00|一、一般公共服务支出|70.00
            """,
            merges=("A3:B3", "C3:D3"),
        )
    )

    offered = complete(data, 1, 2, "一、ybgg", shipped_vocabulary(), row=0)

    assert [one.text for one in offered] == ["一、一般公共服务支出"]
    assert complete(data, 1, 0, "一、ybgg", shipped_vocabulary(), row=0) == []


def test_a_column_of_one_level_offers_that_level_and_fills_its_whole() -> None:
    data = document(
        sheet(
            """
            政府购买服务明细表
            单位：万元
            指导性目录||预算数
            一级|二级|
            01-公共服务|0118-其他公共服务|3.00
            """,
            merges=("A3:B3", "C3:C4"),
        )
    )

    first = complete(data, 1, 0, "公共", shipped_vocabulary())
    second = complete(data, 1, 1, "公共", shipped_vocabulary())

    assert [(one.text, one.cells) for one in first] == [("01-公共服务", ())]
    assert [(one.text, one.cells) for one in second] == [
        ("0118-其他公共服务", ((0, "01-公共服务"),))
    ]
