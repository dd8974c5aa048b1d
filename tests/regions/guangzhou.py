"""Guangzhou: …总体情况表, 万元 to two decimals with every zero printed, project spending by economic
class, 行政经费 beside “三公”, basic spending by source of money.
"""

from __future__ import annotations

from tests.regions.books import Book, Row, heading
from tests.regions.documents import Published
from tests.regions.money import (
    CLASSES,
    ECONOMIC,
    FISCAL,
    FUNCTIONS,
    Money,
    Printer,
    bureau,
    ordinal,
    side_by_side,
)

show = Printer(nothing="0.00")
OTHER = ("business", "other")


def _top(number: int, title: str, width: int) -> list[Row]:
    return [
        [f"表{number}"],
        heading(title, width),
        ["部门名称：某局"] + [""] * (width - 2) + ["单位：万元"],
    ]


def _overview(money: Money) -> list[Row]:
    left = [
        ["一、一般公共预算拨款收入", show(money.come("general", "current"))],
        ["二、政府性基金预算拨款收入", show(money.come("fund", "current"))],
        ["三、国有资本经营预算拨款收入", show(money.come("capital", "current"))],
        ["四、财政专户管理资金收入", show(money.come("special", "current"))],
        ["五、事业收入", show(money.come("business", "current"))],
        ["六、事业单位经营收入", show(0)],
        ["七、上级补助收入", show(0)],
        ["八、附属单位上缴收入", show(0)],
        ["九、其他收入", show(money.come("other", "current"))],
    ]
    spent = [
        [f"{ordinal(i)}、{FUNCTIONS[code]}", show(money.out(code))]
        for i, code in enumerate(CLASSES, 1)
    ]
    return [
        *_top(1, "收支总体情况表", 4),
        ["收        入", "<", "支        出", "<"],
        ["项目", "2025年预算", "项目（按功能分类）", "2025年预算"],
        *side_by_side(left, spent),
        ["本年收入合计", show(money.come(vintage="current")), "本年支出合计", show(money.out())],
        ["上年结转结余", show(money.come(vintage="carried")), "结转下年", show(money.kept())],
        ["收入总计", show(money.come()), "支出总计", show(money.come())],
    ]


def _tree(money: Money, parts: list[Money]) -> list[Row]:
    return [
        ["合计", "<", *(show(one.out()) for one in parts)],
        *([c, FUNCTIONS[c], *(show(one.out(c)) for one in parts)] for c in money.tree()),
    ]


def _income(money: Money) -> list[Row]:
    parts = [
        money,
        *(money.of(source=s, vintage="current") for s in FISCAL),
        money.of(source="special", vintage="current"),
        money.of(source="business", vintage="current"),
        Money(()),
        money.of(source="other", vintage="current"),
        money.of(vintage="carried"),
    ]
    return [
        *_top(2, "收入总体情况表", 11),
        ["支出功能分类科目", "<", "收入合计", "一般公共预算", "政府性基金预算", "国有资本经营预算",
         "财政专户管理资金", "事业收入", "事业单位经营收入", "其他收入", "上年结转结余"],
        ["科目编码", "科目名称", *["^"] * 9],
        *_tree(money, parts),
    ]  # fmt: skip


def _natures(number: int, title: str, money: Money) -> list[Row]:
    parts = [money, money.of(nature="basic"), money.of(nature="project")]
    return [
        *_top(number, title, 5),
        ["支出功能分类科目", "<", "合计", "基本支出", "项目支出"],
        ["科目编码", "科目名称", "^", "^", "^"],
        *_tree(money, parts),
    ]


def _fiscal(money: Money) -> list[Row]:
    fiscal = money.of(source=FISCAL)
    names = ("一般公共预算拨款", "政府性基金预算拨款", "国有资本经营预算拨款")
    left = [["一、本年收入", show(fiscal.come(vintage="current"))]]
    left += [
        [f"（{ordinal(i)}）{n}", show(fiscal.come(s, "current"))]
        for i, (n, s) in enumerate(zip(names, FISCAL, strict=True), 1)
    ]
    left += [["二、上年结转", show(fiscal.come(vintage="carried"))]]
    left += [
        [f"（{ordinal(i)}）{n}", show(fiscal.come(s, "carried"))]
        for i, (n, s) in enumerate(zip(names, FISCAL, strict=True), 1)
    ]
    parts = [fiscal, *(fiscal.of(source=s) for s in FISCAL)]
    spent = [["一、本年支出", *(show(one.out()) for one in parts)]]
    spent += [
        [f"（{ordinal(i)}）{FUNCTIONS[c]}", *(show(one.out(c)) for one in parts)]
        for i, c in enumerate(CLASSES, 1)
    ]
    spent += [["二、结转下年", *(show(0) for _ in parts)]]
    return [
        *_top(4, "财政拨款收支总体情况表", 7),
        ["收入", "<", "支出", *["<"] * 4],
        [
            "项目",
            "2025年预算",
            "项目",
            "合计",
            "一般公共预算",
            "政府性基金预算",
            "国有资本经营预算",
        ],
        *side_by_side(left, spent),
        ["收入总计", show(fiscal.come()), "支出总计", *(show(one.come()) for one in parts)],
    ]


