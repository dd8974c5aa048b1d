"""The running sums below a table: each column of amounts over the rows that make up its whole. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from budgets.cube import region
from budgets.data import FactData, TableData
from budgets.edits import Style, printed
from budgets.lately import Lately
from budgets.leaves import leaf_lines
from budgets.regions import Region


@dataclass(frozen=True, slots=True)
class Running:
    """The sum of a column as the table prints it ("" where no row says anything), and how many of
    its rows are blank (or a dash), how many zero."""

    column: int
    text: str
    blank: int
    zero: int


_LATELY: Lately[tuple[Running, ...]] = Lately(32)


def running_sums(table: TableData) -> tuple[Running, ...]:
    """One for each column of amounts. Rows that others refine, and 其中, are not added twice."""
    return _LATELY.of((table,), lambda: _running_sums(table))


def _running_sums(table: TableData) -> tuple[Running, ...]:
    columns: dict[int, list[FactData]] = {
        at: [] for at, column in enumerate(table.columns) if column.kind == "amount"
    }
    for facts in _halves(table):
        rows = leaf_lines(_by_row(facts), table, by_row=True).leaves
        for fact in facts:
            if fact.row in rows and fact.column in columns:
                columns[fact.column].append(fact)
    style = Style.of(table)
    return tuple(_running(table, column, facts, style) for column, facts in columns.items())


def _running(table: TableData, column: int, facts: list[FactData], style: Style) -> Running:
    said = [fact.amount.fen for fact in facts if fact.amount.fen is not None]
    return Running(
        column,
        printed(sum(said), table, -1, column, style) if said else "",
        blank=len(facts) - len(said),
        zero=sum(fen == 0 for fen in said),
    )


def _halves(table: TableData) -> list[list[FactData]]:
    """The facts of each half of a table at each basis, as cube.py parts them."""
    halves: dict[tuple[int, str, str], list[FactData]] = {}
    for fact in table.facts:
        basis, side = fact.coordinates["basis"], fact.coordinates.get("side", "")
        halves.setdefault((table.columns[fact.column].block, basis, side), []).append(fact)
    return list(halves.values())


def _by_row(facts: list[FactData]) -> dict[int, dict[int, Region]]:
    lines: dict[int, dict[int, Region]] = {}
    for fact in facts:
        lines.setdefault(fact.row, {})[fact.column] = region(fact.coordinates)
    return lines
