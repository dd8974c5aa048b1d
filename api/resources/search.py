"""Search, as on the page: what is found with its exact places, best first."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from api.fields import (
    KIND,
    REGION,
    YEAR,
    Parameter,
    link,
    maybe,
    number,
    one_of,
    parse_text,
    several,
    text,
    words,
)
from api.paging import Page, Query
from api.problems import Problem
from api.resource import Resource
from budgets.models import SearchText
from budgets.searching.apart import find_or_apart
from budgets.searching.asking import question
from budgets.searching.data import PlaceData
from budgets.searching.finding import Answer, loaded
from budgets.terms import Said

_WHATS = {
    "body": Said("部门和单位", "bodies"),
    "project": Said("项目", "projects"),
    "table": Said("表", "tables"),
    "indicator": Said("绩效指标", "indicators"),
    "line": Said("表中各行", "rows of tables"),
    "passage": Said("情况说明", "explanations"),
}
_PLACE_FIELDS = (
    text("table", "表名", "table"),
    maybe(number("row", "行，从 1 起", "row, from 1")),
    text("column", "栏", "column"),
    text("shown", "该处所印的数", "the figure printed there"),
    text("unit", "单位", "its unit"),
    link("address", "网址", "address"),
)
_FIELDS = (
    words("what", _WHATS, Said("找到什么", "what was found")),
    text("text", "文字", "its text"),
    text("code", "代码，可能为空", "its code, may be empty"),
    text("context", "所属", "what it belongs to"),
    text("body", "部门或单位的网址名", "slug of the body"),
    text("body_name", "部门或单位名称", "name of the body"),
    maybe(number("year", "年度", "fiscal year")),
    text("kind", "文件种类，可能为空", "kind of document, may be empty"),
    several("places", _PLACE_FIELDS, "所在的各处", "where it stands"),
    link("page", "网页", "web page"),
)


def _search(query: Query) -> Page:
    given = query.given
    narrow = {
        name: str(given[name]) for name in ("region", "year", "kind", "what") if name in given
    }
    # Read as the page reads it, so that the same question has the same hits.
    answer = find_or_apart(question(given["q"], narrow))
    order = _order(answer)
    start, known = query.after or (0, order)
    if known != order:
        raise Problem(
            "results-changed",
            Said(
                "公开的内容有了变化，找到的与上一页不是同一批；请从第一页重新开始。",
                "What is public has changed, and with it what is found; begin again at the first page.",
            ),
        )
    end = start + query.limit
    items = [_hit(row, query) for row in loaded(answer.found[start:end])]
    more = {
        "total": len(answer.found),
        "is_cut": answer.is_cut,
        "asked": answer.question.text,
        "dropped": list(answer.question.dropped),
    }
    return Page(items, (end, order) if end < len(answer.found) else (), more)


def _order(answer: Answer) -> int:
    """A number for everything that was found, in its order.

    Ranks shift with what is published in between. A cursor that holds this goes on in the very list
    that it came from, or is refused; no hit is told twice or left out. It is of the answer, not of
    the index: what is published on other things disturbs no reader.
    """
    told = " ".join(str(one.pk) for one in answer.found)
    return int.from_bytes(blake2b(told.encode(), digest_size=7).digest())


def _hit(row: SearchText, query: Query) -> dict[str, Any]:
    home = row.disclosure.get_absolute_url() if row.disclosure else ""
    places = []
    for place in (PlaceData(*told) for told in row.places):
        places.append(
            {
                "table": place.table,
                "row": place.row,
                "column": place.column,
                "shown": place.shown,
                "unit": place.unit,
                "address": query.absolute(home + place.path),
            }
        )
    page = query.absolute(home or row.department.get_absolute_url())
    return {
        "what": row.what,
        "text": row.text,
        "code": row.code,
        "context": row.context,
        "body": row.department.slug,
        "body_name": row.department.name,
        "year": row.year,
        "kind": row.kind,
        "places": places,
        "page": page,
    }


SEARCH = Resource(
    "search",
    "Hit",
    Said("查找", "Search"),
    Said(
        "与查找页相同：汉字、代码、拼音、首字母。按相关程度排列，最多二千条；total 是条数，is_cut 表示还有更多；"
        "连写的话会拆开来查，asked 是实际查的词，dropped 是没有用上的词。"
        "翻页途中找到的内容有变化的，答 410（results-changed），请从第一页重新开始。",
        "As on the search page: characters, codes, pinyin, initials. Best first, two thousand at"
        " most; total counts them, is_cut tells that there are more. Words that were run together are"
        " taken apart: asked is what found the hits, dropped what was left out. Where what is found changes"
        " between two pages the answer is 410 (results-changed): begin again at the first page.",
    ),
    _FIELDS,
    _search,
    (
        Parameter(
            "q",
            Said("找什么", "what to look for"),
            parse=parse_text,
            example="公务接待费",
            required=True,
        ),
        REGION,
        YEAR,
        KIND,
        Parameter(
            "what",
            Said("找到什么", "what is found"),
            {"type": "string", "enum": list(_WHATS)},
            one_of(_WHATS),
            "line",
        ),
    ),
    # Where the page begins, and of which list.
    key=2,
    refusals=("400", "410", "429"),
    example="?q=公务接待费&year=2024&limit=5",
    rate="search",
)
