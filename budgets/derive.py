"""Derivation: tables filled from a finer one, as far as the coordinates determine their cells.

Every cell of the wanted table asks the same cube that reconciliation asks; what the sources can't
decide stays open, with a sentence that says why. Nothing is guessed. Figures of the year before
come from the document of that year.
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
from budgets.workbook.blank import blank_sheet, fixed_rows, label_columns, same_columns
from budgets.workbook.document import interpret
from budgets.workbook.grid import Workbook
from budgets.workbook.parsing import Context
from budgets.workbook.rereading import Line, reread

_USE = MASKS["use"]
_SPENT = region(Coordinates.of(use="spent")).bits & _USE


@dataclass(frozen=True, slots=True)
class OpenCell:
    """A cell that the sources do not determine: position in the table, and why.

    `by_source`: it could be told if one knew which money pays for what (`sources` of `derive`).
    """

    row: int
    column: int
    why: str
    by_source: bool = False


@dataclass(frozen=True, slots=True)
class Derived:
    """A table filled from others. `open` cells are blank; `sources` are the codes it came from.

    `was` tells of every row which one of the present table it was, None for a new row.
    """

    table: TableData
    open: tuple[OpenCell, ...]
    sources: tuple[str, ...] = field(default=())
    was: tuple[int | None, ...] = field(default=())

    @property
    def complete(self) -> bool:
        return not self.open


def derive(
    data: DisclosureData,
    standard: Standard,
    vocabulary: Vocabulary,
    sources: Mapping[str, str] | None = None,
    earlier: DisclosureData | None = None,
) -> list[Derived]:
    """Every table that the standard derives and whose sources the document has, filled from them.

    A table that is there in its form keeps its rows, their words and what stands around them.
    `sources` says what no table of some forms tells: which money pays for a function, by the
    beginning of its code ("" for the rest), as {"2060602": "unit", "": "general"}. `earlier` is the
    document of the year before, for the columns that show its figures.
    """
    past = past_of(data.fiscal_year, earlier, standard.conventions)
    by_code = {table.code: table for table in reversed(data.tables)}
    derived = []
    for form in standard.forms:
        if not form.derived_from or not set(form.derived_from) <= set(by_code):
            continue
        tables = [table for table in data.tables if table.code in form.derived_from]
        told = [_told_apart(table, standard.conventions, sources or {}) for table in tables]
        cube = cube_of(replace(data, tables=tuple(told)))
        laid = _laid_out(form, data, standard, vocabulary, cube, told, by_code.get(form.code))
        derived.append(_fill(laid, standard, cube, past, tuple(table.code for table in told)))
    return derived


def past_of(
    fiscal_year: int, earlier: DisclosureData | None, conventions: Conventions
) -> Cube | None:
    """What a document of the year before tells; None where it is of another year, or not there."""
    if earlier is None or earlier.fiscal_year != fiscal_year - 1:
        return None
    tables = tuple(_told_apart(table, conventions, {}) for table in earlier.tables)
    return cube_of(replace(earlier, tables=tables))


def with_past(table: TableData, past: Cube | None, places: int) -> TableData:
    """The table with the figures of the year before in those of their cells that are blank."""
    unit = UNITS.get(table.unit)
    if past is None or unit is None:
        return table
    lines = [list(row.cells) for row in table.rows]
    facts = []
    for fact in table.facts:
        told = None if fact.amount.fen is not None else _told_of_past(past, fact.coordinates)
        if told is not None:
            amount = _amount(told, unit, places)
            lines[fact.row][fact.column] = amount.printed or None
            fact = replace(fact, amount=amount)
        facts.append(fact)
    rows = tuple(replace(r, cells=tuple(line)) for r, line in zip(table.rows, lines, strict=True))
    return replace(table, facts=tuple(facts), rows=rows)


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


@dataclass(frozen=True, slots=True)
class _LaidOut:
    """A form with its rows and no figures; `was` as in Derived."""

    table: TableData
    was: tuple[int | None, ...]


def _laid_out(
    form: Form,
    data: DisclosureData,
    standard: Standard,
    vocabulary: Vocabulary,
    cube: Cube,
    sources: Sequence[TableData],
    present: TableData | None,
) -> _LaidOut:
    if present is not None and present.rows and same_columns(form, present, data.fiscal_year):
        lines = _present_lines(form, present)
        if form.keys:
            lines = _with_new_rows(form, present, lines, cube, sources)
        unit = UNITS.get(present.unit) or UNITS[standard.unit]
        context = Context(vocabulary, data.fiscal_year, data.kind, unit)
        table = reread(present, lines, context).table
        return _LaidOut(table, tuple(line.was for line in lines))
    # A form without labels has one row, which a grid without figures would not show: dashes stand in.
    unlabelled = not label_columns(form)
    dashes = [["—"] * len(form.columns)] if unlabelled else None
    blank = _read(form, data, standard, vocabulary, dashes)
    if form.keys:
        new = open_rows(form, blank, cube, sources)
        blank = _read(form, data, standard, vocabulary, [*new.values(), *fixed_rows(form)])
    return _LaidOut(blank, (None,) * len(blank.rows))


def _present_lines(form: Form, present: TableData) -> list[Line]:
    """The rows of a present table with their words alone."""
    figures = {index for index, column in enumerate(present.columns) if column.kind == "amount"}
    lines = []
    for index, row in enumerate(present.rows):
        cells = tuple(None if at in figures else text for at, text in enumerate(row.cells))
        if any(cells) or not form.keys:
            lines.append(Line(cells, index))
    return lines


def _with_new_rows(
    form: Form,
    present: TableData,
    lines: Sequence[Line],
    cube: Cube,
    sources: Sequence[TableData],
) -> list[Line]:
    """The present rows that still hold money, in their order, and new ones where codes put them.

    Rows that stand over others (合计, classes of codes) stay. Of several rows of the same codes the
    first one stays, since all of their money stands there now.
    """
    wanted = open_rows(form, present, cube, sources)
    stated: dict[int, tuple[str, ...]] = {}
    for fact in present.facts:
        codes = fact.coordinates
        if all(key in codes for key in form.keys):
            stated.setdefault(fact.row, tuple(codes[key] for key in form.keys))
    kept: list[tuple[tuple[str, ...] | None, Line]] = []
    there: set[tuple[str, ...] | None] = set()
    for line in lines:
        assert line.was is not None
        own = stated.get(line.was)
        if own is not None and own in there:
            continue
        if own is None or own in wanted or any(_within(one, own) for one in wanted):
            kept.append((own, line))
            there.add(own)
    for combination, cells in wanted.items():
        if combination in there:
            continue
        before = [at for at, (own, _) in enumerate(kept) if own is not None and own < combination]
        first = next((at for at, (own, _) in enumerate(kept) if own is not None), 0)
        at = before[-1] + 1 if before else first
        kept.insert(at, (combination, Line(tuple(cells))))
    return [line for _, line in kept]


def _within(part: Sequence[str], whole: Sequence[str]) -> bool:
    return all(one.startswith(other) for one, other in zip(part, whole, strict=True))


def _fill(
    laid: _LaidOut,
    standard: Standard,
    cube: Cube,
    past: Cube | None,
    sources: tuple[str, ...],
) -> Derived:
    blank = laid.table
    unit = UNITS[blank.unit or standard.unit]
    lines = [list(row.cells) for row in blank.rows]
    facts, still_open = [], []
    for fact in blank.facts:
        told = _told(cube, fact.coordinates)
        if told is None:
            told = _told_of_past(past, fact.coordinates)
        if told is None:
            still_open.append(_open_cell(fact.row, fact.column, fact.coordinates))
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
    return Derived(filled, tuple(still_open), sources, laid.was)


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


# What a column of this year's form shows of the year before, as that year's document stated it.
_OF_ITS_YEAR = {"prior": "budget", "prior_final": "final"}


def _told_of_past(past: Cube | None, coordinates: Coordinates) -> int | None:
    """What the document of the year before says of a cell that shows its figure, in fen."""
    basis = _OF_ITS_YEAR.get(coordinates.get("basis", ""))
    if past is None or basis is None:
        return None
    return _told(past, coordinates.with_({"basis": basis}))


def _open_cell(row: int, column: int, coordinates: Coordinates) -> OpenCell:
    if coordinates.get("basis") in _OF_ITS_YEAR:
        return OpenCell(row, column, "上年的文件里没有这个数，或系统里没有上年的文件")
    if "source" in coordinates and coordinates.get("side") == "out":
        why = "支出总表没有分列资金来源，不能确定这部分支出用的是哪项资金"
        return OpenCell(row, column, why, by_source=True)
    return OpenCell(row, column, "来源表没有分列到这一项，不能确定")


def _amount(fen: int, unit: Unit, places: int) -> Amount:
    if not fen:
        return Amount(None, "")
    printed = format_fen(fen, unit, places)
    return Amount(fen, printed, 10 ** max(unit.exponent - places, 0))


def open_rows(
    form: Form, blank: TableData, cube: Cube, sources: Sequence[TableData]
) -> dict[tuple[str, ...], list[str | None]]:
    """The rows of an open form: every combination of its keys that holds money of its slice, in the
    order of the codes, with the printed texts of its labels."""
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
    rows = {}
    for combination in sorted(combinations):
        line: list[str | None] = [None] * len(form.columns)
        for column, text in zip(columns, _labels(form, columns, combination, names), strict=True):
            line[column] = text
        rows[combination] = line
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
            for cell, after in zip(cells, [*cells[1:], ""], strict=False):
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
