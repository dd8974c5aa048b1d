"""Tables of current documents, and each with its rows as printed."""

from __future__ import annotations

from django.db.models import Q

from api.fields import BODY, KIND, REGION, YEAR, Parameter, several
from api.paging import Page, Query
from api.resource import Resource
from api.resources.by_document import by_document
from api.resources.documents import (
    HEADER,
    NOTES,
    ROW_FIELDS,
    TABLE_FIELDS,
    details,
    one_table,
    table_told,
)
from budgets.models import BudgetTable
from budgets.terms import Said


def _list_tables(query: Query) -> Page:
    title = query.given.get("title")
    asked = Q(title__contains=title) if title is not None else Q()
    return by_document(
        query,
        lambda documents: BudgetTable.objects.filter(asked, disclosure__in=documents).defer(
            "layout"
        ),
        ("disclosure_id", "n"),
        lambda table, document: table_told(table, document, query),
        is_narrowed=bool(asked),
    )


TABLES = Resource(
    "tables",
    "Table",
    Said("表", "Tables"),
    Said(
        "现行版本的各张表；一张表的行在它自己的网址下，照印的文字。",
        "The tables of current versions; a table's rows lie under its own address, as printed.",
    ),
    TABLE_FIELDS,
    _list_tables,
    (
        REGION,
        BODY,
        YEAR,
        KIND,
        Parameter("title", Said("表名包含", "the title contains"), example="“三公”经费"),
    ),
    details(
        "/tables/{n}",
        Said("一张表和它的各行", "One table with its rows"),
        (*TABLE_FIELDS, HEADER, several("rows", ROW_FIELDS, "各行", "its rows"), NOTES),
        one_table,
        "tables/1/",
    ),
    key=2,
    example="?year=2024",
)
