"""Central departments (中央部门): nine forms, 万元 to two decimals.

表5 holds this year's appropriation beside last year's executed amount, without what was carried
over; income by function; three levels of codes; last year's and this year's “三公” beside each other.
"""

from __future__ import annotations

from tests.regions.books import Book, Row, heading, right
from tests.regions.documents import Published
from tests.regions.money import (
    CLASSES,
    ECONOMIC,
    FISCAL,
    FUNCTIONS,
    Money,
    Printer,
    bureau,
    office,
    ordinal,
    percent,
    side_by_side,
)

show = Printer()
SOURCES = (
    ("一般公共预算拨款收入", "general"),
    ("政府性基金预算拨款收入", "fund"),
    ("国有资本经营预算拨款收入", "capital"),
    ("事业收入", ("business", "special")),
    ("事业单位经营收入", "operating"),
    ("其他收入", "other"),
)


def _overview(money: Money) -> list[Row]:
    left = [
        [f"{ordinal(i)}、{name}", show(money.come(source, "current"))]
        for i, (name, source) in enumerate(SOURCES, 1)
    ]
    classes = [
        [f"{ordinal(i)}、{FUNCTIONS[code]}", show(money.out(code))]
        for i, code in enumerate(CLASSES, 1)
    ]
    body = side_by_side(left, classes)
    current, carried = money.come(vintage="current"), money.come(vintage="carried")
    body += [
        ["本年收入合计", show(current), "本年支出合计", show(money.out())],
        ["使用非财政拨款结余", "", "结转下年", show(money.kept())],
        ["上年结转", show(carried), "", ""],
        ["", "", "", ""],
        [
            "收  入  总  计",
            show(current + carried),
            "支  出  总  计",
            show(money.out() + money.kept()),
        ],
    ]
    return [
        ["部门公开表1", "", "", ""],
        heading("部门收支总表", 4),
        right("单位：万元", 4),
        ["收          入", "<", "支          出", "<"],
        ["项    目", "预算数", "项    目", "预算数"],
        *body,
    ]


def _by_function(money: Money, columns: list[Money], last: str = "合计") -> list[Row]:
    rows: list[Row] = [
        [code, FUNCTIONS[code], *(show(one.out(code)) for one in columns)] for code in money.tree()
    ]
    return [*rows, [last, "<", *(show(one.out()) for one in columns)]]


def _income(money: Money) -> list[Row]:
    parts = [
        money,
        money.of(vintage="carried"),
        *(money.of(source=source, vintage="current") for source in ("general", "fund", "capital")),
        money.of(source=("business", "special"), vintage="current"),
        money.of(source="special", vintage="current"),
        Money(()),
        Money(()),
        Money(()),
        money.of(source="other", vintage="current"),
        Money(()),
    ]
    return [
        ["部门公开表2"],
        heading("部门收入总表", 14),
        right("单位：万元", 14),
        ["科目", "<", "合计", "上年结转", "一般公共预算拨款收入", "政府性基金预算拨款收入",
         "国有资本经营预算拨款收入", "事业收入", "<", "事业单位经营收入", "上级补助收入",
         "附属单位上缴收入", "其他收入", "使用非财政拨款结余"],
        ["科目编码", "科目名称", "^", "^", "^", "^", "^", "金额", "其中：教育收费", "^", "^", "^", "^", "^"],
        *_by_function(money, parts, "合    计"),
    ]  # fmt: skip


def _spending(money: Money) -> list[Row]:
    parts = [
        money,
        *(money.of(nature=n) for n in ("basic", "project", "remitted", "operating", "subsidy")),
    ]
    return [
        ["部门公开表3"],
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
            "对附属单位补助支出",
        ],
        *_by_function(money, parts),
    ]


def _fiscal(money: Money) -> list[Row]:
    fiscal = money.of(source=FISCAL)

    def sources(vintage: str) -> list[list[str]]:
        return [
            ["（一）一般公共预算拨款", show(fiscal.come("general", vintage))],
            ["（二）政府性基金预算拨款", show(fiscal.come("fund", vintage))],
            ["（三）国有资本经营预算拨款", show(fiscal.come("capital", vintage))],
        ]

    left = [["一、本年收入", show(fiscal.come(vintage="current"))], *sources("current")]
    left += [["二、上年结转", show(fiscal.come(vintage="carried"))], *sources("carried")]
    spent = [["一、本年支出", show(fiscal.out())]]
    spent += [
        [f"（{ordinal(i)}）{FUNCTIONS[code]}", show(fiscal.out(code))]
        for i, code in enumerate(fiscal.functions(3), 1)
    ]
    spent += [["", ""], ["二、结转下年", show(0)]]
    return [
        ["部门公开表4"],
        heading("财政拨款收支总表", 4),
        right("单位：万元", 4),
        ["收          入", "<", "支          出", "<"],
        ["项    目", "预算数", "项    目", "预算数"],
        *side_by_side(left, spent),
        ["收  入  总  计", show(fiscal.come()), "支  出  总  计", show(fiscal.out())],
    ]


