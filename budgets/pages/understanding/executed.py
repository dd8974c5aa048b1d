"""How a budget was carried out: what final accounts say beside what was budgeted, first and adjusted.

What was budgeted is told by the accounts' own columns; else by the body's budget of that year, as it
was public when the accounts were published.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from budgets.asking import Asking, Told
from budgets.comparison.names import MeasureName, names_of
from budgets.coordinates import Coordinates
from budgets.measures import Measured, wanted
from budgets.models import Disclosure, KeyAmount
from budgets.pages.findings import place_of
from budgets.pages.understanding.amounts import rate
from budgets.pages.understanding.earlier import address_in_version
from budgets.pages.understanding.story import Story
from budgets.pages.units import told_amount

# The whole of what is spent first: spent where that is told apart from what is kept.
_WHOLE = ("spent", "spending")
_PARTS = ("basic", "project", "three-public", "abroad", "reception", "vehicles")


@dataclass(frozen=True, slots=True)
class Planned:
    """An amount that was budgeted, in fen; `address` of the row that tells it, `rate` the final of it.

    `near`: the two differ by no more than the places that they are printed to.
    """

    fen: int
    address: str
    figure: str
    rate: str
    near: bool


@dataclass(frozen=True, slots=True)
class ExecutedRow:
    """A measure's final amount; what was budgeted for it at first, and after adjustments."""

    name: MeasureName
    fen: int
    figure: str
    address: str
    budget: Planned | None
    adjusted: Planned | None


@dataclass(frozen=True, slots=True)
class Executed:
    """`whole` is the row of all that was spent, without what is kept for later; `foreign`: some of it stands in the year's budget."""

    rows: tuple[ExecutedRow, ...]
    whole: ExecutedRow | None
    is_adjusted: bool
    foreign: bool


def executed_of(disclosure: Disclosure, story: Story) -> Executed | None:
    """The rows, in the active language; None where nothing is known of what was budgeted."""
    if disclosure.kind != Disclosure.Kind.FINAL_ACCOUNTS:
        return None
    telling = _Telling(disclosure, story)
    rows = list(telling.rows())
    if not rows:
        return None
    return Executed(
        tuple(rows),
        next((row for row in rows if row.name.key == _WHOLE[0] and row.budget), None),
        any(row.adjusted for row in rows),
        any(row.budget and row.budget.address.startswith("/") for row in rows),
    )


class _Telling:
    def __init__(self, disclosure: Disclosure, story: Story) -> None:
        self._disclosure = disclosure
        self._story = story
        self._asking = Asking(story.data)

    def rows(self) -> Iterator[ExecutedRow]:
        keys = [key for key in (*_WHOLE, *_PARTS) if key in self._story.measures]
        names = names_of(keys)
        whole_told = False
        for key in keys:
            one = self._story.measures[key]
            # One whole is enough, and nothing is measured by what is contradicted.
            if one.disputed or (key in _WHOLE and whole_told):
                continue
            budget = self._planned(one, "budget") or self._of_document(one)
            adjusted = self._planned(one, "adjusted")
            nothing = not one.fen and not any(told and told.fen for told in (budget, adjusted))
            if (budget is None and adjusted is None) or nothing:
                continue
            whole_told = whole_told or key in _WHOLE
            yield ExecutedRow(
                names[key],
                one.fen,
                told_amount(one.fen, self._story.unit),
                place_of(one.cell).address,
                budget,
                adjusted,
            )

    def _planned(self, one: Measured, basis: str) -> Planned | None:
        """What the accounts' own column says, of the same money before any other."""
        for at in (one.at, *(Coordinates.of(members) for members in wanted(one.key))):
            answers = [
                told for told in self._asking.answers(at.with_({"basis": basis})) if told.cells
            ]
            if answers:
                if any(told.fen != answers[0].fen and told.stated for told in answers):
                    return None
                return self._beside(one, *_stated(answers[0], one))
        return None

    def _of_document(self, one: Measured) -> Planned | None:
        held = self._budget.get(one.key)
        if held is None or held.disputed:
            return None
        return self._beside(one, held.fen, one.step, address_in_version(held))

    def _beside(self, one: Measured, fen: int, step: int, address: str) -> Planned:
        near = one.fen != fen and abs(one.fen - fen) * 2 <= step
        told = "≈100%" if near else rate(one.fen, fen)
        return Planned(fen, address, told_amount(fen, self._story.unit), told, near)

    @cached_property
    def _budget(self) -> dict[str, KeyAmount]:
        amounts = KeyAmount.objects.filter(
            department=self._disclosure.department_id,
            year=self._story.data.fiscal_year,
            kind=Disclosure.Kind.BUDGET,
            disclosure__status=Disclosure.Status.PUBLISHED,
        ).select_related("department", "disclosure")
        return {one.key: one for one in amounts}


def _stated(told: Told, one: Measured) -> tuple[int, int, str]:
    """An answer's fen, the fen of the last place of the coarser of the two, and its address."""
    return told.fen, max(told.step, one.step), place_of(told.cells[0]).address
