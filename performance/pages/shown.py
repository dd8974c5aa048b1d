"""Targets as a page shows them: lines, groups and figures, each with the address of its cell.

Frozen shapes of a document (performance.data) and rows of the read model (performance.models) look
the same here: a page of a document links below itself, a page of a project into documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Protocol
from urllib.parse import quote

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from budgets.data import CellRef
from budgets.money import WAN
from budgets.pages.figures import split_figure
from budgets.pages.units import told_amount, told_unit
from performance.data import (
    MEDIUM,
    QUALITATIVE,
    SCALE,
    TEXT,
    Cells,
    GoalData,
    IndicatorData,
    PlanStepData,
    ProjectData,
    StatedAmountData,
    ValueData,
)
from performance.identity import code_of
from performance.levels import LEVELS, level_of
from performance.pages.drawings import HUNDRED, Bullet, bullet, share_of
from performance.values import format_value, meets

# Every amount of performance is shown in one unit, to the last digit: forms differ in theirs.
UNIT = WAN
# A text longer than this is folded; what is shown of it ends at a mark, if there is one near.
LONG, PREVIEW = 120, 84
# A value longer than this is prose, and gets a line of its own.
WORDY = 12
# A value is cut to this in tables and lists.
SHORT = 26
_MARKS = "。；;，,、：:"
_ORDER = {level.name: place for place, level in enumerate(LEVELS) if level.level == 1}
_CELLS_OF_INDICATOR = ("value", "level3", "description", "level2", "level1", "actual")


class Targeted(Protocol):
    """What IndicatorData and the read model's Indicator have in common."""

    level1: str
    level2: str
    description: str
    basis: str
    activity: object
    reason: str
    action: str
    term: str

    @property
    def name(self) -> str: ...
    @property
    def value(self) -> ValueData: ...
    @property
    def actual(self) -> ValueData | None: ...


@dataclass(frozen=True, slots=True)
class Words:
    """A text, and its beginning where it is too long to be read at once."""

    text: str
    beginning: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount in UNIT, in English in yuan; `width` is its share of the largest beside it, in per cent.

    `official`: its name is the document's own, not ours.
    """

    name: str
    whole: str
    fraction: str
    address: str = ""
    width: int = 0
    official: bool = False


@dataclass(frozen=True, slots=True)
class Goal:
    heading: str
    words: Words
    address: str
    medium: bool


@dataclass(frozen=True, slots=True)
class PlanStep:
    """A step of a spending plan; `height` in per cent, 0 to 100."""

    month: int
    text: str
    address: str
    height: int


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator. `met` is None where nothing tells; `result` says it in words."""

    level1: str
    level2: str
    name: str
    value: str
    address: str
    qualitative: bool = False
    wordy: bool = False
    description: str = ""
    basis: str = ""
    weight: str = ""
    medium: bool = False
    activity: str = ""
    actual: str = ""
    actual_address: str = ""
    score: str = ""
    met: bool | None = None
    bullet: Bullet | None = None
    reason: str = ""
    action: str = ""
    # The project whose form has the same indicator, and the address of its page.
    project: str = ""
    project_address: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Indicators of one level 1, or of one activity."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Project:
    """A project of one document."""

    name: str
    code: str
    address: str
    anchor: str
    table: str
    table_address: str
    figures: tuple[Figure, ...] = ()
    facts: tuple[tuple[str | Promise, str], ...] = ()
    purpose: Words | None = None
    goals: tuple[Goal, ...] = ()
    plan: tuple[PlanStep, ...] = ()
    basis: str = ""
    groups: tuple[Group, ...] = ()
    count: int = 0
    total: Figure | None = None

    @property
    def said(self) -> str:
        return indicators_said(self.count) if self.count else _("没有列出指标")


# What the measures of an amount are called; a form's own words are long heading paths.
MEASURES: dict[str, str | Promise] = {
    "total": gettext_lazy("年度资金总额"),
    "fiscal": gettext_lazy("财政资金"),
    "other": gettext_lazy("其他资金"),
    "medium_total": gettext_lazy("中期资金总额"),
    "medium_fiscal": gettext_lazy("中期财政资金"),
    "medium_other": gettext_lazy("中期其他资金"),
}


def words(text: str) -> Words:
    """A text with what is shown of it while it is folded."""
    text = text.strip()
    if len(text) <= LONG:
        return Words(text)
    cut = max((text.rfind(mark, PREVIEW - 30, PREVIEW) for mark in _MARKS), default=-1)
    return Words(text, text[: cut if cut > 0 else PREVIEW] + "……")


