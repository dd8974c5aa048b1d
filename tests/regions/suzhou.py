"""Suzhou and Jiangsu: 公开01–13表, 万元 to two decimals, three levels of codes, total row on top,
units of the department as rows of the income table, 会议费 and 培训费 beside “三公”.
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
    office,
    ordinal,
    side_by_side,
)

show = Printer()
UNIT = ("business", "operating", "superior", "affiliated", "other")


def _top(code: str, title: str, width: int, body: str = "部门：某市教育局") -> list[Row]:
    return [
        [code] + [""] * (width - 1),
        heading(title, width),
        [body] + [""] * (width - 2) + ["单位：万元"],
    ]


def _overview(money: Money) -> list[Row]:
    kinds = (
        ("一般公共预算拨款收入", "general"),
        ("政府性基金预算拨款收入", "fund"),
        ("国有资本经营预算拨款收入", "capital"),
        ("财政专户管理资金收入", "special"),
        ("事业收入", "business"),
        ("事业单位经营收入", "operating"),
        ("上级补助收入", "superior"),
        ("附属单位上缴收入", "affiliated"),
        ("其他收入", "other"),
    )
    left = [
        [f"{ordinal(i)}、{name}", show(money.come(source, "current"))]
        for i, (name, source) in enumerate(kinds, 1)
    ]
    spent = [
        [f"{ordinal(i)}、{FUNCTIONS[code]}", show(money.out(code))]
        for i, code in enumerate(CLASSES, 1)
    ]
    return [
        *_top("公开01表", "收支总表", 4),
        ["收  入", "<", "支  出", "<"],
        ["项目", "预算数", "项目", "预算数"],
        *side_by_side(left, spent),
        ["本年收入合计", show(money.come(vintage="current")), "本年支出合计", show(money.out())],
        ["上年结转结余", show(money.come(vintage="carried")), "年终结转结余", show(money.kept())],
        ["收入总计", show(money.come()), "支出总计", show(money.come())],
    ]


def _income(money: Money) -> list[Row]:
    def amounts(body: str) -> list[str]:
        def of(source: str | tuple[str, ...], vintage: str) -> int:
            return money.come(source, vintage, body)

        fields = [
            money.come(body=body),
            of("", "current"),
            *(of(s, "current") for s in (*FISCAL, "special")),
            of(UNIT, "current"),
            *(of(s, "current") for s in UNIT),
            of("", "carried"),
            *(of(s, "carried") for s in (*FISCAL, "special")),
            of(UNIT, "carried"),
        ]
        return show.row(fields)

    sources = ["一般公共预算", "政府性基金预算", "国有资本经营预算", "财政专户管理资金"]
    unit = ["事业收入", "事业单位经营收入", "上级补助收入", "附属单位上缴收入", "其他收入"]
    return [
        *_top("公开02表", "收入总表", 20),
        ["部门代码", "部门名称", "合计", "本年收入", *["<"] * 10, "上年结转结余", *["<"] * 5],
        ["^", "^", "^", "小计", *sources, "单位资金", *["<"] * 5, "小计", *sources, "单位资金"],
        ["^", "^", "^", "^", *["^"] * 4, "小计", *unit, *["^"] * 6],
        ["合计", "<", *amounts("")],
        ["101", "某市教育局", *amounts("")],
        ["101001", "某市教育局（本级）", *amounts("101001")],
        ["101002", "某市职业技术学校", *amounts("101002")],
    ]


def _tree(money: Money, columns: list[Money]) -> list[Row]:
    return [
        ["合计", "<", *(show(one.out()) for one in columns)],
        *(
            [code, FUNCTIONS[code], *(show(one.out(code)) for one in columns)]
            for code in money.tree()
        ),
    ]


def _spending(money: Money) -> list[Row]:
    parts = [
        money,
        *(money.of(nature=n) for n in ("basic", "project", "operating", "remitted", "subsidy")),
    ]
    return [
        *_top("公开03表", "支出总表", 8),
        [
            "科目编码",
            "科目名称",
            "合计",
            "基本支出",
            "项目支出",
            "事业单位经营支出",
            "上缴上级支出",
            "对附属单位补助支出",
        ],
        *_tree(money, parts),
    ]


def _fiscal(money: Money) -> list[Row]:
    fiscal = money.of(source=FISCAL)
    names = ("一般公共预算拨款", "政府性基金预算拨款", "国有资本经营预算拨款")

    def of(vintage: str) -> list[list[str]]:
        return [
            [f"（{ordinal(i)}）{name}", show(fiscal.come(source, vintage))]
            for i, (name, source) in enumerate(zip(names, FISCAL, strict=True), 1)
        ]

    left = [["一、本年收入", show(fiscal.come(vintage="current"))], *of("current")]
    left += [["二、上年结转", show(fiscal.come(vintage="carried"))], *of("carried")]
    spent = [["一、本年支出", show(fiscal.out())]]
    spent += [
        [f"（{ordinal(i)}）{FUNCTIONS[c]}", show(fiscal.out(c))] for i, c in enumerate(CLASSES, 1)
    ]
    spent += [["二、年终结转结余", show(0)]]
    return [
        *_top("公开04表", "财政拨款收支总表", 4),
        ["收入", "<", "支出", "<"],
        ["项目", "预算数", "项目", "预算数"],
        *side_by_side(left, spent),
        ["收入总计", show(fiscal.come()), "支出总计", show(fiscal.come())],
    ]


def _functions(code: str, title: str, money: Money) -> list[Row]:
    basic = money.of(nature="basic")
    parts = [
        money,
        basic,
        Money(tuple(line for line in basic.lines if line.cost == "personnel")),
        Money(tuple(line for line in basic.lines if line.cost == "public")),
        money.of(nature="project"),
    ]
    return [
        *_top(code, title, 7),
        ["科目编码", "科目名称", "合计", "基本支出", "<", "<", "项目支出"],
        ["^", "^", "^", "小计", "人员经费", "公用经费", "^"],
        *_tree(money, parts),
    ]


def _economics(code: str, title: str, column: str, money: Money) -> list[Row]:
    basic = money.of(nature="basic")

    def row(prefix: str) -> list[str]:
        return show.row(
            [
                basic.out(economic=prefix),
                basic.out(economic=prefix, cost="personnel"),
                basic.out(economic=prefix, cost="public"),
            ]
        )

    return [
        *_top(code, title, 5),
        ["部门预算支出经济分类科目", "<", column, "<", "<"],
        ["科目编码", "科目名称", "合计", "人员经费", "公用经费"],
        ["合计", "<", *row("")],
        *([prefix, ECONOMIC[prefix], *row(prefix)] for prefix in basic.economic_tree()),
    ]


def _three_public(money: Money) -> list[Row]:
    general = money.of(source="general")
    abroad, reception = general.out(economic="30212"), general.out(economic="30217")
    bought, run = general.out(economic="31013"), general.out(economic="30231")
    cells = [abroad + reception + bought + run, abroad, bought + run, bought, run, reception]
    cells += [general.out(economic="30215"), general.out(economic="30216")]
    return [
        *_top("公开09表", "一般公共预算“三公”经费、会议费、培训费支出表", 8),
        ["“三公”经费", *["<"] * 5, "会议费", "培训费"],
        ["合计", "因公出国（境）费", "公务用车购置及运行费", "<", "<", "公务接待费", "^", "^"],
        ["^", "^", "小计", "公务用车购置费", "公务用车运行费", "^", "^", "^"],
        show.row(cells),
    ]


def _one_source(code: str, title: str, money: Money, empty: str) -> list[Row]:
    parts = [money, money.of(nature="basic"), money.of(nature="project")]
    return [
        *_top(code, title, 5),
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        *_tree(money, parts),
        *([[empty]] if not money.lines else []),
    ]


def _running(money: Money) -> list[Row]:
    office_money = money.of(body="101001", nature="basic", source="general")
    codes = [c for c in office_money.economic_tree() if c.startswith(("302", "310"))]
    return [
        *_top("公开12表", "一般公共预算机关运行经费支出预算表", 3),
        ["科目编码", "科目名称", "机关运行经费支出"],
        ["合计", "<", show(office_money.out(cost="public"))],
        *([c, ECONOMIC[c], show(office_money.out(economic=c))] for c in codes),
    ]


def _purchases(*, plain: bool) -> list[Row]:
    other = 0 if plain else 1200000
    return [
        *_top("公开13表", "政府采购支出预算表", 10),
        [
            "采购品目大类",
            "专项名称",
            "经济科目",
            "采购物品名称",
            "采购组织形式",
            "资金来源",
            *["<"] * 4,
        ],
        [*["^"] * 5, "合计", "一般公共预算资金", "政府性基金", "财政专户管理资金", "单位资金"],
        ["合计", "", "", "", "", show(5200000 + other), show(5200000), "", "", show(other)],
        ["货物", "", "", "", "", show(2200000 + other), show(2200000), "", "", show(other)],
        [
            "",
            "信息系统运行维护",
            "办公设备购置",
            "台式计算机",
            "集中采购",
            show(2200000),
            show(2200000),
            "",
            "",
            "",
        ],
        [
            "",
            "教学运行",
            "专用设备购置",
            "教学仪器",
            "分散采购",
            show(other),
            "",
            "",
            "",
            show(other),
        ],
        ["服务", "", "", "", "", show(3000000), show(3000000), "", "", ""],
        [
            "",
            "外事活动保障",
            "委托业务费",
            "会议服务",
            "集中采购",
            show(3000000),
            show(3000000),
            "",
            "",
            "",
        ],
    ]


def document(
    *, plain: bool = False, money: Money | None = None, fiscal_year: int = 2025
) -> Published:
    """The department, or one body of it (`plain`), or another year's `money` in the same forms."""
    money = money or (office() if plain else bureau(kept=True))
    fiscal, general = money.of(source=FISCAL), money.of(source="general")
    book = Book()
    book.sheet("公开01", _overview(money))
    book.sheet("公开02", _income(money.incoming()))
    book.sheet("公开03", _spending(money))
    book.sheet("公开04", _fiscal(money))
    book.sheet("公开05", _functions("公开05表", "财政拨款支出表（功能科目）", fiscal))
    book.sheet(
        "公开06",
        _economics("公开06表", "财政拨款基本支出表（经济科目）", "本年财政拨款基本支出", fiscal),
    )
    book.sheet("公开07", _functions("公开07表", "一般公共预算支出表（功能科目）", general))
    book.sheet(
        "公开08",
        _economics(
            "公开08表", "一般公共预算基本支出表（经济科目）", "本年一般公共预算基本支出", general
        ),
    )
    book.sheet("公开09", _three_public(money))
    empty = "说明：本部门无政府性基金预算支出预算，故本表为空。"
    book.sheet(
        "公开10", _one_source("公开10表", "政府性基金预算支出表", money.of(source="fund"), empty)
    )
    empty = "说明：本部门无国有资本经营预算支出预算，故本表为空。"
    book.sheet(
        "公开11",
        _one_source("公开11表", "国有资本经营预算支出预算表", money.of(source="capital"), empty),
    )
    book.sheet("公开12", _running(money))
    book.sheet("公开13", _purchases(plain=plain))
    name = "suzhou-plain" if plain else "suzhou"
    return Published(name, "某市教育局", book, fiscal_year=fiscal_year)
