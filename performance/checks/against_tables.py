"""Rules that hold the forms' amounts against the money tables of the same document.

A stated amount contradicts only where the money tables can tell its coordinates and no table agrees
with it: tables that contradict each other have findings of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from budgets.cube import cell_ref
from budgets.data import CellRef
from budgets.money import UNITS, Amount, AmountError, Unit, parse_amount, unit_named
from performance.checks.cells import (
    amount_cell,
    amount_name,
    in_words,
    place,
    spot,
    stated,
    step_of,
    tolerance,
)
from performance.checks.rules import ERROR, ROUNDING, WARNING, Document, Fault, Rule
from performance.checks.told import Comparison, told_of
from performance.data import OverallData, ProjectData, StatedAmountData

# So many amounts that all differ are no slips.
_SEVERAL = 2
# Projects of these kinds need not be project expenditure of the body itself.
_ELSEWHERE = ("转移支付", "对下", "补助下级", "人员类", "公用经费")


def amounts_agree(document: Document) -> Iterator[Fault]:
    """The forms' amounts are those of the money tables."""
    compared = document.comparisons
    elsewhere = _of_another_body(compared)
    if elsewhere:
        fault = _disagreement(document, elsewhere[0])
        why = "整体表的各项金额都与预算各表不同，两者可能一个是部门、一个是本级，请核对口径。"
        yield replace(fault, message=f"{fault.message}{why}", severity=WARNING)
    for one in compared:
        if one.holds or one in elsewhere or _is_slip_of_unit(compared, one):
            continue
        if isinstance(one.form, ProjectData) and not _decided(one):
            continue
        yield _disagreement(document, one)


def _of_another_body(compared: Sequence[Comparison]) -> list[Comparison]:
    """The amounts of an overall form of which not one agrees: it may be of the whole department.

    The tables of 本级 often go with 部门整体支出绩效目标.
    """
    own = [
        one
        for one in compared
        if isinstance(one.form, OverallData) and one.one.amount.value and not one.doubtful
    ]
    apart = [one for one in own if not one.holds and not one.slip]
    return apart if len(apart) == len(own) >= _SEVERAL else []


def _decided(one: Comparison) -> bool:
    """Whether the tables name the project's money at all: none of it told is no contradiction.

    A project table of fiscal money only says nothing of the project's other money.
    """
    return any(told.leaves for told in one.told) or one.one.measure in ("total", "fiscal")


def _disagreement(document: Document, one: Comparison) -> Fault:
    told = one.best
    own, gap = one.one.amount.value, one.one.amount.value - told.fen
    rounding = len(told.leaves) > 1 and abs(gap) <= tolerance(
        max(one.step, told.step), len(told.leaves)
    )
    facts = [(leaf.table, fact) for leaf in told.leaves for fact in leaf.facts]
    name = one.form.name if isinstance(one.form, ProjectData) else ""
    here = f"{place(one.at, name, amount_name(one.one))}为 {document.money(own, one.at)}"
    if not facts:
        there = "预算各表没有相应的金额"
    elif len(facts) == 1:
        table, fact = facts[0]
        heading = (table.columns[fact.column].path or ("",))[-1]
        there = f"{place(cell_ref(table, fact), heading)}为 {document.money(told.fen, one.at)}"
    else:
        table = facts[0][0]
        cells = [
            spot(cell_ref(table, facts[0][1])),
            table.cell(facts[-1][1].row, facts[-1][1].column),
        ]
        there = f"{cells[0]}…{cells[1]} 等 {len(facts)} 格相加为 {document.money(told.fen, one.at)}"
    return Fault(
        at=one.at,
        message=f"{here}，{there}，相差 {document.money(abs(gap), one.at)}。",
        against=tuple(cell_ref(table, fact) for table, fact in facts),
        stated=own,
        expected=told.fen,
        severity=ROUNDING if rounding else WARNING if one.doubtful else "",
    )


# --- Units ---------------------------------------------------------------------------------------


def _is_slip_of_unit(compared: Sequence[Comparison], one: Comparison) -> bool:
    """Whether everything that the tables tell of this form is off by the same power of ten."""
    return bool(one.slip) and all(
        other.slip == one.slip
        for other in compared
        if other.at.n == one.at.n and other.one.amount.value
    )


def units_are_told_once(document: Document) -> Iterator[Fault]:
    """A heading names the unit by which the figures under it agree with the document."""
    compared = document.comparisons
    seen: set[int] = set()
    for form in document.forms():
        own = [one for one in compared if one.form is form]
        heading = _unit_heading(form)
        table = heading.n if heading else form.n
        if table in seen:
            continue
        if fault := _wrong_heading(document, form, heading, own):
            seen.add(table)
            yield fault
        elif slipped := [one for one in own if _is_slip_of_unit(compared, one)]:
            seen.add(table)
            yield _slipped(document, slipped, heading)


def _unit_heading(form: ProjectData | OverallData) -> CellRef | None:
    for cells in (form.cells, *(one.cells for one in form.amounts)):
        if "unit_heading" in cells:
            return cells["unit_heading"]
    return None


