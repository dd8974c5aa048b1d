"""Rules about one indicator's value: its unit, its bounds, whether it says what its name asks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from performance.checks.cells import name_cell, place, printed_value, shortened, value_cell
from performance.checks.measures import (
    MONEY,
    SHARE,
    clashes,
    is_rate,
    measure_class,
    measure_of,
    names_a_rate,
)
from performance.checks.rules import ERROR, WARNING, Document, Fault, Rule
from performance.checks.said import said_of_goal
from performance.data import (
    ANNUAL,
    DEADLINE,
    MEDIUM,
    NONE,
    NUMBER,
    QUALITATIVE,
    SCALE,
    TEXT,
    IndicatorData,
    OverallData,
    ProjectData,
)
from performance.values import is_share

_WHOLE = Decimal(100)
_NUMERIC = frozenset({"≥", "≤", "＞", "＜"})
_ONE_FIGURE = re.compile(r"[0-9][0-9,.]*")


def indicators(document: Document) -> Iterator[tuple[ProjectData | OverallData, IndicatorData]]:
    """Every indicator of the projects and of the overall form."""
    for form in document.forms():
        for one in form.indicators:
            yield form, one


def subject(form: ProjectData | OverallData, one: IndicatorData) -> str:
    """Who an indicator belongs to, for a sentence."""
    return form.name if isinstance(form, ProjectData) else one.activity


def here(form: ProjectData | OverallData, one: IndicatorData) -> str:
    """The value's cell with the names that lead to it."""
    return place(value_cell(one), subject(form, one), one.name)


# --- Rates -----------------------------------------------------------------------------------------


def rates_within_the_whole(document: Document) -> Iterator[Fault]:
    """A share of a whole is at most 100 %."""
    for form, one in indicators(document):
        value = one.value
        if value.kind != NUMBER or value.number is None or not is_share(value.unit):
            continue
        if "‰" in value.unit or value.operator in ("≤", "＜") or not names_a_rate(one):
            continue
        number = max(value.number, value.upper or value.number)
        beyond = number > _WHOLE or (value.operator == "＞" and number >= _WHOLE)
        if beyond:
            yield Fault(
                value_cell(one),
                f"{here(form, one)}为 {printed_value(one)}，而比率最高是 100%。",
                stated_text=printed_value(one),
                expected_text="不超过 100%",
            )
    yield from _rates_in_words(document)


def _rates_in_words(document: Document) -> Iterator[Fault]:
    """培训合格率 130% inside prose."""
    for form in document.forms():
        told = [one for term in (ANNUAL, MEDIUM) for one in document.said(form, term)]
        for goal in form.goals:
            told += said_of_goal(form, goal)
        for one in told:
            limit = one.operator in ("≤", "＜") or "‰" in one.unit or not is_share(one.unit)
            if not one.in_prose or limit or one.number <= _WHOLE:
                continue
            around = one.subject + (one.row.level3 + one.row.description if one.row else "")
            if is_rate(one.subject, around):
                name = form.name if isinstance(form, ProjectData) else ""
                yield Fault(
                    one.at,
                    f"{place(one.at, name)}写“{shortened(one.words, 40)}”，而比率最高是 100%。",
                    stated_text=one.words,
                    expected_text="不超过 100%",
                    about=one.subject,
                )


# --- The name's measure against the value's ----------------------------------------------------------


def values_in_the_measure_of_the_name(document: Document) -> Iterator[Fault]:
    """A share is told in per cent, an amount in money, 批次 not in 人次."""
    for form, one in indicators(document):
        value = one.value
        if value.kind != NUMBER or not value.number or not value.unit:
            continue
        if len(_ONE_FIGURE.findall(value.printed)) > 1:
            continue
        told = measure_class(value.unit)
        asked, word = measure_of(one.level3)
        if asked and told and clashes(asked, told, one, one.level3):
            yield _clash(form, one, one.level3, word)
        elif not asked and told == MONEY:
            # The description tells where the name does not: 支出比例 under 预算费用支出情况.
            asked, word = measure_of(one.description)
            if asked == SHARE and clashes(asked, told, one, one.description):
                yield _clash(form, one, one.description, word)


def _clash(form: ProjectData | OverallData, one: IndicatorData, words: str, word: str) -> Fault:
    at = value_cell(one)
    what = "指标" if words == one.level3 else "指标描述"
    return Fault(
        at,
        (
            f"{here(form, one)}为 {printed_value(one)}，单位是“{one.value.unit}”，"
            f"而{what}“{shortened(words)}”要的是“{word}”。"
        ),
        (name_cell(one),) if words == one.level3 else (one.cells.get("description", at),),
        stated_text=printed_value(one),
        expected_text=word,
    )


# --- Qualitative and quantitative ----------------------------------------------------------------------


