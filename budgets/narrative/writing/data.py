"""What writing an explanation gives: its sections, and the slots that they are made of."""

from __future__ import annotations

from dataclasses import dataclass

from budgets.coordinates import NOWHERE, Coordinates
from budgets.data import SectionData
from budgets.narrative.writing.phrases import Change

# Kinds of slots. TEXT: only staff know it. SENTENCE: written from figures; staff may put their own
# in its place. REASON: the 主要原因 at the end of a sentence. AMOUNT: a figure of this year that no
# table tells. PRIOR: a figure of the year before. CHOICE: one of `options`.
TEXT, SENTENCE, REASON = "text", "sentence", "reason"
AMOUNT, PRIOR, CHOICE = "amount", "prior", "choice"

# Before the key of a sentence: what staff wrote in its place.
EDITED = "edited:"


@dataclass(frozen=True, slots=True)
class SlotData:
    """A place of the explanation that something is written into.

    `section` is the place of its section among the written sections, -1 for the whole document.
    `paragraph` counts from 0 through the whole explanation, -1 where nothing of it stands in the
    text yet; it fills `length` paragraphs from there.
    `text` is what stands there now (of a PRIOR or AMOUNT: decimal yuan), `generated` what the
    program writes or suggests by itself; `by_staff` says that `text` is what staff told.
    `owed`: a person must still tell it. `demanded` is why, in Chinese (变动8.00%，超过5%).
    `coordinates`: of a PRIOR, for narrating.tell_earlier, and of a REASON, whose `change` it is a
    reason for; `why` it is asked stands in the label.
    """

    key: str
    label: str
    kind: str
    section: int = -1
    paragraph: int = -1
    length: int = 0
    text: str = ""
    generated: str = ""
    by_staff: bool = False
    owed: bool = False
    demanded: str = ""
    coordinates: Coordinates = NOWHERE
    options: tuple[str, ...] = ()
    change: Change | None = None

    @property
    def edited_key(self) -> str:
        """The key under which staff tell their own words for a SENTENCE."""
        return EDITED + self.key


@dataclass(frozen=True, slots=True)
class WrittenData:
    """An explanation in the official order, and its slots in the order of the text."""

    sections: tuple[SectionData, ...] = ()
    slots: tuple[SlotData, ...] = ()

    def slot(self, key: str) -> SlotData | None:
        return next((slot for slot in self.slots if slot.key == key), None)

    @property
    def owed(self) -> tuple[SlotData, ...]:
        return tuple(slot for slot in self.slots if slot.owed)
