"""What the fields of a layout say: a project, an overall goal, an indicator as printed words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from budgets.money import Amount, AmountError, Unit, format_fen, parse_amount
from performance.data import (
    ANNUAL,
    MEDIUM,
    NONE,
    NUMBER,
    QUALITATIVE,
    GoalData,
    IndicatorData,
    OverallData,
    PlanStepData,
    ProjectData,
    StatedAmountData,
    ValueData,
)
from performance.forms.shapes import Layout
from performance.levels import split_levels
from performance.reading.codes import split_project
from performance.values import fold, operator_of, parse_value, unit_of

# The longest sign that a value can begin with, for telling it apart from what it governs.
_SIGN = 2


def amount_text(amount: Amount | None, unit: Unit) -> str:
    """An amount as its form prints it: the printed words where they say it in the form's unit."""
    if amount is None:
        return ""
    if amount.fen is None:
        return amount.printed
    try:
        if amount.printed and parse_amount(amount.printed, unit).fen == amount.fen:
            return amount.printed
    except AmountError:
        pass
    return format_fen(amount.fen, unit)


def points_text(points: Decimal | None) -> str:
    return "" if points is None else f"{points:f}"


def percent_text(step: PlanStepData) -> str:
    if step.printed or step.percent is None:
        return step.printed
    return f"{step.percent.normalize():f}%"


def split_value(value: ValueData, *, own: bool) -> tuple[str, str, str]:
    """Operator, value and unit for a form with a cell for each.

    A value of the same form stands as printed. One of another form (≥95% in one cell) is taken
    apart where that says the same, and else stands whole.
    """
    printed = value.printed
    if not own and value.kind == NUMBER and value.number is not None:
        bare = f"{value.number:f}"
        bare += f"-{value.upper:f}" if value.upper is not None else ""
        if _same(parse_value(bare, value.operator, value.unit), value) and _is_plain(value, bare):
            return value.operator, bare, value.unit
    operator = value.operator
    if not own and not operator and value.kind not in (NUMBER, NONE):
        operator = QUALITATIVE
    if operator and operator_of(_leading_sign(printed)) == operator:
        operator = ""
    unit = "" if value.unit and unit_of(printed).endswith(value.unit) else value.unit
    return operator, printed, unit


def _is_plain(value: ValueData, bare: str) -> bool:
    """Whether nothing but sign, number and unit is printed: 人均费用不超过100元 says more."""
    said = "".join(fold(value.printed).split())
    said = said.removeprefix(fold(value.operator)).removesuffix(value.unit)
    return said.replace(",", "") == bare


def _leading_sign(text: str) -> str:
    plain = "".join(fold(text).split())
    return next((plain[:n] for n in range(_SIGN, 0, -1) if operator_of(plain[:n])), "")


def joined_value(value: ValueData) -> str:
    """A value for a form with one cell: as printed where that says everything, else put together."""
    read = parse_value(value.printed)
    sign = "" if value.operator == QUALITATIVE else value.operator
    if not value.printed or (read.operator == sign and read.unit == value.unit):
        return value.printed
    operator = "" if read.operator == sign else sign
    unit = "" if read.unit == value.unit else value.unit
    return f"{operator}{value.printed}{unit}"


def _same(one: ValueData, other: ValueData) -> bool:
    return (one.operator, one.number, one.upper, one.unit) == (
        other.operator,
        other.number,
        other.upper,
        other.unit,
    )


def indicator_words(
    indicator: IndicatorData | None, layout: Layout, *, own: bool, number: int = 0
) -> dict[str, str]:
    """The fields of an indicator; none for a line that is left free.

    `own`: it was read from this form. `number` numbers its name (指标1：) where the form does.
    """
    if indicator is None:
        return {}
    if layout.has("operator"):
        operator, value, unit = split_value(indicator.value, own=own)
    else:
        operator, value, unit = "", joined_value(indicator.value), ""
    name = indicator.level3
    return {
        "level1": indicator.level1,
        "level2": indicator.level2,
        "level3": f"指标{number}：{name}" if number and name else name,
        "indicator": run_together(indicator),
        "activity": indicator.activity,
        "description": indicator.description,
        "operator": operator,
        "value": value,
        "measure_unit": unit,
        "direction": indicator.direction,
        "basis": indicator.basis,
        "core": indicator.core,
        "remarks": indicator.remarks,
        "weight": points_text(indicator.weight),
    }


def run_together(indicator: IndicatorData) -> str:
    """The levels of an indicator in one cell, as printed where that still says them."""
    levels = indicator.level1, indicator.level2, indicator.level3
    if indicator.name_printed and split_levels(indicator.name_printed) == levels:
        return indicator.name_printed
    return "".join(levels)


def code_and_name(project: ProjectData) -> str:
    """11000022T000000391739-培训类项目, in one cell; a name alone where there is no code."""
    together = f"{project.code}-{project.name}"
    if not project.code or split_project(project.name)[0] == project.code:
        return project.name
    return together.rstrip("-") if not project.name else together


def project_words(project: ProjectData, layout: Layout) -> dict[str, str]:
    words = {
        "code": project.code,
        "name": project.name,
        "code_name": code_and_name(project),
        "category": project.category,
        "purpose": project.purpose,
        "authority": project.authority,
        "unit": project.unit,
        "attribute": project.attribute,
        "period": project.period,
        "remarks": project.remarks,
        "execution_weight": points_text(project.execution_weight),
        "total_weight": points_text(project.total_weight),
    }
    words |= _plan(project.plan, layout.months)
    return words | _goals(project.goals) | amount_words(project.amounts, layout)


def overall_words(overall: OverallData, layout: Layout) -> dict[str, str]:
    words = {
        "body": overall.body,
        "remarks": overall.remarks,
        "total_weight": points_text(overall.total_weight),
    }
    return words | _goals(overall.goals) | amount_words(overall.amounts, layout)


def amount_words(amounts: Iterable[StatedAmountData], layout: Layout) -> dict[str, str]:
    words: dict[str, str] = {}
    for stated in amounts:
        if stated.measure:
            words.setdefault(stated.measure, amount_text(stated.amount, layout.unit))
    return words


def _goals(goals: Iterable[GoalData]) -> dict[str, str]:
    words: dict[str, str] = {}
    for goal in goals:
        key = "goal.medium" if goal.term == MEDIUM else "goal"
        words[key] = f"{words[key]}\n{goal.text}" if words.get(key) else goal.text
        words.setdefault(f"heading.{goal.term}", goal.heading)
    return words


def _plan(plan: Iterable[PlanStepData], months: Iterable[int]) -> dict[str, str]:
    """The steps as stated; a form that fixes their months shows these where nothing is stated."""
    steps = tuple(plan) or tuple(PlanStepData(month, None, "") for month in months)
    words = {}
    for place, step in enumerate(steps, 1):
        words[f"plan.{place}.month"] = f"{step.month}月底"
        words[f"plan.{place}.percent"] = percent_text(step)
    return words


def paired(words: Mapping[str, str], term: str) -> dict[str, str]:
    """The fields of an indicator of one half of a two-sided form."""
    return {f"{term}.{name}": text for name, text in words.items()}


__all__ = [
    "ANNUAL",
    "MEDIUM",
    "amount_text",
    "indicator_words",
    "joined_value",
    "overall_words",
    "paired",
    "points_text",
    "project_words",
    "split_value",
]
