"""Rules that hold the explanation (情况说明) against the performance tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from budgets.data import CellRef, DisclosureData, FindingData, SectionData
from budgets.money import UNITS, AmountError, format_fen, parse_amount
from performance.checks.cells import amount_cell, amount_name, place, shortened, spot
from performance.checks.rules import ERROR, WARNING, Document, Fault, Rule
from performance.checks.said import (
    AGREE,
    CONTRADICT,
    SAME,
    Index,
    Said,
    canonical,
    compared,
    is_common,
    said_in_text,
    whole_of,
)
from performance.data import ANNUAL, OverallData, PerformanceData, ProjectData
from performance.likeness import closeness, is_told
from performance.values import fold

EXPLANATION = "情况说明"
# Names so close are one thing, with a word more here or there.
_NEAR = 80
_SENTENCE_ENDS = "。；;！？\n"
# What a sentence tells of other years, or of what was done, is no target of this one.
_NOT_THIS_YEAR = re.compile(
    r"上年|去年|往年|上一年|前年|同比|截至|已完成|完成了|决算|执行数|实际完成|增长|下降|比\d{4}"
)
# 来访(人)次: how often, behind what is counted.
_OF_TIMES = re.compile(r"[(（]?[人批场]?[)）]?次数?$")
_EVENTS = frozenset({"次", "场", "批", "期", "届"})
_BEFORE_NAME = re.compile(r"(?:[为是、,。;:(\[“\"《和及与括即排有\s]|项目|^)$")
_AMOUNT = re.compile(
    r"[”\"》」]?(?:项目|预算|资金|总额|金额|安排|共计|共|为|是|[(:,\s])*"
    r"(?P<figure>\d[\d,]*(?:\.\d+)?)(?P<unit>亿元|百万元|万元|千元|元)"
)


def paragraph(number: int) -> CellRef:
    """A paragraph of the explanation as a cell: table 0, rows are paragraphs."""
    return CellRef(0, EXPLANATION, f"第{number + 1}段", number, 0)


def counts_agree(document: Document) -> Iterator[Fault]:
    """What the explanation counts is what the tables ask for."""
    rows = Index(
        row for form in document.forms() for row in _targets(document, form) if not row.common
    )
    for number, text in enumerate(document.data.paragraphs()):
        for stated, one in said_in_text(text, paragraph(number)):
            if one.common or _of_another_year(document, text, stated.start):
                continue
            if fault := _count(one, rows):
                yield fault


def _targets(document: Document, form: ProjectData | OverallData) -> Iterator[Said]:
    """What a form asks for this year, by the names of its indicators and by their descriptions."""
    for one in document.said(form, ANNUAL):
        yield one
        row = one.row
        if not one.in_prose and row and row.description and not is_common(row.description):
            yield replace(one, subject=_OF_TIMES.sub("", row.description))


def _count(one: Said, rows: Index) -> Fault | None:
    """The fault of a count that no row of the same thing agrees with."""
    near = whole_of(one, [row for row in rows.like(one) if _in_one_unit(one, row)])
    found = [(closeness(one.subject, row.subject), row) for row in near]
    found = [(close, row) for close, row in found if close >= _NEAR]
    if not found or not is_told(one.subject):
        return None
    results = [compared(_in_unit_of(one, row), row) for _, row in found]
    if AGREE in results:
        return None
    close, row = max(found, key=lambda pair: pair[0])
    sure = close == SAME and set(results) == {CONTRADICT}
    form = row.form.name if isinstance(row.form, ProjectData) else ""
    return Fault(
        one.at,
        f"{spot(one.at)}写“{shortened(one.words, 40)}”，而{place(row.at, form, row.subject)}"
        f"为“{shortened(row.words, 40)}”。",
        (row.at,),
        stated_text=one.words,
        expected_text=row.words,
        about=one.subject,
        severity="" if sure else WARNING,
    )


def _in_one_unit(one: Said, row: Said) -> bool:
    units = canonical(one.unit), canonical(row.unit)
    return units[0] == units[1] or ("次" in units and set(units) <= _EVENTS)


def _in_unit_of(one: Said, row: Said) -> Said:
    """接待来访 9 次 in words and 9 批(次) in the table count the same."""
    return one if canonical(one.unit) == canonical(row.unit) else replace(one, unit=row.unit)


def _of_another_year(document: Document, text: str, start: int) -> bool:
    begin = max(text.rfind(mark, 0, start) for mark in _SENTENCE_ENDS) + 1
    ends = [place for mark in _SENTENCE_ENDS if (place := text.find(mark, start)) >= 0]
    sentence = text[begin : min(ends, default=len(text))]
    years = {int(year) for year in re.findall(r"(?<!\d)20\d{2}(?=\s*年)", sentence)}
    return bool(_NOT_THIS_YEAR.search(sentence)) or bool(years - {document.data.fiscal_year})


def amounts_agree(document: Document) -> Iterator[Fault]:
    """The money that the explanation names for a project is the project's."""
    projects = sorted(
        (one for one in document.performance.projects if len(one.name) > 3),
        key=lambda one: -len(one.name),
    )
    named = {one.name: [p for p in projects if p.name == one.name] for one in projects}
    for number, text in enumerate(document.data.paragraphs()):
        plain = fold(text)
        taken: list[tuple[int, int]] = []
        for name, bearers in named.items():
            for match in re.finditer(re.escape(fold(name)), plain):
                if any(start <= match.start() < end for start, end in taken):
                    continue
                taken.append(match.span())
                short = len(name) < 6 and not _BEFORE_NAME.search(plain[: match.start()])
                if short or _of_another_year(document, text, match.start()):
                    continue
                if fault := _amount(plain, match.end(), number, bearers):
                    yield fault


