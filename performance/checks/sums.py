"""Rules about lines that add other lines up: the tasks of an overall form, the projects of a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from performance.checks.amounts import added_up, parts_of
from performance.checks.rules import ERROR, Document, Fault, Rule
from performance.data import StatedAmountData, TaskData

# What a line of one task or project may be parted into.
_SOURCES = ("fiscal", "other")


def tasks_add_up(document: Document) -> Iterator[Fault]:
    """The money of the tasks comes to the total printed for them, that of activities to their duty's."""
    overall = document.performance.overall
    if overall is None:
        return
    for total in overall.tasks:
        if total.total and (lines := _lines_of(total, overall.tasks)):
            yield from _lines(document, total.amounts, [one.amounts for one in lines])


def _lines_of(total: TaskData, tasks: Sequence[TaskData]) -> list[TaskData]:
    """The tasks that a total adds up; none where that can't be told."""
    if total.duty and total.name == total.duty:
        return [one for one in tasks if one.duty == total.duty and not one.total]
    whole = [one for one in tasks if one.total and not (one.duty and one.name == one.duty)]
    lines = [one for one in tasks if not one.total]
    return lines if len(whole) == 1 else []


def _lines(
    document: Document,
    wholes: Iterable[StatedAmountData],
    lines: Sequence[Sequence[StatedAmountData]],
) -> Iterator[Fault]:
    """A fault for each column whose lines do not come to the whole."""
    for whole in wholes:
        parts = [
            one
            for amounts in lines
            for one in amounts
            if (one.measure, one.name) == (whole.measure, whole.name)
        ]
        if whole.amount.fen is not None and any(one.amount.fen is not None for one in parts):
            yield from added_up(document, "", whole, parts)


def tasks_by_source_add_up(document: Document) -> Iterator[Fault]:
    """总额 of a task is what it has from each source."""
    overall = document.performance.overall
    for task in overall.tasks if overall is not None else ():
        total = next((one for one in task.amounts if one.measure == "total"), None)
        if total is not None and (parts := parts_of(task.amounts, _SOURCES)):
            yield from added_up(document, task.name, total, parts)


def lists_add_up(document: Document) -> Iterator[Fault]:
    """The projects of a list come to its 合计, those of a body to the body's line."""
    projects = document.performance.projects
    for line in document.performance.sums:
        own = [projects[place] for place in line.projects if place < len(projects)]
        stated = [one.amounts for one in own]
        for whole in line.amounts:
            column = (whole.measure, whole.name)
            # A project whose amount could not be read leaves the sum open.
            told = [any((a.measure, a.name) == column for a in amounts) for amounts in stated]
            if told and all(told):
                yield from _lines(document, [whole], stated)


RULES = (
    Rule(
        code="task-sums",
        severity=ERROR,
        statement="各项任务（活动）的金额相加等于任务金额的合计，等于所属职责的金额",
        basis="部门整体绩效目标表的任务资金栏（河北、重庆、广州、西安格式）",
        faults=tasks_add_up,
    ),
    Rule(
        code="task-sources",
        severity=ERROR,
        statement="每项任务的总额等于财政拨款与其他资金之和",
        basis="部门整体绩效目标表的任务资金栏（西安格式）",
        faults=tasks_by_source_add_up,
    ),
    Rule(
        code="list-sums",
        severity=ERROR,
        statement="项目支出绩效目标表的合计等于各项目金额之和，单位的金额等于其各项目之和",
        basis="项目总额等于各项资金来源之和",
        faults=lists_add_up,
    ),
)
