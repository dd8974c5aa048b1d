"""Rules about one thing that a form says twice: in two rows, in a goal, for the year and the term."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from budgets.data import CellRef
from performance.checks.cells import (
    form_name,
    name_cell,
    place,
    printed_value,
    shortened,
    spot,
    value_cell,
)
from performance.checks.rules import ERROR, WARNING, Document, Fault, Rule
from performance.checks.said import (
    AGREE,
    CONTRADICT,
    MAY_AGREE,
    Said,
    compared,
    is_common,
    is_duration,
    near_contradiction,
    numbers,
    said_of_goal,
    said_of_purpose,
    said_of_task,
    same_subject,
    whole_of,
)
from performance.data import (
    ANNUAL,
    MEDIUM,
    NONE,
    NUMBER,
    IndicatorData,
    OverallData,
    ProjectData,
)
from performance.identity import indicator_key
from performance.values import is_share, money_unit

_KIND = re.compile(r"活动|培训|会议|人员|群众|公众|职工|项目|任务")
# So much of the shorter description must come again in the other one.
_SIMILAR = 0.4


def one_thing_has_one_value(document: Document) -> Iterator[Fault]:
    """An indicator, or a count in prose, that a form tells twice has one value."""
    for form in document.forms():
        for term in (ANNUAL, MEDIUM):
            yield from _named_twice(form, term)
            yield from _counted_twice(document, form, term)


def _rows_of_one_name(
    form: ProjectData | OverallData, term: str
) -> Iterator[tuple[IndicatorData, IndicatorData]]:
    by_name: dict[tuple[str, str], list[IndicatorData]] = {}
    for one in form.indicators:
        if one.term == term and one.level3 and one.value.kind != NONE:
            by_name.setdefault((one.activity, indicator_key(one.level3)), []).append(one)
    for first, *others in by_name.values():
        for other in others:
            yield first, other


def _named_twice(form: ProjectData | OverallData, term: str) -> Iterator[Fault]:
    for first, other in _rows_of_one_name(form, term):
        if first.value.kind != NUMBER or other.value.kind != NUMBER:
            continue
        if not _is_one_thing(first, other):
            continue
        pair = [next(iter(_own_number(form, one)), None) for one in (first, other)]
        if pair[0] and pair[1] and compared(pair[0], pair[1]) in (CONTRADICT, MAY_AGREE):
            at, before = value_cell(other), value_cell(first)
            yield Fault(
                at,
                f"{place(at, form_name(form), other.level3)}为 {printed_value(other)}，"
                f"而同一指标在 {spot(before)} 为 {printed_value(first)}。",
                (before,),
                stated_text=printed_value(other),
                expected_text=printed_value(first),
            )


def _own_number(form: ProjectData | OverallData, one: IndicatorData) -> Iterator[Said]:
    value = one.value
    if value.number is not None:
        yield Said(
            one.level3,
            value.operator,
            value.number,
            value.unit,
            "",
            value_cell(one),
            ranged=value.upper is not None,
        )


def _is_one_thing(first: IndicatorData, other: IndicatorData) -> bool:
    """Whether two rows of one name mean one thing: a common name (合格率) may serve for two."""
    described = bool(first.description and other.description)
    if described and not _similar(first.description, other.description):
        return False
    same_levels = (first.level1, first.level2) == (other.level1, other.level2)
    return same_levels or described or not is_common(first.level3)


def _similar(one: str, other: str) -> bool:
    pairs = [{text[i : i + 2] for i in range(len(text) - 1)} for text in (one, other)]
    fewer = min(len(pairs[0]), len(pairs[1]))
    return one == other or (fewer > 0 and len(pairs[0] & pairs[1]) >= _SIMILAR * fewer)


def _counted_twice(
    document: Document, form: ProjectData | OverallData, term: str
) -> Iterator[Fault]:
    said = [one for one in document.said(form, term) if not one.common]
    for one, other in combinations(said, 2):
        # Two rows with cells of their own are a matter of their names.
        if one.at == other.at or not (one.in_prose or other.in_prose):
            continue
        if one.row and other.row and one.row.activity != other.row.activity:
            continue
        if same_subject(one, other) and compared(one, other) == CONTRADICT:
            yield _two_numbers(form, other, one)


def _two_numbers(form: ProjectData | OverallData, at: Said, before: Said) -> Fault:
    pair = numbers(before, at)
    year = ""
    if pair and before.period != at.period:
        more = at if at.period else before
        total = pair[1] if more is at else pair[0]
        year = f"（全年 {total:f}{more.unit}）"
    first = year if before.period and not at.period else ""
    last = year if at.period and not before.period else ""
    name = at.row.name if at.row else ""
    return Fault(
        at.at,
        f"{place(at.at, form_name(form), name)}写“{shortened(at.words, 40)}”{last}，"
        f"而 {spot(before.at)} 写“{shortened(before.words, 40)}”{first}，同一件事有两个数。",
        (before.at,),
        stated_text=at.words,
        expected_text=before.words,
        about=at.subject,
    )


def indicators_are_printed_once(document: Document) -> Iterator[Fault]:
    """No indicator stands twice with the same value."""
    for form in document.forms():
        for term in (ANNUAL, MEDIUM):
            for first, other in _rows_of_one_name(form, term):
                same_value = printed_value(first) == printed_value(other)
                same_words = first.description == other.description
                told_apart = first.level2 != other.level2 and not first.description
                if same_value and same_words and not (told_apart and is_common(first.level3)):
                    at, before = name_cell(other), name_cell(first)
                    yield Fault(
                        at,
                        f"{place(at, form_name(form), other.level3)}与 {spot(before)} 的指标和指标值"
                        f"（{shortened(printed_value(first))}）完全相同，印了两次。",
                        (before,),
                        stated_text=other.level3,
                        expected_text="只列一次",
                    )


# --- Goals -------------------------------------------------------------------------------------------


def goals_count_as_indicators(document: Document) -> Iterator[Fault]:
    """What a goal or a task counts in words is what the indicators ask for."""
    for form in document.forms():
        for stated, rows in _told_in_words(document, form):
            for one in stated:
                yield from _against_rows(form, one, stated, rows)


def _told_in_words(
    document: Document, form: ProjectData | OverallData
) -> Iterator[tuple[list[Said], Sequence[Said]]]:
    """What goals, tasks and purposes count, and the indicators that each is to be held against."""
    told: list[Said] = []
    for goal in form.goals:
        said = list(said_of_goal(form, goal))
        told += said if goal.term == ANNUAL else []
        yield said, document.said(form, goal.term)
    rows = document.said(form, ANNUAL)
    if isinstance(form, ProjectData):
        # A purpose that says again what the goal says is told once.
        again = {(one.subject, one.number, one.unit) for one in told}
        purpose = said_of_purpose(form)
        yield [one for one in purpose if (one.subject, one.number, one.unit) not in again], rows
    elif form.tasks:
        apart = bool(form.activities)
        for task in form.tasks:
            own = [row for row in rows if row.row and row.row.activity == task.name]
            yield list(said_of_task(form, task)), own if apart else rows


def _against_rows(
    form: ProjectData | OverallData, one: Said, stated: Sequence[Said], rows: Sequence[Said]
) -> Iterator[Fault]:
    named = _same(one, rows)
    # 维修校舍数量 and 维修校舍面积 are of one name; what is measured otherwise says nothing.
    same = [other for other in named if numbers(one, other) is not None]
    if named and not same:
        return
    partners = whole_of(one, same) or _only_one_of_its_unit(one, stated, rows)
    results = [compared(one, other) for other in partners]
    if not results or AGREE in results:
        return
    doubtful = CONTRADICT not in results or partners[0].common or not same
    yield replace(_two_numbers(form, one, partners[0]), severity=WARNING if doubtful else "")


def _same(one: Said, rows: Sequence[Said]) -> list[Said]:
    return [] if one.common else [other for other in rows if same_subject(one, other)]


def _only_one_of_its_unit(one: Said, stated: Sequence[Said], rows: Sequence[Said]) -> list[Said]:
    """The bare 期次 of a project that counts one thing in 期, for a goal that does so too.

    Also what is near in its words, where both can't hold. What has its counterpart does not count.
    """
    if is_share(one.unit) or money_unit(one.unit) or is_duration(one.unit) or not one.unit:
        return []
    units = [other for other in rows if numbers(one, other) is not None]
    alike = [other for other in stated if numbers(one, other) is not None]
    if len(units) > 1 or len(alike) > 1:
        paired = [other for other in alike if _same(other, units)]
        units = [row for row in units if not any(same_subject(row, other) for other in paired)]
        alike = [other for other in alike if other not in paired]
    if len(units) != 1 or len(alike) != 1:
        return []
    row = units[0]
    if row.common:
        # 期次 is whatever the project counts; 大型活动 may be some of its 活动.
        pair = numbers(one, row)
        some = _KIND.search(row.subject) is not None and pair is not None and pair[0] < pair[1]
        return [] if some else units
    return units if near_contradiction(one, row) else []


# --- The year and the medium term ----------------------------------------------------------------------


def medium_covers_the_years_counts(document: Document) -> Iterator[Fault]:
    """The medium term holds this year: what is done this year is not more than in all its years."""
    for form in document.forms():
        medium = [one for one in _said_for(document, form, MEDIUM) if _adds_up(one) or one.period]
        told: set[tuple[CellRef, str]] = set()
        for one in _said_for(document, form, ANNUAL) if medium else ():
            fault = _beyond_the_term(form, one, medium)
            # A goal that only says again what an indicator says is no second finding.
            if fault and (fault.against[0], fault.expected_text) not in told:
                told.add((fault.against[0], fault.expected_text))
                yield fault


def _said_for(document: Document, form: ProjectData | OverallData, term: str) -> Iterator[Said]:
    yield from document.said(form, term)
    for goal in form.goals:
        if goal.term == term:
            yield from said_of_goal(form, goal)


def _beyond_the_term(
    form: ProjectData | OverallData, one: Said, medium: Sequence[Said]
) -> Fault | None:
    partners = [other for other in medium if _is_counterpart(one, other)]
    # An indicator says it more exactly than a goal in words.
    partners = [other for other in partners if other.row is not None] or partners
    yearly = [other for other in partners if other.period and other.unit]
    whole = [other for other in partners if not other.period]
    name = place(one.at, form_name(form), one.row.name if one.row else "")
    if yearly and not one.part_of_year:
        pairs = [numbers(one, other) for other in yearly if compared(one, other) == CONTRADICT]
        if len(pairs) == len(yearly) and all(pair and pair[0] < pair[1] for pair in pairs):
            return _two_numbers(form, one, yearly[0])
    if not _adds_up(one):
        return None
    found = [(other, pair) for other in whole if (pair := numbers(one, other))]
    if not found or not all(year > term for _, (year, term) in found):
        return None
    other = found[0][0]
    return Fault(
        one.at,
        f"{name}本年写“{shortened(one.words, 40)}”，多于 {spot(other.at)} 中期的"
        f"“{shortened(other.words, 40)}”；中期包含本年，不应更少。",
        (other.at,),
        stated_text=one.words,
        expected_text=other.words,
        about=one.subject,
    )


def _adds_up(one: Said) -> bool:
    """Whether the number is a count that grows over the years: no share, cost, time or limit."""
    return not (
        one.period
        or not one.unit
        or is_share(one.unit)
        or "元" in one.unit
        or "/" in one.unit
        or is_duration(one.unit)
        or one.operator in ("≤", "＜")
        or (one.row is not None and "成本" in one.row.level1 + one.row.level2)
    )


def _is_counterpart(one: Said, other: Said) -> bool:
    if not same_subject(one, other):
        return False
    if one.common or other.common:
        mine, theirs = one.row, other.row
        if mine is None or theirs is None:
            return False
        return (mine.level2, mine.level3) == (theirs.level2, theirs.level3)
    return True


RULES = (
    Rule(
        code="two-values",
        severity=ERROR,
        statement="同一指标、同一件事在一张表里只有一个数",
        basis="财预〔2021〕101号：指标值明确",
        faults=one_thing_has_one_value,
    ),
    Rule(
        code="printed-twice",
        severity=WARNING,
        statement="同一指标不重复列出",
        basis="财预〔2021〕101号：指标精炼、不重复",
        faults=indicators_are_printed_once,
    ),
    Rule(
        code="goal-count",
        severity=ERROR,
        statement="绩效目标文字里的数与指标值一致",
        basis="财预〔2021〕101号：指标由绩效目标分解细化",
        faults=goals_count_as_indicators,
    ),
    Rule(
        code="medium-count",
        severity=ERROR,
        statement="本年的数量不多于包含本年的中期数量",
        basis="项目支出绩效目标申报表：中期目标含当年",
        faults=medium_covers_the_years_counts,
    ),
)
