"""A draft's content is stored with the explanation that it gives, checked beside the year before.

Every writer of a draft's tables stores them here, so that the figures of its sentences are live.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import NamedTuple

from django.db import transaction

from budgets import models
from budgets.checking import Checked, check
from budgets.coordinates import Coordinates
from budgets.data import DisclosureData, ProblemData
from budgets.differences.keeping import keys_kept
from budgets.narrative.data import EarlierFigure
from budgets.narrative.writing import WrittenData, figures_told, write_explanation
from budgets.recalling import recall
from budgets.storage import keys_of, load_disclosure, write_content, write_findings


def told(disclosure: models.Disclosure) -> dict[str, str]:
    """What staff told for a disclosure's explanation, by slot."""
    if disclosure.pk is None:
        return {}
    return dict(disclosure.told.values_list("slot", "text"))


def disclosure_before(disclosure: models.Disclosure) -> models.Disclosure | None:
    """The same body's document of the same kind of the year before: as published, else its draft.

    One that was withdrawn is quoted nowhere.
    """
    found = models.Disclosure.objects.filter(
        department=disclosure.department,
        kind=disclosure.kind,
        fiscal_year__year=disclosure.fiscal_year.year - 1,
    ).select_related("department__region", "fiscal_year")
    found = found.exclude(status=models.Disclosure.Status.WITHDRAWN)
    # A few versions at most, and this is asked at every cell that is typed.
    versions = list(found.order_by("-version"))
    public = (one for one in versions if one.status == models.Disclosure.Status.PUBLISHED)
    return next(public, versions[0] if versions else None)


def earlier_document(disclosure: models.Disclosure) -> DisclosureData | None:
    """The content of the document of the year before."""
    before = disclosure_before(disclosure)
    return recall(before) if before else None


def figures_of(department: models.Department, year: int, kind: str) -> tuple[EarlierFigure, ...]:
    """What staff told once of a document that was not in the system: its year, not the next."""
    found = models.PriorFigure.objects.filter(
        department=department, fiscal_year__year=year, kind=kind
    )
    return tuple(EarlierFigure(Coordinates.of(one.coordinates), one.fen) for one in found)


def earlier_figures(disclosure: models.Disclosure) -> tuple[EarlierFigure, ...]:
    """Figures of the year before that no table tells: told once by staff, or told for the
    explanation of that year."""
    return _figures_before(disclosure, disclosure_before(disclosure))


def _figures_before(
    disclosure: models.Disclosure, before: models.Disclosure | None
) -> tuple[EarlierFigure, ...]:
    own = tuple(figures_told(told(before))) if before else ()
    year = disclosure.fiscal_year.year - 1
    return (*own, *figures_of(disclosure.department, year, disclosure.kind))


class YearBefore(NamedTuple):
    """What is known of the year before: its document, and figures that no table tells."""

    document: DisclosureData | None
    figures: tuple[EarlierFigure, ...]

    @classmethod
    def of(cls, disclosure: models.Disclosure) -> YearBefore:
        before = disclosure_before(disclosure)
        return cls(recall(before) if before else None, _figures_before(disclosure, before))


def written(
    disclosure: models.Disclosure,
    data: DisclosureData | None = None,
    before: YearBefore | None = None,
) -> WrittenData:
    """The explanation as the program writes it now, with its slots; nothing is stored.

    `data` spares loading the disclosure, or stands for content that is not stored yet; `before`
    spares loading the year before.
    """
    before = before or YearBefore.of(disclosure)
    return write_explanation(
        data or load_disclosure(disclosure),
        earlier=before.document,
        figures=before.figures,
        told=told(disclosure),
        threshold=disclosure.department.region.reason_threshold,
    )


