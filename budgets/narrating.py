"""Staff write an explanation (情况说明): begun by the program, told piece by piece, or brought whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from budgets import models
from budgets.coordinates import Coordinates
from budgets.data import SectionData
from budgets.importing import WORKING, check_again
from budgets.narrative.data import EarlierFigure, FixData
from budgets.narrative.writing import (
    AMOUNT,
    CHOICE,
    EDITED,
    SENTENCE,
    TEXT,
    SlotData,
    WrittenData,
    fen_of,
    without_basis,
)
from budgets.publishing import NotADraft
from budgets.rewriting import earlier_document, earlier_figures, take_over, told, written

__all__ = [
    "NotWritten",
    "UnusableText",
    "begin_writing",
    "earlier_document",
    "earlier_figures",
    "put_text",
    "refresh",
    "replace_figure",
    "tell",
    "tell_earlier",
    "told",
    "written",
]


class NotWritten(Exception):
    """The program does not write this explanation: it was brought, or its kind has none."""


class UnusableText(Exception):
    """What was told can't stand there; `message` says why, in Chinese."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@transaction.atomic
def begin_writing(disclosure: models.Disclosure, *, by: Any = None) -> WrittenData:
    """Let the program write a draft's explanation, in place of what stands there.

    What staff told before, for this version or for the one that it corrects, is used again.
    Raises NotADraft, and NotWritten where this kind of document has no standard explanation.
    """
    _lock(disclosure)
    take_over(disclosure)
    if not written(disclosure).sections:
        raise NotWritten(str(disclosure))
    disclosure.narrative_is_written = True
    disclosure.save(update_fields=["narrative_is_written"])
    result = _store(disclosure)
    _record(disclosure, by, "编写说明")
    return result


@transaction.atomic
def tell(disclosure: models.Disclosure, *, slot: str, text: str, by: Any = None) -> WrittenData:
    """What staff write into a slot; "" takes it back, and the program's own words return.

    For a sentence the slot is `edited:<key>` (SlotData.edited_key). Raises NotADraft, NotWritten,
    and UnusableText for a slot that there is not or a figure that is none.
    """
    _lock(disclosure)
    if not disclosure.narrative_is_written:
        raise NotWritten(str(disclosure))
    known = _slot(written(disclosure), slot)
    said = text.strip()
    if known is None and said:
        raise UnusableText(_("说明里没有这一处：%s") % slot)
    if known is not None and said:
        _check_told(known, said)
    if said:
        disclosure.told.update_or_create(slot=slot, defaults={"text": said})
    else:
        disclosure.told.filter(slot=slot).delete()
    result = _store(disclosure)
    _record(disclosure, by, "写说明", known.label if known else slot)
    return result


@transaction.atomic
def tell_earlier(
    department: models.Department,
    year: int,
    figures: Iterable[EarlierFigure],
    *,
    kind: str = models.Disclosure.Kind.BUDGET,
    withdrawn: Iterable[Coordinates] = (),
    by: Any = None,
) -> None:
    """Figures of `year`, the year before a draft's, from a document that is not in the system.

    Kept for the body, so that they are told once; the draft of the year after is written anew.
    """
    fiscal_year, _created = models.FiscalYear.objects.get_or_create(year=year)
    same = models.PriorFigure.objects.filter(
        department=department, fiscal_year=fiscal_year, kind=kind
    )
    for at in withdrawn:
        same.filter(coordinates=dict(without_basis(at))).delete()
    for figure in figures:
        at = dict(without_basis(figure.coordinates))
        stored = same.filter(coordinates=at).first() or models.PriorFigure(
            department=department, fiscal_year=fiscal_year, kind=kind, coordinates=at
        )
        stored.fen = figure.fen
        stored.full_clean()
        stored.save()
    drafts = models.Disclosure.objects.filter(
        department=department, kind=kind, fiscal_year__year__in=[year, year + 1], status__in=WORKING
    )
    for draft in drafts:
        refresh(draft)
        _record(draft, by, "填写上年数", str(year))


@transaction.atomic
def put_text(
    disclosure: models.Disclosure, *, sections: Sequence[SectionData], by: Any = None
) -> None:
    """A text that was typed, pasted or uploaded takes the place of the explanation.

    What staff told for the written one is kept, should they return to it. Raises NotADraft.
    """
    _lock(disclosure)
    disclosure.narrative = [asdict(section) for section in sections]
    disclosure.narrative_is_written = False
    disclosure.save(update_fields=["narrative", "narrative_is_written"])
    check_again(disclosure)
    _record(disclosure, by, "改写说明")


