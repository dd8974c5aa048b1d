"""Sichuan: codes split over 类/款/项 with units beside them, 表1-1, 表2-1, 表3-3, names of units and
of subjects in one column (单位名称（科目）), unit rows above their subjects.
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
    ordinal,
    side_by_side,
)

show = Printer()
NAMES = {"101001": "某厅机关", "101002": "某职业学院"}


def _top(code: str, title: str, width: int) -> list[Row]:
    return [
        right(code, width),
        heading(title, width),
        ["部门：某厅"] + [""] * (width - 2) + ["单位：万元"],
    ]


def _split(code: str, parts: int = 3) -> list[str]:
    return [code[:3], code[3:5], code[5:7]][:parts]


def _overview(money: Money) -> list[Row]:
    left = [
        ["一、一般公共预算拨款收入", show(money.come("general", "current"))],
        ["二、政府性基金预算拨款收入", show(money.come("fund", "current"))],
        ["三、国有资本经营预算拨款收入", show(money.come("capital", "current"))],
        ["四、事业收入", show(money.come(("business", "special"), "current"))],
        ["五、事业单位经营收入", ""],
        ["六、其他收入", show(money.come("other", "current"))],
    ]
    spent = [
        [f"{ordinal(i)}、{FUNCTIONS[c]}", show(money.out(c))]
        for i, c in enumerate(money.functions(3), 1)
    ]
    return [
        *_top("表1", "部门收支总表", 4),
        ["收入", "<", "支出", "<"],
        ["项目", "2025年预算数", "项目", "2025年预算数"],
        *side_by_side(left, spent),
        [
            "本 年 收 入 合 计",
            show(money.come(vintage="current")),
            "本 年 支 出 合 计",
            show(money.out()),
        ],
        ["七、用事业基金弥补收支差额", "", "三十、事业单位结余分配", ""],
        ["八、上年结转", show(money.come(vintage="carried")), "其中：转入事业基金", ""],
        ["", "", "三十一、结转下年", ""],
        ["收 入 总 计", show(money.come()), "支 出 总 计", show(money.out())],
    ]


def _income(money: Money) -> list[Row]:
    def amounts(body: str) -> list[str]:
        def of(source: str | tuple[str, ...]) -> int:
            return money.come(source, "current", body)

        return show.row(
            [
                money.come(body=body),
                money.come(vintage="carried", body=body),
                of("general"),
                of("fund"),
                of("capital"),
                of(("business", "special")),
                0,
                of("other"),
                0,
                0,
                0,
            ]
        )

    return [
        *_top("表1-1", "部门收入总表", 13),
        ["项目", "<", "合计", "上年结转", "一般公共预算拨款收入", "政府性基金预算拨款收入", "国有资本经营预算拨款收入",
         "事业收入", "事业单位经营收入", "其他收入", "上级补助收入", "附属单位上缴收入", "用事业基金弥补收支差额"],
        ["单位代码", "单位名称（科目）", *["^"] * 11],
        ["", "合    计", *amounts("")],
        *([code, name, *amounts(code)] for code, name in NAMES.items()),
    ]  # fmt: skip


def _spent(money: Money, parts: list[Money]) -> list[Row]:
    """Rows by unit: the unit, then its subjects."""
    rows: list[Row] = [["", "", "", "", "合    计", *(show(one.out()) for one in parts)]]
    for body, name in NAMES.items():
        own = money.of(body=body)
        if not own.lines:
            continue
        rows.append(["", "", "", body, name, *(show(one.out(body=body)) for one in parts)])
        rows += [
            [*_split(c), body, FUNCTIONS[c], *(show(one.out(c, body=body)) for one in parts)]
            for c in own.functions()
        ]
    return rows


CODES = ["科目编码", "<", "<", "单位代码", "单位名称（科目）"]
BELOW = ["类", "款", "项", "^", "^"]


def _spending(money: Money) -> list[Row]:
    parts = [money, *(money.of(nature=n) for n in ("basic", "project", "remitted", "subsidy"))]
    return [
        *_top("表1-2", "部门支出总表", 10),
        ["项目", *["<"] * 4, "合计", "基本支出", "项目支出", "上缴上级支出", "对附属单位补助支出"],
        [*CODES, *["^"] * 5],
        [*BELOW, *["^"] * 5],
        *_spent(money, parts),
    ]


def _fiscal(money: Money) -> list[Row]:
    fiscal = money.of(source=FISCAL)
    names = ("一般公共预算拨款收入", "政府性基金预算拨款收入", "国有资本经营预算拨款收入")
    left = [["一、本年收入", show(fiscal.come(vintage="current"))]]
    left += [[n, show(fiscal.come(s, "current"))] for n, s in zip(names, FISCAL, strict=True)]
    left += [["一、上年结转", show(fiscal.come(vintage="carried"))]]
    left += [[n, show(fiscal.come(s, "carried"))] for n, s in zip(names, FISCAL, strict=True)]
    parts = [fiscal, *(fiscal.of(source=s) for s in FISCAL)]
    spent = [["一、本年支出", *(show(one.out()) for one in parts)]]
    spent += [
        ["　" + FUNCTIONS[c], *(show(one.out(c)) for one in parts)] for c in fiscal.functions(3)
    ]
    return [
        *_top("表2", "财政拨款收支预算总表", 7),
        ["收入", "<", "支出", *["<"] * 4],
        [
            "项目",
            "2025年预算数",
            "项目",
            "合计",
            "一般公共预算",
            "政府性基金预算",
            "国有资本经营预算",
        ],
        *side_by_side(left, spent),
        ["收入总计", show(fiscal.come()), "支出总计", *(show(one.out()) for one in parts)],
    ]


def _general(money: Money) -> list[Row]:
    general = money.of(source="general")
    parts = [general, general.of(vintage="current"), general.of(vintage="carried")]
    return [
        *_top("表3", "一般公共预算支出预算表", 8),
        ["项目", *["<"] * 4, "合计", "当年财政拨款安排", "上年结转安排"],
        [*CODES, *["^"] * 3],
        [*BELOW, *["^"] * 3],
        *_spent(general, parts),
    ]


def _basic(money: Money) -> list[Row]:
    basic = money.of(source="general", nature="basic")

    def row(code: str, body: str) -> list[str]:
        return show.row(
            [
                basic.out(economic=code, body=body),
                basic.out(economic=code, body=body, cost="personnel"),
                basic.out(economic=code, body=body, cost="public"),
            ]
        )

    rows: list[Row] = [["", "", "", "合    计", *row("", "")]]
    for body, name in NAMES.items():
        rows.append(["", "", body, name, *row("", body)])
        own = basic.of(body=body)
        rows += [[*_split(c, 2), body, ECONOMIC[c], *row(c, body)] for c in own.economic_tree()]
    return [
        *_top("表3-1", "一般公共预算基本支出预算表", 7),
        ["项目", *["<"] * 3, "基本支出", "<", "<"],
        ["科目编码", "<", "单位代码", "单位名称（科目）", "合计", "人员经费", "公用经费"],
        ["类", "款", "^", "^", "^", "^", "^"],
        *rows,
    ]


def _projects(money: Money) -> list[Row]:
    own = money.of(source="general", nature="project")
    rows: list[Row] = [["", "", "", "", "合    计", show(own.out())]]
    for body, name in NAMES.items():
        rows.append(["", "", "", body, name, show(own.out(body=body))])
        for code in own.of(body=body).functions():
            rows.append([*_split(code), body, FUNCTIONS[code], show(own.out(code, body=body))])
            rows += [
                [
                    *_split(code),
                    body,
                    "　" + project,
                    show(own.out(code, body=body, project=project)),
                ]
                for project in own.of(body=body, function=code).projects()
            ]
    return [
        *_top("表3-2", "一般公共预算项目支出预算表", 6),
        ["科目编码", "<", "<", "单位代码", "单位名称（科目）", "金额"],
        ["类", "款", "项", "^", "^", "^"],
        *rows,
    ]


def _three_public(money: Money) -> list[Row]:
    general = money.of(source="general")

    def row(body: str) -> list[str]:
        def of(code: str) -> int:
            return general.out(economic=code, body=body)

        run, bought = of("30231"), of("31013")
        return show.row(
            [
                of("30212") + run + bought + of("30217"),
                of("30212"),
                run + bought,
                bought,
                run,
                of("30217"),
            ]
        )

    return [
        *_top("表3-3", "一般公共预算“三公”经费支出预算表", 8),
        ["单位编码", "单位名称（科目）", "当年财政拨款预算安排", *["<"] * 5],
        ["^", "^", "合计", "因公出国（境）费用", "公务用车购置及运行费", "<", "<", "公务接待费"],
        [*["^"] * 4, "小计", "公务用车购置费", "公务用车运行费", "^"],
        ["", "合    计", *row("")],
        *([code, name, *row(code)] for code, name in NAMES.items()),
    ]


def _one_source(code: str, title: str, column: str, money: Money) -> list[Row]:
    parts = [money, money.of(nature="basic"), money.of(nature="project")]
    return [
        *_top(code, title, 8),
        ["项目", *["<"] * 4, column, "<", "<"],
        [*CODES, "合计", "基本支出", "项目支出"],
        [*BELOW, *["^"] * 3],
        *_spent(money, parts),
    ]


def document() -> Published:
    money = bureau()
    book = Book()
    book.sheet("封面", [["2025年部门预算"]])
    book.sheet("1", _overview(money))
    book.sheet("1-1", _income(money))
    book.sheet("1-2", _spending(money))
    book.sheet("2", _fiscal(money))
    book.sheet("3", _general(money))
    book.sheet("3-1", _basic(money))
    book.sheet("3-2", _projects(money))
    book.sheet("3-3", _three_public(money))
    book.sheet(
        "4",
        _one_source(
            "表4", "政府性基金预算支出预算表", "本年政府性基金预算支出", money.of(source="fund")
        ),
    )
    book.sheet(
        "5",
        _one_source(
            "表5",
            "国有资本经营预算支出预算表",
            "本年国有资本经营预算支出",
            money.of(source="capital"),
        ),
    )
    return Published("sichuan", "某厅", book)
