"""Shaanxi and Xi'an: 元 to two decimals, an index with 是否空表, three parallel lists of the same
expenditure (by function, by economic class of the department and of the government), units as rows.
"""

from __future__ import annotations

from tests.regions.books import Book, Row, heading, right
from tests.regions.documents import Published
from tests.regions.money import (
    ECONOMIC,
    FISCAL,
    FUNCTIONS,
    GOVERNMENT,
    Money,
    Printer,
    bureau,
    padded,
    side_by_side,
)

show = Printer(exponent=2, places=2, nothing="0.00")
BODIES = (
    ("101", "某市教育局", ""),
    ("101001", "某市教育局机关", "101001"),
    ("101002", "某市职业学校", "101002"),
)


def _top(number: int, title: str, width: int) -> list[Row]:
    return [[f"表{number}"], heading(title, width), right("单位：元", width)]


def _index() -> list[Row]:
    return [
        heading("2025年部门综合预算公开报表目录", 4),
        ["报表", "报表名称", "是否空表", "公开空表理由"],
        ["表1", "2025年部门综合预算收支总表", "否", ""],
        ["表2", "2025年部门综合预算收入总表", "否", ""],
        ["表9", "2025年部门综合预算政府性基金收支表", "否", ""],
    ]


def _functions(money: Money) -> list[list[str]]:
    return [
        [f"{i}、{FUNCTIONS[c]}", show(money.out(c))] for i, c in enumerate(money.functions(3), 1)
    ]


def _purposes(money: Money) -> list[list[str]]:
    basic, project = money.of(nature="basic"), money.of(nature="project")
    rows = [["1、人员经费和公用经费支出", show(basic.out())]]
    rows += [
        [f"({i}){ECONOMIC[c]}", show(basic.out(economic=c))]
        for i, c in enumerate(basic.economics(3), 1)
    ]
    rows += [["2、专项业务经费支出", show(project.out())]]
    rows += [
        [f"({i}){ECONOMIC[c]}", show(project.out(economic=c))]
        for i, c in enumerate(project.economics(3), 1)
    ]
    return [
        *rows,
        ["3、上缴上级支出", show(0)],
        ["4、事业单位经营支出", show(0)],
        ["5、对附属单位补助支出", show(0)],
    ]


def _government(money: Money) -> list[list[str]]:
    return [
        [f"{i}、{GOVERNMENT[c]}", show(money.out(government=c))]
        for i, c in enumerate(money.governments(3), 1)
    ]


def _three_lists(money: Money) -> list[list[str]]:
    lists = [_functions(money), _purposes(money), _government(money)]
    lists = [[["一、部门预算", show(money.out())], *one] for one in lists]
    height = max(map(len, lists))
    return [
        [cell for one in row for cell in one]
        for row in zip(*(padded(one, height) for one in lists), strict=True)
    ]


HEAD = [
    "支出功能分科目（按大类）",
    "预算数",
    "部门预算支出经济科目（按大类）",
    "预算数",
    "政府预算支出经济分类科目（按大类）",
    "预算数",
]


def _overview(money: Money) -> list[Row]:
    left = [
        ["一、部门预算", show(money.come(vintage="current"))],
        ["1、财政拨款", show(money.come(FISCAL, "current"))],
        ["(1)一般公共预算拨款", show(money.come("general", "current"))],
        ["其中：专项资金列入部门预算的项目", show(12000000)],
        ["(2)政府性基金拨款", show(money.come("fund", "current"))],
        ["(3)国有资本经营预算收入", show(money.come("capital", "current"))],
        ["2、上级补助收入", show(0)],
        ["3、事业收入", show(money.come(("business", "special"), "current"))],
        ["其中：纳入财政专户管理的收费", show(money.come("special", "current"))],
        ["4、事业单位经营收入", show(0)],
        ["5、附属单位上缴收入", show(0)],
        ["6、其他收入", show(money.come("other", "current"))],
    ]
    total = ["本年支出合计", show(money.out())] * 3
    nothing = ["结转下年", show(0)] * 3
    grand = ["支出总计", show(money.out())] * 3
    blank = ["", ""] * 3
    return [
        *_top(1, "2025年部门综合预算收支总表", 8),
        ["收                   入", "<", "支                        出", *["<"] * 5],
        ["项    目", "预算数", *HEAD],
        *side_by_side(left, _three_lists(money)),
        ["本年收入合计", show(money.come(vintage="current")), *total],
        ["用事业基金弥补收支差额", show(0), *nothing],
        ["上年实户资金余额", show(0), *["未安排支出的实户资金", show(0)] * 3],
        ["上年结转", show(money.come(vintage="carried")), *blank],
        ["其中：财政拨款资金结转", show(money.come(FISCAL, "carried")), *blank],
        ["非财政拨款资金结余", show(money.come("business", "carried")), *blank],
        ["", "", *blank],
        ["收入总计", show(money.come()), *grand],
    ]


