"""Tables that tempt a reader to guess, or to count money twice."""

from __future__ import annotations

import re
from collections.abc import Sequence

from budgets.data import FactData, TableData
from budgets.reconcile import reconcile
from budgets.vocabulary import shipped_vocabulary
from budgets.workbook.document import ReadDocument, interpret
from budgets.workbook.grid import GridCell, Sheet, Workbook
from budgets.workbook.reader import read_workbook
from tests.regions.accounting import unaccounted
from tests.regions.books import Book, Figure, Row

UNIT = ["", "单位：万元"]


def _cell(text: str) -> str:
    return Figure(text) if re.fullmatch(r"-?[\d,]+\.\d+", text) else text


def read(*sheets: Sequence[Row], kind: str = "budget") -> ReadDocument:
    book = Book()
    for number, rows in enumerate(sheets, 1):
        book.sheet(f"表{number}", [[_cell(text) for text in row] for row in rows])
    workbook = read_workbook(book.content())
    document = interpret(
        workbook,
        department="某局",
        fiscal_year=2025,
        kind=kind,
        vocabulary=shipped_vocabulary(),
    )
    assert unaccounted(workbook, document) == []
    return document


def fact(table: TableData, cell: str) -> FactData:
    return next(f for f in table.facts if table.cell(f.row, f.column) == cell)


def unread(document: ReadDocument) -> dict[str, str]:
    return {
        table.cell(item.row, item.column): item.why
        for table in document.data.tables
        for item in table.uninterpreted
    }


def errors(document: ReadDocument) -> list[str]:
    return [finding.message for finding in reconcile(document.data).errors]


def test_expenditure_by_nature_stands_under_its_headings() -> None:
    document = read(
        [
            ["收支总体情况表", "<", "<", "<"],
            ["", "", "", "单位：万元"],
            ["收入", "<", "支出", "<"],
            ["项目", "2025年预算", "项目", "2025年预算"],
            ["一、预算拨款", "100.00", "一、基本支出", "60.00"],
            ["其中：一般公共预算拨款", "90.00", "工资福利支出", "45.00"],
            ["基金预算拨款", "10.00", "商品和服务支出", "15.00"],
            ["二、财政专户拨款", "5.00", "二、项目支出", "45.00"],
            ["本年收入合计", "105.00", "本年支出合计", "105.00"],
            ["收入总计", "105.00", "支出总计", "105.00"],
        ]
    )

    table = document.data.tables[0]
    assert fact(table, "D6").coordinates["nature"] == "basic"
    assert fact(table, "D6").coordinates["dept_economic"] == "301"
    assert (unread(document), errors(document)) == ({}, [])


def test_what_stands_under_a_heading_that_nobody_understands_is_not_guessed() -> None:
    document = read(
        [
            ["收支总表", "<"],
            UNIT,
            ["收入项目", "预算数"],
            ["一、某类资金", "30.00"],
            ["（一）一般公共预算拨款收入", "20.00"],
            ["（二）事业收入", "10.00"],
            ["二、其他收入", "5.00"],
            ["收入总计", "35.00"],
        ]
    )

    assert set(unread(document)) == {"B4", "B5", "B6"}
    assert errors(document) == []


def test_units_that_head_their_projects_by_name_alone_are_not_counted_twice() -> None:
    listing = [("某局", "120.00"), ("甲项目", "100.00"), ("乙项目", "20.00")]
    listing += [("某中心", "5.00"), ("丙项目", "5.00")]

    for space in ("  ", ""):
        rows = [[name if name.startswith("某") else space + name, fen] for name, fen in listing]
        document = read(
            [["项目支出预算表", "<"], UNIT, ["项目名称", "金额"], ["合计", "125.00"], *rows]
        )
        assert errors(document) == []

    assert fact(document.data.tables[0], "B6").coordinates["project"] == "某局/甲项目"


