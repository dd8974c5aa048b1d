"""Figures that staff told of a year before its document was there must agree with the document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from budgets.asking import Asking, Told
from budgets.data import DisclosureData, FindingData
from budgets.money import YUAN, format_fen
from budgets.narrative.data import EarlierFigure
from budgets.reconcile import place

EARLIER_FIGURE = "earlier-figure"


def contradicted_figures(
    data: DisclosureData, figures: Sequence[EarlierFigure]
) -> Iterator[FindingData]:
    """A finding at the cell that says another amount than `figures`, which are of this document.

    What the tables do not tell can't contradict; rounding to the printed place does not either.
    """
    if not figures:
        return
    tables = Asking(data)
    for figure in figures:
        told = tables.tell(figure.coordinates)
        if told is None or not told.cells or abs(told.fen - figure.fen) < told.step:
            continue
        at = told.cells[0]
        yield FindingData(
            severity="error",
            kind=EARLIER_FIGURE,
            at=at,
            stated=told.fen,
            expected=figure.fen,
            against=told.cells[1:],
            message=_message(data, figure, told),
            key=f"{EARLIER_FIGURE}:{figure.coordinates}",
        )


def _message(data: DisclosureData, figure: EarlierFigure, told: Told) -> str:
    at = told.cells[0]
    table = data.table(at.n)
    fact = next(one for one in table.facts if (one.row, one.column) == (at.row, at.column))
    where = place(table, fact) + (f"等 {len(told.cells)} 格相加" if len(told.cells) > 1 else "")
    next_year = data.fiscal_year + 1
    return (
        f"{where}为 {format_fen(told.fen, YUAN)} 元；编写 {next_year} 年的情况说明时，"
        f"填写的 {data.fiscal_year} 年数是 {format_fen(figure.fen, YUAN)} 元，"
        f"相差 {format_fen(abs(told.fen - figure.fen), YUAN)} 元。"
    )
