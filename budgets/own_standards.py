"""A bureau's own sets of forms (自建表样): made from a blank workbook, changed, put to use, retired.

A document keeps the forms that it was made with: what is changed here serves the next ones.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from secrets import token_hex
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from budgets import log, models
from budgets.data import DisclosureData
from budgets.importing import vocabulary_for
from budgets.new_standard import assembled, document_of, forms_of
from budgets.proposing import proposed_sources
from budgets.standards import Standard, standards
from budgets.standards_kept import OWN
from budgets.vocabulary import Vocabulary


class StandardRefused(Exception):
    """What was given makes no set of forms; the message says why, in Chinese."""


class StandardChanged(StandardRefused):
    """Somebody else changed it since the page was made."""


def digest_of(own: models.OwnStandard) -> str:
    """Tells whether a set of forms is still the one that a page was made with."""
    told = json.dumps(
        [own.name, own.first_year, own.is_retired, own.document], ensure_ascii=False, sort_keys=True
    )
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def words_of(own: models.OwnStandard) -> Vocabulary:
    """The words that the forms of this region are read by."""
    return vocabulary_for(own.region)


def content_of(own: models.OwnStandard) -> dict[str, Any]:
    """The whole content in the shape of a file, what its record tells included."""
    return {
        **own.document,
        "name": own.name,
        "region": own.region.code,
        "first_year": own.first_year,
    }


def standard_of(own: models.OwnStandard) -> Standard:
    """The standard as the words that are known now read its forms. Raises StandardRefused."""
    try:
        return assembled(own.key, content_of(own), words_of(own))
    except ValueError as error:
        raise StandardRefused(_("这套表还不完整：%s") % error) from error


@transaction.atomic
def begin(
    region: models.Region, *, name: str, first_year: int, data: DisclosureData, by: Any = None
) -> models.OwnStandard:
    """A set of forms out of a blank workbook, not yet in use, with proposals which follow from
    which. Raises StandardRefused where the workbook has no table."""
    if not data.tables:
        raise StandardRefused(_("工作簿里没有认出任何一张表。"))
    words = vocabulary_for(region)
    # What a region counts as personnel hardly differs: the newest set of ours is a beginning.
    agreed = standards()[0].conventions
    own = models.OwnStandard(
        key=f"{OWN}{region.code}-{token_hex(4)}",
        name=name,
        region=region,
        first_year=first_year,
        document=document_of(
            data,
            words,
            {
                "personnel": agreed.personnel,
                "public": agreed.public,
                "construction": agreed.construction,
            },
        ),
        is_retired=True,
        by=by,
    )
    _with_proposals(own)
    return _stored(own, "add", by)


@transaction.atomic
def change(
    own: models.OwnStandard,
    *,
    was: str,
    name: str,
    first_year: int,
    document: Mapping[str, Any],
    is_retired: bool,
    propose: bool = False,
    by: Any = None,
) -> models.OwnStandard:
    """Store what a page sent; `propose` tries anew which forms follow from which.

    Raises StandardRefused for what makes no set of forms, StandardChanged where `was` (digest_of)
    is another one by now; then nothing is stored.
    """
    held = models.OwnStandard.objects.select_for_update(of=("self",)).get(pk=own.pk)
    if digest_of(held) != was:
        raise StandardChanged(_("这套表刚刚被别人改动，没有保存。请看过之后再改。"))
    held.name, held.first_year, held.is_retired = name, first_year, is_retired
    held.document = {**held.document, **document}
    _require_sound(held)
    if propose:
        _with_proposals(held)
    return _stored(held, "change", by)


@transaction.atomic
def refresh(own: models.OwnStandard, *, by: Any = None) -> models.OwnStandard:
    """Read the forms anew with the words that are known by now."""
    held = models.OwnStandard.objects.select_for_update(of=("self",)).get(pk=own.pk)
    return _stored(held, "change", by)


def _require_sound(own: models.OwnStandard) -> None:
    codes = [entry["code"] for entry in own.document["form"]]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise StandardRefused(_("表号重复：%s。") % "、".join(twice))
    if not all(codes):
        raise StandardRefused(_("每张表都要有表号。"))
    for entry in own.document["form"]:
        wrong = [code for code in entry["derived_from"] if code not in codes]
        if wrong:
            names = {"form": entry["code"], "codes": "、".join(wrong)}
            raise StandardRefused(_("%(form)s 由 %(codes)s 填写，但这套表里没有。") % names)
        if entry["code"] in entry["derived_from"]:
            raise StandardRefused(_("%s 不能由它自己填写。") % entry["code"])
    standard_of(own)


def _with_proposals(own: models.OwnStandard) -> None:
    """Say of each form which others it follows from, as far as trying tells."""
    found = proposed_sources(standard_of(own), words_of(own), own.first_year)
    for entry in own.document["form"]:
        told = found.get(entry["code"])
        entry["derived_from"] = list(told.sources) if told else []


def _stored(own: models.OwnStandard, what: str, by: Any) -> models.OwnStandard:
    # What standards_kept.py reads needs no words: labels and fixed rows stand in the forms.
    ready = {entry["code"]: entry for entry in forms_of(content_of(own), words_of(own))}
    for entry in own.document["form"]:
        entry["labels"], entry["rows"] = (
            ready[entry["code"]]["labels"],
            ready[entry["code"]]["rows"],
        )
    own.full_clean(exclude=["by"])
    own.save()
    detail = {
        "key": own.key,
        "name": own.name,
        "first_year": own.first_year,
        "is_retired": own.is_retired,
        "sha256": digest_of(own),
    }
    log.append(what, by=by, subject=own, detail=detail)
    return own
