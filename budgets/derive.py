"""Derivation: tables filled from a finer one, as far as the coordinates determine their cells.

Every cell of the wanted table asks the same cube that reconciliation asks; what the sources can't
decide stays open, with a sentence that says why. Nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from budgets.comparing import Cube, cube_of
from budgets.coordinates import CATALOGUE_OF_DIGIT, Coordinates
from budgets.cube import MASKS, Area, Region, region
from budgets.data import DisclosureData, TableData
from budgets.money import BLANK, UNITS, Amount, Unit, format_fen
from budgets.standards import Conventions, Form, Standard
from budgets.vocabulary import Vocabulary
from budgets.workbook.blank import blank_sheet, fixed_rows, label_columns
from budgets.workbook.document import interpret
from budgets.workbook.grid import Workbook

_USE = MASKS["use"]
_SPENT = region(Coordinates.of(use="spent")).bits & _USE


@dataclass(frozen=True, slots=True)
class OpenCell:
    """A cell that the sources do not determine: position in the table, and why."""

    row: int
    column: int
    why: str


@dataclass(frozen=True, slots=True)
class Derived:
    """A table filled from others. `open` cells are blank; `sources` are the codes it came from."""

    table: TableData
    open: tuple[OpenCell, ...]
    sources: tuple[str, ...] = field(default=())

    @property
    def complete(self) -> bool:
        return not self.open


def derive(
    data: DisclosureData,
    standard: Standard,
    vocabulary: Vocabulary,
    sources: Mapping[str, str] | None = None,
) -> list[Derived]:
    """Every table that the standard derives, filled from the document's tables.

    `sources` says what no table of some forms tells: which money pays for a function, by the
    beginning of its code ("" for the rest), as {"2060602": "unit", "": "general"}.
    """
    derived = []
    for form in standard.forms:
        if not form.derived_from:
            continue
        tables = [table for table in data.tables if table.code in form.derived_from]
        told = [_told_apart(table, standard.conventions, sources or {}) for table in tables]
        cube = cube_of(replace(data, tables=tuple(told)))
        derived.append(_fill(form, data, standard, vocabulary, cube, told))
    return derived


def _told_apart(
    table: TableData, conventions: Conventions, sources: Mapping[str, str]
) -> TableData:
    """The table with what follows from conventions and given sources in its rows' coordinates."""
    facts = []
    for fact in table.facts:
        more: dict[str, str] = {}
        where = fact.coordinates
        if "function" in where and "source" not in where:
            heads = [head for head in sources if where["function"].startswith(head)]
            if heads:
                more["source"] = sources[max(heads, key=len)]
        code = where.get("dept_economic", "")
        if code and where.get("nature") == "basic" and (cost := conventions.cost_of(code)):
            more["cost"] = cost
        if code and where.get("nature") == "project":
            more["construction"] = conventions.construction_of(code)
        facts.append(replace(fact, coordinates=where.with_(more)))
    return replace(table, facts=tuple(facts))


def _fill(
    form: Form,
    data: DisclosureData,
    standard: Standard,
    vocabulary: Vocabulary,
    cube: Cube,
    sources: Sequence[TableData],
) -> Derived:
    # A form without labels has one row, which a grid without figures would not show: dashes stand in.
    unlabelled = not label_columns(form)
    dashes = [["—"] * len(form.columns)] if unlabelled else None
    blank = _read(form, data, standard, vocabulary, dashes)
    if form.keys:
        rows = [*_open_rows(form, blank, cube, sources), *fixed_rows(form)]
        blank = _read(form, data, standard, vocabulary, rows)
    unit = UNITS[blank.unit or standard.unit]
    lines = [list(row.cells) for row in blank.rows]
    facts, still_open = [], []
    for fact in blank.facts:
        told = _told(cube, fact.coordinates)
        if told is None:
            still_open.append(OpenCell(fact.row, fact.column, _why(fact.coordinates)))
            lines[fact.row][fact.column] = None
            facts.append(replace(fact, amount=BLANK))
            continue
        amount = _amount(told, unit, standard.places)
        lines[fact.row][fact.column] = amount.printed or None
        facts.append(replace(fact, amount=amount))
    filled = replace(
        blank,
        facts=tuple(facts),
        rows=tuple(
            replace(row, cells=tuple(line)) for row, line in zip(blank.rows, lines, strict=True)
        ),
    )
    return Derived(filled, tuple(still_open), tuple(table.code for table in sources))


