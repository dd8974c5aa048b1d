"""What every check of claims looks at, and what it says: faults, and what held."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from budgets.asking import Asking, Told
from budgets.coordinates import Coordinates
from budgets.data import CellRef, DisclosureData
from budgets.narrative.checks.wording import ERROR, ROUNDING, WARNING
from budgets.narrative.claims.subjects import is_loose, variants
from budgets.narrative.data import ClaimData, EarlierFigure, FigureData

__all__ = ["ERROR", "ROUNDING", "WARNING", "Context", "Fault", "Held", "Said"]


@dataclass(frozen=True, slots=True)
class Fault:
    """A figure of a claim that something contradicts.

    `expected` is the right figure in the form of the text (6.79%, 384,374.06元), "" where the right
    one can't be told; `reason` a Chinese clause that says why; `fen` stated and expected, for money.
    `fix` are the characters to put `expected` in place of, None where that would not put it right.
    """

    claim: int
    kind: str
    severity: str
    figure: FigureData | None
    expected: str
    reason: str
    fen: tuple[int, int] | None = None
    against: tuple[CellRef, ...] = ()
    fix: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A figure of a claim (None: that there is none) that something confirms, and its cells."""

    claim: int
    figure: FigureData | None
    cells: tuple[CellRef, ...] = ()
    year: int = 0


Said = Fault | Held


@dataclass(frozen=True)
class Context:
    """The claims of an explanation, and everything that they can be held against.

    `known` is what is known of a claim's figure from outside the text: (claim, role) -> fen, where
    role is "amount" or "prior". The checks against tables fill it, those that follow use it.
    """

    data: DisclosureData
    claims: tuple[ClaimData, ...]
    asking: Asking
    earlier: Asking | None = None
    figures: tuple[EarlierFigure, ...] = ()
    known: dict[tuple[int, str], int] = field(default_factory=dict)
    # Where the text leaves out the earlier figure: what it may be, by the ways to read the subject.
    priors: dict[int, tuple[int, ...]] = field(default_factory=dict)

    @cached_property
    def years(self) -> dict[int, Asking]:
        """The documents that can be asked, by their year."""
        found = {self.data.fiscal_year: self.asking}
        if self.earlier is not None:
            found[self.earlier.data.fiscal_year] = self.earlier
        return found

    def numbered(self) -> Iterator[tuple[int, ClaimData]]:
        return iter(enumerate(self.claims))

    def answers(self, claim: ClaimData, year: int, basis: str = "") -> Iterator[tuple[Told, bool]]:
        """What a year's tables say of a claim's subject; False where they speak of less than it."""
        asking = self.years.get(year)
        if asking is None:
            return
        for number, meaning in enumerate(claim.meanings):
            # Below 一般公共预算支出 a plain 基本支出 is of that source; if all else fails, of all.
            own = number == 0 or number < len(claim.meanings) - 1
            for one, whole in variants(meaning):
                asked = one.with_({"basis": basis}) if basis else one
                for told in asking.answers(asked):
                    yield told, own and whole and claim.sure and not is_loose(meaning)

    def amounts_of(self, claim: ClaimData) -> tuple[int, ...]:
        """What the tables of its year may say that a claim's subject is, in fen, the plainest first."""
        answers = list(self.answers(claim, claim.year, claim.basis))
        if not any(sure for _, sure in answers):
            return ()
        return tuple(dict.fromkeys(told.fen for told, _ in answers))

    def told_of(self, meaning: Coordinates, basis: str = "") -> Iterator[tuple[Told, bool]]:
        """What this document's tables say of a meaning; False where they speak of less than it."""
        for one, whole in variants(meaning):
            asked = one.with_({"basis": basis}) if basis else one
            for told in self.asking.answers(asked):
                yield told, whole
