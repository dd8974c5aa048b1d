"""Which forms of a set follow from which others, found by trying.

A small made-up budget that adds up is written into every form by its coordinates; a form follows
from others where filling it from them gives the same again. It knows no Django.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from budgets.coordinates import Coordinates
from budgets.cube import region
from budgets.data import DisclosureData, TableData, Text
from budgets.derive import derive
from budgets.money import UNITS, Amount, Unit, format_fen
from budgets.standards import Form, Standard
from budgets.vocabulary import Vocabulary
from budgets.workbook.blank import blank_sheet, fixed_rows, label_columns
from budgets.workbook.document import interpret
from budgets.workbook.grid import Workbook
from budgets.workbook.matching import MONEY

# Of the cells that the sources could tell, so many in a hundred must be told.
_LEAST = 60
_PAST = ("prior", "prior_final", "change")


@dataclass(frozen=True, slots=True)
class Proposed:
    """The forms (codes) that a form follows from, and how many of its cells they tell."""

    sources: tuple[str, ...]
    told: int
    all: int


def _out(fen: int, **at: str) -> tuple[Coordinates, int]:
    own = {"side": "out", "use": "spent", "basis": "budget", "vintage": "current"}
    return Coordinates.of({**own, **at}), fen


def _in(fen: int, **at: str) -> tuple[Coordinates, int]:
    return Coordinates.of({"side": "in", "basis": "budget", "vintage": "current", **at}), fen


def ledger() -> tuple[tuple[Coordinates, int], ...]:
    """The made-up budget: entries at their finest coordinates, in fen; both sides come to the same.

    Like most bodies it has money of the general budget alone, nothing carried over: where a body
    has other money that no listing tells apart, filling leaves cells open and says why.
    """
    spent = (
        _spent(11_130_000, "2010301", "50101", "30101", cost="personnel"),
        _spent(1_790_000, "2080505", "50102", "30108", cost="personnel"),
        _spent(1_370_000, "2210201", "50103", "30113", cost="personnel"),
        _spent(2_310_000, "2010301", "50201", "30201", cost="public"),
        _spent(190_000, "2010301", "50206", "30217", cost="public"),
        _spent(230_000, "2010301", "50208", "30231", cost="public"),
        _spent(4_730_000, "2010302", "50299", "30299", project="甲项目"),
        _spent(890_000, "2010302", "50306", "31002", project="甲项目"),
        _spent(2_930_000, "2010399", "50299", "30299", project="乙项目"),
    )
    came = _in(sum(fen for _, fen in spent), source="general")
    return (*spent, came)


def _spent(
    fen: int,
    function: str,
    gov: str,
    dept: str,
    *,
    cost: str = "",
    project: str = "",
) -> tuple[Coordinates, int]:
    nature = {"nature": "basic", "cost": cost} if cost else {"nature": "project"}
    if project:
        nature |= {"project": project, "construction": "no"}
    codes = {"function": function, "gov_economic": gov, "dept_economic": dept}
    return _out(fen, source="general", **codes, **nature)


def filled(standard: Standard, vocabulary: Vocabulary, fiscal_year: int) -> DisclosureData:
    """The forms of a standard with the made-up budget in them."""
    entries = [(region(at), fen) for at, fen in ledger()]
    unit = UNITS[standard.unit]
    tables = []
    for n, form in enumerate(standard.forms, 1):
        table = _blank(form, standard, vocabulary, fiscal_year)
        if table is None or table.kind != MONEY:
            continue
        own = UNITS.get(table.unit, unit)
        facts = []
        lines = [list(row.cells) for row in table.rows]
        for fact in table.facts:
            where = region(fact.coordinates)
            fen = sum(amount for at, amount in entries if at.within(where))
            amount = _amount(fen, own)
            lines[fact.row][fact.column] = amount.printed or None
            facts.append(replace(fact, amount=amount))
        rows = tuple(
            replace(r, cells=tuple(line)) for r, line in zip(table.rows, lines, strict=True)
        )
        tables.append(
            replace(table, n=n, code=form.code, rows=rows, facts=tuple(facts), uninterpreted=())
        )
    return DisclosureData("某单位", fiscal_year, standard.kind, tuple(tables))


def _amount(fen: int, unit: Unit) -> Amount:
    return Amount(fen, format_fen(fen, unit)) if fen else Amount(None, "")


def _blank(
    form: Form, standard: Standard, vocabulary: Vocabulary, fiscal_year: int
) -> TableData | None:
    labels = label_columns(form)
    rows = [*_open_rows(form, labels, vocabulary), *fixed_rows(form)]
    # A form without labels has one row, which a grid without figures would not show.
    lines: list[list[Text]] = rows if labels else [["—"] * len(form.columns)]
    read = interpret(
        Workbook((blank_sheet(form, fiscal_year, lines),)),
        department="某单位",
        fiscal_year=fiscal_year,
        kind=standard.kind,
        vocabulary=vocabulary,
    )
    return read.data.tables[0] if read.data.tables else None


def _open_rows(form: Form, labels: Sequence[int], vocabulary: Vocabulary) -> list[list[Text]]:
    """A row for every combination of the form's keys that the made-up budget has."""
    if not form.keys:
        return []
    names = {code: name for name, held in vocabulary.names.items() for _, code in held}
    combinations = {
        tuple(at[key] for key in form.keys): None
        for at, _ in ledger()
        if all(key in at for key in form.keys)
    }
    rows = []
    for combination in sorted(combinations):
        texts = [(code, names.get(code, "")) for code in combination]
        line: list[Text] = [None] * len(form.columns)
        if len(labels) == 2 * len(texts):
            told = [part for text in texts for part in text]
        else:
            told = [f"{code}-{name}" if name else code for code, name in texts]
        for column, text in zip(labels, told, strict=False):
            line[column] = text or None
        rows.append(line)
    return rows


