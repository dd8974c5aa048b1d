"""A department and its units: what each spends, in the newest year that any of them told.

A department's figures include its units'. They stand beside each other and are never added up: units
are summed only where the department itself has told nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from budgets.comparison.answers import address_of
from budgets.comparison.state import KINDS
from budgets.models import Department, Disclosure, KeyAmount
from budgets.pages.trends import UNIT
from budgets.pages.units import told_amount, told_unit

_KEY = "spending"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit; `figure` is "" where it told nothing of that year."""

    body: Department
    documents: int
    figure: str = ""
    address: str = ""
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Units:
    """`year` is 0 where nobody told anything. `own` is the department's figure, "" where it told none;
    `sum` what the units come to that told theirs, `told` of them, where the department told none.

    `beyond`: its units come to more than the department, whose figure should include them.
    """

    rows: tuple[Unit, ...]
    year: int = 0
    kind: str = ""
    own: str = ""
    own_address: str = ""
    sum: str = ""
    told: int = 0
    beyond: bool = False


def units_of(department: Department) -> Units | None:
    """The units of a department, None where it has none. Two queries."""
    published = Q(disclosures__status=Disclosure.Status.PUBLISHED)
    units = department.units.annotate(documents=Count("disclosures", filter=published))
    # A query that groups has no order of its own.
    bodies = list(units.order_by("name"))
    if not bodies:
        return None
    amounts = list(
        KeyAmount.objects.filter(
            Q(department=department) | Q(department__parent=department), key=_KEY, kind__in=KINDS
        ).select_related("department")
    )
    if not amounts:
        return Units(tuple(Unit(body, body.documents) for body in bodies))
    year = max(one.year for one in amounts)
    kind = next(
        kind for kind in KINDS if any((one.year, one.kind) == (year, kind) for one in amounts)
    )
    told = {one.department_id: one for one in amounts if (one.year, one.kind) == (year, kind)}
    own = told.pop(department.pk, None)
    total = sum(one.fen for one in told.values())
    return Units(
        tuple(_unit(body, told.get(body.pk)) for body in bodies),
        year,
        str(Disclosure.Kind(kind).label),
        told_amount(own.fen, told_unit(UNIT)) if own else "",
        address_of(own) if own else "",
        told_amount(total, told_unit(UNIT)) if told and own is None else "",
        len(told),
        own is not None and total > own.fen,
    )


def _unit(body: Department, one: KeyAmount | None) -> Unit:
    documents: int = body.documents  # type: ignore[attr-defined]
    if one is None:
        return Unit(body, documents)
    return Unit(
        body, documents, told_amount(one.fen, told_unit(UNIT)), address_of(one), one.disputed
    )
