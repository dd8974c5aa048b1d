"""Hunan: 元, four lists beside each other, economic classes as columns, units as rows of income,
expenditure by purpose (按项目管理的…), codes in split columns with the unit beside them.
"""

from __future__ import annotations

from tests.regions.books import Book, Row, heading, right
from tests.regions.documents import Published
from tests.regions.money import (
    ECONOMIC,
    FUNCTIONS,
    GOVERNMENT,
    Money,
    Printer,
    bureau,
    padded,
)

show = Printer(exponent=2, places=2)


def _top(code: str, title: str, width: int) -> list[Row]:
    return [
        right(code, width),
        heading(title, width),
        ["单位：101_某局"] + [""] * (width - 2) + ["金额单位：元"],
    ]


def _beside(*lists: list[list[str]]) -> list[list[str]]:
    height = max(map(len, lists))
    return [
        [cell for one in row for cell in one]
        for row in zip(*(padded(one, height) for one in lists), strict=True)
    ]


def _overview(money: Money) -> list[Row]:
    left = [
        ["（一）一般公共预算拨款", show(money.come("general", "current"))],
        ["1、经费拨款", show(money.come("general", "current") - 5000000)],
        ["2、纳入一般公共预算管理的非税收入拨款", show(5000000)],
        ["（二）政府性基金预算拨款", show(money.come("fund", "current"))],
        ["（三）国有资本经营预算拨款", show(money.come("capital", "current"))],
        ["（四）财政专户管理资金", show(money.come("special", "current"))],
        ["（五）上级财政补助收入", ""],
        ["（六）事业收入", show(money.come("business", "current"))],
        ["（七）事业单位经营收入", ""],
        ["（八）其他收入", show(money.come("other", "current"))],
    ]
    functions = [
        [f"（{i}）{FUNCTIONS[c]}", show(money.out(c))] for i, c in enumerate(money.functions(3), 1)
    ]
    basic, project = money.of(nature="basic"), money.of(nature="project")
    purposes = [["一、基本支出", show(basic.out())]]
    purposes += [[f"  {ECONOMIC[c]}", show(basic.out(economic=c))] for c in basic.economics(3)]
    purposes += [["二、项目支出", show(project.out())]]
    purposes += [
        [f"  按项目管理的{ECONOMIC[c]}", show(project.out(economic=c))]
        for c in project.economics(3)
    ]
    purposes += [
        ["三、事业单位经营支出", ""],
        ["四、上缴上级支出", ""],
        ["五、对附属单位补助支出", ""],
    ]
    government = [
        [f"{i}、{GOVERNMENT[c]}", show(money.out(government=c))]
        for i, c in enumerate(money.governments(3), 1)
    ]
    total = ["本 年 支 出 合 计", show(money.out())] * 3
    return [
        *_top("部门公开表01", "收支总表", 8),
        ["收入", "<", "支出", *["<"] * 5],
        ["项目（按资金来源）", "本年预算数", "项目（按功能分类）", "本年预算数", "项目（按部门预算经济分类）", "本年预算数", "项目（按政府预算经济分类）", "本年预算数"],
        *_beside(left, functions, purposes, government),
        ["本 年 收 入 合 计", show(money.come(vintage="current")), *total],
        ["上年结转结余", show(money.come(vintage="carried")), *["年终结转结余", ""] * 3],
        ["收 入 总 计", show(money.come()), *["支 出 总 计", show(money.out())] * 3],
    ]  # fmt: skip


def _income(money: Money) -> list[Row]:
    def amounts(body: str) -> list[str]:
        def of(source: str, vintage: str = "current") -> int:
            return money.come(source, vintage, body)

        sources = ("general", "fund", "capital", "special")
        return show.row(
            [
                money.come(body=body),
                of(""),
                *(of(s) for s in sources),
                0,
                of("business"),
                of("other"),
                of("", "carried"),
                *(of(s, "carried") for s in sources),
                of("business", "carried"),
            ]
        )

    sources = ["一般公共预算", "政府性基金预算", "国有资本经营预算", "财政专户管理资金"]
    return [
        *_top("部门公开表02", "收入总表", 17),
        [
            "部门（单位）代码",
            "部门（单位）名称",
            "合计",
            "本年收入",
            *["<"] * 7,
            "上年结转结余",
            *["<"] * 5,
        ],
        [
            "^",
            "^",
            "^",
            "小计",
            *sources,
            "上级财政补助收入",
            "事业收入",
            "其他收入",
            "小计",
            *sources,
            "单位资金",
        ],
        ["", "合计", *amounts("")],
        ["101", "某局", *amounts("")],
        ["  101001", "  某局本级", *amounts("101001")],
        ["  101002", "  某职业学院", *amounts("101002")],
    ]


