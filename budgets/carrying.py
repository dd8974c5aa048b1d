"""A new year's tables out of the forms of a standard, and out of the rows of an earlier document. Pure.

Rows come with their words and codes and without figures; what the year before had is put where a
form has a column for it. Rows that the forms have no place for are told, not dropped in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from budgets.comparing import cube_of
from budgets.data import DisclosureData, TableData, Text
from budgets.derive import open_rows, past_of, with_past
from budgets.money import UNITS
from budgets.reconcile import row_words
from budgets.standards import Conventions, Form, Standard, bare_title
from budgets.vocabulary import Vocabulary
from budgets.workbook.blank import blank_sheet, same_columns
from budgets.workbook.document import interpret
from budgets.workbook.grid import Workbook
from budgets.workbook.matching import MONEY
from budgets.workbook.parsing import Context
from budgets.workbook.rereading import Line, reread

_NOTHING_AGREED = Conventions((), (), ())
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)(?=\s*年)")
# Decimals of 万元 where no standard says how many are printed.
_USUAL_PLACES = 6


@dataclass(frozen=True, slots=True)
class Left:
    """A row of the earlier document that the new forms have no place for; `row` "" for a table."""

    table: str
    row: str


@dataclass(frozen=True, slots=True)
class Carried:
    """The tables of a new year as they begin. `rows` came over by n; `prior` cells hold figures of
    the year before; `earlier_year` is whose rows they are, 0 where there were none."""

    data: DisclosureData
    rows: dict[int, int]
    prior: int = 0
    left: tuple[Left, ...] = ()
    earlier_year: int = 0


def blank_tables(
    standard: Standard, fiscal_year: int, department: str, vocabulary: Vocabulary
) -> Carried:
    """Every table of money of a standard, blank, each with a row to write in."""
    tables = []
    for form in standard.forms:
        if form.kind == MONEY:
            blank = _blank(form, standard, fiscal_year, department, vocabulary)
            lines = [Line(row.cells) for row in blank.rows] or [_empty(blank)]
            if form.keys and blank.rows:
                lines.insert(0, _empty(blank))
            tables.append(_read(blank, lines, standard.kind, fiscal_year, vocabulary))
    data = DisclosureData(department, fiscal_year, standard.kind, _numbered(tables))
    return Carried(data, {})


def carry_over(
    earlier: DisclosureData,
    standard: Standard | None,
    fiscal_year: int,
    vocabulary: Vocabulary,
) -> Carried:
    """The tables of a year begun from the rows of an earlier document of the body.

    `standard` None goes on with the earlier document's own forms, whatever they are.
    """
    if standard is None:
        begun = list(_own_forms(earlier, fiscal_year, vocabulary))
        places, agreed = _USUAL_PLACES, _NOTHING_AGREED
    else:
        begun = list(_new_forms(earlier, standard, fiscal_year, vocabulary))
        places, agreed = standard.places, standard.conventions
    past = past_of(fiscal_year, earlier, agreed)
    tables, rows, prior = [], {}, 0
    left: list[Left] = []
    for n, one in enumerate(begun, 1):
        table = with_past(replace(one.table, n=n), past, places)
        prior += sum(bool(fact.amount.fen) for fact in table.facts)
        tables.append(table)
        rows[n] = one.rows
        left += one.left
    used = {one.source for one in begun}
    left += [
        Left(table.name, "")
        for table in earlier.tables
        if table.n not in used and table.kind == MONEY and _says_anything(table)
    ]
    data = DisclosureData(earlier.department, fiscal_year, earlier.kind, tuple(tables))
    return Carried(data, rows, prior, tuple(left), earlier.fiscal_year)


# --- One table -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Begun:
    """A table as it begins; `source` is the n of the earlier table, 0 for none."""

    table: TableData
    source: int = 0
    rows: int = 0
    left: tuple[Left, ...] = ()


def _own_forms(
    earlier: DisclosureData, fiscal_year: int, vocabulary: Vocabulary
) -> Iterator[_Begun]:
    """The earlier document's tables with the words of the new year, the figures taken out."""
    shift = fiscal_year - earlier.fiscal_year
    for table in earlier.tables:
        if table.kind != MONEY:
            continue
        head = replace(
            table,
            title=_later(table.title, shift) or "",
            header=tuple(tuple(_later(text, shift) for text in line) for line in table.header),
            title_lines=_lines_above(table),
            notes=(),
        )
        lines = _lines(table, shift)
        read = _read(head, lines, earlier.kind, fiscal_year, vocabulary)
        yield _Begun(read, table.n, _worded(lines))


