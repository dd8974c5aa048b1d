"""Edits of a table that a correction makes."""

from __future__ import annotations

from dataclasses import replace

from budgets.data import TableData
from budgets.money import UNITS, parse_amount


def printed(given: TableData, r: int, c: int, text: str) -> TableData:
    """The table with another text at a cell, its fact too."""
    cells = list(given.rows[r].cells)
    cells[c] = text
    facts = tuple(
        replace(fact, amount=parse_amount(text, UNITS[given.unit]))
        if (fact.row, fact.column) == (r, c)
        else fact
        for fact in given.facts
    )
    lines = list(given.rows)
    lines[r] = replace(lines[r], cells=tuple(cells))
    return replace(given, rows=tuple(lines), facts=facts)
