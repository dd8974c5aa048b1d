"""Rules that hold the cost caps of a project against its money."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from budgets.vocabulary import normalise
from performance.checks.cells import (
    amount_cell,
    amount_name,
    form_name,
    in_words,
    place,
    printed_value,
    stated,
    value_cell,
)
from performance.checks.rules import ERROR, WARNING, Document, Fault, Rule
from performance.data import (
    ANNUAL,
    NUMBER,
    IndicatorData,
    OverallData,
    ProjectData,
    StatedAmountData,
)
from performance.values import is_unit_cost, money_unit

_COST = re.compile(r"成本|预算控制|不超预算|预算范围|经费金额|总费用|总投入")
# A cap of the whole: the budget, the project's money, its total cost.
_WHOLE = re.compile(
    r"预算控制|控制数|不超预算|不超过?预算|预算范围|预算总|预算金额|预算数|经费金额|经费总|资金总|资金金额|总成本|"
    r"成本总|总费用|费用总|总投入|总支出|项目成本|项目资金|项目经费|项目预算|项目总|资金成本|全年预算|年度预算"
)
# Money for one of something, or of another kind than what is spent: no cap of the whole.
_OTHER = re.compile(
    r"[人户亩次场件册份篇台套校村]均|平均|均(?:成本|费用|价|摊)|单位成本|单价|每|/|／|单次|单场|单个|单件|单台|单本|单项|单人|一次性|标准|社会成本|生态|环境|节约|节省|"
    r"减少|降低|收入|增收|效益|带动|撬动|缴|罚|损失|产值|总投资|投资额|概算|合同|造价|工程|建设成本|建安|全周期|"
    r"累计|三年|五年|上年|去年|最高限价|限价|结算|差旅|其中|日均|月均|年均"
)

# 支出总额, 部门预算总成本: all that a body spends in the year.
_ALL_OF_A_BODY = re.compile(
    r"(?:部门|单位|整体|年度|全年|本年)*(?:预算|支出|资金|经费)*(?:总额|总成本|总量|总支出|总预算|控制总额)(?:控制数)?"
)

# What one of something costs; several years, other payers or another kind of cost may exceed it.
_EACH = re.compile(
    r"单位成本|单价|人均|均成本|均费用|单次|单场|单个|单件|单台|单本|单份|单项|单人|单册|单株|每"
)
_BEYOND = re.compile(
    r"社会成本|生态|环境|收入|增收|效益|带动|撬动|罚|损失|产值|投资|概算|合同|造价|工程|建设|全周期|累计|三年|五年|"
    r"上年|去年|最高限价|限价|结算|资产|保额|保险金额|补偿"
)


@dataclass(frozen=True, slots=True)
class Cap:
    """A cost cap of a project, in fen, with the fen of its last printed place."""

    one: IndicatorData
    fen: int
    step: int
    whole: bool


def caps(form: ProjectData | OverallData) -> list[Cap]:
    """The caps on the year's money of a project or a body, or on a part of it."""
    found = []
    for one in form.indicators:
        value = one.value
        unit = money_unit(value.unit)
        if (
            one.term != ANNUAL
            or value.kind != NUMBER
            or value.number is None
            or value.upper is not None
            or unit is None
            or value.operator not in ("≤", "＜", "=", "")
        ):
            continue
        words = one.level3 + one.description + value.printed
        if not _COST.search(one.level1 + one.level2 + words) or _OTHER.search(one.level2 + words):
            continue
        fen = value.number * unit.fen
        if fen != fen.to_integral_value():
            continue
        places = -int(value.number.normalize().as_tuple().exponent)
        step = max(unit.fen // 10 ** max(places, 0), 1)
        named = normalise(form_name(form))
        whole = bool(_WHOLE.search(one.level3 + one.description)) or (
            len(named) > 2 and named in normalise(one.level3 + one.description)
        )
        found.append(Cap(one, int(fen), step, whole))
    return found


def caps_agree_with_the_budget(document: Document) -> Iterator[Fault]:
    """The cap of the whole is the budget, and no cap is above it."""
    for form in document.forms():
        total = _money_of(form)
        if total is None or not total.amount.fen:
            continue
        found = caps(form)
        if isinstance(form, OverallData):
            # What a body spends has many parts; only a cap of all of it is told apart.
            found = [cap for cap in found if _ALL_OF_A_BODY.fullmatch(cap.one.level3)]
        if sum(cap.fen for cap in found) == total.amount.value:
            continue
        for cap in found:
            if fault := _fault(document, form, total, cap):
                yield fault


def _money_of(form: ProjectData | OverallData) -> StatedAmountData | None:
    """All the money of a form; of a body whose form states none, what its tasks add up to."""
    total = stated(form, "total") or stated(form, "fiscal")
    if total is not None or isinstance(form, ProjectData):
        return total
    sums = [task for task in form.tasks if task.total and task.name != task.duty]
    if len(sums) != 1:
        return None
    return next((one for one in sums[0].amounts if one.measure == "total"), None)


def _fault(
    document: Document, form: ProjectData | OverallData, total: StatedAmountData, cap: Cap
) -> Fault | None:
    budget, gap = total.amount.value, cap.fen - total.amount.value
    step = max(cap.step, total.amount.step)
    # A cap in whole 万元 rounds the budget.
    rounded = 2 * abs(gap) <= step and step > 1
    if gap == 0 or rounded or (gap < 0 and not cap.whole):
        return None
    up = Decimal(budget) / cap.step
    rounded_up = int(up.to_integral_value(ROUND_CEILING)) * cap.step == cap.fen
    at, unit = value_cell(cap.one), document.unit(amount_cell(total))
    above = "高于" if gap > 0 else "低于"
    return Fault(
        at=at,
        message=(
            f"{place(at, form_name(form), cap.one.name)}为 {printed_value(cap.one)}，"
            f"{above}{place(amount_cell(total), amount_name(total))} {in_words(budget, unit)}，"
            f"相差 {in_words(abs(gap), unit)}。"
        ),
        against=(amount_cell(total),),
        stated=cap.fen,
        expected=budget,
        severity=WARNING if rounded_up else "",
    )


def one_costs_less_than_all(document: Document) -> Iterator[Fault]:
    """What one of something costs is not more than the money for all of them."""
    for project in document.performance.projects:
        total = stated(project, "total") or stated(project, "fiscal")
        if total is None or not total.amount.fen:
            continue
        for one in project.indicators:
            fen = _cost_of_each(one)
            if fen is None or fen <= total.amount.value + total.amount.step:
                continue
            at, unit = value_cell(one), document.unit(amount_cell(total))
            yield Fault(
                at,
                f"{place(at, project.name, one.name)}为 {printed_value(one)}，"
                f"一份的成本高于{place(amount_cell(total), amount_name(total))}"
                f" {in_words(total.amount.value, unit)}，请核对单位。",
                (amount_cell(total),),
                stated=int(fen),
                expected=total.amount.value,
            )


def _cost_of_each(one: IndicatorData) -> Decimal | None:
    """The fen of a unit cost, None for any other indicator."""
    value, words = one.value, one.level3 + one.description + one.value.printed
    money = money_unit(value.unit.partition("/")[0])
    each = is_unit_cost(value.unit) or _EACH.search(one.level3)
    if one.term != ANNUAL or value.number is None or money is None or not each:
        return None
    if "成本" not in one.level1 + one.level2 + one.level3 or _BEYOND.search(one.level2 + words):
        return None
    return value.number * money.fen


RULES = (
    Rule(
        code="unit-cost",
        severity=WARNING,
        statement="单位成本不高于项目的全部预算",
        basis="财预〔2021〕101号：成本指标不超过预算安排",
        faults=one_costs_less_than_all,
    ),
    Rule(
        code="cost-cap",
        severity=ERROR,
        statement="成本指标的上限与项目预算一致，不高于预算",
        basis="财预〔2021〕101号：成本指标不超过预算安排",
        faults=caps_agree_with_the_budget,
    ),
)