def _read_by(amounts: Sequence[StatedAmountData]) -> Unit | None:
    """The unit that the amounts were read by: it tells itself from what they print."""
    for one in amounts:
        if one.amount.fen:
            for unit in UNITS.values():
                if _parsed(one.amount, unit) == one.amount.fen:
                    return unit
    return None


def _parsed(amount: Amount, unit: Unit) -> int | None:
    try:
        return parse_amount(amount.printed, unit).fen
    except AmountError:
        return None


def _wrong_heading(
    document: Document,
    form: ProjectData | OverallData,
    heading: CellRef | None,
    own: Sequence[Comparison],
) -> Fault | None:
    if heading is None:
        return None
    named, read = unit_named(document.text(heading)), _read_by(form.amounts)
    if named is None or read is None or named == read or any(one.slip for one in own):
        return None
    agreeing = [one for one in own if one.holds and one.one.amount.value and one.best.leaves]
    first = next(one for one in form.amounts if one.amount.fen)
    why = f"而本表的单位是{read.name}"
    against: tuple[CellRef, ...] = (amount_cell(first),)
    if agreeing:
        leaf = agreeing[0].best.leaves[0]
        told = cell_ref(leaf.table, leaf.facts[0])
        why += f"，{spot(agreeing[0].at)} 等数额按{read.name}才与{told.table}一致"
        against = (agreeing[0].at, told)
    return Fault(
        at=heading,
        message=f"{place(heading, document.text(heading))}写的单位是{named.name}，{why}。",
        against=against,
        stated_text=named.name,
        expected_text=read.name,
    )


def _slipped(document: Document, slipped: Sequence[Comparison], heading: CellRef | None) -> Fault:
    one = slipped[0]
    leaf = one.best if one.best.leaves else one.told[0]
    factor = one.slip
    told = next(
        told
        for told in one.told
        if (one.one.amount.value == told.fen * factor)
        or (factor < 0 and one.one.amount.value * -factor == told.fen)
    )
    leaf = told if told.leaves else leaf
    cells = tuple(cell_ref(leaf.table, fact) for leaf in leaf.leaves for fact in leaf.facts)
    unit = document.unit(one.at)
    many = "大一万倍" if factor > 0 else "小一万倍"
    there = f"（{spot(cells[0])} 等）" if cells else ""
    return Fault(
        at=heading or one.at,
        message=(
            f"{place(one.at, amount_name(one.one))}为 {in_words(one.one.amount.value, unit)}，"
            f"预算各表{there}为 {in_words(told.fen, unit)}，正好{many}：本表的金额单位写错了。"
        ),
        against=((one.at,) if heading else ()) + cells,
        stated=one.one.amount.value,
        expected=told.fen,
    )


# --- All projects together -----------------------------------------------------------------------


def projects_fit_in(document: Document) -> Iterator[Fault]:
    """The projects together are no more than the project expenditure of the body."""
    projects = [
        (project, one)
        for project in document.performance.projects
        if (one := stated(project, "total")) is not None and one.amount.fen is not None
    ]
    own = [
        (project, one)
        for project, one in projects
        if not any(word in project.category + project.name for word in _ELSEWHERE)
    ]
    if len(own) != len(projects) or len({project.code or project.name for project, _ in own}) < len(
        own
    ):
        return
    total = sum(one.amount.value for _, one in own)
    told = [one for one in told_of(document.cube, [{"nature": "project"}]) if one.leaves]
    overall = document.performance.overall
    form = stated(overall, "project") if overall else None
    if told:
        most = max(told, key=lambda one: one.fen)
        limit, step = most.fen, most.step
        leaves = [(leaf.table, fact) for leaf in most.leaves for fact in leaf.facts]
        against = tuple(cell_ref(table, fact) for table, fact in leaves)
        names = "、".join(dict.fromkeys(ref.table for ref in against))
        there = f"{names}的项目支出合计"
    elif form and form.amount.fen is not None:
        limit, step = form.amount.value, form.amount.step
        against = (amount_cell(form),)
        there = place(amount_cell(form), amount_name(form))
    else:
        return
    slips = {abs(one.slip) for one in document.comparisons} - {0}
    step = max(step, step_of(one.amount for _, one in own))
    if total <= limit + tolerance(step, len(own)) or slips:
        return
    at = amount_cell(own[0][1])
    yield Fault(
        at=at,
        message=(
            f"{place(at)}起 {len(own)} 个项目的总额相加为 {document.money(total, at)}，"
            f"超出{there} {document.money(limit, at)}，多 {document.money(total - limit, at)}。"
        ),
        against=(*against, *(amount_cell(one) for _, one in own[1:])),
        stated=total,
        expected=limit,
    )


RULES = (
    Rule(
        code="money-tables",
        severity=ERROR,
        statement="项目和整体的金额与同一份文件的预算各表一致",
        basis="同一项目、同一单位在各张表里的金额相同",
        faults=amounts_agree,
    ),
    Rule(
        code="unit-heading",
        severity=ERROR,
        statement="表头所写的金额单位就是数额所用的单位",
        basis="每张表都标明金额单位",
        faults=units_are_told_once,
    ),
    Rule(
        code="projects-exceed",
        severity=WARNING,
        statement="各项目总额相加不超过项目支出",
        basis="有目标的项目都在项目支出之内",
        faults=projects_fit_in,
    ),
)
