"""What scoring an evaluation gives: for every line, how its score came about; no database."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from budgets.data import CellRef
from performance.data import EvaluationData, ItemData, PartData

# How a printed score stands to its rule. AGREES: the rule gives this very score. CONSISTENT: the
# rule leaves room, and the score lies in it. CONTRADICTS: the rule allows no such score.
# UNEXPLAINED: points were lost, and no rule and no stated reason says why. OPEN: no score yet.
AGREES, CONSISTENT, CONTRADICTS = "agrees", "consistent", "contradicts"
UNEXPLAINED, OPEN = "unexplained", "open"

# Where a rule's numbers come from: the document's own 评分标准, or the scheme (an official rule).
PRINTED, SCHEME = "printed", "scheme"

Range = tuple[Decimal, Decimal]
Inputs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ItemScoring:
    """How a line's score came about.

    `rule` is the code of the rule that applies ("" = none known), `rule_name` its Chinese name,
    `source` where the rule stands. `weight` is the points at stake, None where several lines share
    one weight (then `share` names what they share). `score` is the recomputed score, rounded half
    up to the printed places; None where no rule determines one. `possible` holds every range that
    the rule allows, a single score being a range of one. `inputs` are (label, as printed), `steps`
    Chinese sentences in the order of the computation. `rounding`: the score differs by one unit in
    its last place. `lost` is the weight less the printed score.
    """

    item: ItemData
    rule: str
    rule_name: str
    verdict: str
    source: str = ""
    basis: str = SCHEME
    weight: Decimal | None = None
    score: Decimal | None = None
    possible: tuple[Range, ...] = ()
    inputs: Inputs = ()
    steps: tuple[str, ...] = ()
    share: str = ""
    rounding: bool = False
    lost: Decimal | None = None

    @property
    def explanation(self) -> str:
        """The steps as one sentence."""
        return "；".join(self.steps)


@dataclass(frozen=True, slots=True)
class ShareScoring:
    """Lines that share one weight (产出 30 分，四项), judged together.

    `items` are places in Scoring.items. `stated` is the sum of their printed scores.
    """

    name: str
    part: str
    weight: Decimal
    items: tuple[int, ...]
    stated: Decimal | None
    verdict: str
    steps: tuple[str, ...] = ()
    cell: CellRef | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class PartScoring:
    """A part recomputed from its lines.

    `score` is None where a line has neither a printed nor a recomputed score. `unexplained` names
    what no rule explains; such lines count with their printed score.
    """

    part: PartData
    score: Decimal | None
    verdict: str
    steps: tuple[str, ...] = ()
    unexplained: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scoring:
    """An evaluation recomputed: `score` and `grade` beside the printed ones of `evaluation`."""

    evaluation: EvaluationData
    scheme: str
    items: tuple[ItemScoring, ...]
    parts: tuple[PartScoring, ...]
    shares: tuple[ShareScoring, ...]
    score: Decimal | None
    grade: str
    steps: tuple[str, ...] = ()

    @property
    def unexplained(self) -> tuple[str, ...]:
        """What no rule explains, one sentence each, each once."""
        of_shares = {place for share in self.shares for place in share.items}
        single = [
            one.explanation
            for place, one in enumerate(self.items)
            if one.verdict == UNEXPLAINED and place not in of_shares
        ]
        shared = ["；".join(one.steps) for one in self.shares if one.verdict == UNEXPLAINED]
        return (*shared, *single)

    def verdict(self) -> str:
        """The worst verdict of all lines."""
        found = {one.verdict for one in self.items}
        order = (CONTRADICTS, UNEXPLAINED, OPEN, CONSISTENT)
        return next((verdict for verdict in order if verdict in found), AGREES)
