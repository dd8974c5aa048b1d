"""Our own drawings: amounts as bars in groups, as geometry for an SVG template.

Lengths are proportional to amounts and only that; what is negative grows to the left of the line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from budgets.pages.charts import GLOSS_SIZE, Bar, Text, wrapped_words

_LINE, _BAR, _GAP = 22, 14, 14
_LETTER = 13
# A bar that would be thinner than this could not be seen.
_SHORTEST = 1.5


@dataclass(frozen=True, slots=True)
class Amount:
    """One bar: its short label (a year), its fen (None draws no bar), and the figure beside it."""

    label: str
    fen: int | None
    figure: str


@dataclass(frozen=True, slots=True)
class Group:
    """`gloss` stands below the label."""

    label: str
    amounts: tuple[Amount, ...]
    gloss: str = ""


@dataclass(frozen=True, slots=True)
class BarsPicture:
    """`zeros` are the lines of nothing, one beside the bars of each group."""

    width: int
    height: int
    zeros: tuple[Bar, ...]
    bars: tuple[Bar, ...]
    texts: tuple[Text, ...]


def bars_picture(groups: Sequence[Group], width: int = 720) -> BarsPicture:
    """Groups below each other, each with its label above its bars."""
    told = [one.fen for group in groups for one in group.amounts if one.fen is not None]
    highest, lowest = max([0, *told]), min([0, *told])
    span = (highest - lowest) or 1
    left = 8 + _breadth(
        max((one.label for g in groups for one in g.amounts), key=_breadth, default="")
    )
    right = 12 + max((_breadth(one.figure) for g in groups for one in g.amounts), default=0)
    room = max(width - left - right, 60)
    zero = left + room * -lowest / span
    zeros: list[Bar] = []
    bars: list[Bar] = []
    texts: list[Text] = []
    top = 0.0
    for group in groups:
        for line in _wrapped(group.label, width):
            texts.append(Text(0, top + _LINE * 0.7, "start", line, "group"))
            top += _LINE
        for line in wrapped_words(group.gloss, width / (_LETTER * GLOSS_SIZE)):
            texts.append(Text(0, top + _LINE * 0.6, "start", line, "in-english"))
            top += _LINE * 0.8
        zeros.append(Bar(zero, top, 1, _LINE * len(group.amounts), "zero"))
        for number, one in enumerate(group.amounts):
            bars += _bar(one, zero, room / span, top, number)
            texts += _texts(one, left, zero, room / span, top)
            top += _LINE
        top += _GAP
    height = round(max(top - _GAP, 0))
    return BarsPicture(width, height, tuple(zeros), tuple(bars), tuple(texts))


def _bar(one: Amount, zero: float, scale: float, top: float, number: int) -> Iterator[Bar]:
    if one.fen is None:
        return
    length = max(abs(one.fen) * scale, _SHORTEST if one.fen else 0)
    x = zero if one.fen >= 0 else zero - length
    yield Bar(x, top + (_LINE - _BAR) / 2, length, _BAR, f"tone-{number % 2 + 1}")


def _texts(one: Amount, left: float, zero: float, scale: float, top: float) -> Iterator[Text]:
    base = top + _LINE * 0.7
    yield Text(left - 8, base, "end", one.label, "label")
    end = zero + max((one.fen or 0) * scale, 0)
    yield Text(end + 6, base, "start", one.figure, "amount")


def _breadth(text: str) -> int:
    """How wide a text is, roughly: a Chinese character is as wide as two others."""
    return sum(_LETTER if ord(letter) > 0x2E7F else round(_LETTER * 0.6) for letter in text)


def _wrapped(text: str, width: int) -> list[str]:
    lines, line = [], ""
    for letter in text:
        if _breadth(line + letter) > width:
            lines.append(line)
            line = ""
        line += letter
    return [*lines, line] if text else []
