"""Codes completed in a table: found by number, name or pinyin, and printed as the table prints them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Count, Max
from pypinyin import Style, lazy_pinyin

from budgets.data import DisclosureData, TableData
from budgets.models import ClassificationCode
from budgets.money import normalise_figure
from budgets.vocabulary import Vocabulary, normalise
from budgets.workbook.axes import read_columns

_CATALOGUES = ("function", "gov_economic", "dept_economic", "service")
_PARTS = {"class": (0, 3), "section": (3, 5), "item": (5, 7)}
_CODED = re.compile(
    r"(?P<code>[A-Za-z]?\d{2,9})(?P<between>\s*[-—－_:：、.\s]\s*)(?P<name>\D.*)", re.S
)
MANY = 20


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a catalogue with its names above it, and how it sounds."""

    code: str
    name: str
    path: str
    pinyin: str
    initials: str
    years: tuple[int, int]

    def fits(self, year: int) -> bool:
        """Whether documents of the year bear it, as far as is known."""
        first, last = self.years
        return not first or first <= year <= last


@dataclass(frozen=True, slots=True)
class Coded:
    """What a label column holds of a code: its catalogue, and which part of the code or name.

    `part` is code, name, both, or a level (class, section, item); `between` parts code and name.
    """

    column: int
    catalogue: str
    part: str
    between: str = "-"
    block: int = 0

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
    if table.kind != "money" or not any(column.kind == "label" for column in table.columns):
        return {}
    depth = len(table.header)
    read = read_columns(
        table.header,
        [area for area in table.merges if area[0] < depth],
        [row.cells for row in table.rows],
        table.slice,
        vocabulary,
        year,
    )
    usual = _usual_catalogues(table)
    found = {}
    for column, key in read.keys.items():
        # The reader tells the columns as the words do; what the table says of itself decides.
        if column >= len(table.columns) or table.columns[column].kind != "label":
            continue
        block = table.columns[column].block
        named = key.key in _CATALOGUES or any(
            _speaks_of_codes(t) for t in table.columns[column].path
        )
        catalogue = key.key if key.key in _CATALOGUES else usual.get(block, "")
        if not catalogue and named:
            catalogue = "dept_economic" if "经济" in "".join((table.title,)) else "function"
        if not catalogue or not (named or key.role in _PARTS or block in usual):
            continue
        if key.key and key.key not in _CATALOGUES:
            continue  # A project's or a body's own.
        found[column] = _coded(table, column, catalogue, key.role, block)
    return found


def _speaks_of_codes(head: str) -> bool:
    return any(word in head for word in ("科目", "编码", "代码"))


def _usual_catalogues(table: TableData) -> dict[int, str]:
    """The catalogue that the rows of each half are of, where they are of one."""
    counted: dict[int, Counter[str]] = {}
    for fact in table.facts:
        own = counted.setdefault(table.columns[fact.column].block, Counter())
        own.update(name for name in _CATALOGUES if name in fact.coordinates)
    usual = {}
    for block, count in counted.items():
        if count:
            usual[block] = count.most_common(1)[0][0]
    return usual


def _coded(table: TableData, column: int, catalogue: str, role: str, block: int) -> Coded:
    texts = [text.strip() for row in table.rows if (text := _text(row.cells, column))]
    if role in _PARTS:
        return Coded(column, catalogue, role, block=block)
    both = [match for text in texts if (match := _CODED.fullmatch(text))]
    if both and len(both) * 2 >= len(texts):
        between = Counter(match["between"] for match in both).most_common(1)[0][0]
        return Coded(column, catalogue, "both", between, block)
    figures = sum(normalise_figure(text).isdecimal() for text in texts)
    if figures and figures * 2 >= len(texts):
        return Coded(column, catalogue, "code", block=block)
    if texts:
        return Coded(column, catalogue, "name", block=block)
    return Coded(column, catalogue, _part_by_head(table.columns[column].path), block=block)


def _part_by_head(path: Sequence[str]) -> str:
    """What an empty column is meant for, by its head."""
    last = normalise(path[-1]) if path else ""
    number = "编码" in last or "代码" in last or "编号" in last
    if number and "名称" not in last:
        return "code"
    return "name" if "名称" in last and not number else "both"


