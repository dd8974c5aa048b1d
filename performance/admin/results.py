"""The page of an evaluation as a Django form: its two grids as text, and what they state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from budgets.money import Amount, AmountError, parse_amount
from performance.admin.grids import GridError, plain, rows_of, text_of
from performance.admin.shapes import LONG, LinesField
from performance.admin.sources import with_ratios
from performance.data import EvaluationData, ExecutionData, ItemData, PartData
from performance.figures import number_of
from performance.forms.names import BEIJING_EVALUATION, NATIONAL_PROJECT_EVALUATION
from performance.forms.official import FORMS
from performance.forms.shapes import layout
from performance.forms.wording import amount_text
from performance.readback import Mistake
from performance.scoring import grade_of
from performance.scoring.engine import belongs, score_of, total_weight_of, weight_of
from performance.scoring.figures import bare
from performance.scoring.judging import same
from performance.scoring.shares import shares_of
from performance.values import parse_value

HUNDRED, CENT, ZERO = Decimal(100), Decimal("0.01"), Decimal(0)
MAX_POINTS = Decimal(1000)

# What an input of a line is called, by field of ItemData and of ExecutionData.
LABELS: dict[str, Promise] = {
    "previous": _("上年"),
    "actual": _("完成值"),
    "weight": _("分值"),
    "score": _("得分"),
    "reason": _("偏差原因分析及改进措施"),
    "standard": _("评分标准"),
    "initial": _("年初预算数"),
    "budget": _("预算数"),
    "executed": _("执行数"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """An input of a line, or a free place (`open` false) where the line has none."""

    name: str
    label: str | Promise
    text: str = ""
    open: bool = True


def form_of(evaluation: EvaluationData) -> str:
    return BEIJING_EVALUATION if evaluation.subject == "overall" else NATIONAL_PROJECT_EVALUATION


def columns_of(form: str) -> tuple[str, ...]:
    """The fields of a line that staff fill in, in their order."""
    fields = FORMS[form].fields
    names = ("previous", "actual", "weight", "score", "reason", "standard")
    return tuple(name for name in names if name in fields)


def money_columns_of(form: str) -> tuple[str, ...]:
    fields = FORMS[form].fields
    return tuple(name for name in ("initial", "budget", "executed") if name in fields)


def is_open(item: ItemData, name: str) -> bool:
    """Whether a line has this input: what is merged over several lines can't be changed in one."""
    if name in ("previous", "standard"):
        return item.previous is not None
    if name == "actual":
        return not item.execution
    if name == "weight":
        return weight_of(item) is not None
    return name != "reason" or not item.execution


def cells_of(item: ItemData, form: str) -> list[Cell]:
    """The inputs of a line with what they hold."""
    said = {
        "previous": item.previous.printed if item.previous is not None else "",
        "actual": item.actual.printed,
        "weight": plain(weight_of(item)),
        "score": plain(score_of(item)),
        "reason": "\n".join(text for text in (item.reason, item.action) if text),
        "standard": item.standard if item.previous is not None else "",
    }
    return [Cell(name, LABELS[name], said[name], is_open(item, name)) for name in columns_of(form)]


def money_cells_of(line: ExecutionData, form: str) -> list[Cell]:
    unit = layout(form).unit
    return [
        Cell(name, LABELS[name], amount_text(getattr(line, name), unit))
        for name in money_columns_of(form)
    ]


def name_of(item: ItemData) -> str:
    """What a line is called in the text of the grid: its own name, or its part's."""
    return item.level3 or item.level2 or item.level1 or item.part


def lines_of(evaluation: EvaluationData) -> list[tuple[int, ExecutionData]]:
    """Every line of money with the place of the item that it belongs to."""
    return [(place, line) for place, item in enumerate(evaluation.items) for line in item.execution]


def items_said(evaluation: EvaluationData) -> str:
    form = form_of(evaluation)
    return text_of(
        [name_of(item), *(cell.text for cell in cells_of(item, form))] for item in evaluation.items
    )


def money_said(evaluation: EvaluationData) -> str:
    form = form_of(evaluation)
    return text_of(
        [line.name, *(cell.text for cell in money_cells_of(line, form))]
        for _place, line in lines_of(evaluation)
    )


