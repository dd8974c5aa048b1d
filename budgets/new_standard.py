"""A set of forms made from a blank workbook: what its tables say, in the shape of a standard's file.

`document_of` takes a workbook as it was read; `assembled` gives the standard that it makes with the
words that are known now; `proposed_sources` tries which forms follow from which. It knows no Django.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from budgets.data import DisclosureData, RowData, TableData, Text
from budgets.standards import Standard, standard_from
from budgets.vocabulary import COLUMN, Vocabulary
from budgets.workbook.blank import blank_sheet
from budgets.workbook.document import common_unit, interpret
from budgets.workbook.grid import Workbook
from budgets.workbook.matching import MONEY

# Keys that name one thing of a row each; the rows of a form that has any are open.
KEYS = (
    "function",
    "gov_economic",
    "dept_economic",
    "project",
    "body",
    "procurement",
    "service",
)
PLACES = 2
# Of a workbook that says nothing else.
_UNIT = "万元"
# 科目编码 beside 科目名称 lists functions, unless the title is about something else.
_FUNCTIONS = re.compile(r"科目(编码|代码)")


def document_of(
    data: DisclosureData, vocabulary: Vocabulary, conventions: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """What a blank workbook says, as a standard's file would, its years as {year} and {last}.

    A row that holds nothing, and one that only shows where to write (……), is none of the form's.
    Besides the entries of a file, every form keeps its rows as `printed` and which are `fixed`.
    """
    unit = common_unit(data.tables)
    forms = []
    for number, table in enumerate(data.tables, 1):
        keys = _keys(table, vocabulary) if table.kind == MONEY else []
        rows = [_dated_line(row, data.fiscal_year) for row in table.rows if _says(row, table)]
        kinds = [row.kind for row in table.rows if _says(row, table)]
        forms.append(
            {
                "code": table.code or f"表{number}",
                "title": _dated(table.title, data.fiscal_year),
                "kind": table.kind,
                "unit_line": table.unit_line,
                "columns": [_path(column.path, data.fiscal_year) for column in table.columns],
                "keys": keys,
                "derived_from": [],
                "printed": rows,
                # Of an open form the sums stay; a listing of items is an example to write over.
                "fixed": [not keys or kind == "total" for kind in kinds],
            }
        )
    return {
        "kind": data.kind,
        "unit": unit.name if unit else _UNIT,
        "places": PLACES,
        "conventions": {name: list(heads) for name, heads in conventions.items()},
        "form": forms,
    }


def _says(row: RowData, table: TableData) -> bool:
    texts = [
        text
        for text, column in zip(row.cells, table.columns, strict=False)
        if text and column.kind in ("label", "unknown")
    ]
    return any(text.strip(" 　.…·—-") for text in texts)


def _keys(table: TableData, vocabulary: Vocabulary) -> list[str]:
    """What the rows of a form list one by one; none where its rows are told in the form."""
    labels = [column for column in table.columns if column.kind == "label"]
    named = [vocabulary.read(column.path[-1], COLUMN).key for column in labels if column.path]
    keys = [key for key in dict.fromkeys(named) if key in KEYS]
    items = [row for row in table.rows if row.kind != "total" and _says(row, table)]
    two_sided = len({column.block for column in table.columns}) > 1
    if not keys and not items and not two_sided:
        heads = [column.path[-1] for column in labels if column.path]
        if any(_FUNCTIONS.search("".join(head.split())) for head in heads):
            keys = ["function"]
    return keys


def _dated_line(row: RowData, year: int) -> list[Text]:
    return [_dated(text, year) if text else None for text in row.cells]


def _dated(text: str, year: int) -> str:
    """A text with this year and the one before as placeholders, on one line."""
    line = " ".join(text.split())
    line = line.replace("{", "｛").replace("}", "｝")
    line = re.sub(rf"(?<!\d){year}(?!\d)", "{year}", line)
    return re.sub(rf"(?<!\d){year - 1}(?!\d)", "{last}", line)


def _path(path: Sequence[str], year: int) -> str:
    return " / ".join(_dated(text, year).replace(" / ", "/") for text in path) or "　"


# --- The standard that it makes -------------------------------------------------------------------


def assembled(key: str, document: Mapping[str, Any], vocabulary: Vocabulary) -> Standard:
    """The standard of a document, its forms as the words that are known now read them.

    `document` has what a record tells besides: name, region, first_year. Raises ValueError.
    """
    return standard_from(key, {**document, "form": list(forms_of(document, vocabulary))})


def forms_of(document: Mapping[str, Any], vocabulary: Vocabulary) -> Iterator[dict[str, Any]]:
    """The entries of a file for its forms: which columns hold labels, and the fixed rows."""
    for entry in document["form"]:
        own = {name: value for name, value in entry.items() if name not in ("printed", "fixed")}
        own["labels"], own["rows"] = [], []
        table = read_form(document, entry, vocabulary)
        if table is not None and own["kind"] == MONEY:
            own["labels"] = [
                at for at, column in enumerate(table.columns) if column.kind == "label"
            ]
            own["rows"] = [
                [(line[at] if at < len(line) else None) or "" for at in own["labels"]]
                for line, stays in zip(entry["printed"], entry["fixed"], strict=True)
                if stays and own["labels"]
            ]
        yield own


def read_form(
    document: Mapping[str, Any],
    entry: Mapping[str, Any],
    vocabulary: Vocabulary,
    figure: str = "0.00",
) -> TableData | None:
    """A form read as a table of its first year, with a figure in every cell that can hold one.

    So that a word which nobody knows is told with the cells that it stands over. None where no
    table is read, as of a form without a head.
    """
    year = int(document["first_year"])
    bare = {name: value for name, value in entry.items() if name not in ("printed", "fixed")}
    form = standard_from("", {**_named(document), "form": [{**bare, "rows": []}]}).forms[0]
    width = len(form.columns)
    labels = {at for at, path in enumerate(form.columns) if _is_words(path[-1], vocabulary)}
    lines = [[*line, *[None] * width][:width] for line in entry["printed"]]
    dated = [[_of_year(text, year) for text in line] for line in lines]
    words = {at for line in dated for at, text in enumerate(line) if text} | labels
    # A form without labels has one row, which nobody would see without figures.
    if not dated and not words:
        dated = [[None] * width]
    filled = [
        [
            text or (figure if _holds_figure(line, at, sorted(words)) else None)
            for at, text in enumerate(line)
        ]
        for line in dated
    ]
    read = interpret(
        Workbook((blank_sheet(form, year, filled),)),
        department="",
        fiscal_year=year,
        kind=str(document["kind"]),
        vocabulary=vocabulary,
    ).data
    return read.tables[0] if read.tables else None


def _is_words(head: str, vocabulary: Vocabulary) -> bool:
    return vocabulary.read(head, COLUMN).kind in ("label", "text")


def _holds_figure(line: Sequence[Text], at: int, words: Sequence[int]) -> bool:
    """Whether a column without words has a label in this row: one half of a form may end early."""
    before = [column for column in words if column < at]
    run = [column for column in before if all(one in words for one in range(column, before[-1]))]
    return at not in words and (not before or any(line[column] for column in run))


def read_forms(document: Mapping[str, Any], vocabulary: Vocabulary) -> DisclosureData:
    """All forms of a document as tables, numbered from 1 as they stand."""
    tables = (
        (n, read_form(document, entry, vocabulary)) for n, entry in enumerate(document["form"], 1)
    )
    return DisclosureData(
        department="",
        fiscal_year=int(document["first_year"]),
        kind=str(document["kind"]),
        tables=tuple(replace(table, n=n) for n, table in tables if table is not None),
    )


def _named(document: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": "", "region": "", **document}


def _of_year(text: Text, year: int) -> Text:
    return text and text.replace("{year}", str(year)).replace("{last}", str(year - 1))
