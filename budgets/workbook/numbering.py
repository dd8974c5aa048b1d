"""Rows and columns that only count the others: 栏次 1 2 3, 行次, 3=4+5, 类 款 项 beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from budgets.vocabulary import fold

_COUNT = re.compile(
    r"^(栏\s*次|行\s*次|\*+|[A-Za-z甲乙丙丁]|[(\[]?\d{1,2}[)\]]?(\s*=\s*[\d+\-*/()=]+)?)$"
)
# The split code's heads stand in the same row as the count of the other columns.
_BESIDE = {"类", "款", "项"}


def is_numbering(texts: Sequence[str]) -> bool:
    """Whether the texts of a row number the columns rather than name or fill them."""
    folded = ["".join(fold(text).split()) for text in texts if text.strip()]
    counted = [text for text in folded if text not in _BESIDE]
    if len(counted) < 2 or not all(_COUNT.match(text) for text in counted):
        return False
    numbers = [int(match[0]) for text in counted if (match := re.search(r"\d+", text))]
    # A row of small amounts is no count: that goes up by one.
    steps = {after - before for before, after in pairwise(numbers)}
    return steps <= {1} or any(text in ("栏次", "行次") for text in counted)
