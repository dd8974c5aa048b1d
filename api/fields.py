"""What a resource says and is asked for: fields and parameters, each in both languages. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from budgets.terms import KINDS, Said

Schema = dict[str, Any]

_YEAR = re.compile(r"[0-9]{4}")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an answer; `schema` is JSON Schema without its description."""

    name: str
    schema: Schema
    said: Said
    example: Any = None
    inner: tuple[Field, ...] = ()


class Unusable(ValueError):
    """A parameter's value can't be used; the message says what is expected."""

    def __init__(self, expected: Said) -> None:
        super().__init__(expected.en)
        self.expected = expected


@dataclass(frozen=True, slots=True)
class Parameter:
    """A question of a list. `parse` raises Unusable; `schema` as for fields."""

    name: str
    said: Said
    schema: Schema = field(default_factory=lambda: {"type": "string"})
    parse: Callable[[str], Any] = str
    example: Any = None
    required: bool = False


# --- Fields --------------------------------------------------------------------------------------


def text(name: str, zh: str, en: str, example: str | None = None) -> Field:
    return Field(name, {"type": "string"}, Said(zh, en), example)


def number(name: str, zh: str, en: str, example: int | None = None) -> Field:
    return Field(name, {"type": "integer"}, Said(zh, en), example)


def maybe(one: Field) -> Field:
    """The same, or null."""
    schema = {**one.schema, "type": [one.schema["type"], "null"]}
    return Field(one.name, schema, one.said, one.example, one.inner)


def moment(name: str, zh: str, en: str) -> Field:
    return Field(name, {"type": "string", "format": "date-time"}, Said(zh, en))


def link(name: str, zh: str, en: str) -> Field:
    return Field(name, {"type": "string", "format": "uri"}, Said(zh, en))


def words(name: str, members: Mapping[str, Said], said: Said) -> Field:
    """One of a closed list, which is told with its meaning."""
    told = "；".join(f"{member} {one.zh}" for member, one in members.items())
    glossed = "; ".join(f"{member}: {one.en}" for member, one in members.items())
    schema = {"type": "string", "enum": list(members)}
    return Field(name, schema, Said(f"{said.zh}：{told}", f"{said.en}: {glossed}"))


def several(name: str, inner: tuple[Field, ...], zh: str, en: str) -> Field:
    return Field(name, {"type": "array"}, Said(zh, en), inner=inner)


def object_(name: str, inner: tuple[Field, ...], zh: str, en: str) -> Field:
    return Field(name, {"type": "object"}, Said(zh, en), inner=inner)


MONEY = (
    text(
        "amount", "金额，元，两位小数，十进制文字", "amount in yuan, a decimal text", "33514057.82"
    ),
    text("unit", "单位，总是元", "unit, always yuan", "元"),
    number("fen", "同一金额，分，整数", "the same in fen, an integer", 3351405782),
)


def money(name: str, zh: str, en: str) -> Field:
    return object_(name, MONEY, zh, en)


# --- Parameters ----------------------------------------------------------------------------------


def parse_year(value: str) -> int:
    if not _YEAR.fullmatch(value):
        raise Unusable(Said("四位数的年度，如 2024", "a year of four digits, as 2024"))
    return int(value)


def parse_whole(value: str) -> int:
    if not (value.isascii() and value.isdecimal() and len(value) <= 9):
        raise Unusable(Said("不太大的非负整数", "a whole number, not negative and not too large"))
    return int(value)


def parse_text(value: str) -> str:
    if len(value) > 200 or not value.isprintable():
        raise Unusable(Said("不超过 200 个可显示的字符", "at most 200 printable characters"))
    return value


def one_of(members: Mapping[str, Said], *, blank: bool = False) -> Callable[[str], str]:
    allowed = [*members, *([""] if blank else [])]

    def parse(value: str) -> str:
        if value not in allowed:
            listed = "、".join(members)
            raise Unusable(Said(f"以下之一：{listed}", f"one of: {', '.join(members)}"))
        return value

    return parse


def filter_text(name: str, zh: str, en: str, example: str | None = None) -> Parameter:
    return Parameter(name, Said(zh, en), parse=parse_text, example=example)


REGION = filter_text("region", "行政区划代码", "code of the region, GB/T 2260", "110102")
BODY = filter_text("body", "部门或单位的网址名", "the body, as its address names it")
YEAR = Parameter("year", Said("年度", "fiscal year"), {"type": "integer"}, parse_year, 2024)
KIND = Parameter(
    "kind",
    Said("文件种类", "kind of document"),
    {"type": "string", "enum": list(KINDS)},
    one_of(KINDS),
    "budget",
)
