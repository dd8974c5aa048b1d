"""Rules about the years that forms name: a goal, a term and a deadline of another year are old copies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from performance.checks.cells import cell, place, shortened, value_cell
from performance.checks.rules import WARNING, Document, Fault, Rule
from performance.data import ANNUAL, DEADLINE, MEDIUM, ProjectData
from performance.values import fold

_TERM = re.compile(r"(?<!\d)(20\d{2})\s*年?度?\s*(?:-+|~+|至|到)\s*(20\d{2})(?!\d)")
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?=\s*(?:年|[-./]))")
# 2024年，我局将… at the beginning of a goal, or behind its number.
_OPENING = re.compile(
    r"^\s*(?:(?:目标\s*)?\d{1,2}\s*[:.、]\s*)?(20\d{2})\s*年度?(?=[,，我本全区市县省计预要将])"
)
# 13月底前 dates nothing; 18个月 is a time.
_NO_MONTH = re.compile(
    r"(?<![\d.])(0{1,2}|1[3-9]|[2-9]\d)\s*月(?=底|末|份|前|初|中旬|上旬|下旬|\d{1,2}[日号])"
)


def years_are_this_year(document: Document) -> Iterator[Fault]:
    """A form of a year speaks of that year."""
    year = document.data.fiscal_year
    if not year:
        return
    for form in document.forms():
        name = form.name if isinstance(form, ProjectData) else ""
        for goal in form.goals:
            told = fold(f"{goal.heading}")
            term = _TERM.search(told) if goal.term == MEDIUM else None
            if term and not int(term[1]) <= year <= int(term[2]):
                at = cell(goal.cells, "heading", "text")
                yield Fault(
                    at,
                    f"{place(at, name)}写“{shortened(goal.heading)}”，不包含本年度 {year} 年。",
                    stated_text=term[0],
                    expected_text=f"包含 {year} 年",
                )
            opening = _OPENING.match(fold(goal.text)) if goal.term == ANNUAL else None
            if opening and int(opening[1]) != year and str(year) not in goal.text:
                at = cell(goal.cells, "text", "heading")
                yield Fault(
                    at,
                    f"{place(at, name)}的年度目标写的是 {opening[1]} 年，而本表是 {year} 年度的。",
                    stated_text=f"{opening[1]}年",
                    expected_text=f"{year}年",
                )


def deadlines_are_not_past(document: Document) -> Iterator[Fault]:
    """What is to be done this year is not due before it begins."""
    year = document.data.fiscal_year
    for form in document.forms():
        name = form.name if isinstance(form, ProjectData) else ""
        for one in form.indicators:
            if one.term == ANNUAL and (odd := _NO_MONTH.search(fold(one.value.printed))):
                at = value_cell(one)
                yield Fault(
                    at,
                    f"{place(at, name, one.name)}为“{shortened(one.value.printed)}”，"
                    f"没有 {odd[1]} 月。",
                    stated_text=one.value.printed,
                    expected_text="1—12月",
                )
            if one.term != ANNUAL or one.value.kind != DEADLINE or not year:
                continue
            years = [int(found) for found in _YEAR.findall(fold(one.value.printed))]
            if years and max(years) < year:
                at = value_cell(one)
                yield Fault(
                    at,
                    f"{place(at, name, one.name)}为“{shortened(one.value.printed)}”，"
                    f"早于本年度 {year} 年。",
                    stated_text=one.value.printed,
                    expected_text=f"{year}年以内",
                )


RULES = (
    Rule(
        code="other-year",
        severity=WARNING,
        statement="年度目标说的是本年度，中期目标包含本年度",
        basis="项目支出绩效目标申报表：中期目标含当年",
        faults=years_are_this_year,
    ),
    Rule(
        code="past-deadline",
        severity=WARNING,
        statement="本年度指标的完成时限不早于本年度",
        basis="财预〔2021〕101号：时效指标",
        faults=deadlines_are_not_past,
    ),
)
