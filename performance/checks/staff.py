"""The rule about the staff establishment (编制): forms and explanation tell the same numbers.

A form often says 编制15人 without its kind, an explanation 行政编制14人，事业编制6人: whatever some of the
same kind add up to agrees. A project may be for some of the staff only: it is held to the most.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from budgets.data import CellRef
from performance.checks.cells import cell, place, shortened, spot, value_cell
from performance.checks.explanation import paragraph
from performance.checks.rules import WARNING, Document, Fault, Rule
from performance.data import OverallData, ProjectData
from performance.values import fold

# What an establishment is called, by its kind; one without a kind is of any.
_KINDS = {
    "行政": ("行政", "公务员", "政法专项", "政法"),
    "事业": ("参公", "参照公务员法管理", "参照公务员管理", "全额", "差额", "自收自支", "事业"),
    "工勤": ("机关工勤", "工勤", "机关后勤服务", "后勤服务", "后勤"),
}
_KIND = "|".join(sorted((w for words in _KINDS.values() for w in words), key=len, reverse=True))
_NOUN = rf"(?P<kind>(?:{_KIND})*)(?:单位|人员)?编制"
_BEFORE = re.compile(
    rf"{_NOUN}(?:总人数|总数|人数|名额|人员|数)?(?:为|共有|共计|共|有|:|,)?(?P<n>\d{{1,5}})[人名]"
)
_AFTER = re.compile(rf"(?P<n>\d{{1,5}})[人名]的?{_NOUN}")
_SENTENCE = re.compile(r"[^。;!?\n]*")
# What changed, or held in another year, is not this year's establishment.
_CHANGED = re.compile(r"上年|去年|增加|减少|增长|下降|调出|调入|划转|核减|核增")
_YEAR = re.compile(r"(?<!\d)20\d{2}(?=年)")
# So many numbers are added up in every way; a list of many bodies is left alone.
_MOST = 12
_LISTED = 3


@dataclass(frozen=True, slots=True)
class Staff:
    """编制15人: how many, of which kind ("" = not told), the words, and where."""

    number: int
    kind: str
    words: str
    at: CellRef
    form: OverallData | ProjectData | None = None


def _told(text: str, at: CellRef, form: OverallData | ProjectData | None = None) -> Iterator[Staff]:
    for sentence in _SENTENCE.findall("".join(fold(text).split(" "))):
        taken: list[tuple[int, int]] = []
        for pattern in (_BEFORE, _AFTER):
            for match in pattern.finditer(sentence):
                if not any(start < match.end() and match.start() < end for start, end in taken):
                    taken.append(match.span())
                    yield Staff(int(match["n"]), _kind(match["kind"]), match[0], at, form)


def _kind(words: str) -> str:
    return next((k for k, names in _KINDS.items() if any(n in words for n in names)), "")


def staff_agrees(document: Document) -> Iterator[Fault]:
    """The establishment that a form names is that of the explanation."""
    told = list(_explained(document))
    for one in _formed(document):
        same = [other for other in told if not one.kind or other.kind == one.kind]
        if not same or len(same) > _MOST:
            continue
        sums = {
            sum(other.number for other in some)
            for size in range(1, len(same) + 1)
            for some in combinations(same, size)
        }
        part = isinstance(one.form, ProjectData) and one.number <= max(sums)
        if one.number not in sums and not part:
            yield _fault(one, same)


def _explained(document: Document) -> Iterator[Staff]:
    year = document.data.fiscal_year
    for number, text in enumerate(document.data.paragraphs()):
        for sentence in _SENTENCE.findall(fold(text)):
            years = {int(one) for one in _YEAR.findall(sentence)}
            if not years - {year} and not _CHANGED.search(sentence):
                yield from _told(sentence, paragraph(number))


def _formed(document: Document) -> Iterator[Staff]:
    for form in document.forms():
        for goal in form.goals:
            yield from _told(goal.text, cell(goal.cells, "text", "heading"), form)
        for one in form.indicators:
            at = value_cell(one)
            yield from _told(one.value.printed, at, form)
            # 编制人数 | 15人: the name says what is counted.
            if re.fullmatch(rf"{_NOUN}(?:总人数|总数|人数|人员|数)?", fold(one.level3)):
                counted = f"{one.level3}{one.value.number}人" if one.value.number else ""
                yield from _told(counted, at, form)


def _fault(one: Staff, told: Sequence[Staff]) -> Fault:
    distinct = list({(other.words, other.at): other for other in told}.values())
    listed = "、".join(f"{spot(o.at)}“{shortened(o.words)}”" for o in distinct[:_LISTED])
    total = sum(other.number for other in distinct)
    added = f"，合计 {total} 人" if len(distinct) > 1 else ""
    name = one.form.name if isinstance(one.form, ProjectData) else ""
    return Fault(
        one.at,
        f"{place(one.at, name)}写“{one.words}”，而{listed}{added}，人员编制不一致。",
        tuple(other.at for other in distinct),
        stated_text=one.words,
        expected_text="、".join(other.words for other in distinct[:_LISTED]),
        about=one.words,
    )


RULES = (
    Rule(
        code="text-staff",
        severity=WARNING,
        statement="绩效表里的人员编制数与情况说明一致",
        basis="情况说明与各张表一致",
        faults=staff_agrees,
    ),
)