def _read(
    form: Form,
    data: DisclosureData,
    standard: Standard,
    vocabulary: Vocabulary,
    rows: Sequence[Sequence[str | None]] | None,
) -> TableData:
    read = interpret(
        Workbook((blank_sheet(form, data.fiscal_year, rows),)),
        department=data.department,
        fiscal_year=data.fiscal_year,
        kind=standard.kind,
        vocabulary=vocabulary,
    )
    n = next((i for i, one in enumerate(standard.forms, 1) if one.code == form.code), 1)
    return replace(read.data.tables[0], n=n)


def _told(cube: Cube, coordinates: Coordinates) -> int | None:
    """What the sources say of a cell, in fen: the first listing that decides it."""
    asked = Area.of(region(coordinates), cube.live)
    told = _told_of(cube, asked.named)
    if told is None and asked.live.pure_money and asked.live.bits & _USE == cube.live & _USE:
        # Double entry: expenditure in all is what came in of the same money.
        other = "in" if asked.named.side == "out" else "out"
        told = _told_of(cube, replace(asked.named, side=other))
    return told if told is not None else _nothing_left(cube, asked)


def _nothing_left(cube: Cube, asked: Area) -> int | None:
    """0 for money retained where the same money is spent whole; None otherwise."""
    uses = asked.named.bits & _USE
    if asked.named.side != "out" or uses == _USE or uses & _SPENT:
        return None
    rest = asked.named.bits & ~_USE
    whole = _told_of(cube, replace(asked.named, side="in", bits=rest | _USE))
    spent = _told_of(cube, replace(asked.named, bits=rest | _SPENT))
    return 0 if whole is not None and whole == spent else None


def _told_of(cube: Cube, where: Region) -> int | None:
    area = Area.of(where, cube.live)
    for listing in cube.listings:
        if listing.slice.named.side == where.side and listing.basis == where.basis:
            told = listing.sum_within(area)
            if told is not None:
                return told[0]
    return None


def _why(coordinates: Coordinates) -> str:
    if coordinates.get("basis") in ("prior", "prior_final"):
        return "上年数不在本年的表里"
    if "source" in coordinates and coordinates.get("side") == "out":
        return "支出总表没有分列资金来源，不能确定这部分支出用的是哪项资金"
    return "来源表没有分列到这一项，不能确定"


def _amount(fen: int, unit: Unit, places: int) -> Amount:
    if not fen:
        return Amount(None, "")
    printed = format_fen(fen, unit, places)
    return Amount(fen, printed, 10 ** max(unit.exponent - places, 0))


def _open_rows(
    form: Form, blank: TableData, cube: Cube, sources: Sequence[TableData]
) -> list[list[str | None]]:
    """The rows of an open form: every combination of its keys that holds money of its slice."""
    budget = blank.slice.with_({"basis": "budget"}) if "basis" not in blank.slice else blank.slice
    asked = Area.of(region(budget), cube.live)
    combinations: dict[tuple[str, ...], None] = {}
    for listing in cube.listings:
        if listing.slice.named.side != asked.named.side:
            continue
        for leaf in listing.nonzero:
            codes = leaf.facts[0].coordinates
            if leaf.area.within(asked) and all(key in codes for key in form.keys):
                combinations[tuple(codes[key] for key in form.keys)] = None
    names = _names(sources)
    columns = label_columns(form)
    rows = []
    for combination in sorted(combinations):
        line: list[str | None] = [None] * len(form.columns)
        for column, text in zip(columns, _labels(form, columns, combination, names), strict=True):
            line[column] = text
        rows.append(line)
    return rows


def _labels(
    form: Form, columns: Sequence[int], combination: Sequence[str], names: Mapping[str, str]
) -> Iterator[str]:
    """Code and name as the form writes them: in two columns, or in one with a hyphen."""
    if len(columns) == 2 * len(combination):
        for code in combination:
            yield code
            yield names.get(code, "")
    else:
        for code in combination:
            yield f"{code}-{names[code]}" if code in names else code


def _names(sources: Sequence[TableData]) -> dict[str, str]:
    """Codes and their names, as the source tables print them."""
    names: dict[str, str] = {}
    for table in sources:
        for row in table.rows:
            cells = [cell for cell in row.cells if cell]
            for cell, after in zip(cells, [*cells[1:], ""], strict=True):
                code, hyphen, name = cell.partition("-")
                if code.isdigit() and code[0] in CATALOGUE_OF_DIGIT and len(code) >= 3:
                    names.setdefault(code, name if hyphen else after)
    return names


def comparable(table: TableData) -> dict[Coordinates, int]:
    """What a table says, coordinates -> fen, rows of the same coordinates added; nothing for nil."""
    said: dict[Coordinates, int] = {}
    for fact in table.facts:
        if fact.amount.value:
            said[fact.coordinates] = said.get(fact.coordinates, 0) + fact.amount.value
    return said
