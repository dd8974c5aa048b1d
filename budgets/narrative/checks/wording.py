"""Figures in the form of the text: what a right figure would look like, and how a place is named."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from budgets.data import CellRef
from budgets.money import UNITS, WAN, YI, YUAN, format_fen
from budgets.narrative.claims.figures import decimals
from budgets.narrative.data import FigureData

HUNDRED = Decimal(100)
ERROR, WARNING, ROUNDING = "error", "warning", "rounding"
_NAMED = 2


def money_like(fen: int, figure: FigureData) -> str:
    """An amount in the unit, the decimals and the grouping of a figure of the text."""
    unit, places = UNITS[figure.unit], decimals(figure)
    for other in (YUAN, WAN, YI):
        # The same number in another unit is right: the unit is what is wrong.
        shown = Decimal(fen).scaleb(-other.exponent).quantize(Decimal(1).scaleb(-places))
        if other is not unit and fen and shown == figure.number:
            return f"{figure.printed.removesuffix(figure.unit)}{other.name}"
    value = Decimal(fen).scaleb(-unit.exponent)
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    # A coarser print than the amount has would turn 0.21万元 into 0万元.
    if rounded == 0 and fen:
        text = format_fen(fen, unit)
    else:
        text = f"{rounded:,f}" if _grouped(figure) else f"{rounded:f}"
    return f"{text}{figure.unit}"


def percent_like(value: Decimal, figure: FigureData) -> str:
    """A percentage with the decimals of a figure of the text."""
    places = decimals(figure)
    return f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}{figure.unit}"


def off_by(percent: FigureData, low: Decimal, high: Decimal) -> str:
    """The severity of a printed rate against its bounds: "" within rounding, one place is rounding."""
    unit = Decimal(1).scaleb(-decimals(percent))
    stated = abs(percent.number)
    if low - unit / 2 <= stated <= high + unit / 2:
        return ""
    return ROUNDING if low - unit < stated < high + unit else ERROR


def _grouped(figure: FigureData) -> bool:
    return "," in figure.printed or "，" in figure.printed


def cells_named(cells: Sequence[CellRef]) -> str:
    """Cells as a sentence names them: 表7 E30; 表3 E5…E19 等 9 格."""
    if not cells:
        return ""
    if len(cells) <= _NAMED:
        return "、".join(f"{cell.table} {cell.cell}" for cell in cells)
    return f"{cells[0].table} {cells[0].cell}…{cells[-1].cell} 等 {len(cells)} 格"
