"""Claims in the making: what a walk through a sentence has put together so far."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from budgets.coordinates import Coordinates
from budgets.narrative.claims.sentences import Sentence
from budgets.narrative.claims.subjects import SURE, Subject
from budgets.narrative.data import ClaimData, FigureData, PartData


@dataclass(slots=True)
class Compare:
    """A comparison that was opened: with which year, on which basis, and whether it was used."""

    year: int
    basis: str
    may_name: bool
    broken: bool = False


@dataclass(slots=True)
class Draft:
    """A claim in the making."""

    sentence: Sentence
    subject: Subject
    year: int
    section: str
    basis: str = ""
    amount: FigureData | None = None
    prior_year: int = 0
    prior_basis: str = "prior"
    prior_amount: FigureData | None = None
    change: FigureData | None = None
    direction: str = ""
    turned_at: tuple[int, int] = (0, 0)
    rate_direction: str = ""
    rate_turned_at: tuple[int, int] = (0, 0)
    percent: FigureData | None = None
    share: FigureData | None = None
    whole: FigureData | None = None
    share_of: Coordinates | None = None
    done: FigureData | None = None
    compared: bool = False
    # What the heading or the sentence makes of the subject; it may say the plain one all the same.
    narrowed: tuple[Coordinates, ...] = ()
    exhaustive: bool = False
    parts: list[PartData] = field(default_factory=list)

    def again(self, sentence: Sentence) -> Draft:
        """The same figure, for another comparison."""
        made = Draft(sentence, self.subject, self.year, self.section, self.basis, self.amount)
        made.narrowed = self.narrowed
        return made

    def claim(self) -> ClaimData:
        told = self.subject.told
        return ClaimData(
            paragraph=self.sentence.paragraph,
            start=self.sentence.start,
            end=self.sentence.end,
            text=self.sentence.text,
            subject=self.subject.words,
            section=self.section,
            year=self.year,
            meanings=tuple(dict.fromkeys((*self.narrowed, self.subject.coordinates)))
            if told
            else (),
            sure=told and self.subject.belief == SURE,
            basis=self.basis,
            amount=self.amount,
            prior_year=self.prior_year,
            prior_basis=self.prior_basis,
            prior_amount=self.prior_amount,
            change=self.change,
            direction=self.direction,
            turned_at=self.turned_at,
            rate_direction=self.rate_direction,
            rate_turned_at=self.rate_turned_at,
            percent=self.percent,
            share=self.share,
            whole=self.whole,
            share_of=self.share_of,
            done=self.done,
            parts=tuple(self.parts),
            exhaustive=self.exhaustive,
        )


@dataclass(frozen=True, slots=True)
class Bracket:
    """What to return to when a bracket closes."""

    boundary: int
    start: int
    current: Draft | None
    depth: int
    made: int
    year: int


def source_of(coordinates: Coordinates) -> Coordinates:
    return Coordinates.of({k: v for k, v in coordinates.items() if k == "source"})


def alike(one: Subject, other: Subject) -> bool:
    if one.told and other.told:
        return one.coordinates == other.coordinates
    return bool(one.words) and one.words == other.words


def basis_of(phrase: str, kind: str) -> tuple[str, str]:
    """Whose figure a phrase announces, "" for the document's own, and the phrase without that."""
    accounts = kind == "final-accounts"
    match = re.search(r"(?:支出|收入)?(?:决算|执行)(?:数|金额)?|实际(?:支出|收入)?(?:数)?", phrase)
    if match and not accounts:
        return "final", phrase
    if (
        accounts
        and not match
        and re.search(r"(?:年初|全年|调整)?预算(?:数|安排)?(?:为|是|:|：)?\s*$", phrase)
    ):
        return "budget", phrase
    return "", phrase
