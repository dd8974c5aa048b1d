"""Which rows of the read model the database keeps as they are (budgets/immutability.py)."""

from __future__ import annotations

from collections.abc import Iterator

from budgets.immutability import Rule, read_model
from performance import models

_OF_A_TARGET = ("budget__disclosure", "overall__disclosure")


def rules() -> Iterator[Rule]:
    # Which project a name stands for follows from all years: a later publication may lead it on.
    yield from read_model(models.ProjectBudget, "disclosure", but=["project_id"])
    yield from read_model(models.Evaluation, "disclosure", but=["project_id"])
    yield from read_model(models.OverallTarget, "disclosure")
    yield from read_model(models.Activity, "overall__disclosure")
    yield from read_model(models.StatedAmount, *_OF_A_TARGET)
    yield from read_model(models.SpendingPlan, "budget__disclosure")
    yield from read_model(models.Goal, *_OF_A_TARGET)
    yield from read_model(models.Indicator, *_OF_A_TARGET)
    yield from read_model(models.EvaluationPart, "evaluation__disclosure")
    yield from read_model(models.EvaluationItem, "evaluation__disclosure")
