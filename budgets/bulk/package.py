"""datapackage.json of a set of files: Frictionless, with the fields of the fiscal profile. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from budgets.bulk.columns import COLUMNS, FactColumn

_TYPES = {"text": "string", "int32": "integer", "int64": "integer", "decimal": "number"}
CURRENCY = "CNY"


def data_package(
    *,
    name: str,
    title: str,
    made: str,
    homepage: str,
    license: Mapping[str, str],
    files: Sequence[Mapping[str, Any]],
    facts: int,
    documents: int,
) -> dict[str, Any]:
    """The descriptor; `files` have name, type, size and sha256, `made` is a time in ISO 8601.

    A relative `path` is a file beside the descriptor.
    """
    return {
        # With the fields of the fiscal profile, which itself takes nothing but CSV.
        "profile": "data-package",
        "name": name,
        "title": title,
        "description": (
            "已公开文件里的每一个金额，各在它的坐标上；空白表示该维度的全部。"
            " Every published amount at its coordinates; blank means all of a dimension."
            " Totals and parts stand side by side: choose coordinates before adding up."
        ),
        "created": made,
        # An address, and so only where the site knows its own.
        **({"homepage": homepage} if homepage else {}),
        "licenses": [dict(license)],
        "countryCode": "CN",
        "defaultDecimalChar": ".",
        "fact_count": facts,
        "document_count": documents,
        "resources": [_resource(name, file) for file in files],
        "model": {
            "measures": {
                "amount": {
                    "resource": f"{name}-csv",
                    "source": "amount",
                    "currency": CURRENCY,
                    "factor": 1,
                }
            },
            "dimensions": {
                column.name: {
                    "dimensionType": _dimension_type(column.name),
                    "primaryKey": column.name,
                    "attributes": {column.name: {"resource": f"{name}-csv", "source": column.name}},
                }
                for column in COLUMNS
                if column.kind == "text" and column.name not in _DESCRIBES
            },
        },
    }


# What only names a thing that another column identifies.
_DESCRIBES = ("region_name", "department_name", "table_code", "table_title")


def _dimension_type(name: str) -> str:
    return {
        "region": "location",
        "department": "entity",
        "project": "activity",
        "function": "classification",
        "gov_economic": "classification",
        "dept_economic": "classification",
    }.get(name, "other")


def _resource(name: str, file: Mapping[str, Any]) -> dict[str, Any]:
    form = str(file["name"]).rpartition(".")[2]
    told: dict[str, Any] = {
        "name": f"{name}-{form}",
        "path": file["name"],
        "format": form,
        "mediatype": str(file["type"]).partition(";")[0],
        "bytes": file["size"],
        "hash": f"sha256:{file['sha256']}",
    }
    if form != "csv":
        # Readers that know no such format still check its size and digest.
        return told | {"type": "file"}
    return told | {
        "profile": "tabular-data-resource",
        # With a byte order mark, by which spreadsheets know Chinese; ?bom=0 leaves it out.
        "encoding": "utf-8-sig",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "header": True},
        "schema": {
            "fields": [_field(column) for column in COLUMNS],
            "primaryKey": ["department", "year", "kind", "table", "row", "column"],
            # Blank means all of a dimension, and is no missing value.
            "missingValues": [],
        },
    }


def _field(column: FactColumn) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": column.name,
        "type": _TYPES[column.kind],
        "title": column.said.zh,
        "description": str(column.said),
    }
    if column.fiscal:
        told["columnType"] = column.fiscal
    if column.kind == "decimal":
        told |= {"decimalChar": ".", "groupChar": "", "currency": CURRENCY}
    if column.members:
        told["constraints"] = {"enum": ["", *column.members]}
        told["enumLabels"] = {member: str(said) for member, said in column.members.items()}
    return told
