"""The columns of the files of all facts: names, types, meaning. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from budgets.bulk.parquet import Column, Kind
from budgets.terms import DIMENSIONS, KINDS, MEMBERS, Said


@dataclass(frozen=True, slots=True)
class FactColumn:
    """`fiscal` is the column's type in the Fiscal Data Package's taxonomy, "" for none."""

    name: str
    kind: Kind
    said: Said
    fiscal: str = ""
    members: Mapping[str, Said] | None = None


def _text(name: str, zh: str, en: str, fiscal: str = "") -> FactColumn:
    return FactColumn(name, "text", Said(zh, en), fiscal)


def _number(name: str, zh: str, en: str, fiscal: str = "") -> FactColumn:
    return FactColumn(name, "int32", Said(zh, en), fiscal)


# Of the fiscal profile's column types, those that fit: https://fiscal.datapackage.org/.
_FISCAL = {
    "function": "functional-classification:generic:code",
    "gov_economic": "economic-classification:generic:code",
    "dept_economic": "economic-classification:generic:code",
    "side": "direction",
    "basis": "phase:id",
    "source": "fin-source:generic:code",
    "project": "activity:generic:project:code:full",
}

COLUMNS: tuple[FactColumn, ...] = (
    _text("region", "行政区划代码（GB/T 2260）", "code of the region, GB/T 2260", "geo:code"),
    _text("region_name", "地区名称", "name of the region", "geo:label"),
    _text("department", "部门或单位的网址名", "the body, as in addresses", "administrator:id"),
    _text("department_name", "部门或单位名称", "name of the body", "administrator:name"),
    _number("year", "年度", "fiscal year", "date:fiscal-year"),
    FactColumn("kind", "text", Said("文件种类", "kind of document"), "", KINDS),
    _number("version", "文件的版本", "version of the document"),
    _number("table", "表在文件中的序号，从 1 起", "place of the table in the document, from 1"),
    _text("table_code", "表号", "code of the table as printed"),
    _text("table_title", "表名", "title of the table"),
    _number("row", "行，从 1 起，即网址里的 r", "row from 1, as r in addresses"),
    _number("column", "栏，从 1 起，即网址里的 c", "column from 1, as c in addresses"),
    *(
        FactColumn(name, "text", said, _FISCAL.get(name, ""), MEMBERS.get(name))
        for name, said in DIMENSIONS.items()
    ),
    FactColumn("fen", "int64", Said("金额，分，整数", "amount in fen, an integer")),
    FactColumn(
        "amount", "decimal", Said("金额，元，两位小数", "amount in yuan, two decimals"), "value"
    ),
)

NAMES = tuple(column.name for column in COLUMNS)
PARQUET = tuple(Column(column.name, column.kind) for column in COLUMNS)
# The amounts stand last, in fen and once more in yuan.
FEN = NAMES.index("fen")
