"""Whether an explanation is this document's at all: its year, and the body that it names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher

from budgets.data import DisclosureData, FindingData
from budgets.narrative.data import EXPLANATION, paragraph_ref

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?=\s*年)")
# 某市某局（以下简称…）
_NAMED = re.compile(r"(?P<name>[\u4e00-\u9fff]{5,40})[（(](?:本级)?[（(]?(?:以下)?简称")
_A_BODY = re.compile(r"(?:局|委|办|办公室|委员会|厅|院|中心|学校|大学|馆|站|处|协会|联合会|政府)$")
_ALIKE = 0.5


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
    if bodies and data.department and data.department not in whole:
        alike = max(SequenceMatcher(None, name, data.department).ratio() for name in bodies)
        if alike < _ALIKE:
            yield _finding(
                "claim-body",
                bodies[0],
                data.department,
                f"说的是“{bodies[0]}”，而这份文件是{data.department}的：请核对上传的说明。",
            )


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
