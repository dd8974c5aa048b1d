"""What changes with documents that come later: “三公” over the years, per head, part of the region.

It is asked for when the page is: the stored body of a version never changes, and would go on
showing the years and the bodies that there were when it was made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from urllib.parse import urlencode

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from budgets.comparison.answers import address_of
from budgets.comparison.wholes import held_by_none
from budgets.models import Disclosure, KeyAmount, Population
from budgets.money import WAN, YUAN, Unit
from budgets.pages.bars import Amount, Group, bars_picture
from budgets.pages.rendering import render
from budgets.pages.understanding.amounts import each_told, share, spoken
from budgets.pages.understanding.story import TOLD_KINDS
from budgets.pages.units import told_amount, told_unit, unit_name

# The whole of the three and its parts, in the order of the columns.
THREE = ("three-public", "abroad", "reception", "vehicles")
_WIDTHS = (720, 340)


@dataclass(frozen=True, slots=True)
class Figure:
    text: str
    address: str
    disputed: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A document's figures, None where it tells none."""

    year: int
    kind: str
    figures: tuple[Figure | None, ...]
    current: bool


@dataclass(frozen=True, slots=True)
class ThreePublic:
    """`pictures` are the wide and the narrow one."""

    lines: tuple[Line, ...]
    unit: str
    pictures: tuple[SafeString, ...]
    compare: str
    csv: str
    svg: str
    png: str


@dataclass(frozen=True, slots=True)
class Proportion:
    """What is spent, in proportion: `per_head` in yuan with the year of the people; `part` of the
    region's bodies that told theirs, `bodies` of them, which are together `whole`."""

    per_head: str = ""
    people: str = ""
    people_of: int = 0
    part: str = ""
    bodies: int = 0
    whole: str = ""
    ranking: str = ""


@dataclass(frozen=True, slots=True)
class OverYears:
    three_public: ThreePublic | None
    measured: Proportion | None


def over_years(disclosure: Disclosure) -> OverYears | None:
    """The figures of today, None where there are none. At most three queries."""
    if disclosure.kind not in TOLD_KINDS:
        return None
    told = KeyAmount.objects.filter(
        department=disclosure.department_id,
        disclosure__status=Disclosure.Status.PUBLISHED,
        key__in=(*THREE, "spending"),
        kind__in=TOLD_KINDS,
    ).order_by("year", "kind")
    amounts = {}
    for one in told:
        one.department = disclosure.department
        amounts[one.year, one.kind, one.key] = one
    own = amounts.get((disclosure.fiscal_year.year, disclosure.kind, "spending"))
    return OverYears(_three_public(disclosure, amounts), _measured(disclosure, own))


Amounts = Mapping[tuple[int, str, str], KeyAmount]


def _three_public(disclosure: Disclosure, amounts: Amounts) -> ThreePublic | None:
    documents = sorted({(year, kind) for year, kind, key in amounts if key == THREE[0]})
    # A single one stands among the key figures.
    if len(documents) < 2:
        return None
    unit = told_unit(_unit([one.fen for (_y, _k, key), one in amounts.items() if key in THREE]))
    year, kind = disclosure.fiscal_year.year, disclosure.kind
    lines = tuple(
        Line(
            of,
            str(Disclosure.Kind(what).label),
            tuple(_figure(amounts.get((of, what, key)), unit) for key in THREE),
            (of, what) == (year, kind),
        )
        for of, what in documents
    )
    query = urlencode(
        [("b", disclosure.department.slug), *(("m", key) for key in THREE), ("kind", kind)]
    )
    return ThreePublic(
        lines,
        unit_name(unit),
        tuple(_drawn(documents, amounts, unit, width) for width in _WIDTHS),
        f"{reverse('compare')}?{query}",
        f"{reverse('compare-csv')}?{query}",
        f"{reverse('compare-svg')}?{query}",
        f"{reverse('compare-png')}?{query}",
    )


def _unit(fens: Sequence[int]) -> Unit:
    """万元 where two places tell all of each amount, else yuan: 159,893.01, not 15.989301."""
    whole = all(not fen % (WAN.fen // 100) for fen in fens)
    return WAN if whole and max(fens, default=0) >= WAN.fen else YUAN


def _figure(one: KeyAmount | None, unit: Unit) -> Figure | None:
    if one is None:
        return None
    return Figure(told_amount(one.fen, unit), address_of(one), one.disputed)


def _drawn(
    documents: Sequence[tuple[int, str]], amounts: Amounts, unit: Unit, width: int
) -> SafeString:
    """A group of bars a year: what was budgeted, what was spent."""
    years = sorted({year for year, _kind in documents})
    groups = [
        Group(
            str(year),
            tuple(
                Amount(str(Disclosure.Kind(kind).label), one.fen, told_amount(one.fen, unit))
                for kind in TOLD_KINDS
                if (one := amounts.get((year, kind, THREE[0])))
            ),
        )
        for year in years
    ]
    title = _("%(measure)s（%(unit)s）") % {"measure": _("“三公”经费"), "unit": unit_name(unit)}
    svg = render("bars.svg", {"picture": bars_picture(groups, width), "title": title})
    return mark_safe(svg)  # noqa: S308 -- our own template, escaped by Jinja2


def _measured(disclosure: Disclosure, own: KeyAmount | None) -> Proportion | None:
    """Nothing of an amount on which the document's tables disagree."""
    if own is None or own.disputed or own.fen <= 0:
        return None
    found = {**_per_head(disclosure, own), **_part(disclosure, own)}
    return Proportion(**found) if found else None


def _per_head(disclosure: Disclosure, own: KeyAmount) -> dict[str, object]:
    """By the people of that year, else of the last year before it."""
    people = (
        Population.objects.filter(region=disclosure.department.region_id, year__lte=own.year)
        .order_by("-year")
        .first()
    )
    if people is None:
        return {}
    each = int((Decimal(own.fen) / people.people).quantize(Decimal(1), ROUND_HALF_UP))
    return {
        "per_head": each_told(each, own.fen),
        "people": f"{people.people:,}",
        "people_of": people.year,
    }


def _part(disclosure: Disclosure, own: KeyAmount) -> dict[str, object]:
    """Its share of what the region's bodies spend that told it: a department's own holds that of
    its units, which are not counted again. None of a unit whose department is counted."""
    asked = KeyAmount.objects.filter(
        region=own.region_id, year=own.year, kind=own.kind, key="spending"
    )
    told = held_by_none(asked, asked).aggregate(
        fen=Sum("fen"), bodies=Count("pk"), own=Count("pk", filter=Q(pk=own.pk))
    )
    if not told["own"] or told["bodies"] < 2:
        return {}
    return {
        "part": share(own.fen, told["fen"]),
        "bodies": told["bodies"],
        "whole": spoken(told["fen"]),
        "ranking": reverse(
            "region-year", args=[disclosure.department.region.code, own.year, own.kind]
        ),
    }
