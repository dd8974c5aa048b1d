"""Final accounts (部门决算) 公开01–09表: 行次 and 栏次, three parallel lists of economic classes, a
fund table with income and expenditure in its columns, budget and accounts of “三公” side by side.
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
    ordinal,
)

show = Printer()
KINDS = (
    ("一般公共预算财政拨款收入", "general"),
    ("政府性基金预算财政拨款收入", "fund"),
    ("国有资本经营预算财政拨款收入", "capital"),
    ("上级补助收入", "superior"),
    ("事业收入", ("business", "special")),
    ("经营收入", "operating"),
    ("附属单位上缴收入", "affiliated"),
    ("其他收入", "other"),
)


def _top(number: int, title: str, width: int) -> list[Row]:
    return [
        heading(title, width),
        right(f"公开{number:02}表", width),
        ["部门：某省某厅"] + [""] * (width - 2) + ["金额单位：万元"],
    ]


def _lined(rows: list[list[str]], start: int) -> list[list[str]]:
    """行次 in the second column."""
    return [[row[0], str(start + i), *row[1:]] for i, row in enumerate(rows)]


def _overview(money: Money) -> list[Row]:
    left = [
        [f"{ordinal(i)}、{name}", show(money.come(source, "current"))]
        for i, (name, source) in enumerate(KINDS, 1)
    ]
    spent = [
        [f"{ordinal(i)}、{FUNCTIONS[c]}", show(money.out(c))] for i, c in enumerate(CLASSES, 1)
    ]
    left += [["", ""]] * (len(spent) - len(left))
    left += [
        ["本年收入合计", show(money.come(vintage="current"))],
        ["使用非财政拨款结余（含专用结余）", ""],
        ["年初结转和结余", show(money.come(vintage="carried"))],
        ["", ""],
        ["总计", show(money.come())],
    ]
    spent += [
        ["本年支出合计", show(money.out())],
        ["结余分配", ""],
        ["年末结转和结余", show(money.kept())],
        ["", ""],
        ["总计", show(money.out() + money.kept())],
    ]
    body = [[*a, *b] for a, b in zip(_lined(left, 1), _lined(spent, len(left) + 1), strict=True)]
    return [
        *_top(1, "收入支出决算总表", 6),
        ["收入", "<", "<", "支出", "<", "<"],
        ["项目", "行次", "金额", "项目", "行次", "金额"],
        ["栏次", "", "1", "栏次", "", "2"],
        *body,
        ["注：1.本表反映部门本年度的总收支和年末结转结余情况。"],
        ["2.本套报表金额单位转换时可能存在尾数误差。"],
    ]


def _numbers(count: int) -> list[str]:
    return [str(i) for i in range(1, count + 1)]


def _tree(money: Money, parts: list[Money]) -> list[Row]:
    return [
        ["类", "款", "项", "栏次", *_numbers(len(parts))],
        ["^", "^", "^", "合计", *(show(one.out()) for one in parts)],
        *([c, "<", "<", FUNCTIONS[c], *(show(one.out(c)) for one in parts)] for c in money.tree()),
    ]


def _income(money: Money) -> list[Row]:
    parts = [
        money,
        money.of(source=FISCAL),
        Money(()),
        money.of(source=("business", "special")),
        money.of(source="special"),
        Money(()),
        Money(()),
        money.of(source="other"),
    ]
    return [
        *_top(2, "收入决算表", 12),
        [
            "项目",
            *["<"] * 3,
            "本年收入合计",
            "财政拨款收入",
            "上级补助收入",
            "事业收入",
            "<",
            "经营收入",
            "附属单位上缴收入",
            "其他收入",
        ],
        ["科目编码", "<", "<", "科目名称", *["^"] * 3, "小计", "其中：教育收费", *["^"] * 3],
        *_tree(money, parts),
        ["注：本表反映部门本年度取得的各项收入情况。"],
    ]


def _spending(money: Money) -> list[Row]:
    parts = [
        money,
        *(money.of(nature=n) for n in ("basic", "project", "remitted", "operating", "subsidy")),
    ]
    return [
        *_top(3, "支出决算表", 10),
        [
            "项目",
            *["<"] * 3,
            "本年支出合计",
            "基本支出",
            "项目支出",
            "上缴上级支出",
            "经营支出",
            "对附属单位补助支出",
        ],
        ["科目编码", "<", "<", "科目名称", *["^"] * 6],
        *_tree(money, parts),
    ]


def _fiscal(money: Money) -> list[Row]:
    fiscal = money.of(source=FISCAL)
    names = ("一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营财政拨款")
    left = [
        [f"{ordinal(i)}、{n}", show(fiscal.come(s, "current"))]
        for i, (n, s) in enumerate(zip(names, FISCAL, strict=True), 1)
    ]
    parts = [fiscal, *(fiscal.of(source=s) for s in FISCAL)]
    spent = [
        [f"{ordinal(i)}、{FUNCTIONS[c]}", *(show(one.out(c)) for one in parts)]
        for i, c in enumerate(CLASSES, 1)
    ]
    left += [["", ""]] * (len(spent) - len(left))
    left += [
        ["本年收入合计", show(fiscal.come(vintage="current"))],
        ["年初财政拨款结转和结余", show(fiscal.come(vintage="carried"))],
        ["　一般公共预算财政拨款", show(fiscal.come("general", "carried"))],
        ["　政府性基金预算财政拨款", show(fiscal.come("fund", "carried"))],
        ["　国有资本经营预算财政拨款", show(fiscal.come("capital", "carried"))],
        ["总计", show(fiscal.come())],
    ]
    blank = [""] * 4
    spent += [
        ["本年支出合计", *(show(one.out()) for one in parts)],
        ["年末财政拨款结转和结余", *blank],
        ["", *blank],
        ["", *blank],
        ["", *blank],
        ["总计", *(show(one.out()) for one in parts)],
    ]
    body = [[*a, *b] for a, b in zip(_lined(left, 1), _lined(spent, len(left) + 1), strict=True)]
    return [
        *_top(4, "财政拨款收入支出决算总表", 9),
        ["收     入", "<", "<", "支     出", *["<"] * 5],
        [
            "项    目",
            "行次",
            "金额",
            "项    目",
            "行次",
            "合计",
            "一般公共预算财政拨款",
            "政府性基金预算财政拨款",
            "国有资本经营预算财政拨款",
        ],
        ["栏    次", "", "1", "栏    次", "", "2", "3", "4", "5"],
        *body,
    ]


def _general(money: Money) -> list[Row]:
    general = money.of(source="general")
    parts = [general, general.of(nature="basic"), general.of(nature="project")]
    return [
        *_top(5, "一般公共预算财政拨款支出决算表", 7),
        ["项目", *["<"] * 3, "本年支出", "<", "<"],
        ["科目编码", "<", "<", "科目名称", "小计", "基本支出", "项目支出"],
        *_tree(general, parts),
    ]


def _basic(money: Money) -> list[Row]:
    basic = money.of(source="general", nature="basic")

    def listing(*classes: str) -> list[list[str]]:
        codes = [c for c in sorted({*basic.economic_tree(), *classes}) if c[:3] in classes]
        return [
            [c, ("" if len(c) == 3 else "  ") + ECONOMIC[c], show(basic.out(economic=c))]
            for c in codes
        ]

    columns = [listing("301", "303"), listing("302"), listing("307", "310", "399")]
    height = max(map(len, columns))
    padded = [one + [["", "", ""]] * (height - len(one)) for one in columns]
    body = [[*a, *b, *c] for a, b, c in zip(*padded, strict=True)]
    return [
        *_top(6, "一般公共预算财政拨款基本支出决算明细表", 9),
        ["人员经费", "<", "<", "公用经费", *["<"] * 5],
        [
            "科目编码",
            "科目名称",
            "决算数",
            "科目编码",
            "科目名称",
            "决算数",
            "科目编码",
            "科目名称",
            "决算数",
        ],
        *body,
        [
            "人员经费合计",
            "<",
            show(basic.out(cost="personnel")),
            "公用经费合计",
            *["<"] * 4,
            show(basic.out(cost="public")),
        ],
    ]


def _fund(money: Money) -> list[Row]:
    fund = money.of(source="fund")

    def row(code: str) -> list[str]:
        return show.row(
            [
                fund.out(code, vintage="carried"),
                fund.out(code, vintage="current"),
                fund.out(code),
                fund.out(code, nature="basic"),
                fund.out(code, nature="project"),
                0,
            ]
        )

    return [
        *_top(7, "政府性基金预算财政拨款收入支出决算表", 10),
        ["项目", *["<"] * 3, "年初结转和结余", "本年收入", "本年支出", "<", "<", "年末结转和结余"],
        ["科目编码", "<", "<", "科目名称", "^", "^", "小计", "基本支出", "项目支出", "^"],
        ["类", "款", "项", "栏次", *_numbers(6)],
        ["^", "^", "^", "合计", *row("")],
        *([c, "<", "<", FUNCTIONS[c], *row(c)] for c in fund.tree()),
    ]


def _capital(money: Money) -> list[Row]:
    capital = money.of(source="capital")
    parts = [capital, capital.of(nature="basic"), capital.of(nature="project")]
    return [
        *_top(8, "国有资本经营预算财政拨款支出决算表", 7),
        ["项目", *["<"] * 3, "本年支出", "<", "<"],
        ["科目编码", "<", "<", "科目名称", "合计", "基本支出", "项目支出"],
        *_tree(capital, parts),
    ]


def _three_public(money: Money) -> list[Row]:
    fiscal = money.of(source=FISCAL)

    def cells(one: Money) -> list[str]:
        abroad, reception = one.out(economic="30212"), one.out(economic="30217")
        bought, run = one.out(economic="31013"), one.out(economic="30231")
        return show.row(
            [abroad + reception + bought + run, abroad, bought + run, bought, run, reception]
        )

    head = ["合计", "因公出国（境）费", "公务用车购置及运行维护费", "<", "<", "公务接待费"]
    below = ["^", "^", "小计", "公务用车购置费", "公务用车运行维护费", "^"]
    return [
        *_top(9, "财政拨款“三公”经费支出决算表", 12),
        ["预算数", *["<"] * 5, "决算数", *["<"] * 5],
        [*head, *head],
        [*below, *below],
        _numbers(12),
        [*cells(fiscal.scaled(110)), *cells(fiscal)],
        ["注：本表反映部门本年度财政拨款“三公”经费支出预决算情况。"],
    ]


def document() -> Published:
    money = bureau(kept=True)
    book = Book()
    book.sheet("Z01", _overview(money))
    book.sheet("Z03", _income(money.incoming().of(vintage="current")))
    book.sheet("Z04", _spending(money))
    book.sheet("Z01_1", _fiscal(money))
    book.sheet("Z07", _general(money))
    book.sheet("Z08_1", _basic(money))
    book.sheet("Z09", _fund(money))
    book.sheet("Z11", _capital(money))
    book.sheet("F03", _three_public(money))
    return Published(
        "accounts", "某省某厅", book, fiscal_year=2024, kind="final-accounts", redundant=85
    )