def _amount(text: str, end: int, number: int, bearers: Sequence[ProjectData]) -> Fault | None:
    match = _AMOUNT.match(text, end)
    if match is None or len(bearers) > 1:
        return None
    unit = UNITS[match["unit"]]
    try:
        told = parse_amount(match["figure"], unit)
    except AmountError:
        return None
    stated = [
        one
        for one in bearers[0].amounts
        if one.measure in ("total", "fiscal") and one.amount.fen is not None
    ]
    # Either is printed shorter than the other at times.
    agree = any(
        2 * abs(told.value - one.amount.value) <= max(told.step, one.amount.step, 2) - 1
        or told.value == one.amount.value
        for one in stated
    )
    if agree or not stated:
        return None
    one = stated[0]
    at = paragraph(number)
    return Fault(
        at,
        f"{spot(at)}写{bearers[0].name} {match['figure']} {unit.name}，"
        f"而{place(amount_cell(one), amount_name(one))}为 {format_fen(one.amount.value, unit)} {unit.name}。",
        (amount_cell(one),),
        stated=told.value,
        expected=one.amount.value,
    )


def check_text(
    performance: PerformanceData, paragraphs: Sequence[str], fiscal_year: int = 0
) -> tuple[FindingData, ...]:
    """What contradicts in an explanation alone; a paragraph's cell is (table 0, its row)."""
    narrative = (SectionData("", 1, tuple(paragraphs)),)
    data = DisclosureData("", fiscal_year, "", (), narrative=narrative)
    document = Document(data, performance)
    return tuple(finding for rule in RULES for finding in rule.findings(document))


RULES = (
    Rule(
        code="text-count",
        severity=ERROR,
        statement="情况说明里的目标数与绩效表的指标值一致",
        basis="情况说明与各张表一致",
        faults=counts_agree,
    ),
    Rule(
        code="text-project",
        severity=ERROR,
        statement="情况说明里的项目金额与绩效表的项目金额一致",
        basis="情况说明与各张表一致",
        faults=amounts_agree,
    ),
)
