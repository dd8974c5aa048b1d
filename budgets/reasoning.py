"""Changes that are large enough to owe a reason (增减原因), and the reasons, told once for each.

A reason is told for a slot of the explanation, or stands in the text that was brought: the page of
the tables, the list of reasons, the explanation, the PDF and the public page show the same one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from budgets import models
from budgets.coordinates import NOWHERE, Coordinates
from budgets.data import DisclosureData
from budgets.narrating import UnusableText, edit_paragraph, tell_all
from budgets.narrative.checking import check_narrative
from budgets.narrative.reasons import reasons_demanded, with_reason
from budgets.narrative.writing import REASON
from budgets.narrative.writing.phrases import Change, reason_of
from budgets.rewriting import YearBefore, written
from budgets.states import lock_draft
from budgets.storage import load_disclosure


@dataclass(frozen=True, slots=True)
class Reason:
    """A change that owes a reason, with the reason where one is told.

    `key` names it in forms; `demanded` says why, in Chinese (变动8.00%，超过5%). `coordinates` are
    those of the figure, NOWHERE where it stands in a text that was brought, in `paragraph` (from
    0) of it; `quoted` then is that paragraph. `given` may be true with no `text`: the words of a
    text that was brought, or a sentence of staff's, give it themselves.
    """

    key: str
    label: str
    change: Change
    demanded: str
    text: str = ""
    given: bool = False
    coordinates: Coordinates = field(default=NOWHERE)
    paragraph: int = -1
    start: int = 0
    quoted: str = ""

    @property
    def owed(self) -> bool:
        return not self.given

    @property
    def by_slot(self) -> bool:
        """Whether it is told for a slot, and can be told otherwise; else it stands in a text."""
        return self.paragraph < 0


def reasons_of(
    disclosure: models.Disclosure,
    data: DisclosureData | None = None,
    before: YearBefore | None = None,
) -> tuple[Reason, ...]:
    """Every change that owes a reason, told or not, in the order of the explanation.

    `data` and `before` spare loading the disclosure and the year before.
    """
    data = data or load_disclosure(disclosure)
    before = before or YearBefore.of(disclosure)
    if _is_brought(disclosure):
        return tuple(_in_text(disclosure, data, before))
    return tuple(
        Reason(
            slot.key,
            slot.label.removesuffix("增减的主要原因"),
            slot.change,
            slot.demanded,
            slot.text,
            not slot.owed,
            slot.coordinates,
        )
        for slot in written(disclosure, data, before).slots
        if slot.kind == REASON and slot.demanded and slot.change is not None
    )


def reasons_owed(disclosure: models.Disclosure) -> list[Reason]:
    """The changes for which nobody has told the reason yet."""
    return [one for one in reasons_of(disclosure) if one.owed]


def _is_brought(disclosure: models.Disclosure) -> bool:
    """Whether the explanation is a text of staff's own, which the program does not write."""
    return bool(disclosure.narrative) and not disclosure.narrative_is_written


def _in_text(
    disclosure: models.Disclosure, data: DisclosureData, before: YearBefore
) -> Iterator[Reason]:
    texts = list(data.paragraphs())
    check = check_narrative(data, before.document, before.figures)
    claims = [one.claim for one in check.claims]
    threshold = disclosure.department.region.reason_threshold
    for one in reasons_demanded(claims, texts, threshold):
        yield Reason(
            f"text:{one.paragraph}-{one.start}",
            one.subject,
            one.change,
            one.demanded,
            given=one.given,
            paragraph=one.paragraph,
            start=one.start,
            quoted=texts[one.paragraph],
        )


@transaction.atomic
def tell_reasons(
    disclosure: models.Disclosure, *, texts: Mapping[str, str], by: object = None
) -> None:
    """Tell reasons by their keys, "" takes one back: all of them, or none where one can't stand.

    A reason of a text that was brought is written into its sentence, and told there otherwise
    from then on. Raises NotADraft, and UnusableText for a change that owes no reason by now.
    """
    lock_draft(disclosure)
    known = {one.key: one for one in reasons_of(disclosure)}
    gone = {key: _("这一处刚刚有了改动，请重新核对。") for key in texts if key not in known}
    if gone:
        raise UnusableText("；".join(dict.fromkeys(gone.values())), gone)
    slots = {key: reason_of(text) for key, text in texts.items() if known[key].by_slot}
    if slots:
        tell_all(disclosure, texts=slots, by=by)
    # From the last to the first: what is put in leaves the places before it alone.
    places = [known[key] for key in texts if not known[key].by_slot and reason_of(texts[key])]
    for one in sorted(places, key=lambda one: (-one.paragraph, -one.start)):
        now = list(load_disclosure(disclosure).paragraphs())[one.paragraph]
        text = with_reason(now, one.start, texts[one.key])
        edit_paragraph(disclosure, paragraph=one.paragraph, before=now, text=text, by=by)