def _new_forms(
    earlier: DisclosureData, standard: Standard, fiscal_year: int, vocabulary: Vocabulary
) -> Iterator[_Begun]:
    shift = fiscal_year - earlier.fiscal_year
    taken: set[int] = set()
    for form in standard.forms:
        if form.kind != MONEY:
            continue
        blank = _blank(form, standard, fiscal_year, earlier.department, vocabulary)
        old = _same_table(form, blank, earlier, taken)
        own = [Line(row.cells) for row in blank.rows]
        if old is None:
            lines = own or [_empty(blank)]
            yield _Begun(_read(blank, lines, standard.kind, fiscal_year, vocabulary))
            continue
        taken.add(old.n)
        blank = replace(blank, title_lines=_lines_above(old))
        alike = same_columns(form, old, earlier.fiscal_year)
        if alike and (form.keys or not own or list(_uncovered(old, blank, shift))):
            lines = _lines(old, shift)
        elif form.keys:
            lines = [*_lines_by_codes(form, blank, earlier, old), *own]
        else:
            lines = own
        read = _read(blank, lines or [_empty(blank)], standard.kind, fiscal_year, vocabulary)
        left = tuple(Left(old.name, words) for words in _uncovered(old, read, shift))
        yield _Begun(read, old.n, _worded(lines), left)


def _blank(
    form: Form, standard: Standard, fiscal_year: int, department: str, vocabulary: Vocabulary
) -> TableData:
    read = interpret(
        Workbook((blank_sheet(form, fiscal_year),)),
        department=department,
        fiscal_year=fiscal_year,
        kind=standard.kind,
        vocabulary=vocabulary,
    )
    table = read.data.tables[0]
    return replace(table, unit=table.unit or standard.unit)


def _read(
    head: TableData, lines: Sequence[Line], kind: str, fiscal_year: int, vocabulary: Vocabulary
) -> TableData:
    """A table with these rows, and none of those that it has."""
    unit = UNITS.get(head.unit)
    fresh = [Line(line.cells) for line in lines]
    bare = replace(head, rows=(), facts=(), uninterpreted=())
    return reread(bare, fresh, Context(vocabulary, fiscal_year, kind, unit)).table


def _same_table(
    form: Form, blank: TableData, earlier: DisclosureData, taken: set[int]
) -> TableData | None:
    """The table of the earlier document that is this form: by its title, or by what it is about."""
    free = [one for one in earlier.tables if one.kind == MONEY and one.n not in taken]
    title = bare_title(form.title)
    found = next((one for one in free if bare_title(one.title) == title), None)
    if found is not None:
        return found
    sides = {fact.coordinates.get("side") for fact in blank.facts}
    alike = [
        one
        for one in free
        if one.slice == blank.slice
        and "subject" not in one.slice
        and (sides <= {fact.coordinates.get("side") for fact in one.facts})
    ]
    return alike[0] if len(alike) == 1 else None


def _lines(table: TableData, shift: int) -> list[Line]:
    """The rows of a table with their labels alone, in the words of the new year."""
    labels = {index for index, column in enumerate(table.columns) if column.kind == "label"}
    return [
        Line(
            tuple(
                _later(text, shift) if column in labels else None
                for column, text in enumerate(row.cells)
            )
        )
        for row in table.rows
    ]


def _lines_by_codes(
    form: Form, blank: TableData, earlier: DisclosureData, old: TableData
) -> list[Line]:
    """The rows that a form of other columns has for the codes of an earlier table."""
    cube = cube_of(replace(earlier, tables=(old,)))
    return [Line(tuple(cells)) for cells in open_rows(form, blank, cube, (old,)).values()]


def _uncovered(old: TableData, new: TableData, shift: int) -> Iterator[str]:
    """The words of the rows with money of an earlier table whose money the new one has no cell for."""
    there = {fact.coordinates for fact in new.facts}
    rows: dict[int, list[int]] = {}
    for fact in old.facts:
        if fact.amount.value and fact.coordinates["basis"] not in ("prior", "prior_final"):
            rows.setdefault(fact.row, []).append(fact.column)
    stated = {(fact.row, fact.column): fact.coordinates for fact in old.facts}
    for row, columns in rows.items():
        if not any(stated[row, column] in there for column in columns):
            yield row_words(old, row, columns[0]) or "—"


def _later(text: Text, shift: int) -> Text:
    """Words of a year in those of a later one: 2022年预算数 -> 2024年预算数."""
    return _YEAR.sub(lambda year: str(int(year[0]) + shift), text) if text else None


def _lines_above(table: TableData) -> tuple[str, ...]:
    """The line above the header that names the body; one with a date is of its year."""
    lines = [line for line in table.title_lines if not re.search(r"\d", line)]
    return tuple(lines[:1])


def _empty(table: TableData) -> Line:
    return Line((None,) * len(table.columns))


def _worded(lines: Sequence[Line]) -> int:
    return sum(any(line.cells) for line in lines)


def _says_anything(table: TableData) -> bool:
    return any(fact.amount.value for fact in table.facts) or bool(table.uninterpreted)


def _numbered(tables: Sequence[TableData]) -> tuple[TableData, ...]:
    return tuple(replace(table, n=n) for n, table in enumerate(tables, 1))
