"""Rules about one indicator that stands in a project's form and in the overall form."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from budgets.vocabulary import normalise
from performance.checks.cells import cell, place, printed_value, shortened, value_cell
from performance.checks.rules import ERROR, WARNING, Document, Fault, Rule
from performance.checks.said import (
    AGREE,
    CONTRADICT,
    MAY_AGREE,
    SAME,
    Index,
    Said,
    canonical,
    compared,
    is_common,
    same_subject,
)
from performance.data import ANNUAL, NUMBER, SCALE, TEXT, IndicatorData, ProjectData
from performance.levels import BENEFIT, EFFECT, level_of

# Texts so alike are one text with a word changed; others say two things in their own words.
_ONE_TEXT = 0.75
_CLEAR = 90
_LONGEST = 60
_OLD_NAMES = {EFFECT: BENEFIT, "进度指标": "时效指标"}


def linked(document: Document) -> Iterator[tuple[IndicatorData, ProjectData, IndicatorData, int]]:
    """Overall indicators with their partners in the projects' forms, and how close they are."""
    performance = document.performance
    if performance.overall is None:
        return
    for link in document.links:
        project = performance.projects[link.project]
        yield (
            performance.overall.indicators[link.overall],
            project,
            project.indicators[link.indicator],
            link.closeness,
        )


def forms_agree_on_values(document: Document) -> Iterator[Fault]:
    """The overall form asks for what the project's form asks for."""
    for own, project, other, closeness in linked(document):
        yield from _values(own, project, other, closeness)
    yield from _prose(document)


def _values(
    own: IndicatorData, project: ProjectData, other: IndicatorData, closeness: int
) -> Iterator[Fault]:
    kinds = {own.value.kind, other.value.kind}
    severity = ""
    if kinds == {NUMBER}:
        result = _compared(own, other)
        if result == AGREE and not _units_differ(own, other, closeness):
            return
        severity = WARNING if result == AGREE or closeness < _CLEAR else ""
    elif kinds == {TEXT}:
        texts = normalise(own.value.printed), normalise(other.value.printed)
        told_apart = closeness < _CLEAR or is_common(own.name) or not _one_text(*texts)
        if texts[0] == texts[1] or told_apart:
            return
        severity = WARNING
    elif kinds == {SCALE}:
        if own.value.scale == other.value.scale or closeness < SAME or is_common(own.name):
            return
        severity = WARNING
    else:
        return
    at, there = value_cell(own), value_cell(other)
    yield Fault(
        at,
        f"{place(at, own.activity, own.name)}为 {_quoted(own)}，而同一指标在"
        f"{place(there, project.name, other.name)}为 {_quoted(other)}。",
        (there,),
        stated_text=shortened(printed_value(own), _LONGEST),
        expected_text=shortened(printed_value(other), _LONGEST),
        severity=severity,
    )


def _quoted(one: IndicatorData) -> str:
    value = printed_value(one)
    return value if one.value.kind == NUMBER else f"“{shortened(value, 40)}”"


def _one_text(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ONE_TEXT


def _compared(own: IndicatorData, other: IndicatorData) -> str:
    pair = []
    for one in (own, other):
        value = one.value
        if value.number is None or value.upper is not None:
            return AGREE
        # Links agree in dimension: 10 场次 and 10 次 count the same.
        unit = own.value.unit or other.value.unit
        both = canonical(own.value.unit) != canonical(other.value.unit) and "元" not in unit
        pair.append(
            Said(
                one.level3,
                value.operator,
                value.number,
                unit if both else value.unit or unit,
                "",
                value_cell(one),
            )
        )
    result = compared(pair[0], pair[1])
    return CONTRADICT if result == MAY_AGREE else result


def _units_differ(own: IndicatorData, other: IndicatorData, closeness: int) -> bool:
    units = canonical(own.value.unit), canonical(other.value.unit)
    return all(units) and units[0] != units[1] and closeness == SAME and "元" not in "".join(units)


def _prose(document: Document) -> Iterator[Fault]:
    """Counts inside the words of either form."""
    overall = document.performance.overall
    if overall is None:
        return
    index = Index(
        one for project in document.performance.projects for one in document.said(project, ANNUAL)
    )
    for own in document.said(overall, ANNUAL):
        if own.common:
            continue
        partners = [
            one
            for one in index.like(own)
            if (own.in_prose or one.in_prose) and same_subject(own, one)
        ]
        if not partners or {compared(own, one) for one in partners} != {CONTRADICT}:
            continue
        one = partners[0]
        yield Fault(
            own.at,
            f"{place(own.at, own.row.name if own.row else '')}写“{shortened(own.words, 40)}”，而"
            f"{place(one.at, one.form.name if isinstance(one.form, ProjectData) else '')}写“{shortened(one.words, 40)}”。",
            (one.at,),
            stated_text=own.words,
            expected_text=one.words,
            about=own.subject,
        )


def forms_agree_on_levels(document: Document) -> Iterator[Fault]:
    """An indicator stands under the same levels in both forms."""
    for own, project, other, closeness in linked(document):
        if closeness < _CLEAR or is_common(own.name):
            continue
        here, there = _levels(own), _levels(other)
        if not all(here) or not all(there) or not _differ(here, there):
            continue
        at = cell(own.cells, "level3", "level2", "level1", "value")
        before = cell(other.cells, "level2", "level1", "level3", "value")
        yield Fault(
            at,
            f"{place(at, own.activity, own.level3)}列在{'／'.join(here)}下，"
            f"而同一指标在{place(before, project.name, other.level3)}列在{'／'.join(there)}下。",
            (before,),
            stated_text="／".join(here),
            expected_text="／".join(there),
        )


def _levels(one: IndicatorData) -> tuple[str, str]:
    return level_of(one.level1)[1], level_of(one.level2, one.level1)[1]


def _differ(here: tuple[str, str], there: tuple[str, str]) -> bool:
    """Whether two places in the tree part: old forms say 效果 for 效益, and 进度 for 时效."""
    if _OLD_NAMES.get(here[0], here[0]) != _OLD_NAMES.get(there[0], there[0]):
        return here[1] != there[1]
    plain = _OLD_NAMES.get(here[1], here[1]), _OLD_NAMES.get(there[1], there[1])
    return plain[0] != plain[1] and BENEFIT not in plain


RULES = (
    Rule(
        code="forms-values",
        severity=ERROR,
        statement="同一指标在项目表和整体表里的指标值相同",
        basis="财预〔2021〕101号：部门整体目标与项目目标衔接",
        faults=forms_agree_on_values,
    ),
    Rule(
        code="forms-levels",
        severity=WARNING,
        statement="同一指标在项目表和整体表里属于同一级别的指标",
        basis="财预〔2021〕101号：指标分类",
        faults=forms_agree_on_levels,
    ),
)
