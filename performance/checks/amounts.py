"""Rules about the amounts that one form states: sources and kinds add up, years do not exceed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, combinations

from performance.checks.cells import (
    amount_cell,
    amount_name,
    form_name,
    place,
    stated,
    step_of,
    tolerance,
)
from performance.checks.rules import ERROR, ROUNDING, Document, Fault, Rule
from performance.data import OverallData, ProjectData, StatedAmountData

# A finding lists at most so many of the cells that it adds up by name.
_NAMED = 4
# Whole -> the ways in which a form may part it; the first way whose columns are all there counts.
_SOURCES = (
    ("fiscal", "other"),
    ("fiscal", "special", "unit"),
    ("general", "fund", "capital", "other"),
    ("general", "fund", "capital", "special", "unit"),
    ("general", "fund", "other"),
    ("general", "other"),
)
# The same whole by who pays (上级补助, 本级安排) and by who spends it.
_LEVELS = (("upper", "own"), ("upper", "own", "other"))
_SPENDERS = (("kept", "passed"),)
# 其中：部门预算支出 tells one part; whatever else there is, no form states.
_PARTS = (("part", "rest"),)
_BODY = (
    ("total", _SOURCES),
    ("total", _LEVELS),
    ("total", _SPENDERS),
    ("total", _PARTS),
    ("total", (("basic", "project"),)),
    ("other", (("special", "unit"),)),
    ("fiscal", (("fiscal_basic", "fiscal_project"),)),
    ("special", (("special_basic", "special_project"),)),
    ("unit", (("unit_basic", "unit_project"),)),
    ("other", (("other_basic", "other_project"),)),
    ("basic", (("fiscal_basic", "other_basic"), ("fiscal_basic", "special_basic", "unit_basic"))),
    (
        "project",
        (
            ("fiscal_project", "other_project"),
            ("fiscal_project", "special_project", "unit_project"),
        ),
    ),
)
_MEDIUM = ("中期", "实施期", "中长期")
# What some forms state besides, as a part of the whole or within one of its parts: 上年结转.
_BESIDES = frozenset(
    {"", "carried", "upper", "own", "general", "fund", "capital", "special", "unit", "other"}
)


def sources_add_up(document: Document) -> Iterator[Fault]:
    """财政资金 + 其他资金 = 项目总额, for the year and for the medium term."""
    for project in document.performance.projects:
        for prefix in ("", "medium_"):
            for division in (_SOURCES, _LEVELS, _SPENDERS, _PARTS):
                ways = [tuple(prefix + part for part in parts) for parts in division]
                yield from _adds_up(document, project, prefix + "total", ways)


def body_adds_up(document: Document) -> Iterator[Fault]:
    """The whole of a body's money by source and by kind."""
    overall = document.performance.overall
    if overall is None:
        return
    for whole, ways in _BODY:
        yield from _adds_up(document, overall, whole, ways)


def _adds_up(
    document: Document,
    form: ProjectData | OverallData,
    whole: str,
    ways: Sequence[Sequence[str]],
) -> Iterator[Fault]:
    total = stated(form, whole)
    if total is None or total.amount.fen is None:
        return
    for measures in ways:
        found = [one for measure in measures if (one := stated(form, measure)) is not None]
        if len(found) == len(measures):
            if any(one.amount.fen is not None for one in found):
                yield from _compared(document, form, total, found)
            return
    # A column that the form does not have may hold the rest; a part is still no more than its whole.
    for measure in dict.fromkeys(chain.from_iterable(ways)):
        part = stated(form, measure)
        if part and total.amount.value >= 0 and part.amount.value > total.amount.value:
            yield fault_of(document, form_name(form), total, [part], part.amount.value, "超出它的")
            return


def _compared(
    document: Document,
    form: ProjectData | OverallData,
    total: StatedAmountData,
    parts: Sequence[StatedAmountData],
) -> Iterator[Fault]:
    known = sum(one.amount.value for one in parts)
    gap = total.amount.value - known
    extras = _besides(form, total, parts)
    if gap == 0 or any(gap == sum(some) for some in extras):
        return
    by_kind = total.measure == "total" and parts[0].measure == "basic"
    if by_kind and gap > 0 and _beyond_basic_and_project(document):
        # Remittances, subsidies and operating money are neither basic nor project expenditure.
        return
    step = step_of(one.amount for one in form.amounts)
    rounding = abs(gap) <= tolerance(step, len(parts))
    yield fault_of(document, form_name(form), total, parts, known, "不等于", rounding=rounding)