def shortened(text: str) -> str:
    """A value for a narrow place; it stands whole in its cell."""
    return text if len(text) <= SHORT else text[:SHORT].rstrip(_MARKS + " ") + "……"


def address_of(cell: CellRef | None, base: str = "") -> str:
    """The address of a cell's row below that of its document; a head has no anchor of its own."""
    return "" if cell is None else address(base, cell.n, cell.row)


def address(base: str, n: int, row: int) -> str:
    if not n:
        return ""
    return f"{base}tables/{n}/" + (f"#r{row + 1}" if row >= 0 else "")


def project_address(project: ProjectData) -> str:
    """Where a document's page sends who wants the project's own: below the document.

    Code or name lead there, not the address that the project has once it is published: that is the
    database's to find, for this version or an old one, in either language.
    """
    named = code_of(project.code) or project.name
    return f"projects/{quote(named, safe='')}/" if named else ""


def figure(name: str, fen: int, link: str = "", largest: int = 0) -> Figure:
    """A figure under the name that a document gives it."""
    return Figure(
        name,
        *split_figure(told_amount(fen, told_unit(UNIT))),
        link,
        share_of(fen, largest),
        official=True,
    )


def named_figure(
    measure: str, name: str, fen: int, link: str, *, as_printed: bool = False
) -> Figure:
    """An amount under the usual name of its measure, else under the one printed."""
    if as_printed or measure not in MEASURES:
        return figure(heading_of(name), fen, link)
    return replace(figure(str(MEASURES[measure]), fen, link), official=False)


def stated_figure(amount: StatedAmountData, largest: int = 0) -> Figure | None:
    """A stated amount without its name, None where its cell says nothing."""
    if amount.amount.fen is None:
        return None
    return figure("", amount.amount.fen, address_of(amount.cells.get("amount")), largest)


def stated_figures(amounts: Iterable[StatedAmountData], *, as_printed: bool) -> tuple[Figure, ...]:
    """Stated amounts, the usual measures first, or in the order and the words printed."""
    ordered = amounts if as_printed else sorted(amounts, key=lambda one: place_of(one.measure))
    return tuple(
        named_figure(
            one.measure,
            one.name,
            one.amount.fen,
            address_of(one.cells.get("amount")),
            as_printed=as_printed,
        )
        for one in ordered
        if one.amount.fen is not None
    )


def place_of(measure: str) -> int:
    """The place of a measure among the usual ones; others come last."""
    names = list(MEASURES)
    return names.index(measure) if measure in names else len(names)


def heading_of(name: str) -> str:
    """A heading path without the 合计 below it: 财政拨款 / 合计 is 财政拨款."""
    parts = [part.strip() for part in name.split("/") if part.strip()]
    while len(parts) > 1 and parts[-1] in ("合计", "小计", "总计", "金额", "预算数"):
        parts.pop()
    return " / ".join(parts)


def goal_of(goal: GoalData) -> Goal:
    return Goal(
        goal.heading, words(goal.text), address_of(goal.cells.get("text")), goal.term == MEDIUM
    )


def plan_of(plan: Sequence[PlanStepData]) -> tuple[PlanStep, ...]:
    return tuple(
        plan_step(step.month, step.percent, step.printed, address_of(step.cells.get("percent")))
        for step in plan
        if step.percent is not None or step.printed.strip()
    )


def plan_step(month: int, percent: Decimal | None, printed: str, link: str) -> PlanStep:
    """A step as shown: its per cent, or what is printed where that is none."""
    said = printed if percent is None else f"{plain(percent)}%"
    return PlanStep(month, said, link, share_of(percent, HUNDRED))


