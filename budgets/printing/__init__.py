"""The printable PDF of a whole disclosure, and its card, set with Typst."""

from budgets.printing.card import Card, CardFigure
from budgets.printing.pictures import render_pictures
from budgets.printing.remarks import Remark
from budgets.printing.report import Imprint, PrintingUnavailable, render_report

__all__ = [
    "Card",
    "CardFigure",
    "Imprint",
    "PrintingUnavailable",
    "Remark",
    "render_pictures",
    "render_report",
]
