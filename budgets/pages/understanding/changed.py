"""What changed since the year before, by the same measures, with the reason that the text gives.

The year before is told by the document's own column of it, else by the body's newest earlier
document that is public, by what staff told of it once, or by the explanation. It is made when the document is
published, as the explanation beside it is: both speak of what was known then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse

from budgets.asking import Asking
from budgets.comparison.names import MeasureName, names_of
from budgets.coordinates import Coordinates
from budgets.data import DisclosureData
from budgets.measures import FUNCTION, Measured, wanted
from budgets.models import Disclosure, KeyAmount, PriorFigure
from budgets.money import format_fen
from budgets.narrative.data import CONTRADICTED, NarrativeCheck
from budgets.narrative.reasons import reason_given
from budgets.narrative.writing import without_basis
from budgets.narrative.writing.amounts import PRIOR_BASIS
from budgets.narrative.writing.phrases import Change
from budgets.pages.findings import place_of
from budgets.pages.understanding.story import Story

ALWAYS = ("spending", "basic", "project", "three-public")
# Further back nobody would call it a change since last time.
_YEARS_BACK = 3
_MOST = 6


@dataclass(frozen=True, slots=True)
class Before:
    """An amount of an earlier year, in fen; `address` is that of its row, "" where none states it."""

    fen: int
    year: int
    address: str = ""


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """`difference` has its sign, `percent` too, "" on a base of nothing; `paragraph` counts from 1."""

    name: MeasureName
    now: str
    address: str
    before: str
    before_address: str
    year: int
    difference: str
    percent: str
    grew: bool
    same: bool
    reason: str = ""
    paragraph: int = 0


@dataclass(frozen=True, slots=True)
class Changed:
    """`always` are the main amounts, `most` the functions that changed most, the largest first."""

    always: tuple[ChangedRow, ...]
    most: tuple[ChangedRow, ...]
    compare: str

    @property
    def years(self) -> list[int]:
        """The earlier years that the rows are compared with."""
        return sorted({row.year for row in (*self.always, *self.most)})


def changed_since(
    disclosure: Disclosure, story: Story, claims: NarrativeCheck | None = None
) -> Changed | None:
    """The changes, in the active language; None where nothing is known of an earlier year."""
    said = dict(_said_of_prior(story.data, claims)) if claims else {}
    comparing = _Comparing(disclosure, story, said)
    pairs = {key: pair for key in ALWAYS if (pair := comparing.pair(key))}
    leaves = {key: pair for key in comparing.functions() if (pair := comparing.pair(key))}
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


class _Comparing:
    """Finds the amounts of an earlier year for the measures of a document."""

    def __init__(
        self, disclosure: Disclosure, story: Story, said: Mapping[Coordinates, tuple[int, int]]
    ) -> None:
        self._disclosure = disclosure
        self._story = story
        self._said = said
        self._asking = Asking(story.data)

    def functions(self) -> Iterator[str]:
        """The finest codes of this year, and those of the earlier one that are gone by now."""
        yield from _finest(self._story.measures)
        yield from (key for key in _finest(self._earlier) if _is_nothing(key, self._story.measures))

    def pair(self, key: str) -> tuple[int, Before] | None:
        """This year's fen and the earlier amount; None where either is unknown or disputed."""
        one = self._story.measures.get(key)
        before = None if one and one.disputed else self._before(key)
        if before is None or (one is None and not before.fen):
            return None
        return (one.fen if one else 0), before

    def _before(self, key: str) -> Before | None:
        last = self._disclosure.fiscal_year.year - 1
        basis = {"basis": PRIOR_BASIS[self._story.data.kind]}
        places = [Coordinates.of(members) for members in wanted(key)]
        for at in places:
            told = self._asking.tell(at.with_(basis))
            if told is not None and told.cells:
                return Before(told.fen, last, place_of(told.cells[0]).address)
        document = self._of_document(key)
        if document is not None and document.year == last:
            return document
        for at in places:
            if at in self._figures:
                return Before(self._figures[at], last)
            if at in self._said:
                fen, paragraph = self._said[at]
                return Before(fen, last, f"#p{paragraph}")
        return document

    def _of_document(self, key: str) -> Before | None:
        one = self._earlier.get(key)
        if one is not None:
            return None if one.disputed else Before(one.fen, one.year, _address(one))
        if _level(key) and _is_nothing(key, self._earlier):
            return Before(0, self._earlier["spending"].year)
        return None

    @cached_property
    def _earlier(self) -> dict[str, KeyAmount]:
        """The measures of the newest earlier document that is public."""
        year = self._disclosure.fiscal_year.year
        public = (
            Disclosure.objects.published()
            .filter(
                department=self._disclosure.department_id,
                kind=self._disclosure.kind,
                fiscal_year__year__lt=year,
                fiscal_year__year__gte=year - _YEARS_BACK,
            )
            .order_by("-fiscal_year__year")
            .first()
        )
        if public is None:
            return {}
        amounts = public.key_amounts.select_related("department", "disclosure")
        return {one.key: one for one in amounts}

    @cached_property
    def _figures(self) -> dict[Coordinates, int]:
        held = PriorFigure.objects.filter(
            department=self._disclosure.department_id,
            kind=self._disclosure.kind,
            fiscal_year__year=self._disclosure.fiscal_year.year - 1,
        )
        return {Coordinates.of(one.coordinates): one.fen for one in held}


