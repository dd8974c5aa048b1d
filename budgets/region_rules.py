"""The rules of inspection that hold in a region: the shipped ones, with what is adjusted there or above."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields

from budgets import models
from budgets.inspection.rules import Adjustment, RuleSet, nearest, shipped_rules


def rules_for(regions: Iterable[int]) -> dict[int, RuleSet]:
    """The rules that hold in each of these regions (by key): the nearest adjustment above counts.

    Regions that go by the same adjustments share one set.
    """
    stored: dict[int, list[Adjustment]] = {}
    for one in models.RuleAdjustment.objects.order_by("code"):
        stored.setdefault(one.region_id, []).append(adjustment_of(one))
    # A country has tens of thousands of regions: who lies in whom matters only to what is adjusted.
    parents = dict(models.Region.objects.order_by().values_list("pk", "parent")) if stored else {}
    sets: dict[tuple[Adjustment, ...], RuleSet] = {}
    found = {}
    for region in set(regions):
        levels = [stored.get(place, ()) for place in _upwards(region, parents)]
        held = tuple(nearest(levels))
        if held not in sets:
            sets[held] = shipped_rules().adjusted(held)
        found[region] = sets[held]
    return found


def rules_of(region: models.Region) -> RuleSet:
    return rules_for([region.pk])[region.pk]


def _upwards(region: int, parents: Mapping[int, int | None]) -> list[int]:
    """A region and those above it; a circle ends where it closes."""
    chain: list[int] = []
    place: int | None = region
    while place is not None and place not in chain:
        chain.append(place)
        place = parents.get(place)
    return chain


def adjustment_of(stored: models.RuleAdjustment) -> Adjustment:
    """A stored adjustment; fields that this release does not know are left out."""
    known = {one.name for one in fields(Adjustment)}
    given = {name: value for name, value in stored.changes.items() if name in known}
    if given.get("items") is not None:
        given["items"] = tuple(given["items"])
    return Adjustment(**{**given, "code": stored.code, "off": stored.off})
