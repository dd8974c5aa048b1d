"""What staff fill into a written explanation: its slots as fields, each knowing what it held."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from budgets.data import SectionData
from budgets.narrative.writing import (
    CHOICE,
    PRIOR,
    REASON,
    SENTENCE,
    TEXT,
    SlotData,
    WrittenData,
)

# Names of fields: what is told, and a digest of what stood there when the page was made.
FIELD, WAS = "slot:", "was:"


@dataclass(frozen=True, slots=True)
class SlotField:
    """A slot on the page. `key` is that which is told, `value` what its field holds."""

    slot: SlotData
    key: str
    value: str
    was: str
    error: str = ""

    @property
    def name(self) -> str:
        return FIELD + self.key

    @property
    def was_name(self) -> str:
        return WAS + self.key

    @property
    def id(self) -> str:
        """For anchors and labels: keys are of letters that an id may have, but for terms."""
        return f"slot-{digest(self.key)}"

    @property
    def is_open(self) -> bool:
        """What is owed, or was just refused, stands open; the rest is folded."""
        return self.slot.owed or bool(self.error)

    @property
    def is_long(self) -> bool:
        return self.slot.kind in (TEXT, SENTENCE, REASON)

    @property
    def rows(self) -> int:
        """Lines of its text area, 40 characters a line."""
        lines = sum(len(line) // 40 + 1 for line in self.value.splitlines())
        return max(2 if self.slot.kind == REASON else 3, min(lines, 14))


def digest(text: str) -> str:
    """Tells whether a text is still the one that a page was made with."""
    return hashlib.sha256(plain(text).encode()).hexdigest()[:16]


def plain(text: str) -> str:
    """A text as browsers and people leave it: line ends of one kind, no blanks around."""
    return "\n".join(text.strip().splitlines())


def key_of(slot: SlotData) -> str:
    """The key that a slot is told under."""
    return slot.edited_key if slot.kind == SENTENCE else slot.key


@dataclass(frozen=True, slots=True)
class Sent:
    """What came back from a page: the texts that staff changed, and those that others did."""

    texts: Mapping[str, str]
    overtaken: frozenset[str]


def sent(written: WrittenData, posted: Mapping[str, str]) -> Sent:
    """The slots whose text is another one than on the page that was sent.

    A sentence that is as the program writes it is no edited one; an emptied one is the program's.
    """
    texts: dict[str, str] = {}
    overtaken = set()
    for name, text in posted.items():
        if not name.startswith(FIELD):
            continue
        key = name.removeprefix(FIELD)
        was = posted.get(WAS + key, "")
        if digest(text) == was:
            continue
        slot = next((one for one in written.slots if key_of(one) == key), None)
        if slot is not None and digest(slot.text) not in (was, digest(text)):
            overtaken.add(key)
        as_written = slot is not None and slot.kind == SENTENCE and plain(text) == slot.generated
        texts[key] = "" if as_written else plain(text)
    return Sent(texts, frozenset(overtaken))


def fields_of(
    written: WrittenData,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> tuple[SlotField, ...]:
    """The slots as fields; `typed` and `errors`, by key, are of what was refused."""
    typed, errors = typed or {}, errors or {}
    return tuple(
        SlotField(
            slot,
            key_of(slot),
            typed.get(key_of(slot), slot.text),
            digest(slot.text),
            errors.get(key_of(slot), ""),
        )
        for slot in written.slots
        if slot.kind != PRIOR
    )


def places_of(
    fields: Sequence[SlotField], sections: Sequence[SectionData]
) -> Mapping[int, tuple[SlotField, ...]]:
    """The fields by the paragraph that they stand behind; those of an empty section at -1 - its
    place among the sections."""
    placed: dict[int, list[SlotField]] = defaultdict(list)
    ends = list(_ends(sections))
    last: dict[int, int] = {}
    for field in fields:
        slot = field.slot
        if slot.kind == CHOICE or not 0 <= slot.section < len(sections):
            continue
        if slot.paragraph >= 0:
            last[slot.section] = min(slot.paragraph + slot.length, ends[slot.section]) - 1
        placed[last.get(slot.section, -1 - slot.section)].append(field)
    return {place: tuple(own) for place, own in placed.items()}


def _ends(sections: Sequence[SectionData]) -> Iterator[int]:
    """How many paragraphs stand up to the end of each section."""
    count = 0
    for section in sections:
        count += len(section.paragraphs)
        yield count
