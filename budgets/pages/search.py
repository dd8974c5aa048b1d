"""Search: what is found with its exact places, narrowed by facets with counts, and near words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.comparison.names import MeasureName, names_of, official_names
from budgets.comparison.state import KINDS, State, measures_of
from budgets.measures import FIXED
from budgets.models import Department, Disclosure, SearchText
from budgets.narrative.writing.glossary import Term, terms
from budgets.pages.answers import MINUTE, page_number, public_page
from budgets.pages.csv_files import csv_address, csv_file, wants_csv
from budgets.searching.apart import find_or_apart
from budgets.searching.asking import FACETS, Question, question
from budgets.searching.data import PlaceData
from budgets.searching.finding import MANY, Answer, Found, loaded, near, suggest
from budgets.searching.marking import Bit, marked
from budgets.searching.tokens import fold

A_PAGE = 20
# A facet of bodies names so many; the others are short.
_MANY_CHOICES = 12
# A row that stands in many tables names so many of them.
_MANY_PLACES = 6
_MANY_TERMS = 3
# So many bodies are put beside each other at once.
_MANY_COMPARED = 6


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of a hit, with its address."""

    place: PlaceData
    address: str


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


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet; `address` turns it on, or off where it is on."""

    label: str
    count: int
    address: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """`is_name`: its values are official names, Chinese in every language."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    is_name: bool = False


@require_safe
def search_page(request: HttpRequest) -> HttpResponseBase:
    """/search/?q=…&what=…&region=…&year=…&kind=…&body=…&page=…"""
    narrowed = {name: request.GET.get(name, "") for name in FACETS}
    typed = question(request.GET.get("q", ""), narrowed)
    answer = find_or_apart(typed)
    # Where words that ran together were found apart, everything below is about those.
    asked = answer.question
    if wants_csv(request):
        return _file(request, asked, answer)
    pages = max(1, -(-len(answer.found) // A_PAGE))
    page = page_number(request, pages)
    shown = loaded(answer.found[(page - 1) * A_PAGE : page * A_PAGE])
    context = {
        "typed": typed,
        "asked": asked,
        "comparisons": _comparisons(answer) if page == 1 else [],
        "total": len(answer.found),
        "csv": csv_address(request),
        "feed": f"{reverse('search-feed')}?{urlencode({'q': asked.text, **dict(asked.narrowed)})}",
        "is_cut": answer.is_cut,
        "many": MANY,
        "hits": [_hit(row, asked) for row in shown],
        "facets": list(_facets(answer)),
        "terms": [] if page > 1 or asked.narrowed else _terms(asked),
        "near": [(text, _address(text, {})) for text in near(asked)]
        if asked.terms and not answer.found
        else [],
        "widened": _address(asked.text, {}) if asked.narrowed else "",
        "page": page,
        "pages": pages,
        "before": _address(asked.text, {**narrowed, "page": page - 1}) if page > 1 else "",
        "after": _address(asked.text, {**narrowed, "page": page + 1}) if page < pages else "",
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


@require_safe
def suggestions(request: HttpRequest) -> HttpResponseBase:
    """As one types: names, with where each leads."""
    text = request.GET.get("q", "")
    found = suggest(text) or suggest(find_or_apart(question(text)).question.text)
    bodies = Department.objects.in_bulk([one.department for one in found if one.what == "body"])
    told = [
        {
            "text": one.text,
            "note": " ".join(filter(None, (one.code, str(SearchText.What(one.what).label)))),
            "address": _leads_to(one, bodies),
        }
        for one in found
    ]
    response = JsonResponse({"suggestions": told})
    response["Cache-Control"] = MINUTE
    response["X-Robots-Tag"] = "noindex"
    return response


def _leads_to(one: Found, bodies: Mapping[int, Department]) -> str:
    body = bodies.get(one.department) if one.what == "body" else None
    return body.get_absolute_url() if body else _address(one.text, {})


def _address(text: str, narrowed: Mapping[str, Any]) -> str:
    given = {"q": text, **{name: value for name, value in narrowed.items() if value}}
    return f"{reverse('search')}?{urlencode(given)}"


# --- Hits ----------------------------------------------------------------------------------------


def _hit(row: SearchText, asked: Question) -> Hit:
    words = asked.words
    home = row.disclosure.get_absolute_url() if row.disclosure else ""
    spots = [Spot(place, home + place.path) for place in (PlaceData(*p) for p in row.places)]
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


def _terms(asked: Question) -> list[tuple[Term, tuple[Bit, ...]]]:
    """Terms of the glossary that the question names, or that name it."""
    words = [fold(word) for word in asked.words]
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
    return [(term, marked(term.name, asked.words, whole=True)) for term in found[:_MANY_TERMS]]


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
    words = [fold(word) for word in asked.words if len(word) > 1]
    fixed = names_of(FIXED)
    official = official_names()
    called = [(key, {fold(fixed[key].name), fold(official[key])}) for key in fixed]
    alike = sorted(
        (len(fixed[key].name), key)
        for key, names in called
        if any(word in name or name in word for word in words for name in names)
    )
    by_code = [key for word in words for key in measures_of(word)[:1]]
    coded = names_of(by_code)
    # A word that half of the measures have (支出) means none of them.
    named = [fixed[key] for _length, key in alike] if len(alike) <= _MANY_TERMS else []
    return [*(coded[key] for key in by_code), *named][:_MANY_TERMS]


# --- Facets --------------------------------------------------------------------------------------


def _facets(answer: Answer) -> Iterator[Facet]:
    if not answer.found:
        return
    counts = answer.counts
    whats = {what.value: str(what.label) for what in SearchText.What}
    kinds = {kind.value: str(kind.label) for kind in Disclosure.Kind}
    yield _facet(answer, "what", _("找到什么"), counts["what"], whats)
    bodies = Department.objects.select_related("region").in_bulk(map(int, counts["body"]))
    regions: dict[str, int] = {}
    for pk, count in counts["body"].items():
        code = bodies[int(pk)].region.code
        regions[code] = regions.get(code, 0) + count
    places = {body.region.code: body.region.name for body in bodies.values()}
    yield _facet(answer, "region", _("地区"), regions, places, is_name=True)
    yield _facet(answer, "year", _("年度"), dict(sorted(counts["year"].items(), reverse=True)), {})
    yield _facet(answer, "kind", _("种类"), counts["kind"], kinds)
    names = {str(pk): body.name for pk, body in bodies.items()}
    yield _facet(answer, "body", _("部门和单位"), counts["body"], names, is_name=True)


def _facet(
    answer: Answer,
    name: str,
    label: str,
    counts: Mapping[str, int],
    labels: Mapping[str, str],
    is_name: bool = False,
) -> Facet:
    asked = answer.question
    narrowed = dict(asked.narrowed)
    on = narrowed.get(name)
    choices = tuple(
        Choice(
            labels.get(value, value),
            count,
            _address(asked.text, {**narrowed, name: "" if value == on else value}),
            value == on,
        )
        for value, count in list(counts.items())[:_MANY_CHOICES]
    )
    return Facet(name, label, choices, is_name)
