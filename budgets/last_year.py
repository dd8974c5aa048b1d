"""What is known of the years before a disclosure, and each figure of a table beside it."""

from __future__ import annotations

from budgets import models
from budgets.before import Years
from budgets.data import DisclosureData
from budgets.rewriting import disclosure_before, earlier_figures
from budgets.storage import load_disclosure


def last_disclosure(disclosure: models.Disclosure) -> models.Disclosure | None:
    """The body's last document of the kind before this one's year: of the year before, else of
    the newest year that there is; as published, else its draft. None was withdrawn."""
    if (before := disclosure_before(disclosure)) is not None:
        return before
    older = (
        models.Disclosure.objects.filter(
            department=disclosure.department,
            kind=disclosure.kind,
            fiscal_year__year__lt=disclosure.fiscal_year.year - 1,
        )
        .exclude(status=models.Disclosure.Status.WITHDRAWN)
        .select_related("department__region", "fiscal_year")
        .order_by("-fiscal_year__year", "-version")
    )
    newest = older.first()
    if newest is None:
        return None
    public = older.filter(status="published", fiscal_year=newest.fiscal_year).first()
    return public or newest


def years_of(
    disclosure: models.Disclosure,
    data: DisclosureData | None = None,
    before: models.Disclosure | None = None,
) -> Years:
    """A disclosure beside the years before; `data` and `before` (last_disclosure) spare asking."""
    before = before or last_disclosure(disclosure)
    return Years(
        data or load_disclosure(disclosure),
        load_disclosure(before) if before else None,
        earlier_figures(disclosure),
    )