def _spending(money: Money) -> list[Row]:
    parts = [
        money,
        *(money.of(nature=n) for n in ("basic", "project", "operating", "remitted", "subsidy")),
    ]
    return [
        *_top("部门公开表03", "支出总表", 8),
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
        ["", "合计", *(show(one.out()) for one in parts)],
        *([c, FUNCTIONS[c], *(show(one.out(c)) for one in parts)] for c in money.tree()),
    ]


def _classes(money: Money) -> list[Row]:
    """政府预算经济分类 over the columns, functions and units down the rows."""
    classes = money.governments(3)
    parts = [
        money,
        *(Money(tuple(ln for ln in money.lines if ln.government[:3] == c)) for c in classes),
    ]
    width = 5 + len(parts)
    return [
        *_top("部门公开表04", "支出分类汇总表（按政府预算经济分类）", width),
        ["科目", "<", "<", "单位代码", "单位名称（功能分类科目名称）", "总计", *(GOVERNMENT[c] for c in classes)],
        ["类", "款", "项", "^", "^", "^", *["^"] * len(classes)],
        ["", "", "", "", "合计", *(show(one.out()) for one in parts)],
        *(
            [c[:3], c[3:5], c[5:], c, FUNCTIONS[c], *(show(one.out(c)) for one in parts)]
            for c in money.tree()
        ),
    ]  # fmt: skip


def _departmental(money: Money) -> list[Row]:
    basic, project = money.of(nature="basic"), money.of(nature="project")

    def of(one: Money) -> list[Money]:
        return [
            one,
            *(
                Money(tuple(ln for ln in one.lines if ln.economic[:3] == c))
                for c in one.economics(3)
            ),
        ]

    parts = [money, *of(basic), *of(project)]
    names = lambda one: ["小计", *(ECONOMIC[c] for c in one.economics(3))]  # noqa: E731
    one, two = names(basic), names(project)
    return [
        *_top("部门公开表05", "支出分类汇总表（按部门预算经济分类）", 3 + len(one) + len(two)),
        [
            "科目编码",
            "科目名称",
            "总计",
            "基本支出",
            *["<"] * (len(one) - 1),
            "项目支出",
            *["<"] * (len(two) - 1),
        ],
        ["^", "^", "^", *one, *two],
        ["", "合计", *(show(part.out()) for part in parts)],
        *([c, FUNCTIONS[c], *(show(part.out(c)) for part in parts)] for c in money.tree()),
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
        *_top("部门公开表06", "一般公共预算“三公”经费支出表", 8),
        [
            "单位编码",
            "单位名称",
            "“三公”经费合计",
            "因公出国（境）费",
            "公务用车购置及运行费",
            "<",
            "<",
            "公务接待费",
        ],
        [*["^"] * 4, "小计", "公务用车购置费", "公务用车运行费", "^"],
        ["", "合计", *row("")],
        ["101001", "某局本级", *row("101001")],
        ["101002", "某职业学院", *row("101002")],
    ]


def document(*, money: Money | None = None, fiscal_year: int = 2025) -> Published:
    """The department, or another year's `money` in the same forms."""
    money = money or bureau()
    book = Book()
    book.sheet("公开01", _overview(money))
    book.sheet("公开02", _income(money))
    book.sheet("公开03", _spending(money))
    book.sheet("公开04", _classes(money))
    book.sheet("公开05", _departmental(money))
    book.sheet("公开06", _three_public(money))
    return Published("hunan", "某局", book, fiscal_year=fiscal_year)
