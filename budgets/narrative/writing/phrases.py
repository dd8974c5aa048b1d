"""How amounts, changes and reasons read in a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from budgets.money import UNITS, YUAN, AmountError, Unit, format_fen, parse_amount

_REASON = re.compile(r"(?:主要)?的?原因(?:(?:是|为|在于)[：:，,]?|[：:])\s*")
_END = "。；;，,、 \n\t"
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Change:
    """An amount against that of the year before, in fen."""

    fen: int
    before: int

    @property
    def difference(self) -> int:
        return self.fen - self.before

    @property
    def percent(self) -> Decimal | None:
        """The change as a share of the earlier amount, without sign; None on a base of nothing."""
        if self.before <= 0:
            return None
        exact = Decimal(abs(self.difference)) * 100 / self.before
        return exact.quantize(_CENT, ROUND_HALF_UP)

    def passes(self, threshold: Decimal) -> bool:
        """Whether it changed by more than `threshold` percent; from nothing, any change does."""
        return abs(self.difference) * 100 > threshold * abs(self.before)

    def demand(self, threshold: Decimal) -> str:
        """Why a reason is owed for it, in Chinese; "" where none is."""
        if not self.passes(threshold):
            return ""
        if self.percent is None:
            return "上年没有这项"
        return f"变动{self.percent}%，超过{threshold.normalize():f}%"


@dataclass(frozen=True, slots=True)
class Phrases:
    """The wording of one document: the unit of its amounts, its year, and 预算 or 决算."""

    unit: Unit
    year: int
    word: str
    body: str

    def filled(self, text: str, **more: str) -> str:
        """A pattern with its placeholders filled in."""
        arranged = "预算安排" if self.word == "预算" else f"支出{self.word}"
        return text.format(
            year=self.year,
            before=self.year - 1,
            word=self.word,
            arranged=arranged,
            body=self.body,
            **more,
        )

    def money(self, fen: int) -> str:
        """Every digit of an amount, in the document's unit; nothing is plain 0."""
        return (format_fen(fen, self.unit) if fen else "0") + self.unit.name

    def compared(self, change: Change) -> str:
        """，比2023年预算数10.00元增加1.00元，增长10.00%"""
        before = f"{self.year - 1}年{self.word}数"
        if not change.difference:
            return f"，与{before}持平"
        grew = change.difference > 0
        said = f"，比{before}{self.money(change.before)}"
        said += f"{'增加' if grew else '减少'}{self.money(abs(change.difference))}"
        # A change that rounds to nothing has no percentage that would say anything.
        if change.percent:
            said += f"，{'增长' if grew else '下降'}{change.percent}%"
        return said


def escaped(text: str) -> str:
    """A printed text as a part of a pattern."""
    return text.replace("{", "{{").replace("}", "}}")


def reason_of(text: str) -> str:
    """What staff gave as a reason, without the words that the sentence brings itself."""
    said = "".join(line.strip() for line in text.splitlines())
    match = _REASON.match(said)
    return (said[match.end() :] if match else said).strip(_END)


def fen_of(text: str) -> int | None:
    """The amount that staff told: yuan, unless a unit stands behind it. None where it is none."""
    bare = text.strip()
    unit = next((unit for name, unit in UNITS.items() if bare.endswith(name)), None)
    try:
        return parse_amount(bare.removesuffix(unit.name) if unit else bare, unit or YUAN).fen
    except AmountError:
        return None
