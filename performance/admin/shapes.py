"""The fields around the grid as Django forms, and what they state as frozen shapes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from budgets.money import UNITS, Amount, AmountError, Unit, format_fen, parse_amount
from performance.admin.grids import (
    Column,
    GridError,
    cells_of,
    column_named,
    columns_of,
    indicators_of,
    text_of,
)
from performance.data import (
    ANNUAL,
    MEDIUM,
    GoalData,
    IndicatorData,
    OverallData,
    PlanStepData,
    ProjectData,
    StatedAmountData,
)
from performance.figures import fold, number_of
from performance.forms.official import FORMS
from performance.forms.shapes import layout
from performance.readback import Mistake

LONG = 4000

AMOUNTS = {
    "total": _("项目总额"),
    "fiscal": _("财政资金"),
    "other": _("其他资金"),
    "medium_total": _("中期资金总额"),
    "medium_fiscal": _("中期财政资金"),
    "medium_other": _("中期其他资金"),
}
BODY_AMOUNTS = {
    "total": _("预算支出总额"),
    "basic": _("基本支出合计"),
    "project": _("项目支出合计"),
    "fiscal": _("财政拨款合计"),
    "fiscal_basic": _("财政拨款·基本支出"),
    "fiscal_project": _("财政拨款·项目支出"),
    "other": _("其他资金合计"),
    "other_basic": _("其他资金·基本支出"),
    "other_project": _("其他资金·项目支出"),
    "special_basic": _("专户资金·基本支出"),
    "special_project": _("专户资金·项目支出"),
    "unit_basic": _("单位资金·基本支出"),
    "unit_project": _("单位资金·项目支出"),
}
# Totals with the parts that make them up, where a form has all of these.
PROJECT_SUMS = (
    ("total", ("fiscal", "other")),
    ("medium_total", ("medium_fiscal", "medium_other")),
)
BODY_SUMS = (
    ("total", ("fiscal", "other")),
    ("total", ("basic", "project")),
    ("fiscal", ("fiscal_basic", "fiscal_project")),
    ("other", ("other_basic", "other_project")),
    ("basic", ("fiscal_basic", "special_basic", "unit_basic")),
    ("project", ("fiscal_project", "special_project", "unit_project")),
)
WORDS = {
    "category": _("项目类别"),
    "attribute": _("项目属性"),
    "period": _("项目期"),
    "authority": _("主管部门及代码"),
    "unit": _("实施单位"),
}


class AmountField(forms.CharField):
    """An amount in the unit of the form, as people write it; blank says nothing."""

    def __init__(self, unit: Unit, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=40, **kwargs)
        self.unit = unit
        self.widget.attrs |= {"inputmode": "decimal", "class": "amount"}

    def clean(self, value: Any) -> Amount:
        try:
            return parse_amount(super().clean(value), self.unit)
        except AmountError as error:
            raise ValidationError(str(error), code="amount") from error


class PercentField(forms.CharField):
    """A percentage as people write it: 30 or 30%."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=12, **kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "class": "percent"}

    def clean(self, value: Any) -> tuple[str, Decimal | None]:
        """The text with its sign, and the number."""
        text = super().clean(value)
        if not text:
            return "", None
        number = number_of(fold(text).removesuffix("%").strip())
        if number is None:
            raise ValidationError(
                _("“%(text)s”不是百分比。"), params={"text": text}, code="percent"
            )
        return f"{number.normalize():f}%", number


class LinesField(forms.CharField):
    """Prose of several lines, whatever ends them where it was typed."""

    widget = forms.Textarea(attrs={"rows": 3})

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n").replace("\r", "\n") if text else text