@transaction.atomic
def replace_figure(disclosure: models.Disclosure, *, fix: FixData, by: Any = None) -> None:
    """Put the right figure in the place of a wrong one.

    In a written explanation the sentence becomes one that staff edited. Raises NotADraft, and
    UnusableText where the text has changed and the figure stands there no more.
    """
    _lock(disclosure)
    stored = disclosure.narrative
    section, place = _place(stored, fix.paragraph)
    before = stored[section]["paragraphs"][place]
    if not 0 <= fix.start <= fix.end <= len(before):
        raise UnusableText(_("这段文字已经改动，请重新核对。"))
    after = before[: fix.start] + fix.text + before[fix.end :]
    if disclosure.narrative_is_written:
        _tell_paragraph(disclosure, fix.paragraph, before, after)
        _store(disclosure)
    else:
        stored[section]["paragraphs"][place] = after
        disclosure.save(update_fields=["narrative"])
        check_again(disclosure)
    _record(disclosure, by, "改正说明中的数", f"{before[fix.start : fix.end]} → {fix.text}")


@transaction.atomic
def refresh(disclosure: models.Disclosure) -> bool:
    """Write a draft's explanation anew where the program writes it, and check it again.

    Returns whether its text changed. A document that is no draft is left alone.
    """
    if disclosure.status not in WORKING:
        return False
    before = disclosure.narrative
    if disclosure.narrative_is_written:
        _store(disclosure)
    else:
        check_again(disclosure)
    return bool(disclosure.narrative != before)


# ---- Inside


def _lock(disclosure: models.Disclosure) -> None:
    """The draft as it stands now, for this transaction. Raises NotADraft."""
    now = models.Disclosure.objects.select_for_update().filter(pk=disclosure.pk, status__in=WORKING)
    found = now.values("narrative", "narrative_is_written").first()
    if found is None:
        raise NotADraft(str(disclosure))
    disclosure.narrative = found["narrative"]
    disclosure.narrative_is_written = found["narrative_is_written"]


def _store(disclosure: models.Disclosure) -> WrittenData:
    result = written(disclosure)
    disclosure.narrative = [asdict(section) for section in result.sections]
    disclosure.save(update_fields=["narrative"])
    check_again(disclosure)
    return result


def _record(disclosure: models.Disclosure, by: Any, what: str, note: str = "") -> None:
    disclosure.events.create(at=timezone.now(), by=by, what=what, note=note)


def _slot(result: WrittenData, key: str) -> SlotData | None:
    if key.startswith(EDITED):
        found = result.slot(key.removeprefix(EDITED))
        return found if found and found.kind == SENTENCE else None
    found = result.slot(key)
    return found if found and found.kind != SENTENCE else None


def _check_told(slot: SlotData, said: str) -> None:
    if slot.kind == AMOUNT and fen_of(said) is None:
        raise UnusableText(_("“%s”不是金额：请填写以元为单位的数，或带上单位，如 3.5万元。") % said)
    if slot.kind == CHOICE and said not in slot.options:
        raise UnusableText(_("请在%s中选择。") % "、".join(slot.options))


def _place(stored: Sequence[dict[str, Any]], paragraph: int) -> tuple[int, int]:
    """The section and the place in it of a paragraph, by its number. Raises UnusableText."""
    left = paragraph
    for number, section in enumerate(stored):
        if 0 <= left < len(section["paragraphs"]):
            return number, left
        left -= len(section["paragraphs"])
    raise UnusableText(_("这段文字已经改动，请重新核对。"))


def _tell_paragraph(disclosure: models.Disclosure, paragraph: int, before: str, after: str) -> None:
    """Staff's words for the slot that a paragraph stands in, with that paragraph changed."""
    slot = next(
        (
            slot
            for slot in written(disclosure).slots
            if slot.kind in (TEXT, SENTENCE)
            and slot.paragraph <= paragraph < slot.paragraph + slot.length
        ),
        None,
    )
    lines = [line.strip() for line in slot.text.splitlines() if line.strip()] if slot else []
    place = paragraph - slot.paragraph if slot else 0
    if slot is None or lines[place] != before:
        raise UnusableText(_("这段文字已经改动，请重新核对。"))
    lines[place] = after
    key = slot.key if slot.kind == TEXT else slot.edited_key
    disclosure.told.update_or_create(slot=key, defaults={"text": "\n".join(lines)})
