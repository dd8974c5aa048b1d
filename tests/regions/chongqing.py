"""Chongqing: 表一…表九, fiscal tables first, names without ordinals and with indents, last year's
budget beside this year's, a header without a merge, 类款项 indented under each other.
"""

from __future__ import annotations

from tests.regions.books import Book, Row, heading, right
from tests.regions.documents import Published
from tests.regions.money import (
    ECONOMIC,
    FISCAL,
    FUNCTIONS,
    Money,
    Printer,
    bureau,
    side_by_side,
)

show = Printer()
NOTE = "备注：本表反映2025年当年一般公共预算财政拨款支出情况。由于四舍五入因素，部分分项加和与合计可能略有差异。"


def _fiscal(money: Money) -> list[Row]:
    fiscal = money.of(source=FISCAL)

    def of(vintage: str) -> list[list[str]]:
        names = ("一般公共预算拨款", "政府性基金预算拨款", "国有资本经营预算拨款")
        return [[n, show(fiscal.come(s, vintage))] for n, s in zip(names, FISCAL, strict=True)]

    left = [["一、本年收入", show(fiscal.come(vintage="current"))], *of("current")]
    left += [["二、上年结转", show(fiscal.come(vintage="carried"))], *of("carried")]
    parts = [fiscal, *(fiscal.of(source=s) for s in FISCAL)]
    spent = [["一、本年支出", *(show(one.out()) for one in parts)]]
    spent += [[FUNCTIONS[c], *(show(one.out(c)) for one in parts)] for c in fiscal.functions(3)]
    spent += [["二、结转下年", "", "", "", ""]]
    return [
        ["表一"],
        heading("财政拨款收支总表", 7),
        right("单位：万元", 7),
        ["收入", "<", "支出", *["<"] * 4],
        [
            "项目",
            "预算数",
            "项目",
            "合计",
            "一般公共预算财政拨款",
            "政府性基金预算财政拨款",
            "国有资本经营预算财政拨款",
        ],
        *side_by_side(left, spent),
        ["收入总计", show(fiscal.come()), "支出总计", *(show(one.out()) for one in parts)],
    ]


