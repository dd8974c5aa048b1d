"""Parts against their whole: those that one sentence names, and those that meanings make parts."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import isqrt
from pathlib import Path

from budgets.coordinates import CLOSED, Coordinates
from budgets.narrative.checks.context import ERROR, ROUNDING, Context, Fault, Held, Said
from budgets.narrative.checks.tables import AMOUNT, PRIOR
from budgets.narrative.checks.values import comparable, like_figure, step_of, value_of
from budgets.narrative.checks.wording import money_like
from budgets.narrative.data import COUNT, MONEY, SAME, SCORE, ClaimData, FigureData, PartData


@dataclass(frozen=True, slots=True)
class Family:
    """Patterns of the names of parts that exhaust their whole."""

    parts: tuple[re.Pattern[str], ...]
    but: re.Pattern[str] | None
    dimension: str
    most: int

    def members(self, parts: Sequence[PartData]) -> set[int] | None:
        """Which members the parts are, each one another; None where they are not all of this family."""
        found = []
        for part in parts:
            if self.but and self.but.search(part.name):
                return None
            fitting = [n for n, pattern in enumerate(self.parts) if pattern.search(part.name)]
            if len(fitting) != 1:
                return None
            found.append(fitting[0])
        return set(found) if len(set(found)) == len(found) else None


@cache
def _families() -> tuple[Family, ...]:
    path = Path(__file__).with_name("families.toml")
    return tuple(
        Family(
            tuple(re.compile(pattern) for pattern in entry["parts"]),
            re.compile(entry["but"]) if "but" in entry else None,
            entry.get("dimension", ""),
            entry.get("most", len(entry["parts"])),
        )
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["family"]
    )


def parts_agree(context: Context) -> Iterator[Said]:
    """The parts that a sentence takes a figure apart into add up to it."""
    for number, claim in context.numbered():
        whole = claim.amount
        if whole is None or whole.vague or len(claim.parts) < 2:
            continue
        parts = [one for one in claim.parts if comparable(one.figure, whole)]
        if len(parts) < 2 or any(one.figure.vague for one in parts):
            continue
        # A list may end at any semicolon: it contradicts where no reading of it fits.
        readings = [
            [one for one in parts if one.group <= last]
            for last in sorted({one.group for one in parts})
        ]
        said = [list(_read(context, number, claim, reading)) for reading in readings]
        if any(isinstance(one, Held) for found in said for one in found):
            yield Held(number, whole)
        else:
            yield from next((found for found in reversed(said) if found), [])


def _read(
    context: Context, number: int, claim: ClaimData, parts: Sequence[PartData]
) -> Iterator[Said]:
    if claim.amount is None or len(parts) < 2:
        return
    closed = claim.amount.kind == COUNT and parts[-1].name.startswith("其他")
    if claim.exhaustive or closed or claim.amount.kind == SCORE:
        # 分别是 opens a list of all there is, 其他 closes one; marks are parted whole.
        yield from _summed(number, claim.amount, parts, True)
        return
    for family in _families():
        members = family.members(parts)
        if members is not None:
            complete = members.issuperset(range(family.most))
            if family.dimension and _has_more(context, claim, family.dimension):
                complete = False
            yield from _summed(number, claim.amount, parts, complete)
            return


def _has_more(context: Context, claim: ClaimData, dimension: str) -> bool:
    """Whether the tables have money of this whole beyond the two members that texts name."""
    for member in set(CLOSED[dimension]) - {"basic", "project"}:
        for meaning in claim.meanings or (Coordinates.of(side="out"),):
            if meaning.get("side") == "in" or dimension in meaning:
                continue
            told = context.asking.tell(meaning.with_({"side": "out", dimension: member}))
            if told is not None and told.fen:
                return True
    return False


def _summed(
    number: int, whole: FigureData, parts: Sequence[PartData], complete: bool
) -> Iterator[Said]:
    values = [value_of(part.figure) for part in parts]
    gap = value_of(whole) - sum(values)
    step = max(step_of(whole), *(step_of(part.figure) for part in parts))
    slack = step * max(1, isqrt(len(parts))) if step > 1 else 0
    if gap == 0:
        yield Held(number, whole)
        return
    if (gap > 0 and not complete) or (gap > 0 and abs(gap) <= slack and not complete):
        return
    listed = "＋".join(part.figure.printed for part in parts)
    total = like_figure(sum(values), whole)
    yield Fault(
        number,
        "claim-sum",
        ROUNDING if abs(gap) <= slack else ERROR,
        whole,
        total,
        f"各部分之和{listed}＝{total}{'（尾差）' if abs(gap) <= slack else ''}",
        (whole.fen, sum(values)) if whole.kind == MONEY else None,
    )


# --- Parts by their meaning -------------------------------------------------------------------------


def meanings_agree(context: Context) -> Iterator[Said]:
    """“三公” is the sum of the three, wherever in the text each is named.

    Only where no table has spoken of the figures: else it has said which of them is wrong.
    """
    for role in (AMOUNT, PRIOR):
        stated = _stated(context, role)
        for whole, children in _TREES:
            if whole not in stated or not all(child in stated for child in children):
                continue
            number, figure = stated[whole]
            if any((n, role) in context.known for n, _ in stated.values()):
                continue
            parts = [stated[child][1] for child in children]
            total = sum(part.fen for part in parts)
            step = max(one.amount.step for one in (figure, *parts) if one.amount)
            if abs(figure.fen - total) > (step if step > 1 else 0):
                listed = "＋".join(part.printed for part in parts)
                right = money_like(total, figure)
                context.known[number, role] = total
                yield Fault(
                    number,
                    "claim-sum",
                    ERROR,
                    figure,
                    right,
                    f"文中各项之和{listed}＝{right}",
                    (figure.fen, total),
                )


_TREES = (
    ("any", ("abroad", "reception", "vehicles")),
    ("vehicles", ("purchase", "running")),
)


def _stated(context: Context, role: str) -> dict[str, tuple[int, FigureData]]:
    """The first figure of each of the three that the text states for this year, or for the last."""
    found: dict[str, tuple[int, FigureData]] = {}
    for number, claim in context.numbered():
        figure = claim.amount if role == AMOUNT else _prior(claim)
        if figure is None or figure.kind != MONEY or figure.vague or not claim.sure:
            continue
        member = claim.meanings[0].get("three_public")
        if member and claim.year == context.data.fiscal_year and claim.basis == "":
            found.setdefault(member, (number, figure))
    return found


def _prior(claim: ClaimData) -> FigureData | None:
    """The earlier figure; 与上年一致 says that it is this year's."""
    same = claim.direction == SAME and claim.prior_basis == "prior"
    return claim.prior_amount or (claim.amount if same else None)
