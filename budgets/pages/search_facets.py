"""The ways to narrow what was found, each with its count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from budgets.models import Department, Disclosure, SearchText
from budgets.pages.english import gloss_of
from budgets.searching.finding import Answer

# A facet of bodies names so many; the others are short.
_MANY_CHOICES = 12
# The address of the same question, narrowed so.
Addressing = Callable[[Mapping[str, Any]], str]


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet; `address` turns it on, or off where it is on. `gloss` is a name's."""

    label: str
    gloss: str
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


def facets(answer: Answer, address: Addressing) -> Iterator[Facet]:
    """Every facet of what was found; none where nothing was."""
    if not answer.found:
        return
    counts = answer.counts
    whats = {what.value: str(what.label) for what in SearchText.What}
    kinds = {kind.value: str(kind.label) for kind in Disclosure.Kind}
    making = _Making(answer, address)
    yield making.facet("what", _("找到什么"), counts["what"], whats)
    regions: Counter[str] = Counter()
    places: dict[str, _Named] = {}
    names: dict[str, _Named] = {}
    for pk, name, name_en, code, region, region_en in _placed(counts["body"]):
        regions[code] += counts["body"][str(pk)]
        places[code] = _Named(region, region_en)
        names[str(pk)] = _Named(name, name_en)
    yield making.facet("region", _("地区"), dict(regions.most_common()), places, is_name=True)
    years = dict(sorted(counts["year"].items(), reverse=True))
    yield making.facet("year", _("年度"), years, {})
    yield making.facet("kind", _("种类"), counts["kind"], kinds)
    yield making.facet("body", _("部门和单位"), counts["body"], names, is_name=True)


class _Named(NamedTuple):
    """A body or a region by its names alone."""

    name: str
    name_en: str

    def __str__(self) -> str:
        return self.name


def _placed(bodies: Iterable[str]) -> QuerySet[Department, tuple[int, str, str, str, str, str]]:
    """(key, name, English name) of each body and (code, name, English name) of its region.

    No objects: a question may find thousands of bodies, of which a dozen are named.
    """
    return Department.objects.filter(pk__in=map(int, bodies)).values_list(
        "pk", "name", "name_en", "region__code", "region__name", "region__name_en"
    )


@dataclass(frozen=True, slots=True)
class _Making:
    answer: Answer
    address: Addressing

    def facet(
        self,
        name: str,
        label: str,
        counts: Mapping[str, int],
        labels: Mapping[str, object],
        is_name: bool = False,
    ) -> Facet:
        narrowed = dict(self.answer.question.narrowed)
        on = narrowed.get(name)
        choices = tuple(
            Choice(
                str(labels.get(value, value)),
                gloss_of(labels[value]) if is_name and value in labels else "",
                count,
                self.address({**narrowed, name: "" if value == on else value}),
                value == on,
            )
            for value, count in list(counts.items())[:_MANY_CHOICES]
        )
        return Facet(name, label, choices, is_name)
