"""What the headings above a paragraph say: its standard section, and the money that it is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from budgets.data import DisclosureData
from budgets.narrative.claims.figures import figures_in
from budgets.narrative.claims.subjects import SURE, UNKNOWN, Subject, Subjects
from budgets.narrative.standard import section_key


@dataclass(frozen=True, slots=True)
class Heading:
    """The headings over one paragraph, as far as its figures are concerned.

    `first`: no paragraph under the same heading has figures before this one. `of_another`: some
    heading above names another body, whose figures the tables need not hold.
    """

    section: str
    subject: Subject
    first: bool
    of_another: bool


def headings_of(data: DisclosureData, subjects: Subjects) -> Iterator[Heading]:
    """The headings of every paragraph, in the order of the explanation."""
    above: list[tuple[int, str, Subject, str, bool]] = []
    for section in data.narrative:
        above = [one for one in above if one[0] < section.level]
        subject = subjects.read_heading(section.heading)
        key = section_key(section.heading) or next(
            (one[3] for one in reversed(above) if one[3]), ""
        )
        another = subjects.is_other_body(section.heading) or any(one[4] for one in above)
        above.append((section.level, section.heading, subject, key, another))
        scope = _scope([one[2] for one in above])
        first = True
        for text in section.paragraphs:
            has_figures = any(figures_in(text))
            yield Heading(key, scope, first, another)
            first = first and not has_figures


def _scope(subjects: list[Subject]) -> Subject:
    """What the headings name together, the nearest before the wider ones.

    A heading with unknown words keeps those above it out, and so does one of the other side.
    """
    found: Subject | None = None
    for subject in reversed(subjects):
        if subject.belief == UNKNOWN:
            break
        if not subject.told:
            continue
        if found is None:
            found = subject
            continue
        sides = {one.coordinates.get("side") for one in (found, subject)} - {None}
        if len(sides) > 1 or subject.belief != SURE:
            break
        found = replace(found, coordinates=found.coordinates.inheriting(subject.coordinates))
    if found is not None:
        return found
    return replace(subjects[-1], belief=UNKNOWN) if subjects else Subject("", belief=SURE)
