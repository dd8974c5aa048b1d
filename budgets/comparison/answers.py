"""The amounts that answer a comparison: lines of bodies and years, each measure with its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import F
from django.urls import reverse

from budgets.comparison.lineage import Lineage
from budgets.comparison.names import MeasureName, names_of
from budgets.comparison.state import State
from budgets.models import Department, KeyAmount, Population

# Without years asked for, the newest so many.
_NEWEST = 5

Place = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """An amount in fen with the address of the cell that tells it; None where none does. `kept` is
    the address of the same cell in the version that tells it now, which no correction changes.

    `formers` are the bodies that it is the sum of, `codes` the codes, where they went on under
    another name since. `per_head` is in whole fen, by the people of `people_of` (a year).
    """

    fen: int | None = None
    address: str = ""
    stated: bool = True
    disputed: bool = False
    formers: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    per_head: int | None = None
    people_of: int | None = None
    kept: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A body in a year, a cell for each measure."""

    body: Department
    year: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`years` are those shown, `all_years` those that could be; `unknown` slugs that no body has."""

    state: State
    bodies: tuple[Department, ...]
    measures: tuple[MeasureName, ...]
    years: tuple[int, ...]
    all_years: tuple[int, ...]
    lines: tuple[Line, ...]
    unknown: tuple[str, ...]

    def cell(self, body: int, year: int, measure: int) -> Cell:
        """By places in `bodies`, `years` and `measures`."""
        return self.lines[body * len(self.years) + year].cells[measure]


def shown(cell: Cell, per_head: bool) -> int | None:
    """The fen that a comparison shows of a cell."""
    return cell.per_head if per_head else cell.fen


def compare(state: State) -> Comparison:
    """The lines of a comparison. The number of queries does not depend on how much is compared."""
    found = Department.objects.select_related("region").in_bulk(state.bodies, field_name="slug")
    bodies = tuple(found[slug] for slug in state.bodies if slug in found)
    unknown = tuple(slug for slug in state.bodies if slug not in found)
    lineage = Lineage.of([body.pk for body in bodies], state.measures)
    everybody = {body.pk for body in bodies} | lineage.all_bodies
    asked = KeyAmount.objects.filter(department__in=everybody, kind=state.kind)
    all_years = tuple(
        sorted(asked.filter(key="spending").values_list("year", flat=True).distinct())
    )
    years = tuple(sorted(state.years)) if state.years else all_years[-_NEWEST:]
    keys = {*state.measures, *lineage.all_measures}
    amounts: dict[Place, KeyAmount] = {
        (one.department_id, one.year, one.key): one
        for one in asked.filter(key__in=keys, year__in=years)
        .select_related("department")
        .annotate(version=F("disclosure__version"))
    }
    people = _people(bodies) if state.per_head else {}
    names = names_of(state.measures)
    lines = tuple(
        Line(body, year, tuple(
            _headed(_cell(amounts, lineage, body.pk, year, key), people.get(body.region_id, {}), year)
            for key in state.measures
        ))
        for body in bodies
        for year in years
    )  # fmt: skip
    measures = tuple(names[key] for key in state.measures)
    return Comparison(state, bodies, measures, years, all_years, lines, unknown)


def _cell(
    amounts: Mapping[Place, KeyAmount], lineage: Lineage, body: int, year: int, key: str
) -> Cell:
    """The amount itself; else what it is the sum of before it was called so."""
    if (one := amounts.get((body, year, key))) is not None:
        return Cell(one.fen, address_of(one), one.stated, one.disputed, kept=_kept_address_of(one))
    for bodies, keys in (
        ([body], lineage.former_keys(key, year)),
        (lineage.formers(body, year), [key]),
        (lineage.formers(body, year), lineage.former_keys(key, year)),
    ):
        places = [(former, year, former_key) for former in bodies for former_key in keys]
        parts = [amounts[place] for place in places if place in amounts]
        # A body that told nothing would make the sum too small; a code that is not told is nothing.
        if parts and {part.department_id for part in parts} == set(bodies):
            return Cell(
                sum(part.fen for part in parts),
                address_of(parts[0]),
                stated=len(parts) == 1 and parts[0].stated,
                disputed=any(part.disputed for part in parts),
                formers=tuple(dict.fromkeys(part.department.name for part in parts))
                if bodies != [body]
                else (),
                codes=tuple(dict.fromkeys(part.key.rpartition("-")[2] for part in parts))
                if keys != [key]
                else (),
                kept=_kept_address_of(parts[0]),
            )
    return Cell()


def address_of(one: KeyAmount) -> str:
    """The cell that tells it, in the current version of its document."""
    table = reverse("table", args=[one.department.slug, one.year, one.kind, one.table_n])
    return table + _anchor(one)


def _kept_address_of(one: Any) -> str:
    """The same of the version (an amount with its `version`)."""
    place = [one.department.slug, one.year, one.kind, one.version, one.table_n]
    return reverse("table-version", args=place) + _anchor(one)


def _anchor(one: KeyAmount) -> str:
    return f"#r{one.row + 1}c{one.column + 1}"


def _people(bodies: Sequence[Department]) -> dict[int, dict[int, int]]:
    """Region -> year -> people."""
    found: dict[int, dict[int, int]] = {}
    for one in Population.objects.filter(region__in={body.region_id for body in bodies}):
        found.setdefault(one.region_id, {})[one.year] = one.people
    return found


def _headed(cell: Cell, people: Mapping[int, int], year: int) -> Cell:
    """With its share of a head: by the people of that year, else of the last year before it."""
    known = [told for told in people if told <= year]
    if cell.fen is None or not known:
        return cell
    of = max(known)
    each = int((Decimal(cell.fen) / people[of]).quantize(Decimal(1), ROUND_HALF_UP))
    return replace(cell, per_head=each, people_of=of)
