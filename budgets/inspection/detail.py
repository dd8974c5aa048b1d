"""How fine a document's figures are: 功能分类 to 项, 经济分类 to 款, the three of “三公”, by nature."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from budgets.coordinates import within
from budgets.data import DisclosureData, FactData, TableData
from budgets.inspection.data import BAD, GOOD, NONE, UNCLEAR, Item, Spot
from budgets.inspection.tables import Recognised, is_empty, required_tables, spot_of
from budgets.vocabulary import function_names

# Digits of a 项 and of a 款.
_ITEM, _ECONOMIC_CLASS = 7, 5
_MANY_SPOTS = 5
_LABELS = {one.key: one.label for one in required_tables()}
BY_FUNCTION = ("spending", "general", "fund", "capital")
THREE = {
    "abroad": "因公出国（境）费",
    "reception": "公务接待费",
    "purchase": "公务用车购置费",
    "running": "公务用车运行维护费",
}
SIDES_OF_ACCOUNTS = {"budget": "预算数", "final": "决算数"}
NATURES = {"basic": "基本支出", "project": "项目支出"}


def look_at_functions(found: Recognised) -> Iterator[Item]:
    """Of every table by function whether its finest codes are 项, where the catalogue has them."""
    for key in BY_FUNCTION:
        tables = [table for table in found.own[key] if not is_empty(table)]
        if not tables:
            continue
        listed = [(table, _finest(table, "function")) for table in tables]
        listed = [(table, facts) for table, facts in listed if facts]
        if not listed:
            said = f"《{tables[0].name}》没有读出功能分类科目，看不出列到哪一级。"
            yield Item(key, UNCLEAR, said, (Spot(tables[0].n, 0, 0),))
            continue
        # Where a place prints it more than once, the finest one counts.
        table, coarse = min(
            ((table, _coarse_functions(facts)) for table, facts in listed),
            key=lambda one: len(one[1]),
        )
        yield _judged(key, table, coarse, "功能分类没有列到项")


def look_at_economics(found: Recognised) -> Iterator[Item]:
    """Whether the basic expenditure of the general budget is told by 款 of its economic classes."""
    tables = [table for table in found.of("basic") if not is_empty(table)]
    if not tables:
        return
    judged = []
    for table in tables:
        facts = [
            fact
            for dimension in ("dept_economic", "gov_economic")
            for fact in _finest(table, dimension)
        ]
        # The finer of the two catalogues counts: a row has its code in both.
        by_department = [fact for fact in facts if "dept_economic" in fact.coordinates]
        counted = by_department or facts
        if counted:
            coarse = [
                fact
                for fact in counted
                if len(_economic(fact)) < _ECONOMIC_CLASS and fact.amount.fen
            ]
            judged.append((table, coarse))
    if not judged:
        said = f"《{tables[0].name}》没有读出经济分类科目，看不出列到哪一级。"
        yield Item("basic", UNCLEAR, said, (Spot(tables[0].n, 0, 0),))
        return
    table, coarse = min(judged, key=lambda one: len(one[1]))
    yield _judged("basic", table, coarse, "经济分类没有列到款")


def look_at_three_public(data: DisclosureData, found: Recognised) -> Iterator[Item]:
    """Whether each of the three has its figure or blank; in accounts also budget beside accounts."""
    tables = found.of("three_public")
    if not tables:
        return
    # A column without a figure in it is printed all the same.
    places = [
        where.coordinates
        for table in tables
        for held in (table.facts, table.columns, table.rows)
        for where in held
    ]
    stated = {where["three_public"] for where in places if "three_public" in where}
    parted = any(member in stated for member in (*THREE, "vehicles"))
    name, spot = f"《{tables[0].name}》", (Spot(tables[0].n, 0, 0),)
    if not parted and all(map(is_empty, tables)):
        yield from (Item(key, NONE) for key in THREE)
        return
    for key, label in THREE.items():
        if key in stated:
            yield Item(key, GOOD)
        elif any(table.uninterpreted for table in tables):
            yield Item(key, UNCLEAR, f"{name}有没有读懂的栏目，看不出是否列了{label}。", spot)
        else:
            yield Item(key, BAD, f"{name}没有列出{label}。", spot)
    if data.kind == "final-accounts" and parted:
        bases = {fact.coordinates["basis"] for table in tables for fact in table.facts}
        for basis, label in SIDES_OF_ACCOUNTS.items():
            state = GOOD if basis in bases else BAD
            yield Item(basis, state, "" if state == GOOD else f"{name}没有列出{label}。", spot)


def look_at_natures(data: DisclosureData, found: Recognised) -> Iterator[Item]:
    """Whether the document tells 基本支出 from 项目支出 anywhere among its tables of money."""
    spending = [table for key in ("spending", "general") for table in found.own[key]]
    stated = {
        nature
        for table in data.tables
        if table.kind != "performance"
        for fact in table.facts
        if (nature := fact.coordinates.get("nature"))
    }
    if not spending and not stated:
        return
    for key, label in NATURES.items():
        if any(within("nature", member, key) for member in stated):
            yield Item(key, GOOD)
        elif any(table.uninterpreted for table in spending):
            yield Item(key, UNCLEAR, f"支出表有没有读懂的栏目，看不出是否列了{label}。")
        else:
            yield Item(key, BAD, f"各张支出表都没有列出{label}。")


def _finest(table: TableData, dimension: str) -> list[FactData]:
    """The figures whose code no other row of the table refines, one a code."""
    by_code: dict[str, FactData] = {}
    for fact in table.facts:
        code = fact.coordinates.get(dimension, "")
        if code.isdigit() and (code not in by_code or not by_code[code].amount.fen):
            by_code[code] = fact
    codes = sorted(by_code)
    return [
        by_code[code]
        for place, code in enumerate(codes)
        # Sorted, the codes below one follow it at once.
        if place + 1 == len(codes) or not codes[place + 1].startswith(code)
    ]


def _coarse_functions(facts: Sequence[FactData]) -> list[FactData]:
    return [fact for fact in facts if fact.amount.fen and _has_finer(fact.coordinates["function"])]


def _has_finer(code: str) -> bool:
    """Whether the catalogue has a 项 below a code: 预备费 has none."""
    return len(code) < _ITEM and any(
        other.startswith(code) and len(other) > len(code) for other in function_names()
    )


def _economic(fact: FactData) -> str:
    found = fact.coordinates
    return found.get("dept_economic") or found.get("gov_economic") or ""


def _judged(key: str, table: TableData, coarse: Sequence[FactData], what: str) -> Item:
    if not coarse:
        return Item(key, GOOD)
    named = "、".join(_row_name(table, fact) for fact in coarse[:_MANY_SPOTS])
    more = f"等 {len(coarse)} 行" if len(coarse) > _MANY_SPOTS else ""
    spots = tuple(spot_of(table, fact) for fact in coarse[:_MANY_SPOTS])
    return Item(key, BAD, f"《{table.name}》{what}：{named}{more}。", spots)


def _row_name(table: TableData, fact: FactData) -> str:
    block = table.columns[fact.column].block
    return " ".join(
        text.strip()
        for text, column in zip(table.rows[fact.row].cells, table.columns, strict=False)
        if text and column.kind == "label" and column.block == block
    )
