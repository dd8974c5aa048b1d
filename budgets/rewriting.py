"""What an explanation is written from in the database, and writing it anew where tables changed."""

from __future__ import annotations

from dataclasses import replace

from budgets import models
from budgets.coordinates import Coordinates
from budgets.data import DisclosureData
from budgets.narrative.data import EarlierFigure
from budgets.narrative.writing import WrittenData, figures_told, write_explanation
from budgets.storage import load_disclosure


def told(disclosure: models.Disclosure) -> dict[str, str]:
    """What staff told for a disclosure's explanation, by slot."""
    if disclosure.pk is None:
        return {}
    return dict(disclosure.told.values_list("slot", "text"))


def disclosure_before(disclosure: models.Disclosure) -> models.Disclosure | None:
    """The same body's document of the same kind of the year before: as published, else its draft."""
    found = models.Disclosure.objects.filter(
        department=disclosure.department,
        kind=disclosure.kind,
        fiscal_year__year=disclosure.fiscal_year.year - 1,
    ).select_related("department__region", "fiscal_year")
    return found.filter(status="published").first() or found.order_by("-version").first()


def earlier_document(disclosure: models.Disclosure) -> DisclosureData | None:
    """The content of the document of the year before."""
    before = disclosure_before(disclosure)
    return load_disclosure(before) if before else None


def figures_of(department: models.Department, year: int, kind: str) -> tuple[EarlierFigure, ...]:
    """What staff told once of a document that was not in the system: its year, not the next."""
    found = models.PriorFigure.objects.filter(
        department=department, fiscal_year__year=year, kind=kind
    )
    return tuple(EarlierFigure(Coordinates.of(one.coordinates), one.fen) for one in found)


def earlier_figures(disclosure: models.Disclosure) -> tuple[EarlierFigure, ...]:
    """Figures of the year before that no table tells: told once by staff, or told for the
    explanation of that year."""
    year = disclosure.fiscal_year.year - 1
    before = disclosure_before(disclosure)
    own = tuple(figures_told(told(before))) if before else ()
    return (*own, *figures_of(disclosure.department, year, disclosure.kind))


def written(disclosure: models.Disclosure, data: DisclosureData | None = None) -> WrittenData:
    """The explanation as the program writes it now, with its slots; nothing is stored.

    `data` spares loading the disclosure, or stands for content that is not stored yet.
    """
    return write_explanation(
        data or load_disclosure(disclosure),
        earlier=earlier_document(disclosure),
        figures=earlier_figures(disclosure),
        told=told(disclosure),
        threshold=disclosure.department.region.reason_threshold,
    )


def rewritten(disclosure: models.Disclosure, data: DisclosureData) -> DisclosureData:
    """Content that is about to be stored, with the explanation that its tables now give.

    A text that was brought or typed is left as it is.
    """
    if not disclosure.narrative_is_written:
        return data
    return replace(data, narrative=written(disclosure, data).sections)
