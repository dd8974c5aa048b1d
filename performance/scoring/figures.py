"""Scores and rates as exact decimals: rounding half up, printing, numbers written in words."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from performance.figures import number_of as plain_number

HUNDRED = Decimal(100)
ZERO = Decimal(0)
_CIRCLED = re.compile(r"([①-⑳])")
_ORDINAL = re.compile(
    r"^\s*(?:第?[一二三四五六七八九十]{1,3}(?:部分)?[、.．,，:：\s]+|\d{1,2}[、.．](?!\d))"
)
# What a number looks like in a rule: 0.4, 10, １, 一, 半.
FIGURE = r"(?:\d+(?:\.\d+)?|[一二两三四五六七八九十]{1,3}|半)"


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Full-width forms as plain ones, without any space; circled numbers stay circled."""
    kept = "".join(one if "①" <= one <= "⑳" else unicodedata.normalize("NFKC", one) for one in text)
    return "".join(kept.split())


def number_of(text: str) -> Decimal | None:
    """The number that digits or Chinese words say (0.4, 一, 十二, 半), None for anything else."""
    folded = fold(text)
    return Decimal("0.5") if folded == "半" else plain_number(folded)


def places_of(value: Decimal) -> int:
    """How many decimals a figure was printed with: 7.50 has two."""
    exponent = value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def round_to(value: Decimal, places: int) -> Decimal:
    """Rounded half up to `places` decimals."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def unit_of(value: Decimal) -> Decimal:
    """One unit in the last printed place."""
    return Decimal(1).scaleb(-places_of(value))


def show(value: Decimal, places: int = 4) -> str:
    """A figure for people: at most `places` decimals, no zeros at its end."""
    text = format(round_to(value, places), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def points(value: Decimal) -> str:
    """A score in the interfaces: plain digits as it is, never an exponent."""
    return format(value, "f")


@lru_cache(maxsize=4096)
def bare(name: str) -> str:
    """A heading's words without ordinal and points: 一、产出（30分） is 产出."""
    return fold(re.split(r"[(（\[【]", _ORDINAL.sub("", name))[0]) or fold(name)
