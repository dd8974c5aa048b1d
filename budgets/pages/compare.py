"""Any bodies, any years, any measure beside each other: as a table, a picture and a CSV."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.comparison.answers import Cell, Comparison, compare, shown
from budgets.comparison.beginnings import beginnings
from budgets.comparison.names import GROUPS, names_of, official_names
from budgets.comparison.state import KINDS, State, state_of
from budgets.models import Disclosure
from budgets.money import YUAN, format_fen
from budgets.narrative.writing.glossary import Term, terms
from budgets.pages.answers import public_page
from budgets.pages.citing import ListCitation, citation_of_list
from budgets.pages.compare_pictures import pictures_of, told_figure
from budgets.pages.csv_files import csv_file
from budgets.pages.understanding.amounts import change_share, each_told
from budgets.searching.asking import question
from budgets.searching.finding import find, loaded

# Bodies that are offered for a name that was typed.
_MANY_OFFERED = 12


@require_safe
def compare_page(request: HttpRequest) -> HttpResponseBase:
    """/compare/?b=body&b=…&y=year…&m=measure…&kind=…&per=head; `add` looks for a body to add."""
    state = state_of(dict(request.GET.lists()))
    found = compare(state)
    wanted = request.GET.get("add", "").strip()
    context: dict[str, Any] = {
        "state": state,
        "comparison": found,
        "bodies": [(body, _here(state.without_body(body.slug))) for body in found.bodies],
        "measures": [
            (measure, _here(state.without_measure(measure.key)) if len(found.measures) > 1 else "")
            for measure in found.measures
        ],
        "groups": list(_offered(state)),
        "kinds": [kind for kind in Disclosure.Kind if kind in KINDS],
        "years": [(year, year in found.years) for year in found.all_years],
        "wanted": wanted,
        "offered": _bodies_named(wanted, state) if wanted else [],
        "table": _table(found) if found.bodies else None,
        "pictures": list(pictures_of(found)),
        "csv": f"{reverse('compare-csv')}?{state.query}",
        "citation": _citation(request, found, state) if found.years else None,
        "notes": _notes(found),
        "terms": _explained(found),
        "beginnings": [] if found.bodies or wanted else beginnings(),
    }
    return public_page(request, "pages/compare.html", context)


@require_safe
def compare_csv(request: HttpRequest) -> HttpResponseBase:
    """Exactly what the page shows: a line a body and year, amounts in yuan; the source is the cell of
    the version that tells it, so that a file that was cited still leads to its figures."""
    found = compare(state_of(dict(request.GET.lists())))
    heads = [_("部门和单位"), _("年度"), _("口径"), _("金额（元）"), _("人均（元）"), _("出处")]
    rows = [
        (
            line.body.name,
            line.year,
            str(measure),
            format_fen(cell.fen, YUAN, 2),
            "" if cell.per_head is None else each_told(cell.per_head, cell.fen),
            request.build_absolute_uri(cell.kept),
        )
        for line in found.lines
        for measure, cell in zip(found.measures, line.cells, strict=True)
        if cell.fen is not None
    ]
    return csv_file("compare", heads, rows)


def _citation(request: HttpRequest, found: Comparison, state: State) -> ListCitation:
    """Of just what is shown: a year that is told later is no part of it."""
    shown_years = replace(state, years=tuple(found.years))
    official = official_names()
    with translation.override("zh-hans"):
        years = "、".join(str(year) for year in found.years)
        title = _("%(bodies)s %(years)s 年%(kind)s比较：%(measures)s") % {
            "bodies": "、".join(body.name for body in found.bodies),
            "years": years,
            "kind": Disclosure.Kind(state.kind).label,
            "measures": "、".join(
                official.get(measure.key, str(measure)) for measure in found.measures
            ),
        }
        return citation_of_list(request, title, _here(shown_years))


def _here(state: State) -> str:
    return f"{reverse('compare')}?{state.query}"


def _offered(state: State) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Measures that can be added, in groups, each with the address that adds it."""
    for label, keys in GROUPS:
        names = names_of(keys)
        free = [
            (str(names[key]), _here(state.with_measure(key)))
            for key in keys
            if key not in state.measures
        ]
        if free:
            yield str(label), free


def _bodies_named(text: str, state: State) -> list[tuple[Any, str]]:
    """Bodies that are called so, each with the address that adds it."""
    found = find(question(text, {"what": "body"})).found[:_MANY_OFFERED]
    return [
        (row.department, _here(state.with_body(row.department.slug)))
        for row in loaded(found)
        if row.department.slug not in state.bodies
    ]


# --- The table -----------------------------------------------------------------------------------


def _table(found: Comparison) -> dict[str, Any]:
    """One measure: bodies down, years across, and the change. Several: a line a body and year."""
    if len(found.measures) == 1:
        return {
            "heads": [str(year) for year in found.years],
            "by_year": True,
            "change": len(found.years) > 1,
            "rows": [
                {
                    "body": body,
                    "cells": [_figure(found, found.cell(b, y, 0)) for y in range(len(found.years))],
                    "change": _change(found, b),
                }
                for b, body in enumerate(found.bodies)
            ],
        }
    return {
        "heads": [str(measure) for measure in found.measures],
        "coded": any(measure.code for measure in found.measures),
        "by_year": False,
        "change": False,
        "rows": [
            {
                "body": line.body,
                "year": line.year,
                "first": number % max(len(found.years), 1) == 0,
                "span": len(found.years),
                "cells": [_figure(found, cell) for cell in line.cells],
            }
            for number, line in enumerate(found.lines)
        ],
    }


def _figure(found: Comparison, cell: Cell) -> dict[str, Any]:
    fen = shown(cell, found.state.per_head)
    return {
        "cell": cell,
        "text": "" if fen is None else told_figure(found, cell, fen, YUAN),
        "missing": cell.fen is None,
    }


def _change(found: Comparison, body: int) -> str:
    """From the first year to the last that have an amount, in per cent of the first."""
    told = [
        fen
        for year in range(len(found.years))
        if (fen := shown(found.cell(body, year, 0), found.state.per_head)) is not None
    ]
    return change_share(told[-1], told[0], 1) if len(told) > 1 else ""


def _explained(found: Comparison) -> list[Term]:
    """What the glossary says of the measures that are compared."""
    known = {name: term for term in terms() for name in (*term.words, term.name)}
    official = official_names()
    names = [official.get(measure.key, measure.name) for measure in found.measures]
    return [known[name] for name in names if name in known]


def _notes(found: Comparison) -> dict[str, Any]:
    cells = [cell for line in found.lines for cell in line.cells]
    years = {cell.people_of for cell in cells if cell.people_of}
    return {
        "disputed": any(cell.disputed for cell in cells),
        "agreed": any(cell.fen is not None for cell in cells)
        and not any(cell.disputed for cell in cells),
        "summed": any(not cell.stated for cell in cells if cell.fen is not None),
        "former": any(cell.formers or cell.codes for cell in cells),
        "missing": any(cell.fen is None for cell in cells),
        "no_people": found.state.per_head
        and any(cell.fen is not None and cell.per_head is None for cell in cells),
        "people_of": sorted(years) if found.state.per_head else [],
    }
