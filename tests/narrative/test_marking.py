"""A paragraph cut at its figures: nothing of the text is lost, each figure with what is known of it."""

from __future__ import annotations

from decimal import Decimal

from budgets.data import CellRef
from budgets.narrative.data import (
    OK,
    CheckedData,
    ClaimData,
    FigureData,
    NarrativeCheck,
    OriginData,
)
from budgets.narrative.marking import Marking, Piece

TEXT = "收入\t 120.50万元 \t增长5%"
CELL = CellRef(1, "预算01表", "B4", 1, 1)
AMOUNT = FigureData(2, 4, 12, "120.50万元", "amount", Decimal("120.50"), "万元")
RATE = FigureData(2, 16, 18, "5%", "percent", Decimal(5), "%")


def check(*origins: OriginData) -> NarrativeCheck:
    claim = ClaimData(2, 0, len(TEXT), TEXT, "收入", amount=AMOUNT, percent=RATE)
    return NarrativeCheck(claims=(CheckedData(claim, OK, origins),))


def test_a_figure_has_its_cells_and_the_numbers_of_its_findings() -> None:
    origin = OriginData(AMOUNT, (CELL,), 2026)
    marking = Marking(check(origin), [(3, (2, 16)), (5, (2, 16))])

    pieces = marking.pieces(2, TEXT)

    assert "".join(piece.text for piece in pieces) == TEXT
    assert pieces[1] == Piece("120.50万元", (CELL,), 2026)
    assert pieces[3] == Piece("5%", numbers=(3, 5))


def test_the_cells_of_a_row_are_cut_without_the_space_around_them() -> None:
    marking = Marking(check(OriginData(AMOUNT, (CELL,), 2026)), [(3, (2, 16))])

    assert list(marking.row(2, TEXT, 4)) == [
        [Piece("收入")],
        [Piece("120.50万元", (CELL,), 2026)],
        [Piece("增长"), Piece("5%", numbers=(3,))],
        [],
    ]


def test_the_document_itself_comes_before_that_of_the_year_before() -> None:
    before, own = OriginData(AMOUNT, (CELL,), 2025), OriginData(AMOUNT, (CELL, CELL), 2026)

    (piece,) = (one for one in Marking(check(before, own)).pieces(2, TEXT) if one.cells)

    assert (piece.year, len(piece.cells)) == (2026, 2)


def test_a_finding_at_no_figure_stands_at_its_whole_paragraph() -> None:
    marking = Marking(check(), [(1, (2, 0)), (2, (7, 3))])

    assert [marking.on_paragraph(n) for n in (1, 2, 7)] == [(), (1,), (2,)]
    assert marking.pieces(2, TEXT) == [Piece(TEXT)]
