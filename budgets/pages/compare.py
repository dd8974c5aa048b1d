"""Any bodies, any years, any measure beside each other: as a table, a picture and a CSV."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.comparison.answers import Cell, Comparison, compare, shown
from budgets.comparison.beginnings import beginnings
from budgets.comparison.names import GROUPS, names_of, official_names
from budgets.comparison.state import KINDS, State, state_of
from budgets.models import Disclosure
from budgets.money import MILLION, WAN, YUAN, Unit, format_fen
from budgets.narrative.writing.glossary import Term, terms
from budgets.pages.answers import MINUTE, open_to_others, public_page, with_etag
from budgets.pages.bars import Amount, Group, bars_picture
from budgets.pages.csv_files import csv_file
from budgets.pages.english import gloss, gloss_of, in_english
from budgets.pages.figures import signed
from budgets.pages.rendering import official, render
from budgets.pages.understanding.amounts import change_share, each_told
from budgets.pages.units import UNIT_NAMES
from budgets.searching.asking import question
from budgets.searching.finding import find, loaded

# Bodies that are offered for a name that was typed.
_MANY_OFFERED = 12
# From a hundred 万元 on a picture tells 万元: in fen.
_LARGE = 100_000_000


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
        "pictures": list(_pictures(found)),
        "csv": f"{reverse('compare-csv')}?{state.query}",
        "notes": _notes(found),
        "terms": _explained(found),
        "beginnings": [] if found.bodies or wanted else beginnings(),
    }
    return public_page(request, "pages/compare.html", context)


@require_safe
def compare_csv(request: HttpRequest) -> HttpResponseBase:
    """Exactly what the page shows: a line a body and year, amounts in yuan."""
    found = compare(state_of(dict(request.GET.lists())))
    heads = [_("部门和单位"), _("年度"), _("口径"), _("金额（元）"), _("人均（元）"), _("出处")]
    rows = [
        (
            line.body.name,
            line.year,
            str(measure),
            format_fen(cell.fen, YUAN, 2),
            "" if cell.per_head is None else each_told(cell.per_head, cell.fen),
            request.build_absolute_uri(cell.address),
        )
        for line in found.lines
        for measure, cell in zip(found.measures, line.cells, strict=True)
        if cell.fen is not None
    ]
    return csv_file("compare", heads, rows)


@require_safe
def compare_svg(request: HttpRequest) -> HttpResponseBase:
    """The picture of one measure, the first one asked for, by itself."""
    found = compare(state_of(dict(request.GET.lists())))
    pictures = list(_pictures(found))
    content = pictures[0]["svg"] if pictures else render("bars.svg", _empty())
    response = HttpResponse(content, content_type="image/svg+xml; charset=utf-8")
    response["Cache-Control"] = MINUTE
    open_to_others(response)
    return with_etag(request, response, hashlib.sha256(content.encode()).hexdigest())


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
        "text": "" if fen is None else signed(_told(found, cell, fen, YUAN)),
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


# --- The picture ---------------------------------------------------------------------------------


def _pictures(found: Comparison) -> Iterator[dict[str, Any]]:
    """A picture a measure, wide and narrow."""
    for number, measure in enumerate(found.measures):
        unit = _unit(found, number)
        groups = [
            Group(
                body.name,
                tuple(
                    _amount(found, year, found.cell(b, y, number), unit)
                    for y, year in enumerate(found.years)
                ),
                gloss_of(body),
            )
            for b, body in enumerate(found.bodies)
        ]
        if not any(one.fen is not None for group in groups for one in group.amounts):
            continue
        per = _("人均，") if found.state.per_head else ""
        title = _("%(measure)s（%(unit)s）") % {
            "measure": measure,
            "unit": f"{per}{UNIT_NAMES[unit.name]}",
        }
        yield {
            "title": title,
            "gloss": gloss(measure.name, measure.code) if measure.code else "",
            # The name of a code is Chinese in every language.
            "zh": official() if measure.code else "",
            "svg": _drawn(groups, title, 720),
            "narrow": _drawn(groups, title, 340),
        }


def _drawn(groups: list[Group], title: str, width: int) -> str:
    svg = render(
        "bars.svg", {"picture": bars_picture(groups, width), "title": title, "zh": official()}
    )
    return mark_safe(svg)  # noqa: S308 -- our own template, escaped by Jinja2


def _empty() -> dict[str, Any]:
    return {"picture": bars_picture([]), "title": "", "zh": ""}


def _amount(found: Comparison, year: int, cell: Cell, unit: Unit) -> Amount:
    fen = shown(cell, found.state.per_head)
    if fen is None:
        return Amount(str(year), None, _("没有公布"))
    return Amount(str(year), fen, _told(found, cell, fen, unit))


def _told(found: Comparison, cell: Cell, fen: int, unit: Unit) -> str:
    """Two decimals; more where they would tell something as nothing."""
    if found.state.per_head and not fen:
        return each_told(fen, cell.fen or 0)
    figure = format_fen(fen, unit, 2)
    return figure if any(digit in "123456789" for digit in figure) else format_fen(fen, unit)


def _unit(found: Comparison, measure: int) -> Unit:
    """万元, in English millions, for what is large enough to lose nothing that one compares by."""
    told = [shown(line.cells[measure], found.state.per_head) or 0 for line in found.lines]
    large = MILLION if in_english() else WAN
    return large if max(map(abs, told), default=0) >= _LARGE else YUAN
