"""Cells and amounts as sentences name them, and how far figures may be rounded."""

from __future__ import annotations

from collections.abc import Iterable
from math import isqrt

from budgets.data import CellRef
from budgets.money import WAN, Amount, Unit, format_fen
from performance.data import (
    Cells,
    IndicatorData,
    OverallData,
    ProjectData,
    StatedAmountData,
)
from performance.values import format_value

# Headings that need the one above to say whose they are.
_TOLD_BY_HEADING = frozenset({"合计", "小计", "总计", "基本支出", "项目支出"})
NOWHERE_AT = CellRef(0, "", "", 0, 0)


def cell(cells: Cells, *names: str) -> CellRef:
    """The first of the named cells that was remembered, else any."""
    for name in names:
        if name in cells:
            return cells[name]
    return next(iter(cells.values()), NOWHERE_AT)


def amount_cell(one: StatedAmountData) -> CellRef:
    return cell(one.cells, "amount", "value")


def amount_name(one: StatedAmountData) -> str:
    """The heading of an amount as people say it: 财政资金, 财政拨款·基本支出."""
    parts = [part.strip("：: ") for part in one.name.split(" / ")]
    parts = [part.removeprefix("其中").strip("：:") for part in parts]
    parts = [part for part in parts if part]
    alone = parts[-1:] if parts and parts[-1] not in _TOLD_BY_HEADING else parts
    return "·".join(alone)


def form_name(form: ProjectData | OverallData) -> str:
    """The project that a form is of, "" for the body's own."""
    return form.name if isinstance(form, ProjectData) else ""


def value_cell(one: IndicatorData) -> CellRef:
    return cell(one.cells, "value", "level3", "description", "level2", "level1")


def name_cell(one: IndicatorData) -> CellRef:
    return cell(one.cells, "level3", "level2", "level1", "description", "value")


def spot(ref: CellRef) -> str:
    """A cell as people say it: 预算12表 B5."""
    return f"{ref.table} {ref.cell}".strip()


def place(ref: CellRef, *names: str) -> str:
    """A cell with what stands there: 预算12表 B5（培训类项目·项目总额）."""
    words = "·".join(shortened(name) for name in names if name)
    return f"{spot(ref)}（{words}）" if words else spot(ref)


def shortened(text: str, most: int = 24) -> str:
    """A text short enough to be named in a sentence."""
    plain = " ".join(text.split())
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def in_words(fen: int, unit: Unit) -> str:
    """An amount with its unit: 10.70 万元."""
    return f"{format_fen(fen, unit)} {unit.name}"


def printed_value(one: IndicatorData) -> str:
    """An indicator's value as a form with one cell prints it: ≥85%, ≤10.7万元."""
    return format_value(one.value)


# --- Amounts -------------------------------------------------------------------------------------


def stated(form: ProjectData | OverallData, measure: str) -> StatedAmountData | None:
    return next((one for one in form.amounts if one.measure == measure), None)


def finest_step(amounts: Iterable[Amount]) -> int:
    """Fen of the last place that any of these figures is printed to."""
    return min((amount.step for amount in amounts if amount.fen), default=1)


def step_of(amounts: Iterable[Amount]) -> int:
    """Fen of the last place that addends may have been rounded to; 1 where they were not.

    As budgets.cube.table_step: more than two decimals of 万元 are all there is. Whole 万元 are how
    projects are approved, not how they are rounded.
    """
    finest = finest_step(amounts)
    return finest if 10_000 <= finest < WAN.fen else 1


def tolerance(step: int, addends: int) -> int:
    """What rounding to `step` can come to over so many addends, in fen."""
    return 0 if step <= 1 else step * max(1, isqrt(addends))
