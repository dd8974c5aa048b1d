"""Writes what can be found of what is public. Called in the transaction that publishes or withdraws."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple

from django.db import transaction
from django.db.models import Exists, OuterRef

from budgets import models
from budgets.data import DisclosureData
from budgets.english import gloss_of_labels, gloss_of_title
from budgets.parts import parts
from budgets.searching import bodies
from budgets.searching.data import INDICATOR, LINE, TABLE, TextData
from budgets.searching.streams import facet, stream
from budgets.searching.texts import texts_of
from budgets.states import versions_of
from budgets.storage import load_disclosure

_What = models.SearchText.What
_BATCH = 500
# How tokens are made. Raise it whenever the same text becomes other tokens: what an earlier release
# indexed is then indexed again (`manage.py index_public`, which bin/serve runs).
_MADE = ("v", 3)


@transaction.atomic
def index_version(disclosure: models.Disclosure, data: DisclosureData) -> None:
    """Put the texts of a version in place of those of the version before it."""
    _forget(disclosure)
    told = [*texts_of(data), *(text for part in parts() for text in part.texts(data))]
    department = disclosure.department
    facets = [
        *_facets(department),
        ("y", data.fiscal_year),
        ("k", data.kind),
    ]
    regions = [region.name for region in _regions(department)]
    around = [
        *_around(department),
        *bodies.nearby(department.name, regions),
        str(data.fiscal_year),
    ]
    models.SearchText.objects.bulk_create(
        _rows(disclosure, told, around, facets), batch_size=_BATCH
    )
    _write_body(department)


def forget_document(disclosure: models.Disclosure) -> None:
    """Find nothing of a document any more, and its body no more where it was the last."""
    _forget(disclosure)
    index_body(disclosure.department)


def _forget(disclosure: models.Disclosure) -> None:
    versions = versions_of(disclosure).order_by()
    models.SearchText.objects.filter(disclosure__in=versions).delete()


def index_body(department: models.Department) -> None:
    """Let a body that has published something be found by the name that it has now."""
    if department.disclosures.published().exists():
        _write_body(department)
    else:
        models.SearchText.objects.filter(department=department, disclosure=None).delete()


def _write_body(department: models.Department) -> None:
    models.SearchText.objects.filter(department=department, disclosure=None).delete()
    what, facets = _What.BODY, _facets(department)
    regions = _regions(department)
    english = [department.name_en, *(region.name_en for region in regions)]
    called = bodies.called(department.name, [region.name for region in regions])
    models.SearchText.objects.create(
        department=department,
        what=what,
        text=department.name,
        code=department.code,
        context=department.region.name,
        tokens=stream(
            what,
            department.name,
            department.code,
            _around(department),
            [*facets, ("w", what), _MADE],
            called=[*called, *filter(None, english)],
        ),
    )


def index_all(*, again: bool = False) -> int:
    """Index every current version that is not indexed yet, or all of them; how many there were."""
    public = models.Disclosure.objects.published()
    asked = public if again else public.filter(~_is_indexed())
    count = 0
    for disclosure in asked.select_related("department__region", "fiscal_year").iterator():
        index_version(disclosure, load_disclosure(disclosure))
        count += 1
    return count


def _is_indexed() -> Exists:
    """Whether a version is indexed as this release does it: its first text tells."""
    made = facet(*_MADE).tokens[0]
    return Exists(
        models.SearchText.objects.filter(disclosure=OuterRef("pk"), tokens__contains=made)
    )


def _rows(
    disclosure: models.Disclosure,
    told: Iterable[TextData],
    around: Sequence[str],
    facets: Sequence[tuple[str, object]],
) -> Iterator[models.SearchText]:
    for text in told:
        yield models.SearchText(
            disclosure=disclosure,
            department=disclosure.department,
            year=disclosure.fiscal_year.year,
            kind=disclosure.kind,
            what=text.what,
            text=text.text,
            code=text.code[:200],
            context=text.context,
            places=[astuple(place) for place in text.places],
            tokens=stream(
                text.what,
                text.text,
                text.code,
                [text.context, *around],
                [*facets, ("w", text.what), _MADE],
                english=_english(text),
                fen=text.amounts,
            ),
        )


def _english(text: TextData) -> str:
    """What can be asked in English of a text whose words are known; "" of what people wrote."""
    if text.what == TABLE:
        return gloss_of_title(text.text)
    return gloss_of_labels(text.text, text.code) if text.what in (LINE, INDICATOR) else ""


def _around(department: models.Department) -> list[str]:
    return [department.name, *(region.name for region in _regions(department))]


def _facets(department: models.Department) -> list[tuple[str, object]]:
    return [("r", region.code) for region in _regions(department)] + [("b", department.pk)]


def _regions(department: models.Department) -> list[models.Region]:
    """The region of a body and those that it lies in."""
    found: list[models.Region] = []
    region: models.Region | None = department.region
    while region is not None and region not in found:
        found.append(region)
        region = region.parent
    return found