def _text(cells: Sequence[str | None], column: int) -> str:
    return (cells[column] if column < len(cells) else None) or ""


# --- Finding codes -------------------------------------------------------------------------------


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
    coded = coded_columns(data.table(n), vocabulary, data.fiscal_year)
    own = coded.get(column)
    if own is None:
        return []
    beside = [
        one
        for one in coded.values()
        if one.column != column and one.catalogue == own.catalogue and one.block == own.block
    ]
    near = codes_beside(data.table(n), row, own.catalogue) if row is not None else ()
    return [
        Completion(one, own.text(one), tuple((other.column, other.text(one)) for other in beside))
        for one in found_codes(own.catalogue, asked, data.fiscal_year, near)
    ]


def codes_beside(table: TableData, row: int, catalogue: str) -> tuple[str, ...]:
    """The codes of the rows above and below: what is looked for is mostly their neighbour."""
    facts = {
        fact.row: fact.coordinates[catalogue]
        for fact in table.facts
        if catalogue in fact.coordinates and abs(fact.row - row) <= 2
    }
    return tuple(dict.fromkeys(facts.values()))


def found_codes(catalogue: str, asked: str, year: int, near: Iterable[str] = ()) -> list[Code]:
    """Codes by the beginning of their number, by a part of their name, or by its pinyin.

    Those that the year's documents bear come first, then those beside the codes `near`.
    """
    wanted = normalise_figure(asked).lower()
    wanted = re.split(r"[-—－_:：、]", wanted)[0] if wanted[:1].isdigit() else wanted
    if not wanted:
        return []
    beginnings = {code[:length] for code in near for length in (5, 3)}
    ranked = [
        (rank, not one.fits(year), -_nearness(one.code, beginnings), place, one)
        for place, one in enumerate(_catalogue(catalogue))
        if (rank := _rank(one, wanted)) is not None
    ]
    ranked.sort(key=lambda told: told[:4])
    return [told[-1] for told in ranked[:MANY]]


def _nearness(code: str, beginnings: set[str]) -> int:
    return max((len(one) for one in beginnings if code.startswith(one)), default=0)


def _rank(one: Code, wanted: str) -> int | None:
    """How well a code answers: 0 the best; None not at all."""
    name = one.name.lower()
    if one.code.lower() == wanted or name == wanted:
        return 0
    if one.code.lower().startswith(wanted) or name.startswith(wanted):
        return 1
    if wanted in name:
        return 2
    if wanted.isascii() and wanted.isalpha():
        if one.initials.startswith(wanted) or one.pinyin.startswith(wanted):
            return 1
        if wanted in one.initials:
            return 2
        if wanted in one.pinyin:
            return 3
    return None


def _catalogue(name: str) -> tuple[Code, ...]:
    """A catalogue as it stands now, read again once it has changed."""
    held = ClassificationCode.objects.filter(catalogue=name)
    state = held.aggregate(count=Count("pk"), last=Max("pk"))
    names = tuple(held.order_by("code").values_list("code", "name", "edition"))
    return _read_catalogue(names) if state["count"] else ()


@lru_cache(maxsize=8)
def _read_catalogue(names: tuple[tuple[str, str, str], ...]) -> tuple[Code, ...]:
    by_code = {code: name for code, name, _ in names}
    return tuple(_code(code, name, edition, by_code) for code, name, edition in names)


def _code(code: str, name: str, edition: str, by_code: Mapping[str, str]) -> Code:
    letters = "".join(re.findall(r"\w", name))
    sounds = lazy_pinyin(letters, style=Style.NORMAL)
    years = [int(year) for year in re.findall(r"\d{4}", edition)]
    return Code(
        code,
        name,
        " / ".join(_above(code, by_code)),
        "".join(sounds).lower(),
        "".join(sound[:1] for sound in sounds).lower(),
        (min(years, default=0), max(years, default=0)),
    )


def _above(code: str, by_code: Mapping[str, str]) -> Iterator[str]:
    """The names of the levels above a code, the widest first."""
    for length in range(1, len(code)):
        if (name := by_code.get(code[:length])) is not None:
            yield name