def test_a_plain_list_of_projects_stays_one() -> None:
    document = read(
        [
            ["项目支出预算表", "<"],
            UNIT,
            ["项目名称", "金额"],
            ["甲项目", "20.00"],
            ["乙项目", "20.00"],
            ["合计", "41.00"],
        ]
    )

    assert fact(document.data.tables[0], "B5").coordinates["project"] == "乙项目"
    assert len(errors(document)) == 1


def test_a_total_in_the_column_of_running_numbers_is_a_total() -> None:
    document = read(
        [
            ["重点项目支出情况表", "<", "<"],
            ["", "", "单位：万元"],
            ["序号", "项目名称", "预算金额"],
            ["1", "甲项目", "100.00"],
            ["2", "乙项目", "20.00"],
            ["合计", "<", "120.00"],
        ],
        [
            ["一般公共预算支出表", "<", "<", "<", "<"],
            ["", "", "", "", "单位：万元"],
            ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
            ["2010302", "一般行政管理事务", "300.00", "", "300.00"],
            ["合计", "<", "300.00", "", "300.00"],
        ],
    )

    # Only some projects are listed, and the table says so: nothing but its own sum is checked.
    assert (unread(document), errors(document)) == ({}, [])
    assert document.data.tables[0].rows[2].kind == "total"


def test_numbers_of_cars_and_journeys_are_not_money() -> None:
    document = read(
        [
            ["“三公”经费预算财政拨款情况统计表", "<", "<", "<", "<"],
            ["", "", "", "", "单位：万元"],
            ["项目", "2024年预算数", "2025年预算数", "增减额", "增减率（%）"],
            ["一、“三公”经费合计", "10.00", "8.00", "-2.00", "-20.00"],
            ["1、因公出国（境）费用", "4.00", "4.00", "", "0.00"],
            ["2、公务接待费", "1.00", "1.00", "", ""],
            ["3、公务用车费", "5.00", "3.00", "-2.00", "-40.00"],
            ["其中：（1）公务用车运行维护费", "5.00", "3.00", "-2.00", "-40.00"],
            ["（2）公务用车购置", "", "", "", ""],
            ["二、相关统计数", "", "", "", ""],
            ["1.因公出国（境）团组数（个）", "2", "1", "", ""],
            ["2.公务用车保有量（辆）", "3", "3", "", ""],
        ]
    )

    assert set(unread(document).values()) == {"这一行是数量，不是金额"}
    assert set(unread(document)) == {"B11", "C11", "B12", "C12"}
    assert errors(document) == []


def test_deductions_and_brackets_do_not_make_a_part_exceed_its_whole() -> None:
    document = read(
        [
            ["财政拨款收支总表", "<", "<", "<"],
            ["", "", "", "单位：元"],
            ["收入", "<", "支出", "<"],
            ["项目", "金额", "项目", "金额"],
            ["一般公共预算拨款", "850.00", "教育支出", "900.00"],
            ["政府性基金预算拨款", "", "其他支出", "(50.00)"],
            ["收入总计", "850.00", "支出总计", "850.00"],
        ]
    )

    assert fact(document.data.tables[0], "D6").amount.fen == -5000
    assert errors(document) == []


def test_one_unit_s_rows_belong_to_it_where_its_name_stands_once() -> None:
    document = read(
        [
            ["项目支出预算表", "<", "<"],
            ["", "", "单位：万元"],
            ["单位名称", "科目编码", "金额"],
            ["某局本级", "", "120.00"],
            ["", "2010301", "100.00"],
            ["", "2010302", "20.00"],
            ["某中心", "", "5.00"],
            ["", "2010301", "5.00"],
            ["合计", "", "125.00"],
        ]
    )

    assert fact(document.data.tables[0], "C8").coordinates["body"] == "某中心"
    assert (unread(document), errors(document)) == ({}, [])


def test_a_table_with_other_columns_may_bear_the_same_title() -> None:
    first = [["一般公共预算支出表", "<"], UNIT, ["科目编码", "金额"], ["2010301", "5.00"]]
    second = [["一般公共预算支出表", "<"], UNIT, ["经济科目编码", "金额"], ["30101", "5.00"]]

    document = read(first, second)

    assert len(document.data.tables) == 2
    assert not [p for p in document.problems if p.severity == "refusal"]