def _income(money: Money) -> list[Row]:
    def amounts(body: str) -> list[str]:
        def of(source: str | tuple[str, ...], vintage: str = "current") -> int:
            return money.come(source, vintage, body)

        return show.row(
            [
                money.come(body=body),
                of("", "current"),
                of("general"),
                of("fund"),
                of("capital"),
                0,
                of(("business", "special")),
                of("special"),
                0,
                of("other"),
                of("", "carried"),
            ]
        )

    return [
        *_top(2, "2025年部门综合预算收入总表", 13),
        ["单位编码", "单位名称", "合计", "部门预算", *["<"] * 8, "上年结转"],
        [
            "^",
            "^",
            "^",
            "小计",
            "一般公共预算拨款",
            "政府性基金拨款",
            "国有资本经营预算收入",
            "上级补助收入",
            "事业收入",
            "<",
            "事业单位经营收入",
            "其他收入",
            "^",
        ],
        [*["^"] * 8, "金额", "其中：纳入财政专户管理的收费", *["^"] * 3],
        ["合计", "<", *amounts("")],
        *([code, name, *amounts(body)] for code, name, body in BODIES),
    ]


def _fiscal(money: Money) -> list[Row]:
    fiscal = money.of(source=FISCAL)
    left = [
        ["一、财政拨款", show(fiscal.come(vintage="current"))],
        ["1、一般公共预算拨款", show(fiscal.come("general", "current"))],
        ["2、政府性基金拨款", show(fiscal.come("fund", "current"))],
        ["3、国有资本经营预算收入", show(fiscal.come("capital", "current"))],
    ]
    lists = [_functions(fiscal), _purposes(fiscal), _government(fiscal)]
    lists = [[["一、财政拨款", show(fiscal.out())], *one] for one in lists]
    height = max(map(len, lists))
    spent = [
        [cell for one in row for cell in one]
        for row in zip(*(padded(one, height) for one in lists), strict=True)
    ]
    return [
        *_top(4, "2025年部门综合预算财政拨款收支总表", 8),
        ["收                   入", "<", "支                        出", *["<"] * 5],
        ["项    目", "预算数", *HEAD],
        *side_by_side(left, spent),
        [
            "本年收入合计",
            show(fiscal.come(vintage="current")),
            *["本年支出合计", show(fiscal.out())] * 3,
        ],
        ["上年结转", show(fiscal.come(vintage="carried")), *["结转下年", show(0)] * 3],
        ["收入总计", show(fiscal.come()), *["支出总计", show(fiscal.out())] * 3],
    ]


def _general(money: Money) -> list[Row]:
    general = money.of(source="general")

    def row(code: str) -> list[str]:
        return show.row(
            [
                general.out(code),
                general.out(code, cost="personnel"),
                general.out(code, cost="public"),
                general.out(code, nature="project"),
            ]
        )

    return [
        *_top(5, "2025年部门综合预算一般公共预算支出明细表（按支出功能分类科目）", 7),
        [
            "功能科目编码",
            "功能科目名称",
            "合计",
            "人员经费支出",
            "公用经费支出",
            "专项业务经费支出",
            "备注",
        ],
        ["合计", "<", *row(""), ""],
        *([c, FUNCTIONS[c], *row(c), ""] for c in general.tree()),
    ]