def plain(number: Decimal) -> str:
    """A decimal without an exponent and without zeros that say nothing."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def line_of(
    indicator: Targeted,
    link: str,
    *,
    actual: ValueData | None = None,
    actual_link: str = "",
    weight: str = "",
    score: str = "",
    reason: str = "",
    action: str = "",
) -> Line:
    """An indicator as a line, with what was reached: its own, or what another document says."""
    target = indicator.value
    reached = actual or indicator.actual
    if reached is not None and not reached.printed.strip():
        reached = None
    printed = format_value(target)
    repeats = same_words(indicator.description, indicator.name)
    return Line(
        level1=standard_level(indicator.level1),
        level2=indicator.level2,
        name=indicator.name,
        value=printed,
        address=link,
        qualitative=target.operator == QUALITATIVE or target.kind in (SCALE, TEXT),
        wordy=len(printed) > WORDY,
        description="" if repeats else indicator.description,
        basis=indicator.basis,
        weight=weight,
        medium=indicator.term == MEDIUM,
        activity=str(indicator.activity or ""),
        actual=format_value(reached) if reached else "",
        actual_address=actual_link,
        score=score,
        met=meets(target, reached) if reached else None,
        bullet=bullet(target, reached) if reached else None,
        reason=reason or indicator.reason,
        action=action or indicator.action,
    )


def line_of_data(indicator: IndicatorData) -> Line:
    return line_of(
        indicator,
        address_of(cell_of(indicator.cells, _CELLS_OF_INDICATOR)),
        actual_link=address_of(indicator.cells.get("actual")),
        weight="" if indicator.weight is None else plain(indicator.weight),
        score="" if indicator.score is None else plain(indicator.score),
    )


def cell_of(cells: Cells, names: Iterable[str]) -> CellRef | None:
    """The first of the cells named that there is."""
    return next((cells[name] for name in names if name in cells), None)


def indicators_said(n: int) -> str:
    return ngettext("%(n)s 项指标", "%(n)s 项指标", n) % {"n": n}


def same_words(one: str, other: str) -> bool:
    return "".join(one.split()) == "".join(other.split())


def standard_level(text: str) -> str:
    """The standard name of a level 1; its own words where it has none."""
    level, name = level_of(text)
    return name if level == 1 else text.strip()


def by_level(lines: Iterable[Line]) -> tuple[Group, ...]:
    """Lines under their level 1 in the order of the standard tree, level 2 kept together."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.level1, []).append(line)
    return tuple(
        Group(name, tuple(_level2_together(found[name])))
        for name in sorted(found, key=lambda name: (level_place(name), name == ""))
    )


def level_place(level1: str) -> int:
    """The place of a level 1 in the standard tree; unknown ones come last."""
    return _ORDER.get(level1, len(LEVELS))


def by_activity(lines: Sequence[Line]) -> tuple[Group, ...]:
    """Lines under their activity, in the order printed; one nameless group where there are none."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.activity, []).append(line)
    return tuple(Group(name, tuple(of_one)) for name, of_one in found.items())


def with_one_basis(lines: Sequence[Line]) -> tuple[str, list[Line]]:
    """The basis that all lines name, and the lines without it; "" where they name several."""
    bases = {line.basis for line in lines}
    if len(lines) < 2 or len(bases) != 1:
        return "", list(lines)
    return bases.pop(), [replace(line, basis="") for line in lines]


def _level2_together(lines: Sequence[Line]) -> Iterator[Line]:
    order = list(dict.fromkeys(line.level2 for line in lines))
    return iter(sorted(lines, key=lambda line: (line.medium, order.index(line.level2))))


def project_of(project: ProjectData, anchor: str, table: str, largest: int) -> Project:
    """A project as its document states it."""
    total = next((one for one in project.amounts if one.measure == "total"), None)
    basis, lines = with_one_basis([line_of_data(one) for one in project.indicators])
    return Project(
        name=project.name or _("未写项目名称"),
        code=project.code,
        address=project_address(project),
        anchor=anchor,
        table=table,
        table_address=address("", project.n, 0).partition("#")[0],
        figures=stated_figures(project.amounts, as_printed=False),
        facts=facts_of(project),
        purpose=purpose_of(project.purpose, project.goal()),
        goals=tuple(goal_of(goal) for goal in project.goals if goal.text.strip()),
        plan=plan_of(project.plan),
        basis=basis,
        groups=by_level(lines),
        count=len(project.indicators),
        total=stated_figure(total, largest) if total else None,
    )


def purpose_of(purpose: str, goal: str) -> Words | None:
    """What the money is for, unless the goal says the very same."""
    return words(purpose) if purpose.strip() and not same_words(purpose, goal) else None


def facts_of(project: object) -> tuple[tuple[str | Promise, str], ...]:
    """What else a form says of a project, by name; of ProjectData or of ProjectBudget."""
    names: tuple[tuple[str, str | Promise], ...] = (
        ("category", gettext_lazy("项目类别")),
        ("attribute", gettext_lazy("项目属性")),
        ("period", gettext_lazy("项目期")),
        ("authority", gettext_lazy("主管部门")),
        ("unit", gettext_lazy("实施单位")),
    )
    return tuple((name, said) for key, name in names if (said := getattr(project, key, "")))