class GridForm(forms.Form):
    """What a project and an overall goal share: the form that they are printed in, and the grid.

    `base` is what the draft, or last year's document, says: what the page has no field for stays
    as it is there, and so does the print of what was not changed.
    """

    grid = forms.CharField(
        label=_("绩效指标"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )
    names: Mapping[str, Any] = {}

    def __init__(
        self, *args: Any, base: ProjectData | OverallData, layout_name: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.base = base
        self.layout_name = layout_name
        self.drawn = layout(layout_name)
        self.unit = unit_of(base.amounts, self.drawn.unit)
        # The page says which columns its grid has: the table may have changed since it was opened.
        named = tuple(column_named(one) for one in self.data.get("columns", "").split())
        known = tuple(one for one in named if one is not None)
        self.columns = known or columns_of(layout_name, base.indicators)
        self.grid_mistakes: tuple[Mistake, ...] = ()

    def has(self, *names: str) -> bool:
        """Whether the form, or the table as it is, has a place for one of these."""
        fields = FORMS[self.layout_name].fields
        return any(name in fields or bool(getattr(self.base, name, "")) for name in names)

    def add_amounts(self) -> None:
        for name, label in self.names.items():
            if self.has(name) or self.base.amount(name) is not None:
                self.fields[f"amount_{name}"] = AmountField(self.unit, label=label)

    def add_words(
        self, name: str, label: Any, *, long: bool = False, required: bool = False
    ) -> None:
        kind = LinesField if long else forms.CharField
        self.fields[name] = kind(label=label, required=required, max_length=LONG if long else 200)

    def clean_grid(self) -> tuple[IndicatorData, ...]:
        together = "indicator" in FORMS[self.layout_name].fields
        try:
            return indicators_of(self.cleaned_data["grid"], self.columns, together=together)
        except GridError as error:
            self.grid_mistakes = error.mistakes
            raise ValidationError([one.message for one in error.mistakes], code="grid") from error

    # --- What is wrong ---

    def mistakes(self) -> list[Mistake]:
        """What is wrong with the fields, the grid's at its cells."""
        others = [
            Mistake(message, "" if name == "__all__" else name)
            for name, messages in self.errors.items()
            if name != "grid" or not self.grid_mistakes
            for message in messages
        ]
        return [*others, *self.grid_mistakes]

    def refuse(self, mistakes: Iterable[Mistake]) -> None:
        """Show why the entry can't stand, at its fields."""
        for one in mistakes:
            if one.row is not None:
                self.grid_mistakes = (*self.grid_mistakes, one)
            field = one.field if one.row is None else "grid"
            self.add_error(field if field in self.fields else None, one.message)

    # --- What the page states ---

    def amounts(self) -> tuple[StatedAmountData, ...]:
        """The amounts of the page, each in the place of the table's own, and those it has no field for."""
        before = {one.measure: one for one in self.base.amounts}
        said = amounts_said(self.base, self.names, self.unit)
        stated = []
        for name, label in self.names.items():
            amount, old = self.cleaned_data.get(f"amount_{name}"), before.get(name)
            if amount is None or not (amount.printed or old):
                continue
            if old is None:
                stated.append(StatedAmountData(name, str(label), amount))
            elif amount.printed == said.get(f"amount_{name}", ""):
                stated.append(old)
            else:
                stated.append(replace(old, amount=amount))
        others = (one for one in self.base.amounts if f"amount_{one.measure}" not in self.fields)
        return (*stated, *others)

    def indicators(self) -> tuple[IndicatorData, ...]:
        """The rows of the grid: one that says what it said stays as it is printed.

        One of the same name keeps what the page has no column for (是否核心, 备注).
        """
        known = {tuple(cells_of(one, self.columns)): one for one in self.base.indicators}
        named = {(one.name, one.term): one for one in self.base.indicators}
        found = []
        for one in self.cleaned_data["grid"]:
            same = known.get(tuple(cells_of(one, self.columns)))
            old = named.get((one.name, one.term))
            if same is None and old is not None:
                kept = ("core", "remarks", "actual", "score", "reason", "action")
                one = replace(one, **{name: getattr(old, name) for name in kept})
            found.append(same or one)
        return tuple(found)

    def goals(self) -> tuple[GoalData, ...]:
        """The goals in words; those that say what they said stay in the cells that they have."""
        found: list[GoalData] = []
        for term, field in ((MEDIUM, "goal_medium"), (ANNUAL, "goal")):
            before = [goal for goal in self.base.goals if goal.term == term]
            text = self.cleaned_data.get(field, "")
            if text == goal_said(before):
                found += before
            elif text:
                found.append(GoalData(text, term, before[0].heading if before else ""))
        return tuple(found)

    def bound(self, prefix: str) -> list[forms.BoundField]:
        """The fields whose names begin so, for the template."""
        return [self[name] for name in self.fields if name.startswith(prefix)]


class ProjectForm(GridForm):
    """项目支出绩效目标 of one project."""

    base: ProjectData
    names = AMOUNTS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = tuple(dict.fromkeys(step.month for step in self.base.plan))
        self.months = told or self.drawn.months
        if self.has("code", "code_name"):
            self.add_words("code", _("项目编码"))
        self.add_words("name", _("项目名称"), required=True)
        for name, label in WORDS.items():
            if self.has(name):
                self.add_words(name, label)
        self.add_amounts()
        if self.has("purpose"):
            self.add_words("purpose", _("资金用途"), long=True)
        if self.has("goal.medium") or self.base.goal(MEDIUM):
            self.add_words("goal_medium", _("中期目标"), long=True)
        self.add_words("goal", _("年度绩效目标"), long=True)
        for month in self.months:
            label = gettext("%(month)s月底") % {"month": month}
            self.fields[f"plan_{month}"] = PercentField(label=label)

    def plan(self) -> tuple[PlanStepData, ...]:
        before = {step.month: step for step in self.base.plan}
        steps = []
        for month in self.months:
            printed, percent = self.cleaned_data[f"plan_{month}"]
            old = before.get(month)
            same = old is not None and old.percent == percent and bool(old.printed) == bool(printed)
            steps.append(old if old and same else PlanStepData(month, percent, printed))
        return tuple(steps) if before or any(step.printed for step in steps) else ()

    def project(self) -> ProjectData:
        """What the page states."""
        data = self.cleaned_data
        texts = {name: data[name] for name in ("code", "name", "purpose", *WORDS) if name in data}
        return replace(
            self.base,
            **texts,
            amounts=self.amounts(),
            plan=self.plan(),
            goals=self.goals(),
            indicators=self.indicators(),
            form=self.layout_name,
        )

    def said(self) -> dict[str, Any]:
        """The base as the page's initial values."""
        return {
            "code": self.base.code,
            "name": self.base.name,
            **{name: getattr(self.base, name) for name in WORDS},
            **amounts_said(self.base, self.names, self.unit),
            "purpose": self.base.purpose,
            **goals_said(self.base.goals),
            **{f"plan_{step.month}": step.printed for step in self.base.plan},
            "grid": grid_said(self.base.indicators, self.columns),
        }


class OverallForm(GridForm):
    """整体支出绩效目标 of the body."""

    base: OverallData
    names = BODY_AMOUNTS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_amounts()
        if self.base.goal(MEDIUM):
            self.add_words("goal_medium", _("中期目标"), long=True)
        self.add_words("goal", _("整体绩效目标"), long=True)
        if self.has("remarks"):
            self.add_words("remarks", _("其他说明"), long=True)

    def overall(self) -> OverallData:
        """What the page states."""
        return replace(
            self.base,
            amounts=self.amounts(),
            goals=self.goals(),
            remarks=self.cleaned_data.get("remarks", self.base.remarks),
            indicators=self.indicators(),
            form=self.layout_name,
        )

    def said(self) -> dict[str, Any]:
        """The base as the page's initial values."""
        return {
            **amounts_said(self.base, self.names, self.unit),
            **goals_said(self.base.goals),
            "remarks": self.base.remarks,
            "grid": grid_said(self.base.indicators, self.columns),
        }


def grid_said(indicators: Iterable[IndicatorData], columns: Sequence[Column]) -> str:
    """Indicators as the text of a grid."""
    return text_of(cells_of(indicator, columns) for indicator in indicators)


def goal_said(goals: Iterable[GoalData]) -> str:
    return "\n".join(goal.text for goal in goals)


def goals_said(goals: Sequence[GoalData]) -> dict[str, str]:
    return {
        "goal": goal_said(goal for goal in goals if goal.term != MEDIUM),
        "goal_medium": goal_said(goal for goal in goals if goal.term == MEDIUM),
    }


def unit_of(stated: Iterable[StatedAmountData], usual: Unit) -> Unit:
    """The unit that amounts are printed in; the form's usual one where they do not tell."""
    known = [one.amount for one in stated if one.amount.fen]
    units = (usual, *UNITS.values())
    return next((unit for unit in units if known and all(_said_in(a, unit) for a in known)), usual)


def _said_in(amount: Amount, unit: Unit) -> bool:
    try:
        return parse_amount(amount.printed, unit).fen == amount.fen
    except AmountError:
        return False


def amounts_said(
    stated: ProjectData | OverallData, names: Iterable[str], unit: Unit
) -> dict[str, str]:
    """Amounts as printed where they are in this unit, else converted to it."""
    said = {}
    for name in names:
        amount = stated.amount(name)
        if amount is not None and amount.fen is not None:
            same = _said_in(amount, unit)
            said[f"amount_{name}"] = amount.printed if same else format_fen(amount.fen, unit)
    return said