def _indented(code: str) -> str:
    return "　" * ((len(code) - 3) // 2) + FUNCTIONS[code]


def _general(money: Money) -> list[Row]:
    general = money.of(source="general")
    before = general.scaled(104)

    def row(code: str) -> list[str]:
        return show.row(
            [
                before.out(code),
                general.out(code),
                general.out(code, nature="basic"),
                general.out(code, nature="project"),
            ]
        )

    return [
        ["表二"],
        heading("一般公共预算财政拨款支出预算表", 6),
        right("单位：万元", 6),
        ["功能分类科目", "<", "2024年预算数", "2025年预算数", "<", "<"],
        ["科目编码", "科目名称", "^", "总计", "基本支出", "项目支出"],
        ["合计", "<", *row("")],
        *([" " * (len(c) - 3) + c, _indented(c), *row(c)] for c in general.tree()),
        [NOTE],
    ]


def _basic(money: Money) -> list[Row]:
    basic = money.of(source="general", nature="basic")

    def row(code: str) -> list[str]:
        return show.row(
            [
                basic.out(economic=code),
                basic.out(economic=code, cost="personnel"),
                basic.out(economic=code, cost="public"),
            ]
        )

    return [
        ["表三"],
        heading("一般公共预算财政拨款基本支出预算表", 5),
        right("单位：万元", 5),
        ["经济分类科目", "", "2025年基本支出", "", ""],
        ["科目编码", "科目名称", "总计", "人员经费", "日常公用经费"],
        ["", "合计", *row("")],
        *([c, ECONOMIC[c], *row(c)] for c in basic.economic_tree()),
    ]


def _three_public(money: Money) -> list[Row]:
    general = money.of(source="general")

    def cells(one: Money) -> list[str]:
        abroad, reception = one.out(economic="30212"), one.out(economic="30217")
        bought, run = one.out(economic="31013"), one.out(economic="30231")
        return show.row(
            [abroad + reception + bought + run, abroad, bought + run, bought, run, reception]
        )

    head = ["合计", "因公出国（境）费", "公务用车购置及运行费", "<", "<", "公务接待费"]
    below = ["^", "^", "小计", "公务用车购置费", "公务用车运行费", "^"]
    return [
        ["表四"],
        heading("一般公共预算“三公”经费支出表", 12),
        right("单位：万元", 12),
        ["2024年预算数", *["<"] * 5, "2025年预算数", *["<"] * 5],
        [*head, *head],
        [*below, *below],
        [*cells(general.scaled(98)), *cells(general)],
    ]


def _fund(money: Money) -> list[Row]:
    fund = money.of(source="fund")
    parts = [fund, fund.of(nature="basic"), fund.of(nature="project")]
    return [
        ["表五"],
        heading("政府性基金预算支出表", 5),
        right("单位：万元", 5),
        ["科目编码", "科目名称", "本年政府性基金预算财政拨款支出", "<", "<"],
        ["^", "^", "总计", "基本支出", "项目支出"],
        ["", "合计", *(show(one.out()) for one in parts)],
        *([c, FUNCTIONS[c], *(show(one.out(c)) for one in parts)] for c in fund.tree()),
    ]


def _overview(money: Money) -> list[Row]:
    left = [
        ["一般公共预算拨款收入", show(money.come("general", "current"))],
        ["政府性基金预算拨款收入", show(money.come("fund", "current"))],
        ["国有资本经营预算拨款收入", show(money.come("capital", "current"))],
        ["财政专户管理资金", show(money.come("special", "current"))],
        ["事业收入预算", show(money.come("business", "current"))],
        ["上级补助收入预算", ""],
        ["附属单位上缴收入预算", ""],
        ["事业单位经营收入预算", ""],
        ["其他收入预算", show(money.come("other", "current"))],
    ]
    spent = [[FUNCTIONS[c], show(money.out(c))] for c in money.functions(3)]
    return [
        ["表六"],
        heading("部门收支总表", 4),
        right("单位：万元", 4),
        ["收入", "<", "支出", "<"],
        ["项目", "预算数", "项目", "预算数"],
        *side_by_side(left, spent),
        ["本年收入合计", show(money.come(vintage="current")), "本年支出合计", show(money.out())],
        ["用事业基金弥补收支差额", "", "结转下年", ""],
        ["上年结转", show(money.come(vintage="carried")), "", ""],
        ["收入总计", show(money.come()), "支出总计", show(money.out())],
    ]


def _income(money: Money) -> list[Row]:
    parts = [
        money,
        money.of(vintage="carried"),
        *(money.of(source=s, vintage="current") for s in FISCAL),
        money.of(source="special", vintage="current"),
        money.of(source="business", vintage="current"),
        Money(()),
        money.of(source="other", vintage="current"),
        Money(()),
    ]
    return [
        ["表七"],
        heading("部门收入总表", 12),
        right("单位：万元", 12),
        ["科目", "<", "合计", "上年结转", "一般公共预算拨款收入", "政府性基金预算拨款收入", "国有资本经营预算拨款收入",
         "财政专户管理资金", "事业收入预算", "事业单位经营收入预算", "其他收入预算", "用事业基金弥补收支差额"],
        ["科目编码", "科目名称", *["^"] * 10],
        ["合计", "<", *(show(one.out()) for one in parts)],
        *([c, _indented(c), *(show(one.out(c)) for one in parts)] for c in money.tree()),
    ]  # fmt: skip


def _spending(money: Money) -> list[Row]:
    parts = [
        money,
        *(money.of(nature=n) for n in ("basic", "project", "remitted", "operating", "subsidy")),
    ]
    return [
        ["表八"],
        heading("部门支出总表", 8),
        right("单位：万元", 8),
        [
            "科目编码",
            "科目名称",
            "合计",
            "基本支出",
            "项目支出",
            "上缴上级支出",
            "事业单位经营支出",
            "对下级单位补助支出",
        ],
        ["合计", "<", *(show(one.out()) for one in parts)],
        *([c, _indented(c), *(show(one.out(c)) for one in parts)] for c in money.tree()),
    ]


def _purchases() -> list[Row]:
    head = ["合计", "一般公共预算拨款收入", "政府性基金预算拨款收入", "事业收入", "上年结转"]
    return [
        ["表九"],
        heading("政府采购预算明细表", 6),
        right("单位：万元", 6),
        ["项目", *head],
        ["合计", show(6400000), show(5200000), "", show(1200000), ""],
        ["货物类", show(3400000), show(2200000), "", show(1200000), ""],
        ["工程类", "", "", "", "", ""],
        ["服务类", show(3000000), show(3000000), "", "", ""],
    ]


def document() -> Published:
    money = bureau()
    book = Book()
    book.sheet("表一", _fiscal(money))
    book.sheet("表二", _general(money))
    book.sheet("表三", _basic(money))
    book.sheet("表四", _three_public(money))
    book.sheet("表五", _fund(money))
    book.sheet("表六", _overview(money))
    book.sheet("表七", _income(money))
    book.sheet("表八", _spending(money))
    book.sheet("表九", _purchases())
    return Published("chongqing", "某委员会", book, redundant=85)
