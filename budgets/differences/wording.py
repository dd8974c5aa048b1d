"""When two printed texts say the same: spaces, width and wraps never count, years only in a year."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from budgets.money import looks_like_figure, normalise_figure
from budgets.vocabulary import fold, normalise, split_label

# Neither a code (2010301) nor an amount (2,024.00).
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d{2}(?![\d.,%])\s*年?\s*度?")
_REMEMBERED = 65_536


@lru_cache(maxsize=_REMEMBERED)
def without_spaces(text: str) -> str:
    """The words and punctuation alone: 财政\\n拨款 is 财政拨款, （ is (."""
    return "".join(fold(text).split())


@lru_cache(maxsize=_REMEMBERED)
def without_years(text: str) -> str:
    """The same without the years in it: 2024 年预算数 and 2022年预算数 are 预算数."""
    plain = without_spaces(text)
    return _YEAR.sub("", plain) or plain


@lru_cache(maxsize=_REMEMBERED)
def label_key(text: str) -> str:
    """What a label names, whatever its ordinal, punctuation and year: 二、教育支出 is 教育支出."""
    words = normalise(_YEAR.sub("", split_label(text).words))
    return words or normalise(text)


@lru_cache(maxsize=_REMEMBERED)
def depth_of(text: str) -> int:
    """The depth of the ordinal in front of a label, 0 without one."""
    return split_label(text).depth


@lru_cache(maxsize=_REMEMBERED)
def figure_of(text: str) -> Decimal | None:
    """The number that a text states, a percentage as it stands; None where it is no figure."""
    if not looks_like_figure(text):
        return None
    folded = normalise_figure(fold(text)).replace(",", "").strip("¥元")
    bracketed = folded.startswith("(") and folded.endswith(")")
    folded = folded.strip("()").removesuffix("%")
    try:
        number = Decimal(folded)
    except ArithmeticError:
        return None
    return -number if bracketed else number


def same_figure(before: str, after: str) -> bool:
    """Whether both print one number: 85.0 and 85; a percentage is no plain number."""
    left, right = figure_of(before), figure_of(after)
    is_rate = "%" in fold(before), "%" in fold(after)
    return left is not None and left == right and is_rate[0] == is_rate[1]


def same_words(before: str, after: str, *, same_year: bool) -> bool:
    """Whether two texts differ at most in what never counts."""
    if before == after:
        return True
    plain = without_spaces if same_year else without_years
    return plain(before) == plain(after)


@lru_cache(maxsize=_REMEMBERED)
def pairs_of_letters(text: str) -> frozenset[str]:
    plain = without_years(text)
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1)) or frozenset({plain})


def likeness(before: str, after: str) -> float:
    """How alike two texts are, 0 to 1, by their pairs of characters."""
    left, right = pairs_of_letters(before), pairs_of_letters(after)
    return 2 * len(left & right) / (len(left) + len(right))