def proposed_sources(
    standard: Standard, vocabulary: Vocabulary, fiscal_year: int
) -> dict[str, Proposed]:
    """By code, the forms that each form follows from; a form that follows from none is left out.

    Overviews follow from listings, never the other way: what lists the most is asked first.
    """
    data = filled(standard, vocabulary, fiscal_year)
    forms = {form.code: form for form in standard.forms if form.kind == MONEY}
    tables = [table for table in data.tables if table.code in forms]
    tables.sort(key=lambda table: _rank(table, forms[table.code]))
    roots: list[TableData] = []
    found = {}
    for table in tables:
        best = max(
            (
                one
                for sources in _choices(roots)
                if (one := _tried(table, sources, data, standard, vocabulary)) is not None
            ),
            key=lambda one: (one.told, -len(one.sources)),
            default=None,
        )
        if best is None:
            roots.append(table)
        else:
            found[table.code] = best
    return found


def _rank(table: TableData, form: Form) -> tuple[int, ...]:
    """Listings before overviews, those of incomes first, then those with the most keys."""
    is_two_sided = len({column.block for column in table.columns}) > 1
    return is_two_sided, table.slice.get("side") != "in", -len(form.keys), -len(table.facts)


def _choices(roots: Sequence[TableData]) -> Iterator[tuple[str, ...]]:
    """One listing, or a listing of each side."""
    incomes = [one.code for one in roots if one.slice.get("side") == "in"]
    spending = [one.code for one in roots if one.slice.get("side") == "out"]
    yield from ((one.code,) for one in roots)
    yield from product(incomes, spending)


def _tried(
    table: TableData,
    sources: tuple[str, ...],
    data: DisclosureData,
    standard: Standard,
    vocabulary: Vocabulary,
) -> Proposed | None:
    """What filling a form from others gives; None where it gives too little, or something else."""
    form = replace(standard.form(table.code), derived_from=sources)
    rest = tuple(replace(one, derived_from=()) for one in standard.forms if one.code != table.code)
    kept = tuple(one for one in data.tables if one.code in (*sources, table.code))
    trial = replace(data, tables=kept)
    [made] = derive(trial, replace(standard, forms=(form, *rest)), vocabulary)
    still_open = {(cell.row, cell.column) for cell in made.open}
    right = {fact.coordinates: fact.amount.value for fact in table.facts}
    asked = [fact for fact in made.table.facts if fact.coordinates.get("basis") not in _PAST]
    told = [fact for fact in asked if (fact.row, fact.column) not in still_open]
    if any(fact.amount.value != right.get(fact.coordinates, 0) for fact in told):
        return None
    money = sum(bool(fact.amount.value) for fact in told)
    if not money or 100 * len(told) < _LEAST * len(asked):
        return None
    return Proposed(sources, len(told), len(asked))
