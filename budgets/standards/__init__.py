"""The known sets of forms (表样), one TOML file each: the loader, and what is made of them.

A standard fixes codes, titles, headers and fixed rows as printed. It makes blank documents, says
which tables follow from which, and names a document's forms; meanings come from the vocabulary.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from budgets.coordinates import CODED, DIMENSIONS
from budgets.data import DisclosureData
from budgets.money import UNITS
from budgets.vocabulary import fold, normalise

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Form:
    """One form: `columns` are header paths, `rows` the fixed rows' labels, `keys` the open rows'.

    Titles and columns may hold {year} and {last}: the fiscal year and the one before.
    """

    code: str
    title: str
    kind: str
    unit_line: str
    columns: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[str, ...], ...]
    keys: tuple[str, ...]
    derived_from: tuple[str, ...]
    # The columns that hold row labels, where a form names them itself; else their words tell.
    labels: tuple[int, ...] = ()

    def title_of(self, fiscal_year: int) -> str:
        return _dated(self.title, fiscal_year)

    def columns_of(self, fiscal_year: int) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(_dated(text, fiscal_year) for text in path) for path in self.columns)


@dataclass(frozen=True, slots=True)
class Conventions:
    """What a place counts as what, by beginnings of 部门预算支出经济分类 codes."""

    personnel: tuple[str, ...]
    public: tuple[str, ...]
    construction: tuple[str, ...]

    def cost_of(self, code: str) -> str | None:
        """personnel or public: the longest beginning decides; None where nothing is agreed."""
        lengths = {
            cost: max((len(head) for head in heads if code.startswith(head)), default=0)
            for cost, heads in (("personnel", self.personnel), ("public", self.public))
        }
        best = max(lengths, key=lambda cost: lengths[cost])
        return best if lengths[best] else None

    def construction_of(self, code: str) -> str:
        return "yes" if code.startswith(self.construction) else "no"


@dataclass(frozen=True, slots=True)
class Standard:
    """A set of forms of one place from one year on."""

    key: str
    name: str
    region: str
    first_year: int
    kind: str
    unit: str
    places: int
    conventions: Conventions
    forms: tuple[Form, ...]

    def form(self, code: str) -> Form:
        """The form of a code; raises KeyError."""
        for form in self.forms:
            if form.code == code:
                return form
        raise KeyError(code)


def _dated(text: str, fiscal_year: int) -> str:
    return text.replace("{year}", str(fiscal_year)).replace("{last}", str(fiscal_year - 1))


@cache
def standard(key: str) -> Standard:
    """The shipped standard of a file name. Raises FileNotFoundError, ValueError for wrong content.

    Those that a bureau made stand beside these in standards_kept.py, which callers ask.
    """
    return standard_from(key, tomllib.loads((_HERE / f"{key}.toml").read_text(encoding="utf-8")))


def standard_from(key: str, document: Mapping[str, Any]) -> Standard:
    """A standard from its content in the shape of such a file. Raises ValueError."""
    try:
        agreed = document["conventions"]
        made = Standard(
            key=key,
            name=document["name"],
            region=document["region"],
            first_year=document["first_year"],
            kind=document["kind"],
            unit=document["unit"],
            places=document["places"],
            conventions=Conventions(
                personnel=tuple(agreed["personnel"]),
                public=tuple(agreed["public"]),
                construction=tuple(agreed["construction"]),
            ),
            forms=tuple(_form(entry) for entry in document["form"]),
        )
    except (KeyError, TypeError, AssertionError) as error:
        raise ValueError(f"{key}: missing or malformed: {error}") from error
    if made.unit not in UNITS:
        raise ValueError(f"{key}: unknown unit {made.unit}")
    return made


def _form(entry: Mapping[str, object]) -> Form:
    expected = {
        "code",
        "title",
        "kind",
        "unit_line",
        "columns",
        "rows",
        "keys",
        "derived_from",
        "labels",
    }
    if unexpected := set(entry) - expected:
        raise ValueError(f"{entry.get('code')}: unknown entries {sorted(unexpected)}")
    keys = _texts(entry.get("keys", []))
    if unknown := [key for key in keys if key not in (*CODED, *DIMENSIONS)]:
        raise ValueError(f"{entry['code']}: unknown keys {unknown}")
    rows = entry.get("rows", [])
    assert isinstance(rows, list)
    return Form(
        code=str(entry["code"]),
        title=str(entry["title"]),
        kind=str(entry.get("kind", "money")),
        unit_line=str(entry.get("unit_line", "")),
        columns=tuple(
            tuple(text.strip() for text in path.split(" / "))
            for path in _texts(entry.get("columns", []))
        ),
        rows=tuple(_texts(row) for row in rows),
        keys=keys,
        derived_from=_texts(entry.get("derived_from", [])),
        labels=_numbers(entry.get("labels", [])),
    )


def _texts(value: object) -> tuple[str, ...]:
    assert isinstance(value, list)
    return tuple(str(text) for text in value)


def _numbers(value: object) -> tuple[int, ...]:
    assert isinstance(value, list)
    return tuple(int(number) for number in value)


@cache
def standards() -> tuple[Standard, ...]:
    """Every standard that comes with the program, the newest first."""
    keys = sorted(path.stem for path in _HERE.glob("*.toml"))
    return tuple(sorted((standard(key) for key in keys), key=lambda one: -one.first_year))


def recognise(data: DisclosureData, among: Sequence[Standard] | None = None) -> Standard | None:
    """The standard whose titles a document bears: most of them, and the nearest year's.

    `among`: the standards to choose from, the shipped ones unless told; of equals the first.
    """
    titles = {bare_title(table.title) for table in data.tables}
    best: tuple[int, int, Standard] | None = None
    for one in standards() if among is None else among:
        shared = sum(bare_title(form.title) in titles for form in one.forms)
        near = -abs(one.first_year - data.fiscal_year)
        if one.kind != data.kind or 4 * shared < 3 * max(len(one.forms), len(titles)):
            continue
        if best is None or (shared, near) > best[:2]:
            best = (shared, near, one)
    return best[2] if best else None


def bare_title(title: str) -> str:
    """A title without its year and spaces, to compare titles of different years."""
    return normalise(re.sub(r"(\{year\}|\d{4}\s*)年?度?", "", fold(title)))


def header_of(
    columns: Sequence[Sequence[str]],
) -> tuple[tuple[tuple[str | None, ...], ...], tuple[tuple[int, int, int, int], ...]]:
    """The header rows of column paths, and their merges (row, column, last row, last column).

    Neighbours that begin alike share one cell; a path that ends early reaches down.
    """
    depth = max((len(path) for path in columns), default=0)
    rows: list[list[str | None]] = [[None] * len(columns) for _ in range(depth)]
    merges = []
    for column, path in enumerate(columns):
        for level, text in enumerate(path):
            begin = path[: level + 1]
            if (
                column
                and tuple(columns[column - 1][: level + 1]) == tuple(begin)
                and level + 1 < len(path)
            ):
                continue
            rows[level][column] = text
            last = column
            if level + 1 < len(path):
                while last + 1 < len(columns) and tuple(columns[last + 1][: level + 1]) == tuple(
                    begin
                ):
                    last += 1
            bottom = depth - 1 if level + 1 == len(path) else level
            if (bottom, last) != (level, column):
                merges.append((level, column, bottom, last))
    return tuple(tuple(row) for row in rows), tuple(sorted(merges))
