"""Shanghai: 元, codes split over 类/款/项, income 1、2、3 within 财政拨款收入, sheets without codes,
“三公” and 机关运行经费 in one table of 万元, tables of nothing printed empty.
"""

from __future__ import annotations

from tests.regions.books import Book, Row, heading
from tests.regions.documents import Published
from tests.regions.money import (
    ECONOMIC,
    FISCAL,
    FUNCTIONS,
    Money,
    Printer,
    bureau,
    ordinal,
    side_by_side,
)

show = Printer(exponent=2, places=0)
wan = Printer(exponent=6, places=2)


def whole_yuan(money: Money) -> Money:
    """Shanghai's forms are in whole yuan, and so is its money."""
    from dataclasses import replace

    return Money(tuple(replace(line, fen=line.fen // 100 * 100) for line in money.lines))


def _top(title: str, width: int, unit: str = "单位：元") -> list[Row]:
    return [
        heading(f"2025年{title}", width),
        ["编制部门：某市教育委员会"] + [""] * (width - 2) + [unit],
    ]


def _split(code: str) -> list[str]:
    return [code[:3], code[3:5], code[5:7]]


def _overview(money: Money) -> list[Row]:
    left = [
        ["一、财政拨款收入", show(money.come(FISCAL))],
        ["1、一般公共预算资金", show(money.come("general"))],
        ["2、政府性基金", show(money.come("fund"))],
        ["3、国有资本经营预算", show(money.come("capital"))],
        ["二、事业收入", show(money.come(("business", "special")))],
        ["三、事业单位经营收入", show(0)],
        ["四、其他收入", show(money.come("other"))],
    ]
    spent = [
        [f"{ordinal(i)}、{FUNCTIONS[code]}", show(money.out(code))]
        for i, code in enumerate(money.functions(3), 1)
    ]
    return [
        *_top("部门财务收支预算总表", 4),
        ["本年收入", "<", "本年支出", "<"],
        ["项目", "预算数", "项目", "预算数"],
        *side_by_side(left, spent),
        ["收入总计", show(money.come()), "支出总计", show(money.out())],
    ]


def _functions(
    title: str, group: str, names: list[str], money: Money, parts: list[Money]
) -> list[Row]:
    width = 4 + len(names)
    return [
        *_top(title, width),
        ["项目", *["<"] * 3, group, *["<"] * (len(names) - 1)],
        ["功能分类科目编码", "<", "<", "功能分类科目名称", *names],
        ["类", "款", "项", "^", *["^"] * len(names)],
        *(
            [*_split(code), FUNCTIONS[code], *(show(one.out(code)) for one in parts)]
            for code in money.tree()
        ),
        ["合计", "<", "<", "<", *(show(one.out()) for one in parts)],
    ]


def _fiscal(money: Money) -> list[Row]:
    fiscal = money.of(source=FISCAL)
    left = [
        ["一、一般公共预算资金", show(fiscal.come("general"))],
        ["二、政府性基金", show(fiscal.come("fund"))],
        ["三、国有资本经营预算", show(fiscal.come("capital"))],
    ]
    parts = [fiscal, *(fiscal.of(source=source) for source in FISCAL)]
    spent = [
        [f"{ordinal(i)}、{FUNCTIONS[code]}", *(show(one.out(code)) for one in parts)]
        for i, code in enumerate(fiscal.functions(3), 1)
    ]
    return [
        *_top("部门财政拨款收支预算总表", 7),
        ["财政拨款收入", "<", "财政拨款支出", *["<"] * 4],
        ["项目", "预算数", "项目", "合计", "一般公共预算", "政府性基金预算", "国有资本经营预算"],
        *side_by_side(left, spent),
        ["收入总计", show(fiscal.come()), "支出总计", *(show(one.out()) for one in parts)],
    ]


def _economics(money: Money) -> list[Row]:
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
        *_top("部门一般公共预算基本支出部门预算经济分类预算表", 6),
        ["项目", "<", "<", "一般公共预算基本支出", "<", "<"],
        ["经济分类科目编码", "<", "经济分类科目名称", "合计", "人员经费", "公用经费"],
        ["类", "款", "^", "^", "^", "^"],
        *([c[:3], c[3:], ECONOMIC[c], *row(c)] for c in basic.economic_tree()),
        ["合计", "<", "<", *row("")],
    ]


def _three_public(money: Money) -> list[Row]:
    general = money.of(source="general")
    abroad, reception = general.out(economic="30212"), general.out(economic="30217")
    bought, run = general.out(economic="31013"), general.out(economic="30231")
    cells = [abroad + reception + bought + run, abroad, reception, bought + run, bought, run]
    running = general.of(body="101001").out(cost="public")
    return [
        *_top("部门“三公”经费和机关运行经费预算表", 7, "单位：万元"),
        ["2025年“三公”经费预算数", *["<"] * 5, "2025年机关运行经费预算数"],
        ["合计", "因公出国(境)费", "公务接待费", "公务用车购置及运行费", "<", "<", "^"],
        ["^", "^", "^", "小计", "购置费", "运行费", "^"],
        [*wan.row(cells), wan(running)],
    ]


def document() -> Published:
    money = whole_yuan(bureau(carried=False))
    book = Book()
    book.sheet("收支总表", _overview(money))
    incomes = [
        money,
        money.of(source=FISCAL),
        money.of(source=("business", "special")),
        Money(()),
        money.of(source="other"),
    ]
    book.sheet(
        "收入总表",
        _functions(
            "部门收入预算总表",
            "收入预算",
            ["合计", "财政拨款收入", "事业收入", "事业单位经营收入", "其他收入"],
            money,
            incomes,
        ),
    )
    nature = ["合计", "基本支出", "项目支出"]

    def by_nature(one: Money) -> list[Money]:
        return [one, one.of(nature="basic"), one.of(nature="project")]

    book.sheet(
        "支出总表", _functions("部门支出预算总表", "支出预算", nature, money, by_nature(money))
    )
    book.sheet("财政拨款收支总表", _fiscal(money))
    for source, name in (
        ("general", "一般公共预算"),
        ("fund", "政府性基金预算"),
        ("capital", "国有资本经营预算"),
    ):
        own = money.of(source=source)
        book.sheet(
            name,
            _functions(f"部门{name}支出功能分类预算表", f"{name}支出", nature, own, by_nature(own)),
        )
    book.sheet("基本支出", _economics(money))
    book.sheet("三公", _three_public(money))
    return Published("shanghai", "某市教育委员会", book, redundant=85)
