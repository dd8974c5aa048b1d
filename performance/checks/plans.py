"""Rules about the spending plan of a project."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from performance.checks.cells import cell, place, shortened
from performance.checks.rules import ERROR, Document, Fault, Rule
from performance.data import PlanStepData, ProjectData

_WHOLE = Decimal(100)


def plan_rises_to_the_whole(document: Document) -> Iterator[Fault]:
    """Cumulative shares lie within 0 and 100 %, never fall, and end the year at 100 %."""
    for project in document.performance.projects:
        steps = [step for step in project.plan if step.percent is not None]
        if steps and _is_cumulative(project, steps):
            yield from _faults(project, steps)


def _percent(step: PlanStepData) -> Decimal:
    return step.percent if step.percent is not None else Decimal(0)


def _is_cumulative(project: ProjectData, steps: Sequence[PlanStepData]) -> bool:
    shares = [_percent(step) for step in steps]
    if not any(shares) and not any(one.amount.value for one in project.amounts):
        return False
    # Shares of each quarter by itself (25, 25, 25, 25) add up to the whole instead.
    alone = len(shares) > 1 and sum(shares) == _WHOLE and shares[-1] != _WHOLE
    # Shares as fractions of one, or a plan in money: what the whole is, the form does not say so.
    bare = not any("%" in step.printed or "％" in step.printed or step.unit for step in steps)
    fractions = bare and max(shares) <= 1
    return not alone and not fractions and not (bare and max(shares) > _WHOLE)


def _faults(project: ProjectData, steps: Sequence[PlanStepData]) -> Iterator[Fault]:
    name = project.name
    blamed = set()
    for earlier, later in zip([None, *steps], steps, strict=False):
        at = cell(later.cells, "percent", "value", "printed")
        here = f"{place(at, name, _month(later))}的累计支出进度 {later.printed}"
        if not 0 <= _percent(later) <= _WHOLE:
            blamed.add(later.month)
            yield Fault(at, f"{here} 不在 0 与 100% 之间。", (), 0, 0, later.printed, "0%—100%")
        elif earlier is not None and 0 < later.month <= earlier.month:
            heading = cell(later.cells, "month", "percent")
            before = cell(earlier.cells, "month", "percent")
            yield Fault(
                heading,
                f"{place(heading, name)}的{_month(later)}排在{_month(earlier)}（{before.cell}）之后，"
                "各期应按月份先后排列，不重复。",
                (before,),
                stated_text=_month(later),
                expected_text=f"晚于{_month(earlier)}",
            )
        elif earlier is not None and _percent(later) < _percent(earlier):
            blamed.add(later.month)
            before = cell(earlier.cells, "percent", "value", "printed")
            yield Fault(
                at,
                f"{here} 低于{_month(earlier)}的 {earlier.printed}（{before.cell}），"
                "累计进度只能持平或增加。",
                (before,),
                stated_text=later.printed,
                expected_text=f"不低于 {earlier.printed}",
            )
    last = steps[-1]
    whole_year = last is project.plan[-1] and last.month in (0, 12)
    if whole_year and _percent(last) != _WHOLE and last.month not in blamed:
        at = cell(last.cells, "percent", "value", "printed")
        yield Fault(
            at,
            f"{place(at, name, _month(last))}的累计支出进度为 {shortened(last.printed)}，"
            "全年应达到 100%。",
            (),
            stated_text=last.printed,
            expected_text="100%",
        )


def _month(step: PlanStepData) -> str:
    return f"{step.month}月底" if step.month else "年底"


RULES = (
    Rule(
        code="spending-plan",
        severity=ERROR,
        statement="资金支出计划的累计比例在 0 与 100% 之间，逐期不减，并以 100% 结束",
        basis="部门预算绩效文本",
        faults=plan_rises_to_the_whole,
    ),
)
