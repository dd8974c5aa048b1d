"""Search: what is found with its exact places, narrowed by facets with counts, and near words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.comparison.names import MeasureName, names_of, official_names
from budgets.comparison.state import KINDS, State, measures_of
from budgets.measures import FIXED
from budgets.models import Department, SearchText
from budgets.money import YUAN
from budgets.narrative.writing.glossary import Term, terms
from budgets.pages.answers import page_number, public_page
from budgets.pages.csv_files import csv_address, csv_file, wants_csv
from budgets.pages.search_facets import facets
from budgets.pages.suggesting import suggestions
from budgets.pages.units import printed_told, told_amount
from budgets.searching.apart import find_or_apart
from budgets.searching.asking import FACETS, Question, question
from budgets.searching.cells import Held, cells_holding
from budgets.searching.data import PlaceData
from budgets.searching.direct import direct_answer
from budgets.searching.finding import MANY, Answer, loaded, near
from budgets.searching.marking import Bit, marked
from budgets.searching.tokens import fold
from budgets.searching.words import key, kinds

__all__ = ["search_page", "suggestions"]

A_PAGE = 20
# A row that stands in many tables names so many of them.
_MANY_PLACES = 6
_MANY_TERMS = 3
# So many bodies are put beside each other at once.
_MANY_COMPARED = 6
_TABLE = re.compile("tables/([0-9]+)/")
Cells = Mapping[tuple[int | None, int, int], Held]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of a hit, with its address; `amount` is one that was asked for, in 元.

    `told` is the amount of the row in `unit`, which English pages tell in yuan.
    """

    place: PlaceData
    address: str
    amount: str = ""
    told: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A found text on the page; `context` is what it belongs to, if that says more."""

    row: SearchText
    address: str
    bits: tuple[Bit, ...]
    code: tuple[Bit, ...]
    context: str
    spots: tuple[Spot, ...]
    more: int


@require_safe
def search_page(request: HttpRequest) -> HttpResponseBase:
    """/search/?q=…&what=…&region=…&year=…&kind=…&body=…&page=…&literal=1"""
    narrowed = {name: request.GET.get(name, "") for name in FACETS}
    is_literal = request.GET.get("literal") == "1"
    typed = question(request.GET.get("q", ""), narrowed, is_literal=is_literal)
    answer = find_or_apart(typed)
    # Where words that ran together were found apart, the hits are of those.
    asked = answer.question

    def address(narrowed: Mapping[str, Any]) -> str:
        return _address(typed.text, {**narrowed, "literal": "1" if is_literal else ""})

    if wants_csv(request):
        return _file(request, asked, answer)
    pages = max(1, -(-len(answer.found) // A_PAGE))
    page = page_number(request, pages)
    direct = direct_answer(typed, asked) if page == 1 else None
    shown = loaded(answer.found[(page - 1) * A_PAGE : page * A_PAGE])
    context = {
        "typed": typed,
        "asked": asked,
        "direct": direct,
        "comparisons": _comparisons(answer) if page == 1 and direct is None else [],
        "total": len(answer.found),
        "csv": csv_address(request),
        "feed": f"{reverse('search-feed')}?{urlencode({'q': typed.text, **dict(typed.narrowed)})}",
        "is_cut": answer.is_cut,
        "many": MANY,
        "hits": _hits(shown, asked),
        "facets": list(facets(answer, address)),
        "terms": [] if page > 1 or asked.narrowed else _terms(asked),
        "near": [(text, _address(text, {})) for text in near(asked)]
        if asked.terms and not answer.found
        else [],
        "widened": address({}) if typed.narrowed else "",
        "literal": _address(typed.text, {**narrowed, "literal": "1"}),
        "freely": _address(typed.text, narrowed) if is_literal else "",
        "page": page,
        "pages": pages,
        "before": address({**narrowed, "page": page - 1}) if page > 1 else "",
        "after": address({**narrowed, "page": page + 1}) if page < pages else "",
    }
    return public_page(request, "pages/search.html", context)


def _file(request: HttpRequest, asked: Question, answer: Answer) -> HttpResponseBase:
    """All that was ranked, a line for each place where it stands."""
    rows = loaded(answer.found)
    root = request.build_absolute_uri("/").rstrip("/")
    lines = []
    for row in rows:
        home = row.disclosure.get_absolute_url() if row.disclosure else ""
        told = (row.get_what_display(), row.code, row.text, row.context)
        whose = (row.department.region.name, row.department.name, row.year, row.kind)
        places = [PlaceData(*place) for place in row.places] or [PlaceData("")]
        for place in places:
            address = home + place.path if home else row.department.get_absolute_url()
            figure = (place.table, place.row, place.column, place.shown, place.unit)
            lines.append((*whose, *told, *figure, root + address))
    header = (
        *(_("地区"), _("部门和单位"), _("年度"), _("种类"), _("找到什么"), _("代码"), _("文字")),
        *(_("所属"), _("表"), _("行"), _("栏"), _("所印的数"), _("单位"), _("网址")),
    )
    return csv_file(f"{_('查找')} {asked.text}", header, lines)


def _address(text: str, narrowed: Mapping[str, Any]) -> str:
    given = {"q": text, **{name: value for name, value in narrowed.items() if value}}
    return f"{reverse('search')}?{urlencode(given)}"


# --- Hits ----------------------------------------------------------------------------------------


def _hits(rows: Sequence[SearchText], asked: Question) -> list[Hit]:
    cells = cells_holding(rows, asked.spans)
    return [_hit(row, asked, cells) for row in rows]


def _hit(row: SearchText, asked: Question, cells: Cells) -> Hit:
    words = asked.marks
    home = row.disclosure.get_absolute_url() if row.disclosure else ""
    spots = [_spot(row, home, PlaceData(*place), cells) for place in row.places]
    # Where an amount was asked for, the places that hold it are those that count.
    spots = [spot for spot in spots if spot.amount] or spots
    address = spots[0].address if spots else row.department.get_absolute_url()
    context = row.context if row.what in ("indicator", "passage") else ""
    return Hit(
        row=row,
        address=address,
        bits=marked(row.text, words),
        code=marked(row.code, words, whole=True) if row.code and row.code not in row.text else (),
        context=context,
        spots=tuple(spots[:_MANY_PLACES]) if row.what in ("line", "indicator", "project") else (),
        more=max(0, len(spots) - _MANY_PLACES),
    )


def _spot(row: SearchText, home: str, place: PlaceData, cells: Cells) -> Spot:
    table = _TABLE.match(place.path)
    held = cells.get((row.disclosure_id, int(table[1]), place.row)) if table and place.row else None
    if held is None:
        told, unit = printed_told(place.shown, place.unit)
        return Spot(place, home + place.path, told=told, unit=unit)
    return Spot(place, f"{home}{place.path}c{held.column}", told_amount(held.fen, YUAN))


def _terms(asked: Question) -> list[tuple[Term, tuple[Bit, ...]]]:
    """Terms of the glossary that the question names, or that name it."""
    words = [fold(word) for word in asked.marks]
    found = [
        term
        for term in terms()
        if any(
            word in fold(name) or fold(name) in word
            for name in (term.name, *term.words)
            for word in words
            if len(word) > 1
        )
    ]
    found.sort(key=lambda term: (fold(term.name) not in words, len(term.name)))
    return [(term, marked(term.name, asked.marks, whole=True)) for term in found[:_MANY_TERMS]]


def _comparisons(answer: Answer) -> list[tuple[str, str]]:
    """The measures that the question names, each with its comparison for the bodies found."""
    bodies = list(dict.fromkeys(one.department for one in answer.found if one.kind in KINDS))
    named = list(_measures(answer.question))
    if not bodies or not named:
        return []
    slugs = Department.objects.in_bulk(bodies[:_MANY_COMPARED])
    state = State(bodies=tuple(slugs[pk].slug for pk in bodies[:_MANY_COMPARED] if pk in slugs))
    return [
        (str(measure), f"{reverse('compare')}?{replace(state, measures=(measure.key,)).query}")
        for measure in named
    ]


def _measures(asked: Question) -> list[MeasureName]:
    words = [fold(word) for word in asked.marks if len(word) > 1 and key(word) not in kinds()]
    fixed = names_of(FIXED)
    official = official_names()
    called = [(one, {fold(fixed[one].name), fold(official[one])}) for one in fixed]
    # What is named in full is meant, not what shares a word with it (official vehicles).
    full = [one for one, names in called if names.intersection(words)]
    alike = full or [
        one
        for one, names in called
        if any(word in name or name in word for word in words for name in names)
    ]
    alike.sort(key=lambda one: len(fixed[one].name))
    by_code = [code for word in words for code in measures_of(word)[:1]]
    coded = names_of(by_code)
    # A word that half of the measures have (支出) means none of them.
    named = [fixed[one] for one in alike] if len(alike) <= _MANY_TERMS else []
    return [*(coded[code] for code in by_code), *named][:_MANY_TERMS]
