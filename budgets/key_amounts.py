"""Writes the amounts that a public version is compared by; measures.py says which."""

from __future__ import annotations

from budgets import models
from budgets.data import DisclosureData
from budgets.measures import measured
from budgets.storage import load_disclosure


def key_amounts(disclosure: models.Disclosure, data: DisclosureData) -> list[models.KeyAmount]:
    """The rows of a version, as its content tells them; nothing is stored."""
    return [
        models.KeyAmount(
            disclosure=disclosure,
            region=disclosure.department.region,
            department=disclosure.department,
            year=data.fiscal_year,
            kind=data.kind,
            key=one.key,
            fen=one.fen,
            table_n=one.cell.n,
            row=one.cell.row,
            column=one.cell.column,
            stated=one.stated,
            disputed=one.disputed,
        )
        for one in measured(data)
    ]


def write_key_amounts(disclosure: models.Disclosure, data: DisclosureData) -> None:
    """Store them. Called in the publishing transaction."""
    models.KeyAmount.objects.bulk_create(key_amounts(disclosure, data))


def tell_missing(*, again: bool = False) -> int:
    """Store those of every current version that has none yet; how many versions got some.

    With `again` every current version is measured anew, for what a later release can tell. What was
    told stays as it is.
    """
    current = models.Disclosure.objects.published().select_related(
        "department__region", "fiscal_year"
    )
    count = 0
    for disclosure in current if again else current.filter(key_amounts=None):
        known = set(disclosure.key_amounts.values_list("key", flat=True))
        told = key_amounts(disclosure, load_disclosure(disclosure))
        new = [one for one in told if one.key not in known]
        models.KeyAmount.objects.bulk_create(new)
        count += bool(new) or not known
    return count
