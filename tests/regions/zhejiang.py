"""Zhejiang and a county: a table over two sheets, two tables in one sheet, repeated header rows,
text figures, full-width digits, dashes, a hidden sheet, blank rows, notes, the unit in the title.
"""

from __future__ import annotations

from tests.regions.books import Book, Row, heading, right
from tests.regions.documents import Published
from tests.regions.money import (
    ECONOMIC,
    FUNCTIONS,
    Money,
    Printer,
    office,
    ordinal,
    side_by_side,
)

show = Printer()
text = Printer(as_text=True, nothing="—")
WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")


def wide(fen: int) -> str:
    """An amount typed as text in full-width digits."""
    return text(fen).translate(WIDE)


def _overview(money: Money) -> list[Row]:
    left = [
        ["一、财政拨款收入", text(money.come())],
        ["　　一般公共预算", text(money.come("general"))],
        ["　　政府性基金预算", "-"],
        ["　　国有资本经营预算", "－"],
        ["二、专户资金", "/"],
        ["三、事业收入（不含专户资金）", "0.00"],
        ["四、其他收入", ""],
    ]
    spent = [
        [f"{ordinal(i)}、{FUNCTIONS[c]}", wide(money.out(c))]
        for i, c in enumerate(money.functions(3), 1)
    ]
    return [
        heading("2025年部门收支预算总表（单位：万元）", 4),
        [],
        ["收 入", "", "支 出", ""],
        ["项  目", "预算数", "项  目", "预算数"],
        *side_by_side(left, spent),
        [],
        ["收 入 总 计", text(money.come()), "支 出 总 计", wide(money.out())],
        [],
        ["注：1.本表金额按四舍五入列示。"],
        ["2.因四舍五入，部分合计数与分项之和可能存在尾差。"],
    ]


HEAD = ["科目编码", "科目名称", "合计", "人员支出", "日常公用支出", "项目支出", "经营支出"]


def _spending(money: Money) -> list[Row]:
    basic = money.of(nature="basic")
    parts = [
        money,
        Money(tuple(ln for ln in basic.lines if ln.cost == "personnel")),
        Money(tuple(ln for ln in basic.lines if ln.cost == "public")),
        money.of(nature="project"),
        Money(()),
    ]
    rows = [[c, FUNCTIONS[c], *(show(one.out(c)) for one in parts)] for c in money.tree()]
    return [
        *rows,
        ["", "合    计", *(show(one.out()) for one in parts)],
    ]


def _two_sheets(money: Money) -> tuple[list[Row], list[Row]]:
    rows = _spending(money)
    cut = len(rows) // 2
    first = [
        heading("2025年部门支出预算总表", 7),
        right("单位：万元", 7),
        HEAD,
        *rows[: cut // 2],
        HEAD,
        *rows[cut // 2 : cut],
    ]
    second = [heading("2025年部门支出预算总表（续）", 7), right("单位：万元", 7), HEAD, *rows[cut:]]
    return first, second


def _two_tables(money: Money) -> list[Row]:
    general = money.of(source="general")
    basic = general.of(nature="basic")
    parts = [general, basic, general.of(nature="project")]
    first = [
        heading("一般公共预算支出表", 5),
        ["", "", "", "", "单位：万元"],
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        *(
            [f"{c} ", f" {FUNCTIONS[c]}", *(show(one.out(c)) for one in parts)]
            for c in general.functions()
        ),
        ["合计", "", *(show(one.out()) for one in parts)],
    ]
    second = [
        heading("一般公共预算基本支出表", 5),
        ["", "", "", "", "单位：万元"],
        ["经济科目编码", "经济科目名称", "合计", "人员经费", "公用经费"],
        *(
            [
                c,
                ECONOMIC[c],
                show(basic.out(economic=c)),
                show(basic.out(economic=c, cost="personnel")),
                show(basic.out(economic=c, cost="public")),
            ]
            for c in basic.economics()
        ),
        [
            "合计",
            "",
            show(basic.out()),
            show(basic.out(cost="personnel")),
            show(basic.out(cost="public")),
        ],
    ]
    return [*first, [], [], *second]


def _three_public(money: Money) -> list[Row]:
    abroad, reception = money.out(economic="30212"), money.out(economic="30217")
    run = money.out(economic="30231")
    return [
        heading("2025年一般公共预算“三公”经费表", 3),
        right("单位:万元", 3),
        ["项目", "2025年预算数", "备注"],
        ["合  计", show(abroad + reception + run), ""],
        ["1．因公出国（境）费用", show(abroad), ""],
        ["2．公务接待费", show(reception), ""],
        ["3．公务用车购置及运行维护费", show(run), ""],
        ["其中：公务用车运行维护费", show(run), ""],
        ["　　　公务用车购置费", "", ""],
    ]


def _empty(title: str) -> list[Row]:
    return [
        heading(title, 5),
        right("单位：万元", 5),
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["", "", "", "", ""],
        ["合计", "<", "", "", ""],
        ["本单位2025年无此项预算。"],
    ]


def document() -> Published:
    money = office(carried=False)
    first, second = _two_sheets(money)
    book = Book()
    book.sheet("封面", [["某县人民政府办公室2025年部门预算"], ["公开日期：2025年3月1日"]])
    book.sheet("收支", _overview(money))
    book.sheet("支出1", first)
    book.sheet("支出2", second)
    book.sheet("一般", _two_tables(money), hidden=True)
    book.sheet("三公", _three_public(money))
    book.sheet("基金", _empty("2025年政府性基金支出表"))
    book.sheet("国资", _empty("2025年国有资本经营预算支出表"))
    return Published("county", "某县人民政府办公室", book, redundant=75)
