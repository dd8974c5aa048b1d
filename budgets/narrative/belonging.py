"""Whether an explanation is this document's at all: its year, and the body that it names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import takewhile

from budgets.data import DisclosureData, FindingData
from budgets.narrative.data import EXPLANATION, paragraph_ref

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?=\s*年)")
# 某市某局（以下简称…）
_NAMED = re.compile(r"(?P<name>[\u4e00-\u9fff]{5,40})[（(](?:本级)?[（(]?(?:以下)?简称")
_A_BODY = re.compile(r"(?:局|委|办|办公室|委员会|厅|院|中心|学校|大学|馆|站|处|协会|联合会|政府)$")
# Names of one body are so alike in what is left without the beginning and end that they share.
_ALIKE = 0.34


def misplaced(data: DisclosureData) -> Iterator[FindingData]:
    """Findings of a text that belongs to another year or body; they stand at its first paragraph."""
    texts = list(data.paragraphs())
    if not texts:
        return
    headings = Counter(
        int(year) for section in data.narrative for year in _YEAR.findall(section.heading)
    )
    said = Counter(int(year) for text in texts for year in _YEAR.findall(text))
    year, _count = headings.most_common(1)[0] if headings else (0, 0)
    if year and data.fiscal_year not in headings and said[year] > said[data.fiscal_year]:
        yield _finding(
            "claim-year",
            f"{year}年",
            f"{data.fiscal_year}年",
            f"标题里写的是{year}年，而这份文件是{data.fiscal_year}年的：请核对上传的说明。",
        )
    bodies = [match["name"] for text in texts for match in _NAMED.finditer(text)]
    bodies = [name for name in bodies if _A_BODY.search(name)]
    whole = "".join(texts) + "".join(section.heading for section in data.narrative)
    named = not data.department or data.department in whole
    if bodies and not named and not any(_alike(name, data.department) for name in bodies):
        yield _finding(
            "claim-body",
            bodies[0],
            data.department,
            f"说的是“{bodies[0]}”，而这份文件是{data.department}的：请核对上传的说明。",
        )


def _alike(one: str, other: str) -> bool:
    """某市档案局机关 and 某市档案局 are one body, 某市水务局 is another."""
    start = _shared(one, other)
    end = _shared(one[start:][::-1], other[start:][::-1])
    first, second = one[start : len(one) - end], other[start : len(other) - end]
    return not first or not second or SequenceMatcher(None, first, second).ratio() > _ALIKE


def _shared(one: str, other: str) -> int:
    """How many characters two names begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _finding(kind: str, stated: str, expected: str, message: str) -> FindingData:
    at = paragraph_ref(0)
    return FindingData(
        severity="error" if kind == "claim-year" else "warning",
        kind=kind,
        at=at,
        stated=0,
        expected=0,
        against=(),
        message=f"{EXPLANATION}{message}",
        key=f"{kind}/0:0:0",
        stated_text=stated,
        expected_text=expected,
    )
