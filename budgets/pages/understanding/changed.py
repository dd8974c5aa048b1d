"""What changed since the year before, by the same measures, with the reason that the text gives.

It is made when the document is published, as the explanation beside it is: both speak of what was
known then (earlier.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from budgets.comparison.names import MeasureName, names_of
from budgets.coordinates import Coordinates
from budgets.data import DisclosureData
from budgets.measures import wanted
from budgets.models import Disclosure
from budgets.narrative.data import NarrativeCheck
from budgets.narrative.reasons import reason_given
from budgets.narrative.writing import without_basis
from budgets.narrative.writing.phrases import Change
from budgets.pages.findings import place_of
from budgets.pages.understanding.amounts import change_share
from budgets.pages.understanding.earlier import Before, Earlier
from budgets.pages.understanding.story import Story
from budgets.pages.units import told_amount

ALWAYS = ("spending", "basic", "project", "three-public")
_MOST = 6


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """`difference` has its sign, `percent` too, "" on a base of nothing or less.

    `new`: there was nothing of it before. `paragraph` counts from 1.
    """

    name: MeasureName
    now: str
    address: str
    before: str
    before_address: str
    year: int
    difference: str
    percent: str
    same: bool
    new: bool
    reason: str = ""
    paragraph: int = 0


@dataclass(frozen=True, slots=True)
class Changed:
    """`always` are the main amounts, `most` the functions that changed most, the largest first."""

    always: tuple[ChangedRow, ...]
    most: tuple[ChangedRow, ...]
    compare: str


def changed_since(
    disclosure: Disclosure, story: Story, claims: NarrativeCheck | None = None
) -> Changed | None:
    """The changes, in the active language; None where nothing is known of an earlier year."""
    earlier = Earlier(disclosure, story, claims)
    pairs = {key: pair for key in ALWAYS if (pair := earlier.pair(key))}
    leaves = {key: pair for key in earlier.functions() if (pair := earlier.pair(key))}
    moved = sorted(
        (key for key, (now, before) in leaves.items() if now != before.fen),
        key=lambda key: (-abs(leaves[key][0] - leaves[key][1].fen), key),
    )[:_MOST]
    if not pairs and not moved:
        return None
    names = names_of((*pairs, *moved))
    reasons = dict(_reasons(story.data, claims)) if claims else {}
    query = urlencode([("b", story.data.slug), ("m", "spending"), ("kind", story.data.kind)])
    return Changed(
        tuple(_row(story, names[key], pair, reasons) for key, pair in pairs.items()),
        tuple(_row(story, names[key], leaves[key], reasons) for key in moved),
        f"{reverse('compare')}?{query}",
    )


def _row(
    story: Story,
    name: MeasureName,
    pair: tuple[int, Before],
    reasons: Mapping[Coordinates, tuple[str, int]],
) -> ChangedRow:
    now, before = pair
    change = Change(now, before.fen)
    one = story.measures.get(name.key)
    sign = "+" if change.difference > 0 else "−" if change.difference < 0 else ""
    reason, paragraph = "", 0
    # A text speaks of the year before, whatever is known here.
    if change.difference and before.year == story.data.fiscal_year - 1:
        found = (reasons.get(Coordinates.of(members)) for members in wanted(name.key))
        reason, paragraph = next((one for one in found if one), ("", 0))
    return ChangedRow(
        name=name,
        now=told_amount(now, story.unit),
        address=place_of(one.cell).address if one else "",
        before=told_amount(before.fen, story.unit),
        before_address=before.address,
        year=before.year,
        difference=sign + told_amount(abs(change.difference), story.unit),
        percent=change_share(now, before.fen),
        same=not change.difference,
        new=not before.fen,
        reason=reason,
        paragraph=paragraph,
    )


def _reasons(
    data: DisclosureData, claims: NarrativeCheck
) -> Iterator[tuple[Coordinates, tuple[str, int]]]:
    """The reason that the explanation gives for each amount that it names, and its paragraph."""
    texts: Sequence[str] = list(data.paragraphs())
    # From the last to the first: the first mention counts.
    for checked in reversed(claims.claims):
        claim = checked.claim
        if claim.amount is None or not claim.meanings or claim.year != data.fiscal_year:
            continue
        reason = reason_given(texts[claim.paragraph], claim.amount.end)
        if reason:
            for meaning in claim.meanings:
                yield without_basis(meaning), (reason, claim.paragraph + 1)