def _besides(
    form: ProjectData | OverallData, total: StatedAmountData, parts: Sequence[StatedAmountData]
) -> list[tuple[int, ...]]:
    """Every selection of further amounts (上年结转, or of unknown meaning) that may be in a total."""
    if total.measure.removeprefix("medium_") != "total":
        return []
    medium = total.measure.startswith("medium")
    others = [
        one.amount.value
        for one in form.amounts
        if one not in parts
        and one.measure in _BESIDES
        and one.amount.fen
        and any(word in one.name for word in _MEDIUM) == medium
    ][:8]
    return [some for size in range(1, len(others) + 1) for some in combinations(others, size)]


def _beyond_basic_and_project(document: Document) -> bool:
    natures = {
        fact.coordinates.get("nature")
        for _, fact in document.data.facts()
        if fact.coordinates.get("side") == "out" and fact.amount.fen
    }
    return bool(natures & {"operating", "remitted", "subsidy"})


def parts_of(
    amounts: Sequence[StatedAmountData], measures: Sequence[str]
) -> list[StatedAmountData]:
    """The amounts of all these measures, none where one is not stated or nothing is told of any."""
    found = [one for name in measures for one in amounts if one.measure == name]
    whole = len(found) == len(measures) and any(one.amount.fen is not None for one in found)
    return found if whole else []


def added_up(
    document: Document, name: str, whole: StatedAmountData, parts: Sequence[StatedAmountData]
) -> Iterator[Fault]:
    """A fault where the parts do not come to the whole; `name` says whose they are."""
    known = sum(one.amount.value for one in parts)
    gap = whole.amount.value - known
    if whole.amount.fen is None or not gap:
        return
    step = step_of(one.amount for one in (whole, *parts))
    rounding = abs(gap) <= tolerance(step, len(parts))
    yield fault_of(document, name, whole, parts, known, "不等于", rounding=rounding)


def fault_of(
    document: Document,
    name: str,
    total: StatedAmountData,
    parts: Sequence[StatedAmountData],
    expected: int,
    verb: str,
    *,
    rounding: bool = False,
) -> Fault:
    at = amount_cell(total)
    said = [one for one in parts if one.amount.fen is not None]
    listed = "、".join(
        f"{place(amount_cell(one), amount_name(one))} {document.money(one.amount.value, at)}"
        for one in said[:_NAMED]
    ) + (f"等 {len(said)} 格" if len(said) > _NAMED else "")
    own = document.money(total.amount.value, at)
    if verb == "不等于":
        told = (
            f"{place(at, name, amount_name(total))}为 {own}，而{listed}"
            f"{'，合计' if len(said) > 1 else '，加上其余各项也'}为 {document.money(expected, at)}，"
            f"相差 {document.money(abs(total.amount.value - expected), at)}。"
        )
    else:
        told = f"{place(at, name, amount_name(total))}为 {own}，而其中的{listed}更多。"
    return Fault(
        at=at,
        message=told,
        against=tuple(amount_cell(one) for one in parts),
        stated=total.amount.value,
        expected=expected,
        severity=ROUNDING if rounding else "",
    )


def medium_covers_year(document: Document) -> Iterator[Fault]:
    """The medium term holds this year, so that its money is no less."""
    for project in document.performance.projects:
        for measure in ("total", "fiscal", "other"):
            medium, year = stated(project, f"medium_{measure}"), stated(project, measure)
            if medium is None or year is None or medium.amount.fen is None:
                continue
            if medium.amount.value >= year.amount.value:
                continue
            at = amount_cell(medium)
            yield Fault(
                at=at,
                message=(
                    f"{place(at, project.name, amount_name(medium))}为"
                    f" {document.money(medium.amount.value, at)}，"
                    f"少于{place(amount_cell(year), amount_name(year))}的"
                    f" {document.money(year.amount.value, at)}；中期包含本年，不应更少。"
                ),
                against=(amount_cell(year),),
                stated=medium.amount.value,
                expected=year.amount.value,
            )
            break


RULES = (
    Rule(
        code="project-sources",
        severity=ERROR,
        statement="项目总额等于财政资金与其他资金之和，年度和中期都如此",
        basis="财预〔2015〕88号所附申报表的资金栏",
        faults=sources_add_up,
    ),
    Rule(
        code="body-sums",
        severity=ERROR,
        statement="预算支出总额等于各项资金来源之和，也等于基本支出与项目支出之和",
        basis="部门整体支出绩效目标申报表的总体资金栏",
        faults=body_adds_up,
    ),
    Rule(
        code="medium-amount",
        severity=ERROR,
        statement="中期资金包含本年资金，不少于年度资金",
        basis="项目支出绩效目标申报表：中期目标含当年",
        faults=medium_covers_year,
    ),
)