def _economic(money: Money) -> list[Row]:
    general = money.of(source="general")
    pairs = sorted({(line.economic, line.government) for line in general.lines})

    def row(economic: str, government: str = "") -> list[str]:
        return show.row(
            [
                general.out(economic=economic, government=government),
                general.out(economic=economic, government=government, cost="personnel"),
                general.out(economic=economic, government=government, cost="public"),
                general.out(economic=economic, government=government, nature="project"),
            ]
        )

    rows: list[Row] = []
    for code in general.economics(3):
        rows.append([code, ECONOMIC[code], "", "", *row(code), ""])
        rows += [
            [e, ECONOMIC[e], g, GOVERNMENT[g], *row(e, g), ""]
            for e, g in pairs
            if e.startswith(code)
        ]
    return [
        *_top(6, "2025年部门综合预算一般公共预算支出明细表（按支出经济分类科目）", 9),
        [
            "部门经济科目编码",
            "部门经济科目名称",
            "政府经济科目编码",
            "政府经济科目名称",
            "合计",
            "人员经费支出",
            "公用经费支出",
            "专项业务经费支出",
            "备注",
        ],
        ["合计", "<", "", "", *row(""), ""],
        *rows,
    ]


def _projects(money: Money) -> list[Row]:
    own = money.of(nature="project")
    rows: list[Row] = [["", "合计", show(own.out()), ""]]
    for code, name, body in BODIES[1:]:
        rows.append([code, name, show(own.out(body=body)), ""])
        rows += [
            ["", project, show(own.out(project=project, body=body)), "保障业务工作开展"]
            for project in own.of(body=body).projects()
        ]
    return [
        *_top(10, "2025年部门综合预算专项业务经费支出表", 4),
        ["单位（项目）编码", "单位（项目）名称", "项目金额", "项目简介"],
        *rows,
    ]


def _three_public(money: Money) -> list[Row]:
    general = money.of(source="general")
    before = general.scaled(107)

    def fen(one: Money, body: str) -> list[int]:
        def of(code: str) -> int:
            return one.out(economic=code, body=body)

        three = [of("30212"), of("30217"), of("30231") + of("31013"), of("31013"), of("30231")]
        whole = sum(three[:3])
        return [whole + of("30215") + of("30216"), whole, *three, of("30215"), of("30216")]

    def row(code: str, name: str, body: str) -> Row:
        then, now = fen(before, body), fen(general, body)
        change = [b - a for a, b in zip(then, now, strict=True)]
        return [code, name, *show.row([*then, *now, *change])]

    upper = ["合计", "一般公共预算拨款安排的“三公”经费预算", *["<"] * 5, "会议费", "培训费"]
    middle = [
        "^",
        "小计",
        "因公出国（境）费用",
        "公务接待费",
        "公务用车购置及运行维护费",
        "<",
        "<",
        "^",
        "^",
    ]
    lower = ["^", "^", "^", "^", "小计", "公务用车购置费", "公务用车运行维护费", "^", "^"]
    return [
        *_top(12, "2025年部门综合预算一般公共预算拨款“三公”经费及会议费、培训费支出预算表", 29),
        [
            "单位编码",
            "单位名称",
            "2024年",
            *["<"] * 8,
            "2025年",
            *["<"] * 8,
            "增减变化情况",
            *["<"] * 8,
        ],
        ["^", "^", *upper * 3],
        ["^", "^", *middle * 3],
        ["^", "^", *lower * 3],
        ["合计", "<", *row("", "", "")[2:]],
        *(row(*one) for one in BODIES[1:]),
    ]


def document() -> Published:
    money = bureau()
    book = Book()
    book.sheet(
        "封面",
        [
            ["附件2"],
            [""],
            ["2025年部门综合预算公开报表"],
            ["部门名称：某市教育局"],
            ["保密审查情况：已审查"],
        ],
    )
    book.sheet("目录", _index())
    book.sheet("表1", _overview(money))
    book.sheet("表2", _income(money))
    book.sheet("表4", _fiscal(money))
    book.sheet("表5", _general(money))
    book.sheet("表6", _economic(money))
    book.sheet("表10", _projects(money))
    book.sheet("表12", _three_public(money))
    # 实户资金 is a measure of its own, within 上年结转 in some documents and beside it in others.
    unread = frozenset(("表1", cell) for cell in ("B21", "D21", "F21", "H21"))
    return Published("shaanxi", "某市教育局", book, unread=unread, redundant=85)
