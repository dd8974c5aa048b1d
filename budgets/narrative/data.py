"""What an explanation says about figures: figures, claims, and what became of each claim.

Paragraphs count from 0 through the whole explanation, characters from 0 within a paragraph.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from budgets.coordinates import Coordinates
from budgets.data import CellRef, FindingData
from budgets.money import Amount

EXPLANATION = "情况说明"

# Kinds of figures: money, shares of a whole, numbers of things, marks of an evaluation.
MONEY, PERCENT, COUNT, SCORE = "amount", "percent", "count", "score"
# What became of a claim.
OK, CONTRADICTED, UNCHECKED = "ok", "contradicted", "unchecked"
# Which way a claim says that a figure went.
UP, DOWN, SAME = "up", "down", "same"


@dataclass(frozen=True, slots=True)
class FigureData:
    """A figure in a paragraph, its unit within `printed` (5,864,768.37元, 7.28%, 3个).

    `number` is what is printed, in `unit`; `amount` is there for money, in fen with the step of its
    last printed place. `vague`: 约, 左右, 近, 余, 不超过, or an end of a range.
    """

    paragraph: int
    start: int
    end: int
    printed: str
    kind: str
    number: Decimal
    unit: str
    amount: Amount | None = None
    vague: bool = False

    @property
    def fen(self) -> int:
        return self.amount.value if self.amount else 0


@dataclass(frozen=True, slots=True)
class PartData:
    """A part that a sentence names of its whole: 其中：货物12万元."""

    name: str
    figure: FigureData
    # Counts the semicolons before it: a list may end at one.
    group: int = 0


@dataclass(frozen=True, slots=True)
class ClaimData:
    """One statement about a figure: what of, when, how much, and against what.

    `text` is its sentence, at `start` to `end` of the paragraph. `meanings` are the coordinates that
    its subject names, none where it was not understood; only where that is `sure` can a table refute
    it. `prior_basis` of the earlier figure is prior (last year's budget), prior_final (last year's
    accounts) or budget (accounts against the budget of the same year). `direction` is the word's, ""
    where none stands. `share` is what `amount` is of `whole`, which the text
    states, or of `share_of`, which only the tables do; `done` what it is of `prior_amount`.
    `section` is the key of the standard section. `absent`: the sentence says that there is none
    (无政府性基金…); `amount` is then None.
    """

    paragraph: int
    start: int
    end: int
    text: str
    subject: str
    section: str = ""
    year: int = 0
    meanings: tuple[Coordinates, ...] = ()
    sure: bool = False
    basis: str = ""
    amount: FigureData | None = None
    prior_year: int = 0
    prior_basis: str = "prior"
    prior_amount: FigureData | None = None
    change: FigureData | None = None
    direction: str = ""
    # Where the word of the direction stands; and that of the percentage, where it has its own.
    turned_at: tuple[int, int] = (0, 0)
    rate_direction: str = ""
    rate_turned_at: tuple[int, int] = (0, 0)
    percent: FigureData | None = None
    share: FigureData | None = None
    whole: FigureData | None = None
    share_of: Coordinates | None = None
    done: FigureData | None = None
    parts: tuple[PartData, ...] = ()
    # Whether the sentence lists all parts: 分别是, 构成.
    exhaustive: bool = False
    absent: bool = False

    @property
    def figures(self) -> tuple[FigureData, ...]:
        """Every figure of the claim, in the order of the text, but for those of its parts."""
        own = (self.amount, self.prior_amount, self.change, self.percent, self.share, self.done)
        return tuple(sorted((one for one in own if one), key=lambda one: one.start))


@dataclass(frozen=True, slots=True)
class OriginData:
    """Where a figure of the text stands in the tables; `year` is that of their document."""

    figure: FigureData
    cells: tuple[CellRef, ...]
    year: int


@dataclass(frozen=True, slots=True)
class FixData:
    """What would put a finding right: the characters `start` to `end` of a paragraph become `text`."""

    key: str
    paragraph: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class CheckedData:
    """A claim, what became of it (ok, contradicted, unchecked), and where its figures stand.

    `held` are the figures that a check confirmed, be it only by the others of the sentence.
    """

    claim: ClaimData
    status: str
    origins: tuple[OriginData, ...] = ()
    held: tuple[FigureData, ...] = ()


@dataclass(frozen=True, slots=True)
class NarrativeCheck:
    """Everything that checking an explanation says. `fixes` name findings by their key."""

    claims: tuple[CheckedData, ...] = ()
    findings: tuple[FindingData, ...] = ()
    fixes: tuple[FixData, ...] = ()


@dataclass(frozen=True, slots=True)
class EarlierFigure:
    """A figure of the year before that staff told once, where its document is not in the system."""

    coordinates: Coordinates
    fen: int


def paragraph_ref(paragraph: int, column: int = 0) -> CellRef:
    """A place in the explanation as a cell: table 0, rows are paragraphs, columns characters."""
    return CellRef(0, EXPLANATION, f"第{paragraph + 1}段", paragraph, column)
