"""The OpenAPI 3.1 document, made of what the resources declare. Pure but for the addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from api.fields import Field, Parameter
from api.paging import DEFAULT, LARGEST
from api.problems import PROBLEMS, TYPE
from api.resource import Detail, Resource
from budgets.terms import Said

VERSION = "1.0.0"
LIMIT = Said(f"一页多少条，1 至 {LARGEST}", f"rows of a page, 1 to {LARGEST}")
CURSOR = Said("上一页给出的翻页标记", "the cursor that the page before gave")

_PATH_PARAMETERS: dict[str, tuple[dict[str, Any], Said]] = {
    "code": ({"type": "string"}, Said("行政区划代码", "code of the region")),
    "slug": ({"type": "string"}, Said("部门或单位的网址名", "slug of the body")),
    "year": ({"type": "integer"}, Said("年度", "fiscal year")),
    "kind": ({"type": "string"}, Said("文件种类", "kind of document")),
    "version": ({"type": "integer"}, Said("版本", "version")),
    "n": ({"type": "integer"}, Said("表的序号", "place of the table")),
    "key": ({"type": "string"}, Said("项目的网址名或编码", "key or code of the project")),
}


def openapi(resources: Sequence[Resource], server: str) -> dict[str, Any]:
    """The whole document; `server` is the address that paths stand below."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {"Problem": _problem_schema()}
    for resource in resources:
        schemas[resource.schema] = schema_of(resource.fields)
        paths[f"/{resource.name}/"] = {"get": _list_operation(resource)}
        for detail in resource.details:
            name = _detail_schema(resource, detail)
            schemas.setdefault(name, schema_of(detail.fields))
            paths[f"/{detail.path}/"] = {"get": _detail_operation(resource, detail, name)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "明账公开数据接口 / Mingzhang open data API",
            "version": VERSION,
            "description": (
                "已公开的部门预算、决算与绩效。只读，无需密钥；只含现行和已被更正的公开版本。\n\n"
                "Published budgets, final accounts and performance of public bodies. Read only, no"
                " key; published versions only, current and corrected."
            ),
        },
        "servers": [{"url": server}],
        "tags": [
            {"name": resource.name, "description": str(resource.said)} for resource in resources
        ],
        "paths": paths,
        "components": {"schemas": schemas, "responses": dict(_refusals())},
    }


def schema_of(fields: Sequence[Field]) -> dict[str, Any]:
    """JSON Schema of an object with all of these fields, and no other."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [one.name for one in fields],
        "properties": {one.name: _field(one) for one in fields},
    }


def _field(one: Field) -> dict[str, Any]:
    told: dict[str, Any] = {**one.schema, "description": str(one.said)}
    if one.inner:
        inner = schema_of(one.inner)
        if one.schema["type"] == "array":
            told["items"] = inner
        elif isinstance(one.schema["type"], list):
            return {"anyOf": [inner, {"type": "null"}], "description": str(one.said)}
        else:
            told |= inner
    if one.example is not None:
        told["examples"] = [one.example]
    return told


def _detail_schema(resource: Resource, detail: Detail) -> str:
    if detail.fields == resource.fields:
        return resource.schema
    return f"{resource.schema}Detail"


def _list_operation(resource: Resource) -> dict[str, Any]:
    page = {
        "type": "object",
        "required": ["items", "limit", "next"],
        "properties": {
            "items": {
                "type": "array",
                "items": {"$ref": f"#/components/schemas/{resource.schema}"},
            },
            "limit": {"type": "integer", "description": str(LIMIT)},
            "next": {
                "type": ["string", "null"],
                "format": "uri",
                "description": "下一页的网址，没有了为 null；一页可能不足 limit 条 / "
                "address of the next page, or null; a page may be shorter than limit",
            },
        },
    }
    limit = Parameter(
        "limit",
        LIMIT,
        {"type": "integer", "minimum": 1, "maximum": LARGEST, "default": DEFAULT},
    )
    cursor = Parameter("cursor", CURSOR, {"type": "string", "minLength": 1})
    return {
        "operationId": f"list_{resource.name.replace('-', '_')}",
        "tags": [resource.name],
        "summary": str(resource.said),
        "description": f"{resource.about.zh}\n\n{resource.about.en}",
        "parameters": [_parameter(one) for one in (*resource.parameters, limit, cursor)],
        "responses": _responses(page, *resource.refusals),
    }


def _detail_operation(resource: Resource, detail: Detail, name: str) -> dict[str, Any]:
    names = re.findall(r"{(\w+)}", detail.path)
    return {
        "operationId": "_".join(["get", resource.name, *names]).replace("-", "_"),
        "tags": [resource.name],
        "summary": str(detail.said),
        "parameters": [
            {
                "name": one,
                "in": "path",
                "required": True,
                "schema": _PATH_PARAMETERS[one][0],
                "description": str(_PATH_PARAMETERS[one][1]),
            }
            for one in names
        ],
        "responses": _responses(
            {"$ref": f"#/components/schemas/{name}"},
            "404",
            *(["410"] if "slug" in names and "year" in names else []),
            "429",
        ),
    }


def _parameter(one: Parameter) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": one.name,
        "in": "query",
        "required": one.required,
        "schema": one.schema,
        "description": str(one.said),
    }
    if one.example is not None:
        told["example"] = one.example
    return told


def _responses(schema: dict[str, Any], *refusals: str) -> dict[str, Any]:
    return {
        "200": {
            "description": "内容 / the content",
            "headers": {
                "ETag": {
                    "description": "内容的标签 / tag of the content",
                    "schema": {"type": "string"},
                }
            },
            "content": {"application/json": {"schema": schema}},
        },
        "304": {"description": "与您已有的相同 / what you have already"},
        **{status: {"$ref": f"#/components/responses/Problem{status}"} for status in refusals},
    }


def _refusals() -> Iterator[tuple[str, dict[str, Any]]]:
    by_status: dict[int, list[str]] = {}
    for name, (status, title) in PROBLEMS.items():
        by_status.setdefault(status, []).append(f"{name}: {title}")
    for status, told in by_status.items():
        yield (
            f"Problem{status}",
            {
                "description": "; ".join(told),
                "content": {
                    TYPE.partition(";")[0]: {"schema": {"$ref": "#/components/schemas/Problem"}}
                },
            },
        )


def _problem_schema() -> dict[str, Any]:
    """RFC 9457; the detail in both languages besides."""
    text = {"type": "string"}
    return {
        "type": "object",
        "description": "拒绝的原因（RFC 9457） / why the request was refused (RFC 9457)",
        "required": ["type", "title", "status", "detail", "messages"],
        "properties": {
            "type": {**text, "description": "哪一种 / which kind of problem"},
            "title": {**text, "description": "名称 / its name"},
            "status": {"type": "integer", "description": "状态码 / status of the answer"},
            "detail": {**text, "description": "详情，两种语言 / detail in both languages"},
            "messages": {
                "type": "object",
                "description": "详情，分语言 / detail by language",
                "properties": {"zh-Hans": text, "en": text},
            },
        },
    }