def checked(
    disclosure: models.Disclosure, data: DisclosureData, before: YearBefore | None = None
) -> Checked:
    """Everything that is wrong with a document, beside what is known of the body besides."""
    before = before or YearBefore.of(disclosure)
    return check(
        data,
        earlier=before.document,
        figures=before.figures,
        remembered=figures_of(disclosure.department, data.fiscal_year, data.kind),
    )


def checked_beside(data: DisclosureData, slug: str) -> Checked:
    """Check content that is not stored, beside what is known of the body of that slug, if any."""
    department = models.Department.objects.select_related("region").filter(slug=slug).first()
    if department is None:
        return check(data)
    year = models.FiscalYear(year=data.fiscal_year)
    return checked(models.Disclosure(department=department, fiscal_year=year, kind=data.kind), data)


@transaction.atomic
def store_content(
    disclosure: models.Disclosure, data: DisclosureData, problems: Iterable[ProblemData] = ()
) -> Checked:
    """Put content in place of what a draft holds, its explanation written anew, and check it.

    An explanation that was brought or typed is left as it is. Rows that stay keep their keys. The
    body's draft of the next year, which compares with this one, is written anew as well.
    """
    before = YearBefore.of(disclosure)
    if disclosure.narrative_is_written:
        data = replace(data, narrative=written(disclosure, data, before).sections)
    result = checked(disclosure, data, before)
    write_content(disclosure, data, problems, result.findings, _keys(disclosure, data))
    rewrite_following(disclosure)
    return result


def _keys(disclosure: models.Disclosure, data: DisclosureData) -> dict[int, list[int]]:
    """The keys that the rows of this content have in the draft already."""
    present = load_disclosure(disclosure)
    return keys_kept(present, {one.n: keys_of(disclosure, one.n) for one in present.tables}, data)


def put_written(
    disclosure: models.Disclosure, data: DisclosureData, before: YearBefore
) -> DisclosureData:
    """The content with the explanation that it gives, stored where the program writes it."""
    if not disclosure.narrative_is_written:
        return data
    sections_now = written(disclosure, data, before).sections
    if sections_now != data.narrative:
        disclosure.narrative = [asdict(section) for section in sections_now]
        disclosure.save(update_fields=["narrative"])
    return replace(data, narrative=sections_now)


def rewrite_following(disclosure: models.Disclosure) -> None:
    """Write the body's draft of the next year anew, which compares with this document."""
    # What was submitted for review does not change under the reviewer's eyes.
    following = models.Disclosure.objects.select_for_update(no_key=True).filter(
        department=disclosure.department,
        kind=disclosure.kind,
        fiscal_year__year=disclosure.fiscal_year.year + 1,
        status=models.Disclosure.Status.DRAFT,
        narrative_is_written=True,
    )
    for draft in following:
        rewrite(draft)


@transaction.atomic
def rewrite(disclosure: models.Disclosure) -> WrittenData:
    """Write the explanation of a draft that the program writes anew, and check it."""
    data, before = load_disclosure(disclosure), YearBefore.of(disclosure)
    result = written(disclosure, data, before)
    disclosure.narrative = [asdict(section) for section in result.sections]
    disclosure.save(update_fields=["narrative"])
    data = replace(data, narrative=result.sections)
    write_findings(disclosure, checked(disclosure, data, before).findings)
    return result


def take_over(disclosure: models.Disclosure) -> None:
    """Go on with what staff told for the version that a new draft corrects, if they told any."""
    older = models.Disclosure.objects.filter(
        department=disclosure.department,
        fiscal_year=disclosure.fiscal_year,
        kind=disclosure.kind,
        version__lt=disclosure.version,
    )
    newest = older.order_by("-version").first()
    if newest is None or disclosure.told.exists():
        return
    models.ExplanationText.objects.bulk_create(
        models.ExplanationText(disclosure=disclosure, slot=slot, text=text)
        for slot, text in told(newest).items()
    )
    if newest.narrative_is_written:
        disclosure.narrative_is_written = True
        disclosure.save(update_fields=["narrative_is_written"])