def _general(money: Money) -> list[Row]:
    general = money.of(source="general", vintage="current")
    before = general.scaled(93)

    def row(code: str) -> list[str]:
        now, then = general.out(code), before.out(code)
        return [
            show(then),
            show(now),
            show(general.out(code, nature="basic")),
            show(general.out(code, nature="project")),
            show(_rounded(now) - _rounded(then)),
            percent(_rounded(now) - _rounded(then), _rounded(then)),
        ]

    rows: list[Row] = [[code, FUNCTIONS[code], *row(code)] for code in general.tree()]
    return [
        ["部门公开表5"],
        heading("一般公共预算支出表", 8),
        right("单位：万元", 8),
        [
            "功能分类科目",
            "<",
            "2024年执行数",
            "2025年预算数",
            "<",
            "<",
            "2025年预算数比2024年执行数",
            "<",
        ],
        ["科目编码", "科目名称", "^", "小计", "基本支出", "项目支出", "增减额", "增减%"],
        *rows,
        ["合计", "<", *row("")],
    ]


def _rounded(fen: int) -> int:
    return (fen + 5000) // 10000 * 10000


def _basic(money: Money) -> list[Row]:
    basic = money.of(source="general", vintage="current", nature="basic")

    def row(code: str) -> list[str]:
        return [
            show(basic.out(economic=code)),
            show(basic.out(economic=code, cost="personnel")),
            show(basic.out(economic=code, cost="public")),
        ]

    return [
        ["部门公开表6"],
        heading("一般公共预算基本支出表", 5),
        right("单位：万元", 5),
        ["部门预算支出经济分类科目", "<", "2025年基本支出", "<", "<"],
        ["科目编码", "科目名称", "合计", "人员经费", "公用经费"],
        *([code, ECONOMIC[code], *row(code)] for code in basic.economic_tree()),
        ["", "合计", *row("")],
    ]


def _three_public(money: Money) -> list[Row]:
    general = money.of(source="general", vintage="current")
    before = general.scaled(105)

    def cells(one: Money) -> list[str]:
        abroad, reception = one.out(economic="30212"), one.out(economic="30217")
        bought, run = one.out(economic="31013"), one.out(economic="30231")
        return show.row(
            [abroad + reception + bought + run, abroad, bought + run, bought, run, reception]
        )

    head = ["合计", "因公出国（境）费", "公务用车购置及运行费", "<", "<", "公务接待费"]
    below = ["^", "^", "小计", "公务用车购置费", "公务用车运行费", "^"]
    return [
        ["部门公开表7"],
        heading("一般公共预算“三公”经费支出表", 12),
        right("单位：万元", 12),
        ["2024年预算数", *["<"] * 5, "2025年预算数", *["<"] * 5],
        [*head, *head],
        [*below, *below],
        [*cells(before), *cells(general)],
    ]


def _of_one_source(code: str, title: str, column: str, money: Money, note: str) -> list[Row]:
    parts = [money, money.of(nature="basic"), money.of(nature="project")]
    body = (
        _by_function(money, parts)
        if money.lines
        else [["", "", "", "", ""], ["合计", "<", "", "", ""]]
    )
    return [
        [code],
        heading(title, 5),
        right("单位：万元", 5),
        ["科目编码", "科目名称", column, "<", "<"],
        ["^", "^", "合计", "基本支出", "项目支出"],
        *body,
        *([[note]] if note else []),
    ]


def document(*, plain: bool = False) -> Published:
    """A department with every source of money; `plain`: without fund, capital or carry-over."""
    money = office() if plain else bureau()
    book = Book()
    book.sheet("封面", [[""], ["某某部"], ["2025年部门预算"], ["2025年3月"]])
    book.sheet(
        "目录",
        [
            ["目    录"],
            ["一、部门收支总表", "1"],
            ["二、部门收入总表", "2"],
            ["三、部门支出总表", "3"],
        ],
    )
    book.sheet("表1", _overview(money))
    book.sheet("表2", _income(money))
    book.sheet("表3", _spending(money))
    book.sheet("表4", _fiscal(money))
    book.sheet("表5", _general(money))
    book.sheet("表6", _basic(money))
    book.sheet("表7", _three_public(money))
    note = "注：2025年没有使用政府性基金预算拨款安排的支出，故本表无数据。"
    fund = money.of(source="fund", vintage="current")
    book.sheet(
        "表8",
        _of_one_source(
            "部门公开表8",
            "政府性基金预算支出表",
            "本年政府性基金预算支出",
            fund,
            "" if fund.lines else note,
        ),
    )
    capital = money.of(source="capital", vintage="current")
    note = "注：2025年没有使用国有资本经营预算拨款安排的支出，故本表无数据。"
    book.sheet(
        "表9",
        _of_one_source(
            "部门公开表9",
            "国有资本经营预算支出表",
            "本年国有资本经营预算支出",
            capital,
            "" if capital.lines else note,
        ),
    )
    name = "central-plain" if plain else "central"
    return Published(name, "某某部", book)
