"""The amounts of an earlier year for the measures of a document: from whichever source is nearest.

The document's own column of the year before comes first, then the newest earlier document that is
public, of the body or of the one that it goes on from; then what staff told of the year before; then
what the explanation states of it and nothing contradicts. A document older than that comes last.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from budgets.asking import Asking
from budgets.comparison.lineage import Lineage
from budgets.coordinates import Coordinates
from budgets.measures import FUNCTION, Measured, wanted
from budgets.models import Disclosure, KeyAmount, PriorFigure
from budgets.narrative.data import CONTRADICTED, NarrativeCheck
from budgets.narrative.writing import without_basis
from budgets.narrative.writing.amounts import PRIOR_BASIS
from budgets.pages.findings import place_of
from budgets.pages.understanding.story import Story

# Further back nobody would call it a change since last time.
_YEARS_BACK = 3


@dataclass(frozen=True, slots=True)
class Before:
    """An amount of an earlier year, in fen; `address` is that of its row, "" where none states it."""

    fen: int
    year: int
    address: str = ""


class Earlier:
    """Finds earlier amounts for one document; `claims` are what its explanation says."""

    def __init__(
        self, disclosure: Disclosure, story: Story, claims: NarrativeCheck | None = None
    ) -> None:
        self._disclosure = disclosure
        self._story = story
        self._last = disclosure.fiscal_year.year - 1
        self._asking = Asking(story.data)
        self._said = dict(_said(story, claims, self._last)) if claims else {}

    def functions(self) -> Iterator[str]:
        """The finest codes of this year, and those of the earlier one that are gone by now: not
        those that go on under another code."""
        yield from finest(self._story.measures)
        yield from (
            key
            for key in finest(self._amounts)
            if key not in self._lineage.all_measures and is_nothing(key, self._story.measures)
        )

    def pair(self, key: str) -> tuple[int, Before] | None:
        """This year's fen and the earlier amount; None where either is unknown or disputed."""
        one = self._story.measures.get(key)
        if one is None and not (level_of(key) and is_nothing(key, self._story.measures)):
            # What no table tells is not nothing.
            return None
        before = None if one and one.disputed else self._before(key)
        if before is None or (one is None and not before.fen):
            return None
        return (one.fen if one else 0), before

    def _before(self, key: str) -> Before | None:
        basis = {"basis": PRIOR_BASIS[self._story.data.kind]}
        places = [Coordinates.of(members) for members in wanted(key)]
        for at in places:
            told = self._asking.tell(at.with_(basis))
            if told is not None and told.cells:
                return Before(told.fen, self._last, place_of(told.cells[0]).address)
        document = self._of_document(key)
        if document is not None and document.year == self._last:
            return document
        for at in places:
            if at in self._figures:
                return Before(self._figures[at], self._last)
            if at in self._said:
                fen, paragraph = self._said[at]
                return Before(fen, self._last, f"#p{paragraph}")
        return document

    def _of_document(self, key: str) -> Before | None:
        """By the code itself, else by those that it goes on from, else nothing where the others tell
        all that was spent."""
        found = [self._amounts[key]] if key in self._amounts else []
        if not found and self._document is not None:
            formers = self._lineage.former_keys(key, self._document.fiscal_year.year)
            found = [self._amounts[one] for one in formers if one in self._amounts]
        if found:
            if any(one.disputed for one in found):
                return None
            return Before(
                sum(one.fen for one in found), found[0].year, address_in_version(found[0])
            )
        if level_of(key) and is_nothing(key, self._amounts):
            return Before(0, self._amounts["spending"].year)
        return None

    @cached_property
    def _lineage(self) -> Lineage:
        keys = [key for key in self._story.measures if level_of(key)]
        return Lineage.of([self._disclosure.department_id], keys)

    @cached_property
    def _document(self) -> Disclosure | None:
        """The newest earlier document: the body's own, else that of the only body it goes on from."""
        own = self._disclosure.department_id
        formers = self._lineage.bodies.get(own, [])
        for bodies, until in [({own}, self._last), *_single(formers, self._last)]:
            public = Disclosure.objects.published().filter(
                department__in=bodies,
                kind=self._disclosure.kind,
                fiscal_year__year__lte=until,
                fiscal_year__year__gt=self._last - _YEARS_BACK,
            )
            newest = public.select_related("fiscal_year").order_by("-fiscal_year__year").first()
            if newest is not None:
                return newest
        return None

    @cached_property
    def _amounts(self) -> dict[str, KeyAmount]:
        if self._document is None:
            return {}
        amounts = self._document.key_amounts.select_related("department", "disclosure")
        return {one.key: one for one in amounts}

    @cached_property
    def _figures(self) -> dict[Coordinates, int]:
        held = PriorFigure.objects.filter(
            department=self._disclosure.department_id,
            kind=self._disclosure.kind,
            fiscal_year__year=self._last,
        )
        return {Coordinates.of(one.coordinates): one.fen for one in held}


def _single(formers: list[tuple[int, int]], last: int) -> Iterator[tuple[set[int], int]]:
    """The only body that another goes on from, up to the year before it did; none of several, whose
    amounts one document does not hold."""
    if len(formers) == 1:
        body, begins = formers[0]
        yield {body}, min(last, begins - 1)


def address_in_version(one: KeyAmount) -> str:
    """The row that tells it, in its version: a later correction may have other rows."""
    base = [one.department.slug, one.year, one.kind, one.disclosure.version, one.table_n]
    return f"{reverse('table-version', args=base)}#r{one.row + 1}"


def _said(
    story: Story, claims: NarrativeCheck, last: int
) -> Iterator[tuple[Coordinates, tuple[int, int]]]:
    """Amounts of the year before that the explanation states, and their paragraph, from 1."""
    # From the last to the first: the first mention counts.
    for checked in reversed(claims.claims):
        claim = checked.claim
        before = claim.prior_amount
        if (
            checked.status != CONTRADICTED
            and before is not None
            and before.amount is not None
            and not before.vague
            and claim.prior_year == last
            and claim.prior_basis == PRIOR_BASIS[story.data.kind]
        ):
            for meaning in claim.meanings:
                yield without_basis(meaning), (before.fen, claim.paragraph + 1)


Amounts = Mapping[str, Measured] | Mapping[str, KeyAmount]


def level_of(key: str) -> int:
    """How many digits a function's code has, 0 for another measure."""
    name, _hyphen, code = key.rpartition("-")
    return len(code) if name == FUNCTION else 0


def finest(measures: Amounts) -> list[str]:
    """The functions with no finer one below them."""
    codes = sorted(key for key in measures if level_of(key))
    return [
        key
        for place, key in enumerate(codes)
        if place + 1 == len(codes) or not codes[place + 1].startswith(key)
    ]


def is_nothing(key: str, measures: Amounts) -> bool:
    """Whether a function holds no money: other codes tell all that is spent, none of them its own."""
    codes = finest(measures)
    told = sum(measures[one].fen for one in codes)
    return any(
        measures[one].fen == told for one in ("spent", "spending") if one in measures
    ) and not any(one.startswith(key) or key.startswith(one) for one in codes)
