"""Regions and bodies: those of which something is published."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from api.fields import REGION, filter_text, link, maybe, text
from api.paging import Page, Query, by_key
from api.problems import Problem
from api.resource import Detail, Resource
from budgets.models import Department, Disclosure, Region
from budgets.terms import Said

_REGION_FIELDS = (
    text("code", "行政区划代码（GB/T 2260）", "code, GB/T 2260", "110102"),
    text("name", "名称", "name", "北京市西城区"),
    text("name_en", "正式的英文名称，可能为空", "official English name, may be empty"),
    maybe(text("parent", "上级地区的代码", "code of the region above")),
    link("page", "网页", "web page"),
)
_BODY_FIELDS = (
    text("slug", "网址名，长期不变", "its name in addresses, which stays"),
    text("name", "名称", "name", "北京市西城区人民政府外事办公室"),
    text("name_en", "正式的英文名称，可能为空", "official English name, may be empty"),
    text("code", "预算代码，可能为空", "budget code, may be empty"),
    text("region", "行政区划代码", "code of its region", "110102"),
    maybe(text("parent", "主管部门的网址名", "slug of the department above it")),
    link("page", "网页", "web page"),
)


def _regions() -> QuerySet[Region]:
    here = Disclosure.objects.published().filter(department__region=OuterRef("pk"))
    return Region.objects.filter(Exists(here)).select_related("parent")


def _bodies() -> QuerySet[Department]:
    own = Disclosure.objects.published().filter(department=OuterRef("pk"))
    return Department.objects.filter(Exists(own)).select_related("region", "parent")


def _region(one: Region, query: Query) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.name,
        "name_en": one.name_en,
        "parent": one.parent.code if one.parent else None,
        "page": query.absolute(one.get_absolute_url()),
    }


def _body(one: Department, query: Query) -> dict[str, Any]:
    return {
        "slug": one.slug,
        "name": one.name,
        "name_en": one.name_en,
        "code": one.code,
        "region": one.region.code,
        "parent": one.parent.slug if one.parent else None,
        "page": query.absolute(one.get_absolute_url()),
    }


def _list_regions(query: Query) -> Page:
    found = _regions()
    if (parent := query.given.get("parent")) is not None:
        found = found.filter(parent__code=parent)
    return by_key(found, query, lambda one: _region(one, query))


def _list_bodies(query: Query) -> Page:
    found = _bodies()
    for name, lookup in (
        ("region", "region__code"),
        ("parent", "parent__slug"),
        ("name", "name__contains"),
    ):
        if (value := query.given.get(name)) is not None:
            found = found.filter(**{lookup: value})
    return by_key(found, query, lambda one: _body(one, query))


def _one_region(query: Query, code: str) -> dict[str, Any]:
    one = _regions().filter(code=code).first()
    if one is None:
        raise Problem("not-found", Said("没有这个地区。", "There is no such region."))
    return _region(one, query)


def _one_body(query: Query, slug: str) -> dict[str, Any]:
    one = _bodies().filter(slug=slug).first()
    if one is None:
        raise Problem("not-found", Said("没有这个部门或单位。", "There is no such body."))
    return _body(one, query)


REGIONS = Resource(
    "regions",
    "Region",
    Said("地区", "Regions"),
    Said("有公开文件的地区。", "The regions where something is published."),
    _REGION_FIELDS,
    _list_regions,
    (filter_text("parent", "上级地区的代码", "code of the region above", "110000"),),
    (
        Detail(
            "regions/{code}",
            Said("一个地区", "One region"),
            _REGION_FIELDS,
            _one_region,
            "regions/110102/",
        ),
    ),
)
BODIES = Resource(
    "bodies",
    "Body",
    Said("部门和单位", "Bodies"),
    Said("有公开文件的部门和单位。", "The departments and units that have published something."),
    _BODY_FIELDS,
    _list_bodies,
    (
        REGION,
        filter_text("parent", "主管部门的网址名", "slug of the department above"),
        filter_text("name", "名称包含", "its name contains", "外事"),
    ),
    (
        Detail(
            "bodies/{slug}",
            Said("一个部门或单位", "One body"),
            _BODY_FIELDS,
            _one_body,
            "bodies/{slug}/",
        ),
    ),
    example="?region=110102",
)
