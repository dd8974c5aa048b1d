"""Disclosures and their tables, in every version that is or was public."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from api.fields import (
    BODY,
    KIND,
    REGION,
    YEAR,
    Field,
    Parameter,
    link,
    moment,
    number,
    one_of,
    several,
    text,
    words,
)
from api.paging import Page, Query, by_key
from api.problems import Problem
from api.resource import Detail, Resource
from budgets.models import BudgetTable, Disclosure
from budgets.pages.published import find
from budgets.pages.withdrawn import Withdrawn
from budgets.terms import KINDS, Said

_STATUS = {
    "published": Said("现行版本", "the current version"),
    "superseded": Said("已被更正", "corrected by a later version"),
}
_FILE_FIELDS = (
    text("path", "路径，相对于文件的网址", "path below the document's address", "tables/1.csv"),
    text("type", "类型", "media type", "text/csv; charset=utf-8"),
    number("size", "字节", "bytes"),
    text("sha256", "内容的 SHA-256", "SHA-256 of its content"),
    link("address", "网址", "address"),
)
WHERE = (
    text("body", "部门或单位的网址名", "slug of the body"),
    text("body_name", "部门或单位名称", "name of the body"),
    text("region", "行政区划代码", "code of its region", "110102"),
    number("year", "年度", "fiscal year", 2024),
    words("kind", KINDS, Said("文件种类", "kind of document")),
    number("version", "版本", "version", 1),
)
_DISCLOSURE_FIELDS = (
    *WHERE,
    words("status", _STATUS, Said("状态", "status")),
    text("title", "标题", "title", "2024年预算公开"),
    moment("published_at", "公开时间", "when it was published"),
    text("reason", "更正原因，首次公开为空", "why it was corrected, empty at first"),
    text("sha256", "内容摘要 SHA-256", "digest of its content, SHA-256"),
    text("sm3", "内容摘要 SM3", "digest of its content, SM3"),
    link("page", "这一版的长期网址", "permanent address of this version"),
)
TABLE_FIELDS = (
    *WHERE,
    number("table", "表在文件中的序号，从 1 起", "place in the document, from 1", 1),
    text("code", "表号", "code as printed", "预算05表"),
    text("title", "表名", "title", "一般公共预算支出表"),
    text("money_unit", "表中金额的单位，可能为空", "unit of its amounts, may be empty", "万元"),
    link("page", "这一版中该表的长期网址", "permanent address of the table in this version"),
)
ROW_FIELDS = (
    number("row", "行，从 1 起", "row, from 1", 12),
    words(
        "kind",
        {
            "item": Said("项目", "item"),
            "heading": Said("标题", "heading"),
            "total": Said("合计", "total"),
        },
        Said("行的类别", "kind of row"),
    ),
    Field(
        "cells",
        {"type": "array", "items": {"type": ["string", "null"]}},
        Said("各格照印的文字，空白为 null", "texts as printed, null where blank"),
    ),
    text("anchor", "网址里的锚点", "its anchor in the address", "r12"),
)
HEADER = Field(
    "header",
    {"type": "array", "items": {"type": "array", "items": {"type": ["string", "null"]}}},
    Said("表头各行照印的文字", "texts of the header rows as printed"),
)
NOTES = Field(
    "notes", {"type": "array", "items": {"type": "string"}}, Said("表后附注", "notes below it")
)
_ALL = {
    "current": Said("只列现行版本", "current versions only"),
    "all": Said("也列已被更正的版本", "corrected versions too"),
}
_VERSIONS = Parameter(
    "versions",
    Said("列哪些版本，默认 current", "which versions, by default current"),
    {"type": "string", "enum": list(_ALL), "default": "current"},
    one_of(_ALL),
    "all",
)


def found(slug: str, year: int, kind: str, version: int | None = None) -> Disclosure:
    """The document asked for. Raises Problem where there is none, or a notice in its place."""
    try:
        return find(slug, year, kind, version)
    except Withdrawn as gone:
        one = gone.disclosure
        raise Problem(
            "withdrawn",
            Said(
                f"这份文件已经撤下：{one.withdrawal_notice}",
                f"This document was withdrawn: {one.withdrawal_notice}",
            ),
            notice=one.withdrawal_notice,
            withdrawn_at=one.withdrawn_at.isoformat() if one.withdrawn_at else None,
            current_version=gone.current.version if gone.current else None,
        ) from None
    except Http404:
        raise Problem("not-found", Said("没有这份文件。", "There is no such document.")) from None


def where(one: Disclosure) -> dict[str, Any]:
    """WHERE of a document; its body, region and year must be at hand."""
    return {
        "body": one.department.slug,
        "body_name": one.department.name,
        "region": one.department.region.code,
        "year": one.fiscal_year.year,
        "kind": one.kind,
        "version": one.version,
    }


def version_address(one: Disclosure) -> str:
    args = [one.department.slug, one.fiscal_year.year, one.kind, one.version]
    return reverse("disclosure-version", args=args)


def narrowed(rows: QuerySet[Any], given: dict[str, Any], to: str = "") -> QuerySet[Any]:
    """Rows of documents by region, body, year and kind; `to` leads from a row to its document."""
    for name, lookup in (
        ("region", "department__region__code"),
        ("body", "department__slug"),
        ("year", "fiscal_year__year"),
        ("kind", "kind"),
    ):
        if (value := given.get(name)) is not None:
            rows = rows.filter(**{f"{to}{lookup}": value})
    return rows


def _disclosure(one: Disclosure, query: Query) -> dict[str, Any]:
    return {
        **where(one),
        "status": one.status,
        "title": one.title,
        "published_at": one.published_at.isoformat() if one.published_at else None,
        "reason": one.reason,
        "sha256": one.sha256,
        "sm3": one.sm3,
        "page": query.absolute(version_address(one)),
    }


def _list_disclosures(query: Query) -> Page:
    wants_all = query.given.get("versions") == "all"
    rows = Disclosure.objects.public() if wants_all else Disclosure.objects.published()
    rows = rows.select_related("department__region", "fiscal_year").defer("narrative")
    return by_key(narrowed(rows, query.given), query, lambda one: _disclosure(one, query))


def _one_disclosure(
    query: Query, slug: str, year: int, kind: str, version: int | None = None
) -> dict[str, Any]:
    one = found(slug, year, kind, version)
    base = query.absolute(version_address(one))
    return {
        **_disclosure(one, query),
        "tables": [table_told(table, one, query) for table in one.tables.defer("layout")],
        "files": [
            {
                "path": file.path,
                "type": file.content_type,
                "size": file.size,
                "sha256": file.sha256,
                "address": base + file.path,
            }
            for file in one.files.exclude(path__startswith="bodies/").exclude(
                path__startswith="changes/"
            )
        ],
    }


def table_told(table: BudgetTable, one: Disclosure, query: Query) -> dict[str, Any]:
    return {
        **where(one),
        "table": table.n,
        "code": table.code,
        "title": table.title,
        "money_unit": table.unit,
        "page": query.absolute(f"{version_address(one)}tables/{table.n}/"),
    }


def one_table(
    query: Query, slug: str, year: int, kind: str, n: int, version: int | None = None
) -> dict[str, Any]:
    one = found(slug, year, kind, version)
    table = one.tables.filter(n=n).first()
    if table is None:
        raise Problem("not-found", Said("没有这张表。", "There is no such table."))
    return {
        **table_told(table, one, query),
        "header": [list(line) for line in table.layout["header"]],
        "rows": [
            {
                "row": row.position + 1,
                "kind": row.kind,
                "cells": row.cells,
                "anchor": f"r{row.position + 1}",
            }
            for row in table.rows.defer("meaning")
        ],
        "notes": list(table.layout["notes"]),
    }


def details(path: str, said: Said, fields: tuple[Field, ...], tell: Any, rest: str = "") -> Any:
    """A thing of the current version, and of a version that is named."""
    below = "disclosures/{slug}/{year}/{kind}"
    example = "disclosures/{slug}/{year}/{kind}/"
    return (
        Detail(f"{below}{path}", said, fields, tell, f"{example}{rest}"),
        Detail(
            f"{below}/v{{version}}{path}",
            Said(f"{said.zh}（指定版本）", f"{said.en} (a named version)"),
            fields,
            tell,
            f"{example}v{{version}}/{rest}",
        ),
    )


DISCLOSURES = Resource(
    "disclosures",
    "Disclosure",
    Said("公开的文件", "Disclosures"),
    Said(
        "部门预算、决算、绩效目标、绩效自评，每份一个或几个版本。撤下的文件答 410 和公告。",
        "Budgets, final accounts, performance targets and self-evaluations, in one or several"
        " versions. What was withdrawn answers 410 with its notice.",
    ),
    _DISCLOSURE_FIELDS,
    _list_disclosures,
    (REGION, BODY, YEAR, KIND, _VERSIONS),
    details(
        "",
        Said("一份文件，连同它的表和文件清单", "One document with its tables and files"),
        (
            *_DISCLOSURE_FIELDS,
            several("tables", TABLE_FIELDS, "各张表", "its tables"),
            several("files", _FILE_FIELDS, "公开时生成的文件", "files made at publication"),
        ),
        _one_disclosure,
    ),
    example="?year=2024&kind=budget",
)
