"""The plain answer to a question that names one body and one measure: what it spent, and where it says so.

Only from key amounts of current public versions, each with the cell that tells it. A question that
may mean two bodies, or two measures, has no such answer: the reader chooses among what is found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q

from budgets.comparison.answers import address_of
from budgets.comparison.names import MeasureName, names_of
from budgets.comparison.places import regions_within
from budgets.comparison.state import KINDS, State, measures_of
from budgets.models import BudgetTable, Department, Disclosure, KeyAmount, Region
from budgets.money import YUAN, format_fen
from budgets.searching import bodies, pinyin
from budgets.searching.asking import Question, Term, term_of
from budgets.searching.finding import squeezed
from budgets.searching.naming import bodies_named
from budgets.searching.reading import AMOUNT, KIND, REST, WORD, YEAR, Part, Reading, read

# So many years and kinds are told above the hits; the comparison tells them all.
_MANY = 6
_CODE = re.compile("[2356][0-9]{2}(?:[0-9]{2}){0,2}")
_YEAR = re.compile("[0-9]{4}")
_WHOLE = "spending"


@dataclass(frozen=True, slots=True)
class Stated:
    """An amount of a year's document in fen, and the cell of the table that tells it."""

    year: int
    kind: str
    fen: int
    address: str
    table: str
    row: int
    stated: bool
    disputed: bool

    @property
    def amount(self) -> str:
        """In 元, to the fen."""
        return format_fen(self.fen, YUAN)


@dataclass(frozen=True, slots=True)
class Direct:
    """A body's amounts at a measure, the newest first; `state` compares them over the years."""

    body: Department
    measure: MeasureName
    amounts: tuple[Stated, ...]
    state: State


def direct_answer(typed: Question, found: Question) -> Direct | None:
    """The answer to what was typed, if it has just one; `found` is the question that found hits."""
    if typed.is_literal or not typed.terms:
        return None
    reading = read(typed.text)
    key = _measure(reading)
    if not key:
        return None
    naming = _naming(reading)
    if found.bodies and reading.is_prose:
        keys, exactly = found.bodies, ""
    else:
        terms = [term for part in naming if (term := term_of(part.text)) is not None]
        keys = bodies_named(terms)
        exactly = "".join(squeezed(part.text) for part in naming)
        if not keys or all(_is_region(term, keys[0]) for term in terms):
            return None
    family = _family(keys, exactly)
    rows = _amounts(typed, reading, family, key) if family else []
    if len({row.department_id for row in rows}) != 1:
        return None
    return Direct(
        rows[0].department,
        names_of([key])[key],
        tuple(_stated(rows)),
        State((rows[0].department.slug,), measures=(key,), kind=rows[0].kind),
    )


def _measure(reading: Reading) -> str:
    """The one measure that is asked for, "" if there is none or more."""
    named = {part.word.measure for part in reading.all(WORD) if part.word and part.word.measure}
    named |= {key for part in reading.all(REST) if (key := _coded(part))}
    if len(named) == 1 and not reading.all(AMOUNT):
        return named.pop()
    is_whole = reading.asks_for_whole and not reading.all(AMOUNT, WORD)
    return _WHOLE if is_whole and not named else ""


def _coded(part: Part) -> str:
    return next(iter(measures_of(part.text)), "") if _CODE.fullmatch(part.text) else ""


def _naming(reading: Reading) -> list[Part]:
    """What may name the body: all that is no measure, year or kind."""
    return [
        part
        for part in reading.all(REST, WORD)
        if not _coded(part) and not (part.word and part.word.measure)
    ]


def _is_region(term: Term, body: int) -> bool:
    """Whether a word says no more than where the body is."""
    said = squeezed(term.text)
    place: Region | None = Region.objects.filter(departments=body).first()
    while place is not None:
        sound = "".join(pinyin.sounds(place.name))
        names = (place.name, bodies.short_name(place.name), place.name_en, sound)
        if any(said in squeezed(name) for name in names):
            return True
        place = place.parent
    return False


def _family(keys: Sequence[int], exactly: str) -> list[int]:
    """The bodies that are meant: those called just so, or all, if they are one with its units."""
    held = list(Department.objects.select_related("region__parent").filter(pk__in=keys))
    for is_called in (_has_name, _is_called):
        if exactly and (just := [body for body in held if is_called(body, exactly)]):
            held = just
            break
    heads = {body.parent_id or body.pk for body in held}
    return [body.pk for body in held] if len(heads) == 1 else []


def _has_name(body: Department, exactly: str) -> bool:
    return squeezed(body.name) == exactly


def _is_called(body: Department, exactly: str) -> bool:
    region = body.region
    regions = [place.name for place in (region, region.parent) if place is not None]
    names = (body.name, *bodies.called(body.name, regions))
    return any(squeezed(name).endswith(exactly) for name in names)


def _amounts(typed: Question, reading: Reading, family: Sequence[int], key: str) -> list[KeyAmount]:
    narrowed = {name: value for name, value in typed.narrowed if value}
    if "body" in narrowed:
        family = [body for body in family if str(body) == narrowed["body"]]
    asked = Q(department__in=family, key=key, kind__in=KINDS, disclosure__status="published")
    years = [int(part.value) for part in reading.all(YEAR)]
    kinds = [part.value for part in reading.all(KIND)]
    if years:
        asked &= Q(year__in=years)
    if kinds:
        asked &= Q(kind__in=kinds)
    if "year" in narrowed:
        # What somebody wrote into the address need be no year, nor any number that fits.
        year = narrowed["year"]
        asked &= Q(year__in=[int(year)] if _YEAR.fullmatch(year) else [])
    if "kind" in narrowed:
        asked &= Q(kind=narrowed["kind"])
    if "region" in narrowed:
        asked &= Q(region__in=regions_within(code=narrowed["region"]))
    rows = KeyAmount.objects.filter(asked).select_related("department__region", "disclosure")
    return list(rows.order_by("-year", "kind", "pk")[:_MANY])


def _stated(rows: Sequence[KeyAmount]) -> list[Stated]:
    cells = [Q(disclosure=row.disclosure_id, n=row.table_n) for row in rows]
    tables = {
        (table.disclosure_id, table.n): str(table)
        for table in BudgetTable.objects.filter(reduce(or_, cells)).defer("layout")
    }
    return [
        Stated(
            row.year,
            str(Disclosure.Kind(row.kind).label),
            row.fen,
            address_of(row),
            tables.get((row.disclosure_id, row.table_n), ""),
            row.row + 1,
            row.stated,
            row.disputed,
        )
        for row in rows
    ]
