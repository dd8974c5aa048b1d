"""Amounts as tokens: a figure is found in any unit, exact to the fen or as rounded. Pure.

An amount is one token, its length before its digits (214752 fen: ag214752). What a figure with so
many decimals may have been rounded from lies between two amounts, and that is ten beginnings of
tokens at most: 0.21 万元 is any of 205000 to 214999 fen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from budgets.money import MILLION, THOUSAND, WAN, YI, YUAN, Unit
from budgets.searching.tokens import Phrase, fold

_UNITS = {
    "亿元": YI, "亿": YI, "百万元": MILLION, "万元": WAN, "万": WAN, "千元": THOUSAND,
    "元": YUAN, "块钱": YUAN, "块": YUAN,
}  # fmt: skip
_NAMED = "|".join(sorted(_UNITS, key=len, reverse=True))
_NUMBER = r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(?:\.(?P<places>[0-9]{1,8}))?"
ASKED = re.compile(rf"[-¥]?{_NUMBER}(?P<unit>{_NAMED})?")
_IN_PROSE = re.compile(rf"(?<![0-9.,]){_NUMBER}\s?(?P<unit>{_NAMED})")
# The units that a figure without one may be in: those that documents use, and what people read.
_USUAL = (YUAN, WAN, YI)
# So many different amounts of a text are indexed; a row of a table has a dozen.
_MANY = 60
_LONGEST = 18


@dataclass(frozen=True, slots=True)
class Span:
    """The amounts from `first` to `last`, in fen, that a figure may stand for."""

    first: int
    last: int

    def holds(self, fen: int) -> bool:
        return self.first <= abs(fen) <= self.last


def tokens(amounts: Iterable[int]) -> list[str]:
    """A token for each different amount in fen; nothing for zero, which is everywhere."""
    distinct = list(dict.fromkeys(abs(fen) for fen in amounts if fen))
    return [_token(str(fen), len(str(fen))) for fen in distinct[:_MANY]]


def in_prose(text: str) -> tuple[int, ...]:
    """The amounts that a paragraph states with their units, in fen."""
    found = []
    for match in _IN_PROSE.finditer(fold(text)):
        span = _span(match["whole"], match["places"] or "", _UNITS[match["unit"]])
        if span is not None:
            found.append((span.first + span.last + 1) // 2)
    return tuple(found)


def is_amount(word: str) -> bool:
    """Whether it can only be meant as money, not as a code or a year: 1,200 or 12.5 or 3万元."""
    match = ASKED.fullmatch(fold(word))
    return match is not None and bool(match["places"] or match["unit"] or "," in match["whole"])


def may_be_amount(word: str) -> bool:
    """Whether a whole number without a unit may be money, where it is nothing else: no year."""
    return word.isascii() and word.isdecimal() and 4 < len(word) < _LONGEST


def spans(word: str) -> tuple[Span, ...]:
    """What a word may stand for, in each unit that it may be in; () if it is no figure."""
    match = ASKED.fullmatch(fold(word))
    if match is None:
        return ()
    units: tuple[Unit, ...] = (_UNITS[match["unit"]],) if match["unit"] else _USUAL
    made = (_span(match["whole"], match["places"] or "", unit) for unit in units)
    return tuple(span for span in made if span is not None)


def _span(whole: str, places: str, unit: Unit) -> Span | None:
    if len(places) > unit.exponent:
        places = places.rstrip("0")
    if len(places) > unit.exponent:
        return None
    step = int(10 ** (unit.exponent - len(places)))
    fen = int(whole.replace(",", "") + places) * step
    if not fen or len(str(fen)) > _LONGEST:
        return None
    return Span(fen, fen) if step == 1 else Span(fen - step // 2, fen + step // 2 - 1)


def phrases(span: Span) -> Iterator[Phrase]:
    """The tokens of the amounts of a span, or how they begin."""
    rest = span.last - span.first + 1
    # A span is as wide as its last decimal: ten of what is one decimal finer.
    finer = max(1, rest // 10)
    left_out = len(str(finer)) - 1
    for begins in range(span.first // finer, span.last // finer + 1):
        if begins:
            digits = str(begins)
            yield Phrase((_token(digits, len(digits) + left_out),), opens=left_out > 0)


def _token(digits: str, length: int) -> str:
    return f"a{chr(ord('a') + length)}{digits}"