def _address(one: KeyAmount) -> str:
    """The row that tells it, in its version: a later correction may have other rows."""
    base = [one.department.slug, one.year, one.kind, one.disclosure.version, one.table_n]
    return f"{reverse('table-version', args=base)}#r{one.row + 1}"


def _level(key: str) -> int:
    """How many digits a function's code has, 0 for another measure."""
    name, _hyphen, code = key.rpartition("-")
    return len(code) if name == FUNCTION else 0


def _finest(measures: Mapping[str, Measured | KeyAmount]) -> list[str]:
    """The functions with no finer one below them."""
    codes = sorted(key for key in measures if _level(key))
    return [
        key
        for place, key in enumerate(codes)
        if place + 1 == len(codes) or not codes[place + 1].startswith(key)
    ]


def _is_nothing(key: str, measures: Mapping[str, Measured | KeyAmount]) -> bool:
    """Whether a function holds no money: other codes tell all that is spent, none of them its own."""
    finest = _finest(measures)
    spending = measures.get("spending")
    return (
        spending is not None
        and sum(measures[one].fen for one in finest) == spending.fen
        and not any(one.startswith(key) or key.startswith(one) for one in finest)
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
    said = change.percent
    reason, paragraph = "", 0
    # A text speaks of the year before, whatever is known here.
    if change.difference and before.year == story.data.fiscal_year - 1:
        found = (reasons.get(Coordinates.of(members)) for members in wanted(name.key))
        reason, paragraph = next((one for one in found if one), ("", 0))
    return ChangedRow(
        name=name,
        now=format_fen(now, story.unit),
        address=place_of(one.cell).address if one else "",
        before=format_fen(before.fen, story.unit),
        before_address=before.address,
        year=before.year,
        difference=sign + format_fen(abs(change.difference), story.unit),
        percent="" if said is None else f"{sign}{said.normalize():f}%",
        grew=change.difference > 0,
        same=not change.difference,
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


def _said_of_prior(
    data: DisclosureData, claims: NarrativeCheck
) -> Iterator[tuple[Coordinates, tuple[int, int]]]:
    """Amounts of the year before that the explanation states and nothing contradicts, with their
    paragraph."""
    for checked in reversed(claims.claims):
        claim = checked.claim
        before = claim.prior_amount
        if (
            checked.status != CONTRADICTED
            and before is not None
            and before.amount is not None
            and not before.vague
            and claim.prior_year == data.fiscal_year - 1
            and claim.prior_basis == PRIOR_BASIS[data.kind]
        ):
            for meaning in claim.meanings:
                yield without_basis(meaning), (before.fen, claim.paragraph + 1)
