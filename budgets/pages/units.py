"""The unit that a figure of a table is printed in, what units are called, how pages tell amounts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from budgets.data import TableData
from budgets.money import UNITS, WAN, YI, YUAN, AmountError, Unit, format_fen, parse_amount
from budgets.pages.english import in_english

UNIT_NAMES = {
    "元": _("元"),
    "千元": _("千元"),
    "万元": _("万元"),
    "百万元": _("百万元"),
    "亿元": _("亿元"),
}
# What a reader may see a table in.
SWITCHABLE = (YUAN, WAN, YI)


def unit_of(table: TableData | None, column: int = -1) -> Unit:
    """The unit of a column, the table's where it has none of its own; 元 where nothing is said."""
    if table is None:
        return YUAN
    own = table.columns[column].unit if 0 <= column < len(table.columns) else ""
    return UNITS.get(own) or UNITS.get(table.unit, YUAN)


def unit_name(unit: Unit | None) -> str:
    return str(UNIT_NAMES[unit.name]) if unit else ""


def told_unit(unit: Unit) -> Unit:
    """The unit in which our own sentences, pictures and lists tell an amount of a table.

    English counts in thousands and millions, and has no word for 万: there it is told in yuan, to
    the last digit. A published table keeps the unit that it is printed in.
    """
    return YUAN if in_english() else unit


def told_amount(fen: int, unit: Unit, places: int | None = None) -> str:
    """An amount in a unit as our own sentences, pictures and lists write it.

    A published table shows what was printed, a file what programs read (money.format_fen).
    """
    return with_minus(format_fen(fen, unit, places))


def printed_told(printed: str, unit: str) -> tuple[str, str]:
    """A printed amount and its unit as a list tells them; what is no amount stays as it is."""
    money = UNITS.get(unit)
    if money is None or told_unit(money) is money:
        return printed, unit
    try:
        fen = parse_amount(printed, money).fen
    except AmountError:
        return printed, unit
    return (printed, unit) if fen is None else (told_amount(fen, YUAN), YUAN.name)


def with_minus(figure: str) -> str:
    """A figure as text has it: with a minus sign, as wide as a digit, instead of a hyphen."""
    return figure.replace("-", "−")
