"""Figures of a text as numbers that can be compared: values, last places, what rounding allows."""

from __future__ import annotations

from decimal import Decimal

from budgets.narrative.checks.wording import money_like
from budgets.narrative.data import MONEY, FigureData


def comparable(one: FigureData, other: FigureData) -> bool:
    """Whether two figures count the same."""
    return one.kind == other.kind and (one.kind == MONEY or one.unit == other.unit)


def value_of(figure: FigureData) -> int:
    """Fen of money, the number itself of things (times 100, so that 1.5 counts)."""
    return figure.fen if figure.kind == MONEY else int(figure.number * 100)


def step_of(figure: FigureData) -> int:
    """Fen of the last printed place; 1 for what is no money."""
    return figure.amount.step if figure.amount else 1


def slack_of(*figures: FigureData) -> int:
    """What rounding alone can come to between figures of which each was rounded by itself."""
    steps = [step_of(one) for one in figures]
    return sum(steps) // 2 if max(steps) > 1 else 0


def like_figure(value: int, figure: FigureData) -> str:
    """A value in the form of a figure of the text."""
    if figure.kind == MONEY:
        return money_like(value, figure)
    return f"{Decimal(value) / 100:f}{figure.unit}"


def fen_pair(figure: FigureData, expected: int) -> tuple[int, int] | None:
    """Stated and expected in fen, None for what is no money."""
    return (figure.fen, expected) if figure.kind == MONEY else None
