"""Staff write an explanation (情况说明): begun by the program, told piece by piece, or brought whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets import models
from budgets.coordinates import Coordinates
from budgets.data import SectionData
from budgets.history import record, standing
from budgets.importing import check_again
from budgets.money import yuan
from budgets.narrative.data import EarlierFigure, FixData
from budgets.narrative.writing import (
    AMOUNT,
    CHOICE,
    EDITED,
    PRIOR,
    SENTENCE,
    TEXT,
    SlotData,
    WrittenData,
    fen_of,
    without_basis,
)
from budgets.rewriting import (
    earlier_document,
    earlier_figures,
    rewrite,
    take_over,
    told,
    written,
)
from budgets.states import EDITABLE, lock_draft

__all__ = [
    "NotWritten",
    "UnusableText",
    "begin_writing",
    "earlier_document",
    "earlier_figures",
    "edit_paragraph",
    "put_text",
    "refresh",
    "replace_figure",
    "take_back",
    "tell",
    "tell_all",
    "tell_earlier",
    "told",
    "written",
]


class NotWritten(Exception):
    """The program does not write this explanation: it was brought, or its kind has none."""


class UnusableText(Exception):
    """What was told can't stand there; `message` says why, in Chinese, `slots` which of them."""

    def __init__(self, message: str, slots: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.slots = dict(slots or {})


@transaction.atomic
def begin_writing(disclosure: models.Disclosure, *, by: Any = None) -> WrittenData:
    """Let the program write a draft's explanation, in place of what stands there.

    What staff told before, for this version or for the one that it corrects, is used again.
    Raises NotADraft, and NotWritten where this kind of document has no standard explanation.
    """
    before = _lock(disclosure)
    take_over(disclosure)
    if not written(disclosure).sections:
        raise NotWritten(str(disclosure))
    disclosure.narrative_is_written = True
    disclosure.save(update_fields=["narrative_is_written"])
    result = rewrite(disclosure)
    record(disclosure, what="编写说明", by=by, before=before)
    return result


def tell(disclosure: models.Disclosure, *, slot: str, text: str, by: Any = None) -> WrittenData:
    """What staff write into a slot; "" takes it back, and the program's own words return.

    For a sentence the slot is `edited:<key>` (SlotData.edited_key). Raises NotADraft, NotWritten,
    and UnusableText for a slot that there is not or a figure that is none.
    """
    return tell_all(disclosure, texts={slot: text}, by=by)


@transaction.atomic
def tell_all(
    disclosure: models.Disclosure, *, texts: Mapping[str, str], by: Any = None
) -> WrittenData:
    """What staff write into several slots at once: all of it, or nothing where one can't stand.

    See `tell`; UnusableText then says of each slot what is wrong.
    """
    before = _lock(disclosure)
    # Before any text stands there, what is told waits for the writing to begin.
    if disclosure.narrative and not disclosure.narrative_is_written:
        raise NotWritten(str(disclosure))
    now = written(disclosure)
    said = {slot: text.strip() for slot, text in texts.items()}
    wrong = {slot: why for slot, text in said.items() if text and (why := _wrong(now, slot, text))}
    if wrong:
        raise UnusableText("；".join(wrong.values()), wrong)
    for slot, text in said.items():
        if text:
            disclosure.told.update_or_create(slot=slot, defaults={"text": text})
        else:
            disclosure.told.filter(slot=slot).delete()
    result = rewrite(disclosure) if disclosure.narrative_is_written else written(disclosure)
    labels = [known.label if (known := _slot(now, slot)) else slot for slot in said]
    record(disclosure, what="写说明", by=by, note="、".join(labels), before=before)
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
    # Locked as by lock_draft: what is submitted meanwhile is written anew no more.
    drafts = models.Disclosure.objects.select_for_update(of=("self",), no_key=True).filter(
        department=department,
        kind=kind,
        fiscal_year__year__in=[year, year + 1],
        status__in=EDITABLE,
    )
    stood = {draft: standing(draft) for draft in drafts}
    names = _names_of_earlier(draft for draft in stood if draft.fiscal_year.year > year)
    notes = []
    for at in withdrawn:
        if same.filter(coordinates=dict(without_basis(at))).delete()[0]:
            notes.append(_("%s 撤回") % names.get(without_basis(at), year))
    for figure in figures:
        at = dict(without_basis(figure.coordinates))
        stored = same.filter(coordinates=at).first() or models.PriorFigure(
            department=department, fiscal_year=fiscal_year, kind=kind, coordinates=at
        )
        stored.fen = figure.fen
        stored.full_clean()
        stored.save()
        name = names.get(without_basis(figure.coordinates), str(year))
        notes.append(f"{name} {yuan(figure.fen)}")
    for draft, before in stood.items():
        refresh(draft)
        record(draft, what="填写上年数", by=by, note="；".join(notes), before=before)


@transaction.atomic
def put_text(
    disclosure: models.Disclosure, *, sections: Sequence[SectionData], by: Any = None
) -> None:
    """A text that was typed, pasted or uploaded takes the place of the explanation.

    What staff told for the written one is kept, should they return to it. Raises NotADraft.
    """
    before = _lock(disclosure)
    disclosure.narrative = [asdict(section) for section in sections]
    disclosure.narrative_is_written = False
    disclosure.save(update_fields=["narrative", "narrative_is_written"])
    check_again(disclosure)
    record(disclosure, what="改写说明", by=by, before=before)


@transaction.atomic
def edit_paragraph(
    disclosure: models.Disclosure, *, paragraph: int, before: str, text: str, by: Any = None
) -> None:
    """Another text for a paragraph of an explanation that was brought; a line is a paragraph.

    `before` is what stood there when the editing began; "" for `text` takes the paragraph out.
    Raises NotADraft, and UnusableText where the paragraph is another one by now.
    """
    stood = _lock(disclosure)
    if disclosure.narrative_is_written:
        raise UnusableText(str(_CHANGED))
    section, place = _place(disclosure.narrative, paragraph)
    paragraphs = disclosure.narrative[section]["paragraphs"]
    if paragraphs[place] != before:
        raise UnusableText(str(_CHANGED))
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    paragraphs[place : place + 1] = lines
    disclosure.save(update_fields=["narrative"])
    check_again(disclosure)
    note = _("第%(n)s段：%(text)s") % {"n": paragraph + 1, "text": "".join(lines)[:80] or "—"}
    record(disclosure, what="改写一段说明", by=by, note=note, before=stood)


@transaction.atomic
def replace_figure(disclosure: models.Disclosure, *, fix: FixData, by: Any = None) -> None:
    """Put the right figure in the place of a wrong one.

    In a written explanation the sentence becomes one that staff edited. Raises NotADraft, and
    UnusableText where the text has changed and the figure stands there no more.
    """
    stood = _lock(disclosure)
    stored = disclosure.narrative
    section, place = _place(stored, fix.paragraph)
    before = stored[section]["paragraphs"][place]
    if not 0 <= fix.start <= fix.end <= len(before):
        raise UnusableText(str(_CHANGED))
    after = before[: fix.start] + fix.text + before[fix.end :]
    if disclosure.narrative_is_written:
        _tell_paragraph(disclosure, fix.paragraph, before, after)
        rewrite(disclosure)
    else:
        stored[section]["paragraphs"][place] = after
        disclosure.save(update_fields=["narrative"])
        check_again(disclosure)
    note = f"{before[fix.start : fix.end]} → {fix.text}"
    record(disclosure, what="改正说明中的数", by=by, note=note, before=stood)


@transaction.atomic
def take_back(
    disclosure: models.Disclosure, *, kept: models.KeptExplanation, by: Any = None
) -> None:
    """The explanation as it stood before an event, with what staff had told for it.

    What stands now is kept as well. Figures of a written explanation are those of the tables of
    today. Raises NotADraft.
    """
    before = _lock(disclosure)
    disclosure.narrative = kept.narrative
    disclosure.narrative_is_written = kept.narrative_is_written
    disclosure.save(update_fields=["narrative", "narrative_is_written"])
    disclosure.told.all().delete()
    models.ExplanationText.objects.bulk_create(
        models.ExplanationText(disclosure=disclosure, slot=slot, text=text)
        for slot, text in kept.told.items()
    )
    if disclosure.narrative_is_written:
        rewrite(disclosure)
    else:
        check_again(disclosure)
    note = f"{timezone.localtime(kept.event.at):%Y-%m-%d %H:%M} {kept.event.what}"
    record(disclosure, what="取回原来的说明", by=by, note=note, before=before)


@transaction.atomic
def refresh(disclosure: models.Disclosure) -> bool:
    """Write a draft's explanation anew where the program writes it, and check it again.

    Returns whether its text changed. A document that is no draft is left alone.
    """
    if disclosure.status not in EDITABLE:
        return False
    before = disclosure.narrative
    if disclosure.narrative_is_written:
        rewrite(disclosure)
    else:
        check_again(disclosure)
    return bool(disclosure.narrative != before)


# ---- Inside


_CHANGED = gettext_lazy("这段文字已经改动，请重新核对。")


def _lock(disclosure: models.Disclosure) -> models.KeptExplanation:
    """The draft as it stands now, for this transaction; its explanation. Raises NotADraft."""
    found = lock_draft(disclosure)
    disclosure.narrative = found.narrative
    disclosure.narrative_is_written = found.narrative_is_written
    before = standing(disclosure)
    before.narrative = deepcopy(before.narrative)
    return before


def _slot(result: WrittenData, key: str) -> SlotData | None:
    if key.startswith(EDITED):
        found = result.slot(key.removeprefix(EDITED))
        return found if found and found.kind == SENTENCE else None
    found = result.slot(key)
    return found if found and found.kind != SENTENCE else None


def _wrong(result: WrittenData, key: str, said: str) -> str:
    """Why a text can't stand in a slot, in Chinese; "" where it can."""
    slot = _slot(result, key)
    if slot is None:
        return _("说明里没有这一处：%s") % key
    if slot.kind == AMOUNT and fen_of(said) is None:
        return _("“%s”不是金额：请填写以元为单位的数，或带上单位，如 3.5万元。") % said
    if slot.kind == CHOICE and said not in slot.options:
        return _("请在%s中选择。") % "、".join(slot.options)
    return ""


def _names_of_earlier(drafts: Iterable[models.Disclosure]) -> dict[Coordinates, str]:
    """What the explanations of drafts call the figures of the year before."""
    return {
        without_basis(slot.coordinates): slot.label
        for draft in drafts
        for slot in written(draft).slots
        if slot.kind == PRIOR
    }


def _place(stored: Sequence[dict[str, Any]], paragraph: int) -> tuple[int, int]:
    """The section and the place in it of a paragraph, by its number. Raises UnusableText."""
    left = paragraph
    for number, section in enumerate(stored):
        if 0 <= left < len(section["paragraphs"]):
            return number, left
        left -= len(section["paragraphs"])
    raise UnusableText(str(_CHANGED))


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
        raise UnusableText(str(_CHANGED))
    lines[place] = after
    key = slot.key if slot.kind == TEXT else slot.edited_key
    disclosure.told.update_or_create(slot=key, defaults={"text": "\n".join(lines)})
