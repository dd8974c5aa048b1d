"""The sets of forms (表样) that a region works with: those that bureaus made, and the shipped ones.

budgets/standards knows no database; whoever needs a standard by its region or name asks here.
"""

from __future__ import annotations

from budgets import models
from budgets.data import DisclosureData
from budgets.standards import Standard, recognise, standard, standard_from, standards

# Before the key of a standard that was made here, so that it can't be a shipped one's.
OWN = "own-"


class UnknownStandard(LookupError):
    """No shipped or stored standard bears this key."""


def standards_for(region: models.Region | None, kind: str = "") -> tuple[Standard, ...]:
    """The standards that a region can use, the likeliest first; `kind` keeps those of one kind.

    First those that it made, then those of the regions above it, each followed by the shipped
    ones of the same place, then the shipped ones of other places; of a place the newest first.
    """
    above = _with_those_above(region)
    place = {one.pk: distance for distance, one in enumerate(above)}
    codes = {one.code: distance for distance, one in enumerate(above)}
    own = models.OwnStandard.objects.filter(region__in=above, is_retired=False).select_related(
        "region"
    )
    found = [((place[one.region_id], 0, -one.first_year), made(one)) for one in own]
    found += [((codes.get(one.region, len(above)), 1, -one.first_year), one) for one in standards()]
    found.sort(key=lambda one: one[0])
    return tuple(one for _, one in found if not kind or one.kind == kind)


def standard_named(key: str) -> Standard:
    """The standard of a key, also one that is used for new documents no more.

    Raises UnknownStandard.
    """
    if key.startswith(OWN):
        stored = models.OwnStandard.objects.filter(key=key).first()
        if stored is None:
            raise UnknownStandard(key)
        return made(stored)
    if key not in {one.key for one in standards()}:
        raise UnknownStandard(key)
    return standard(key)


def recognised(data: DisclosureData, region: models.Region | None) -> Standard | None:
    """The standard whose titles a document of the region bears; its own before others'."""
    return recognise(data, standards_for(region))


def standard_of_document(disclosure: models.Disclosure, data: DisclosureData) -> Standard | None:
    """The forms of a disclosure: those it was made with, or those whose titles it bears."""
    if disclosure.standard:
        return standard_named(disclosure.standard)
    return recognised(data, disclosure.department.region)


def made(stored: models.OwnStandard) -> Standard:
    """A stored standard; what its record says counts before what its content says."""
    forms = [
        {name: value for name, value in entry.items() if name not in ("printed", "fixed")}
        for entry in stored.document.get("form", [])
    ]
    document = {
        "conventions": {"personnel": [], "public": [], "construction": []},
        **stored.document,
        "form": forms,
        "name": stored.name,
        "region": stored.region.code,
        "first_year": stored.first_year,
    }
    return standard_from(stored.key, document)


def _with_those_above(region: models.Region | None) -> list[models.Region]:
    found: list[models.Region] = []
    while region is not None and region not in found:
        found.append(region)
        region = region.parent
    return found