def test_a_year_over_several_columns_holds_for_each_of_them() -> None:
    document = read(
        [
            ["一般公共预算支出预算表", *["<"] * 7],
            [""] * 7 + ["单位：万元"],
            ["功能分类科目", "<", "2024年", "<", "2025年", "<", "<", "2025年比2024年"],
            [
                "科目编码",
                "科目名称",
                "年初预算数",
                "执行数",
                "合计",
                "基本支出",
                "项目支出",
                "增减%",
            ],
            ["2010301", "行政运行", "90.00", "95.00", "100.00", "60.00", "40.00", "5.26%"],
            ["合计", "<", "90.00", "95.00", "100.00", "60.00", "40.00", "5.26%"],
        ]
    )

    table = document.data.tables[0]
    bases = {cell: fact(table, cell).coordinates["basis"] for cell in ("C5", "D5", "E5")}
    assert bases == {"C5": "prior", "D5": "prior_final", "E5": "budget"}
    assert table.columns[7].kind == "rate"
    assert (unread(document), errors(document)) == ({}, [])


def test_purchases_are_told_by_project_and_by_the_letter_of_their_code() -> None:
    document = read(
        [
            ["2025年政府采购预算表", *["<"] * 6],
            [""] * 6 + ["单位：元"],
            ["采购项目名称", "采购品目", "数量", "单价", "采购方式", "资金总额", "备注"],
            ["信息化", "A0201计算机", "10", "5,000.00", "公开招标", "50,000.00", ""],
            ["物业", "物业管理", "1", "20,000.00", "竞争性磋商", "20,000.00", "两年"],
            ["合计", "", "", "", "", "70,000.00", ""],
        ]
    )

    table = document.data.tables[0]
    assert fact(table, "F4").coordinates["procurement"] == "goods"
    assert [column.kind for column in table.columns[2:5]] == ["number", "number", "text"]
    assert (unread(document), errors(document)) == ({}, [])


def test_a_body_that_another_table_prints_by_its_code_is_not_missing_there() -> None:
    head = ["合计", "一般公共预算", "政府性基金预算"]
    document = read(
        [
            ["收入总表", "<", "<", "<"],
            ["", "", "", "单位：万元"],
            ["单位", *head],
            ["某局", "60.00", "60.00", ""],
            ["某局附属中心", "40.00", "30.00", "10.00"],
            ["合计", "100.00", "90.00", "10.00"],
        ],
        [
            ["一般公共预算支出表", "<", "<"],
            ["", "", "单位：万元"],
            ["单位代码", "单位名称", "合计"],
            ["101001", "某局本级", "60.00"],
            ["101002", "附属中心", "30.00"],
            ["", "合计", "90.00"],
        ],
    )

    assert (unread(document), errors(document)) == ({}, [])


def test_three_thousand_rows_are_read_and_reconciled_in_seconds() -> None:
    cells = {
        (0, 0): GridCell("项目支出表"),
        (1, 4): GridCell("单位：万元"),
        **{
            (2, column): GridCell(text)
            for column, text in enumerate(
                ("科目编码", "项目名称", "合计", "一般公共预算", "政府性基金预算")
            )
        },
    }
    for number in range(3000):
        cells[3 + number, 0] = GridCell(("2010302", "2050305", "2120803")[number % 3])
        cells[3 + number, 1] = GridCell(f"项目{number:05}号")
        cells[3 + number, 2] = cells[3 + number, 3] = GridCell(f"{number + 1}.00", True)
    cells[3003, 0] = GridCell("合计")
    cells[3003, 2] = cells[3003, 3] = GridCell("4501500.00", True)

    document = interpret(
        Workbook((Sheet("项目", False, cells),)),
        department="某局",
        fiscal_year=2025,
        kind="budget",
        vocabulary=shipped_vocabulary(),
    )
    reconciled = reconcile(document.data)

    assert len(document.data.tables[0].facts) == 9003
    assert reconciled.errors == ()
    # Every row is compared once, not every row with every other.
    assert reconciled.comparisons < 10_000
