"""The pictures of a comparison: on its page, and each as a file of its own, SVG and PNG."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.comparison.answers import Cell, Comparison, compare, shown
from budgets.comparison.state import state_of
from budgets.confined import render_pictures
from budgets.money import MILLION, WAN, YUAN, Unit
from budgets.pages.answers import MINUTE, open_to_others, with_etag
from budgets.pages.bars import Amount, Group, bars_picture
from budgets.pages.english import gloss, gloss_of, in_english
from budgets.pages.moment import one_moment
from budgets.pages.rendering import official, render
from budgets.pages.understanding.amounts import each_told
from budgets.pages.units import UNIT_NAMES, told_amount, with_minus
from budgets.printing import PrintingUnavailable

_MARGIN = 16
_HOUR = 3600
# From a hundred 万元 on a picture tells 万元: in fen.
_LARGE = 100_000_000
logger = logging.getLogger(__name__)


@require_safe
def compare_picture(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """/compare.svg?…, /compare.png?…: the picture of one measure, the first one asked for.

    It needs nothing but itself: colours, letters and ground stand in it, and where it is from.
    """
    # Nothing is asked of the database while a child draws.
    with one_moment():
        found = compare(state_of(dict(request.GET.lists())))
    picture = next(pictures_of(found), None)
    if picture is None and suffix == "png":
        raise Http404
    content = _alone(request, picture or _empty()).encode()
    tag = hashlib.sha256(content).hexdigest()
    if suffix == "png":
        try:
            content = _png(tag, content)
        except PrintingUnavailable:
            logger.exception("The picture of a comparison could not be drawn")
            return HttpResponse(
                _("现在画不出图片，请取 SVG。"),
                status=503,
                content_type="text/plain; charset=utf-8",
            )
        response = HttpResponse(content, content_type="image/png")
        tag += "-png"
    else:
        response = HttpResponse(content, content_type="image/svg+xml; charset=utf-8")
    response["Cache-Control"] = MINUTE
    open_to_others(response)
    return with_etag(request, response, tag)


def _alone(request: HttpRequest, picture: dict[str, Any]) -> str:
    return render(
        "bars-alone.svg",
        {
            "picture": picture["drawn"],
            "title": picture["title"],
            "zh": picture["zh"],
            "margin": _MARGIN,
            "source": f"{_('明账')} {request.get_host()}",
        },
    )


def _png(digest: str, svg: bytes) -> bytes:
    """Drawn in a child of limited means, once an hour for the same picture."""
    name = f"picture:{digest}"
    drawn: bytes | None = cache.get(name)
    if drawn is None:
        (drawn,) = render_pictures([svg])
        cache.set(name, drawn, _HOUR)
    return drawn


def pictures_of(found: Comparison) -> Iterator[dict[str, Any]]:
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
            "drawn": bars_picture(groups, 720),
            # Of this measure alone: what the file says is what the picture shows.
            "files": [
                (name, f"{reverse(address)}?{replace(found.state, measures=(measure.key,)).query}")
                for name, address in (
                    ("SVG", "compare-svg"),
                    ("PNG", "compare-png"),
                    ("CSV", "compare-csv"),
                )
            ],
        }


def _drawn(groups: list[Group], title: str, width: int) -> str:
    svg = render(
        "bars.svg", {"picture": bars_picture(groups, width), "title": title, "zh": official()}
    )
    return mark_safe(svg)  # noqa: S308 -- our own template, escaped by Jinja2


def _empty() -> dict[str, Any]:
    return {"drawn": bars_picture([]), "title": "", "zh": ""}


def _amount(found: Comparison, year: int, cell: Cell, unit: Unit) -> Amount:
    fen = shown(cell, found.state.per_head)
    if fen is None:
        return Amount(str(year), None, _("没有公布"))
    return Amount(str(year), fen, told_figure(found, cell, fen, unit))


def told_figure(found: Comparison, cell: Cell, fen: int, unit: Unit) -> str:
    """Two decimals; more where they would tell something as nothing."""
    if found.state.per_head and not fen:
        return with_minus(each_told(fen, cell.fen or 0))
    figure = told_amount(fen, unit, 2)
    return figure if any(digit in "123456789" for digit in figure) else told_amount(fen, unit)


def _unit(found: Comparison, measure: int) -> Unit:
    """万元, in English millions, for what is large enough to lose nothing that one compares by."""
    told = [shown(line.cells[measure], found.state.per_head) or 0 for line in found.lines]
    large = MILLION if in_english() else WAN
    return large if max(map(abs, told), default=0) >= _LARGE else YUAN