def operators_fit_values(document: Document) -> Iterator[Fault]:
    """A qualitative indicator has words, one with a sign a number."""
    for form, one in indicators(document):
        value = one.value
        if value.operator == QUALITATIVE and value.kind == NUMBER and _is_bare(one):
            yield Fault(
                value_cell(one),
                f"{here(form, one)}的指标性质是“定性”，指标值却是数 {value.printed}。",
                stated_text=printed_value(one),
                expected_text="文字或等级",
            )
        elif value.operator in _NUMERIC and value.kind in (TEXT, SCALE) and _no_digits(one):
            yield Fault(
                value_cell(one),
                f"{here(form, one)}的指标性质是“{value.operator}”，"
                f"指标值却没有数：{shortened(value.printed)}。",
                stated_text=shortened(value.printed, 60),
                expected_text="数值",
            )


def _is_bare(one: IndicatorData) -> bool:
    """Whether the value is a number and no more: 100%受理 describes, 95 does not."""
    return bool(re.fullmatch(r"[≥≤=<>＞＜\s]*[0-9][0-9,.]*\s*\S{0,2}", one.value.printed.strip()))


def _no_digits(one: IndicatorData) -> bool:
    return not re.search(r"[0-9０-９一二两三四五六七八九十百千]", one.value.printed)


def rates_have_their_unit(document: Document) -> Iterator[Fault]:
    """A bare number under a rate has its unit; that a value is there at all, reading looks after."""
    for form, one in indicators(document):
        if _lacks_unit(one):
            yield Fault(
                value_cell(one),
                f"{here(form, one)}为 {printed_value(one)}，没有写计量单位，应是百分比。",
                (name_cell(one),),
                stated_text=printed_value(one),
                expected_text=f"{printed_value(one)}%",
            )


def _lacks_unit(one: IndicatorData) -> bool:
    value = one.value
    if value.kind != NUMBER or value.unit or not value.number or value.number <= 1:
        return False
    return measure_of(one.name)[0] == SHARE and value.number <= _WHOLE


# --- A value that speaks of something else ---------------------------------------------------------------

_NEGATIVE_NAME = re.compile(r"^(?:不|无|零|未|杜绝|避免|防止)")


def values_speak_of_their_names(document: Document) -> Iterator[Fault]:
    """What must not happen is not measured by satisfaction, one rate not by another."""
    for form, one in indicators(document):
        other = _foreign_measure(one)
        if other:
            yield Fault(
                value_cell(one),
                f"{here(form, one)}的指标值“{shortened(one.value.printed)}”说的是“{other}”，"
                "与指标不是一回事。",
                (name_cell(one),),
                stated_text=shortened(one.value.printed, 60),
                expected_text=shortened(one.name, 60),
            )


def _foreign_measure(one: IndicatorData) -> str:
    printed, own = one.value.printed, one.level3
    if one.value.kind in (NONE, SCALE, DEADLINE) or not own:
        return ""
    about = own + one.description
    if _NEGATIVE_NAME.match(own) and "满意度" in printed and "满意" not in about:
        return "满意度"
    asked, word = measure_of(own)
    if asked != SHARE:
        return ""
    found = re.findall(r"([\u4e00-\u9fff]{2,4}率|满意度)", printed)
    if len(found) != 1:
        return ""
    stem = found[0] if found[0] == "满意度" else found[0][-3:-1]
    stem = "满意" if stem == "满意度" else stem
    return "" if stem in about or word in found[0] else found[0]


RULES = (
    Rule(
        code="rate-over-100",
        severity=ERROR,
        statement="完成率、合格率、满意度等比率不超过 100%",
        basis="财预〔2021〕101号：指标值应可衡量、合理可实现",
        faults=rates_within_the_whole,
    ),
    Rule(
        code="measure",
        severity=ERROR,
        statement="指标值的计量单位与指标所要的量一致：比例用百分比，金额用货币单位，批次不用人次",
        basis="财预〔2021〕101号：指标名称、指标值与计量单位相对应",
        faults=values_in_the_measure_of_the_name,
    ),
    Rule(
        code="operator",
        severity=WARNING,
        statement="定性指标用文字或等级，带有≥、≤的指标用数值",
        basis="财预〔2021〕101号：指标性质",
        faults=operators_fit_values,
    ),
    Rule(
        code="unit-missing",
        severity=WARNING,
        statement="比率写明百分号",
        basis="财预〔2021〕101号：指标值与计量单位",
        faults=rates_have_their_unit,
    ),
    Rule(
        code="other-measure",
        severity=WARNING,
        statement="指标值说的就是指标本身",
        basis="财预〔2021〕101号：指标值与指标名称相对应",
        faults=values_speak_of_their_names,
    ),
)
