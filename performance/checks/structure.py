"""Rules about the make-up of a form: weights, levels, codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from budgets.data import CellRef
from performance.checks.cells import amount_cell, cell, place, spot, stated
from performance.checks.rules import ERROR, WARNING, Document, Fault, Rule
from performance.data import ANNUAL, MEDIUM, IndicatorData, OverallData, ProjectData
from performance.levels import level_of
from performance.reading.evaluation_words import says_points, split_points

# 90 with the 10 of 预算执行率 beside them; a form in fractions adds up to 1 or 0.9.
_WHOLES = (Decimal(100), Decimal(90), Decimal(1), Decimal("0.9"))


def weights_add_up(document: Document) -> Iterator[Fault]:
    """The weights of a form's indicators come to its total: 100, or 90 beside 预算执行率."""
    for form in document.forms():
        for term in dict.fromkeys(one.term for one in form.indicators):
            weighed = [
                one for one in form.indicators if one.term == term and one.weight is not None
            ]
            if weighed:
                yield from _weights(form, weighed, term)


def _weights(
    form: ProjectData | OverallData, weighed: Sequence[IndicatorData], term: str
) -> Iterator[Fault]:
    total = sum((_weight(one) for one in weighed), Decimal(0))
    execution = form.execution_weight if isinstance(form, ProjectData) else None
    printed = form.total_weight if term == ANNUAL else None
    accepted = {total, total + execution} if execution is not None else {total}
    refs: tuple[CellRef, ...] = ()
    if printed is not None:
        holds = printed in accepted or (execution is None and printed == total + 10)
        wanted, refs = _figure(printed), (cell(form.cells, "total_weight"),)
        what = f"{spot(refs[0])} 的合计 {wanted}"
    elif execution is not None:
        holds, wanted = total in (100, 100 - execution), _figure(100 - execution)
        what = f"100 减去预算执行率 {_figure(execution)} 之后的 {wanted}"
    else:
        holds, wanted = total in _WHOLES or _each_whole(weighed), "100"
        what = "100（或除去预算执行率的 90）"
    if holds:
        return
    at = cell(weighed[0].cells, "weight", "value")
    name = form.name if isinstance(form, ProjectData) else ""
    yield Fault(
        refs[0] if refs else at,
        f"{place(at, name)}起 {len(weighed)} 个指标的权重相加为 {_figure(total)}，不等于{what}。",
        tuple(cell(one.cells, "weight", "value") for one in weighed),
        stated_text=wanted if refs else _figure(total),
        expected_text=_figure(total) if refs else wanted,
    )


def _weight(one: IndicatorData) -> Decimal:
    return one.weight if one.weight is not None else Decimal(0)


def _each_whole(weighed: Sequence[IndicatorData]) -> bool:
    """Whether each level 1 by itself comes to the whole."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for one in weighed:
        sums[one.level1] += _weight(one)
    return len(sums) > 1 and all(value in (Decimal(100), Decimal(1)) for value in sums.values())


def _figure(number: Decimal) -> str:
    return f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"


def levels_weigh_what_they_say(document: Document) -> Iterator[Fault]:
    """产出指标（40分） stands over indicators of 40 points."""
    for form in document.forms():
        for level in ("level1", "level2"):
            for at, told, below in _weighed_levels(form, level):
                total = sum((_weight(one) for one in below), Decimal(0))
                if total == told or any(one.weight is None for one in below):
                    continue
                name = form.name if isinstance(form, ProjectData) else ""
                yield Fault(
                    at,
                    f"{place(at, name, getattr(below[0], level))}写明 {_figure(told)} 分，"
                    f"所属 {len(below)} 个指标的权重相加为 {_figure(total)}。",
                    tuple(cell(one.cells, "weight", "value") for one in below),
                    stated_text=_figure(told),
                    expected_text=_figure(total),
                )


def _weighed_levels(
    form: ProjectData | OverallData, level: str
) -> Iterator[tuple[CellRef, Decimal, list[IndicatorData]]]:
    """Every level whose words tell its points, with its cell and the indicators under it."""
    for term in (ANNUAL, MEDIUM):
        under: dict[str, list[IndicatorData]] = defaultdict(list)
        for one in form.indicators:
            if one.term == term and level in one.cells:
                under[getattr(one, level)].append(one)
        for text, below in under.items():
            points = split_points(text)[1] if says_points(text) else None
            if points is not None:
                yield below[0].cells[level], points, below


# --- Levels ------------------------------------------------------------------------------------------


def projects_have_output_and_effect(document: Document) -> Iterator[Fault]:
    """A project with money has an output, and an effect or a satisfaction to reach."""
    for project in document.performance.projects:
        levels = {_group(one) for one in project.indicators if one.term == ANNUAL}
        total = stated(project, "total")
        if not levels - {""} or "" in levels or (total and not total.amount.fen):
            continue
        at = cell(project.cells, "name", "code")
        for wanted, lacking in (
            ({"output"}, "产出指标"),
            ({"effect", "satisfaction"}, "效益指标或满意度指标"),
        ):
            if not levels & wanted:
                yield Fault(
                    at,
                    f"{place(at, project.name)}没有{lacking}。",
                    (amount_cell(total),) if total else (),
                    expected_text=lacking,
                )


def _group(one: IndicatorData) -> str:
    """output, effect, satisfaction, or other; "" where the form does not say."""
    words = one.level1 + one.level2
    if not words:
        return ""
    first, second = level_of(one.level1)[1], level_of(one.level2, one.level1)[1]
    known = first + second or words
    for group, signs in (
        ("satisfaction", ("满意",)),
        ("effect", ("效益", "效果", "影响", "效能")),
        ("output", ("产出", "数量", "质量", "时效", "进度")),
    ):
        if any(sign in known for sign in signs):
            return group
    return "other" if first or second else ""


RULES = (
    Rule(
        code="weights",
        severity=ERROR,
        statement="指标权重相加等于合计：100，或与预算执行率的 10 分合为 100",
        basis="财预〔2020〕10号：分值合计",
        faults=weights_add_up,
    ),
    Rule(
        code="level-weight",
        severity=ERROR,
        statement="一级、二级指标写明的分值等于所属指标的权重之和",
        basis="财预〔2020〕10号：分值合计",
        faults=levels_weigh_what_they_say,
    ),
    Rule(
        code="levels",
        severity=WARNING,
        statement="有资金的项目至少有一条产出指标，和一条效益或满意度指标",
        basis="绩效目标由产出、效益和满意度指标组成",
        faults=projects_have_output_and_effect,
    ),
)
