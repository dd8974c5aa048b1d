"""Facts, each an amount at its coordinates, and the amounts that bodies are compared by."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from api.fields import (
    BODY,
    KIND,
    MONEY,
    REGION,
    YEAR,
    Field,
    Parameter,
    filter_text,
    link,
    number,
    one_of,
    parse_text,
    text,
)
from api.paging import Page, Query
from api.resource import Resource
from api.resources.by_document import by_document
from api.resources.documents import WHERE, version_address, where
from budgets.coordinates import CLOSED, CODED
from budgets.measures import FIXED, wanted
from budgets.models import Disclosure, Fact, KeyAmount
from budgets.money import yuan
from budgets.terms import DIMENSIONS, MEMBERS, Said

# `body` is the body that publishes; the dimension is a unit within it.
_NAMES = {"body": "unit_within"}

_PLACE = (
    number("table", "表在文件中的序号，从 1 起", "place of the table, from 1", 5),
    number("row", "行，从 1 起", "row, from 1", 12),
    number("column", "栏，从 1 起", "column, from 1", 3),
)
_CELL = link("cell", "这一格的长期网址", "permanent address of the cell")
_COORDINATES = Field(
    "coordinates",
    {"type": "object", "additionalProperties": {"type": "string"}},
    Said(
        "坐标：维度和成员；没有列出的维度是“全部”",
        "coordinates: dimensions and members; a dimension left out means all of it",
    ),
    {"side": "out", "source": "general", "basis": "budget", "function": "2010301"},
)
# Of a measure, not of the cell: forms may state it a little narrower.
_MEANT = Field(
    "coordinates",
    {"type": "object", "additionalProperties": {"type": "string"}},
    Said(
        "这个口径最先在哪里找；表上只在更窄处列出时（如当年一般公共预算的“三公”）也算它，那一格自己的坐标见 facts",
        "where the measure is looked for first; a form that states it narrower only (the three public"
        " expenses of this year's general budget) tells it too: facts has the cell's own coordinates",
    ),
    {"side": "out", "source": "fiscal", "three_public": "any"},
)
_FACT_FIELDS = (*WHERE, *_PLACE, *MONEY, _COORDINATES, _CELL)
_KEY_FIELDS = (
    *WHERE,
    text("key", "口径", "the measure", "three-public"),
    *MONEY,
    Field(
        "stated",
        {"type": "boolean"},
        Said("表上直接列出，还是由几格相加", "stated by one cell, or the sum of several"),
    ),
    Field(
        "disputed",
        {"type": "boolean"},
        Said("文件里的几张表说法不一", "tables of the document disagree"),
    ),
    _MEANT,
    *_PLACE,
    _CELL,
)


def amount(fen: int) -> dict[str, Any]:
    """MONEY of an amount in fen."""
    return {"amount": yuan(fen), "unit": "元", "fen": fen}


def _cell(base: str, table: int, row: int, column: int) -> dict[str, Any]:
    return {
        "table": table,
        "row": row + 1,
        "column": column + 1,
        "cell": f"{base}tables/{table}/#r{row + 1}c{column + 1}",
    }


def _parameters() -> tuple[Parameter, ...]:
    dimensions = []
    for name, said in DIMENSIONS.items():
        known = _NAMES.get(name, name)
        if name in CLOSED:
            members = MEMBERS[name]
            listed = "；".join(f"{member} {one.zh}" for member, one in members.items())
            glossed = "; ".join(f"{member}: {one.en}" for member, one in members.items())
            dimensions.append(
                Parameter(
                    known,
                    Said(
                        f"{said.zh}。{listed}；空白为“全部”",
                        f"{said.en}. {glossed}; blank for all of it",
                    ),
                    {"type": "string", "enum": [*members, ""]},
                    one_of(members, blank=True),
                )
            )
            continue
        dimensions.append(
            Parameter(
                known,
                Said(f"{said.zh}，空白为“全部”", f"{said.en}, blank for all of it"),
                parse=parse_text,
            )
        )
        dimensions.append(
            Parameter(
                f"{known}_prefix",
                Said(f"{said.zh}，以此开头", f"{said.en}, beginning so"),
                parse=parse_text,
                example="201" if name == "function" else None,
            )
        )
    return (REGION, BODY, YEAR, KIND, *dimensions)


def _fact_filter(given: dict[str, Any]) -> Q:
    asked = Q()
    for name in DIMENSIONS:
        known = _NAMES.get(name, name)
        if (member := given.get(known)) is not None:
            asked &= Q(**{name: member})
        if name in CODED and (prefix := given.get(f"{known}_prefix")):
            asked &= Q(**{f"{name}__startswith": prefix})
    return asked


def _list_facts(query: Query) -> Page:
    asked = _fact_filter(query.given)
    return by_document(
        query,
        lambda documents: Fact.objects.filter(asked, disclosure__in=documents),
        ("disclosure_id", "table_n", "row", "column"),
        lambda one, document: _fact(one, document, query),
        is_narrowed=bool(asked),
    )


def _fact(one: Fact, document: Disclosure, query: Query) -> dict[str, Any]:
    base = query.absolute(version_address(document))
    return {
        **where(document),
        **_cell(base, one.table_n, one.row, one.column),
        **amount(one.fen),
        "coordinates": {name: member for name in DIMENSIONS if (member := getattr(one, name))},
    }


def _list_key_amounts(query: Query) -> Page:
    asked = Q(key=query.given["key"]) if "key" in query.given else Q()
    return by_document(
        query,
        lambda documents: KeyAmount.objects.filter(asked, disclosure__in=documents),
        ("disclosure_id", "id"),
        lambda one, document: _key(one, document, query),
        is_narrowed=bool(asked),
    )


def _key(one: KeyAmount, document: Disclosure, query: Query) -> dict[str, Any]:
    base = query.absolute(version_address(document))
    meant = wanted(one.key)
    return {
        **where(document),
        "key": one.key,
        **amount(one.fen),
        "stated": one.stated,
        "disputed": one.disputed,
        "coordinates": dict(meant[0]) if meant else {},
        **_cell(base, one.table_n, one.row, one.column),
    }


FACTS = Resource(
    "facts",
    "Fact",
    Said("金额（事实）", "Facts"),
    Said(
        "现行版本里的每一个金额，各在它的坐标上。合计与分项并列：相加之前先选定坐标。"
        "一页最多看二百份文件，可能不足 limit 条，也可能是空的；有 next 就还有。",
        "Every amount of the current versions at its coordinates. Totals stand beside their parts:"
        " choose coordinates before adding up. A page looks at two hundred documents at most, so it"
        " may be short or even empty; while there is a next, there is more.",
    ),
    _FACT_FIELDS,
    _list_facts,
    _parameters(),
    key=4,
    example="?year=2024&side=out&basis=budget&function_prefix=201&limit=5",
)
KEY_AMOUNTS = Resource(
    "key-amounts",
    "KeyAmount",
    Said("可比数", "Key amounts"),
    Said(
        "各份现行文件的收入、支出、基本支出、项目支出、“三公”经费、各功能和经济科目，已归到同一口径，可以直接比较。",
        "Income, spending, basic and project expenditure, the “three public” expenses, functions and"
        " economic items of every current document, brought to the same meaning for comparison.",
    ),
    _KEY_FIELDS,
    _list_key_amounts,
    (
        REGION,
        BODY,
        YEAR,
        KIND,
        filter_text(
            "key",
            f"口径：{'、'.join(FIXED)}，或 function-201、economic-30217 之类",
            f"the measure: {', '.join(FIXED)}, or one of a code, as function-201, economic-30217",
            "reception",
        ),
    ),
    key=2,
    example="?key=three-public&limit=5",
)
