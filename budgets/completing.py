"""Codes completed in a table: which of its columns hold them, and how it prints the one chosen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from budgets.code_lookup import Code, catalogue_of, found_codes
from budgets.data import DisclosureData, TableData
from budgets.money import normalise_figure
from budgets.vocabulary import Vocabulary, normalise
from budgets.workbook.axes import read_columns

_CATALOGUES = ("function", "gov_economic", "dept_economic", "service")
# 类, 款 and 项 in columns of their own: where each stands in a code.
_PARTS = {"class": (0, 3), "section": (3, 5), "item": (5, 7)}
_LEVELS = ("一级", "二级", "三级")
_CODED = re.compile(
    r"(?P<code>[A-Za-z]?\d{2,9})(?P<between>\s*[-—－_:：、.\s]\s*)(?P<name>\D.*)", re.S
)
_SERVICE = re.compile(r"[A-Za-z]\d{2,8}")
_ORDINAL = re.compile(r"\s*(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|\d{1,2}[、.．])\s*")
# So many rows above and below tell what is looked for: mostly their neighbour.
_NEAR = 2


@dataclass(frozen=True, slots=True)
class Coded:
    """What a label column holds of a code: its catalogue, and which part of the code or name.

    `part` is code, name, both, or a level of the code (class, section, item); `between` parts code
    and name; `level` is the one that the column keeps to (一级, 二级), if any.
    """

    column: int
    catalogue: str
    part: str
    between: str = "-"
    block: int = 0
    level: str = ""

    def text(self, one: Code) -> str:
        """What is printed in this column for a code."""
        if self.part == "code":
            return one.code
        if self.part == "name":
            return one.name
        if self.part in _PARTS:
            first, last = _PARTS[self.part]
            return one.code[first:last]
        return f"{one.code}{self.between}{one.name}"


# --- What a table's columns hold -----------------------------------------------------------------


def coded_columns(table: TableData, vocabulary: Vocabulary, year: int) -> dict[int, Coded]:
    """The label columns of a table that hold codes or their names, by column."""
    labels = [at for at, column in enumerate(table.columns) if column.kind == "label"]
    if table.kind != "money" or not labels:
        return {}
    depth = len(table.header)
    keys = read_columns(
        table.header,
        [area for area in table.merges if area[0] < depth],
        [row.cells for row in table.rows],
        table.slice,
        vocabulary,
        year,
    ).keys
    usual = _usual_catalogues(table)
    found = {}
    for column in labels:
        key = keys.get(column)
        if key is None or (key.key and key.key not in _CATALOGUES):
            continue  # A project's or a body's own.
        block = table.columns[column].block
        texts = _texts(table, column)
        named = bool(key.key) or any(_speaks_of_codes(one) for one in table.columns[column].path)
        catalogue = key.key or _catalogue_of_texts(texts) or usual.get(block, "")
        if not catalogue and (named or key.role in _PARTS):
            catalogue = "dept_economic" if "经济" in table.title else "function"
        if catalogue:
            found[column] = _coded(table, column, catalogue, key.role, texts)
    return found


def _speaks_of_codes(head: str) -> bool:
    return any(word in head for word in ("科目", "编码", "代码"))


def _catalogue_of_texts(texts: Sequence[str]) -> str:
    """The catalogue of services names its codes with a letter, as no other does."""
    services = sum(bool(_SERVICE.match(text)) for text in texts)
    return "service" if services and services * 2 >= len(texts) else ""


def _usual_catalogues(table: TableData) -> dict[int, str]:
    """The catalogue that the rows of each half are of."""
    counted: dict[int, Counter[str]] = {}
    for fact in table.facts:
        own = counted.setdefault(table.columns[fact.column].block, Counter())
        own.update(name for name in _CATALOGUES if name in fact.coordinates)
    return {block: count.most_common(1)[0][0] for block, count in counted.items() if count}


def _coded(table: TableData, column: int, catalogue: str, role: str, texts: Sequence[str]) -> Coded:
    meaning = table.columns[column]
    last = normalise(meaning.path[-1]) if meaning.path else ""
    level = last if last in _LEVELS else ""
    if role in _PARTS:
        return Coded(column, catalogue, role, block=meaning.block)
    both = [match for text in texts if (match := _CODED.fullmatch(text))]
    if both and len(both) * 2 >= len(texts):
        between = Counter(match["between"] for match in both).most_common(1)[0][0]
        return Coded(column, catalogue, "both", between, meaning.block, level)
    codes = sum(
        normalise_figure(text).isdecimal() or bool(_SERVICE.fullmatch(text)) for text in texts
    )
    part = "name" if texts else _part_by_head(last)
    if codes and codes * 2 >= len(texts):
        part = "code"
    return Coded(column, catalogue, part, block=meaning.block, level=level)


def _part_by_head(last: str) -> str:
    """What an empty column is meant for, by its lowest head."""
    number = any(word in last for word in ("编码", "代码", "编号"))
    if number and "名称" not in last:
        return "code"
    return "name" if "名称" in last and not number else "both"


def _texts(table: TableData, column: int) -> list[str]:
    return [text for row in range(len(table.rows)) if (text := _text(table, row, column))]


def _text(table: TableData, row: int, column: int) -> str:
    cells = table.rows[row].cells
    return ((cells[column] if column < len(cells) else None) or "").strip()


# --- Completing ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Completion:
    """A code that is offered: its text for the cell, and the other cells of the row that it fills."""

    code: Code
    text: str
    cells: tuple[tuple[int, str], ...]


def complete(
    data: DisclosureData,
    n: int,
    column: int,
    asked: str,
    vocabulary: Vocabulary,
    row: int | None = None,
) -> list[Completion]:
    """What may be meant in a column of codes, the likeliest first; nothing where it is none."""
    table = data.table(n)
    coded = coded_columns(table, vocabulary, data.fiscal_year)
    own = coded.get(column)
    if own is None:
        return []
    ordinal = ""
    if own.part == "name" and (match := _ORDINAL.match(asked)):
        # 一、一般公共服务支出: the number stays, the name is completed.
        ordinal, asked = match[0].strip(), asked[match.end() :]
    if own.part in _PARTS and row is not None:
        asked = _levels_before(table, row, own, coded) + asked
    near = _codes_beside(table, row, own.catalogue) if row is not None else ()
    found = found_codes(own.catalogue, asked, data.fiscal_year, near=near, level=own.level)
    return [
        Completion(one, ordinal + own.text(one), tuple(_beside(one, own, coded))) for one in found
    ]


def _beside(one: Code, own: Coded, coded: Mapping[int, Coded]) -> Iterator[tuple[int, str]]:
    """What a code fills in the other columns of its row: its name, its other levels, its wholes."""
    for other in coded.values():
        same = (other.catalogue, other.block) == (own.catalogue, own.block)
        if other.column == own.column or not same:
            continue
        if own.level and other.level:
            wholes = catalogue_of(own.catalogue)
            yield from (
                (other.column, other.text(whole))
                for whole in wholes
                if whole.level == other.level
                and whole.code != one.code
                and one.code.startswith(whole.code)
            )
        elif other.part != own.part and "both" not in (own.part, other.part):
            yield other.column, other.text(one)


def _levels_before(table: TableData, row: int, own: Coded, coded: Mapping[int, Coded]) -> str:
    """The digits of a code that stand in the columns before: 201 and 03, where 02 is asked for."""
    before = [
        other
        for other in coded.values()
        if other.part in _PARTS
        and other.block == own.block
        and _PARTS[other.part] < _PARTS[own.part]
    ]
    before.sort(key=lambda one: _PARTS[one.part])
    return "".join(_text(table, row, other.column) for other in before)


def _codes_beside(table: TableData, row: int, catalogue: str) -> tuple[str, ...]:
    facts = {
        fact.row: fact.coordinates[catalogue]
        for fact in table.facts
        if catalogue in fact.coordinates and abs(fact.row - row) <= _NEAR
    }
    return tuple(dict.fromkeys(facts.values()))