class EvaluationForm(forms.Form):
    """绩效自评: the lines are those of `base`; what is entered is beside them."""

    unit = forms.CharField(label=_("实施单位"), required=False, max_length=200)
    authority = forms.CharField(label=_("主管部门"), required=False, max_length=200)
    goal = LinesField(label=_("年度预期目标"), required=False, max_length=LONG)
    goal_reached = LinesField(label=_("实际完成情况"), required=False, max_length=LONG)
    money = forms.CharField(label=_("预算执行"), required=False, strip=False, widget=forms.Textarea)
    items = forms.CharField(label=_("各项得分"), required=False, strip=False, widget=forms.Textarea)

    def __init__(self, *args: Any, base: EvaluationData, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.base = with_ratios(base)
        self.layout_name = form_of(base)
        self.drawn = layout(self.layout_name)
        self.grid_mistakes: tuple[Mistake, ...] = ()
        for name in ("unit", "authority", "goal", "goal_reached"):
            if name not in FORMS[self.layout_name].fields:
                del self.fields[name]
        for name in ("money", "items"):
            self.fields[name].widget.attrs |= {"rows": 10, "spellcheck": "false"}
        if not lines_of(base):
            del self.fields["money"]

    def said(self) -> dict[str, Any]:
        """The base as the page's initial values."""
        return {
            "unit": self.base.unit,
            "authority": self.base.authority,
            "goal": self.base.goal,
            "goal_reached": self.base.goal_reached,
            "money": money_said(self.base),
            "items": items_said(self.base),
        }

    # --- The grids ---

    def rows(self, name: str) -> list[list[str]]:
        """The rows of a grid as they are shown now, one for each line, whatever was sent."""
        count = len(self.base.items) if name == "items" else len(lines_of(self.base))
        try:
            rows = rows_of(self[name].value() or "") if name in self.fields else []
        except GridError:
            rows = []
        return (rows + [[]] * count)[:count]

    def clean_items(self) -> tuple[ItemData, ...]:
        items = self.base.items
        return tuple(self._read("items", [name_of(item) for item in items], self._item))

    def clean_money(self) -> tuple[ExecutionData, ...]:
        names = [line.name for _place, line in lines_of(self.base)]
        return tuple(self._read("money", names, self._line))

    def _read(self, field: str, names: Sequence[str], read: Any) -> list[Any]:
        mistakes: list[Mistake] = []
        found = []
        try:
            rows = rows_of(self.cleaned_data[field])
        except GridError as error:
            rows, mistakes = [], [replace(one, field=field) for one in error.mistakes]
        if not mistakes and [row[0] for row in rows] != names:
            message = "各行的名称与这份自评对不上：只能填写后面各列，不能增删行或改第一列。"
            mistakes.append(Mistake(message, field))
        if not mistakes:
            for place, row in enumerate(rows):
                found.append(read(place, row[1:], mistakes))
        if mistakes:
            self.grid_mistakes = (*self.grid_mistakes, *mistakes)
            raise ValidationError([one.message for one in mistakes], code="grid")
        return found

    def _item(self, place: int, row: Sequence[str], mistakes: list[Mistake]) -> ItemData:
        item = self.base.items[place]
        names = columns_of(self.layout_name)
        said = dict(zip(names, [*row, *[""] * len(names)], strict=False))
        before = {cell.name: cell.text for cell in cells_of(item, self.layout_name)}
        points: dict[str, Decimal | None] = {}
        for name in ("weight", "score"):
            number = number_of(said[name]) if said[name] else None
            where = f"“{name_of(item)}”的{LABELS[name]}"
            if said[name] and number is None:
                mistakes.append(Mistake(f"{where}“{said[name]}”不是数字。", name, place))
            elif number is not None and not ZERO <= number <= MAX_POINTS:
                mistakes.append(Mistake(f"{where}“{said[name]}”不在 0 到 1000 之间。", name, place))
                number = None
            points[name] = number
        mistakes += [
            Mistake(f"“{name_of(item)}”没有{LABELS[name]}可填。", name, place)
            for name, text in said.items()
            if text and text != before.get(name, "") and not is_open(item, name)
        ]
        more: dict[str, Any] = {"score": points["score"]}
        if is_open(item, "weight"):
            more["weight"] = points["weight"]
        for name in ("actual", "previous"):
            if name in said and is_open(item, name) and said[name] != before[name]:
                more[name] = parse_value(said[name])
        if said.get("reason", "") != before.get("reason", "") and is_open(item, "reason"):
            more |= {"reason": said["reason"], "action": ""}
        if is_open(item, "standard") and "standard" in said:
            more["standard"] = said["standard"]
        return replace(item, **more)

    def _line(self, place: int, row: Sequence[str], mistakes: list[Mistake]) -> ExecutionData:
        at, line = lines_of(self.base)[place]
        of_item = self.base.items[at]
        stated: dict[str, Any] = {}
        for name, text in zip(money_columns_of(self.layout_name), [*row, "", "", ""], strict=False):
            try:
                stated[name] = parse_amount(text, self.drawn.unit) if text else None
            except AmountError as error:
                field = f"money_{place}_{name}"
                mistakes.append(Mistake(f"“{line.name}”的{LABELS[name]}：{error}。", field))
        if line is of_item.execution[0]:
            # The points of the whole are the item's, which has its own inputs for them.
            stated |= {"weight": None, "score": None}
        return with_rate(replace(line, **stated))

    # --- The evaluation ---

    def evaluation(self) -> EvaluationData:
        """What the page states; sums and grade follow from the scores."""
        data = self.cleaned_data
        lines = iter(data.get("money", ()))
        items = tuple(
            replace(item, execution=tuple(next(lines) for _ in item.execution))
            for item in data["items"]
        )
        own = {
            name: data[name]
            for name in ("unit", "authority", "goal", "goal_reached")
            if name in data
        }
        return summed(replace(self.base, items=items, **own))

    def mistakes(self) -> list[Mistake]:
        """What is wrong with the fields, the grids' at their cells."""
        others = [
            Mistake(message, "" if name == "__all__" else name)
            for name, messages in self.errors.items()
            if name not in ("items", "money")
            for message in messages
        ]
        return [*others, *self.grid_mistakes]

    def refuse(self, mistakes: Sequence[Mistake]) -> None:
        """Show why the entry can't stand, at its fields."""
        self.grid_mistakes = (*self.grid_mistakes, *mistakes)
        for one in mistakes:
            field = one.field if one.row is None else "items"
            self.add_error(field if field in self.fields else None, one.message)


def with_rate(line: ExecutionData) -> ExecutionData:
    """A line of money with the rate that follows from its amounts; none without a budget."""
    budget, executed = _fen(line.budget), _fen(line.executed)
    if not budget or executed is None:
        return replace(line, rate=None, rate_printed="")
    rate = (Decimal(executed) * HUNDRED / Decimal(budget)).quantize(CENT, ROUND_HALF_UP)
    if line.rate is not None and same(line.rate, rate):
        return line
    return replace(line, rate=rate, rate_printed=f"{rate}%")


def _fen(amount: Amount | None) -> int | None:
    return amount.fen if amount is not None else None


def summed(evaluation: EvaluationData) -> EvaluationData:
    """The evaluation with the points and scores of parts, the total and the grade that follow.

    A part without lines keeps what it says; a sum is left out while one of its lines has no score.
    """
    parts = tuple(_part(evaluation, part) for part in evaluation.parts)
    with_weights = replace(evaluation, parts=parts)
    scores = [part.score for part in parts] or [score_of(item) for item in evaluation.items]
    total = _sum(scores)
    weights = [part.weight for part in parts] or [weight_of(item) for item in evaluation.items]
    weight = _sum(weights)
    with_weights = replace(with_weights, total_weight=weight or evaluation.total_weight)
    grade = grade_of(total, total_weight_of(with_weights)) if total is not None else ""
    return replace(with_weights, score=total, grade=grade)


def _part(evaluation: EvaluationData, part: PartData) -> PartData:
    mine = [item for item in evaluation.items if belongs(item, part)]
    if not mine:
        return part
    shares = [
        one.weight for one in shares_of(evaluation.items) if bare(one.part) == bare(part.name)
    ]
    weights = [weight for item in mine if (weight := weight_of(item)) is not None]
    weight = _sum([*weights, *shares]) or part.weight
    return replace(part, score=_sum([score_of(item) for item in mine]), weight=weight)


def _sum(numbers: Sequence[Decimal | None]) -> Decimal | None:
    known = [number for number in numbers if number is not None]
    return sum(known, ZERO) if known and len(known) == len(numbers) else None