def _by_class(number: int, title: str, money: Money) -> list[Row]:
    """Economic classes: 类 and 款 in one listing, names after codes in the same cell."""
    return [
        *_top(number, title, 2),
        ["支出经济分类科目", "2025年预算"],
        ["合计", show(money.out())],
        *([f"[{c}]{ECONOMIC[c]}", show(money.out(economic=c))] for c in money.economic_tree()),
    ]


def _three_public(money: Money) -> list[Row]:
    general = money.of(source="general")
    abroad, reception = general.out(economic="30212"), general.out(economic="30217")
    bought, run = general.out(economic="31013"), general.out(economic="30231")
    return [
        *_top(10, "一般公共预算安排的行政经费及“三公”经费预算表", 2),
        ["项    目", "2025年预算"],
        ["行政经费", show(44439000)],
        ["“三公”经费", show(abroad + reception + bought + run)],
        ["其中：（一）因公出国（境）支出", show(abroad)],
        ["（二）公务用车购置及运行维护支出", show(bought + run)],
        ["1.公务用车购置", show(bought)],
        ["2.公务用车运行维护费", show(run)],
        ["（三）公务接待费支出", show(reception)],
        ["注：行政经费包括基本支出中的公用经费和部分项目支出。"],
    ]


def _basic_by_source(money: Money) -> list[Row]:
    basic = money.of(nature="basic")
    parts = [
        basic,
        *(basic.of(source=s) for s in FISCAL),
        basic.of(source="special"),
        basic.of(source=OTHER),
    ]
    head = [
        "合计",
        "一般公共预算",
        "政府性基金预算",
        "国有资本经营预算",
        "财政专户管理资金",
        "单位资金",
    ]
    return [
        *_top(11, "部门预算基本支出预算表", 7),
        ["支出项目类别（资金使用单位）", *head],
        ["总计", *(show(one.out()) for one in parts)],
        *([ECONOMIC[c], *(show(one.out(economic=c)) for one in parts)] for c in basic.economics(3)),
    ]


def _projects(money: Money) -> list[Row]:
    own = money.of(nature="project")
    parts = [
        own,
        *(own.of(source=s) for s in FISCAL),
        own.of(source="special"),
        own.of(source=OTHER),
    ]
    head = [
        "合计",
        "一般公共预算",
        "政府性基金预算",
        "国有资本经营预算",
        "财政专户管理资金",
        "单位资金",
    ]
    return [
        *_top(12, "部门预算项目支出预算表", 8),
        ["项目名称", "绩效目标", *head],
        ["合计", "", *(show(one.out()) for one in parts)],
        *(
            [name, "详见项目绩效目标表", *(show(one.out(project=name)) for one in parts)]
            for name in own.projects()
        ),
    ]


def document() -> Published:
    money = bureau()
    general = money.of(source="general")
    book = Book()
    book.sheet(
        "目录",
        [
            ["2025年部门预算公开目录"],
            ["序号", "表名"],
            ["1", "收支总体情况表"],
            ["2", "收入总体情况表"],
        ],
    )
    book.sheet("1", _overview(money))
    book.sheet("2", _income(money))
    book.sheet("3", _natures(3, "支出总体情况表", money))
    book.sheet("4", _fiscal(money))
    book.sheet("5", _natures(5, "一般公共预算支出情况表（按功能分类科目）", general))
    book.sheet(
        "6",
        _by_class(
            6, "一般公共预算基本支出情况表（按支出经济分类科目）", general.of(nature="basic")
        ),
    )
    book.sheet(
        "7",
        _by_class(
            7, "一般公共预算项目支出情况表（按支出经济分类科目）", general.of(nature="project")
        ),
    )
    book.sheet("8", _natures(8, "政府性基金预算支出情况表", money.of(source="fund")))
    book.sheet("9", _natures(9, "国有资本经营预算支出情况表", money.of(source="capital")))
    book.sheet("10", _three_public(money))
    book.sheet("11", _basic_by_source(money))
    book.sheet("12", _projects(money))
    return Published("guangzhou", "某局", book)
