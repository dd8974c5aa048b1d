"""Sentences that say that there is none: 本单位无政府性基金预算财政拨款收支."""

from __future__ import annotations

import re
from collections.abc import Iterator

from budgets.narrative.claims.figures import folded
from budgets.narrative.claims.sentences import Sentence
from budgets.narrative.claims.subjects import SURE, Subjects
from budgets.narrative.data import ClaimData

_NONE = re.compile(
    r"(?:^|(?<=[,，。;；:：、年度]))\s*(?:(?P<year>(?:19|20)\d{2})\s*年?度?[,，]?\s*)?"
    r"(?P<who>(?:本|我|该)[\u4e00-\u9fff]{0,4}?|部门预算中?|预算中)?"
    r"(?:无(?![论偿障需须变人关])|没有(?!变)|未(?:安排|使用|发生|编制|涉及|列支)|不涉及)"
    r"(?P<what>[^,，。;；:：]{2,60})"
)
_SOURCES = ("fund", "capital")
_TABLES = ("three_public", "procurement", "service")


def absences_of(sentence: Sentence, subjects: Subjects, fiscal_year: int) -> Iterator[ClaimData]:
    """The claims of a sentence that some money is not there, where its words are understood."""
    plain = folded(sentence.text)
    for match in _NONE.finditer(plain):
        year = int(match["year"]) if match["year"] else _year_before(plain, match.start())
        for what in re.split("[、和及]|以及", match["what"]):
            subject = subjects.read(what)
            if subject.belief != SURE or not subject.coordinates:
                continue
            named = subject.coordinates
            if named.get("source") in _SOURCES or any(name in named for name in _TABLES):
                yield ClaimData(
                    sentence.paragraph,
                    sentence.start,
                    sentence.end,
                    sentence.text,
                    subject.words,
                    year=year or fiscal_year,
                    meanings=(named,),
                    sure=True,
                    absent=True,
                )


def _year_before(text: str, place: int) -> int:
    years = re.findall(r"(?:19|20)\d{2}(?=\s*年|部门|单位)", text[:place])
    return int(years[-1]) if years else 0
